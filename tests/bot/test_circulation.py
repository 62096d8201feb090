"""`/briefings` as people use it: who may, what is confirmed, what comes and when."""

import datetime
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest
import pytest_asyncio

from bot import subscription_pages
from bot.desk import Desk
from bot.engines.extractive import Extractive
from bot.errors import UnusableInput
from bot.holdings import Holdings
from bot.platform import DIRECT, MANAGES, Address, Final, Inbound
from bot.reply import Actions, Audience, Reply, plain_text
from bot.subscriptions import Stage
from bot.wording import say, words_for
from tests.bot.newsrooms import DAY, HOUR, MONDAY, Newsroom, newsroom, subscribed, write_dossier

NOBODY = frozenset[str]()


@pytest_asyncio.fixture
async def room(database_url: str, tmp_path: Path) -> AsyncGenerator[Newsroom]:
    async with newsroom(database_url, write_dossier(tmp_path / "bridge")) as opened:
        yield opened


async def test_a_confirmation_says_the_next_three_local_times(room: Newsroom) -> None:
    text = await room.say("/briefings subscribe every weekday at 8 in Berlin short")
    assert "Subscribed: 08:00 Europe/Berlin, weekdays, short, English." in text
    times = [line for line in text.splitlines() if line.endswith("08:00")]
    assert [line.strip("• -").split(",")[0] for line in times] == ["Tuesday", "Wednesday", "Thursday"]
    assert (await room.only()).next_due_at == datetime.datetime(2030, 4, 30, 6, tzinfo=datetime.UTC)


async def test_the_zone_is_the_persons_own_unless_they_name_one(room: Newsroom) -> None:
    await room.say("/briefings subscribe 9am", zone="America/New_York")
    await room.say("/briefings subscribe 10am Tokyo", zone="America/New_York")
    zones = {one.schedule.at.hour: one.schedule.zone for one in await room.store.find()}
    assert zones == {9: "America/New_York", 10: "Asia/Tokyo"}


@pytest.mark.parametrize(
    ("schedule", "hint"),
    [
        ("9am", "Which time zone?"),
        ("Berlin", "At which time?"),
        ("9am Berlin wekdays", "weekdays"),
        ("at the crack of dawn, you know", "can't read"),
        ("25:99 Berlin", "25:99"),
        ("9am Berlin until 3 May 2020", "2020"),
        ("", "At which time?"),
    ],
)
async def test_a_schedule_that_cannot_be_read_is_told_and_subscribes_nothing(
    room: Newsroom, schedule: str, hint: str
) -> None:
    assert hint in await room.say(f"/briefings subscribe {schedule}", zone=None)
    assert await room.store.find() == []


async def test_a_subscription_speaks_the_language_of_who_made_it_unless_they_name_one(room: Newsroom) -> None:
    await room.say("/briefings subscribe 9:00", locale="de_AT.UTF-8")
    assert (await room.only()).language == "de"
    assert "Geändert" in await room.say("/briefings change French", locale="de_AT.UTF-8")
    assert (await room.only()).language == "fr"


async def test_a_channel_has_at_most_twenty_subscriptions(room: Newsroom) -> None:
    for minute in range(20):
        await subscribed(room, f"9:{minute:02} Berlin")
    assert "20 subscriptions here already; remove one first" in await room.say("/briefings subscribe 8:00")
    assert len(await room.store.find()) == 20
    assert "Subscribed" in await room.say("/briefings subscribe 8:00", address="fake:1:other")


@pytest.mark.parametrize("roles", [frozenset({DIRECT}), frozenset({MANAGES})])
async def test_who_is_alone_with_the_bot_or_manages_the_channel_may_subscribe(
    room: Newsroom, roles: frozenset[str]
) -> None:
    assert "Subscribed" in await room.say("/briefings subscribe 9:00", roles=roles)


@pytest.mark.parametrize(
    "command",
    ["subscribe 8:00 Berlin", "change 10:00", "pause", "resume", "remove", "now", "preview"],
)
async def test_who_does_not_manage_the_channel_is_told_so_and_changes_nothing(
    room: Newsroom, command: str
) -> None:
    await subscribed(room)
    before = await room.only()
    text = await room.say(f"/briefings {command}", roles=frozenset({"member"}))
    assert "Only those who manage this channel" in text
    assert await room.only() == before
    assert await room.store.deliveries(before.id, 9) == []


