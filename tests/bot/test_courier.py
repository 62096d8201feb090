"""The courier as a whole: what is due arrives, once, whatever else is slow, full, stopped or set back."""

import asyncio
import datetime
from typing import Any

import pytest
from structlog.testing import capture_logs

from bot.errors import Gone, StoreUnavailable, Throttled
from bot.platform import Address
from bot.rules import Rules
from bot.subscriptions import Stage
from tests.bot.couriers import Office, office
from tests.bot.store.stores import DAY, HOUR, MINUTE, SECOND, subscription
from tests.fakes import HANGS, FakePlatform, Step, Turn
from tests.simulated import START, simulated

BOTH = ("before", "after")


async def subscribe(place: Office, count: int, space: str = "fake:1", **changes: Any) -> list[str]:
    """So many channels of a space, due at START."""
    ids = [f"{space}-{number}" for number in range(count)]
    for id in ids:
        address = Address(f"{space}:{id.rpartition('-')[2]}")
        await place.store.add(subscription(id, address=address, space=space, **changes))
    return ids


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
        due = START + 10 * MINUTE
        await place.store.add(subscription(next_due_at=due, schedule=_at(8, 10)))
        await place.run(place.courier(fake), 2 * DAY + HOUR, every=600)
        assert [one.at for one in fake.posted] == [due, due + DAY, due + 2 * DAY]


@simulated
async def test_nothing_comes_before_its_time(sqlite_url: str) -> None:
    async with office(sqlite_url) as place:
        fake = FakePlatform("fake", place.time.now)
        await place.store.add(subscription(next_due_at=START + SECOND, schedule=_at(8, 0, 1)))
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
        for space in range(6):
            await subscribe(place, 5, f"fake:{space}")
        await place.tick(place.courier(fake))
        assert fake.most["fake"] == 16
        assert max(fake.most[f"fake:{space}"] for space in range(6)) == 4
        assert len(fake.posted) == 30


@simulated
async def test_a_limit_of_posts_a_second_is_kept_and_nothing_is_lost(sqlite_url: str) -> None:
    async with office(sqlite_url) as place:
        fake = FakePlatform("fake", place.time.now, per_second=6)
        for space in range(6):
            await subscribe(place, 10, f"fake:{space}")
        await place.run(place.courier(fake), MINUTE / 2, every=1)
        assert len(fake.posted) == 60
        assert fake.doubled() == []
        seconds = [one.at.replace(microsecond=0) for one in fake.posted]
        assert max(map(seconds.count, seconds)) <= 6


@simulated
async def test_a_workspace_that_throttles_holds_up_no_other(sqlite_url: str) -> None:
    async with office(sqlite_url) as place:
        script: dict[Address, Step] = {Address(f"fake:full:{n}"): Throttled(600) for n in range(20)}
        fake = FakePlatform("fake", place.time.now, script=script)
        await subscribe(place, 20, "fake:full")
        await subscribe(place, 20, "fake:free")
        await place.run(place.courier(fake), 9 * MINUTE)
        assert {one.at for one in fake.posted} == {START}
        assert len(fake.posted) == 20
        # After the first refusals nobody asked again: the workspace said how long it wants silence.
        assert len([tried for tried in fake.tried if tried[1].startswith("fake:full")]) <= 4


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
async def test_catching_up_posts_the_newest_missed_edition_and_no_other(sqlite_url: str) -> None:
    async with office(sqlite_url) as place:
        fake = FakePlatform("fake", place.time.now)
        await place.store.add(subscription())
        await place.time.go_on(3 * DAY + HOUR)
        await place.run(place.courier(fake), 20 * HOUR, every=600)
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
        await place.run(place.courier(fake), DAY, every=600)
        (posted,) = fake.posted
        assert posted.at - START >= 3 * DAY
        assert "The edition of 6 March 2026 was not sent: its grace was over" in posted.payload.text


@simulated
async def test_a_clock_that_is_set_back_brings_nothing_twice(sqlite_url: str) -> None:
    async with office(sqlite_url) as place:
        fake = FakePlatform("fake", place.time.now)
        await place.store.add(subscription())
        courier = place.courier(fake)
        await place.run(courier, MINUTE)
        place.time.set_by(-3 * HOUR)
        await place.run(courier, 5 * HOUR, every=600)
        place.time.set_by(-DAY)
        await place.run(courier, DAY + 3 * HOUR, every=600)
        assert len(fake.posted) == 1
        await place.run(courier, DAY, every=600)
        assert len(fake.posted) == 2


