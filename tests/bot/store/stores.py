"""What the tests of the store begin with: a moment, a subscription, a claim."""

import datetime
from collections.abc import Collection
from contextlib import AbstractAsyncContextManager
from typing import Any

from bot.answers import Length
from bot.platform import Address
from bot.store import Claimed, open_store
from bot.store.store import Store
from bot.subscriptions import Schedule, Stage, Subscription

NOW = datetime.datetime(2026, 3, 4, 8, 0, tzinfo=datetime.UTC)
"""A Wednesday, far from any change of a clock."""

SECOND = datetime.timedelta(seconds=1)
MINUTE = datetime.timedelta(minutes=1)
HOUR = datetime.timedelta(hours=1)
DAY = datetime.timedelta(days=1)

LEASE = 2 * MINUTE
GRACE = 4 * HOUR


def opened(url: str, *, patience: float = 5.0) -> AbstractAsyncContextManager[Store]:
    """A store whose clock stands at NOW."""
    return open_store(url, now=lambda: NOW, patience=patience)


def subscription(id: str = "a", **changes: Any) -> Subscription:
    """One that is due at NOW, every day."""
    given: dict[str, Any] = {
        "id": id,
        "address": Address(f"fake:1:{id}"),
        "space": "fake:1",
        "dossier": "summit",
        "schedule": Schedule(at=datetime.time(8), zone="UTC"),
        "length": Length.SHORT,
        "language": "en",
        "person": "ann",
        "next_due_at": NOW,
    }
    return Subscription(**given | changes)


async def claim(
    store: Store,
    now: datetime.datetime = NOW,
    *,
    limit: int = 10,
    holder: str = "one",
    platforms: Collection[str] = ("fake",),
) -> list[Claimed]:
    """A claim with the usual lease and grace."""
    return await store.claim(now, limit, holder, LEASE, GRACE, platforms)


async def stages(store: Store, id: str = "a") -> dict[str, Stage]:
    """Editions of a subscription and how they stand."""
    return {delivery.edition: delivery.stage for delivery in await store.deliveries(id, 100)}
