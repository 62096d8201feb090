"""The clauses of a sentence, each with its subject and its predicate, by the small words of English."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from bot.dossier import words
from bot.engines.extractive.grammar import NAMED, Kind, Unit, stems, tables
from bot.engines.extractive.subjects import (
    QUOTES,
    Hold,
    after_apposition,
    find_subject,
    is_adverb,
    may_be_subject,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """Units `first` to `last` (excluded) of a sentence.

    `subjects` are the units that hold it; `head` the stems of what of theirs is the subject ("Smith's main
    goal"); `verb` the stems of the first words of the predicate; `rest` those of the others, as far as they
    are the subject's own words; `past`: it was done or has been.
    """

    first: int
    last: int
    subjects: tuple[Unit, ...] = ()
    hold: Hold = Hold.NONE
    head: tuple[str, ...] = ()
    verb: tuple[str, ...] = ()
    rest: tuple[str, ...] = ()
    past: bool = False
    passive: bool = False
    joined: str = ""
    """The word or mark that joins it to what stands before."""

    @property
    def reports(self) -> bool:
        """Whether its predicate says, wants or believes something, so that what follows is the subject's."""
        return bool({*self.verb[:1], *self.head} & (stems("speech") | stems("attitudes")))


_VERB_WORDS = 3


def clauses(units: Sequence[Unit]) -> list[Clause]:
    """The clauses that each could belong to another leader, in order; together they are the sentence."""
    cuts = [0, *_cuts(units), len(units)]
    return [_clause(units, first, last) for first, last in pairwise(cuts) if first < last]


def _cuts(units: Sequence[Unit]) -> Iterator[int]:
    contrast, conjunctions = tables()["contrast"], tables()["conjunctions"]
    opening = bool(units) and units[0].text in contrast
    done = 0
    for at, unit in enumerate(units[:-1]):
        if unit.kind is not Kind.MARK or at == 0:
            continue
        at += units[at + 1].text in QUOTES and at + 2 < len(units)
        behind = units[at + 1].text
        if unit.text in ";:—–":
            cut = _starts(units, at + 1) or unit.text == ";"
        elif unit.text != ",":
            continue
        elif behind in conjunctions or behind in contrast:
            cut = _starts(units, at + 2) and _has_predicate(units[done:at])
        else:
            cut = opening and not done and _starts(units, at + 1) and _starts(units, 1)
        if cut:
            done = at + 1
            yield done


def _starts(units: Sequence[Unit], at: int) -> bool:
    """Whether a clause with its own subject and predicate starts at `at`."""
    while at < len(units) and is_adverb(units[at]):
        at += 1
    at = _behind_introduction(units, at)
    if at + 1 >= len(units) or not may_be_subject(units[at]):
        return False
    behind = units[at + 1]
    is_predicate = behind.kind is Kind.WORD and behind.text not in tables()["prepositions"]
    return (
        units[at].possessive
        or (is_predicate and behind.text not in tables()["conjunctions"])
        or (behind.text in (",", "and") and at + 3 < len(units))
    )


def _behind_introduction(units: Sequence[Unit], at: int) -> int:
    """Skips "in July" or "on Monday," in front of a subject."""
    if at >= len(units) or units[at].text not in tables()["prepositions"]:
        return at
    attached = tables()["prepositions"] | tables()["determiners"]
    for end in range(at + 2, min(at + 5, len(units) - 1)):
        if units[end - 1].text in tables()["auxiliaries"]:
            return at
        if may_be_subject(units[end]):
            return at if units[end - 1].text in attached else end
    return at


def _has_predicate(units: Sequence[Unit]) -> bool:
    if any(unit.text in tables()["auxiliaries"] for unit in units):
        return True
    subject = next((at for at, unit in enumerate(units) if may_be_subject(unit)), None)
    if subject is None:
        return len(units) > 3
    behind = units[subject + 1 : subject + 2]
    return bool(behind) and behind[0].kind is Kind.WORD and behind[0].text not in tables()["conjunctions"]


def _clause(units: Sequence[Unit], first: int, last: int) -> Clause:
    start = first
    lead_in = tables()["conjunctions"] | tables()["contrast"]
    while start < last and (units[start].kind is Kind.MARK or units[start].text in lead_in):
        if units[start].text in tables()["contrast"] and first == 0 and not _starts(units, 1):
            break
        start += 1
    joined = units[first].text if first < start else (units[first - 1].text if first else "")
    subject = find_subject(units, start, last)
    if subject is None:
        return Clause(first=first, last=last, joined=joined)
    predicate = _predicate(units, subject.predicate, last, subject.units)
    said = subject.said
    return replace(
        predicate,
        first=first,
        last=last,
        subjects=subject.units,
        hold=subject.hold,
        head=tuple(map(words.stem, subject.head)),
        verb=("say",) if said else predicate.verb,
        rest=(*predicate.verb, *predicate.rest) if said else predicate.rest,
        passive=predicate.passive and not said,
        joined=joined,
    )


def _predicate(units: Sequence[Unit], at: int, last: int, subjects: Sequence[Unit]) -> Clause:
    """A clause of nothing but a predicate, which starts at `at`."""
    own = {leader for subject in subjects for leader in subject.leaders}
    if at < last and units[at].text == "," and (behind := after_apposition(units, at, last)):
        at = behind
    verb: list[str] = []
    rest: list[str] = []
    being = passive = past = False
    for place in range(at, last):
        unit = units[place]
        if unit.kind in NAMED and not set(unit.leaders) <= own and not unit.possessive:
            before = units[place - 1].text
            if before not in tables()["prepositions"] and verb and _starts(units, place):
                break
        if unit.kind is not Kind.WORD or unit.text in tables()["determiners"]:
            continue
        if not verb and (unit.text in tables()["auxiliaries"] or is_adverb(unit)):
            being = being or unit.text in tables()["be"]
            continue
        if not verb:
            participle = unit.text.endswith(("ed", "en", "wn", "ught")) or _is_past(unit.text)
            passive = being and participle and unit.text not in tables()["states"]
            past = not being and _is_past(unit.text)
        (verb if len(verb) < _VERB_WORDS else rest).append(stem(unit.text))
    return Clause(
        first=at,
        last=last,
        verb=tuple(verb),
        rest=tuple(rest),
        past=past,
        passive=passive,
    )


def stem(word: str) -> str:
    """The stem, but "hopeful" isn't "hope"."""
    return word if word.endswith(("ful", "less")) else words.stem(word)


def _is_past(word: str) -> bool:
    """Whether a verb's form is a past: "-ed", or one that doesn't begin like its stem ("sent", "took")."""
    return word.endswith("ed") or not word.startswith(words.stem(word).removesuffix("e"))
