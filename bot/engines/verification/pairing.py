"""What a claim puts together must stand together: a number or date of one clause, the names of the same.

"40 percent in Utland, and 55 percent in Meridor" has 55 and Utland, and yet not 55 percent in Utland.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.dossier.model import Leader
from bot.engines.verification import dates, names, numbers, wording
from bot.engines.verification.dates import When
from bot.engines.verification.facts import Facts
from bot.engines.verification.numbers import Number

_PRONOUNS = frozenset({"he", "she", "it", "they", "his", "her", "its", "their"})


@dataclass(frozen=True, slots=True)
class _Clause:
    """A clause: its figures, the leaders in it, the folded words of its other names, and whether it has a pronoun."""

    figures: tuple[Number | When, ...]
    leaders: frozenset[int]
    others: frozenset[str]
    is_open: bool


def apart(claim: Facts, sentences: Sequence[Facts], leaders: tuple[Leader, ...]) -> tuple[int, int] | None:
    """The place of a number or date in `claim` that the sentences have only in clauses on others.

    Only where these clauses name somebody, and another clause names those of the claim.
    """
    stated = [_clauses(sentence, leaders) for sentence in sentences]
    for clause in _clauses(claim, leaders):
        for figure in clause.figures:
            for parts in stated:
                homes = [part for part in parts if any(_same(figure, other) for other in part.figures)]
                strange = homes and all(_is_strange(clause, home) for home in homes)
                if strange and any(_shares(clause, part) for part in parts):
                    return figure.start, figure.end
    return None


def _is_strange(clause: _Clause, home: _Clause) -> bool:
    """Whether a clause names nobody but others; leaders are compared with leaders."""
    if home.is_open and not home.leaders:
        return False
    if clause.leaders and home.leaders:
        return not clause.leaders & home.leaders
    return bool(home.leaders or home.others) and not _shares(clause, home)


def _shares(clause: _Clause, part: _Clause) -> bool:
    if clause.leaders & part.leaders:
        return True
    return any(names.same(one, other) for one in clause.others for other in part.others)


def _same(figure: Number | When, other: Number | When) -> bool:
    if isinstance(figure, Number):
        return isinstance(other, Number) and numbers.same(figure, other)
    return isinstance(other, When) and dates.same(figure, other)


def _clauses(facts: Facts, leaders: tuple[Leader, ...]) -> list[_Clause]:
    mentions = names.mentions(facts.text, leaders)
    called = [
        word
        for run in names.runs(facts)
        for word in run
        if not any(m.start <= word.start < m.end for m in (*mentions, *facts.numbers))
    ]
    figures = (*(number for number in facts.numbers if not number.soft), *facts.whens)
    found: list[_Clause] = []
    for words in wording.clauses(facts):
        start, end = words[0].start, words[-1].end
        found.append(
            _Clause(
                tuple(f for f in figures if start <= f.start < end),
                frozenset(m.leader for m in mentions if start <= m.start < end),
                frozenset(word.token for word in called if start <= word.start < end),
                any(word.token in _PRONOUNS for word in words),
            )
        )
    return found
