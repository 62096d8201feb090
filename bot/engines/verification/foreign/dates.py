"""The dates and times of a text in another language than English; names of months and days come from CLDR."""

import re
from collections.abc import Iterable, Iterator
from functools import cache

from bot.engines.verification.dates import When
from bot.engines.verification.foreign import lists

_CYRILLIC = frozenset({"uk", "ru"})
_RANGE = r"\s*(?:[-–—]|\bund\b|\bet\b|\by\b|\bта\b|\bі\b|\bи\b|\bbis\b|\bau\b|\bal\b|\bдо\b|\bпо\b)\s*(?:dem|am|le|el|au)?\s*"
_DAY = r"(?:0?[1-9]|[12]\d|3[01])(?:er\b|\.|-?(?:го|е|и)\b)?"
_YEAR = r"(?:1\d{3}|20\d{2}|21\d{2})(?![\d\w]|[.,]\d)"
_HALF_DAY = 720  # minutes


def read(text: str, language: str) -> tuple[When, ...]:
    """The dates and times of a text in order; a year that stands alone is a number, not a date."""
    found = _pattern(language).finditer(lists.flat(text))
    return tuple(
        when for match in found if not _is_name(match, text, language) for when in _whens(match, language)
    )


def _is_name(match: re.Match[str], text: str, language: str) -> bool:
    """Whether a month is a name ("Марта"): a capital where the language writes months small."""
    start = match.start()
    return (
        bool(match["month2"])
        and language != "de"
        and text[start].isupper()
        and text[start + 1 : start + 2].islower()
    )


def same_time(claimed: When, stated: When) -> bool:
    """Whether two times of day are the same on a clock with twelve hours, as not every language says which half."""
    if claimed.minute is None or stated.minute is None:
        return False
    return claimed.minute % _HALF_DAY == stated.minute % _HALF_DAY


@cache
def _pattern(language: str) -> re.Pattern[str]:
    months = "|".join(form for form, _ in _names(language, "months"))
    whole = "|".join(form for form, _ in _names(language, "months") if not form.endswith("."))
    days = "|".join(form for form, _ in _names(language, "days"))
    clock = lists.text(language, "clock") or r"(?P<h>(?!))(?P<m>)(?P<h2>)(?P<m2>)"
    noon, midnight = (lists.text(language, name) for name in ("noon", "midnight"))
    return re.compile(
        rf"(?P<iso>(?<!\d)\d{{4}}-\d{{2}}-\d{{2}}(?!\d))"
        rf"|(?<![\d.,])(?P<numeric>\d{{1,2}}[./]\d{{1,2}}[./]\d{{4}})(?!\d)"
        rf"|(?P<clock>{clock})"
        rf"|(?<![^\W_])(?<!\d[.,])(?:(?P<other>{_DAY}){_RANGE})?(?P<day>{_DAY})\s*(?:de\s+)?(?P<month>{months})(?![^\W_])"
        rf"(?:\s+(?:de\s+|del\s+)?(?P<year>{_YEAR}))?"
        rf"|(?<![^\W_])(?P<month2>{whole})(?![^\W_])(?:\s+(?:de\s+|del\s+)?(?P<year2>{_YEAR}))?"
        rf"|(?<![^\W_])(?P<weekday>{days})(?![^\W_])"
        rf"|(?<![^\W_])(?:(?P<noon>{noon or '(?!)'})|(?P<midnight>{midnight or '(?!)'}))(?![^\W_])"
    )


@cache
def _names(language: str, what: str) -> tuple[tuple[str, int], ...]:
    """Patterns of the names of months (from 1) or weekdays (Monday is 0), the longest first."""
    from babel import Locale

    data = getattr(Locale(language), what)
    found: dict[str, int] = {}
    for number in data["format"]["wide"]:
        plain, other = (lists.flat(data[use]["wide"][number]) for use in ("stand-alone", "format"))
        if language in _CYRILLIC:
            form = _cyrillic_month(plain, other) if what == "months" else _cyrillic_day(plain, language)
            found[form] = number
            continue
        short = lists.flat(data["format"]["abbreviated"][number]).rstrip(".")
        for name in (plain, other, *([rf"{short}\."] if what == "months" and len(short) > 2 else [])):
            found[name + ("s?" if what == "days" and not name.endswith((".", "s")) else "")] = number
    return tuple(sorted(found.items(), key=lambda item: -len(item[0])))


