"""Schedules as people write them: "every weekday at 8 in Berlin", "9pm New York short until 3 May".

English first; German, French, Spanish, Ukrainian and Russian words too (words.toml). Nothing is guessed: what can't
be read, is missing or may mean two things is named in the error. A bare hour is one of the 24-hour clock.
"""

import datetime
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from bot.answers import Length
from bot.errors import UnknownName, UnusableInput
from bot.subscriptions import EVERY_DAY, UNTIL_EVENT, Schedule
from bot.times import zones
from bot.times.clock import Hour, named_parts, time_of
from bot.times.folding import key
from bot.times.nearest import nearest
from bot.times.reader import Notes, Reader
from bot.times.words import LANGUAGES, table
from bot.wording import Said, all_of, one_of, say

__all__ = ["EXAMPLE", "LONGEST_TEXT", "Parts", "Read", "read_language", "read_parts", "read_schedule"]

T = TypeVar("T")

LONGEST_TEXT = 500
"""Characters of a schedule, at most: the longest that says everything has about 150."""

EXAMPLE = say("every weekday at 8 in Berlin")


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What a text says of a schedule, None for what it doesn't.

    `until` as in `Subscription`; `endless`: it says that there is no end; `language` is a code.
    """

    at: datetime.time | None = None
    zone: str | None = None
    days: frozenset[int] | None = None
    length: Length | None = None
    language: str | None = None
    until: datetime.date | str | None = None
    endless: bool = False
    only_new: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """A whole schedule, and what else stood there; None for what didn't. `until` as in `Subscription`."""

    schedule: Schedule
    length: Length | None = None
    language: str | None = None
    until: datetime.date | str | None = None
    only_new: bool = False


def read_schedule(text: str, zone: str | None, *, now: datetime.datetime) -> Read:
    """The schedule in `text`; `zone` is the person's own, by its IANA name, where the platform knows it.

    `now` (aware) decides the year of an `until` without one, and that it lies ahead. Raises UnusableInput for what is
    missing, contradicts itself, may mean two things or can't be read; the last as UnknownName where something near
    was meant.
    """
    parts = read_parts(text, now=now)
    if parts.at is None:
        raise UnusableInput(say("At which time? For example: {example}.", example=EXAMPLE))
    own = zones.names().get(zone.casefold()) if zone else None
    if (chosen := parts.zone or own) is None:
        raise UnusableInput(
            say("Which time zone? Write a city or a zone behind the time, for example Europe/Berlin.")
        )
    return Read(
        schedule=Schedule(at=parts.at, zone=chosen, days=parts.days or EVERY_DAY),
        length=parts.length,
        language=parts.language,
        until=parts.until,
        only_new=bool(parts.only_new),
    )


def read_parts(text: str, *, now: datetime.datetime) -> Parts:
    """What `text` says of a schedule, for one that is changed. Raises as `read_schedule`, but nothing is missing."""
    # What is one sign may become eighteen.
    plain = unicodedata.normalize("NFKC", text[: LONGEST_TEXT + 1])
    if len(plain) > LONGEST_TEXT:
        raise UnusableInput(
            say(
                "A schedule has at most {limit} characters, this one {length}; write, for example: {example}.",
                limit=LONGEST_TEXT,
                length=max(len(plain), len(text)),
                example=EXAMPLE,
            )
        )
    notes = Reader(plain, now.date()).read()
    if notes.unread:
        raise _unread(notes.unread)
    until = _only([end if end is not None else "" for end in notes.until], say("ends"))
    news = _one(notes, "news")
    return Parts(
        at=_time(notes),
        zone=_zone(notes, now.year),
        days=_days(notes),
        length=Length(said) if (said := _one(notes, "length")) else None,
        language=_one(notes, "language"),
        until=until or None,
        endless=until == "",
        only_new=news == "only_new" if news else None,
    )


def read_language(text: str) -> str:
    """The code of a language that is written as such or by its name in any of ours. Raises UnknownName."""
    word = table().of(key(text[:LONGEST_TEXT]), "languages")
    if word is None:
        raise UnknownName(
            say("I don't speak “{word}”; there are: {names}.", word=_short(text), names=LANGUAGES)
        )
    return str(word.value)


