"""Rows from and to what the rest of the bot knows."""

import datetime
import hashlib
import json
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from sqlalchemy import RowMapping

from bot.answers import Length
from bot.platform import Address, platform_of
from bot.subscriptions import UNTIL_EVENT, Delivery, Schedule, Stage, Subscription

_EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
_MICROSECOND = datetime.timedelta(microseconds=1)


def micros(at: datetime.datetime) -> int:
    """Microseconds since 1970 of an aware time. Raises TypeError for one without a zone."""
    return (at - _EPOCH) // _MICROSECOND


def text(words: str) -> str:
    """Without what a database can't keep, and would refuse a whole transaction for: NUL, halves of surrogate pairs."""
    return words.encode("utf-8", "replace").decode().replace("\0", "")


def span(length: datetime.timedelta) -> int:
    """A length of time in microseconds."""
    return length // _MICROSECOND


def instant(at: int) -> datetime.datetime:
    """The time in UTC, `at` microseconds since 1970."""
    return _EPOCH + at * _MICROSECOND


def delivery_id(subscription: str, edition: str) -> str:
    """16 characters: an edition's name follows from what it is.

    A database that was set back to an old copy thus gives the editions that it has forgotten the keys that they were
    posted with, and `find` knows them.
    """
    return hashlib.blake2b(f"{subscription}\n{edition}".encode(), digest_size=8).hexdigest()


def row_of(subscription: Subscription) -> dict[str, Any]:
    """The columns of a subscription."""
    schedule, until = subscription.schedule, subscription.until
    return {
        "id": subscription.id,
        "address": subscription.address,
        "platform": platform_of(subscription.address),
        "space": subscription.space,
        "dossier": subscription.dossier,
        "at": schedule.at.isoformat(),
        "zone": schedule.zone,
        "days": "".join(map(str, sorted(schedule.days))),
        "length": subscription.length.value,
        "language": subscription.language,
        "person": subscription.person,
        "until": until.isoformat() if isinstance(until, datetime.date) else until,
        "only_new": subscription.only_new,
        "paused": subscription.paused,
        "next_due_at": None if subscription.next_due_at is None else micros(subscription.next_due_at),
    }


def subscription_of(row: RowMapping) -> Subscription:
    """The subscription of a row that has its columns."""
    return Subscription(
        id=row["id"],
        address=Address(row["address"]),
        space=row["space"],
        dossier=row["dossier"],
        schedule=_schedule(row["at"], row["zone"], row["days"]),
        length=Length(row["length"]),
        language=row["language"],
        person=row["person"],
        until=_until(row["until"]),
        only_new=row["only_new"],
        paused=row["paused"],
        next_due_at=None if row["next_due_at"] is None else instant(row["next_due_at"]),
    )


def delivery_of(row: RowMapping, prefix: str = "") -> Delivery:
    """The delivery of a row that has its columns, their names after `prefix`."""
    return Delivery(
        id=row[f"{prefix}id"],
        subscription=row[f"{prefix}subscription"],
        edition=row[f"{prefix}edition"],
        stage=Stage(row[f"{prefix}stage"]),
        due_at=instant(row[f"{prefix}due_at"]),
        until=instant(row[f"{prefix}until"]),
        retry_at=instant(row[f"{prefix}retry_at"]),
        attempt=row[f"{prefix}attempt"],
        part=row[f"{prefix}part"],
        cause=row[f"{prefix}cause"],
        reply=row[f"{prefix}reply"],
    )


def columns_of(delivery: Delivery, platform: str) -> dict[str, Any]:
    """The columns of a delivery that nobody holds."""
    return {
        "id": delivery.id,
        "subscription": delivery.subscription,
        "edition": delivery.edition,
        "platform": platform,
        "stage": delivery.stage.value,
        "due_at": micros(delivery.due_at),
        "until": micros(delivery.until),
        "retry_at": micros(delivery.retry_at),
        "attempt": delivery.attempt,
        "part": delivery.part,
        "cause": delivery.cause,
        "holder": None,
        "lease": None,
        "wake_at": None,
        "cited": None,
        "reply": delivery.reply,
    }


def cited_text(cited: Iterable[str]) -> str:
    """Keys of citations as they are kept."""
    return json.dumps(sorted(cited))


@lru_cache(maxsize=4096)
def cited_of(text: str) -> frozenset[str]:
    """Keys of citations as they were kept."""
    return frozenset(json.loads(text))


@lru_cache(maxsize=4096)
def _schedule(at: str, zone: str, days: str) -> Schedule:
    return Schedule(at=datetime.time.fromisoformat(at), zone=zone, days=frozenset(map(int, days)))


def _until(text: str | None) -> datetime.date | str | None:
    return text if text is None or text == UNTIL_EVENT else datetime.date.fromisoformat(text)