async def test_everyone_may_see_what_is_subscribed_here(room: Newsroom) -> None:
    id = await subscribed(room)
    text = await room.say("/briefings", roles=NOBODY)
    assert f"{id}: 09:00 Europe/Berlin, every day, short, English" in text
    assert "next: Monday" in text
    assert "Nothing is subscribed here" in await room.say("/briefings list", address="fake:1:other")


@pytest.mark.parametrize("command", ["pause", "remove", "change 10:00", "now", "preview", "resume"])
async def test_of_several_subscriptions_one_must_be_named(room: Newsroom, command: str) -> None:
    ids = {await subscribed(room, "9:00 Berlin"), await subscribed(room, "18:00 Berlin")}
    before = await room.store.find()
    text = await room.say(f"/briefings {command}")
    assert "several subscriptions here; name one" in text
    assert all(id in text for id in ids)
    assert await room.store.find() == before


def offered(reply: Reply) -> list[str]:
    """The commands that a reply offers."""
    return [one.text for block in reply.blocks if isinstance(block, Actions) for one in block.items]


async def test_what_is_offered_where_one_must_be_named_does_it(room: Newsroom) -> None:
    ids = [await subscribed(room, "9:00 Berlin"), await subscribed(room, "18:00 Berlin")]
    reply = await room.reply("/briefings change 10:00 full")
    assert offered(reply) == [f"/briefings change {id} 10:00 full" for id in ids]
    assert "Changed: 10:00" in await room.say(offered(reply)[0])
    assert offered(await room.reply("/briefings pause")) == [f"/briefings pause {id}" for id in ids]
    await room.say(f"/briefings remove {ids[0]}")
    stale = await room.reply(f"/briefings change {ids[0]} 11:00")
    assert offered(stale) == [f"/briefings change {ids[1]} 11:00"]
    assert offered(await room.reply(f"/briefings pause {ids[0]}")) == [f"/briefings pause {ids[1]}"]
    assert offered(await room.reply("/briefings change 9 Berlin wekdays")) == []


async def test_of_several_subscriptions_the_one_that_is_named_is_meant(room: Newsroom) -> None:
    morning, evening = await subscribed(room, "9:00 Berlin"), await subscribed(room, "18:00 Berlin")
    assert "Changed: 19:00" in await room.say(f"/briefings change {evening} 19:00")
    assert "Removed: 09:00" in await room.say(f"/briefings remove {morning.upper()}")
    assert (await room.only()).id == evening


@pytest.mark.parametrize("command", ["remove", "pause", "now", "preview", "change"])
async def test_a_button_of_a_subscription_that_is_gone_does_not_hit_the_one_that_is_there(
    room: Newsroom, command: str
) -> None:
    gone = await subscribed(room)
    await room.say("/briefings remove")
    await subscribed(room, "18:00 Berlin")
    before = await room.only()
    text = await room.say(f"/briefings {command} {gone}")
    assert f"There is no subscription “{gone}” here; there is: {before.id}." in text
    assert await room.only() == before
    assert await room.store.deliveries(before.id, 9) == []


async def test_a_subscription_of_another_channel_is_out_of_reach(room: Newsroom) -> None:
    id = await subscribed(room)
    assert "no subscription here yet" in await room.say(f"/briefings remove {id}", address="fake:1:other")
    assert (await room.only()).id == id


@pytest.mark.parametrize("words", ["25:99", "at eleventy", "wekdays", "", "9:00", "until 3 May 2020"])
async def test_a_change_that_cannot_be_read_or_changes_nothing_loses_nothing(
    room: Newsroom, words: str
) -> None:
    await subscribed(room)
    before = await room.only()
    assert "Changed" not in await room.say(f"/briefings change {words}")
    assert await room.only() == before


async def test_what_is_not_named_in_a_change_stays(room: Newsroom) -> None:
    await subscribed(room, "9:00 Berlin weekdays full German until 3 May only when something is new")
    before = await room.only()
    await room.say("/briefings change 07:30")
    after = await room.only()
    assert after.schedule.at == datetime.time(7, 30)
    for name in ("length", "language", "until", "only_new", "id"):
        assert getattr(after, name) == getattr(before, name)
    assert (after.schedule.days, after.schedule.zone) == (before.schedule.days, before.schedule.zone)


