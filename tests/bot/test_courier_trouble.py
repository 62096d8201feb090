"""What interrupts a courier: a shutdown, another one, a database, a clock, a fault. Nothing is lost, nothing doubled."""

import asyncio

import pytest

from bot.errors import Gone, StoreUnavailable
from bot.platform import Address
from bot.rules import Rules
from bot.subscriptions import Stage
from tests.bot.couriers import office, subscribe
from tests.bot.store.stores import DAY, HOUR, MINUTE, SECOND, subscription
from tests.fakes import FakePlatform, Step, Turn, unanswered
from tests.simulated import START, simulated

BOTH = ("before", "after")


@simulated
async def test_who_was_overtaken_while_it_waited_goes_by_how_things_stand_now(sqlite_url: str) -> None:
    """Another took the delivery, and nobody knows what came of its post; then it is the first one's again."""
    async with office(sqlite_url) as place:
        last = Address("fake:1:1")
        fake = FakePlatform("fake", place.time.now, script={last: [unanswered()]}, can_tell=False)
        ids = await subscribe(place, 2)
        first = place.courier(fake, rules=Rules(at_once_in_space=1))
        place.scribe.takes = 200
        await first.tick(START)
        await place.time.go_on(2 * MINUTE)
        place.scribe.takes = 0
        await place.tick(place.courier(fake))
        assert len(fake.posted) == 2
        await place.run(first, 20 * MINUTE)
        assert len(fake.posted) == 2
        assert [await place.stage(id) for id in ids] == [Stage.SENT, Stage.UNKNOWN]


@simulated
async def test_a_clock_that_is_set_back_brings_nothing_twice(sqlite_url: str) -> None:
    async with office(sqlite_url) as place:
        fake = FakePlatform("fake", place.time.now)
        await place.store.add(subscription())
        courier = place.courier(fake)
        await place.run(courier, MINUTE)
        place.time.set_by(-3 * HOUR)
        await place.run(courier, 5 * HOUR, every=3600)
        place.time.set_by(-DAY)
        await place.run(courier, DAY + 3 * HOUR, every=3600)
        assert len(fake.posted) == 1
        await place.run(courier, DAY, every=3600)
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
        await courier.drain(patience=5)
        assert "release_failed" in [line["event"] for line in place.log]
        await place.run(place.courier(fake), 4 * MINUTE)
        assert len(fake.posted) == 1


@pytest.mark.parametrize("moment", [("skipped_since_sent", "after"), ("record", "before")])
@simulated
async def test_a_courier_whose_lease_was_taken_over_posts_nothing(
    database_url: str, moment: tuple[str, str]
) -> None:
    async with office(database_url) as place:
        fake = FakePlatform("fake", place.time.now)
        await place.store.add(subscription())
        may_go_on = asyncio.Event()

        async def slow(name: str, when: str) -> None:
            if (name, when) == moment:
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
        assert [line.get("cause") for line in place.log] == [None, "another courier has it"]
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

            await place.run(place.courier(fake, hook=fail), 5 * MINUTE, every=20)
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

        await place.run(place.courier(fake, hook=away), 8 * MINUTE)
        assert {await place.stage(id) for id in ids} == {Stage.SENT}
        assert len(fake.posted) == 12
        assert fake.doubled() == []
        assert {"claim_failed", "record_failed"} <= {line["event"] for line in place.log}


@simulated
async def test_a_fault_costs_its_own_delivery_a_try_and_no_other(sqlite_url: str) -> None:
    async with office(sqlite_url) as place:
        script: dict[Address, list[Step]] = {Address("fake:1:0"): [ZeroDivisionError("ours")]}
        fake = FakePlatform("fake", place.time.now, script={**script, Address("fake:1:1"): Gone("fake:1:1")})
        ids = await subscribe(place, 4)
        await place.run(place.courier(fake), 5 * MINUTE)
        assert [await place.stage(id) for id in ids] == [Stage.SENT, Stage.GONE, Stage.SENT, Stage.SENT]
        assert fake.doubled() == []


@simulated
async def test_a_fault_after_a_post_is_looked_into_and_not_tried_again(sqlite_url: str) -> None:
    async with office(sqlite_url) as place:
        fake = FakePlatform("fake", place.time.now)
        await place.store.add(subscription())
        records: list[str] = []

        def fault(name: str, when: str) -> None:
            if (name, when) == ("record", "before"):
                records.append(name)
                if len(records) == 2:  # what came of the first post
                    raise ZeroDivisionError("ours")

        await place.run(place.courier(fake, hook=fault), 4 * MINUTE)
        assert "delivery_fault" in [line["event"] for line in place.log]
        assert len(fake.tried) == len(fake.posted) == len(fake.looked) == 1
        assert await place.stage() is Stage.SENT
