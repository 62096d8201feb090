"""A text as the row of things that it relates: leaders, dates, numbers and words, each at its place."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from bot.dossier import words
from bot.dossier.model import Leader
from bot.engines.verification import dates, english, facts, names, numbers
from bot.engines.verification.dates import When
from bot.engines.verification.facts import Word
from bot.engines.verification.numbers import Number

_WRITTEN_OUT = (
    (re.compile(r"\b(?:can['’]t|cannot)\b", re.IGNORECASE), "can not"),
    (re.compile(r"\bwon['’]t\b", re.IGNORECASE), "will not"),
    (re.compile(r"(?<=\w)n['’]t\b", re.IGNORECASE), " not"),
    (re.compile(r"\b(?:bring|put)(s?) (the \w+) to an end\b", re.IGNORECASE), r"end\1 \2"),
    (re.compile(r"\bfail(?:s|ed) to\b", re.IGNORECASE), "did not"),
    (re.compile(r"\baccording to ([^,]{1,60}), ", re.IGNORECASE), r"\1 said that "),
    (
        re.compile(r"(\w+) ((?:is|are|was|were|has been|have been) \w+) in (?:his|her|its|their) ([^,;.]+)"),
        r"\1's \3 \2",
    ),
)
"""Other ways of saying the same, each with the one by which texts are compared."""

_BY_AND = re.compile(r"\s*,?\s*(?:and|or)\s+", re.IGNORECASE)
WHEN = frozenset({"on", "in", "at"})
"""What may stand before a date without a change of its meaning."""

_JOINTS = frozenset("that who which whose when if because and but while".split())
_MODAL = frozenset("will would can could may might must should shall not".split())
_BE = frozenset({"is", "are", "was", "were", "be", "been", "being"})


@dataclass(frozen=True, slots=True)
class Unit:
    """A thing at its place: a word, or a leader, date or number in all its words."""

    token: str
    stem: str | None
    start: int
    end: int
    possessive: bool = False
    name: bool = False
    leader: int | None = None
    what: When | Number | None = None

    @property
    def free(self) -> bool:
        """Whether it may come and go: an article, an auxiliary, a pronoun."""
        return self.what is None and self.leader is None and self.token in english.listed("free")

    @property
    def kin(self) -> str:
        """What it is compared by: its class of words for the same, its stem, or itself."""
        return english.kin().get(self.token) or english.kin().get(self.stem or "") or self.stem or self.token

    def matches(self, other: "Unit") -> bool:
        """Whether both are forms of one thing."""
        if self.leader is not None or other.leader is not None:
            same = self.leader == other.leader
        elif isinstance(self.what, Number):
            return isinstance(other.what, Number) and numbers.same(self.what, other.what)
        elif isinstance(self.what, When):
            return isinstance(other.what, When) and dates.same(self.what, other.what)
        else:
            same = other.what is None and self._is_same_word(other)
        return same and (self.possessive == other.possessive or self.token != other.token)

    def _is_same_word(self, other: "Unit") -> bool:
        return self.kin == other.kin or (self.name and other.name and names.same(self.token, other.token))


def written_out(text: str) -> tuple[str, ...]:
    """`text` with its short forms written out, and with its turns of phrase put the other way."""
    plain = text
    for pattern, instead in _WRITTEN_OUT[:3]:
        plain = pattern.sub(instead, plain)
    turned = plain
    for pattern, instead in _WRITTEN_OUT[3:]:
        turned = pattern.sub(instead, turned)
    return tuple(dict.fromkeys((plain, turned)))


@lru_cache(maxsize=2048)
def read(text: str, leaders: tuple[Leader, ...]) -> tuple[Unit, ...]:
    """The units of a text in order; a leader who is named and described at once is one."""
    known = facts.read(text)
    capitals = {word.start for word in names.candidates(known)}
    found = [
        Unit("", None, m.start, m.end, _owns(text, m.end), name=True, leader=m.leader)
        for m in names.mentions(text, leaders)
    ]
    for what in (*known.whens, *(number for number in known.numbers if not number.soft)):
        if not _inside(what.start, found):
            found.append(Unit(what.text.casefold(), None, what.start, what.end, what=what))
    found += [_word(word, text, capitals) for word in known.words if not _inside(word.start, found)]
    row: list[Unit] = []
    for unit in sorted(found, key=lambda unit: unit.start):
        last = row[-1] if row else None
        if (
            last
            and unit.leader is not None
            and last.leader == unit.leader
            and not text[last.end : unit.start].strip(" ,")
        ):
            row[-1] = replace(last, end=unit.end, possessive=unit.possessive)
        else:
            if row and isinstance(unit.what, When) and row[-1].token in WHEN:
                row.pop()
            row.append(unit)
    return tuple(row)


def orders(row: Sequence[Unit], text: str) -> Iterator[list[Unit]]:
    """The orders in which the same is said: as it stands, "B and A" for "A and B", active for passive."""
    yield list(row)
    solid = [at for at, unit in enumerate(row) if not unit.free]
    for one, other in pairwise(solid):
        a, b = row[one], row[other]
        if a.name and b.name and _BY_AND.fullmatch(text[a.end : b.start]):
            turned = list(row)
            turned[one], turned[other] = b, a
            yield turned
    for at, unit in enumerate(row):
        if at > 1 and row[at - 1].token in _BE and _is_participle(unit):
            first = next((place for place in range(at - 2, 0, -1) if _opens(row, place, text)), 0)
            modal = next((place for place in (at - 2, at - 3) if row[place].token in _MODAL), at - 1)
            opening, subject, rest = row[:first], row[first:modal], row[at + 1 :]
            verb = [*row[modal : at - 1], unit]
            if len(rest) > 1 and rest[0].token == "by":
                agent = next((place for place in range(2, len(rest)) if not rest[place].name), len(rest))
                for end in {len(rest), agent}:
                    yield [*opening, *rest[1:end], *verb, *subject, *rest[end:]]
            yield [*opening, *verb, *subject, *rest]
            return


def _is_participle(unit: Unit) -> bool:
    return unit.token.endswith(("ed", "en")) or unit.token in english.listed("participles")


def _opens(row: Sequence[Unit], place: int, text: str) -> bool:
    """Whether a clause begins at that place."""
    between = text[row[place - 1].end : row[place].start]
    return row[place - 1].token in _JOINTS or any(sign in between for sign in ',;:—“"')


def _word(word: Word, text: str, capitals: set[int]) -> Unit:
    possessive = words.fold(word.text).endswith(("'s", "s'")) or _owns(text, word.end)
    return Unit(word.token, word.stem, word.start, word.end, possessive, word.start in capitals)


def _owns(text: str, end: int) -> bool:
    behind = words.fold(text[end : end + 2])
    return behind == "'s" or (behind.startswith("'") and text[end - 1] == "s")


def _inside(place: int, found: Sequence[Unit]) -> bool:
    return any(unit.start <= place < unit.end for unit in found)
