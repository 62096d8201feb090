"""The claim: what is due becomes ours, in one transaction."""

import datetime
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store import rows
from bot.store.claimed import PAUSED, Claimed
from bot.store.inserting import insert
from bot.store.tables import deliveries, history, subscriptions
from bot.subscriptions import NOW, Delivery, Schedule, Stage, Subscription
from bot.wording import say

LATE = say("its grace was over before it could be posted")
NO_ZONE = say("its time zone isn't known here; change it, or update tzdata")
NO_SCHEDULE = say("its schedule can't be reckoned; change it")
SILENT = "no word from its holder by the end of the lease"

_DELIVERY = tuple(column.label(f"d_{column.name}") for column in deliveries.c)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a claim asks for: at `now`, at most `limit` rows of `platforms`, for `holder` until `now + lease`.

    Editions older than `grace` are skipped. The spaces in `but_not` have their turn another time; of any other at most
    `per_space` rows are given, less what `in_hand` says of it.
    """

    now: datetime.datetime
    limit: int
    holder: str
    lease: datetime.timedelta
    grace: datetime.timedelta
    platforms: Collection[str]
    but_not: Collection[str] = ()
    per_space: int | None = None
    in_hand: Mapping[str, int] = field(default_factory=lambda: {})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Step:
    """What is to be done with one row: a delivery as it shall stand, or a subscription that only moves on."""

    due_at: datetime.datetime
    subscription: Subscription
    told: str
    delivery: Delivery | None
    was: Delivery | None = None
    changes: dict[str, Any] | None = None


_ANYTHING = sa.select(
    sa.or_(
        sa.exists().where(
            deliveries.c.platform.in_(sa.bindparam("platforms", expanding=True)),
            deliveries.c.wake_at <= sa.bindparam("now"),
        ),
        sa.exists().where(
            subscriptions.c.platform.in_(sa.bindparam("platforms", expanding=True)),
            subscriptions.c.paused.is_(None),
            subscriptions.c.next_due_at <= sa.bindparam("now"),
        ),
    )
)


async def anything(connection: AsyncConnection, wanted: Wanted) -> bool:
    """Whether a claim would find something: most ticks don't, and needn't wait for the right to write."""
    values = {"platforms": wanted.platforms, "now": rows.micros(wanted.now)}
    return bool((await connection.execute(_ANYTHING, values)).scalar())


async def claim(connection: AsyncConnection, wanted: Wanted) -> tuple[list[Claimed], bool]:
    """The oldest rows that are due, now held by `holder`, and whether anything else was settled on the way."""
    steps = await _woken(connection, wanted) + await _coming(connection, wanted)
    steps.sort(key=lambda step: step.due_at)
    taken: list[_Step] = []
    telling: set[str] = set()
    in_hand = Counter(wanted.in_hand)
    room = wanted.limit
    for step in steps:
        if _handed_out(step):
            space = step.subscription.space
            if step.subscription.id in telling:
                continue  # It has its turn when the one before is told: both would tell the same.
            if wanted.per_space is not None and in_hand[space] >= wanted.per_space:
                continue
            if not room:
                break
            room -= 1
            in_hand[space] += 1
            if step.delivery and step.delivery.stage is Stage.CLAIMED:
                telling.add(step.subscription.id)
        taken.append(step)
    await _move_on(connection, [step for step in taken if step.changes])
    kept = await _insert(connection, [step for step in taken if step.changes and step.delivery], wanted)
    await _update(connection, [step for step in taken if not step.changes], wanted)
    claimed = [
        Claimed(subscription=step.subscription, delivery=step.delivery, told=rows.cited_of(step.told))
        for step in taken
        if step.delivery and _handed_out(step) and (not step.changes or step.delivery.id in kept)
    ]
    return claimed, bool(taken)


def _handed_out(step: _Step) -> bool:
    return step.delivery is not None and step.delivery.stage is not Stage.SKIPPED


def _others(wanted: Wanted) -> list[sa.ColumnElement[bool]]:
    return [subscriptions.c.space.not_in(wanted.but_not)] if wanted.but_not else []


async def _woken(connection: AsyncConnection, wanted: Wanted) -> list[_Step]:
    """Deliveries whose time to be retried has come, or whose lease is over."""
    query = (
        sa.select(subscriptions, *_DELIVERY)
        .join_from(deliveries, subscriptions)
        .where(
            deliveries.c.platform.in_(wanted.platforms),
            deliveries.c.wake_at <= rows.micros(wanted.now),
            *_others(wanted),
        )
        .order_by(deliveries.c.due_at)
        .limit(wanted.limit)
        .with_for_update(skip_locked=True, of=deliveries)
    )
    found = (await connection.execute(query)).mappings()
    return [
        _wake(rows.subscription_of(row), rows.delivery_of(row, "d_"), row["told"], wanted.now)
        for row in found
    ]


def _wake(subscription: Subscription, was: Delivery, told: str, now: datetime.datetime) -> _Step:
    if was.stage in (Stage.SENDING, Stage.UNKNOWN):
        # It may have been posted: whatever its grace says, it is looked for first.
        cause = SILENT if was.stage is Stage.SENDING else was.cause
        delivery = replace(was, stage=Stage.UNKNOWN, cause=cause)
    elif was.until < now:
        delivery = replace(was, stage=Stage.SKIPPED, cause=LATE)
    elif subscription.paused is not None and not was.edition.startswith(NOW):
        delivery = replace(was, stage=Stage.SKIPPED, cause=PAUSED)
    else:
        cause = SILENT if was.stage is Stage.CLAIMED else was.cause
        delivery = replace(was, stage=Stage.CLAIMED, cause=cause)
    return _Step(due_at=was.due_at, subscription=subscription, told=told, delivery=delivery, was=was)


async def _coming(connection: AsyncConnection, wanted: Wanted) -> list[_Step]:
    """Subscriptions whose next edition is due."""
    query = (
        sa.select(subscriptions)
        .where(
            subscriptions.c.platform.in_(wanted.platforms),
            subscriptions.c.paused.is_(None),
            subscriptions.c.next_due_at <= rows.micros(wanted.now),
            *_others(wanted),
        )
        .order_by(subscriptions.c.next_due_at)
        .limit(wanted.limit)
        .with_for_update(skip_locked=True, key_share=True)
    )
    found = (await connection.execute(query)).mappings()
    known: dict[Schedule, _Turn | str] = {}
    return [_come(rows.subscription_of(row), row["told"], wanted, known) for row in found]


@dataclass(frozen=True, slots=True)
class _Turn:
    """An edition of a schedule and the one after it."""

    edition: datetime.date
    due_at: datetime.datetime
    next_edition: datetime.date
    next_due_at: datetime.datetime


def _come(
    subscription: Subscription, told: str, wanted: Wanted, known: dict[Schedule, "_Turn | str"]
) -> _Step:
    schedule, promised = subscription.schedule, subscription.next_due_at
    assert promised is not None
    turn = known.get(schedule) or known.setdefault(schedule, _turn(schedule, wanted.now))
    if isinstance(turn, str):
        # One schedule that can't be reckoned must not hold up all others.
        changes = {"paused": turn}
        return _Step(due_at=promised, subscription=subscription, told=told, delivery=None, changes=changes)
    until = subscription.until if isinstance(subscription.until, datetime.date) else datetime.date.max
    next_due_at = turn.next_due_at if turn.next_edition <= until else None
    changes = {"next_due_at": None if next_due_at is None else rows.micros(next_due_at)}
    subscription = replace(subscription, next_due_at=next_due_at)
    end = turn.due_at + wanted.grace
    delivery = None
    # An edition whose grace ended before this subscription's turn was never promised: where a zone's rules have
    # changed, `now` may be before the edition that was meant, and the newest is an older one.
    if turn.edition <= until and end >= promised:
        late = end < wanted.now
        delivery = Delivery(
            id=rows.delivery_id(subscription.id, turn.edition.isoformat()),
            subscription=subscription.id,
            edition=turn.edition.isoformat(),
            stage=Stage.SKIPPED if late else Stage.CLAIMED,
            due_at=turn.due_at,
            until=end,
            retry_at=turn.due_at,
            cause=LATE if late else None,
        )
    return _Step(due_at=turn.due_at, subscription=subscription, told=told, delivery=delivery, changes=changes)


def _turn(schedule: Schedule, now: datetime.datetime) -> "_Turn | str":
    try:
        return _Turn(*schedule.edition(now), *schedule.next_after(now))
    except KeyError:  # ZoneInfoNotFoundError
        return NO_ZONE
    except (ValueError, AssertionError):
        return NO_SCHEDULE


async def _move_on(connection: AsyncConnection, steps: Sequence[_Step]) -> None:
    """Writes each subscription's next turn, or why it is paused."""
    for column in ("next_due_at", "paused"):
        values = [
            {"b_id": step.subscription.id, "b_value": step.changes[column]}
            for step in steps
            if step.changes and column in step.changes
        ]
        if values:
            statement = (
                sa.update(subscriptions)
                .where(subscriptions.c.id == sa.bindparam("b_id"))
                .values({column: sa.bindparam("b_value")})
            )
            await connection.execute(statement, values)


