"""Subscriptions: who gets what, when and where."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.errors import UnknownName, UnusableInput
from bot.store import rows
from bot.store.tables import subscriptions
from bot.subscriptions import Subscription
from bot.wording import say


async def add(connection: AsyncConnection, subscription: Subscription) -> None:
    """See `Store.add`."""
    try:
        await connection.execute(sa.insert(subscriptions), rows.row_of(subscription))
    except IntegrityError as error:
        raise UnusableInput(
            say("There is a subscription {id} already; change it, or remove it first.", id=subscription.id)
        ) from error


async def get(connection: AsyncConnection, id: str) -> Subscription | None:
    """See `Store.get`."""
    query = sa.select(subscriptions).where(subscriptions.c.id == id)
    row = (await connection.execute(query)).mappings().one_or_none()
    return None if row is None else rows.subscription_of(row)


async def find(connection: AsyncConnection, **wanted: str | None) -> list[Subscription]:
    """See `Store.find`; `wanted` names columns."""
    conditions: list[Any] = [
        subscriptions.c[column] == value for column, value in wanted.items() if value is not None
    ]
    query = (
        sa.select(subscriptions)
        .where(*conditions)
        .order_by(subscriptions.c.address, subscriptions.c.at, subscriptions.c.id)
    )
    return [rows.subscription_of(row) for row in (await connection.execute(query)).mappings()]


async def told(connection: AsyncConnection, id: str) -> frozenset[str]:
    """See `Store.told`."""
    query = sa.select(subscriptions.c.told).where(subscriptions.c.id == id)
    return rows.cited_of((await connection.execute(query)).scalar() or "[]")


async def change(connection: AsyncConnection, subscription: Subscription, was: Subscription | None) -> bool:
    """See `Store.change`."""
    if was is not None:
        query = sa.select(subscriptions).where(subscriptions.c.id == was.id).with_for_update()
        row = (await connection.execute(query)).mappings().one_or_none()
        if row is not None and rows.subscription_of(row) != was:
            return False
    statement = sa.update(subscriptions).where(subscriptions.c.id == subscription.id)
    found = await connection.execute(
        statement.values(rows.row_of(subscription)).returning(subscriptions.c.id)
    )
    if found.scalar() is None:
        raise UnknownName(
            say("There is no subscription “{id}”; `list` names those that are there.", id=subscription.id)
        )
    return True


async def remove(connection: AsyncConnection, id: str) -> bool:
    """See `Store.remove`."""
    statement = sa.delete(subscriptions).where(subscriptions.c.id == id).returning(subscriptions.c.id)
    return (await connection.execute(statement)).scalar() is not None
