"""A claim in another language than its quotes, or in one that isn't English: what can be checked of it.

Numbers, dates, names and negation are; what the rest of the words say isn't, unless they are in the quotes' language.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from bot.dossier.model import Dossier, Leader
from bot.engines.verification import counts, dates, facts, figures
from bot.engines.verification.dates import When
from bot.engines.verification.foreign import dates as foreign_dates
from bot.engines.verification.foreign import lists, names, polarity, words
from bot.engines.verification.foreign import numbers as foreign_numbers
from bot.engines.verification.numbers import Kind, Number
from bot.engines.verification.verdicts import (
    Check,
    Verdict,
    missing,
    nowhere,
    of_others,
    otherwise,
    weak,
    wrong,
)
from bot.wording import all_of, say

_WHOLE = {"en": 0.7, "de": 0.75, "fr": 0.75, "es": 0.75, "uk": 0.65, "ru": 0.65}
"""Letters of a claim for each of its quotes from which it says all that they say; Slavic languages are shorter."""


_FEW = 13
"""A number from which nobody counts a list."""


@dataclass(frozen=True, slots=True)
class Quote:
    """A quote, the whole sentences that it is cut from, and the language they are in."""

    text: str
    sentence: str
    language: str


@dataclass(frozen=True, slots=True)
class _Read:
    numbers: tuple[Number, ...]
    whens: tuple[When, ...]


def judge(text: str, language: str, quotes: Sequence[Quote], dossier: Dossier) -> list[Verdict]:
    """What speaks against a claim in `language`, one of `lists.known()`, the worst first."""
    claim, stated = _read(text, language), [_read(quote.text, quote.language) for quote in quotes]
    if len({quote.language for quote in quotes}) == 1 < len(quotes):  # "30." and "Juni" may be two sentences
        stated.append(_read(" ".join(quote.text for quote in quotes), quotes[0].language))
    verdicts = [
        *_numbers(text, claim, quotes, stated, dossier.leaders),
        *_dates(text, claim, stated),
        *_names(text, language, claim, quotes, dossier),
        *_negation(text, language, quotes),
    ]
    if all(quote.language == language for quote in quotes):
        verdicts += words.unsupported(text, [quote.text for quote in quotes], language, _settled(claim))
    return sorted(verdicts, key=lambda verdict: -verdict.severity)


@lru_cache(maxsize=4096)
def _read(text: str, language: str) -> _Read:
    if language == "en":
        read = facts.read(text)
        return _Read(read.numbers, read.whens)
    flat = lists.flat(text)
    whens = foreign_dates.read(text, language)
    for when in whens:
        flat = flat[: when.start] + ";" * (when.end - when.start) + flat[when.end :]
    return _Read(foreign_numbers.read(flat, language), whens)


def _settled(read: _Read) -> list[tuple[int, int]]:
    return [(found.start, found.end) for found in (*read.whens, *read.numbers)]


def _numbers(
    text: str, claim: _Read, quotes: Sequence[Quote], stated: Sequence[_Read], leaders: tuple[Leader, ...]
) -> Iterator[Verdict]:
    known = [number for read in stated for number in (*read.numbers, *figures.in_dates(read.whens))]
    clocks = {
        value for read in stated for when in read.whens if when.minute is not None for value in _hours(when)
    }
    named = {m.leader for quote in quotes for m in names.mentions(quote.text, quote.language, leaders)}
    listed = {length for quote in quotes for length in counts.lists(quote.text)} | {len(named)}
    for number in claim.numbers:
        if any(_same(number, other) for other in known) or number.values & clocks:
            continue
        alike = [other for other in known if other.kind is number.kind and not _is_claimed(other, claim)]
        if _counts(number, listed) and not any(max(other.values) < _FEW for other in alike if not other.soft):
            continue
        if number.soft and not any(other.soft or other.kind is Kind.ORDINAL for other in alike):
            continue
        said = text[number.start : number.end]
        instead = next((other.text for other in alike if other.measure == number.measure), None)
        yield wrong(
            Check.NUMBER,
            number.start,
            number.end,
            otherwise(instead, said) if instead else missing(said),
            instead,
        )


def _counts(number: Number, listed: set[int]) -> bool:
    """Whether a number may count what the quotes list or whom they name."""
    few = (
        number.kind is Kind.COUNT
        and number.measure is None
        and any(1 < value < _FEW for value in number.values)
    )
    return few and not number.values.isdisjoint(listed)


def _is_claimed(stated: Number, claim: _Read) -> bool:
    return any(_same(number, stated) and number.kind is stated.kind for number in claim.numbers)


def _hours(when: When) -> Iterator[Fraction]:
    """A time of day as numbers that a claim may write: 20, and 8; 10.30."""
    minute = when.minute or 0
    for hour in {minute // 60, minute // 60 % 12}:
        yield Fraction(hour) + Fraction(minute % 60, 100)


def _same(claimed: Number, stated: Number) -> bool:
    """Whether the quotes' number says what the claim's says; a share may be told as "one in five"."""
    values = set(stated.values) | {
        1 / value for value in stated.values if 0 < value < 1 and value.numerator == 1
    }
    if claimed.values.isdisjoint(values):
        return False
    if claimed.measure and stated.measure and claimed.measure != stated.measure:
        return False
    if claimed.currency and stated.currency:
        return claimed.currency == stated.currency
    kinds = {claimed.kind, stated.kind}
    return not (kinds == {Kind.PERCENT, Kind.MONEY} or kinds == {Kind.PERCENT, Kind.ORDINAL})


def _dates(text: str, claim: _Read, stated: Sequence[_Read]) -> Iterator[Verdict]:
    known = [when for read in stated for when in read.whens]
    values = {value for read in stated for number in read.numbers for value in number.values}
    for when in claim.whens:
        if any(dates.same(when, other) or foreign_dates.same_time(when, other) for other in known):
            continue
        if when.minute is not None and not values.isdisjoint(_hours(when)):
            continue
        rival = next((other.text for other in known if dates.rivals(when, other)), None)
        said = text[when.start : when.end]
        reason = otherwise(rival.rstrip("."), said) if rival else missing(said)
        yield wrong(Check.DATE, when.start, when.end, reason, rival)


def _names(
    text: str, language: str, claim: _Read, quotes: Sequence[Quote], dossier: Dossier
) -> Iterator[Verdict]:
    leaders = dossier.leaders
    stated = {m.leader for quote in quotes for m in names.mentions(quote.text, quote.language, leaders)}
    claimed = names.mentions(text, language, leaders)
    others = [leaders[place].name for place in sorted(stated - {m.leader for m in claimed})]
    seen: set[int] = set()
    for mention in claimed:
        if mention.leader in stated | seen:
            continue
        seen.add(mention.leader)
        instead, name = all_of(others) if others else None, leaders[mention.leader].name
        reason = of_others(instead, name) if instead else nowhere(name)
        yield wrong(Check.NAME, mention.start, mention.end, reason, instead)
    passed = [*_settled(claim), *((m.start, m.end) for m in claimed)]
    pairs = [(quote.text, quote.language) for quote in quotes]
    for token in names.strangers(text, language, pairs, dossier, passed):
        yield wrong(Check.NAME, token.start, token.end, nowhere(text[token.start : token.end]))


def _negation(text: str, language: str, quotes: Sequence[Quote]) -> Iterator[Verdict]:
    claim = polarity.read(text, language)
    stated = [polarity.read(quote.sentence, quote.language) for quote in quotes]
    inside = [polarity.read(quote.text, quote.language) for quote in quotes]
    softened = sum(p.softened for p in stated) - claim.softened
    if claim.denials > sum(p.words_of_denial for p in stated) + max(0, softened):
        said = text[claim.start : claim.end]
        yield wrong(Check.NEGATION, claim.start, claim.end, missing(said))
    whole = claim.length >= _WHOLE[language] * sum(p.length for p in inside)
    if whole and sum(p.denials for p in inside) > claim.words_of_denial + max(0, -softened):
        quote, found = next((q, p) for q, p in zip(quotes, inside, strict=True) if p.denials)
        word = quote.text[found.start : found.end]
        reason = say("The quotes say “{word}”, the text does not.", word=word)
        yield wrong(Check.NEGATION, 0, len(text), reason, word)
    if whole and inside and all(p.hedged for p in inside) and not claim.hedged:
        reason = say("The quotes leave it open, the text states it as a fact.")
        yield weak(Check.HEDGE, 0, len(text), reason)