async def _insert(connection: AsyncConnection, steps: Sequence[_Step], wanted: Wanted) -> set[str]:
    """Inserts new deliveries; gives the ids of those that weren't there yet."""
    fresh = [
        rows.columns_of(step.delivery, rows.platform_of(step.subscription.address))
        | (_held(wanted) if _handed_out(step) else {})
        for step in steps
        if step.delivery
    ]
    if not fresh:
        return set()
    # The rows of the subscriptions are locked: nobody else can be inserting these editions.
    ids = [row["id"] for row in fresh]
    there = set(
        (await connection.execute(sa.select(deliveries.c.id).where(deliveries.c.id.in_(ids)))).scalars()
    )
    fresh = [row for row in fresh if row["id"] not in there]
    if fresh:
        await connection.execute(insert(connection, deliveries).on_conflict_do_nothing(), fresh)
        await _tell(connection, [row["id"] for row in fresh], wanted.now)
    return {row["id"] for row in fresh}


async def _update(connection: AsyncConnection, steps: Sequence[_Step], wanted: Wanted) -> None:
    """Writes how deliveries that were there stand now."""
    groups: dict[tuple[Stage, str | None], list[str]] = {}
    changed: list[str] = []
    for step in steps:
        if step.delivery and step.was:
            groups.setdefault((step.delivery.stage, step.delivery.cause), []).append(step.delivery.id)
            if step.delivery.stage is not step.was.stage or step.was.stage is Stage.CLAIMED:
                changed.append(step.delivery.id)
    for (stage, cause), ids in groups.items():
        held = (
            _held(wanted) if stage is not Stage.SKIPPED else {"holder": None, "lease": None, "wake_at": None}
        )
        await connection.execute(
            sa.update(deliveries)
            .where(deliveries.c.id.in_(ids))
            .values(stage=stage.value, cause=cause, **held)
        )
    await _tell(connection, changed, wanted.now)


def _held(wanted: Wanted) -> dict[str, Any]:
    return {
        "holder": wanted.holder,
        "lease": rows.span(wanted.lease),
        "wake_at": rows.micros(wanted.now + wanted.lease),
    }


async def _tell(connection: AsyncConnection, ids: Sequence[str], at: datetime.datetime) -> None:
    """Adds to the history how these deliveries stand now."""
    if ids:
        now = sa.select(
            deliveries.c.id, sa.literal(rows.micros(at)), deliveries.c.stage, deliveries.c.cause
        ).where(deliveries.c.id.in_(ids))
        await connection.execute(sa.insert(history).from_select(["delivery", "at", "stage", "cause"], now))
