"""Who claims what: each edition for one holder, the newest one only, never before its time."""

import asyncio
import datetime
from collections.abc import AsyncGenerator
from typing import Any

import pytest

from bot.store.claiming import NO_ZONE
from bot.store.store import Store
from bot.subscriptions import Schedule, Stage
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

TODAY, TOMORROW = "2026-03-04", "2026-03-05"


@pytest.fixture
async def store(database_url: str) -> AsyncGenerator[Store]:
    async with opened(database_url) as store:
        yield store


async def test_what_is_due_is_claimed_once_and_the_next_turn_is_written(store: Store) -> None:
    await store.add(subscription())
    (claimed,) = await claim(store)
    delivery = claimed.delivery
    assert (delivery.edition, delivery.stage, delivery.due_at) == (TODAY, Stage.CLAIMED, NOW)
    assert (delivery.until, delivery.retry_at) == (NOW + GRACE, NOW)
    assert claimed.told == frozenset()
    assert claimed.subscription == await store.get("a") == subscription(next_due_at=NOW + DAY)
    assert await claim(store, holder="two") == []


async def test_nothing_is_handed_out_before_its_time(store: Store) -> None:
    await store.add(subscription())
    assert await claim(store, NOW - datetime.timedelta(microseconds=1)) == []
    assert await store.deliveries("a", 9) == []
    assert len(await claim(store, NOW)) == 1


@pytest.mark.parametrize("changes", [{"paused": "by ann"}, {"next_due_at": None}])
async def test_who_is_paused_or_at_the_end_gets_nothing(store: Store, changes: dict[str, Any]) -> None:
    await store.add(subscription(**changes))
    assert await claim(store, NOW + 9 * DAY) == []


async def test_only_the_platforms_that_are_asked_for_are_handed_out(store: Store) -> None:
    for platform in ("slack", "discord", "slackish"):
        await store.add(subscription(platform, address=f"{platform}:1:room:thread"))
    assert [c.subscription.id for c in await claim(store, platforms=["slack", "terminal"])] == ["slack"]
    assert await claim(store, platforms=[]) == []
    assert len(await claim(store, platforms={"discord", "slackish"})) == 2
    assert await claim(store, NOW + LEASE, platforms=["terminal"]) == []


async def test_catching_up_gives_the_newest_edition_only(store: Store) -> None:
    await store.add(subscription())
    (claimed,) = await claim(store, NOW + 5 * DAY + HOUR)
    assert claimed.delivery.edition == "2026-03-09"
    assert await stages(store) == {"2026-03-09": Stage.CLAIMED}
    assert claimed.subscription.next_due_at == NOW + 6 * DAY
    assert await claim(store, NOW + 5 * DAY + HOUR, holder="two") == []


async def test_an_edition_past_its_grace_is_skipped_and_says_why(store: Store) -> None:
    await store.add(subscription())
    assert await claim(store, NOW + DAY + GRACE + SECOND) == []
    (skipped,) = await store.skipped_since_sent("a")
    assert (skipped.edition, skipped.stage) == (TOMORROW, Stage.SKIPPED)
    assert "grace" in (skipped.cause or "")
    assert [(line.stage, line.cause) for line in await store.history(skipped.id)] == [
        (Stage.SKIPPED, skipped.cause)
    ]
    (claimed,) = await claim(store, NOW + 2 * DAY)
    assert claimed.delivery.edition == "2026-03-06"


async def test_at_the_end_of_its_grace_an_edition_is_still_handed_out(store: Store) -> None:
    await store.add(subscription())
    assert len(await claim(store, NOW + GRACE)) == 1


async def test_skipping_a_crowd_doesnt_hide_what_is_still_due_behind_it(store: Store) -> None:
    for number in range(25):
        await store.add(subscription(f"old{number}"))
    await store.add(subscription("new", next_due_at=NOW + 9 * HOUR, schedule=at(17)))
    assert [c.subscription.id for c in await claim(store, NOW + 9 * HOUR, limit=10)] == ["new"]


async def test_the_oldest_due_go_first_whether_new_or_to_be_retried(store: Store) -> None:
    for id, hour in (("noon", 12), ("ten", 10), ("nine", 9), ("eleven", 11)):
        await store.add(subscription(id, schedule=at(hour), next_due_at=NOW + (hour - 8) * HOUR))
    (nine,) = await claim(store, NOW + HOUR)
    assert await store.record(nine.delivery.id, "one", Stage.DUE, NOW + HOUR, retry_at=NOW + 3 * HOUR)
    later = NOW + 4 * HOUR
    claimed = [await claim(store, later, limit=1) for _ in range(5)]
    assert [[c.subscription.id for c in some] for some in claimed] == [
        ["nine"],
        ["ten"],
        ["eleven"],
        ["noon"],
        [],
    ]


