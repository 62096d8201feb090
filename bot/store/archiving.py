"""What was shown, and how it was rated."""

import datetime
import hashlib
from typing import Any

import sqlalchemy as sa
from sqlalchemy import RowMapping
from sqlalchemy.ext.asyncio import AsyncConnection

from bot import packing
from bot.clipping import Clipping, Rating, Shape
from bot.platform import Address
from bot.store import rows
from bot.store.inserting import insert
from bot.store.tables import feedback, shown

BATCH = 500
"""Rows forgotten in one transaction."""


async def keep(connection: AsyncConnection, clipping: Clipping, at: datetime.datetime) -> None:
    """See `Store.keep_shown`."""
    statement = insert(connection, shown).values(
        id=clipping.id,
        at=rows.micros(at),
        space=rows.text(clipping.space),
        address=rows.text(clipping.address),
        person=rows.text(clipping.person),
        kind=clipping.shape.value,
        dossier=clipping.dossier,
        engine=clipping.engine,
        prompt=clipping.prompt,
        reply=packing.packed(clipping.reply),
        evidence=packing.packed_evidence(clipping.evidence),
    )
    await connection.execute(
        statement.on_conflict_do_update(index_elements=["id"], set_={"at": rows.micros(at)})
    )


async def get(connection: AsyncConnection, id: str) -> Clipping | None:
    """See `Store.shown`."""
    row = (await connection.execute(sa.select(shown).where(shown.c.id == id))).mappings().one_or_none()
    if row is None:
        return None
    return Clipping(
        id=row["id"],
        space=row["space"],
        address=Address(row["address"]),
        person=row["person"],
        shape=Shape(row["kind"]),
        dossier=row["dossier"],
        engine=row["engine"],
        prompt=row["prompt"],
        reply=packing.unpacked(row["reply"]),
        evidence=packing.unpacked_evidence(row["evidence"]),
    )


async def rate(
    connection: AsyncConnection,
    clipping: Clipping,
    *,
    space: str,
    person: str,
    is_good: bool,
    at: datetime.datetime,
) -> None:
    """See `Store.rate`."""
    changeable: dict[str, Any] = {"at": rows.micros(at), "is_good": is_good}
    statement = insert(connection, feedback).values(
        shown=clipping.id,
        rater=_rater(clipping.id, rows.text(person)),
        space=rows.text(space),
        kind=clipping.shape.value,
        dossier=clipping.dossier,
        engine=clipping.engine,
        prompt=clipping.prompt,
        **changeable,
    )
    await connection.execute(
        statement.on_conflict_do_update(index_elements=["shown", "rater"], set_=changeable)
    )


def _rater(id: str, person: str) -> str:
    """The same for one person and row, and another for their next: ratings can't be put together to a person."""
    return hashlib.blake2b(f"{id}\n{person}".encode(), digest_size=8).hexdigest()


async def ratings(connection: AsyncConnection, since: datetime.datetime | None) -> list[Rating]:
    """See `Store.ratings`."""
    query = sa.select(feedback).order_by(feedback.c.at, feedback.c.shown, feedback.c.rater)
    if since is not None:
        query = query.where(feedback.c.at >= rows.micros(since))
    return [_rating_of(row) for row in (await connection.execute(query)).mappings()]


def _rating_of(row: RowMapping) -> Rating:
    return Rating(
        shown=row["shown"],
        at=rows.instant(row["at"]),
        space=row["space"],
        shape=Shape(row["kind"]),
        dossier=row["dossier"],
        engine=row["engine"],
        prompt=row["prompt"],
        is_good=row["is_good"],
    )


async def forget_some(connection: AsyncConnection, before: datetime.datetime) -> int:
    """Removes at most `BATCH` rows that were shown before `before`; what people thought of them stays."""
    old = sa.select(shown.c.id).where(shown.c.at < rows.micros(before)).limit(BATCH)
    found = await connection.execute(sa.delete(shown).where(shown.c.id.in_(old)).returning(shown.c.id))
    return len(found.all())
