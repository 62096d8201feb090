"""The courier as a whole: what is due arrives, once, whatever else is slow, full, stopped or set back."""

import asyncio

from bot.errors import Throttled
from bot.platform import Address
from bot.rules import Rules
from bot.subscriptions import Stage
from tests.bot.couriers import at, office, subscribe
from tests.bot.store.stores import DAY, HOUR, MINUTE, SECOND, subscription
from tests.fakes import HANGS, FakePlatform, Step, Turn
from tests.simulated import START, simulated


@simulated
async def test_what_is_due_arrives_and_the_store_says_so(database_url: str) -> None:
    async with office(database_url) as place:
        fake = FakePlatform("fake", place.time.now)
        await place.store.add(subscription())
        assert await place.tick(place.courier(fake)) == 1
        assert "Both sides want the bridge open." in fake.posted[0].payload.text
        assert await place.story() == [Stage.CLAIMED, Stage.SENDING, Stage.SENT]


@simulated
async def test_each_day_has_one_edition_at_its_time_and_never_before(sqlite_url: str) -> None:
    async with office(sqlite_url) as place:
        fake = FakePlatform("fake", place.time.now)
        due = START + HOUR
        await place.store.add(subscription(next_due_at=due, schedule=at(9)))
        await place.run(place.courier(fake), 2 * DAY + 2 * HOUR, every=1800)
        assert [one.at for one in fake.posted] == [due, due + DAY, due + 2 * DAY]


@simulated
async def test_nothing_comes_before_its_time(sqlite_url: str) -> None:
    async with office(sqlite_url) as place:
        fake = FakePlatform("fake", place.time.now)
        await place.store.add(subscription(next_due_at=START + SECOND, schedule=at(8, 0, 1)))
        assert await place.tick(place.courier(fake)) == 0
        assert fake.tried == []


@simulated
async def test_two_couriers_at_once_post_each_edition_once(database_url: str) -> None:
    async with office(database_url) as place:
        fake = FakePlatform("fake", place.time.now, takes=0.5)
        await subscribe(place, 60)
        couriers = [place.courier(fake), place.courier(fake)]
        await asyncio.gather(*(place.run(courier, MINUTE) for courier in couriers))
        assert len(fake.posted) == 60
        assert fake.doubled() == []


@simulated
async def test_more_than_there_is_room_for_come_one_after_another(sqlite_url: str) -> None:
    async with office(sqlite_url) as place:
        fake = FakePlatform("fake", place.time.now, takes=1)
        await subscribe(place, 50)
        courier = place.courier(fake, rules=Rules(under_way=20, at_once=6, at_once_in_space=5))
        assert await courier.tick(START) == 20
        assert await courier.tick(START) == 0
        await place.run(courier, MINUTE)
        assert len(fake.posted) == 50
        assert fake.doubled() == []
        assert fake.most == {"fake:1": 5, "fake": 5}


@simulated
async def test_a_platform_has_so_many_posts_under_way_and_no_more(sqlite_url: str) -> None:
    async with office(sqlite_url) as place:
        fake = FakePlatform("fake", place.time.now, takes=1)
        for space in range(10):
            await subscribe(place, 5, f"fake:{space}")
        await place.tick(place.courier(fake))
        assert fake.most["fake"] == 32
        assert max(fake.most[f"fake:{space}"] for space in range(10)) == 4
        assert len(fake.posted) == 50


@simulated
async def test_a_limit_of_posts_a_second_is_kept_and_nothing_is_lost(sqlite_url: str) -> None:
    async with office(sqlite_url) as place:
        fake = FakePlatform("fake", place.time.now, per_second=5)
        for space in range(5):
            await subscribe(place, 8, f"fake:{space}")
        await place.run(place.courier(fake), MINUTE / 3, every=1)
        assert len(fake.posted) == 40
        assert fake.doubled() == []
        seconds = [one.at.replace(microsecond=0) for one in fake.posted]
        assert max(map(seconds.count, seconds)) <= 5


@simulated
async def test_a_workspace_that_throttles_holds_up_no_other(sqlite_url: str) -> None:
    async with office(sqlite_url) as place:
        script: dict[Address, Step] = {Address(f"fake:full:{n}"): Throttled(600) for n in range(20)}
        fake = FakePlatform("fake", place.time.now, script=script)
        await subscribe(place, 20, "fake:full")
        await subscribe(place, 20, "fake:free")
        await place.run(place.courier(fake, rules=Rules(under_way=10)), 9 * MINUTE)
        assert {one.at for one in fake.posted} == {START}
        assert len(fake.posted) == 20
        # After the first refusals nobody asked again: the workspace said how long it wants silence.
        assert len([tried for tried in fake.tried if tried[1].startswith("fake:full")]) <= 4


@simulated
async def test_a_workspace_that_hangs_leaves_room_for_the_others(sqlite_url: str) -> None:
    async with office(sqlite_url) as place:
        script: dict[Address, Step] = {Address(f"fake:full:{n}"): HANGS for n in range(60)}
        fake = FakePlatform("fake", place.time.now, script=script)
        await subscribe(place, 60, "fake:full")
        await subscribe(place, 20, "fake:zero")
        rules = Rules(under_way=20, under_way_in_space=5)
        await place.run(place.courier(fake, rules=rules), MINUTE)
        assert len(fake.posted) == 20
        assert {one.at for one in fake.posted} <= {START + n * 5 * SECOND for n in range(2)}


