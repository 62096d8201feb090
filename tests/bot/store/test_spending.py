"""The use of models as the store keeps it: sums that are right, what is forgotten."""

import asyncio
import datetime
from collections import Counter

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store import place_of, tables
from bot.store.database import Database
from bot.store.spent import EVERYONE, KEPT, Asked, Counted, Spent
from bot.store.store import Store
from tests.bot.store.stores import DAY, HOUR, MINUTE, NOW, opened

TODAY = NOW.date()


def spent(**changes: object) -> Spent:
    given = {"day": TODAY, "space": "fake:1", "model": "m", "calls": 1, "read": 10, "cached": 4, "written": 2}
    return Spent(**given | changes)  # pyright: ignore[reportArgumentType]


def asked(**changes: object) -> Asked:
    given = {"hour": NOW, "space": "fake:1", "person": "ann", "number": 1}
    return Asked(**given | changes)  # pyright: ignore[reportArgumentType]


async def spend(store: Store, *what: Spent) -> None:
    for one in what:
        await store.count([], [one])


async def test_what_two_replicas_count_at_once_is_added_up(database_url: str) -> None:
    # In orders that would have each wait for the other, if rows were taken as they come.
    people = ["ann", "bob", "cem", EVERYONE]
    async with opened(database_url) as one, opened(database_url) as two:
        forward = [asked(person=person) for person in people]
        await asyncio.gather(
            *(one.count(forward, [spent(), spent(model="n")]) for _ in range(20)),
            *(two.count(forward[::-1], [spent(model="n"), spent()]) for _ in range(20)),
        )
        assert await one.counted(["fake:1"], NOW) == {"fake:1": Counted(Counter(people * 40), 2 * 40 * 12)}


async def test_an_hour_and_a_day_are_counted_by_themselves_and_so_is_a_space(database_url: str) -> None:
    last = NOW + HOUR - datetime.timedelta(microseconds=1)
    midnight = NOW + 16 * HOUR
    async with opened(database_url) as store:
        await store.count([asked(number=2), asked(number=3, hour=NOW + HOUR)], [spent(), spent(model="n")])
        await store.count([asked(number=5, space="fake:2")], [spent(day=TODAY + DAY, read=1, written=0)])
        both = ["fake:1", "fake:2"]
        first, second = Counted(Counter(ann=2), 24), Counted(Counter(ann=5), 0)
        assert await store.counted(both, NOW) == await store.counted(both, last)
        assert await store.counted(both, last) == {"fake:1": first, "fake:2": second}
        assert await store.counted(["fake:1"], NOW + HOUR) == {"fake:1": Counted(Counter(ann=3), 24)}
        before, after = [await store.counted(["fake:1"], now) for now in (midnight - MINUTE, midnight)]
        assert (before["fake:1"].tokens, after["fake:1"].tokens) == (24, 1)
        assert await store.counted([], NOW) == {}


async def test_what_is_spent_at_once_is_added_up_by_day_space_and_model(database_url: str) -> None:
    async with opened(database_url) as one, opened(database_url) as two:
        await asyncio.gather(*(spend(store, spent(cost=7)) for store in (one, two) * 20))
        await spend(one, spent(cost=None), spent(model="n", day=TODAY - DAY), spent(space="", read=2**40))
        yesterday, operator, today = await two.spent(TODAY - DAY)
        assert yesterday == spent(model="n", day=TODAY - DAY)
        assert operator == spent(space="", read=2**40)
        assert today == spent(calls=41, read=410, cached=164, written=82, cost=280)
        assert await two.spent(TODAY, "fake:1") == [today]
        assert await two.spent(TODAY + DAY) == []


async def test_a_price_that_comes_later_counts_from_then_on(database_url: str) -> None:
    async with opened(database_url) as store:
        await spend(store, *(spent(cost=cost) for cost in (None, 5, None, 6)))
        (found,) = await store.spent(TODAY)
        assert found == spent(calls=4, read=40, cached=16, written=8, cost=11)


async def test_hours_that_are_over_and_days_of_long_ago_are_forgotten_whatever_else_is_kept(
    database_url: str,
) -> None:
    async with opened(database_url) as store:
        for age in (0 * HOUR, HOUR, 2 * HOUR, 9 * HOUR):
            await store.count([asked(hour=NOW - age, person=one) for one in ("ann", EVERYONE)], [])
        await spend(store, *(spent(day=day) for day in (TODAY, TODAY - KEPT, TODAY - KEPT - DAY)))
        # Of two hours the person's row and the space's, and a day.
        assert await store.forget(NOW - 30 * DAY) == 5
        assert [one.day for one in await store.spent(datetime.date.min)] == [TODAY - KEPT, TODAY]
        assert await store.forget(NOW - 30 * DAY) == 0
    assert await _rows(database_url) == 4


async def _rows(url: str) -> int:
    async def count(connection: AsyncConnection) -> int:
        return (await connection.execute(sa.select(sa.func.count()).select_from(tables.asked))).scalar_one()

    database = Database(place_of(url), 5)
    try:
        return await database.read(count)
    finally:
        await database.close()