@simulated
async def test_a_clock_that_jumps_ahead_during_a_post_brings_nothing_twice(sqlite_url: str) -> None:
    async with office(sqlite_url) as place:
        fake = FakePlatform("fake", place.time.now, takes=20)
        await place.store.add(subscription())
        courier = place.courier(fake)
        await courier.tick(place.time.now())
        await place.time.go_on(5)
        place.time.set_by(HOUR)
        await place.run(courier, 10 * MINUTE)
        assert len(fake.posted) == 1
        assert await place.stage() is Stage.SENT


@simulated
async def test_draining_finishes_what_is_being_posted_and_leaves_the_rest_due(database_url: str) -> None:
    async with office(database_url) as place:
        fake = FakePlatform("fake", place.time.now, takes=3, parts=2)
        await subscribe(place, 10)
        courier = place.courier(fake)
        await courier.tick(START)
        await place.time.go_on(1)
        await courier.drain(patience=20)
        whole = {one.address for one in fake.posted}
        assert len(fake.posted) == 2 * len(whole) == 8
        assert await place.store.counts() == dict.fromkeys(Stage, 0) | {Stage.SENT: 4, Stage.DUE: 6}
        assert await courier.tick(place.time.now()) == 0
        await place.tick(place.courier(fake))
        assert len(fake.posted) == 20
        assert fake.doubled() == []


@simulated
async def test_draining_waits_no_longer_than_its_patience_and_the_next_courier_looks(sqlite_url: str) -> None:
    async with office(sqlite_url) as place:
        stuck = Turn(lands=40, answers=None)
        fake = FakePlatform("fake", place.time.now, script={Address("fake:1:a"): [stuck]})
        await place.store.add(subscription())
        courier = place.courier(fake)
        await courier.tick(START)
        await place.time.go_on(1)
        await courier.drain(patience=10)
        assert place.time.now() == START + 11 * SECOND
        assert await place.stage() is Stage.SENDING
        await place.run(place.courier(fake), 5 * MINUTE)
        assert len(fake.posted) == 1
        assert await place.stage() is Stage.SENT


@simulated
async def test_draining_during_a_claim_gives_back_what_that_claims(sqlite_url: str) -> None:
    async with office(sqlite_url) as place:
        fake = FakePlatform("fake", place.time.now)
        await subscribe(place, 5)

        async def slow(name: str, when: str) -> None:
            if name == "claim":
                await asyncio.sleep(1)

        courier = place.courier(fake, hook=slow)
        tick = asyncio.ensure_future(courier.tick(START))
        await asyncio.sleep(0)
        await courier.drain(patience=5)
        await tick
        assert fake.posted == []
        assert (await place.store.counts())[Stage.DUE] + (await place.store.counts())[Stage.SENT] == 5


@simulated
async def test_a_drain_that_meets_no_database_says_so_and_loses_nothing(sqlite_url: str) -> None:
    async with office(sqlite_url) as place:
        fake = FakePlatform("fake", place.time.now)
        await place.store.add(subscription())

        def away(name: str, when: str) -> None:
            if name in ("record", "release"):
                raise StoreUnavailable("The database is away.")

        courier = place.courier(fake, hook=away)
        await courier.tick(START)
        with capture_logs() as log:
            await courier.drain(patience=5)
        assert "release_failed" in [line["event"] for line in log]
        await place.run(place.courier(fake), 4 * MINUTE)
        assert len(fake.posted) == 1


@simulated
async def test_a_courier_whose_lease_was_taken_over_posts_nothing(database_url: str) -> None:
    async with office(database_url) as place:
        fake = FakePlatform("fake", place.time.now)
        await place.store.add(subscription())
        may_go_on = asyncio.Event()

        async def slow(name: str, when: str) -> None:
            if (name, when) == ("skipped_since_sent", "after"):
                await may_go_on.wait()

        first, second = place.courier(fake, hook=slow), place.courier(fake)
        await first.tick(START)
        await place.time.go_on(119)
        assert await place.tick(second) == 0
        await place.time.go_on(1)
        assert await place.tick(second) == 1
        may_go_on.set()
        await first.settled()
        assert len(fake.tried) == len(fake.posted) == 1
        assert await place.story() == [Stage.CLAIMED, Stage.CLAIMED, Stage.SENDING, Stage.SENT]