async def test_an_edition_out_of_turn_does_not_use_up_todays(room: Newsroom) -> None:
    id = await subscribed(room)
    assert "on its way" in await room.say("/briefings now")
    assert len(await room.deliver()) == 1
    assert await room.deliver() == []
    room.at = MONDAY + HOUR
    assert len(await room.deliver()) == 1
    now, today = sorted((one.edition for one in await room.store.deliveries(id, 9)), reverse=True)
    assert now.startswith("now-")
    assert today == "2030-04-29"


async def test_two_editions_that_are_due_at_once_dont_tell_the_same_story(room: Newsroom) -> None:
    await subscribed(room)
    await room.say("/briefings now")
    room.at = MONDAY + HOUR  # Nobody ran meanwhile: both wait.
    (first,), (second,) = await room.deliver(), await room.deliver()
    assert "Nothing new" not in first
    assert "Nothing new in the documents since the last edition" in second
    assert await room.deliver() == []


async def test_a_paused_subscription_gives_an_edition_to_who_asks_for_one(room: Newsroom) -> None:
    await subscribed(room)
    await room.say("/briefings pause")
    await room.say("/briefings now")
    assert len(await room.deliver()) == 1


async def test_a_preview_is_what_is_then_posted_and_only_for_the_asker(room: Newsroom) -> None:
    await subscribed(room)
    for day in range(3):
        room.at = MONDAY + day * DAY
        preview = await room.reply("/briefings preview")
        assert preview.audience is Audience.ASKER
        room.at += HOUR
        assert await room.deliver() == [plain_text(preview)]


async def test_a_preview_names_the_edition_that_was_missed_as_the_post_will(room: Newsroom) -> None:
    await subscribed(room)
    room.at = MONDAY + 6 * HOUR
    assert await room.deliver() == []
    room.at = MONDAY + DAY - HOUR
    preview = await room.say("/briefings preview")
    assert "The edition of 29 April 2030 was not sent" in preview
    room.at = MONDAY + DAY + HOUR
    assert await room.deliver() == [preview]


async def test_after_todays_edition_a_preview_is_of_tomorrows_whatever_the_new_time_is(
    room: Newsroom,
) -> None:
    await subscribed(room)
    room.at = MONDAY + HOUR
    await room.deliver()
    await room.say("/briefings change 18:00")
    preview = await room.say("/briefings preview")
    assert "in 3 days" in preview
    room.at = MONDAY + DAY + 10 * HOUR
    assert await room.deliver() == [preview]


async def test_nothing_comes_while_a_subscription_is_paused_and_what_was_missed_stays_missed(
    room: Newsroom,
) -> None:
    id = await subscribed(room)
    assert "Paused: 09:00" in await room.say("/briefings pause")
    assert "paused (paused by hand)" in await room.say("/briefings list")
    room.at = MONDAY + HOUR
    assert await room.deliver() == []
    text = await room.say(f"/briefings resume {id}")
    assert "Running again: 09:00" in text
    assert "Tuesday" in text
    assert await room.deliver() == []
    room.at = MONDAY + DAY + HOUR
    (post,) = await room.deliver()
    assert "was not sent" not in post


async def test_a_subscription_that_is_changed_while_paused_stays_paused_and_promises_nothing(
    room: Newsroom,
) -> None:
    await subscribed(room)
    await room.say("/briefings pause")
    text = await room.say("/briefings change 10:00")
    assert "Changed: 10:00" in text
    assert "It comes next" not in text
    room.at = MONDAY + 2 * HOUR
    assert await room.deliver() == []


async def test_a_resumed_subscription_that_had_todays_says_nothing_of_a_new_time(room: Newsroom) -> None:
    await subscribed(room)
    room.at = MONDAY + HOUR
    await room.deliver()
    await room.say("/briefings pause")
    assert "new time" not in await room.say("/briefings resume")
    assert await room.deliver() == []


async def test_a_removed_subscription_never_comes(room: Newsroom) -> None:
    await subscribed(room)
    assert "No briefing comes any more" in await room.say("/briefings remove")
    room.at = MONDAY + HOUR
    assert await room.deliver() == []
    assert await room.store.find() == []


