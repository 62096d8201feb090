"""How deliveries get on: leases, records, what is given back, what is asked for out of turn, what was told."""

import asyncio
import random
from collections.abc import AsyncGenerator

import pytest

from bot.errors import UnknownName
from bot.store.store import Store
from bot.subscriptions import FINAL, Stage
from tests.bot.store.stores import (
    DAY,
    GRACE,
    HOUR,
    LEASE,
    MINUTE,
    NOW,
    SECOND,
    claim,
    opened,
    stages,
    subscription,
)


@pytest.fixture
async def store(database_url: str) -> AsyncGenerator[Store]:
    async with opened(database_url) as store:
        await store.add(subscription())
        yield store


async def test_a_delivery_goes_from_claimed_to_sent_and_its_history_says_so(store: Store) -> None:
    (claimed,) = await claim(store)
    id = claimed.delivery.id
    assert await store.record(id, "one", Stage.SENDING, NOW + SECOND, attempt=1, cited=["d:1-5:00"])
    assert await store.record(id, "one", Stage.SENT, NOW + 2 * SECOND, part=1, receipt="m17")
    (sent,) = await store.deliveries("a", 9)
    assert (sent.stage, sent.attempt, sent.part, sent.cause) == (Stage.SENT, 1, 1, None)
    assert [(line.at, line.stage, line.receipt) for line in await store.history(id)] == [
        (NOW, Stage.CLAIMED, None),
        (NOW + SECOND, Stage.SENDING, None),
        (NOW + 2 * SECOND, Stage.SENT, "m17"),
    ]
    assert await claim(store, NOW + HOUR) == []


@pytest.mark.parametrize("final", sorted(FINAL))
async def test_what_is_final_stays_so(store: Store, final: Stage) -> None:
    (claimed,) = await claim(store)
    assert await store.record(claimed.delivery.id, "one", final, NOW, cause="so it is")
    for stage in Stage:
        assert not await store.record(claimed.delivery.id, "one", stage, NOW)
    assert await stages(store) == {"2026-03-04": final}
    assert await claim(store, NOW + LEASE + HOUR, holder="two") == []


async def test_nobody_but_the_holder_records(store: Store) -> None:
    (claimed,) = await claim(store)
    assert not await store.record(claimed.delivery.id, "two", Stage.SENDING, NOW)
    assert not await store.record("no such row", "one", Stage.SENDING, NOW)
    assert await stages(store) == {"2026-03-04": Stage.CLAIMED}


async def test_a_lease_that_is_over_goes_to_another_and_the_first_is_refused(store: Store) -> None:
    (first,) = await claim(store)
    assert await claim(store, NOW + LEASE - SECOND, holder="two") == []
    (second,) = await claim(store, NOW + LEASE, holder="two")
    assert (second.delivery.id, second.delivery.stage) == (first.delivery.id, Stage.CLAIMED)
    assert not await store.record(first.delivery.id, "one", Stage.SENDING, NOW + LEASE)
    assert await store.record(first.delivery.id, "two", Stage.SENDING, NOW + LEASE)
    assert [line.cause is not None for line in await store.history(first.delivery.id)] == [False, True, False]


async def test_what_was_being_sent_comes_back_as_unknown_whatever_its_grace(store: Store) -> None:
    (claimed,) = await claim(store)
    assert await store.record(claimed.delivery.id, "one", Stage.SENDING, NOW)
    for turn in (1, 2):
        (lost,) = await claim(store, NOW + turn * (GRACE + HOUR), holder=f"after{turn}")
        assert lost.delivery.stage is Stage.UNKNOWN
        assert lost.delivery.cause
    assert [line.stage for line in await store.history(lost.delivery.id)] == [
        Stage.CLAIMED,
        Stage.SENDING,
        Stage.UNKNOWN,
    ]


async def test_sending_renews_the_lease(store: Store) -> None:
    (claimed,) = await claim(store)
    begun = NOW + LEASE - SECOND
    assert await store.record(claimed.delivery.id, "one", Stage.SENDING, begun)
    assert await claim(store, begun + LEASE - SECOND, holder="two") == []
    assert len(await claim(store, begun + LEASE, holder="two")) == 1


@pytest.mark.parametrize(("stage", "comes_as"), [(Stage.DUE, Stage.CLAIMED), (Stage.UNKNOWN, Stage.UNKNOWN)])
async def test_what_is_to_be_tried_again_comes_at_its_time(
    store: Store, stage: Stage, comes_as: Stage
) -> None:
    (claimed,) = await claim(store)
    later = NOW + 10 * MINUTE
    assert await store.record(claimed.delivery.id, "one", stage, NOW, retry_at=later, attempt=3)
    assert not await store.record(claimed.delivery.id, "one", Stage.SENT, NOW)
    assert await claim(store, later - SECOND) == []
    (again,) = await claim(store, later, holder="two")
    assert (again.delivery.stage, again.delivery.attempt, again.delivery.retry_at) == (comes_as, 3, later)


async def test_a_retry_past_the_grace_is_skipped_and_says_why(store: Store) -> None:
    (claimed,) = await claim(store)
    assert await store.record(claimed.delivery.id, "one", Stage.DUE, NOW, retry_at=NOW + GRACE + SECOND)
    assert await claim(store, NOW + GRACE + SECOND) == []
    (skipped,) = await store.skipped_since_sent("a")
    assert "grace" in (skipped.cause or "")


