"""Whether a statement relates things as its quote does: who to whom, how, and under which reservation.

Without a parser: each of its words must stand in the quote, and each must follow from the one before as it
does there. What the quote has in between may be left out only if it is a phrase of its own; only a phrase
that begins with a preposition may stand elsewhere. When in doubt, the statement does not hold.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile

from bot.dossier.model import Leader
from bot.engines.verification import english, units
from bot.engines.verification.dates import When
from bot.engines.verification.facts import Facts
from bot.engines.verification.units import Unit

_STOP = re.compile(r"[!?…][\"'”’)»]*\s|[;:—]|\n")
_CLAUSE_END = re.compile(
    r"[;:—]|(?:[!?…]|(?<=[a-z]{3})\.)(?=[\"'”’)»]*\s)|,?\s+(?:while|whereas|although|though|but)\s|,\s+(?:and|or|so|yet)\s|\n",
    re.IGNORECASE,
)
_ASIDE = re.compile(r"[,;:”“\"]|\s[–—]\s|[!?…]\s|(?<=[a-z]{3})\.[\"”]?\s")
_DENIED_END = re.compile(_ASIDE.pattern + r"|\b(?:and|but) (?:has|have|had|is|are|was|were|will|did|does)\b")
_NONE_END = re.compile(_ASIDE.pattern + r"|\b(?:and|but)\b")
_NAMED_ASIDE = 5
"""Words at most of an aside that says who says it: ", she told reporters"."""
_PRONOUNS = frozenset({"he", "she", "they", "it", "his", "her", "their", "its"})
_RELATIVE = frozenset({"who", "which", "whose", "where", "whom"})
_RESERVATIONS = ("conditions", "hedges", "negations", "speech")
_TIGHT = frozenset("all every each everyone none both neither no not only will".split())
"""Words from which nothing that changes their reach may be left out."""
_JOINTS = frozenset({"or", "of", "president", "both"})
_LISTED = re.compile(r"^,?\s*(?:and|or)\s|\s(?:and|or)\s*$")
_BRACKETED = re.compile(
    r"[”\"]?,.*,[”\"]?\s*(?:(?:has|have|had|is|are|was|were|been|be|also)\s+)*$", re.DOTALL
)
_GOES_ON = re.compile(r"\b(?:and|but)(?:\s+(?:has|have|had|is|are|was|were|will))?[\s\"“]*$")
_LONGEST = 300
"""Words of a statement or a sentence at most; what is longer is no sentence, and costs time."""
_GAP = 2
"""Content words that may be left out between two words, phrases and asides not counted."""


def hold(claim: Facts, quotes: Sequence[Facts], leaders: tuple[Leader, ...]) -> bool:
    """Whether all that `claim` relates is related so in the last of `quotes`.

    What stands before the last one only tells whom a pronoun means.
    """
    if max(len(text.words) for text in (claim, *quotes)) > _LONGEST:
        return False
    statements = [(units.read(said, leaders), said) for said in units.written_out(claim.text)]
    for stated in units.written_out("\n\n".join(quote.text for quote in quotes)):
        row = units.read(stated, leaders)
        fitting = [statement for statement in statements if _Quote(stated, row).has(statement[0])]
        orders = [order for statement in fitting for order in units.orders(*statement)]
        if orders and any(
            _Quote(stated, tuple(turned)).carries(order)
            for turned in units.orders(row, stated)
            for order in orders
        ):
            return True
    return False


@dataclass(frozen=True, slots=True)
class _Place:
    """How far a statement is followed: the last word's place, and whence a moved phrase set out."""

    at: int
    back: int | None
    path: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class _Quote:
    """Sentences as a row of units, in one of the orders in which the same is said."""

    text: str
    row: tuple[Unit, ...]

    def has(self, claim: Sequence[Unit]) -> bool:
        """Whether each word of a statement stands here at all, but for numbers and the "by" of a passive."""
        needed = [unit for unit in claim if not unit.free and unit.what is None and unit.token != "by"]
        return all(self._homes(unit) for unit in needed)

    def carries(self, claim: Sequence[Unit]) -> bool:
        """Whether the units of a statement follow from one another as they do here."""
        needed = [unit for unit in claim if not unit.free and (unit.what is None or self._homes(unit))]
        places = {(-1, None): _Place(-1, None)}
        for number, unit in enumerate(needed):
            before = needed[number - 1] if number else None
            homes = self._homes(unit)
            places = {
                (at.at, at.back): at
                for place in places.values()
                for at in self._steps(place, unit, before, homes)
            }
            if not places:
                return False
        return any(self._is_whole(place.path) for place in places.values())

    def _homes(self, unit: Unit) -> list[int]:
        return [at for at, other in enumerate(self.row) if unit.matches(other) or self._is_meant(unit, at)]

    def _is_meant(self, unit: Unit, at: int) -> bool:
        """Whether the pronoun there stands for the unit: the only leader, or the first name, before it."""
        pronoun = self.row[at]
        if pronoun.token not in _PRONOUNS or not unit.name:
            return False
        if unit.possessive != (pronoun.token in {"his", "her", "their", "its"}):
            return False
        before = [place for place in range(at) if self.row[place].name]
        first = self.row[before[0]] if before else pronoun
        if unit.leader is None:
            return pronoun.token in {"it", "its"} and first.token == unit.token
        alone = {self.row[place].leader for place in before} - {None} == {unit.leader}
        return alone and self._is_first(unit, before)

    def _is_first(self, leader: Unit, names: Sequence[int]) -> bool:
        """Whether the leader is the first to be spoken of, and not as "his aide" or "of him"."""
        first = next(place for place in names if self.row[place].leader == leader.leader)
        spoken = any(other.token in _PRONOUNS for other in self.row[:first])
        return not spoken and (first == names[0] or self._governor(first) is None)

    def _steps(
        self, place: _Place, unit: Unit, before: Unit | None, homes: Sequence[int]
    ) -> Iterator[_Place]:
        """Where the statement may be after one unit more: it goes on, opens a moved phrase, or is back from one."""
        moves = isinstance(unit.what, When) or unit.token in english.listed("movable")
        in_phrase = before is not None and before.token in english.listed("prepositions")
        for home in homes:
            if home in place.path:
                continue
            path = (*place.path, home)
            if place.at < 0 and self._begins(home):
                yield _Place(home, None, path)
            elif place.at >= 0 and self._bound(place.at, home):
                within = "," not in self.text[self.row[place.at].end : self.row[home].start]
                yield _Place(home, place.back if within else None, path)
                continue
            if moves and self._may_move(place.at, home):
                yield _Place(home, place.at if place.back is None else place.back, path)
            if place.back is not None and not in_phrase and self._bound(place.back, home):
                yield _Place(home, None, path)

    def _may_move(self, one: int, home: int) -> bool:
        if isinstance(self.row[home].what, When):
            governor = self._governor(home)
            if governor is not None and self.row[governor].token not in units.WHEN:
                return False
        return one < 0 or self._same_clause(one, home)

    def _begins(self, at: int) -> bool:
        """Whether a statement may begin there: not inside a phrase, unless an aside on it follows."""
        last = at
        while last + 1 < len(self.row) and self.row[last].name and self.row[last + 1].name:
            if self.text[self.row[last].end : self.row[last + 1].start] != " ":
                break
            last += 1
        if at and self.row[at - 1].token in english.listed("binding"):
            return False
        return self._governor(at) is None or self.text.startswith(",", self.row[last].end)

    def _governor(self, at: int) -> int | None:
        """The place of the preposition right before it, articles and adverbs aside."""
        for place in range(at - 1, -1, -1):
            other = self.row[place]
            if _ASIDE.search(self.text, other.end, self.row[place + 1].start):
                return None
            if other.token in english.listed("prepositions"):
                return place
            if not (other.free or other.token.endswith("ly")) or other.token in _RELATIVE:
                return None
        return None

    def _bound(self, one: int, other: int) -> bool:
        """Whether the second may follow the first though the quote has something in between."""
        if one < 0 or other <= one:
            return one < 0 and self._begins(other)
        between = self.text[self.row[one].end : self.row[other].start]
        left = self.row[one + 1 : other]
        adjacent = all(unit.free for unit in left)
        if "\n" in between or (not adjacent and _STOP.search(between)):
            return self._points_back(one, other)
        if adjacent:
            return True
        if _BRACKETED.match(between):
            return True
        if any(unit.token in english.listed("binding") for unit in left):
            return False
        if self.row[one].name and self.row[other].name and all(unit.name for unit in left):
            return "," not in between
        prepositions = english.listed("prepositions")
        if self.row[one].token in _TIGHT | prepositions:
            strange = any(unit.name or unit.token in prepositions for unit in left)
            return len(left) <= _GAP + 1 and (not strange or _is_listed(left, between))
        governor = self._governor(other)
        if governor is not None and governor > one:
            return False
        return self._may_go(left, self.row[other], between)

    def _may_go(self, left: Sequence[Unit], behind: Unit, between: str) -> bool:
        """Whether these words may be left out: phrases, or few of them, and nobody who could act."""
        prepositions = english.listed("prepositions")
        if _is_listed(left, between):
            return True
        loose, in_phrase, last = 0, False, False
        for unit in left:
            last = False
            if unit.token in prepositions:
                in_phrase = True
            elif unit.free or unit.what is not None:
                continue
            elif unit.name and not unit.possessive and not in_phrase:
                return False
            elif in_phrase:
                in_phrase = unit.possessive or unit.name
            elif not unit.token.endswith("ly"):
                loose, last = loose + 1, True
        if last and behind.token in prepositions - {"to"}:
            return False
        return loose <= _GAP or bool(_GOES_ON.search(between))

    def _points_back(self, one: int, other: int) -> bool:
        """Whether a pronoun right before the second means the first, from the sentence before."""
        bound = self.text.find("\n", self.row[one].end, self.row[other].start)
        if bound < 0:
            return False
        behind = [at for at in range(one + 1, other) if self.row[at].start > bound]
        pronoun = next((at for at in behind if self.row[at].token in {"it", "they"}), None)
        return pronoun is not None and pronoun == behind[0] and self._bound(pronoun, other)

    def _same_clause(self, one: int, other: int) -> bool:
        first, last = sorted((one, other))
        return not _CLAUSE_END.search(self.text, self.row[first].start, self.row[last].start + 1)

    def _is_whole(self, path: Sequence[int]) -> bool:
        """Whether nothing was left out that denies, softens or attributes what was taken."""
        taken = {at for at in path if self.row[at].stem or self.row[at].name}
        softening = frozenset[str]().union(*map(english.listed, _RESERVATIONS))
        negations = english.listed("negations") | {"only"}
        for at, unit in enumerate(self.row):
            doubled = any(near in path and self.row[near].kin == unit.kin for near in (at - 1, at + 1))
            left_out = at not in path and not doubled and unit.token in softening
            if left_out and taken & set(self._scope(at)):
                return False
            if at in path and unit.token in negations:
                end = _DENIED_END if unit.token in {"not", "never", "without"} else _NONE_END
                if not all(self.row[other].free or other in path for other in self._behind(at, end)):
                    return False
        return True

    def _scope(self, at: int) -> Iterator[int]:
        """What a reservation there bears on: the rest of its clause, or all if it is an aside."""
        here = self.row[at]
        asks = at > 0 and self.row[at - 1].kin == english.kin()["say"]
        if here.token in english.listed("conditions") and not asks:
            yield from (place for place in range(len(self.row)) if not self._parted(at, place))
            return
        opening = [place for place in self._inside(0, here.start) if not self._cut(_ASIDE, place, at)]
        rest = list(self._behind(at, _ASIDE))
        aside = [*opening, at, *rest]
        closed = self.text[self.row[rest[-1] if rest else at].end :].lstrip(" ")[:1] in {",", ".", ""}
        if closed and any(self.row[place].token in _RELATIVE for place in aside[:2]):
            yield from rest
            return
        says = here.token in english.listed("hedges") or here.kin == english.kin()["say"]
        if closed and says and len(aside) <= _NAMED_ASIDE and self.row[aside[0]].start:
            yield from (place for place in range(len(self.row)) if not self._parted(at, place))
        yield from self._behind(at, _NONE_END if here.token == "no" else _CLAUSE_END)

    def _parted(self, one: int, other: int) -> bool:
        """Whether they stand in different sentences."""
        first, last = sorted((self.row[one].start, self.row[other].start))
        return "\n" in self.text[first:last]

    def _behind(self, at: int, end: re.Pattern[str]) -> Iterator[int]:
        behind = self._inside(self.row[at].end, len(self.text))
        return takewhile(lambda place: not self._cut(end, at, place), behind)

    def _inside(self, start: int, end: int) -> list[int]:
        """The places of the units in that part of the text, in the text's order."""
        found = [place for place, unit in enumerate(self.row) if start <= unit.start < end]
        return sorted(found, key=lambda place: self.row[place].start)

    def _cut(self, end: re.Pattern[str], one: int, other: int) -> bool:
        return bool(end.search(self.text, self.row[one].end, self.row[other].start + 1))


def _is_listed(left: Sequence[Unit], between: str) -> bool:
    """Whether what is left out is the other part of a list of names: "and Smith"."""
    names = all(unit.name or unit.free or unit.token in _JOINTS for unit in left)
    return names and bool(_LISTED.match(between) or _LISTED.search(between))