def _time(notes: Notes) -> datetime.time | None:
    parts = frozenset(notes.parts)
    written = [hour.written for hour in notes.hours if isinstance(hour, Hour)]
    try:
        times = [time_of(hour, parts) if isinstance(hour, Hour) else hour for hour in notes.hours]
    except UnusableInput as error:
        if len(written) < 2 or len(parts) < 2:
            raise
        raise _two(say("times"), written[0], written[1]) from error  # "8 am and 6 pm"
    if parts and not times:
        named = named_parts(parts)
        raise UnusableInput(
            say("At which time in the {parts}? For example: {example}.", parts=named, example=EXAMPLE)
        )
    return _only(times, say("times"))


def _zone(notes: Notes, year: int) -> str | None:
    """The zone that all that was said of places agrees on."""
    if not notes.zones:
        return None
    if len({names for _, names in notes.zones}) == len(notes.zones[0][1]) == 1:
        return notes.zones[0][1][0]
    agreed = {zones.clock(name, year) for name in notes.zones[0][1]}
    for _, names in notes.zones[1:]:
        agreed &= {zones.clock(name, year) for name in names}
    if not agreed:
        said = all_of([say("“{word}”", word=written) for written, _ in notes.zones[:3]])
        raise UnusableInput(say("{places} have different times; name one time zone.", places=said))
    fitting = {
        zones.clock(name, year): name
        for _, names in sorted(notes.zones, key=lambda zone: (-len(zone[1]), len(zone[0])))
        for name in reversed(names)
        if zones.clock(name, year) in agreed
    }
    if len(fitting) == 1:
        return next(iter(fitting.values()))
    written = notes.zones[0][0]
    candidates = tuple(name for name in dict.fromkeys(notes.zones[0][1]) if name in fitting.values())[:5]
    raise UnknownName(
        say(
            "“{word}” may be several time zones; write the one you mean: {zones}.",
            word=written,
            zones=one_of(candidates),
        ),
        suggestions=candidates,
    )


def _days(notes: Notes) -> frozenset[int] | None:
    if (weekly := notes.said.get("weekly")) and len(frozenset[int]().union(*notes.days)) != 1:
        raise UnusableInput(
            say("“{word}”: on which day? For example: every Monday at 8 in Berlin.", word=min(weekly))
        )
    if not notes.days and not notes.without:
        return None
    days = frozenset[int]().union(*notes.days) if notes.days else EVERY_DAY
    if EVERY_DAY in notes.days and any(some != EVERY_DAY for some in notes.days):
        raise UnusableInput(say("Every day, or only some? Both stand there; name the days once."))
    if not days - notes.without:
        raise UnusableInput(
            say("No day of the week is left; name the days on which the briefing should come.")
        )
    return days - notes.without


def _one(notes: Notes, what: str) -> str | None:
    several = {"length": say("lengths"), "language": say("languages"), "news": say("wishes about news")}
    return _only(sorted(notes.said.get(what, ())), several[what])


def _only(found: Sequence[T], what: Said) -> T | None:
    different = list(dict.fromkeys(found))
    if len(different) > 1:
        raise _two(what, _worded(different[0]), _worded(different[1]))
    return different[0] if different else None


def _two(what: Said, one: str, other: str) -> UnusableInput:
    return UnusableInput(
        say(
            "Two {what} stand there: {one} and {other}; a schedule has one. Subscribe once more for another.",
            what=what,
            one=one,
            other=other,
        )
    )


def _worded(found: object) -> str:
    if isinstance(found, datetime.time):
        return found.isoformat("minutes")
    return {
        "": say("no end"),
        UNTIL_EVENT: say("the event"),
        "only_new": say("only when something is new"),
        "always": say("always"),
    }.get(str(found), str(found))


def _unread(runs: list[str]) -> UnusableInput:
    named = all_of([say("“{word}”", word=_short(run)) for run in runs[:3]])
    near = tuple(dict.fromkeys(found for run in runs[:2] for found in nearest(run)))
    if not near:
        return UnusableInput(
            say(
                "I can't read {words} in this schedule. Write, for example: {example}.",
                words=named,
                example=EXAMPLE,
            )
        )
    meant = one_of(near[:3])
    return UnknownName(
        say("I can't read {words} in this schedule; did you mean {names}?", words=named, names=meant),
        suggestions=near,
    )


def _short(run: str) -> str:
    return run if len(run) <= 40 else run[:39] + "…"
