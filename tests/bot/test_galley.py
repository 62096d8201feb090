"""An edition of several parts is ended as it was begun, and its history names what arrived."""

from dataclasses import replace

import pytest

from bot.dossier.model import Event
from bot.errors import Rejected, Throttled, UnusableDossier
from bot.platform import Address
from bot.subscriptions import Stage
from tests.bot.couriers import HERE, Office, dossier, office, one
from tests.bot.store.stores import DAY, MINUTE, subscription
from tests.fakes import WELL, FakePlatform, Step, lost, unanswered
from tests.simulated import START, simulated

CUT: list[Step] = [unanswered(), Throttled(60), lost()]
"""What may become of a part and let another process go on later."""


async def whole(place: Office, *steps: Step) -> str:
    """What stands in a channel when nothing comes between the parts; `steps` come to its posts."""
    here = Address("fake:2:whole")
    await place.store.add(subscription("whole", address=here, space="fake:2"))
    fake = FakePlatform("fake", place.time.now, script={here: list(steps)}, parts=3)
    await place.tick(place.courier(fake))
    return text_at(fake, here)


def text_at(fake: FakePlatform, address: str) -> str:
    """All that stands in a channel."""
    return "".join(one.payload.text for one in fake.at(address))


async def edit(place: Office) -> None:
    """All changes on which an edition's words depend."""
    place.scribe.says = ["The toll falls in May.", "Nobody pays for the ferry.", "The bridge is closed."]
    place.dossier = dossier(version="v2", event=Event(name="Talks", date=START.date() + 2 * DAY))
    await place.store.change(replace(subscription(), language="de", next_due_at=START + DAY))


@pytest.mark.parametrize("cut", CUT, ids=["unanswered", "throttled", "lost"])
@simulated
async def test_what_is_edited_between_the_parts_changes_none_of_them(database_url: str, cut: Step) -> None:
    async with office(database_url) as place:
        expected = await whole(place)
        fake = await one(place, WELL, cut, parts=3)
        await place.tick(place.courier(fake))
        await edit(place)
        await place.run(place.courier(fake), 10 * MINUTE)
        assert text_at(fake, HERE) == expected
        assert await place.stage() is Stage.SENT


@pytest.mark.parametrize("cut", CUT, ids=["unanswered", "throttled", "lost"])
@simulated
async def test_what_was_begun_in_the_plain_form_is_ended_in_it(sqlite_url: str, cut: Step) -> None:
    async with office(sqlite_url) as place:
        expected = await whole(place, Rejected("blocks: invalid"))
        fake = await one(place, Rejected("blocks: invalid"), WELL, cut, parts=3)
        await place.tick(place.courier(fake))
        await edit(place)
        await place.run(place.courier(fake), 10 * MINUTE)
        assert [posted.payload.is_plain for posted in fake.posted] == [True] * 3
        assert text_at(fake, HERE) == expected


@simulated
async def test_a_single_part_that_had_arrived_is_whole_though_the_edition_would_have_two_by_now(
    sqlite_url: str,
) -> None:
    async with office(sqlite_url) as place:
        fake = await one(place, unanswered())
        await place.tick(place.courier(fake))
        await edit(place)
        later = FakePlatform(
            "fake", place.time.now, posted=fake.posted, longest=len(fake.posted[0].payload.text)
        )
        await place.run(place.courier(later), 10 * MINUTE)
        assert (len(fake.posted), len(later.looked)) == (1, 1)
        assert await place.stage() is Stage.SENT


@simulated
async def test_what_was_begun_is_ended_though_the_dossier_cant_be_read_any_more(sqlite_url: str) -> None:
    async with office(sqlite_url) as place:
        fake = await one(place, WELL, unanswered(), parts=3)
        await place.tick(place.courier(fake))
        place.trouble = UnusableDossier("no documents")
        await place.run(place.courier(fake), 10 * MINUTE)
        assert [posted.payload.part for posted in fake.posted] == [1, 2, 3]


@simulated
async def test_a_part_that_is_begun_anew_counts_as_told_by_what_it_says(sqlite_url: str) -> None:
    async with office(sqlite_url) as place:
        fake = await one(place, lost(), parts=2)
        await place.tick(place.courier(fake))
        place.scribe.says = ["The toll falls in May."]
        place.dossier = dossier(version="v2")
        await place.run(place.courier(fake), DAY + 10 * MINUTE, every=60)
        assert "The toll falls in May." in text_at(fake, HERE)[:400]
        assert "Nothing new" in "".join(one.payload.text for one in fake.posted[2:])


# Receipts


async def receipts(place: Office) -> list[tuple[Stage, str | None]]:
    return [(e.stage, e.receipt) for e in await place.store.history((await place.newest()).id)]


@simulated
async def test_the_receipt_of_each_part_stands_in_the_history(database_url: str) -> None:
    async with office(database_url) as place:
        fake = await one(place, parts=2)
        await place.tick(place.courier(fake))
        assert await receipts(place) == [
            (Stage.CLAIMED, None),
            (Stage.SENDING, None),
            (Stage.SENDING, "fake-1"),
            (Stage.SENT, "fake-2"),
        ]


@simulated
async def test_the_receipt_of_what_was_found_stands_in_the_history(database_url: str) -> None:
    async with office(database_url) as place:
        fake = await one(place, unanswered())
        await place.run(place.courier(fake), 3 * MINUTE)
        (posted,) = fake.posted
        assert await receipts(place) == [
            (Stage.CLAIMED, None),
            (Stage.SENDING, None),
            (Stage.UNKNOWN, None),
            (Stage.SENT, posted.key),
        ]


@simulated
async def test_the_receipt_of_a_found_part_is_kept_when_the_next_cant_be_written(sqlite_url: str) -> None:
    async with office(sqlite_url) as place:
        fake = await one(place, unanswered(), parts=2)
        await place.tick(place.courier(fake))
        await place.store.forget(place.time.now() + DAY)
        place.trouble = UnusableDossier("no documents")
        await place.run(place.courier(fake), 2 * MINUTE)
        assert (Stage.DUE, fake.posted[0].key) in await receipts(place)
