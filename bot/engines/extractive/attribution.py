"""Whose sentence it is: which leaders a sentence, or a clause of it, says something of.

The subject of a main clause holds it: "Smith hopes that Jones will pay" is Smith's and not Jones's. A
contrast ("While Smith waits, Jones acts") is cut into its clauses. A sentence of another's view, or one in
which it isn't plain who is meant, is nobody's: better silent than wrong.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from bot.dossier import words
from bot.dossier.model import Passage, Sentence
from bot.dossier.reading import Reading
from bot.engines.extractive.antecedents import Antecedent, Genders, has_stranger, learn_genders, resolve
from bot.engines.extractive.clauses import Clause, clauses
from bot.engines.extractive.grammar import Grammar, Kind, Unit, tables
from bot.engines.extractive.spans import is_bare_speech, is_report, spans_of, trim
from bot.engines.extractive.subjects import Hold


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A sentence or a clause of it, and whose it is.

    `start` and `end` are offsets in the document. `holders` are indexes of leaders: more than one if it is
    about all of them, none if it is nobody's. `heading` are the leaders whom the section's heading names.
    `pronoun` is the one that stands for the holder if nothing in the statement names him, and `antecedent`
    the sentence that does.
    """

    sentence: Sentence
    passage: Passage
    start: int
    end: int
    holders: frozenset[int]
    hold: Hold
    clauses: tuple[Clause, ...]
    heading: frozenset[int]
    pronoun: Unit | None = None
    antecedent: Sentence | None = None

    @property
    def text(self) -> str:
        """Its words as they stand in the document."""
        return self.sentence.text[self.start - self.sentence.start : self.end - self.sentence.start]

    @property
    def own_words(self) -> str:
        """Its text without an introduction that tells of something else ("While the war goes on, …")."""
        text = self.text
        if not self.clauses or not self.clauses[0].subjects or not words.tokens(text)[:1]:
            return text
        start = self.clauses[0].subjects[0].start - (self.start - self.sentence.start)
        return text[max(0, start) :] if words.tokens(text)[0] in tables()["subordinators"] else text

    @property
    def is_teaser(self) -> bool:
        """Whether it only announces what it is about ("What Smith wants is another matter")."""
        return words.tokens(self.text)[:1] in (["what"], ["how"], ["why"])

    @property
    def is_clause(self) -> bool:
        """Whether it is less than its sentence."""
        return self.start > self.sentence.start or self.end < self.sentence.end


def attribute(passages: Sequence[Passage], reading: Reading) -> list[Statement]:
    """What the passages state, in order, each sentence once or in its clauses.

    A pronoun at the start of a passage is resolved only if the passage before it is among `passages`.
    """
    return list(_Attribution(reading, passages).statements(passages))


