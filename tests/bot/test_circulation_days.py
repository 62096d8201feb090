"""Which days a briefing comes on after a change, until when, and what a preview says of them."""

import asyncio
import datetime
from collections.abc import AsyncGenerator
from dataclasses import replace
from pathlib import Path

import pytest
import pytest_asyncio

from bot.errors import DeliveryError, Gone, Rejected
from bot.platform import Address
from bot.reply import Audience
from bot.store.store import Store
from tests.bot.newsrooms import (
    DAY,
    HOUR,
    MONDAY,
    Newsroom,
    newsroom,
    set_event,
    subscribed,
    write_dossier,
)


@pytest.fixture
def bridge(tmp_path: Path) -> Path:
    return write_dossier(tmp_path / "bridge")


@pytest_asyncio.fixture
async def room(database_url: str, bridge: Path) -> AsyncGenerator[Newsroom]:
    async with newsroom(database_url, bridge) as opened:
        yield opened


# A new time


async def test_a_time_that_is_changed_before_todays_edition_counts_today(room: Newsroom) -> None:
    await subscribed(room)
    text = await room.say("/briefings change 10:00")
    assert "Monday" in text
    assert "gone out already" not in text
    room.at = MONDAY + HOUR
    assert await room.deliver() == []
    room.at = MONDAY + 2 * HOUR
    assert len(await room.deliver()) == 1


async def test_a_time_that_is_changed_after_todays_edition_starts_tomorrow_and_the_reply_says_so(
    room: Newsroom,
) -> None:
    await subscribed(room)
    room.at = MONDAY + HOUR
    assert len(await room.deliver()) == 1
    text = await room.say("/briefings change 12:00")
    assert "Today's has gone out already; the new time starts tomorrow." in text
    assert "Monday" not in text
    room.at = MONDAY + 5 * HOUR
    assert await room.deliver() == []
    room.at = MONDAY + DAY + 4 * HOUR
    assert len(await room.deliver()) == 1


async def had_today(room: Newsroom, schedule: str = "9:00 Europe/Berlin") -> None:
    """A subscription whose edition of Monday has come an hour ago."""
    await subscribed(room, schedule)
    room.at = MONDAY + HOUR
    assert len(await room.deliver()) == 1
    room.at += HOUR


@pytest.mark.parametrize(
    ("schedule", "change", "day"),
    [
        ("9:00 Berlin mon thu", "12:00", "Thursday, 2 May 2030"),
        ("9:00 Berlin mon", "12:00", "Monday, 6 May 2030"),
        ("9:00 Berlin", "12:00 wed", "Wednesday, 1 May 2030"),
        # In Honolulu it is still Sunday, whose edition would be older than the one that has come.
        ("9:00 Berlin", "20:00 Honolulu", "Tuesday, 30 April 2030"),
    ],
)
async def test_where_tomorrow_is_no_chosen_day_the_day_on_which_the_new_time_starts_is_named(
    room: Newsroom, schedule: str, change: str, day: str
) -> None:
    await had_today(room, schedule)
    text = await room.say(f"/briefings change {change}")
    assert f"Today's has gone out already; the new time starts on the next chosen day: {day}." in text
    assert "tomorrow" not in text
    until = (await room.only()).next_due_at
    assert until
    room.at = until - HOUR
    assert await room.deliver() == []
    room.at = until
    assert len(await room.deliver()) == 1


@pytest.mark.parametrize(
    "change", ["full", "German", "weekdays", "until 3 June", "only when something is new"]
)
async def test_nothing_is_said_of_a_new_time_where_the_time_stays(room: Newsroom, change: str) -> None:
    await had_today(room)
    text = await room.say(f"/briefings change {change}")
    assert "Changed" in text
    assert "gone out already" not in text
    assert "new time" not in text


@pytest.mark.parametrize(
    ("days", "when"), [("", "tomorrow."), (" mon", "on the next chosen day: Monday, 6 May 2030.")]
)
async def test_of_an_edition_that_was_skipped_nobody_says_that_it_has_gone_out(
    room: Newsroom, days: str, when: str
) -> None:
    await subscribed(room, f"9:00 Berlin{days}")
    room.at = MONDAY + 6 * HOUR  # Its grace of four hours is over.
    assert await room.deliver() == []
    text = await room.say("/briefings change 18:00")
    assert f"Today's was skipped; the new time starts {when}" in text
    room.at = MONDAY + 11 * HOUR
    assert await room.deliver() == []


