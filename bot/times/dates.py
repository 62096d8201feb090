"""The last day of a schedule, as people write dates."""

import datetime
import re
from functools import cache

from bot.errors import UnusableInput
from bot.times.folding import fold
from bot.wording import say

_ISO = re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})(?![\d-])")
_DOTS = re.compile(
    r"(?P<day>\d{1,2})\.\s?(?P<month>\d{1,2})(?:\.\s?(?P<year>\d{4})(?!\d)|\.(?!\d)|(?![\d.]))"
)
_SLASHES = re.compile(r"(?P<one>\d{1,2})/(?P<two>\d{1,2})(?:/(?P<year>\d{4}))?(?![\d/])")
_YEAR = r"(?:,?\s(?:de\s|del\s)?(?P<year>20\d\d)(?![\d:.h]))?"
_DAY_FIRST = re.compile(
    rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th|er|º|-?го)?\.?\s?(?:of\s|de\s)?(?P<name>[^\W\d_]{{3,12}}){_YEAR}",
    re.I,
)
_MONTH_FIRST = re.compile(
    rf"(?P<name>[^\W\d_]{{3,12}})\.?\s(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?!\d){_YEAR}", re.I
)


def read_date(text: str, start: int, today: datetime.date) -> tuple[datetime.date, int] | None:
    """The date that stands at `start` and where it ends; None where none stands there.

    Without a year it is the next such day from `today` on. Raises UnusableInput for a date that doesn't exist, has
    passed, or may be two.
    """
    for form in (_ISO, _DOTS, _SLASHES, _DAY_FIRST, _MONTH_FIRST):
        if found := form.match(text, start):
            parts = found.groupdict()
            day, month = _day_of(found)
            if month is not None:
                return _date(day, month, parts["year"], found[0], today), found.end()
    return None


def _day_of(found: re.Match[str]) -> tuple[int, int | None]:
    parts = found.groupdict()
    if "name" in parts:
        return int(parts["day"]), _months().get(fold(parts["name"]))
    if "one" not in parts:
        return int(parts["day"]), int(parts["month"])
    one, two = int(parts["one"]), int(parts["two"])
    if one <= 12 and two <= 12 and one != two:
        raise UnusableInput(
            say(
                "“{word}” may be two days; write the month in letters or the date as 2027-05-03 (year-month-day).",
                word=found[0],
            )
        )
    return (two, one) if one <= 12 else (one, two)


def _date(day: int, month: int, year: str | None, written: str, today: datetime.date) -> datetime.date:
    # The 29th of February is at most eight years away.
    for guess in [int(year)] if year else range(today.year, today.year + 9):
        try:
            date = datetime.date(guess, month, day)
        except ValueError:
            continue
        if date >= today:
            return date
        if year:
            raise UnusableInput(
                say("“{word}” has passed; name a day from {day} on.", word=written, day=today.isoformat())
            )
    raise UnusableInput(
        say(
            "There is no day “{word}”; write it as 2027-05-03 (year-month-day) or 3 May 2027.",
            word=written,
        )
    )


@cache
def _months() -> dict[str, int]:
    from babel import Locale  # takes as long as all the rest: only where a date is written in letters

    found = {"sept": 9}
    for code in ("en", "de", "fr", "es", "uk", "ru"):
        for form in Locale(code).months.values():
            for width in ("wide", "abbreviated"):
                found |= {fold(name): number for number, name in form[width].items()}
    return found
