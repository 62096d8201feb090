"""Numbers that count what the quotes list: "three regions" where they name three."""

import re
from collections.abc import Sequence

from bot.dossier.model import Leader
from bot.engines.verification import names
from bot.engines.verification.facts import Facts
from bot.engines.verification.numbers import Kind, Number

_PIECE = re.compile(r"[.;:()—–!?](?=\s|$)|\s[—–]\s|\n\s*\n")
_JOINT = re.compile(r",\s+(?:and|or|as well as)\s+|\s+(?:and|or|&|as well as)\s+|,\s+")
_LAST = re.compile(r"(?:and|or|&|as well as)\s+$")
_ITEM_WORDS = 5
"""Words of an item in a list; longer pieces between commas are clauses."""


def counted(number: Number, quotes: Sequence[Facts], leaders: tuple[Leader, ...]) -> bool:
    """Whether `number` counts a list in the quotes, or the leaders that they name."""
    if (
        number.kind is not Kind.COUNT
        or number.measure
        or not any(v.denominator == 1 and v > 1 for v in number.values)
    ):
        return False
    known = {length for quote in quotes for length in lists(quote.text)}
    known.add(len({m.leader for quote in quotes for m in names.mentions(quote.text, leaders)}))
    return any(value in number.values for value in known)


def listed(number: Number, quotes: Sequence[Facts]) -> str | None:
    """How many things the quotes list where `number` counts them ("4 in its list"), if they list some."""
    longest = max((length for quote in quotes for length in lists(quote.text)), default=0)
    of_things = number.kind is Kind.COUNT and number.nouns and not number.measure
    known = any(noun in quote.stems for noun in number.nouns for quote in quotes)
    return f"{longest} in its list" if of_things and known and longest > 2 else None


def lists(text: str) -> set[int]:
    """The lengths of the enumerations in `text`: "A, B and C" is 3; of two only where both are names."""
    lengths: set[int] = set()
    for piece in _PIECE.split(text):
        joints = list(_JOINT.finditer(piece))
        bounds = [0, *(end for joint in joints for end in joint.span()), len(piece)]
        items = [piece[bounds[i] : bounds[i + 1]] for i in range(0, len(bounds), 2)]
        run = 1
        for place, joint in enumerate(joints):
            closes = bool(_LAST.search(joint[0]))
            run += 1
            if closes:
                if run > 2 or _are_names(items[place], items[place + 1]):
                    lengths.add(run)
                run = 1
            elif len(items[place + 1].split()) > _ITEM_WORDS:
                run = 1
    return lengths


def _are_names(left: str, right: str) -> bool:
    before, behind = left.split(), right.split()
    return bool(before and behind) and before[-1][0].isupper() and behind[0][0].isupper()
