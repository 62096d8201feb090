"""Guessing when and where the leaders meet: the first sentence that says so, or an entry like "Venue: Geneva"."""

import datetime
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.dossier.blocks import MONTHS, clean
from bot.dossier.model import Event

_MEET = re.compile(
    r"\b(?:meet|meets|meeting|summit|talks|gathers?|forum|conference|sit down|host(?:s|ed)?|arrives?)\b", re.I
)
ANOTHER = re.compile(
    r"\b(?:last|previous|earlier|second|next) (?:\w+ )?(?:met|summit|meeting|talks|round)\b|\b(?:last|first) met\b"
    r"|(?<!prime )\b(?:ministers?|counterparts?|delegations?|officials|parliament)\b[^.]{0,60}\b(?:met|meets?|meeting)\b"
    r"|\b(?:preparatory|press|news) (?:meeting|conference)\b|\bmeets? again\b|\bmet\b[^.]{0,40}\b(?:ago|in \d{4})\b",
    re.I,
)
"""Says of a meeting that it isn't this one: an earlier one, the next one, one of ministers or with the press."""

_MONTH_NAMES: tuple[str, ...] = tuple(MONTHS.split("|"))
_DAYS = r"(?P<d{n}>\d{{1,2}})(?:st|nd|rd|th)?(?:\s*[-–—]\s*\d{{1,2}}|\s+(?:and|to)\s+\d{{1,2}})?"
_DATE = re.compile(
    rf"\b(?:{_DAYS.format(n=1)}(?:\s+of)?\s+(?P<m1>{MONTHS})|(?P<m2>{MONTHS})\s+{_DAYS.format(n=2)})\b"
    rf"(?:,?\s+(?P<y>\d{{4}}))?|\b(?P<iso>\d{{4}}-\d\d-\d\d)\b",
    re.I,
)
_NAME = r"[A-ZÀ-ÖØ-Þ][\w’'-]*\w"
_PLACE = re.compile(
    rf"\b(?:in|at)\s+(?:the\s+)?(?:[a-z]+\s+){{0,2}}(?:of\s+)?(?P<place>{_NAME}(?:\s+{_NAME}){{0,2}})"
)
_ENTRY = re.compile(r"(?:Place|Venue|Location|Where|Site)\s*:\s+(?P<place>\S.*)")
_DATE_ENTRY = re.compile(r"Date\s*:\s")
_AHEAD_ENTRY = re.compile(r"(?:Summit|Meeting|When|Talks)\s*:\s")
_DATELINE = re.compile(r"(?P<place>[A-ZÀ-ÖØ-Þ]{3,}(?:\s+[A-ZÀ-ÖØ-Þ]{3,})*),?\s[^.]{0,40}?(?:\s-|[–—])")
_NAMED = re.compile(rf"\b((?:{_NAME}\s+){{1,3}})([Ss]ummit|[Ff]orum|[Cc]onference|[Tt]alks)\b")
_HERE = re.compile(r"\bhere\b")
_COMMA_PLACE = re.compile(rf"(?:[-–—:]|\bat|\bin)\s+(?P<place>{_NAME}(?:\s+{_NAME}){{0,2}}),\s*\Z")


@dataclass(frozen=True, slots=True)
class _Said:
    """What one sentence says of the meeting."""

    date: datetime.date | None
    place: str | None
    text: str


def guess(
    title: str, texts: Sequence[str], known: datetime.date | None, people: frozenset[str]
) -> Event | None:
    """The meeting that a title and sentences tell of, None if they tell neither a date nor a place.

    `known` is the date of the text: a day without a year is the next one from it on. `people` are names that
    are no places.
    """
    found = [_said(text, known, people, texts) for text in _telling(title, texts)]
    noted = list(_entries(texts))
    if noted:  # "Date: …" beside "Place: …" is the meeting's, unless something else is.
        found += [_said(text, known, people, texts) for text in texts if _DATE_ENTRY.match(clean(text))]
    dated = next((said for said in found if said.date), None)
    placed = dated if dated and dated.place else next((said for said in found if said.place), None)
    place = next(iter(noted), None) or (placed.place if placed else None)
    if dated is None and place is None:
        return None
    return Event(
        name=_name(title, texts),
        place=place,
        date=dated.date if dated else None,
        source=f"guessed from “{dated.text}”" if dated else None,
        guessed=True,
    )


def _telling(title: str, texts: Sequence[str]) -> Iterator[str]:
    """The title and the sentences that tell of this meeting, and not of one before or after it."""
    yield title
    for text in texts:
        if (_MEET.search(text) or _AHEAD_ENTRY.match(clean(text))) and not ANOTHER.search(text):
            yield text


def _said(text: str, known: datetime.date | None, people: frozenset[str], texts: Sequence[str]) -> _Said:
    day, place = None, None
    for found in _DATE.finditer(_without_dateline(text)):
        if day := _day(found, known):
            break
    places = [f["place"] for f in _PLACE.finditer(text)]
    for found in _DATE.finditer(text):
        places += [f["place"] for f in _COMMA_PLACE.finditer(text[: found.start()])]
    if _HERE.search(text) and (line := _DATELINE.match(texts[0])):
        places.append(line["place"].title())
    for name in places:
        first = name.split()[0].casefold()
        if (
            first not in _MONTH_NAMES
            and not people & set(name.casefold().split())
            and not first.endswith("day")
        ):
            place = name
            break
    return _Said(day, place, " ".join(text.split()))


def _without_dateline(text: str) -> str:
    line = _DATELINE.match(text)
    return text[line.end() :] if line else text


def _day(found: re.Match[str], known: datetime.date | None) -> datetime.date | None:
    try:
        if found["iso"]:
            return datetime.date.fromisoformat(found["iso"])
        month = 1 + _MONTH_NAMES.index((found["m1"] or found["m2"]).casefold())
        number = int(found["d1"] or found["d2"])
        if found["y"]:
            return datetime.date(int(found["y"]), month, number)
        if known is None:
            return None
        day = datetime.date(known.year, month, number)
        return day if day >= known else day.replace(year=known.year + 1)
    except ValueError:
        return None


def _entries(texts: Sequence[str]) -> Iterator[str]:
    for text in texts:
        if entry := _ENTRY.match(clean(text)):
            yield entry["place"].strip(" .")


def _name(title: str, texts: Sequence[str]) -> str:
    """ "Danube Forum" where the text calls it so, else "Meeting"."""
    for text in (title, *texts):
        if named := _NAMED.search(text):
            words = named[1].split()
            return " ".join([*(words[1:] if words[0] in ("The", "A", "This") else words), named[2]])
    return "Meeting"
