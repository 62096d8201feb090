"""Dates as a text writes them, and whether one says what another says."""

import datetime
import re
from dataclasses import dataclass, replace

MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]

_SHORT_MONTHS = (
    r"(?-i:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec|JAN|FEB|APR|JUN|JUL|AUG|SEPT|OCT|NOV|DEC)"
)
_MONTH = rf"(?:{'|'.join(MONTHS)}|{_SHORT_MONTHS}\.?(?![^\W_]))"
_WEEKDAY = rf"(?:{'|'.join(WEEKDAYS)}|(?-i:Mon|Tues|Tue|Wed|Thurs|Thur|Thu|Fri|Sat|Sun)\.?(?=,?\s+\d|,\s))"
_DAY = r"(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?(?![\d.:]\d|[^\W_])"
_YEAR = r"(?:1\d{3}|20\d{2}|21\d{2})(?![\d\w]|[.,]\d)"
_ONES = "first second third fourth fifth sixth seventh eighth ninth".split()
_TEENS = "tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth".split()
_ORDINALS = [*_ONES, *_TEENS, *(f"twenty-{one}" for one in _ONES), "thirtieth", "thirty-first"]
_ORDINAL = "|".join(sorted(_ORDINALS, key=len, reverse=True))
_HOURS: tuple[str, ...] = tuple("one two three four five six seven eight nine ten eleven twelve".split())
_HOUR = "|".join(_HOURS)
_PARTS = {"half": 30, "quarter": 15, "five": 5, "ten": 10, "twenty": 20, "twenty-five": 25}
_RANGE = r"(?:\s*[-–—]\s*|\s+(?:to|and|or)\s+)"
_DATE = re.compile(
    rf"""
    (?<![^\W_])(?:
      (?P<iso>\d{{4}}-\d{{2}}-\d{{2}})(?!\d)
    | (?P<slashed>\d{{1,2}}(?P<mark>[/.])\d{{1,2}}(?P=mark)\d{{4}})(?!\d)
    | (?:(?P<weekday1>{_WEEKDAY})s?,?\s+)?
      (?:
        (?:(?P<other1>{_DAY}){_RANGE})?(?P<day1>{_DAY})\s+(?:of\s+)?(?P<month1>{_MONTH})(?![^\W_])(?:,?\s+(?P<year1>{_YEAR}))?
      | (?P<month2>{_MONTH})\s+(?:(?P<other2>{_DAY}){_RANGE})?(?P<day2>{_DAY})(?:,?\s+(?P<year2>{_YEAR}))?
      )
    | (?P<ordinal>{_ORDINAL})\s+(?:day\s+)?of\s+(?P<month5>{_MONTH})(?![^\W_])(?:,?\s+(?P<year5>{_YEAR}))?
    | (?P<month3>{_MONTH}),?\s+(?:of\s+)?(?P<year3>{_YEAR})
    | (?P<weekday2>{_WEEKDAY})(?=s?(?![^\W_]))
    | (?P<month4>{_MONTH})(?![^\W_])
    | (?P<relative>today|tonight|tomorrow|yesterday)(?![^\W_])
    | (?P<clock>(?P<hour>\d{{1,2}})(?:[.:](?P<minute>\d{{2}}))?\s?(?P<half>[ap])\.?m\b\.?)
    | (?P<clock24>(?P<hour24>[01]?\d|2[0-3]):(?P<minute24>[0-5]\d))(?!\d)
    | (?P<past>(?P<part>half|(?:a\s+)?quarter|five|ten|twenty|twenty-five)\s+(?P<way>past|to)\s+(?P<hour5>{_HOUR}))(?![^\W_])
    | (?P<noon>noon|midday|midnight)(?![^\W_])
    )
    """,
    re.VERBOSE | re.IGNORECASE,
)
_AMBIGUOUS = frozenset({"may", "march", "august"})
_BEFORE_MONTH = re.compile(
    r"\b(?:in|of|by|since|until|till|last|next|this|early|late|mid|from|to|before|after|during|through|and|or)[\s-]+$",
    re.IGNORECASE,
)
_SIDE = re.compile(
    r"\b(?:(?P<after>after|since|from)|(?P<before>before|by|until|till))\s+(?:the\s+)?$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """A date, a part of one or a time of day, at its place in a text; None for what it doesn't say.

    `days` and `months` hold two values where the writing is ambiguous (03/04/2025). `minute` counts from
    midnight. `side` is -1 for "before", 1 for "after", 0 for the date itself. `is_halved`: the minute is that of
    a clock's face ("half past two"), of either half of the day.
    """

    text: str
    start: int
    end: int
    readings: tuple[tuple[int | None, int | None], ...] = ((None, None),)
    year: int | None = None
    weekday: int | None = None
    minute: int | None = None
    relative: str | None = None
    side: int = 0
    is_halved: bool = False


def read(text: str) -> tuple[When, ...]:
    """The dates and times of `text` in order; a year that stands alone is a number, not a date."""
    found: list[When] = []
    for match in _DATE.finditer(text):
        found.extend(_whens(match))
    return tuple(found)


def same(claimed: When, stated: When) -> bool:
    """Whether `stated` says all that `claimed` says; a weekday may follow from a full date."""
    if claimed.side * stated.side < 0:
        return False
    if claimed.minute is not None and stated.minute is not None and (claimed.is_halved or stated.is_halved):
        return claimed.minute % 720 == stated.minute % 720
    if claimed.minute is not None or claimed.relative:
        return (claimed.minute, claimed.relative) == (stated.minute, stated.relative)
    if claimed.year not in (None, stated.year):
        return False
    if claimed.weekday is not None and claimed.weekday != _weekday(stated):
        return False
    return any(
        day in (None, stated_day) and month in (None, stated_month)
        for day, month in claimed.readings
        for stated_day, stated_month in stated.readings
    )


def rivals(claimed: When, stated: When) -> bool:
    """Whether the two tell the same kind of thing, so that one may contradict the other."""
    return (
        (claimed.minute is None) == (stated.minute is None)
        and bool(claimed.relative) == bool(stated.relative)
        and not same(claimed, stated)
    )


def _weekday(when: When) -> int | None:
    if when.weekday is not None or when.year is None or len(when.readings) != 1:
        return when.weekday
    ((day, month),) = when.readings
    try:
        return datetime.date(when.year, month or 0, day or 0).weekday()
    except ValueError:
        return None


def _whens(match: re.Match[str]) -> list[When]:
    if match["iso"]:
        year, month, day = (int(part) for part in match["iso"].split("-"))
        return _when(match, readings=((day, month),), year=year) if _is_date(day, month) else []
    if match["slashed"]:
        first, second, year = (int(part) for part in match["slashed"].split(match["mark"]))
        pairs = ((first, second), (second, first))
        readings = tuple(dict.fromkeys(pair for pair in pairs if _is_date(*pair)))
        return _when(match, readings=readings, year=year) if readings else []
    if match["relative"]:
        return _when(match, relative=match["relative"].casefold())
    if match["noon"]:
        return _when(match, minute=0 if match["noon"].casefold() == "midnight" else 720)
    if match["clock"]:
        hour, minute = int(match["hour"]), int(match["minute"] or 0)
        half = 0 if match["half"].casefold() == "a" else 12
        return _when(match, minute=(hour % 12 + half) * 60 + minute) if hour <= 12 and minute < 60 else []
    if match["clock24"]:
        return _when(match, minute=int(match["hour24"]) * 60 + int(match["minute24"]))
    if match["past"]:
        part = _PARTS[match["part"].casefold().removeprefix("a").strip()]
        hour = _HOURS.index(match["hour5"].casefold()) + 1
        minute = hour * 60 + (part if match["way"].casefold() == "past" else -part)
        return [replace(when, is_halved=True) for when in _when(match, minute=minute % 720)]
    if match["ordinal"]:
        day = _ORDINALS.index(match["ordinal"].casefold()) + 1
        year = int(match["year5"]) if match["year5"] else None
        return _when(match, readings=((day, _month(match["month5"])),), year=year)
    return _written(match)


def _written(match: re.Match[str]) -> list[When]:
    month = match["month1"] or match["month2"] or match["month3"] or match["month4"]
    if match["month4"] and _is_mere_word(match):
        return []
    number = _month(month) if month else None
    year = match["year1"] or match["year2"] or match["year3"]
    weekday = match["weekday1"] or match["weekday2"]
    whens: list[When] = []
    for day in (match["other1"] or match["other2"], match["day1"] or match["day2"]):
        if day:
            whens += _when(
                match,
                readings=((int(re.sub(r"\D", "", day)), number),),
                year=int(year) if year else None,
                weekday=_day_of_week(weekday) if weekday else None,
            )
    return whens or _when(
        match,
        readings=((None, number),),
        year=int(year) if year else None,
        weekday=_day_of_week(weekday) if weekday else None,
    )


def _is_mere_word(match: re.Match[str]) -> bool:
    """Whether "may", "March" or "august" stands for no month: lower case, or nothing points to one."""
    word = match["month4"]
    if word.casefold() not in _AMBIGUOUS:
        return False
    if word.islower():
        return True
    return word.casefold() != "august" and not _BEFORE_MONTH.search(match.string[: match.start()][-12:])


def _when(
    match: re.Match[str],
    *,
    readings: tuple[tuple[int | None, int | None], ...] = ((None, None),),
    year: int | None = None,
    weekday: int | None = None,
    minute: int | None = None,
    relative: str | None = None,
) -> list[When]:
    side = _SIDE.search(match.string[: match.start()][-16:])
    return [
        When(
            text=match[0].strip(),
            start=match.start(),
            end=match.end(),
            readings=readings,
            year=year,
            weekday=weekday,
            minute=minute,
            relative=relative,
            side=0 if side is None else 1 if side["after"] else -1,
        )
    ]


def _is_date(day: int, month: int) -> bool:
    return 1 <= month <= 12 and 1 <= day <= 31


def _month(text: str) -> int:
    return next(n for n, name in enumerate(MONTHS, 1) if name.startswith(text.casefold()[:3]))


def _day_of_week(text: str) -> int:
    return next(n for n, name in enumerate(WEEKDAYS) if name.startswith(text.casefold()[:3]))
