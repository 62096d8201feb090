"""Which aspect of a leader a statement tells of, by the cues of `aspects.toml`."""

import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from bot.dossier import words
from bot.engines.extractive.attribution import Statement
from bot.engines.extractive.clauses import Clause, stem
from bot.engines.extractive.subjects import Hold

_FILE = Path(__file__).with_name("aspects.toml")

_VERB, _NEAR_VERB, _HEAD_NOUN, _NEAR_NOUN, _NOUN, _PHRASE, _HEADING = 3.0, 1.5, 3.0, 1.5, 0.5, 2.0, 0.75
_MEETING = 1.5
_JOINT, _TEASER = 0.75, 1.5
_RANK = 0.75
_SOFT = 0.7
"""What a cue counts of someone's people or of what is only about him."""
_PAST = 1.0
"""What a past tense or a perfect adds for what was done."""

GOALS, POSITION, CONSTRAINTS, MOVES, EXPECTATIONS = (
    "Goals",
    "Position",
    "Constraints",
    "Moves",
    "Expectations",
)

ENOUGH = 2.0
"""Weight from which a statement tells of an aspect."""


# The month; what could have been but wasn't; what will not be; a door that opens.
_NO_CUE = re.compile(
    r"(?<=[\w,] )May\b|\b(?:c|w|sh)ould have (?:\w+ed|had|been|done|said)\b|\bwill (?:not|never)\b"
    r"|\b[Oo]pen(?:s|ed|ing)\b|\b(?:to|will|would) open\b"
)


@dataclass(frozen=True, slots=True)
class Aspect:
    """One aspect and its cues: stems, and folded phrases with a space on both sides.

    `light` are verbs whose past tells of no move.
    """

    name: str
    verbs: frozenset[str]
    nouns: frozenset[str]
    phrases: tuple[str, ...]
    headings: frozenset[str]
    light: frozenset[str]


@dataclass(frozen=True, slots=True)
class Cues:
    """Words and phrases that mark a sentence ("still open", "lies ahead")."""

    words: frozenset[str]
    phrases: tuple[str, ...]
    headings: frozenset[str]

    def weight(self, text: str, heading: str | None) -> float:
        """0 for none; a phrase counts 1, a word 0.5, the section's heading 1.5."""
        folded = _folded(_NO_CUE.sub(" ", text))
        hits = {words.stem(token) for token in folded.split()} & self.words
        phrases = sum(phrase in folded for phrase in self.phrases)
        of_heading = bool(heading and _stems(words.tokens(_NO_CUE.sub(" ", heading))) & self.headings)
        return phrases + 0.5 * len(hits) + 1.5 * of_heading


@cache
def _file() -> dict[str, Any]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))


@cache
def aspects() -> tuple[Aspect, ...]:
    """The aspects in the order in which they are shown."""
    return tuple(
        Aspect(
            name=entry["name"],
            verbs=_stems(entry["verbs"]),
            nouns=_stems(entry["nouns"]),
            phrases=_phrases(entry["phrases"]),
            headings=_stems(entry["headings"]),
            light=_stems(entry.get("light", ())),
        )
        for entry in _file()["aspects"]
    )


@cache
def cues(name: str) -> Cues:
    """The cues `open` or `ahead`."""
    entry = _file()[name]
    return Cues(_stems(entry["words"]), _phrases(entry["phrases"]), _stems(entry["headings"]))


@cache
def meeting() -> frozenset[str]:
    """Stems of words for the meeting itself."""
    return _stems(_file()["meeting"]["nouns"])


@cache
def _foresight() -> frozenset[str]:
    return _stems(("expect", "anticipate", "foresee", "predict", "forecast"))


@cache
def _rank() -> tuple[frozenset[str], frozenset[str]]:
    return frozenset(_file()["rank"]["first"]), frozenset(_file()["rank"]["behind"])


def _stems(entries: Iterable[str]) -> frozenset[str]:
    return frozenset(map(stem, entries))


def _phrases(entries: Iterable[str]) -> tuple[str, ...]:
    return tuple(f" {words.fold(entry)} " for entry in entries)


def _folded(text: str) -> str:
    return f" {' '.join(words.tokens(text))} "


def weight(statement: Statement, aspect: Aspect) -> float:
    """How much a held statement tells of an aspect: `ENOUGH` or more if it does."""
    return weights(statement, (aspect,))[aspect.name]


def weights(statement: Statement, of: Sequence[Aspect] | None = None) -> dict[str, float]:
    """The same for all aspects, or those given, by their names."""
    text = _folded(statement.text)
    found = frozenset(text.split())
    heading = statement.passage.heading if statement.heading <= statement.holders else None
    titled = _stems(words.tokens(heading)) if heading else frozenset[str]()
    first, behind = (bool(found & listed) for listed in _rank())
    told: dict[str, float] = {}
    for aspect in aspects() if of is None else of:
        phrases = _PHRASE * min(2, sum(phrase in text for phrase in aspect.phrases))
        of_heading = _HEADING * bool(titled & aspect.headings)
        if statement.hold is Hold.ABOUT:
            cues = {stem(token) for token in found} & (aspect.nouns | aspect.verbs)
            about = _SOFT * (phrases + min(2, len(cues)) * _NEAR_NOUN * _SOFT + of_heading)
            told[aspect.name] = about if aspect.name == CONSTRAINTS else 0.0
            continue
        best = max((_of_clause(clause, aspect) for clause in statement.clauses), default=0.0)
        value = max(best, phrases) + 0.25 * min(best, phrases) + of_heading + _RANK * (first - behind)
        value -= _JOINT * (len(statement.holders) > 1) + _TEASER * statement.is_teaser
        told[aspect.name] = value * (_SOFT if statement.hold is Hold.SIDE else 1.0)
    return told


def _of_clause(clause: Clause, aspect: Aspect) -> float:
    first, others = clause.verb[:1], clause.verb[1:]
    if clause.head:
        others = (*others, *clause.rest)
    if clause.passive and aspect.name != CONSTRAINTS:
        return _HEAD_NOUN * bool(set(clause.head) & aspect.nouns)
    weight = max(
        _VERB * bool(set(first) & aspect.verbs),
        _HEAD_NOUN * bool(set(clause.head) & aspect.nouns),
        _NEAR_VERB * bool(set(others) & aspect.verbs),
        _NEAR_NOUN * bool(set(clause.verb) & aspect.nouns),
    )
    weight += min(2, len(set(clause.rest) & aspect.nouns)) * _NOUN
    if aspect.name == MOVES:
        if clause.passive or set(first) & aspect.light or (clause.reports and not set(first) & aspect.verbs):
            return 0.0
        return max(weight, _PAST) + _PAST if clause.past else weight / 2
    if aspect.name == EXPECTATIONS:
        of_meeting = {*clause.verb, *clause.rest} & meeting()
        if not of_meeting and not set(first) & _foresight():
            return weight / 2  # A hope for something else is a goal.
        return weight + (_MEETING if of_meeting and clause.reports else 0.0)
    return weight


_FULL = 12
"""Words of content from which a statement counts as substantial."""


def substance(statement: Statement) -> float:
    """0 to 1: how much a statement says, names not counted, so that a bare announcement comes last."""
    count = sum(len(c.head) + len(c.verb) + len(c.rest) for c in statement.clauses)
    return min(count, _FULL) / _FULL
