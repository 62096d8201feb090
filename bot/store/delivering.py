"""Deliveries: how they get on, and what became of them."""

import datetime
from collections.abc import Collection
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.errors import UnknownName
from bot.store import rows
from bot.store.claimed import Entry
from bot.store.inserting import insert
from bot.store.tables import deliveries, history, subscriptions
from bot.subscriptions import FINAL, NOW, Delivery, Stage
from bot.wording import say

RELEASED = "given back unposted"

_ENDS_LEASE = FINAL | {Stage.DUE, Stage.UNKNOWN}


async def record(
    connection: AsyncConnection,
    delivery: str,
    holder: str,
    stage: Stage,
    at: datetime.datetime,
    *,
    cause: str | None,
    retry_at: datetime.datetime | None,
    attempt: int | None,
    part: int | None,
    receipt: str | None,
    reply: str | None,
    cited: Collection[str] | None,
) -> bool:
    """See `Store.record`."""
    ours = (deliveries.c.id == delivery, deliveries.c.holder == holder)
    changes: dict[str, Any] = {"stage": stage.value, "cause": cause}
    if attempt is not None:
        changes["attempt"] = attempt
    if part is not None:
        changes["part"] = part
    if reply is not None:
        changes["reply"] = reply
    if cited is not None:
        changes["cited"] = rows.cited_text(cited)
    if retry_at is not None or stage in (Stage.DUE, Stage.UNKNOWN):
        changes["retry_at"] = rows.micros(retry_at or at)
    if stage in FINAL:
        changes |= {"holder": None, "lease": None, "wake_at": None}
    elif stage in _ENDS_LEASE:
        changes |= {"holder": None, "lease": None, "wake_at": changes["retry_at"]}
    else:
        changes["wake_at"] = rows.micros(at) + deliveries.c.lease
    statement = sa.update(deliveries).where(*ours).values(changes)
    found = await connection.execute(
        statement.returning(deliveries.c.subscription, deliveries.c.due_at, deliveries.c.cited)
    )
    row = found.one_or_none()
    if row is None:
        return False
    line = {
        "delivery": delivery,
        "at": rows.micros(at),
        "stage": stage.value,
        "cause": cause,
        "receipt": receipt,
    }
    await connection.execute(sa.insert(history), line)
    if stage is Stage.SENT:
        newest = sa.or_(subscriptions.c.told_due_at.is_(None), subscriptions.c.told_due_at <= row.due_at)
        await connection.execute(
            sa.update(subscriptions)
            .where(subscriptions.c.id == row.subscription, newest)
            .values(told=row.cited or "[]", told_due_at=row.due_at)
        )
    return True


async def release(connection: AsyncConnection, holder: str, at: datetime.datetime) -> int:
    """See `Store.release`."""
    now = rows.micros(at)
    found = await connection.execute(
        sa.update(deliveries)
        .where(deliveries.c.holder == holder, deliveries.c.stage == Stage.CLAIMED.value)
        .values(stage=Stage.DUE.value, holder=None, lease=None, retry_at=now, wake_at=now, cause=RELEASED)
        .returning(deliveries.c.id)
    )
    lines = [
        {"delivery": id, "at": now, "stage": Stage.DUE.value, "cause": RELEASED, "receipt": None}
        for id in found.scalars()
    ]
    if lines:
        await connection.execute(sa.insert(history), lines)
    return len(lines)


async def order_now(
    connection: AsyncConnection, subscription: str, now: datetime.datetime, grace: datetime.timedelta
) -> Delivery:
    """See `Store.order_now`."""
    query = sa.select(subscriptions.c.platform).where(subscriptions.c.id == subscription)
    platform = (await connection.execute(query)).scalar()
    if platform is None:
        raise UnknownName(
            say("There is no subscription “{id}”; `list` names those that are there.", id=subscription)
        )
    edition = f"{NOW}{now.astimezone(datetime.UTC):%Y%m%dT%H%M%S.%fZ}"
    delivery = Delivery(
        id=rows.delivery_id(subscription, edition),
        subscription=subscription,
        edition=edition,
        stage=Stage.DUE,
        due_at=now,
        until=now + grace,
        retry_at=now,
    )
    row = rows.columns_of(delivery, platform) | {"wake_at": rows.micros(now)}
    fresh = await connection.execute(
        insert(connection, deliveries).values(row).on_conflict_do_nothing().returning(deliveries.c.id)
    )
    if fresh.scalar() is not None:
        line = {"delivery": delivery.id, "at": rows.micros(now), "stage": Stage.DUE.value, "cause": None}
        await connection.execute(sa.insert(history), line)
    return delivery


async def last_edition(connection: AsyncConnection, subscription: str) -> str | None:
    """See `Store.last_edition`."""
    query = sa.select(sa.func.max(deliveries.c.edition)).where(
        deliveries.c.subscription == subscription, deliveries.c.edition < NOW
    )
    return (await connection.execute(query)).scalar()


async def of_subscription(connection: AsyncConnection, subscription: str, limit: int) -> list[Delivery]:
    """See `Store.deliveries`."""
    query = (
        sa.select(deliveries)
        .where(deliveries.c.subscription == subscription)
        .order_by(deliveries.c.due_at.desc(), deliveries.c.id)
        .limit(limit)
    )
    return [rows.delivery_of(row) for row in (await connection.execute(query)).mappings()]


async def skipped_since_sent(connection: AsyncConnection, subscription: str) -> list[Delivery]:
    """See `Store.skipped_since_sent`."""
    query = (
        sa.select(deliveries)
        .join_from(deliveries, subscriptions)
        .where(
            deliveries.c.subscription == subscription,
            deliveries.c.stage == Stage.SKIPPED.value,
            sa.or_(subscriptions.c.told_due_at.is_(None), deliveries.c.due_at > subscriptions.c.told_due_at),
        )
        .order_by(deliveries.c.due_at)
    )
    return [rows.delivery_of(row) for row in (await connection.execute(query)).mappings()]


async def story_of(connection: AsyncConnection, delivery: str) -> list[Entry]:
    """See `Store.history`."""
    query = sa.select(history).where(history.c.delivery == delivery).order_by(history.c.id)
    return [
        Entry(at=rows.instant(row.at), stage=Stage(row.stage), cause=row.cause, receipt=row.receipt)
        for row in await connection.execute(query)
    ]


async def counts(connection: AsyncConnection) -> dict[Stage, int]:
    """See `Store.counts`."""
    query = sa.select(deliveries.c.stage, sa.func.count()).group_by(deliveries.c.stage)
    found = {Stage(stage): number for stage, number in await connection.execute(query)}
    return {stage: found.get(stage, 0) for stage in Stage}
