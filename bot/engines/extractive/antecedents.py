"""Whom "he", "she", "his" and "they" mean: the subject that was just named, where that is plain.

Whether a leader is a he or a she is learned from the documents' own sentences, never from a name.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from bot.dossier import words
from bot.dossier.model import Passage, Sentence
from bot.engines.extractive.clauses import clauses
from bot.engines.extractive.grammar import FEMININE, Grammar, Kind, Unit, stems
from bot.engines.extractive.subjects import Hold

_GENDERED = (Kind.HE, Kind.HIS)
_SEEN_TWICE = 2
_PLAIN = 0.8
"""Share of a leader's pronouns that must be of one gender before the other is ruled out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Antecedent:
    """Whom the sentences before spoke of, and the sentence that has the name.

    `rivals` are other leaders who stood beside the subject, so that a pronoun may mean them as well.
    """

    leaders: frozenset[int] = frozenset()
    sentence: Sentence | None = None
    rivals: frozenset[int] = frozenset()


@dataclass(slots=True)
class Genders:
    """What pronouns the documents use for each leader."""

    _counts: dict[int, Counter[bool]] = field(default_factory=lambda: {})

    def note(self, leader: int, pronouns: Iterable[Unit]) -> None:
        """Count pronouns that can only mean `leader`."""
        self._counts.setdefault(leader, Counter()).update(p.text in FEMININE for p in pronouns)

    def allows(self, leader: int, pronoun: Unit) -> bool:
        """Whether a pronoun may mean `leader`: unless the documents plainly use the other gender."""
        counts = self._counts.get(leader)
        if pronoun.kind not in _GENDERED or not counts or counts.total() < _SEEN_TWICE:
            return True
        return counts[pronoun.text not in FEMININE] < _PLAIN * counts.total()


def learn_genders(passages: Sequence[Passage], grammar: Grammar) -> Genders:
    """Genders from sentences with one leader for their subject and no other, and from the one behind."""
    genders = Genders()
    for passage in passages:
        before: int | None = None
        for sentence in passage.sentences:
            units = grammar.units(sentence.text)
            named = {leader for unit in units if unit.kind is Kind.LEADER for leader in unit.leaders}
            pronouns = [unit for unit in units if unit.kind in _GENDERED]
            if (
                before is not None
                and not named
                and units
                and units[0] in pronouns
                and not has_stranger(units)
            ):
                genders.note(before, pronouns)
                continue
            subject = clauses(units)[:1]
            before = None
            if len(named) == 1 and subject and subject[0].hold is Hold.OWN:
                before = next(iter(named))
                genders.note(before, [p for p in pronouns if p.start > subject[0].subjects[0].start])
    return genders


def has_stranger(units: Sequence[Unit]) -> bool:
    """Whether a person who is no leader seems to be the subject, or to speak."""
    for at, unit in enumerate(units):
        if unit.kind is not Kind.WORD or not unit.capital:
            continue
        behind = units[at + 1] if at + 1 < len(units) else None
        double = behind is not None and behind.kind is Kind.WORD and behind.capital
        if double and (at < 3 or words.stem(units[at - 1].text) in stems("speech")):
            return True
        if behind and at == 0 and words.stem(behind.text) in stems("speech") | stems("attitudes"):
            return True
        if at and behind and words.stem(behind.text) in stems("speech"):
            return True
    return False


def resolve(
    pronoun: Unit, units: Sequence[Unit], before: Antecedent, heading: frozenset[int], genders: Genders
) -> frozenset[int]:
    """The leaders whom `pronoun` means, empty if that isn't plain."""
    if pronoun.kind is Kind.THEY:
        return before.leaders if len(before.leaders) > 1 else frozenset()
    inside = {
        leader
        for unit in units
        if unit.kind is Kind.LEADER and unit.start < pronoun.start
        for leader in unit.leaders
        if genders.allows(leader, pronoun)
    }
    if len(inside) == 1 and not before.leaders - inside:
        return frozenset(inside)
    likely = before.leaders if len(before.leaders) == 1 else frozenset[int]()
    if not likely and len(heading) == 1:
        likely = heading
    everyone = {leader for leader in likely | inside | before.rivals if genders.allows(leader, pronoun)}
    if len(everyone) == 1 and not before.leaders - likely - everyone:
        return frozenset(everyone)
    return likely if likely == heading and likely <= everyone else frozenset()
