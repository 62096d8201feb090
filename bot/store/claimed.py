"""What the store hands out: pure."""

import datetime
from dataclasses import dataclass

from bot.subscriptions import Delivery, Stage, Subscription

PAUSED = "the subscription was paused"
"""The cause of an edition that was skipped for that."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed:
    """A delivery that is ours until its lease ends, its stage CLAIMED (to post) or UNKNOWN (to look for first).

    `told` holds the keys of what the last edition that this subscription was sent has cited.
    """

    subscription: Subscription
    delivery: Delivery
    told: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A line of a delivery's history: its stage from `at` (UTC) on, why, and the platform's name for what arrived."""

    at: datetime.datetime
    stage: Stage
    cause: str | None = None
    receipt: str | None = None