@simulated
async def test_a_crowd_of_one_workspace_doesnt_wait_for_the_next_tick(sqlite_url: str) -> None:
    async with office(sqlite_url) as place:
        fake = FakePlatform("fake", place.time.now)
        await subscribe(place, 50)
        rules = Rules(under_way=20, under_way_in_space=5)
        await place.tick(place.courier(fake, rules=rules))
        assert {one.at for one in fake.posted} == {START}
        assert len(fake.posted) == 50


@simulated
async def test_a_platform_that_hangs_delays_no_other(sqlite_url: str) -> None:
    async with office(sqlite_url) as place:
        stuck: dict[Address, Step] = {Address(f"slow:1:{n}"): HANGS for n in range(40)}
        slow = FakePlatform("slow", place.time.now, script=stuck)
        fast = FakePlatform("fast", place.time.now)
        await subscribe(place, 40, "slow:1")
        await subscribe(place, 40, "fast:1")
        rules = Rules(under_way=20)
        await place.run(place.courier(slow, fast, rules=rules), MINUTE)
        assert len(fast.posted) == 40
        assert {one.at for one in fast.posted} <= {START, START + 5 * SECOND}


@simulated
async def test_who_waits_longer_than_a_lease_is_posted_once(sqlite_url: str) -> None:
    """What waits its turn is claimed again when its lease ends, by the same courier, while others still hang."""
    async with office(sqlite_url) as place:
        script: dict[Address, Step] = {
            Address(f"fake:1:{n}"): Turn(lands=25, answers=[1.0, 29.0, 14.0][n % 3]) for n in range(40)
        }
        fake = FakePlatform("fake", place.time.now, script=script)
        await subscribe(place, 40)
        await place.run(place.courier(fake), 20 * MINUTE)
        assert len(fake.posted) == 40
        assert fake.doubled() == []


@simulated
async def test_a_crowd_doesnt_wait_for_the_next_tick(sqlite_url: str) -> None:
    async with office(sqlite_url) as place:
        fake = FakePlatform("fake", place.time.now)
        await subscribe(place, 50)
        await place.tick(place.courier(fake, rules=Rules(under_way=10)))
        assert {one.at for one in fake.posted} == {START}
        assert len(fake.posted) == 50


@simulated
async def test_a_short_silence_is_waited_for_in_place(sqlite_url: str) -> None:
    async with office(sqlite_url) as place:
        fake = FakePlatform("fake", place.time.now, script={Address("fake:1:0"): [Throttled(3)]})
        await subscribe(place, 10)
        await place.store.add(subscription("b", address=Address("fake:2:b"), space="fake:2"))
        courier = place.courier(fake, rules=Rules(at_once_in_space=1))
        await place.tick(courier)
        assert fake.at("fake:2:b")[0].at == START
        assert len(fake.posted) == 10
        assert {one.at for one in fake.posted if "fake:1" in one.address} == {START + 3 * SECOND}
        await place.time.go_on(5)
        await place.tick(courier)
        assert len(fake.posted) == 11


@simulated
async def test_catching_up_posts_the_newest_missed_edition_and_no_other(sqlite_url: str) -> None:
    async with office(sqlite_url) as place:
        fake = FakePlatform("fake", place.time.now)
        await place.store.add(subscription())
        await place.time.go_on(3 * DAY + HOUR)
        await place.run(place.courier(fake), 20 * HOUR, every=3600)
        (edition,) = await place.store.deliveries("a", 9)
        assert (edition.edition, edition.stage) == ("2026-03-07", Stage.SENT)
        assert [one.at for one in fake.posted] == [START + 3 * DAY + HOUR]


@simulated
async def test_what_was_missed_by_more_than_its_grace_is_skipped_and_the_next_edition_says_so(
    sqlite_url: str,
) -> None:
    async with office(sqlite_url) as place:
        fake = FakePlatform("fake", place.time.now)
        await place.store.add(subscription())
        await place.time.go_on(2 * DAY + 5 * HOUR)
        await place.run(place.courier(fake), DAY, every=3600)
        (posted,) = fake.posted
        assert posted.at - START >= 3 * DAY
        assert "The edition of 6 March 2026 was not sent: its grace was over" in posted.payload.text


@simulated
async def test_a_delivery_that_settles_is_a_fact_in_the_log(sqlite_url: str) -> None:
    async with office(sqlite_url) as place:
        fake = FakePlatform("fake", place.time.now, takes=0.25)
        await place.store.add(subscription())
        await place.tick(place.courier(fake))
        (line,) = place.log
        assert line["event"] == "delivery_settled"
        assert (line["outcome"], line["platform"], line["edition"]) == ("sent", "fake", "2026-03-04")
        assert line["seconds"] == 0.25


@simulated
async def test_an_edition_for_many_is_written_once(sqlite_url: str) -> None:
    async with office(sqlite_url) as place:
        place.scribe.takes = 5
        fake = FakePlatform("fake", place.time.now)
        await subscribe(place, 60)
        await place.tick(place.courier(fake))
        assert len(fake.posted) == 60
        assert len(place.scribe.wrote) == 1