@simulated
async def test_a_post_that_cant_begin_soon_after_its_record_isnt_begun(sqlite_url: str) -> None:
    async with office(sqlite_url) as place:
        fake = FakePlatform("fake", place.time.now)
        await place.store.add(subscription())
        slept: list[str] = []

        async def machine_sleeps(name: str, when: str) -> None:
            if (name, when) == ("record", "after") and not slept:
                slept.append(name)
                await asyncio.sleep(200)

        first, second = place.courier(fake, hook=machine_sleeps), place.courier(fake)
        await first.tick(START)
        await place.time.go_on(150)
        await place.tick(second)
        assert len(fake.posted) == 1
        await first.settled()
        assert len(fake.tried) == 1
        assert await place.stage() is Stage.SENT


@simulated
async def test_after_such_a_pause_it_is_posted_by_who_still_has_it(sqlite_url: str) -> None:
    async with office(sqlite_url) as place:
        fake = FakePlatform("fake", place.time.now)
        await place.store.add(subscription())
        slept: list[str] = []

        async def slow(name: str, when: str) -> None:
            if (name, when) == ("record", "after") and not slept:
                slept.append(name)
                await asyncio.sleep(40)

        await place.run(place.courier(fake, hook=slow), 2 * MINUTE)
        assert len(fake.posted) == 1
        assert await place.story() == [
            Stage.CLAIMED,
            Stage.SENDING,
            Stage.DUE,
            Stage.CLAIMED,
            Stage.SENDING,
            Stage.SENT,
        ]


@pytest.mark.parametrize("when", BOTH)
@simulated
async def test_a_database_that_fails_at_any_step_loses_and_doubles_nothing(
    sqlite_url: str, when: str
) -> None:
    """Before the transaction, or after its commit and before the answer."""
    async with office(sqlite_url) as place:
        steps = 12
        for step in range(1, steps + 1):
            fake = FakePlatform(f"fake{step}", place.time.now, parts=2)
            id = f"s{step}"
            await place.store.add(
                subscription(id, address=Address(f"fake{step}:1:a"), next_due_at=place.time.now())
            )
            calls = 0

            def fail(_: str, moment: str, step: int = step) -> None:
                nonlocal calls
                calls += moment == when
                if moment == when and calls == step:
                    raise StoreUnavailable("The database is locked.")

            await place.run(place.courier(fake, hook=fail), 5 * MINUTE, every=10)
            assert len(fake.posted) == 2, step
            assert fake.doubled() == []
            assert await place.stage(id) is Stage.SENT


@pytest.mark.parametrize("can_tell", [True, False])
@simulated
async def test_a_database_that_is_away_for_a_while_loses_and_doubles_nothing(
    sqlite_url: str, can_tell: bool
) -> None:
    """Where the platform can't be looked at, too: what a post came to is recorded once the database is back."""
    async with office(sqlite_url) as place:
        fake = FakePlatform("fake", place.time.now, takes=2, can_tell=can_tell)
        ids = await subscribe(place, 12)

        def away(name: str, when: str) -> None:
            if START + SECOND < place.time.now() < START + 61 * SECOND:
                raise StoreUnavailable("The database doesn't answer.")

        with capture_logs() as log:
            await place.run(place.courier(fake, hook=away), 8 * MINUTE)
        assert {await place.stage(id) for id in ids} == {Stage.SENT}
        assert len(fake.posted) == 12
        assert fake.doubled() == []
        assert {"claim_failed", "record_failed"} <= {line["event"] for line in log}


@simulated
async def test_a_delivery_that_settles_is_a_fact_in_the_log(sqlite_url: str) -> None:
    async with office(sqlite_url) as place:
        fake = FakePlatform("fake", place.time.now, takes=0.25)
        await place.store.add(subscription())
        with capture_logs() as log:
            await place.tick(place.courier(fake))
        (line,) = log
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


@simulated
async def test_a_fault_costs_its_own_delivery_a_try_and_no_other(sqlite_url: str) -> None:
    async with office(sqlite_url) as place:
        script: dict[Address, list[Step]] = {Address("fake:1:0"): [ZeroDivisionError("ours")]}
        fake = FakePlatform("fake", place.time.now, script={**script, Address("fake:1:1"): Gone("fake:1:1")})
        ids = await subscribe(place, 4)
        await place.run(place.courier(fake), 5 * MINUTE)
        assert [await place.stage(id) for id in ids] == [Stage.SENT, Stage.GONE, Stage.SENT, Stage.SENT]
        assert fake.doubled() == []


def _at(hour: int, minute: int = 0, second: int = 0) -> Any:
    from bot.subscriptions import Schedule

    return Schedule(at=datetime.time(hour, minute, second), zone="UTC")
