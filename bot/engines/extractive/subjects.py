"""Who is the subject of a clause, by what stands before a name: no parser, and silence where it isn't plain.

A unit that names a leader is taken for the subject only where nothing before it but an introduction ("In
June", "While waiting,", "But") stands.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum

from bot.dossier import words
from bot.engines.extractive.grammar import NAMED, Kind, Unit, stems, tables

QUOTES = ('"', "“", "”")
_OPENERS = (*QUOTES, "(", "[", "*", "'", "’", "‘")
_OF_PEOPLE = ("to", "for", "of", "from", "on", "in", "with", "around")
_SAID = ("said", "says", "added", "asked", "explained", "replied")
_LONG_APPOSITION = 16
_LONG_HEAD = 5
_LONG_TAG = 6
_VIEWS = ("view", "eyes", "opinion", "words", "mind", "account", "telling", "reading")


class Hold(IntEnum):
    """How firmly a clause belongs to someone."""

    NONE = 0
    ABOUT = 1
    """It speaks of him and of no other leader."""
    SIDE = 2
    """Its subject is his country, his people or his government."""
    OWN = 3
    """He, or something of his, is the subject."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """The units that hold a clause, how firmly, and where the predicate starts.

    `head` are the words of what is theirs ("Smith's main goal"); `said`: they are quoted, so that the whole
    clause is what they say.
    """

    units: tuple[Unit, ...]
    hold: Hold
    predicate: int
    head: tuple[str, ...] = ()
    said: bool = False


def find_subject(units: Sequence[Unit], start: int, last: int) -> Subject | None:
    """The subject of the clause from `start` to `last` (excluded), None if it isn't plainly a leader's."""
    found, reporter = _leading(units, start, last), _reporting(units, start, last)
    if reporter and (
        found is None or (reporter.units != found.units and reporter.units[0].kind is not Kind.THEY)
    ):
        found = reporter  # "Smith wants war, Jones said" is what Jones says.
    elif found and _is_quoted_by_stranger(units, start, last):
        return None
    if found is None or found.said or not found.units[-1].possessive:
        return found
    head, at = _head(units, found.predicate, last)
    hold = _hold_of_possessive(found.units, head)
    return Subject(units=found.units, hold=hold, predicate=at, head=head) if hold is not Hold.NONE else None


def may_be_subject(unit: Unit) -> bool:
    """Whether a unit can stand for a leader at the head of a clause."""
    return (
        unit.kind in NAMED or unit.kind in (Kind.HE, Kind.THEY) or (unit.kind is Kind.HIS and unit.possessive)
    )


def is_adverb(unit: Unit) -> bool:
    """Whether a word may stand between subject and verb without being either."""
    if unit.kind is not Kind.WORD:
        return False
    return unit.text in tables()["adverbs"] or (unit.text.endswith("ly") and not unit.capital)


def _leading(units: Sequence[Unit], start: int, last: int) -> Subject | None:
    """The subject before the predicate."""
    for at in range(start, last):
        unit = units[at]
        if not may_be_subject(unit):
            continue
        before = units[start:at]
        if [u.text for u in before[:2]] == ["according", "to"] and len(before) == 2:
            return Subject(units=(unit,), hold=Hold.OWN, predicate=at + 1, said=True)
        own = _opens(before, unit)
        if own or _is_entourage(before):
            subjects, behind = _joint(units, at, last)
            weak = not own or all(u.kind is Kind.COUNTRY for u in subjects)
            return Subject(units=subjects, hold=Hold.SIDE if weak else Hold.OWN, predicate=behind)
    return None


def _opens(before: Sequence[Unit], unit: Unit) -> bool:
    """Whether nothing but an introduction stands before a subject."""
    rest = [u for u in before if u.text not in _OPENERS]
    while rest and (is_adverb(rest[-1]) and rest[-1].text not in tables()["prepositions"]):
        rest.pop()
    while rest and (rest[0].text in tables()["conjunctions"] or (is_adverb(rest[0]) and len(rest) < 3)):
        rest.pop(0)
    if not rest:
        return True
    nominative = unit.kind in (Kind.HE, Kind.THEY)
    if rest[-1].text == ",":
        fronted = (
            nominative
            and not _is_verbal(rest)
            and not any(u.text in tables()["complementizers"] for u in rest)
        )
        return fronted or all(_is_introduction(piece) for piece in _split(rest))
    if len(rest) == 1 and rest[0].text in ("what", "how", "why", "where", "what's"):
        return True
    if all(u.text in tables()["determiners"] for u in rest):
        return True
    if len(rest) <= 3 and all(
        u.capital and u.text not in words.STOP | tables()["prepositions"] for u in rest
    ):
        return all(u.kind is Kind.WORD and not u.possessive for u in rest) and not nominative
    last = rest[-1]
    if _is_verbal(rest) or last.text in tables()["complementizers"] or last.text in tables()["prepositions"]:
        return False
    if nominative:
        return not any(u.text in tables()["complementizers"] for u in rest)
    named = any(u.kind in NAMED for u in rest)
    brief = len(rest) <= 4 and last.text not in tables()["determiners"] and last.text not in ("and", "or")
    return rest[0].text in tables()["prepositions"] and brief and not named


def _is_verbal(units: Sequence[Unit]) -> bool:
    verbs = stems("attitudes") | stems("speech")
    return any(
        u.text in tables()["auxiliaries"] - {"to"} or (u.kind is Kind.WORD and words.stem(u.text) in verbs)
        for u in units
    )


def _split(units: Sequence[Unit]) -> Iterator[list[Unit]]:
    piece: list[Unit] = []
    for unit in units:
        if unit.text == ",":
            if piece:
                yield piece
            piece = []
        else:
            piece.append(unit)


def _is_introduction(piece: Sequence[Unit]) -> bool:
    first = piece[0]
    bare = len(piece) == 2 and first.text in ("for", "to")
    if any(u.kind in NAMED for u in piece) and (bare or piece[-1].text in _VIEWS):
        return False  # "To Smith," and "In Smith's view," tell of Smith's view of whoever comes next.
    if first.text in tables()["subordinators"] or first.text in tables()["prepositions"] or is_adverb(first):
        return not any(u.text in ("said", "says") for u in piece)
    if first.kind is not Kind.WORD:
        return False
    return len(piece) == 1 or first.text.endswith(("ing", "ed")) or first.text[:1].isdigit()


def _is_entourage(before: Sequence[Unit]) -> bool:
    """ "An adviser to", "Officials on": people of whoever is named next."""
    rest = [u for u in before if u.text not in tables()["determiners"]]
    if not 2 <= len(rest) <= 5 or rest[-1].text not in _OF_PEOPLE:
        return False
    people = [u.text in tables()["entourage"] for u in rest]
    verbal = _is_verbal([u for u, is_person in zip(rest, people, strict=True) if not is_person])
    return any(people[:3]) and not verbal and all(u.kind is Kind.WORD for u in rest)


def _joint(units: Sequence[Unit], at: int, last: int) -> tuple[tuple[Unit, ...], int]:
    """The subjects that are joined from `at` on ("Smith, the premier, and Jones") and what comes behind."""
    subjects = [units[at]]
    at = _behind_place(units, at + 1, last)
    while at < last and not (subjects[-1].possessive and units[at].text != "and"):
        if units[at].text == "," and (behind := after_apposition(units, at, last)):
            joins = behind < last and units[behind].text in ("and", "or", "nor") and behind + 1 < last
            if joins and may_be_subject(units[behind + 1]):
                subjects.append(units[behind + 1])
                at = _behind_place(units, behind + 2, last)
                continue
            at = behind
            break
        step = 2 if units[at].text == "," and at + 1 < last and units[at + 1].text in ("and", "or") else 1
        joins = units[at].text in (",", "and", "or", "nor") and at + step < last
        if not joins or units[at + step].kind not in NAMED:
            break
        same = set(units[at + step].leaders) <= {leader for s in subjects for leader in s.leaders}
        if same and units[at + step].kind is Kind.LEADER and units[at].text != ",":
            break
        subjects.append(units[at + step])
        at = _behind_place(units, at + step + 1, last)
    return tuple(subjects), at


def _behind_place(units: Sequence[Unit], at: int, last: int) -> int:
    """Skips "of Meridor" behind a name."""
    if at + 1 >= last or units[at].text != "of":
        return at
    end = at + 1
    while end < last and (units[end].capital or units[end].text == "the") and not units[end].possessive:
        end += 1
    return end if end > at + 1 else at


def after_apposition(units: Sequence[Unit], at: int, last: int) -> int | None:
    """Where what stands between two commas from `at` on ends, or None if nothing is put in there.

    An age and what follows it ("Smith, 61, a former engineer, wants") are put in together.
    """
    if (
        at + 1 < last
        and units[at + 1].kind is Kind.LEADER
        and not set(units[at + 1].leaders) <= set(units[at - 1].leaders)
    ):
        return None
    for end in range(at + 1, min(last, at + _LONG_APPOSITION)):
        if units[end].text == ",":
            is_age = end == at + 2 and units[at + 1].text.isdigit()
            put_in = is_age and end + 1 < last and units[end + 1].text in ("a", "an", "the", "who", "once")
            return (after_apposition(units, end, last) or end + 1) if put_in else end + 1
    return None


def _is_quoted_by_stranger(units: Sequence[Unit], start: int, last: int) -> bool:
    """Whether the clause ends with ", Vane said" or "said Senator Vane"."""
    end = [unit for unit in units[start:last] if unit.kind is not Kind.MARK or unit.text == ","][-_LONG_TAG:]
    for at, unit in enumerate(end):
        if at == 0 or unit.kind is not Kind.WORD or words.stem(unit.text) not in stems("speech"):
            continue
        before, behind = end[at - 1], end[at + 1] if at + 1 < len(end) else None
        after_name = _is_name(before) and at + 1 == len(end) and any(unit.text == "," for unit in end[:at])
        before_name = before.text == "," and behind is not None and _is_name(behind)
        if after_name or before_name:
            return True
    return False


def _is_name(unit: Unit) -> bool:
    return unit.kind is Kind.WORD and unit.capital


def _head(units: Sequence[Unit], at: int, last: int) -> tuple[tuple[str, ...], int]:
    """The words of "Smith's main goal" behind the name, and where the predicate starts."""
    head: list[str] = []
    while at < last and len(head) < _LONG_HEAD:
        unit = units[at]
        if unit.kind is not Kind.WORD or unit.text in tables()["auxiliaries"] or is_adverb(unit):
            break
        if unit.text in tables()["prepositions"]:
            break
        head.append(unit.text)
        at += 1
    return tuple(head), at


def _hold_of_possessive(subjects: Sequence[Unit], head: Sequence[str]) -> Hold:
    if set(head[:3]) & tables()["others"]:
        return Hold.NONE
    if set(head[:3]) & tables()["entourage"]:
        return Hold.SIDE
    if all(unit.kind is Kind.COUNTRY for unit in subjects):
        return Hold.ABOUT
    return Hold.OWN


def _reporting(units: Sequence[Unit], start: int, last: int) -> Subject | None:
    """ "…, Smith said" and "…”, said Smith": whoever is quoted holds what is quoted."""
    for at in range(start + 1, last):
        unit = units[at]
        if not may_be_subject(unit) or unit.kind is Kind.HIS:
            continue
        before, behind = units[at - 1], units[at + 1] if at + 1 < last else None
        hold = Hold.SIDE if unit.kind is Kind.COUNTRY else Hold.OWN
        if unit.possessive and behind and behind.text in tables()["entourage"]:
            behind, hold = units[at + 2] if at + 2 < last else None, Hold.SIDE
        elif unit.possessive:
            continue
        if before.text in (",", '"', "”", "?", "!") and behind and words.stem(behind.text) in stems("speech"):
            return Subject(units=(unit,), hold=hold, predicate=start, said=True)
        quoted = at - 2 >= start and units[at - 2].text in (",", '"', "”")
        if quoted and before.text in _SAID and (behind is None or behind.kind is Kind.MARK):
            return Subject(units=(unit,), hold=hold, predicate=start, said=True)
    return None
