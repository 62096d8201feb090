"""The use of models: questions counted by the hour, tokens added up by the day."""

import datetime
from collections import Counter
from collections.abc import Collection
from dataclasses import asdict
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store import rows, tables
from bot.store.inserting import insert
from bot.store.spent import KEPT, Asked, Counted, Spent, day_of, hour_of
from bot.store.tables import usage


async def count(connection: AsyncConnection, asked: Collection[Asked], spent: Collection[Spent]) -> None:
    """See `Store.count`.

    Rows go in one order, always: on PostgreSQL nobody waits for a row that waits for one of theirs. Many rows are
    parameters of one statement, which SQLAlchemy compiles once.
    """
    if asked:
        statement = insert(connection, tables.asked)
        added = tables.asked.c.number + statement.excluded.number
        await connection.execute(
            statement.on_conflict_do_update(
                index_elements=["hour", "space", "person"], set_={"number": added}
            ),
            sorted(
                (
                    {
                        "hour": rows.micros(one.hour),
                        "space": one.space,
                        "person": one.person,
                        "number": one.number,
                    }
                    for one in asked
                ),
                key=lambda row: (row["hour"], row["space"], row["person"]),
            ),
        )
    if spent:
        statement = insert(connection, usage)
        sums: dict[str, Any] = {
            name: usage.c[name] + statement.excluded[name] for name in ("calls", "read", "cached", "written")
        }
        # A day that was priced in part keeps what is known.
        sums["cost"] = sa.case(
            (statement.excluded.cost.is_(None), usage.c.cost),
            else_=sa.func.coalesce(usage.c.cost, 0) + statement.excluded.cost,
        )
        await connection.execute(
            statement.on_conflict_do_update(index_elements=["day", "space", "model"], set_=sums),
            [
                {**asdict(one), "day": one.day.isoformat()}
                for one in sorted(spent, key=lambda one: (one.day, one.space, one.model))
            ],
        )


async def counted(
    connection: AsyncConnection, spaces: Collection[str], now: datetime.datetime
) -> dict[str, Counted]:
    """See `Store.counted`."""
    asked = tables.asked
    questions = sa.select(asked.c.space, asked.c.person, asked.c.number).where(
        asked.c.hour == rows.micros(hour_of(now)), asked.c.space.in_(sorted(spaces))
    )
    tokens = (
        sa.select(usage.c.space, sa.func.sum(usage.c.read + usage.c.written))
        .where(usage.c.day == day_of(now).isoformat(), usage.c.space.in_(sorted(spaces)))
        .group_by(usage.c.space)
    )
    found = {space: Counted(Counter(), 0) for space in spaces}
    for space, person, number in await connection.execute(questions):
        found[space].asked[person] = number
    for space, number in await connection.execute(tokens):
        found[space].tokens = int(number)  # PostgreSQL's sum of integers is a decimal number.
    return found


async def spent(connection: AsyncConnection, since: datetime.date, space: str | None) -> list[Spent]:
    """See `Store.spent`."""
    query = sa.select(usage).where(usage.c.day >= since.isoformat())
    if space is not None:
        query = query.where(usage.c.space == space)
    found = (await connection.execute(query)).mappings()
    # Sorted here: databases differ in how they order letters.
    known = [_spent(row) for row in found]
    return sorted(known, key=lambda one: (one.day, one.space, one.model))


def _spent(row: sa.RowMapping) -> Spent:
    given: dict[str, Any] = {**row, "day": datetime.date.fromisoformat(row["day"])}
    return Spent(**given)


async def forget(connection: AsyncConnection, now: datetime.datetime) -> int:
    """Removes days older than `KEPT`, and the counts of hours that are over; how many rows."""
    total = 0
    for statement in (
        sa.delete(usage).where(usage.c.day < day_of(now - KEPT).isoformat()).returning(usage.c.day),
        # The hour before this one stays: a replica's clock may be a little behind.
        sa.delete(tables.asked)
        .where(tables.asked.c.hour < rows.micros(hour_of(now) - datetime.timedelta(hours=1)))
        .returning(tables.asked.c.hour),
    ):
        total += len((await connection.execute(statement)).all())
    return total
