"""Numbers that a claim has in other words than its quotes: "twice" for "double", "an hour and a half" for 90 minutes.

And those that it has reckoned from theirs: three days from 8 to 11 April, "more than half" for eleven of nineteen.
"""

import datetime
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise, permutations

from bot.engines.verification import counts
from bot.engines.verification.dates import When
from bot.engines.verification.facts import Facts
from bot.engines.verification.numbers import Kind, Number

_DAYS = {
    "minute": (Fraction(1, 1440), Fraction(1, 1440)),
    "hour": (Fraction(1, 24), Fraction(1, 24)),
    "day": (Fraction(1), Fraction(1)),
    "week": (Fraction(7), Fraction(7)),
    "month": (Fraction(30), Fraction(31)),
    "year": (Fraction(365), Fraction(366)),
    "decade": (Fraction(3650), Fraction(3653)),
}
"""Days of a unit of time, at least and at most."""
_MONTHS = {"month": 1, "year": 12, "decade": 120}
_FACTORS = {
    "halv": Fraction(1, 2), "half": Fraction(1, 2), "doubl": Fraction(2), "twice": Fraction(2), "twofold": Fraction(2),
    "tripl": Fraction(3), "trebl": Fraction(3), "threefold": Fraction(3), "quadrupl": Fraction(4), "quarter": Fraction(1, 4),
}  # fmt: skip
"""What words that begin so do to a number."""
_LATER = frozenset({"later", "after", "earlier", "before"})
_ROUGH = 4
"""By what part of itself a share may be off if it is told as "more than" or "nearly"."""
_SMALL = 10
"""The largest number that a claim may have counted itself."""
_MOST = 40
"""Numbers of the quotes that are reckoned with at most."""


def says_same(number: Number, claim: Facts, quotes: Sequence[Facts], stated: Sequence[Number]) -> bool:
    """Whether the quotes have the number in another unit of time, as a verb or adjective, or as an inverse.

    Or it counts the days between two of their dates.
    """
    if any(_is_as_long(number, other) for other in stated):
        return True
    tokens = [token for quote in quotes for token in quote.tokens]
    told = {value for start, value in _FACTORS.items() for t in tokens if t.startswith(start)}
    if number.values & told and (number.text.isalpha() or number.text.startswith("a ")):
        return True
    if number.nouns[:1] == ("time",) and number.kind is Kind.COUNT:
        inverse = {1 / value for value in number.values if value}
        if inverse & {value for other in stated for value in other.values} or number.values & told:
            return True
    return number.measure == "day" and bool(number.values & set(_between(number, claim, quotes)))


def is_reckoned(number: Number, stated: Sequence[Number]) -> bool:
    """Whether a sum, difference or share of two numbers of the quotes makes the number."""
    values = [min(other.values) for other in stated if len(other.values) == 1 and not other.soft][:_MOST]
    for one, other in permutations(values, 2):
        if {one + other, one - other} & number.values:
            return True
        share = one / other if other else Fraction(0)
        if share in number.values:
            return True
        if any(v < 1 and 0 < (share - v) * number.side < v / _ROUGH for v in number.values):
            return True
    return False


def is_own_count(number: Number, rival: Number | None, quotes: Sequence[Facts]) -> bool:
    """Whether a claim may have counted itself: a small number in a word; the quotes have no list and no other of the things."""
    is_small = number.text.isalpha() and all(abs(value) <= _SMALL for value in number.values)
    if any(counts.lists(quote.text) for quote in quotes):
        return False
    return is_small and not (rival and set(rival.nouns) & set(number.nouns))


def _is_as_long(number: Number, other: Number) -> bool:
    one, two = number.measure or "", other.measure or ""
    if one == two or len(number.values) != 1 or len(other.values) != 1 or number.side * other.side < 0:
        return False
    here, there = min(number.values), min(other.values)
    if one in _MONTHS and two in _MONTHS:
        return here * _MONTHS[one] == there * _MONTHS[two]
    if one not in _DAYS or two not in _DAYS:
        return False
    (low, high), (least, most) = _DAYS[one], _DAYS[two]
    return low * here <= most * there and least * there <= high * here


def _between(number: Number, claim: Facts, quotes: Sequence[Facts]) -> Iterator[Fraction]:
    """The days between dates of the quotes that follow one another, if the claim has the number as such."""
    behind = [word.token for word in claim.words if word.start >= number.end][:2]
    if not _LATER.intersection(behind):
        return
    days = [day for quote in quotes for when in quote.whens if (day := _day(when))]
    yield from (Fraction(abs((other - one).days)) for one, other in pairwise(days))


def _day(when: When) -> datetime.date | None:
    if len(when.readings) != 1:
        return None
    ((day, month),) = when.readings
    try:
        return datetime.date(when.year or 2025, month or 0, day or 0)
    except ValueError:
        return None
