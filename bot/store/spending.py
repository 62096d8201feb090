"""The use of models: questions counted by the hour, tokens added up by the day."""

import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store import rows
from bot.store.inserting import insert
from bot.store.spent import KEPT, Limit, Limits, Spent, day_of, hour_of
from bot.store.tables import asked, usage

_EVERYONE = ""
"""Stands for the person in the row that counts for the whole space."""


async def ask(
    connection: AsyncConnection, space: str, person: str, limits: Limits, now: datetime.datetime
) -> Limit | None:
    """See `Store.ask`."""
    if limits.tokens and await _tokens(connection, space, now) >= limits.tokens:
        return Limit.TOKENS
    # The person's row before the space's, always: on PostgreSQL nobody waits for a row in the other order.
    if person and not await _count(connection, space, person, limits.person, now):
        return Limit.PERSON
    if not await _count(connection, space, _EVERYONE, limits.space, now):
        if person:
            statement = sa.update(asked).where(
                asked.c.hour == rows.micros(hour_of(now)), asked.c.space == space, asked.c.person == person
            )
            await connection.execute(statement.values(number=asked.c.number - 1))
        return Limit.SPACE
    return None


async def _tokens(connection: AsyncConnection, space: str, now: datetime.datetime) -> int:
    query = sa.select(sa.func.sum(usage.c.read + usage.c.written)).where(
        usage.c.day == day_of(now).isoformat(), usage.c.space == space
    )
    return (await connection.execute(query)).scalar() or 0


async def _count(
    connection: AsyncConnection, space: str, person: str, limit: int, now: datetime.datetime
) -> bool:
    """Counts one more unless that would be beyond `limit`: one statement decides, in either database."""
    statement = insert(connection, asked).values(
        hour=rows.micros(hour_of(now)), space=space, person=person, number=1
    )
    statement = statement.on_conflict_do_update(
        index_elements=["hour", "space", "person"],
        set_={"number": asked.c.number + 1},
        where=asked.c.number < limit if limit else None,
    )
    return (await connection.execute(statement.returning(asked.c.number))).scalar() is not None


async def spend(connection: AsyncConnection, spent: Spent) -> None:
    """See `Store.spend`."""
    added: dict[str, Any] = {
        "calls": spent.calls,
        "read": spent.read,
        "cached": spent.cached,
        "written": spent.written,
    }
    statement = insert(connection, usage).values(
        day=spent.day.isoformat(), space=spent.space, model=spent.model, cost=spent.cost, **added
    )
    sums: dict[str, Any] = {name: usage.c[name] + statement.excluded[name] for name in added}
    # A day that was priced in part keeps what is known.
    sums["cost"] = sa.case(
        (statement.excluded.cost.is_(None), usage.c.cost),
        else_=sa.func.coalesce(usage.c.cost, 0) + statement.excluded.cost,
    )
    await connection.execute(
        statement.on_conflict_do_update(index_elements=["day", "space", "model"], set_=sums)
    )


async def spent(connection: AsyncConnection, since: datetime.date, space: str | None) -> list[Spent]:
    """See `Store.spent`."""
    query = sa.select(usage).where(usage.c.day >= since.isoformat())
    if space is not None:
        query = query.where(usage.c.space == space)
    found = (await connection.execute(query)).mappings()
    # Sorted here: databases differ in how they order letters.
    known = [Spent(**{**row, "day": datetime.date.fromisoformat(row["day"])}) for row in found]
    return sorted(known, key=lambda one: (one.day, one.space, one.model))


async def forget(connection: AsyncConnection, now: datetime.datetime) -> int:
    """Removes days older than `KEPT`, and the counts of hours that are over; how many rows."""
    total = 0
    for statement in (
        sa.delete(usage).where(usage.c.day < day_of(now - KEPT).isoformat()).returning(usage.c.day),
        # The hour before this one stays: a replica's clock may be a little behind.
        sa.delete(asked)
        .where(asked.c.hour < rows.micros(hour_of(now) - datetime.timedelta(hours=1)))
        .returning(asked.c.hour),
    ):
        total += len((await connection.execute(statement)).all())
    return total
