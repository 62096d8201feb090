"""A courier with more to deliver than there is room for, than a workspace lets it, or than a lease is long enough for."""

from bot.errors import Throttled
from bot.platform import Address
from bot.rules import Rules
from bot.subscriptions import Stage
from tests.bot.couriers import office
from tests.bot.store.stores import MINUTE, SECOND
from tests.bot.test_courier import subscribe
from tests.fakes import HANGS, FakePlatform, refused, unanswered
from tests.simulated import START, simulated


@simulated
async def test_a_crowd_does_not_wait_for_the_next_tick(sqlite_url: str) -> None:
    async with office(sqlite_url) as place:
        fake = FakePlatform("fake", place.time.now, takes=0.2)
        await subscribe(place, 90)
        await place.tick(place.courier(fake, rules=Rules(under_way=20)))
        assert len(fake.posted) == 90
        assert fake.doubled() == []


@simulated
async def test_a_short_silence_is_waited_for_in_place(sqlite_url: str) -> None:
    async with office(sqlite_url) as place:
        fake = FakePlatform("fake", place.time.now, {Address("fake:1:0"): refused(Throttled(3))})
        first, *others = await subscribe(place, 9)
        await place.tick(place.courier(fake, rules=Rules(at_once_in_space=1)))
        assert await place.stage(first) is Stage.DUE
        for id in others:
            assert await place.story(id) == [Stage.CLAIMED, Stage.SENDING, Stage.SENT]
        assert {(one.at - START).total_seconds() for one in fake.posted} == {3.0}


@simulated
async def test_a_workspace_that_asked_for_a_long_silence_leaves_its_room_to_others(sqlite_url: str) -> None:
    async with office(sqlite_url) as place:
        fake = FakePlatform("fake", place.time.now, {Address("fake:1:0"): refused(Throttled(60))})
        await subscribe(place, 50)
        await subscribe(place, 5, "fake:2")
        await place.tick(place.courier(fake, rules=Rules(under_way=10, at_once_in_space=1)))
        assert {one.address.rpartition(":")[0] for one in fake.posted} == {"fake:2"}
        assert len(fake.posted) == 5


@simulated
async def test_what_another_had_while_it_waited_here_is_not_posted_blindly(sqlite_url: str) -> None:
    async with office(sqlite_url) as place:
        slow = FakePlatform("fake", place.time.now, lambda address, key: HANGS)
        quick = FakePlatform("fake", place.time.now, lambda address, key: unanswered(), posted=slow.posted)
        await subscribe(place, 6)
        rules = Rules(at_once_in_space=1, post=100, settling=SECOND, lease=102 * SECOND)
        one, other = place.courier(slow, rules=rules), place.courier(quick, rules=rules)
        await one.tick(place.time.now())
        await place.time.go_on(103)  # One was tried in vain, the next is; the lease of the others is over.
        await place.tick(other)
        assert len(quick.posted) == 4
        await place.time.go_on(20)  # What the other couldn't know the end of may be looked for.
        await one.tick(place.time.now())
        slow.script = {}
        await place.run(one, 5 * MINUTE)
        assert slow.doubled() == []
        assert {posted.address for posted in slow.posted} == {Address(f"fake:1:{n}") for n in range(6)}
