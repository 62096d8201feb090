"""Numbers as a text writes them: digits, words, shares, money, ordinals; and whether two mean the same."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise

from bot.dossier import words
from bot.engines.verification import numerals
from bot.engines.verification.numerals import MEASURES, SCALES, SIDES


class Kind(StrEnum):
    """What a number counts."""

    COUNT = "count"
    PERCENT = "percent"
    ORDINAL = "ordinal"
    MONEY = "money"
    DECADE = "decade"


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """A number at its place in a text.

    `values` holds more than one where the writing is ambiguous (1.200); a percentage is a fraction of 1.
    `nouns` are the stems of what is counted, `measure` its unit if it is a measure; `side` is -1 for "less
    than", 1 for "more than", 0 for the number itself. A `soft` number ("both", "one") may be a mere word.
    """

    values: frozenset[Fraction]
    kind: Kind
    text: str
    start: int
    end: int
    currency: str | None = None
    measure: str | None = None
    nouns: tuple[str, ...] = ()
    side: int = 0
    soft: bool = False


_DIGITS = (
    r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,3}(?:\.\d{3})+(?:,\d+)?"
    r"|\d{1,3}(?:[ \u00a0\u2009\u202f'’]\d{3})+(?!\d)(?:[.,]\d+)?|\d+(?:[.,]\d+)?"
)
_TOKEN = re.compile(
    r"(?P<currency>(?:US|AU|CA|HK|NZ)?[$€£¥₽₹])?[ \u00a0]?"
    r"(?<![^\W_])(?<![^\W_][.,])(?P<minus>(?<![\w)])[-−])?"
    rf"(?P<digits>{_DIGITS})(?P<tail>(?:st|nd|rd|th)\b|s\b|(?:bn|mn|tn|m|k)\b|[ \u00a0]?%)?(?![^\W_])"
    r"|(?P<word>[^\W\d_]+)(?:['’][^\W\d_]+)?"
    r"|(?P<stop>[^\s\-‐‑\w])"
)
_TAIL_SCALES = {"bn": 10**9, "mn": 10**6, "tn": 10**12, "m": 10**6, "k": 10**3}
_CODES = {"$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY", "₽": "RUB", "₹": "INR"}
_NOT_ONE = frozenset({"no", "any", "every", "some", "this", "that", "the", "each", "which", "another"})
_VAGUE = frozenset({"few", "several", "some", "many"})
_NOUNS, _LONGEST = 3, 24
"""Words that are looked at for what is counted, and of a number that is spelt out."""


@dataclass(frozen=True, slots=True)
class _Piece:
    """A token of the scan: a word, digits, or punctuation that ends a number."""

    match: re.Match[str]
    word: str

    @property
    def start(self) -> int:
        return self.match.start()

    @property
    def end(self) -> int:
        return self.match.end()


def read(text: str, masked: Iterable[tuple[int, int]] = ()) -> tuple[Number, ...]:
    """The numbers of `text` in order; the `masked` spans (dates) are passed over."""
    for start, end in masked:
        text = text[:start] + ";" * (end - start) + text[end:]
    pieces = [_Piece(match, (match["word"] or "").casefold()) for match in _TOKEN.finditer(text)]
    found: list[Number] = []
    place = 0
    while place < len(pieces):
        number, after = _number(text, pieces, place)
        if number:
            found.append(number)
        place = max(after, place + 1)
    return tuple(_ranges(found, text))


def same(claimed: Number, stated: Number) -> bool:
    """Whether `stated` says what `claimed` says: equal value of a fitting kind, unit and direction."""
    if claimed.side * stated.side < 0 or (
        claimed.measure and stated.measure and claimed.measure != stated.measure
    ):
        return False
    if not claimed.values & stated.values:
        return False
    if claimed.kind == stated.kind:
        return claimed.currency in (None, stated.currency)
    kinds = {claimed.kind, stated.kind}
    if kinds == {Kind.COUNT, Kind.PERCENT}:
        return any(value.denominator > 1 for value in claimed.values)
    return claimed.kind is Kind.COUNT and stated.kind is Kind.MONEY


def _number(text: str, pieces: Sequence[_Piece], place: int) -> tuple[Number | None, int]:
    piece = pieces[place]
    if piece.match["digits"]:
        return _from_digits(text, pieces, place)
    return _from_words(text, pieces, place) if piece.word else (None, place + 1)


def _from_digits(text: str, pieces: Sequence[_Piece], place: int) -> tuple[Number, int]:
    match = pieces[place].match
    values, tail = numerals.digits(match["digits"]), (match["tail"] or "").strip()
    currency = match["currency"]
    kind, end, after = Kind.COUNT, match.end(), place + 1
    if tail in ("st", "nd", "rd", "th"):
        kind = Kind.ORDINAL
    elif tail == "s":
        kind = Kind.DECADE
    elif tail == "%":
        kind = Kind.PERCENT
    elif tail == "m" and not currency:
        return _finish(text, pieces, after, values, Kind.COUNT, match.start(), end, measure="metre")
    elif tail:
        values = [value * _TAIL_SCALES[tail] for value in values]
    elif after < len(pieces) and pieces[after].word in SCALES and _joined(text, pieces, place):
        values = [value * SCALES[pieces[after].word] for value in values]
        end, after = pieces[after].end, after + 1
    if match["minus"]:
        values = [-value for value in values]
    start = match.start() + (len(match[0]) - len(match[0].lstrip()))
    code = currency and (_CODES[currency[-1]] if len(currency) == 1 or currency == "US$" else currency)
    return _finish(text, pieces, after, values, kind, start, end, currency=code or None)


def _from_words(text: str, pieces: Sequence[_Piece], place: int) -> tuple[Number | None, int]:
    run: list[str] = []
    for at in range(place, min(place + _LONGEST, len(pieces))):
        if not pieces[at].word or (run and not _joined(text, pieces, at - 1)):
            break
        run.append(pieces[at].word)
    parsed = numerals.spelled(run)
    if run[0] in ("a", "an", "one") and run[1:2] and run[1] in MEASURES and run[2:5] == ["and", "a", "half"]:
        measure = MEASURES[run[1]]
        return _finish(
            text,
            pieces,
            place + 5,
            [Fraction(3, 2)],
            Kind.COUNT,
            pieces[place].start,
            pieces[place + 4].end,
            measure=measure,
        )
    if parsed is None:
        return None, place + 1
    before = pieces[place - 1].word if place and _joined(text, pieces, place - 1) else ""
    last = place + parsed.length - 1
    if (run[0] == "one" and parsed.length == 1 and before in _NOT_ONE) or (
        run[0] in SCALES and before in _VAGUE
    ):
        return None, last + 1
    kind = Kind.ORDINAL if parsed.ordinal else Kind.COUNT
    return _finish(
        text, pieces, last + 1, [parsed.value], kind, pieces[place].start, pieces[last].end, soft=parsed.soft
    )


def _finish(
    text: str,
    pieces: Sequence[_Piece],
    after: int,
    values: Sequence[Fraction],
    kind: Kind,
    start: int,
    end: int,
    *,
    currency: str | None = None,
    measure: str | None = None,
    soft: bool = False,
) -> tuple[Number, int]:
    first = after
    following = [p.word for p in pieces[after : after + 2]]
    if kind is Kind.COUNT and following[:1] in (["percent"], ["pc"]) and _joined(text, pieces, after - 1):
        kind, end, after = Kind.PERCENT, pieces[after].end, after + 1
    elif kind is Kind.COUNT and following in (["per", "cent"], ["percentage", "points"]):
        kind, end, after = Kind.PERCENT, pieces[after + 1].end, after + 2
    elif kind is Kind.COUNT and following and following[0] in numerals.CURRENCIES:
        currency, end, after = numerals.CURRENCIES[following[0]], pieces[after].end, after + 1
    if kind is Kind.PERCENT:
        values = [value / 100 for value in values]
    elif currency:
        kind = Kind.MONEY
    nouns = _nouns(text, pieces, after)
    if measure is None and nouns and kind is Kind.COUNT and after == first:
        measure = MEASURES.get(pieces[after].word)
    number = Number(
        values=frozenset(values),
        kind=kind,
        text=text[start:end],
        start=start,
        end=end,
        currency=currency,
        measure=measure,
        nouns=nouns,
        side=_side(text[:start]),
        soft=soft,
    )
    return number, after


def _nouns(text: str, pieces: Sequence[_Piece], after: int) -> tuple[str, ...]:
    nouns: list[str] = []
    if after + 1 < len(pieces) and pieces[after].word == "for" and pieces[after + 1].match[0][0].isupper():
        after += 1
    for at in range(after, min(after + _NOUNS, len(pieces))):
        token = words.fold(pieces[at].word)
        if not token or token in words.STOP or (at > after and not _joined(text, pieces, at - 1)):
            break
        nouns.append(words.stem(token))
    return tuple(nouns)


def _side(before: str) -> int:
    match = SIDES.search(before[-24:])
    return 0 if match is None else 1 if match["more"] else -1


def _joined(text: str, pieces: Sequence[_Piece], place: int) -> bool:
    """Whether only a space or a hyphen stands between this piece and the next."""
    if place < 0 or place + 1 >= len(pieces):
        return False
    return not text[pieces[place].end : pieces[place + 1].start].strip(" \u00a0\t\r\n-‐‑")


_TO = re.compile(r"\s*(?:[-–—]|to|and|or)\s*")
_DASH = re.compile(r"\s*(?:[-–—]|to)\s*")


def _ranges(found: list[Number], text: str) -> list[Number]:
    """The same numbers, where "30 to 40 percent" and "$3–5 million" lend each other what only one says."""
    shared = list(found)
    for place, (number, after) in enumerate(pairwise(found)):
        if number.nouns or not _TO.fullmatch(text, number.end, after.start):
            continue
        if number.kind is Kind.COUNT and after.kind in (Kind.COUNT, Kind.PERCENT, Kind.MONEY):
            percent = after.kind is Kind.PERCENT
            shared[place] = replace(
                number,
                values=frozenset(value / 100 if percent else value for value in number.values),
                kind=after.kind,
                currency=after.currency,
                measure=after.measure,
                nouns=after.nouns,
            )
        elif (
            number.kind is Kind.MONEY
            and after.kind is Kind.COUNT
            and _DASH.fullmatch(text, number.end, after.start)
        ):
            shared[place + 1] = replace(after, kind=Kind.MONEY, currency=number.currency)
            scale = SCALES.get(after.text.split()[-1].casefold(), 1) if number.text[-1].isdigit() else 1
            shared[place] = replace(number, values=frozenset(value * scale for value in number.values))
    return shared
