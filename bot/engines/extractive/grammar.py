"""A sentence cut into units: leaders, pronouns, groups, countries, words and marks, each at its place."""

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Any

from bot.dossier import words
from bot.dossier.model import Leader
from bot.dossier.reading import Reading

_FILE = Path(__file__).with_name("grammar.toml")


class Kind(Enum):
    """What a unit is; `HE` is a pronoun that can only be a subject, `HIS` one that can't."""

    LEADER = "leader"
    COUNTRY = "country"
    GROUP = "group"
    HE = "he"
    HIS = "his"
    THEY = "they"
    WORD = "word"
    MARK = "mark"


NAMED = frozenset({Kind.LEADER, Kind.COUNTRY, Kind.GROUP})
"""Units that may stand for a leader by themselves."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A piece of a sentence: offsets within the sentence, the folded text, and whom it may stand for.

    `leaders` are indexes into the dossier's leaders; `possessive` is true for "Smith's".
    `count` is how many a group means ("both" 2), 0 for all of them.
    """

    kind: Kind
    start: int
    end: int
    text: str
    leaders: tuple[int, ...] = ()
    possessive: bool = False
    capital: bool = False
    count: int = 0


_PIECE = re.compile(r"\w+(?:[.,'’-]\w+)*(?:['’](?=\s))?|[^\w\s]")
_POSSESSIVE = re.compile(r"['’]s\b|(?<=s)['’](?=\s)")
_BEFORE_VERB = (
    r"(?=\s+(?:\w+ly\s+|both\s+|also\s+|now\s+|still\s+|each\s+)*(?:\w+ed|are|were|have|had|will|would|may|might|can"
    r"|could|must|did|do|want|say|said|hope|seek|see|claim|insist|expect|need|face|agree|meet|met|come|came|spoke|know)\b)"
)
_PRONOUNS = {
    "he": Kind.HE,
    "she": Kind.HE,
    "his": Kind.HIS,
    "him": Kind.HIS,
    "himself": Kind.HIS,
    "her": Kind.HIS,
    "hers": Kind.HIS,
    "herself": Kind.HIS,
    "they": Kind.THEY,
    "their": Kind.THEY,
}
FEMININE = frozenset({"she", "her", "hers", "herself"})
"""Pronouns of one gender; the others of `HE` and `HIS` are of the other."""


@cache
def tables() -> dict[str, Any]:
    """The lists of `grammar.toml`, each as a frozenset of folded words; `counts` as a dict."""
    raw = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return {name: value if isinstance(value, dict) else frozenset(value) for name, value in raw.items()}


@cache
def stems(name: str) -> frozenset[str]:
    """A list of `grammar.toml` as stems."""
    return frozenset(words.stem(word) for word in tables()[name])


class Grammar:
    """Cuts sentences of one dossier into units."""

    def __init__(self, reading: Reading) -> None:
        self._who = reading.who
        self._count = len(reading.dossier.leaders)
        self._countries = dict(_countries(reading.dossier.leaders))
        self._country = _any_of(self._countries)
        self._cut: dict[str, list[Unit]] = {}
        self._group = _group(reading.dossier.leaders)

    def units(self, text: str) -> list[Unit]:
        """The units of a sentence in order; they don't overlap and leave out only white space."""
        if text not in self._cut:
            self._cut[text] = self._units(text)
        return self._cut[text]

    def _units(self, text: str) -> list[Unit]:
        units: list[Unit] = []
        at = 0
        for unit in self._marked(text):
            units.extend(_plain(text, at, unit.start))
            units.append(unit)
            at = unit.end
        units.extend(_plain(text, at, len(text)))
        return units

    def _marked(self, text: str) -> list[Unit]:
        found = [
            _stretched(Unit(Kind.LEADER, m.start, m.end, "", (m.leader,), capital=True), text)
            for m in self._who.mentions(text)
        ]
        for match in self._group.finditer(text) if self._group else ():
            count = max(tables()["counts"].get(word, 0) for word in words.fold(match.group()).split())
            found.append(_stretched(Unit(Kind.GROUP, *match.span(), "", count=count), text))
        for match in self._country.finditer(text) if self._country else ():
            leader = self._countries[match.group()]
            found.append(_stretched(Unit(Kind.COUNTRY, *match.span(), "", (leader,), capital=True), text))
        kept: list[Unit] = []
        for unit in found:
            if all(unit.end <= other.start or unit.start >= other.end for other in kept):
                kept.append(unit)
        return sorted(kept, key=lambda unit: unit.start)


def _plain(text: str, start: int, end: int) -> Iterator[Unit]:
    for match in _PIECE.finditer(text, start, end):
        folded = words.fold(match.group())
        kind = _PRONOUNS.get(folded)
        if kind is None:
            kind = Kind.WORD if match.group()[0].isalnum() else Kind.MARK
        possessive = folded.endswith(("'s", "s'")) or folded in ("his", "her", "their")
        yield Unit(kind, *match.span(), folded, possessive=possessive, capital=match.group()[0].isupper())


def _stretched(unit: Unit, text: str) -> Unit:
    """The unit with a possessive ending that stands behind it or inside it."""
    inside = text[unit.start : unit.end]
    behind = _POSSESSIVE.match(text, unit.end)
    end = behind.end() if behind else unit.end
    possessive = behind is not None or bool(re.search(r"(?:['’]s|s['’])$", inside))
    folded = words.fold(text[unit.start : end])
    return Unit(unit.kind, unit.start, end, folded, unit.leaders, possessive, unit.capital, unit.count)


def _countries(leaders: Sequence[Leader]) -> Iterator[tuple[str, int]]:
    """What a leader leads, from the office ("President of Meridor"), unless two lead it or it names one."""
    names = {name.casefold() for leader in leaders for name in (leader.name, *leader.aliases)}
    led = [re.search(r"\bof (?:the )?(.+)$", leader.office or "") for leader in leaders]
    places = [match[1] if match and match[1][0].isupper() else None for match in led]
    for leader, place in enumerate(places):
        if place and places.count(place) == 1 and place.casefold() not in names:
            yield place, leader


def _any_of(names: dict[str, int]) -> re.Pattern[str] | None:
    longest = sorted(names, key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, longest))})\b") if names else None


def _group(leaders: Sequence[Leader]) -> re.Pattern[str] | None:
    """ "both sides", "the two presidents", "all three", "the two" before a verb, "the leaders"."""
    if len(leaders) < 2:
        return None
    offices = {leader.office.split()[0].casefold() for leader in leaders if leader.office}
    known = sorted(tables()["together"] | offices | {f"{office}s" for office in offices})
    nouns = "|".join(map(re.escape, known))
    plural = "|".join(re.escape(noun) for noun in known if noun.endswith("s") or noun in ("men", "women"))
    article = r"(?:(?:the|all|these|those|(?:both|each|neither|either|all) of the)\s+)?"
    counted = rf"(?:both|two|three|four|five|neither|either|each)\s+(?:of\s+the\s+)?(?:{nouns})\b(?!\s+of\b)"
    return re.compile(
        rf"\b{article}{counted}|\bthe (?:{plural})\b{_BEFORE_VERB}"
        rf"|\b(?:both|(?:the|all) (?:two|three|four)|the pair|(?:each|both) of them)\b{_BEFORE_VERB}",
        re.I,
    )
