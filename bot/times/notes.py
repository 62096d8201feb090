"""What a text says of a schedule, before it is held together."""

import datetime
from dataclasses import dataclass, field

from bot.times.clock import Hour


@dataclass(slots=True)
class Notes:
    """What a text says, as it stands there: contradictions are for others to find. `unread` are runs of words."""

    hours: list[Hour | datetime.time] = field(default_factory=list[Hour | datetime.time])
    parts: set[str] = field(default_factory=set[str])
    days: list[frozenset[int]] = field(default_factory=list[frozenset[int]])
    without: set[int] = field(default_factory=set[int])
    zones: list[tuple[str, tuple[str, ...]]] = field(default_factory=list[tuple[str, tuple[str, ...]]])
    said: dict[str, set[str]] = field(default_factory=dict[str, set[str]])
    until: list[datetime.date | str | None] = field(default_factory=list[datetime.date | str | None])
    unread: list[str] = field(default_factory=list[str])
