"""The optional header of a document: `---`, then `title:`, `date:` and `source:`, then `---`."""

import datetime
import re
from dataclasses import dataclass

from bot.errors import UnusableDossier

KEYS = ("title", "date", "source")

_HEADER = re.compile(
    r"---[ \t]*+(?:\r\n?|\n)((?:(?!---[ \t]*+(?:[\r\n]|\Z))[^\r\n]*+(?:\r\n?|\n))*+)---[ \t]*+(?:\r\n?|\n|\Z)"
)
_LINE = re.compile(r"\r\n?|\n")
_PAIR = re.compile(r"([A-Za-z][\w-]*)[ \t]*:(?:[ \t]+(.*))?\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """What the header says. `end` is where the document's text begins; 0 without a header.

    `unknown` are keys that aren't read.
    """

    title: str | None = None
    date: datetime.date | None = None
    source: str | None = None
    end: int = 0
    unknown: tuple[str, ...] = ()


def read(name: str, text: str) -> Header:
    """The header of the document `name`. Raises UnusableDossier for a date that is none."""
    found = _HEADER.match(text)
    lines = _LINE.split(found[1]) if found else []
    pairs: dict[str, tuple[str, int]] = {}
    for number, line in enumerate(lines, start=2):
        pair = _PAIR.match(line.rstrip())
        if pair:
            pairs.setdefault(pair[1].casefold(), (_unquoted(pair[2] or ""), number))
        elif line.strip() and line[0] not in " \t-#":
            return Header()
    if not found or (pairs and not pairs.keys() & set(KEYS)):
        return Header()
    return Header(
        title=pairs.get("title", ("", 0))[0] or None,
        date=_date(name, *pairs["date"]) if "date" in pairs else None,
        source=pairs.get("source", ("", 0))[0] or None,
        end=found.end(),
        unknown=tuple(key for key in pairs if key not in KEYS),
    )


def _unquoted(value: str) -> str:
    value = value.strip()
    return value[1:-1].strip() if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'" else value


def _date(name: str, value: str, line: int) -> datetime.date | None:
    if not value:
        return None
    try:
        return datetime.datetime.fromisoformat(value).date()
    except ValueError:
        raise UnusableDossier(
            f"{name}, line {line}: “{value[:40]}” is no date; write it as year-month-day, like 2026-05-04."
        ) from None
