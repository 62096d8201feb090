"""The use of models as the store keeps it: limits that hold for many at once, sums that are right, what is forgotten."""

import asyncio
import datetime
from dataclasses import replace

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store import place_of
from bot.store.database import Database
from bot.store.spent import KEPT, Limit, Limits, Spent
from bot.store.tables import asked
from tests.bot.store.stores import DAY, HOUR, MINUTE, NOW, opened

TODAY = NOW.date()
WIDE = Limits(person=100, space=100, tokens=100)


def spent(**changes: object) -> Spent:
    given = {"day": TODAY, "space": "fake:1", "model": "m", "calls": 1, "read": 10, "cached": 4, "written": 2}
    return Spent(**given | changes)  # pyright: ignore[reportArgumentType]


async def test_of_a_hundred_at_once_on_two_replicas_as_many_pass_as_the_space_may(database_url: str) -> None:
    limits = replace(WIDE, space=37)
    async with opened(database_url) as one, opened(database_url) as two:
        stores = (one, two) * 50
        asks = (store.ask("fake:1", f"p{number % 9}", limits, NOW) for number, store in enumerate(stores))
        found = await asyncio.gather(*asks)
        assert (found.count(None), found.count(Limit.SPACE)) == (37, 63)
        assert await one.ask("fake:2", "p1", limits, NOW) is None


async def test_what_is_refused_for_the_space_is_not_counted_for_the_person(database_url: str) -> None:
    async with opened(database_url) as store:
        narrow = Limits(person=3, space=2, tokens=0)
        refused = [await store.ask("fake:1", "ann", narrow, NOW) for _ in range(5)]
        assert refused == [None, None, *[Limit.SPACE] * 3]
        wider = replace(narrow, space=9)
        assert [await store.ask("fake:1", "ann", wider, NOW) for _ in range(2)] == [None, Limit.PERSON]
        assert await store.ask("fake:1", "bob", wider, NOW) is None


async def test_one_person_at_once_on_two_replicas_gets_no_more_than_their_own(database_url: str) -> None:
    async with opened(database_url) as one, opened(database_url) as two:
        asks = (store.ask("fake:1", "ann", replace(WIDE, person=5), NOW) for store in (one, two) * 20)
        found = await asyncio.gather(*asks)
    assert (found.count(None), found.count(Limit.PERSON)) == (5, 35)


async def test_a_limit_is_free_again_at_the_full_hour_and_the_budget_at_midnight(database_url: str) -> None:
    limits = Limits(person=1, space=0, tokens=12)
    last = NOW + HOUR - datetime.timedelta(microseconds=1)
    midnight = NOW + 16 * HOUR
    async with opened(database_url) as store:
        assert await store.ask("fake:1", "ann", limits, NOW) is None
        assert await store.ask("fake:1", "ann", limits, last) is Limit.PERSON
        assert await store.ask("fake:1", "ann", limits, NOW + HOUR) is None
        await store.spend(spent(read=9, written=2))
        assert await store.ask("fake:1", "bob", limits, NOW) is None
        await store.spend(spent(model="other", read=1, written=0))
        assert await store.ask("fake:1", "cem", limits, midnight - MINUTE) is Limit.TOKENS
        assert await store.ask("fake:2", "cem", limits, midnight - MINUTE) is None
        assert await store.ask("fake:1", "cem", limits, midnight) is None


async def test_no_limit_lets_everyone_pass(database_url: str) -> None:
    async with opened(database_url) as store:
        await store.spend(spent(read=10**15))
        free = Limits(person=0, space=0, tokens=0)
        assert [await store.ask("fake:1", "ann", free, NOW) for _ in range(4)] == [None] * 4


async def test_what_is_spent_at_once_is_added_up_by_day_space_and_model(database_url: str) -> None:
    async with opened(database_url) as one, opened(database_url) as two:
        await asyncio.gather(*(store.spend(spent(cost=7)) for store in (one, two) * 20))
        await one.spend(spent(cost=None))
        await one.spend(spent(model="n", day=TODAY - DAY))
        await one.spend(spent(space="", read=2**40))
        yesterday, operator, today = await two.spent(TODAY - DAY)
        assert yesterday == spent(model="n", day=TODAY - DAY)
        assert operator == spent(space="", read=2**40)
        assert today == spent(calls=41, read=410, cached=164, written=82, cost=280)
        assert await two.spent(TODAY, "fake:1") == [today]
        assert await two.spent(TODAY + DAY) == []


async def test_a_price_that_comes_later_counts_from_then_on(database_url: str) -> None:
    async with opened(database_url) as store:
        for cost in (None, 5, None, 6):
            await store.spend(spent(cost=cost))
        (found,) = await store.spent(TODAY)
        assert found == spent(calls=4, read=40, cached=16, written=8, cost=11)


async def test_hours_that_are_over_and_days_of_long_ago_are_forgotten_whatever_else_is_kept(
    database_url: str,
) -> None:
    async with opened(database_url) as store:
        for age in (0 * HOUR, HOUR, 2 * HOUR, 9 * HOUR):
            assert await store.ask("fake:1", "ann", WIDE, NOW - age) is None
        for day in (TODAY, TODAY - KEPT, TODAY - KEPT - DAY):
            await store.spend(spent(day=day))
        # Of two hours the person's row and the space's, and a day.
        assert await store.forget(NOW - 30 * DAY) == 5
        assert [one.day for one in await store.spent(datetime.date.min)] == [TODAY - KEPT, TODAY]
        assert await store.forget(NOW - 30 * DAY) == 0
    assert await _rows(database_url) == 4


async def _rows(url: str) -> int:
    async def count(connection: AsyncConnection) -> int:
        return (await connection.execute(sa.select(sa.func.count()).select_from(asked))).scalar_one()

    database = Database(place_of(url), 5)
    try:
        return await database.read(count)
    finally:
        await database.close()
