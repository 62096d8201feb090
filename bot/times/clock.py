"""A time of day, from an hour as it was written and the words around it."""

import datetime
from dataclasses import dataclass

from bot.errors import UnusableInput
from bot.wording import all_of, say

# Which hours each part of the day may hold. The afternoon goes far: "las 8 de la tarde".
_PARTS: dict[str, tuple[range, ...]] = {
    "am": (range(12),),
    "pm": (range(12, 24),),
    "morning": (range(12),),
    "afternoon": (range(12, 21),),
    "evening": (range(16, 24),),
    "night": (range(18, 24), range(5)),
}


_NAMES = {
    "morning": say("morning"),
    "afternoon": say("afternoon"),
    "evening": say("evening"),
    "night": say("night"),
}


def named_parts(parts: frozenset[str]) -> str:
    """Parts of the day by their names, in alphabetical order."""
    return all_of([_NAMES.get(part, part) for part in sorted(parts)])


@dataclass(frozen=True, slots=True, kw_only=True)
class Hour:
    """An hour as written, and the minutes past it, or before it where negative."""

    hour: int
    minute: int
    written: str


def time_of(hour: Hour, parts: frozenset[str]) -> datetime.time:
    """The time of day, with the part of the day that was named, if any.

    Raises UnusableInput for an hour that doesn't exist, isn't in that part of the day, or may be two.
    """
    if not (0 <= hour.hour < 24 and hour.minute < 60):
        if hour.hour == 24:
            raise UnusableInput(
                say(
                    "“{word}” isn't a time of day; hours go from 0 to 23 and minutes to 59; midnight is 00:00.",
                    word=hour.written,
                )
            )
        raise UnusableInput(
            say(
                "“{word}” isn't a time of day; hours go from 0 to 23 and minutes to 59.",
                word=hour.written,
            )
        )
    if not parts and hour.minute < 0 and hour.hour in (1, 13):
        raise UnusableInput(
            say(
                "“{word}” may be {one} or {other}; write which.",
                word=hour.written,
                one=f"00:{60 + hour.minute}",
                other=f"12:{60 + hour.minute}",
            )
        )
    hours = {hour.hour, (hour.hour + 12) % 24} if parts and 1 <= hour.hour <= 12 else {hour.hour}
    for part in parts:
        hours &= {number for some in _PARTS[part] for number in some}
    if parts & {"morning", "evening"} and hour.hour == 12:
        hours = set()
    if len(hours) != 1:
        raise UnusableInput(
            say(
                "“{word}” doesn't go with {parts}; write the time as 08:00 or 20:00.",
                word=hour.written,
                parts=named_parts(parts),
            )
        )
    minutes = (hours.pop() * 60 + hour.minute) % (24 * 60)
    return datetime.time(minutes // 60, minutes % 60)
