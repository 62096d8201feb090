"""What a delivery says: written or put off, new or not, asked for out of turn, and the end of it."""

from dataclasses import replace

import pytest

from bot.dossier.model import Event
from bot.errors import Throttled, UnusableDossier
from bot.platform import Address
from bot.rules import Rules
from bot.store.claimed import PAUSED
from bot.subscriptions import UNTIL_EVENT, Stage
from tests.bot.couriers import HERE, at, dossier, office, one
from tests.bot.store.stores import DAY, HOUR, MINUTE, subscription
from tests.fakes import FakePlatform, unanswered
from tests.simulated import START, simulated


@pytest.mark.parametrize("trouble", [UnusableDossier("There are no documents."), RuntimeError("ours")])
@simulated
async def test_what_cant_be_written_is_tried_later_and_later_within_its_grace(
    sqlite_url: str, trouble: Exception
) -> None:
    async with office(sqlite_url) as place:
        fake = await one(place)
        place.trouble = trouble
        courier = place.courier(fake)
        await place.run(courier, 3 * HOUR, every=60)
        assert 8 <= place.opened <= 40
        assert await place.stage() is Stage.DUE
        if isinstance(trouble, UnusableDossier):
            assert (await place.newest()).cause == "There are no documents."
        place.trouble = None
        await place.run(courier, HOUR, every=45)
        assert await place.stage() is Stage.SENT


@simulated
async def test_what_couldnt_be_written_in_time_is_skipped_and_said(sqlite_url: str) -> None:
    async with office(sqlite_url) as place:
        fake = await one(place)
        place.scribe.trouble = RuntimeError("the model is away")
        courier = place.courier(fake)
        await place.run(courier, 5 * HOUR, every=300)
        assert (await place.stage(), fake.tried) == (Stage.SKIPPED, [])
        place.scribe.trouble = None
        await place.run(courier, DAY, every=3600)
        assert "The edition of 4 March 2026 was not sent" in fake.posted[0].payload.text


@simulated
async def test_channels_that_were_told_the_same_share_one_rendering(sqlite_url: str) -> None:
    async with office(sqlite_url) as place:
        fake = FakePlatform("fake", place.time.now)
        for n in range(20):
            await place.store.add(subscription(str(n), address=Address(f"fake:1:{n}")))
        await place.store.add(subscription("de", address=Address("fake:1:de"), language="de"))
        await place.tick(place.courier(fake, rules=Rules(at_once=1, at_once_in_space=1)))
        assert len(fake.posted) == 21
        assert fake.drawn == 2


@simulated
async def test_an_edition_says_what_is_new_since_the_one_before(database_url: str) -> None:
    async with office(database_url) as place:
        fake = await one(place)
        courier = place.courier(fake)
        await place.run(courier, HOUR, every=3600)
        await place.run(courier, DAY, every=3600)
        place.scribe.says = ["Both sides want the bridge open.", "The toll falls in May."]
        place.dossier = dossier(version="v2")
        await place.run(courier, DAY, every=3600)
        first, second, third = (one.payload.text for one in fake.posted)
        assert "Nothing new" not in first
        assert "Nothing new" in second
        assert "Both sides" not in second
        assert "The toll falls in May." in third
        assert "Both sides" not in third


@simulated
async def test_what_is_found_again_counts_as_told(sqlite_url: str) -> None:
    async with office(sqlite_url) as place:
        fake = await one(place, unanswered())
        await place.run(place.courier(fake), DAY + HOUR, every=3600)
        assert "Nothing new" in fake.posted[1].payload.text


@simulated
async def test_only_new_leaves_out_days_without_news_and_nobody_misses_them(sqlite_url: str) -> None:
    async with office(sqlite_url) as place:
        await place.store.add(subscription(only_new=True))
        fake = FakePlatform("fake", place.time.now)
        courier = place.courier(fake)
        await place.run(courier, 2 * DAY + HOUR, every=3600)
        assert len(fake.posted) == 1
        assert (await place.stage(), (await place.newest()).cause) == (Stage.SKIPPED, "nothing new")
        place.scribe.says = ["The toll falls in May."]
        place.dossier = dossier(version="v2")
        await place.run(courier, DAY, every=3600)
        assert "was not sent" not in fake.posted[1].payload.text


