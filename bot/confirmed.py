"""What comes of what people do with their subscriptions: pure."""

import datetime
from dataclasses import dataclass

from bot.reply import Reply
from bot.subscriptions import Subscription


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmed:
    """A subscription as it now is, and the times (local) at which it comes next.

    `dossier` is the name of its dossier where there are others too, or where that isn't there any more. `event` is the
    day of its dossier's event where it ends with that. `starts` is the day from which on a new time
    counts where today's edition has gone out already or was skipped, and `is_tomorrow` whether that is tomorrow.
    """

    subscription: Subscription
    coming: tuple[datetime.datetime, ...]
    dossier: str | None = None
    event: datetime.date | None = None
    starts: datetime.date | None = None
    is_tomorrow: bool = False
    was_skipped: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What will be posted next, and for which local date: no `edition` where nothing will be, no `date` where never."""

    subscription: Subscription
    date: datetime.date | None = None
    edition: Reply | None = None


Done = Confirmed | Preview | list[Confirmed]
"""What comes of a command."""