async def test_the_last_edition_is_that_of_the_last_day(room: Newsroom) -> None:
    await subscribed(room, "9:00 Berlin until the event")
    came: list[int] = []
    for day in range(7):
        room.at = MONDAY + HOUR + day * DAY
        came.append(len(await room.deliver()))
    assert came == [1, 1, 1, 1, 1, 0, 0]


async def test_an_end_that_is_over_is_told_and_nothing_is_subscribed_or_changed(room: Newsroom) -> None:
    room.at = MONDAY + 7 * DAY
    assert "that end is over" in await room.say("/briefings subscribe 9:00 Berlin until the event")
    assert await room.store.find() == []
    await subscribed(room)
    before = await room.only()
    assert "that end is over" in await room.say("/briefings change until the event")
    assert await room.only() == before


async def test_a_subscription_whose_end_is_over_cannot_be_resumed_but_given_a_new_end(room: Newsroom) -> None:
    await subscribed(room, "9:00 Berlin until the event")
    await room.say("/briefings pause")
    room.at = MONDAY + 7 * DAY
    assert "that end is over" in await room.say("/briefings resume")
    assert "Changed" in await room.say("/briefings change until 3 June")
    assert "Running again" in await room.say("/briefings resume")
    room.at += HOUR
    assert len(await room.deliver()) == 1


async def test_a_misspelt_verb_is_answered_with_the_one_that_was_meant(room: Newsroom) -> None:
    assert "did you mean /briefings pause?" in await room.say("/briefings puase")


async def test_history_tells_how_an_edition_came(room: Newsroom) -> None:
    id = await subscribed(room)
    room.at = MONDAY + HOUR
    await room.deliver()
    ((delivery, entries),) = await room.circulation.history(id)
    assert delivery.stage is Stage.SENT
    assert [entry.stage for entry in entries] == [Stage.CLAIMED, Stage.SENDING, Stage.SENT]
    shown = plain_text(subscription_pages.history([(delivery, entries)]))
    assert shown.endswith("UTC: sent, arrived as fake-1")


async def test_a_desk_that_cannot_keep_subscriptions_says_where_they_can_be_made(tmp_path: Path) -> None:
    desk = Desk(Holdings(write_dossier(tmp_path / "bridge"), Extractive), lambda: MONDAY.date())
    inbound = Inbound(event="1", address=Address("here"), person="p", text="/briefings subscribe 9:00 Berlin")
    *_, last = [shown async for shown in desk.handle(inbound)]
    assert isinstance(last, Final)
    assert "rapporteur run" in plain_text(last.reply)


async def test_what_is_subscribed_is_the_address_that_the_platform_prepared(room: Newsroom) -> None:
    prepared: list[tuple[str, str]] = []

    async def prepare(address: Address, title: str) -> Address:
        prepared.append((address, title))
        return Address(f"{address}/thread")

    room.serve(prepare)
    assert "Subscribed" in await room.say("/briefings subscribe 9:00 Europe/Berlin")
    assert prepared == [("fake:1:lake", "The bridge talks")]
    assert (await room.only()).address == "fake:1:lake/thread"


async def test_a_missing_permission_is_told_in_the_readers_language_and_nothing_is_subscribed(
    room: Newsroom,
) -> None:
    async def prepare(address: Address, title: str) -> Address:
        raise UnusableInput(say("The documents don't say."))

    room.serve(prepare)
    german = await room.say("/briefings subscribe 9:00 Europe/Berlin", locale="de")
    assert german == words_for("de").text("The documents don't say.")
    assert await room.store.find() == []


async def test_nothing_is_prepared_for_a_schedule_that_cannot_be_used(room: Newsroom) -> None:
    prepared: list[Address] = []

    async def prepare(address: Address, title: str) -> Address:
        prepared.append(address)
        return address

    room.serve(prepare)
    await room.say("/briefings subscribe at half past never")
    await room.say("/briefings subscribe 9:00 Europe/Berlin until 1 May 2020")
    await room.say("/briefings subscribe 9:00 Europe/Berlin", roles=NOBODY)
    assert (prepared, await room.store.find()) == ([], [])
