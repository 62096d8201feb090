"""What the store hands out and takes on the use of models: pure."""

import datetime
from collections import Counter
from dataclasses import dataclass
from enum import StrEnum

KEPT = datetime.timedelta(days=400)
"""How long a day's use is kept: a year can be set beside the one before."""


class Limit(StrEnum):
    """What stands against one more question."""

    PERSON = "person"
    SPACE = "space"
    TOKENS = "tokens"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Questions of a person and of a space in an hour, tokens of a space in a day; 0: no limit."""

    person: int
    space: int
    tokens: int


EVERYONE = ""
"""Stands for the person where the questions of a whole space are counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """How many questions `person` (or EVERYONE) of a space put in the hour (UTC) that begins at `hour`."""

    hour: datetime.datetime
    space: str
    person: str
    number: int


@dataclass(slots=True)
class Counted:
    """What is counted of a space: questions of an hour by person and of EVERYONE, tokens of a day. Whoever has it may
    count on in it.
    """

    asked: Counter[str]
    tokens: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Spent:
    """What a space used of a model on a day (UTC): calls, tokens read, of those cached, and written.

    `cost` is in millionths of the unit of the prices, None where none were set.
    """

    day: datetime.date
    space: str
    model: str
    calls: int
    read: int
    cached: int
    written: int
    cost: int | None = None

    @property
    def tokens(self) -> int:
        """All tokens, read and written."""
        return self.read + self.written


def hour_of(now: datetime.datetime) -> datetime.datetime:
    """The beginning of the hour (UTC) that `now` (aware) is in."""
    return now.astimezone(datetime.UTC).replace(minute=0, second=0, microsecond=0)


def day_of(now: datetime.datetime) -> datetime.date:
    """The day in UTC at `now` (aware)."""
    return now.astimezone(datetime.UTC).date()