async def test_an_edition_is_unique_whatever_a_change_says(store: Store) -> None:
    await store.add(subscription())
    (claimed,) = await claim(store)
    assert await store.record(claimed.delivery.id, "one", Stage.SENT, NOW)
    changed = subscription(schedule=at(9), next_due_at=NOW + HOUR)
    await store.change(changed)
    assert await claim(store, NOW + HOUR) == []
    assert await stages(store) == {TODAY: Stage.SENT}
    assert await store.get("a") == subscription(schedule=at(9), next_due_at=NOW + DAY + HOUR)


async def test_two_subscriptions_of_one_address_are_two(store: Store) -> None:
    await store.add(subscription("a", address="fake:1:room"))
    await store.add(subscription("b", address="fake:1:room"))
    claimed = await claim(store)
    assert len({c.delivery.id for c in claimed}) == 2
    assert all(len(c.delivery.id) <= 20 for c in claimed)


async def test_the_last_edition_is_that_of_the_last_date(store: Store) -> None:
    await store.add(subscription(until=datetime.date(2026, 3, 5)))
    assert [c.delivery.edition for c in await claim(store)] == [TODAY]
    assert [c.subscription.next_due_at for c in await claim(store, NOW + DAY)] == [None]
    assert await claim(store, NOW + 2 * DAY) == []
    assert set(await stages(store)) == {TODAY, TOMORROW}


async def test_a_date_that_was_moved_before_the_next_turn_ends_it(store: Store) -> None:
    await store.add(subscription(until=datetime.date(2026, 3, 3)))
    assert await claim(store) == []
    assert (await store.deliveries("a", 9), (await store.get("a") or subscription()).next_due_at) == (
        [],
        None,
    )


async def test_a_zone_that_isnt_known_pauses_its_subscription_and_no_other(store: Store) -> None:
    await store.add(subscription("lost", schedule=Schedule(at=datetime.time(8), zone="Atlantis/Main")))
    await store.add(subscription("well"))
    assert [c.subscription.id for c in await claim(store)] == ["well"]
    lost = await store.get("lost")
    assert lost
    assert lost.paused == NO_ZONE


async def test_rules_that_put_the_turn_later_wait_for_it_and_invent_no_miss(store: Store) -> None:
    # Kept under rules that said 7:00; today's say 8:00.
    await store.add(subscription(next_due_at=NOW - HOUR))
    assert await claim(store, NOW - HOUR) == []
    assert await store.deliveries("a", 9) == []
    assert [c.delivery.edition for c in await claim(store)] == [TODAY]


async def test_rules_that_put_the_turn_earlier_still_have_their_edition(store: Store) -> None:
    await store.add(subscription(next_due_at=NOW + HOUR))
    assert [c.delivery.edition for c in await claim(store, NOW + HOUR)] == [TODAY]


async def test_a_clock_that_is_set_back_doubles_nothing(store: Store) -> None:
    await store.add(subscription())
    (claimed,) = await claim(store)
    assert await store.record(claimed.delivery.id, "one", Stage.SENT, NOW)
    for back in (2 * DAY, HOUR, 0 * HOUR):
        assert await claim(store, NOW - back) == []


async def test_two_claimers_at_once_never_get_the_same_row(database_url: str) -> None:
    rounds, crowd = 6, 40
    async with opened(database_url) as one, opened(database_url) as two:
        for number in range(crowd):
            await one.add(subscription(f"s{number}"))
        for day in range(rounds):
            now = NOW + day * DAY
            got: dict[str, str] = {}

            async def take(store: Store, holder: str, now: datetime.datetime = now) -> None:
                while claimed := await claim(store, now, limit=3, holder=holder):
                    for c in claimed:
                        assert got.setdefault(c.delivery.id, holder) == holder  # noqa: B023

            await asyncio.gather(*(take(s, f"{n}-{i}") for n, s in enumerate((one, two)) for i in range(2)))
            # What SKIP LOCKED has let one pass over, another has.
            await take(one, "last")
            assert len(got) == crowd
            for id, holder in got.items():
                assert await one.record(id, holder, Stage.SENT, now)


async def test_editions_already_waiting_are_shared_out_too(database_url: str) -> None:
    async with opened(database_url) as one, opened(database_url) as two:
        for number in range(30):
            await one.add(subscription(f"s{number}"))
        assert len(await claim(one, limit=30)) == 30
        for turn in range(1, 9):
            now = NOW + turn * (LEASE + MINUTE)
            halves = await asyncio.gather(
                claim(one, now, limit=20, holder=f"one{turn}"), claim(two, now, limit=20, holder=f"two{turn}")
            )
            ids = [c.delivery.id for half in halves for c in half]
            assert len(ids) == len(set(ids))
            assert len(ids) >= 20


def at(hour: int) -> Schedule:
    return Schedule(at=datetime.time(hour), zone="UTC")
