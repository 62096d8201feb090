"""The numbers of a claim beside those of its quotes: what fits, what counts other things, what stands instead."""

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction

from bot.engines.verification import alike, english, numbers
from bot.engines.verification.dates import When
from bot.engines.verification.facts import Facts
from bot.engines.verification.numbers import Kind, Number


def in_dates(whens: Iterable[When]) -> Iterator[Number]:
    """The years and days of dates, as numbers."""
    for when in whens:
        day = when.readings[0][0] if len(when.readings) == 1 else None
        for value, kind in ((when.year, Kind.COUNT), (day, Kind.ORDINAL)):
            if value is not None:
                yield Number(
                    values=frozenset({Fraction(value)}),
                    kind=kind,
                    text=str(value),
                    start=when.start,
                    end=when.end,
                )


def as_share(claimed: Number, stated: Number) -> bool:
    """Whether "30 percent" is the 30 of "percentages: 30 for one"."""
    plain = claimed.kind is Kind.PERCENT and stated.kind is Kind.COUNT
    return plain and any(value * 100 in stated.values for value in claimed.values)


def counts_others(number: Number, fitting: Sequence[Number], stated: Sequence[Number]) -> bool:
    """Whether the quotes have the number, but of other things, and another number of these."""
    nouns = set(number.nouns) - english.anybody()
    if not nouns or any(not other.nouns or nouns & set(other.nouns) for other in fitting):
        return False
    return any(nouns & set(other.nouns) and other.kind is number.kind for other in stated)


def counts_strangers(number: Number, fitting: Sequence[Number], quotes: Sequence[Facts]) -> bool:
    """Whether a number counts things of which the quotes say nothing, and counts others there."""
    if number.kind is not Kind.COUNT or number.soft or number.measure or _is_year(number):
        return False
    counted = {*number.nouns, *(noun for other in fitting for noun in other.nouns)}
    if english.anybody() & counted:
        return False
    silent = not any(
        alike.same(noun, stem) for noun in number.nouns for quote in quotes for stem in quote.stems
    )
    return bool(number.nouns) and silent and all(other.nouns for other in fitting)


def rival(number: Number, stated: Sequence[Number], claimed: Sequence[Number]) -> Number | None:
    """The number that the quotes have where the claim has `number`."""
    free = [
        other
        for other in stated
        if other.kind is number.kind
        and other.soft <= number.soft
        and not numbers.same(number, other)
        and not any(numbers.same(own, other) for own in claimed)
    ]
    nouns = set(number.nouns)
    same_noun = [other for other in free if nouns & set(other.nouns)]
    alike = [
        other for other in free if other.measure == number.measure and _is_year(other) == _is_year(number)
    ]
    return next(iter(same_noun or alike), None)


def _is_year(number: Number) -> bool:
    return number.text.isdigit() and len(number.text) == 4
