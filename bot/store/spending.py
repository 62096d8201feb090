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


class Refused(Exception):
    """Undoes the transaction of a question that isn't let through; nothing is counted."""

    def __init__(self, limit: Limit) -> None:
        super().__init__(limit)
        self.limit = limit


async def ask(
    connection: AsyncConnection, space: str, person: str, limits: Limits, now: datetime.datetime
) -> None:
    """See `Store.ask`. Raises Refused with the limit that stands against it.

    One statement counts and tells how it stands: others wait for its rows until the transaction ends. The person's
    row comes before the space's, always: on PostgreSQL nobody waits for a row in the other order.
    """
    hour = rows.micros(hour_of(now))
    who = [person, _EVERYONE] if person else [_EVERYONE]
    # Not `values([…, …])`: SQLAlchemy would compile that anew each time, which takes longer than the database. The
    # WHERE keeps SQLite from taking the ON behind it for that of a join.
    counted = [
        sa.select(sa.literal(hour), sa.literal(space), sa.literal(one), sa.literal(1)).where(sa.true())
        for one in who
    ]
    statement = insert(connection, asked).from_select(list(asked.c), sa.union_all(*counted))
    statement = statement.on_conflict_do_update(
        index_elements=["hour", "space", "person"], set_={"number": asked.c.number + 1}
    )
    tokens = (
        sa.select(sa.func.sum(usage.c.read + usage.c.written))
        .where(usage.c.day == day_of(now).isoformat(), usage.c.space == space)
        .scalar_subquery()
    )
    found = (await connection.execute(statement.returning(asked.c.person, asked.c.number, tokens))).all()
    numbers = {one: number for one, number, _ in found}
    if limits.tokens and (found[0][2] or 0) >= limits.tokens:
        raise Refused(Limit.TOKENS)
    if person and limits.person and numbers[person] > limits.person:
        raise Refused(Limit.PERSON)
    if limits.space and numbers[_EVERYONE] > limits.space:
        raise Refused(Limit.SPACE)


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
        sa.delete(asked)
        .where(asked.c.hour < rows.micros(hour_of(now) - datetime.timedelta(hours=1)))
        .returning(asked.c.hour),
    ):
        total += len((await connection.execute(statement)).all())
    return total