def _cyrillic_month(nominative: str, genitive: str) -> str:
    stem = nominative
    while not genitive.startswith(stem):
        stem = stem[:-1]
    if nominative.endswith("ень"):
        return f"{nominative[:-3]}(?:ень|ня|ні|нем|ню)"
    if nominative.endswith("ии"):
        return f"{stem}(?:ии|ого|ому|им)"
    if nominative.endswith(("ь", "и")):
        return f"{stem}(?:ь|и|я|е|ю|ем)"
    return f"{stem}(?:а|і|е|у|ом|ові)?"


def _cyrillic_day(name: str, language: str) -> str:
    if name.endswith("ок"):
        return f"{name[:-2]}(?:ок|ка|ку|ком|ки)"
    if name.endswith(("а", "я", "е")):
        endings = "[аыуеяю]|ои|ою|ем" if language == "ru" else "[аиуіяюеє]|ою|ею|ем"
        return f"{name[:-1]}(?:{endings})"
    return f"{name}(?:га|гу|гом|а|у|ом|и)?"


def _number_of(name: str, language: str, what: str) -> int:
    return next(number for form, number in _names(language, what) if re.fullmatch(form, name))


def _whens(match: re.Match[str], language: str) -> Iterator[When]:
    if match["iso"]:
        year, month, day = map(int, match["iso"].split("-"))
        yield from _when(match, language, [(day, month)], year=year)
    elif match["numeric"]:
        first, second, year = map(int, re.split(r"[./]", match["numeric"]))
        yield from _when(match, language, [(first, second)], year=year)
    elif match["clock"]:
        hour, minute = int(match["h"] or match["h2"]), int(match["m"] or match["m2"] or 0)
        if hour < 25 and minute < 60:
            yield from _when(match, language, [(None, None)], minute=hour * 60 + minute)
    elif match["weekday"]:
        day = _number_of(match["weekday"], language, "days")
        yield from _when(match, language, [(None, None)], weekday=day)
    elif match["noon"] or match["midnight"]:
        yield from _when(match, language, [(None, None)], minute=_HALF_DAY if match["noon"] else 0)
    else:
        month = _number_of(match["month"] or match["month2"], language, "months")
        year = match["year"] or match["year2"]
        days = [int(re.sub(r"\D", "", day)) for day in (match["other"], match["day"]) if day]
        for day in days or [None]:
            yield from _when(match, language, [(day, month)], year=int(year) if year else None)


def _when(
    match: re.Match[str],
    language: str,
    readings: Iterable[tuple[int | None, int | None]],
    *,
    year: int | None = None,
    weekday: int | None = None,
    minute: int | None = None,
) -> Iterator[When]:
    start = match.start() + (len(match[0]) - len(match[0].lstrip()))
    if any(
        (day is not None and not 0 < day < 32) or (month is not None and not 0 < month < 13)
        for day, month in readings
    ):
        return
    yield When(
        text=match[0].strip(),
        start=start,
        end=match.end(),
        readings=tuple(readings),
        year=year,
        weekday=weekday,
        minute=minute,
        side=_side(match.string[: match.start()][-24:], language),
    )


def _side(before: str, language: str) -> int:
    sides = _sides(language)
    return next((side for side, pattern in sides if pattern.search(before)), 0)


@cache
def _sides(language: str) -> tuple[tuple[int, re.Pattern[str]], ...]:
    """Words right before a date that put a thing before or after it; a weekday or an article may stand between."""
    days = "|".join(form for form, _ in _names(language, "days"))
    between = rf"\s+(?:(?:dem|den|el|le|du|al|la)\s+)?(?:(?:{days}),?\s+(?:dem|den|el|le)?\s*)?\Z"
    return tuple(
        (side, re.compile(rf"(?<![^\W_])(?:{lists.flat(lists.text(language, name))}){between}"))
        for side, name in ((-1, "before"), (1, "after"))
    )