async def test_who_pauses_gets_no_retry_but_is_settled(store: Store) -> None:
    (claimed,) = await claim(store)
    assert await store.record(claimed.delivery.id, "one", Stage.DUE, NOW)
    await store.change(subscription(paused="by ann", next_due_at=NOW + DAY))
    assert await claim(store) == []
    assert await stages(store) == {"2026-03-04": Stage.SKIPPED}
    await store.change(subscription(next_due_at=NOW + DAY))
    (claimed,) = await claim(store, NOW + DAY)
    assert await store.record(claimed.delivery.id, "one", Stage.UNKNOWN, NOW + DAY)
    await store.change(subscription(paused="by ann"))
    assert [c.delivery.stage for c in await claim(store, NOW + DAY)] == [Stage.UNKNOWN]


async def test_released_rows_are_due_at_once_and_those_being_sent_are_not(store: Store) -> None:
    await store.add(subscription("b"))
    one, other = await claim(store)
    assert await store.record(other.delivery.id, "one", Stage.SENDING, NOW)
    assert await store.release("two", NOW) == 0
    assert await store.release("one", NOW + SECOND) == 1
    assert not await store.record(one.delivery.id, "one", Stage.SENDING, NOW)
    (again,) = await claim(store, NOW + SECOND, holder="two")
    assert again.delivery.id == one.delivery.id


async def test_an_edition_out_of_turn_leaves_todays_alone(store: Store) -> None:
    early = NOW - HOUR
    ordered = await store.order_now("a", early)
    assert ordered.edition.startswith("now-")
    assert await store.last_edition("a") is None
    (claimed,) = await claim(store, early)
    assert (claimed.delivery.id, claimed.subscription.next_due_at) == (ordered.id, NOW)
    assert await store.record(ordered.id, "one", Stage.SENT, early)
    (today,) = await claim(store)
    assert today.delivery.edition == "2026-03-04"
    assert await store.last_edition("a") == "2026-03-04"


async def test_an_edition_out_of_turn_is_for_the_paused_too(store: Store) -> None:
    await store.change(subscription(paused="by ann"))
    await store.order_now("a", NOW)
    assert len(await claim(store)) == 1
    with pytest.raises(UnknownName, match="no subscription “b”"):
        await store.order_now("b", NOW)


async def test_told_is_what_the_newest_sent_edition_cited(store: Store) -> None:
    (first,) = await claim(store)
    assert await store.record(first.delivery.id, "one", Stage.SENDING, NOW, cited=["x", "y"])
    assert await store.record(first.delivery.id, "one", Stage.UNKNOWN, NOW, retry_at=NOW + 2 * DAY)
    (second,) = await claim(store, NOW + DAY)
    assert second.told == frozenset()
    assert await store.record(second.delivery.id, "one", Stage.SENT, NOW + DAY, cited={"z"})
    # An older one that is settled later isn't the newest.
    (settled,) = [c for c in await claim(store, NOW + 2 * DAY) if c.delivery.id == first.delivery.id]
    assert settled.told == {"z"}
    assert await store.record(first.delivery.id, "one", Stage.SENT, NOW + 2 * DAY)
    assert [c.told for c in await claim(store, NOW + 3 * DAY)] == [{"z"}]


async def test_what_was_cited_before_the_crash_counts_once_it_is_found(store: Store) -> None:
    (claimed,) = await claim(store)
    assert await store.record(claimed.delivery.id, "one", Stage.SENDING, NOW, cited=["x"])
    (lost,) = await claim(store, NOW + HOUR, holder="two")
    assert await store.record(lost.delivery.id, "two", Stage.SENT, NOW + HOUR, cause="found")
    assert [c.told for c in await claim(store, NOW + DAY)] == [{"x"}]


async def test_skipped_since_sent_forgets_what_lies_before(store: Store) -> None:
    for day, stage in enumerate([Stage.SKIPPED, Stage.SENT, Stage.SKIPPED, Stage.FAILED, Stage.SKIPPED]):
        (claimed,) = await claim(store, NOW + day * DAY)
        assert await store.record(claimed.delivery.id, "one", stage, NOW + day * DAY, cause=f"day {day}")
    assert [skipped.cause for skipped in await store.skipped_since_sent("a")] == ["day 2", "day 4"]


async def test_counts_name_every_stage(store: Store) -> None:
    await claim(store)
    assert await store.counts() == dict.fromkeys(Stage, 0) | {Stage.CLAIMED: 1}


async def test_removing_takes_the_deliveries_along(store: Store) -> None:
    (claimed,) = await claim(store)
    assert await store.remove("a")
    assert not await store.remove("a")
    assert not await store.record(claimed.delivery.id, "one", Stage.SENDING, NOW)
    assert await store.history(claimed.delivery.id) == []
    assert sum((await store.counts()).values()) == 0


async def test_callers_that_are_cancelled_leave_whole_rows_and_no_lock(database_url: str) -> None:
    chance = random.Random(7)
    async with opened(database_url) as store:
        for number in range(20):
            await store.add(subscription(f"s{number}"))
        for turn in range(40):
            task = asyncio.ensure_future(claim(store, limit=1, holder=f"h{turn}"))
            for _ in range(chance.randrange(12)):
                await asyncio.sleep(0)
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
        got = await claim(store, NOW + LEASE, limit=99, holder="last")
        assert len({c.delivery.id for c in got}) == 20
        for number in range(20):
            (delivery,) = await store.deliveries(f"s{number}", 9)
            assert (await store.history(delivery.id))[-1].stage is Stage.CLAIMED
