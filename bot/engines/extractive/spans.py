"""How the clauses of a sentence fall to different leaders: which belong together, which are nobody's."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot.dossier import words
from bot.engines.extractive.clauses import Clause
from bot.engines.extractive.grammar import Kind, Unit, stems

_FEW_UNITS = 4
_APART = ("but", "while", "whereas", ";")
_ALONG = ("and", ":", "so", "or")
_JOINING = ("and", "but", "while", "whereas", "though", "although", "so", "yet")


def is_report(unit: Unit) -> bool:
    """Whether a word says, hopes or demands: what follows is the view of its subject."""
    return words.stem(unit.text) in stems("attitudes") | stems("speech")


def is_bare_speech(units: Sequence[Unit]) -> bool:
    """ "On the price: “We shall see.”": words of whoever was speaking."""
    if units[0].text not in ("on", "about", "asked", "as"):
        return False
    return any(a.text == ":" and b.text in ('"', "“") for a, b in pairwise(units))


@dataclass(slots=True)
class Span:
    """Units `first` to `last` (excluded) with one holder, made of one or more clauses."""

    clauses: list[Clause]
    holders: frozenset[int]
    first: int
    last: int


def spans_of(found: Sequence[tuple[Clause, frozenset[int]]], units: Sequence[Unit]) -> list[Span]:
    """Clauses with one holder as one; what has no holder goes with the clause before it, or behind it."""
    held = [(clause, holders) for clause, holders in found if holders]
    if not held:
        return []
    if len({holders for _, holders in held}) == 1:
        first, holders = held[0]
        span = Span([clause for clause, _ in held], holders, 0, len(units))
        if _is_anothers(found, first, units):
            span.first = first.first
            return [span] if first.joined in _APART and first.last - first.first >= _FEW_UNITS else []
        return [span]
    spans: list[Span] = []
    for clause, holders in found:
        same = spans and (not holders or holders == spans[-1].holders)
        embedded = spans and spans[-1].clauses[0].reports and clause.joined in _ALONG
        if same or embedded:
            spans[-1].last = clause.last
            if same and holders:
                spans[-1].clauses.append(clause)
        else:
            spans.append(Span([clause], holders, clause.first, clause.last))
    return [span for span in spans if span.holders]


def _is_anothers(found: Sequence[tuple[Clause, frozenset[int]]], held: Clause, units: Sequence[Unit]) -> bool:
    """Whether a clause before the held one reports another's view."""
    before = [clause for clause, holders in found if clause.first < held.first and not holders]
    return any(is_report(u) for c in before for u in units[c.first + 1 : c.last] if u.kind is Kind.WORD)


def trim(span: Span, units: Sequence[Unit]) -> None:
    """Takes off the joining word in front and the comma behind, unless the span is the whole sentence."""
    if span.first == 0 and span.last == len(units):
        return
    while span.first < span.last - 1 and (
        units[span.first].text in _JOINING or units[span.first].text in ",;:—–-."
    ):
        span.first += 1
    while span.last - 1 > span.first and units[span.last - 1].text in ",;:—–-.":
        span.last -= 1