@pytest.mark.parametrize("error", [Gone("fake:1:lake"), Rejected("too long")])
async def test_of_an_edition_that_never_arrived_nobody_says_that_it_has_gone_out(
    room: Newsroom, error: DeliveryError
) -> None:
    await subscribed(room)
    room.fake.script = {Address("fake:1:lake"): [error, error]}
    room.at = MONDAY + HOUR
    assert [text for text in await room.deliver() if "can't be posted" not in text] == []
    await room.say("/briefings resume")
    text = await room.say("/briefings change 18:00")
    assert "gone out" not in text
    assert "Today's was skipped; the new time starts tomorrow." in text


async def test_a_new_zone_is_a_new_time(room: Newsroom) -> None:
    await had_today(room)
    assert "the new time starts tomorrow" in await room.say("/briefings change Europe/London")


async def test_who_moves_east_past_midnight_gets_the_edition_of_a_day_that_had_none(room: Newsroom) -> None:
    await had_today(room)
    room.at = MONDAY + 16 * HOUR  # Tuesday in Tokyo.
    text = await room.say("/briefings change 9:00 Tokyo")
    assert "gone out" not in text
    assert "Tuesday, 30 April 2030, 09:00" in text


# Until the event


async def comes(room: Newsroom, days: int) -> list[int]:
    """What arrives on each of so many days from Monday on."""
    came: list[int] = []
    for day in range(days):
        room.at = MONDAY + HOUR + day * DAY
        came.append(len(await room.deliver()))
    return came


@pytest.mark.parametrize(("event", "last"), [((5, 1), 2), ((5, 6), 7)])
async def test_a_subscription_until_the_event_follows_its_day(
    room: Newsroom, bridge: Path, event: tuple[int, int], last: int
) -> None:
    assert "until the event (3 May 2030)" in await room.say(
        "/briefings subscribe 9:00 Berlin until the event"
    )
    date = datetime.date(2030, *event)
    set_event(bridge, date)
    assert f"until the event ({date.day} May 2030)" in await room.say("/briefings list")
    assert await comes(room, 10) == [1] * (last + 1) + [0] * (9 - last)
    text = await room.say("/briefings list")
    assert "next:" not in text


async def test_an_event_that_is_put_off_after_its_day_brings_the_briefings_back(
    room: Newsroom, bridge: Path
) -> None:
    await subscribed(room, "9:00 Berlin until the event")
    assert await comes(room, 7) == [1, 1, 1, 1, 1, 0, 0]
    set_event(bridge, datetime.date(2030, 5, 7))
    assert "next: Monday, 6 May 2030" in await room.say("/briefings list")
    room.at = MONDAY + HOUR + 7 * DAY
    (post,) = await room.deliver()
    assert "was not sent" not in post


async def test_until_an_event_whose_day_nobody_knows_it_goes_on(room: Newsroom, bridge: Path) -> None:
    set_event(bridge, None)
    await subscribed(room, "9:00 Berlin until the event")
    assert "until the event ·" in await room.say("/briefings list")
    assert await comes(room, 6) == [1] * 6


async def test_a_list_is_told_though_the_dossier_of_a_subscription_is_gone(room: Newsroom) -> None:
    await subscribed(room, "9:00 Berlin until the event")
    one = await room.only()
    await room.store.change(replace(one, dossier="gone"))
    assert one.id in await room.say("/briefings list")


# Previews


async def test_a_preview_says_that_nothing_will_be_posted_where_nothing_is_new(room: Newsroom) -> None:
    await had_today(room, "9:00 Berlin only when something is new")
    preview = await room.reply("/briefings preview")
    text = await room.say("/briefings preview")
    assert "Nothing will be posted on Tuesday, 30 April 2030: nothing is new" in text
    assert "strait" not in text
    assert preview.audience is Audience.ASKER
    room.at = MONDAY + DAY + HOUR
    assert await room.deliver() == []


async def test_a_preview_of_the_first_or_of_news_is_shown_though_only_news_are_wanted(
    room: Newsroom, bridge: Path
) -> None:
    await subscribed(room, "9:00 Berlin only when something is new")
    first = await room.say("/briefings preview")
    room.at = MONDAY + HOUR
    assert await room.deliver() == [first]
    notes = bridge / "documents" / "notes.md"
    text = notes.read_text(encoding="utf-8")
    notes.write_text(text + "\nBoris Holm says that the ferry must stay.\n", encoding="utf-8")
    second = await room.say("/briefings preview")
    assert "ferry" in second
    room.at += DAY
    assert await room.deliver() == [second]


