"""The turns of conversations."""

import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.answers import Turn
from bot.store import rows
from bot.store.inserting import insert
from bot.store.tables import turns


async def of_address(connection: AsyncConnection, address: str, event: str, limit: int) -> list[Turn]:
    """See `Store.turns`."""
    address, event = rows.text(address), rows.text(event)
    this = sa.select(turns.c.id).where(turns.c.address == address, turns.c.event == event).scalar_subquery()
    query = (
        sa.select(turns.c.question, turns.c.reply)
        .where(turns.c.address == address, sa.func.coalesce(turns.c.id < this, sa.true()))
        .order_by(turns.c.id.desc())
        .limit(limit)
    )
    found = (await connection.execute(query)).all()
    return [Turn(question, reply) for question, reply in reversed(found)]


async def keep(
    connection: AsyncConnection, address: str, event: str, turn: Turn, limit: int, at: datetime.datetime
) -> None:
    """See `Store.keep_turn`."""
    address, event = rows.text(address), rows.text(event)
    new = {"question": rows.text(turn.question), "reply": rows.text(turn.reply), "at": rows.micros(at)}
    statement = insert(connection, turns).values(address=address, event=event, **new)
    await connection.execute(statement.on_conflict_do_update(index_elements=["address", "event"], set_=new))
    newest = sa.select(turns.c.id).where(turns.c.address == address).order_by(turns.c.id.desc()).limit(limit)
    await connection.execute(sa.delete(turns).where(turns.c.address == address, turns.c.id.not_in(newest)))


async def forget(connection: AsyncConnection, address: str) -> int:
    """See `Store.forget_turns`."""
    found = await connection.execute(
        sa.delete(turns).where(turns.c.address == rows.text(address)).returning(turns.c.id)
    )
    return len(found.all())


async def forget_before(connection: AsyncConnection, before: datetime.datetime) -> int:
    """Removes turns that are older than `before`."""
    found = await connection.execute(
        sa.delete(turns).where(turns.c.at < rows.micros(before)).returning(turns.c.id)
    )
    return len(found.all())