@simulated
async def test_quiet_days_dont_hide_an_edition_that_was_missed(sqlite_url: str) -> None:
    async with office(sqlite_url) as place:
        await place.store.add(subscription(only_new=True))
        fake = FakePlatform("fake", place.time.now)
        courier = place.courier(fake)
        await place.run(courier, HOUR, every=3600)
        await place.time.until(START + DAY + 5 * HOUR)  # The 5th is missed: nobody was there.
        await place.run(courier, 4 * DAY, every=3600)
        place.scribe.says = ["The toll falls in May."]
        place.dossier = dossier(version="v2")
        await place.run(courier, DAY, every=3600)
        assert "The edition of 5 March 2026 was not sent" in fake.posted[1].payload.text


@simulated
async def test_what_has_arrived_is_sent_though_it_is_no_news_any_more(sqlite_url: str) -> None:
    async with office(sqlite_url) as place:
        await place.store.add(subscription(only_new=True))
        fake = FakePlatform("fake", place.time.now, script={HERE: [unanswered()]})
        await place.tick(place.courier(fake))
        place.scribe.says = []
        place.dossier = dossier(version="v2")
        await place.run(place.courier(fake), 3 * MINUTE)
        assert await place.stage() is Stage.SENT


@simulated
async def test_an_edition_asked_for_now_comes_at_once_and_todays_comes_too(database_url: str) -> None:
    async with office(database_url) as place:
        fake = FakePlatform("fake", place.time.now)
        await place.store.add(subscription(only_new=True, next_due_at=START + HOUR, schedule=at(9)))
        await place.store.order_now("a", place.time.now())
        courier = place.courier(fake)
        await place.run(courier, MINUTE)
        assert [one.at for one in fake.posted] == [START]
        await place.store.order_now("a", place.time.now())
        await place.run(courier, MINUTE)
        assert len(fake.posted) == 2  # Nothing is new, and it was asked for.
        place.scribe.says = ["The toll falls in May."]
        place.dossier = dossier(version="v2")
        await place.run(courier, HOUR, every=60)
        assert fake.posted[2].at == START + HOUR
        assert len({one.key for one in fake.posted}) == 3


@simulated
async def test_an_edition_asked_for_now_is_for_the_paused_too(sqlite_url: str) -> None:
    async with office(sqlite_url) as place:
        fake = FakePlatform("fake", place.time.now)
        await place.store.add(subscription(paused="by ann"))
        await place.store.order_now("a", place.time.now())
        await place.run(place.courier(fake), MINUTE)
        assert len(fake.posted) == 1


@simulated
async def test_a_pause_ends_what_is_under_way_and_nobody_misses_it(sqlite_url: str) -> None:
    async with office(sqlite_url) as place:
        fake = await one(place, Throttled(60))
        courier = place.courier(fake)
        await place.tick(courier)
        begun = await place.store.get("a")
        assert begun
        await place.store.change(replace(begun, paused="by ann"))
        await place.run(courier, 5 * MINUTE)
        assert (await place.stage(), (await place.newest()).cause) == (Stage.SKIPPED, PAUSED)
        await place.store.change(begun)
        await place.run(courier, DAY + HOUR, every=3600)
        (posted,) = fake.posted
        assert "was not sent" not in posted.payload.text


@simulated
async def test_a_subscription_until_the_event_ends_with_its_day(sqlite_url: str) -> None:
    async with office(sqlite_url) as place:
        await place.store.add(subscription(until=UNTIL_EVENT))
        place.dossier = dossier(event=Event(name="Talks", date=START.date() + 2 * DAY))
        fake = FakePlatform("fake", place.time.now)
        courier = place.courier(fake)
        await place.run(courier, 5 * DAY, every=3600)
        assert [one.at.date() for one in fake.posted] == [START.date() + n * DAY for n in range(3)]
        # They are put off after all: it goes on, and nobody has missed anything.
        place.dossier = dossier(version="v2", event=Event(name="Talks", date=START.date() + 9 * DAY))
        await place.run(courier, DAY, every=3600)
        assert len(fake.posted) == 4
        assert "was not sent" not in fake.posted[-1].payload.text