async def test_a_preview_of_a_paused_subscription_says_so_and_what_would_come(room: Newsroom) -> None:
    await subscribed(room)
    running = await room.say("/briefings preview")
    await room.say("/briefings pause")
    paused = await room.say("/briefings preview")
    assert paused.startswith("Paused (paused by hand): nothing is posted until it is resumed.")
    assert paused.endswith(running)


async def test_a_preview_of_a_paused_one_without_news_says_only_that_it_is_paused(room: Newsroom) -> None:
    await had_today(room, "9:00 Berlin only when something is new")
    await room.say("/briefings pause")
    text = await room.say("/briefings preview")
    assert text == "Paused (paused by hand): nothing is posted until it is resumed."


async def test_a_preview_behind_the_end_says_that_nothing_comes_any_more(room: Newsroom) -> None:
    await subscribed(room, "9:00 Berlin until the event")
    await comes(room, 5)
    assert "Nothing will be posted any more" in await room.say("/briefings preview")


# Several people at a time


async def test_of_two_people_who_change_a_subscription_at_once_neither_is_overheard(room: Newsroom) -> None:
    await subscribed(room)
    changes = [
        "10:00",
        "Tokyo",
        "full",
        "German",
        "until 3 June",
        "only when something is new",
        "mon tue wed",
    ]
    told = await asyncio.gather(*(room.say(f"/briefings change {change}") for change in changes))
    assert all("Changed" in text for text in told), told
    one = await room.only()
    schedule = one.schedule
    assert (schedule.at, schedule.zone, schedule.days) == (datetime.time(10), "Asia/Tokyo", {0, 1, 2})
    assert (one.length, one.language, one.until) == ("full", "de", datetime.date(2030, 6, 3))
    assert one.only_new


async def test_a_pause_and_a_change_at_once_are_both_carried_out(room: Newsroom) -> None:
    await subscribed(room)
    told = await asyncio.gather(
        room.say("/briefings pause"), room.say("/briefings change 10:00"), room.say("/briefings change full")
    )
    assert all("Changed" in text or "Paused" in text for text in told), told
    one = await room.only()
    assert (one.paused, one.schedule.at, one.length) == ("paused by hand", datetime.time(10), "full")


async def test_a_subscription_that_another_removes_meanwhile_stays_removed(room: Newsroom) -> None:
    id = await subscribed(room)
    *told, removed = await asyncio.gather(
        *(room.say(f"/briefings change {id} {hour}:00") for hour in range(10, 14)),
        room.say(f"/briefings remove {id}"),
    )
    assert "Removed" in removed
    assert all("Changed" in text or "no subscription" in text for text in told), told
    assert await room.store.find() == []


@pytest.mark.parametrize(
    ("change", "comes_at"),
    [
        ("German", 9.5),
        ("8:00", 9.5),
        ("9:30", 9.5),
        ("9:30 mon", 9.5),
        ("12:00", 12),
        ("until the event", 9.5),
    ],
)
async def test_a_change_between_its_time_and_the_claim_does_not_drop_todays_edition(
    room: Newsroom, change: str, comes_at: float
) -> None:
    await subscribed(room)
    room.at = MONDAY + HOUR  # Half past nine: the bot was down at nine.
    assert "Changed" in await room.say(f"/briefings change {change}")
    came: list[float] = []
    for half_hours in range(2, 20):
        room.at = MONDAY + half_hours * HOUR / 2
        came += [8.5 + half_hours / 2] * len(await room.deliver())
    assert came == [comes_at]


async def test_a_preview_is_of_the_edition_that_is_due_and_not_yet_claimed(room: Newsroom) -> None:
    await subscribed(room)
    room.at = MONDAY + HOUR
    preview = await room.say("/briefings preview")
    assert "in 4 days" in preview
    assert await room.deliver() == [preview]


async def test_a_change_while_the_edition_is_claimed_neither_doubles_nor_drops_it(room: Newsroom) -> None:
    await subscribed(room)
    room.at = MONDAY + HOUR
    told, came = await asyncio.gather(room.say("/briefings change 9:30"), room.deliver())
    assert "Changed" in told
    more = [len(came)]
    for half_hours in range(2, 49):
        room.at = MONDAY + half_hours * HOUR / 2
        more.append(len(await room.deliver()))
    assert sum(more) == 1
    editions = [one.edition for one in await room.store.deliveries((await room.only()).id, 9)]
    assert editions == ["2030-04-29"]


async def test_what_is_written_over_a_row_that_another_changed_is_refused(room: Newsroom) -> None:
    await subscribed(room)
    was = await room.only()
    store: Store = room.store
    changed = replace(was, language="fr")
    assert await store.change(changed, was=was)
    assert not await store.change(replace(was, language="es"), was=was)
    assert await room.only() == changed
