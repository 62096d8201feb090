"""Who gets a briefing, when, and how each delivery stands: pure, time is an argument.

An edition is named by the local date it is for. A schedule's rule for a date is `datetime(date, time, zone, fold=0)`:
a time that the clock skips comes as much later as the clock was put forward, one that comes twice is taken at its
first coming. So every local date has one edition, whatever the zone does.
"""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import takewhile
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.answers import Length
from bot.platform import Address

EVERY_DAY = frozenset(range(7))
WEEKDAYS = frozenset(range(5))

GRACE = datetime.timedelta(hours=4)
"""How late an edition may still be posted."""

_DAY = datetime.timedelta(days=1)
_MIDNIGHT = datetime.time.min
_LAST_MOMENT = datetime.time.max


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """A local time of day on chosen days of the week (0 is Monday) in an IANA zone.

    `at` is naive; raises ValueError where it isn't, and for days that are none of 0 to 6 or none at all. What reads
    the zone raises ZoneInfoNotFoundError for one that the system doesn't know.
    """

    at: datetime.time
    zone: str
    days: frozenset[int] = EVERY_DAY

    def __post_init__(self) -> None:
        """Hold the fields to what they promise."""
        if self.at.tzinfo is not None:
            raise ValueError(f"a schedule's time is naive, its zone stands beside it: {self.at!r}")
        if not self.days or not self.days <= EVERY_DAY:
            raise ValueError(f"a schedule needs days of the week, 0 (Monday) to 6: {sorted(self.days)}")

    def due(self, edition: datetime.date) -> datetime.datetime | None:
        """When the edition of a local date is due, in UTC; None if that day isn't chosen or doesn't exist.

        Where the clock skips the end of a day (Nuuk, each spring: 23:00 becomes 00:00), what was to come then comes
        early on the next local date and is still the edition of its own.
        """
        if edition.weekday() not in self.days:
            return None
        zone = _zone(self.zone)
        due = _instant(edition, self.at, zone)
        if due.astimezone(zone).date() == edition:
            return due
        # The time is skipped. The date is too (Samoa's 30 December 2011) unless some of it is left: its beginning or
        # its end, since no day has ever lost both.
        edges = (_instant(edition, edge, zone).astimezone(zone).date() for edge in (_MIDNIGHT, _LAST_MOMENT))
        return due if edition in edges else None

    def coming(
        self, now: datetime.datetime, *, done: datetime.date | None = None
    ) -> Iterator[tuple[datetime.date, datetime.datetime]]:
        """All editions due later than `now` (aware), in order, without end: local date, and when it is due in UTC.

        `done` is the newest edition that has gone out already: whatever the schedule has become, only later dates
        still come.
        """
        # A day back: its end may have been skipped, so that its edition is still to come.
        edition = now.astimezone(_zone(self.zone)).date() - _DAY
        if done is not None:
            edition = max(edition, done + _DAY)
        while True:
            due = self.due(edition)
            if due is not None and due > now:
                yield edition, due
            edition += _DAY

    def local(self, due: datetime.datetime) -> datetime.datetime:
        """A moment as the clocks of the zone show it."""
        return due.astimezone(_zone(self.zone))

    def next_after(self, now: datetime.datetime) -> tuple[datetime.date, datetime.datetime]:
        """The first edition that is due later than `now` (aware), and when, in UTC."""
        return next(self.coming(now))

    def edition(
        self, now: datetime.datetime, *, last: datetime.date | None = None
    ) -> tuple[datetime.date, datetime.datetime]:
        """The newest edition that was due at `now` (aware) or before, and when it was, in UTC.

        `last` is the newest local date that may have one.
        """
        # A day ahead: where a day comes twice, the next one has begun once already.
        edition = now.astimezone(_zone(self.zone)).date() + _DAY
        if last is not None:
            edition = min(edition, last)
        while True:
            due = self.due(edition)
            if due is not None and due <= now:
                return edition, due
            edition -= _DAY


@lru_cache(maxsize=700)
def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (
        OSError,
        ValueError,
    ) as error:  # a folder ("America"), a name too long, or one that leads elsewhere
        raise ZoneInfoNotFoundError(f"No time zone found with key {name!r}") from error


def _instant(date: datetime.date, at: datetime.time, zone: ZoneInfo) -> datetime.datetime:
    return datetime.datetime.combine(date, at.replace(fold=0), tzinfo=zone).astimezone(datetime.UTC)


NOW = "now-"
"""What the edition of a delivery out of turn starts with."""

UNTIL_EVENT = "event"
"""The `until` of a subscription that ends with the event: its last edition is that of the event's day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """A briefing for an address. `id` is short and opaque; `space` is the server or workspace it belongs to.

    `language` is a code that `bot.wording` knows; `person` made it; `until` is the last edition's date,
    `UNTIL_EVENT` or None; `only_new`: days without news have no edition; `paused` says why, None while it runs;
    `next_due_at` is in UTC, None where no edition will come.
    """

    id: str
    address: Address
    space: str
    dossier: str
    schedule: Schedule
    length: Length
    language: str
    person: str
    until: datetime.date | str | None = None
    only_new: bool = False
    paused: str | None = None
    next_due_at: datetime.datetime | None = None

    def last(self, event: datetime.date | None) -> datetime.date | None:
        """The newest local date that may have an edition, None for no end.

        `event` is the day of the dossier's event; while that isn't known, a subscription until the event goes on.
        """
        if self.until == UNTIL_EVENT:
            return event
        return self.until if isinstance(self.until, datetime.date) else None

    def coming(
        self, now: datetime.datetime, *, event: datetime.date | None = None, done: datetime.date | None = None
    ) -> Iterator[tuple[datetime.date, datetime.datetime]]:
        """The editions still to come, as `Schedule.coming` gives them, up to the last: the first is the next one."""
        last = self.last(event) or datetime.date.max
        return takewhile(lambda found: found[0] <= last, self.schedule.coming(now, done=done))

    def edition(
        self, now: datetime.datetime, *, event: datetime.date | None = None
    ) -> tuple[datetime.date, datetime.datetime]:
        """`Schedule.edition`, never one past the last."""
        return self.schedule.edition(now, last=self.last(event))


class Stage(StrEnum):
    """How a delivery stands. `SENT`, `SKIPPED`, `GONE` and `FAILED` are final."""

    DUE = "due"
    CLAIMED = "claimed"
    SENDING = "sending"
    UNKNOWN = "unknown"
    SENT = "sent"
    SKIPPED = "skipped"
    GONE = "gone"
    FAILED = "failed"


FINAL = frozenset({Stage.SENT, Stage.SKIPPED, Stage.GONE, Stage.FAILED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One edition for one subscription, unique on both.

    `edition` is the local date in ISO form, or `now-…` for one asked for out of turn; `due_at`, `retry_at` and
    `until` (the end of its grace) are in UTC; `part` counts the payloads that have arrived; `attempt` the posts tried.
    `reply` is the name under which the store keeps what its parts are taken from, once one was tried.
    """

    id: str
    subscription: str
    edition: str
    stage: Stage
    due_at: datetime.datetime
    until: datetime.datetime
    retry_at: datetime.datetime
    attempt: int = 0
    part: int = 0
    cause: str | None = None
    reply: str | None = None


def local_date(delivery: Delivery, zone: str) -> datetime.date:
    """The date that an edition is for: its name, or where it came out of turn the date there when it was asked for."""
    if delivery.edition.startswith(NOW):
        return delivery.due_at.astimezone(_zone(zone)).date()
    return datetime.date.fromisoformat(delivery.edition)