class _Attribution:
    def __init__(self, reading: Reading, passages: Sequence[Passage]) -> None:
        self._grammar = Grammar(reading)
        self._who = reading.who
        self._all = frozenset(range(len(reading.dossier.leaders)))
        self._genders: Genders = learn_genders(passages, self._grammar)
        self._names = [set(words.tokens(leader.name)) for leader in reading.dossier.leaders]
        self._headings: dict[str, frozenset[int]] = {}

    def statements(self, passages: Sequence[Passage]) -> Iterator[Statement]:
        before = Antecedent()
        last: Passage | None = None
        for passage in passages:
            heading = self._heading(passage.heading)
            follows = (
                last is not None and last.number + 1 == passage.number and last.document == passage.document
            )
            if last is None or not follows or last.heading != passage.heading or len(heading) == 1:
                before = Antecedent()
            for sentence in passage.sentences:
                found, before = self._sentence(sentence, passage, heading, before)
                yield from found
            last = passage

    def _heading(self, heading: str | None) -> frozenset[int]:
        if heading is None:
            return frozenset()
        if heading not in self._headings:
            self._headings[heading] = frozenset(
                n for unit in self._grammar.units(heading) for n in unit.leaders
            )
        return self._headings[heading]

    def _sentence(
        self, sentence: Sentence, passage: Passage, heading: frozenset[int], before: Antecedent
    ) -> tuple[list[Statement], Antecedent]:
        units = self._grammar.units(sentence.text)
        whole = Statement(
            sentence=sentence,
            passage=passage,
            start=sentence.start,
            end=sentence.end,
            holders=frozenset(),
            hold=Hold.NONE,
            clauses=(),
            heading=heading,
        )
        if not units:
            return [whole], before
        found = [(clause, self._holders(clause, units, before, heading)) for clause in clauses(units)]
        if not any(holders for _, holders in found) and len(before.leaders) == 1 and is_bare_speech(units):
            found = [(Clause(first=0, last=len(units), hold=Hold.OWN, verb=("say",)), before.leaders)]
        spans = spans_of(found, units)
        for span in spans:
            trim(span, units)
        made = [
            replace(
                whole,
                start=sentence.start if span.first == 0 else sentence.start + units[span.first].start,
                end=sentence.end if span.last == len(units) else sentence.start + units[span.last - 1].end,
                holders=span.holders,
                hold=min(clause.hold for clause in span.clauses),
                clauses=tuple(span.clauses),
            )
            for span in spans
        ]
        if not made:
            made = [self._about(whole, units, before, heading)]
        made = [self._with_antecedent(s, units, before, heading) for s in made]
        return made, self._next(made, units, sentence, before, heading)

    def _holders(
        self, clause: Clause, units: Sequence[Unit], before: Antecedent, heading: frozenset[int]
    ) -> frozenset[int]:
        holders: set[int] = set()
        if clause.hold is Hold.ABOUT and heading != frozenset(n for u in clause.subjects for n in u.leaders):
            return frozenset()  # What is a country's isn't its leader's, unless the section is about him.
        for unit in clause.subjects:
            if unit.kind in (Kind.HE, Kind.HIS, Kind.THEY):
                meant = resolve(unit, units, before, heading, self._genders)
            elif unit.kind is Kind.GROUP:
                meant = self._group(unit, units, before)
            else:
                meant = frozenset(unit.leaders)
            if not meant:
                return frozenset()
            holders |= meant
        return frozenset(holders)

    def _group(self, group: Unit, units: Sequence[Unit], before: Antecedent) -> frozenset[int]:
        """Whom "both" or "all three" mean: everyone if the number fits, or the pair that was just named."""
        if group.count in (0, len(self._all)):
            return self._all
        near = frozenset(
            n for u in units if u.kind is Kind.LEADER and u.start < group.start for n in u.leaders
        )
        return next((g for g in (near, before.leaders | before.rivals) if len(g) == group.count), frozenset())

    def _about(
        self, whole: Statement, units: Sequence[Unit], before: Antecedent, heading: frozenset[int]
    ) -> Statement:
        """A sentence that nobody holds, given to the one leader of whom it speaks without another's view."""
        spoken: set[int] = set()
        reported = by_name = False
        for at, unit in enumerate(units):
            if unit.kind in (Kind.LEADER, Kind.COUNTRY):
                spoken |= set(unit.leaders)
                by_name = by_name or unit.kind is Kind.LEADER
            elif unit.kind in (Kind.HIS, Kind.HE):
                meant = resolve(unit, units, before, heading, self._genders)
                spoken |= meant
                by_name = by_name or bool(meant)
            elif unit.kind is Kind.GROUP:
                spoken |= self._group(unit, units, before)
            elif unit.kind is Kind.WORD and at and not unit.possessive:
                reported = reported or is_report(unit)
            kin = unit.possessive and unit.kind is not Kind.WORD
            reported = reported or (kin and any(u.text in tables()["others"] for u in units[at + 1 : at + 4]))
        if reported or not spoken:
            return whole
        if len(spoken) == 1 and not by_name and heading != frozenset(spoken):
            return whole  # A country alone isn't its leader.
        if len(spoken) == 1 or frozenset(spoken) == self._all:
            return replace(whole, holders=frozenset(spoken), hold=Hold.ABOUT)
        return whole

    def _with_antecedent(
        self, statement: Statement, units: Sequence[Unit], before: Antecedent, heading: frozenset[int]
    ) -> Statement:
        """Notes the pronoun that stands for the holder if the statement doesn't name him."""
        if len(statement.holders) != 1:
            return statement
        offset = statement.sentence.start
        inside = [unit for unit in units if statement.start <= offset + unit.start < statement.end]
        if any(u.kind in (Kind.LEADER, Kind.COUNTRY) and statement.holders & set(u.leaders) for u in inside):
            return statement
        for unit in inside:
            if unit.kind is Kind.HE or (unit.kind is Kind.HIS and unit.possessive):
                if resolve(unit, units, before, heading, self._genders) == statement.holders:
                    return replace(statement, pronoun=unit, antecedent=before.sentence)
                break
        return statement

    def _has_name(self, sentence: Sentence, holders: frozenset[int]) -> bool:
        """Whether the sentence has a holder's name, or a part of it, and not only an office."""
        return any(
            mention.leader in holders
            and set(words.tokens(sentence.text[mention.start : mention.end])) & self._names[mention.leader]
            for mention in self._who.mentions(sentence.text)
        )

    def _next(
        self,
        made: Sequence[Statement],
        units: Sequence[Unit],
        sentence: Sentence,
        before: Antecedent,
        heading: frozenset[int],
    ) -> Antecedent:
        """What a pronoun in the sentence behind would mean."""
        named = frozenset(n for unit in units if unit.kind is Kind.LEADER for n in unit.leaders)
        held = next((s for s in made if s.holders and s.hold in (Hold.OWN, Hold.SIDE)), None)
        if held is None or held.hold is Hold.SIDE:
            about = made[0] if made and made[0].hold is Hold.ABOUT else None
            keeps = about is not None and about.holders == before.leaders and not has_stranger(units)
            return before if keeps or (held and held.holders == before.leaders) else Antecedent()
        source = sentence if self._has_name(sentence, held.holders) else None
        if source is None and before.leaders == held.holders:
            source = before.sentence
        return Antecedent(leaders=held.holders, sentence=source, rivals=named - held.holders)
