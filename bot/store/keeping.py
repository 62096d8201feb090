"""What is kept besides: writings, the dossier of a space, what platforms remember; and how it is forgotten."""

import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store import rows
from bot.store.inserting import insert
from bot.store.tables import deliveries, keys, metadata, remembered, spaces, writings
from bot.subscriptions import FINAL

BATCH = 1000
"""Deliveries forgotten in one transaction: SQLite has one writer at a time, and claims shall not wait for long."""


async def writing(connection: AsyncConnection, key: str) -> str | None:
    """See `Store.writing`."""
    return (await connection.execute(sa.select(writings.c.text).where(writings.c.key == key))).scalar()


async def keep_writing(connection: AsyncConnection, key: str, text: str, at: datetime.datetime) -> str:
    """See `Store.keep_writing`."""
    row = {"key": key, "text": text, "at": rows.micros(at)}
    await connection.execute(insert(connection, writings).values(row).on_conflict_do_nothing())
    kept = await writing(connection, key)
    assert kept is not None
    return kept


async def use_dossier(connection: AsyncConnection, space: str, name: str) -> None:
    """See `Store.use_dossier`."""
    statement = insert(connection, spaces).values(space=space, dossier=name)
    await connection.execute(
        statement.on_conflict_do_update(index_elements=["space"], set_={"dossier": name})
    )


async def dossier_of(connection: AsyncConnection, space: str) -> str | None:
    """See `Store.dossier_of`."""
    return (await connection.execute(sa.select(spaces.c.dossier).where(spaces.c.space == space))).scalar()


async def get_value(connection: AsyncConnection, key: str) -> str | None:
    """See `State.get`."""
    query = sa.select(remembered.c.value).where(remembered.c.key == key)
    return (await connection.execute(query)).scalar()


async def put_value(connection: AsyncConnection, key: str, value: str) -> None:
    """See `State.put`."""
    statement = insert(connection, remembered).values(key=key, value=value)
    await connection.execute(statement.on_conflict_do_update(index_elements=["key"], set_={"value": value}))


async def claim_key(
    connection: AsyncConnection, key: str, now: datetime.datetime, until: datetime.datetime
) -> bool:
    """True for exactly one caller until `until`: one statement decides, in either database."""
    statement = insert(connection, keys).values(key=key, until=rows.micros(until))
    statement = statement.on_conflict_do_update(
        index_elements=["key"], set_={"until": rows.micros(until)}, where=keys.c.until <= rows.micros(now)
    )
    return (await connection.execute(statement.returning(keys.c.key))).scalar() is not None


async def forget_some(connection: AsyncConnection, before: datetime.datetime) -> int:
    """Removes at most `BATCH` deliveries that were settled and due before `before`, with their history."""
    old = (
        sa.select(deliveries.c.id)
        .where(deliveries.c.due_at < rows.micros(before), deliveries.c.stage.in_(sorted(map(str, FINAL))))
        .limit(BATCH)
    )
    found = await connection.execute(
        sa.delete(deliveries).where(deliveries.c.id.in_(old)).returning(deliveries.c.id)
    )
    return len(found.all())


async def forget_rest(connection: AsyncConnection, before: datetime.datetime) -> int:
    """Removes writings and keys older than `before`."""
    at = rows.micros(before)
    total = 0
    for statement in (
        sa.delete(writings).where(writings.c.at < at).returning(writings.c.key),
        sa.delete(keys).where(keys.c.until < at).returning(keys.c.key),
    ):
        total += len((await connection.execute(statement)).all())
    return total


async def ping(connection: AsyncConnection) -> None:
    """Asks for something that has to be read."""
    for table in metadata.sorted_tables[:1]:
        await connection.execute(sa.select(table.c[0]).limit(1))


async def server_time(connection: AsyncConnection) -> datetime.datetime:
    """What the clock of a PostgreSQL server shows."""
    return (await connection.execute(sa.select(sa.func.clock_timestamp()))).scalar_one()
