"""The numbers of a text in another language than English."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from bot.engines.verification import numerals as english
from bot.engines.verification.foreign import lists, numerals
from bot.engines.verification.numbers import Kind, Number

_DIGITS = (
    r"\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d{1,3}(?:,\d{3})+(?:\.\d+)?"
    r"|\d{1,3}(?:[ '’]\d{3})+(?!\d)(?:[.,]\d+)?|\d+(?:[.,]\d+)?"
)
_TOKEN = re.compile(
    r"(?P<currency>[$€£¥₽₹])? ?"
    rf"(?<![^\W_])(?<![^\W_][.,])(?P<digits>{_DIGITS})(?P<percent> ?%)?(?P<behind> ?[$€£¥₽₹])?"
    r"(?P<ending>(?:er|re|eme|e|nd|º|ª|\.[ºª])(?![^\W_]))?"
    r"|(?P<word>[^\W\d_]+(?:'[^\W\d_]+)*)"
    r"|(?P<stop>[^\s\-\w])"
)
_CODES = {"$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY", "₽": "RUB", "₹": "INR"}
_PERCENT = (("pour cent", "pourcent "), ("por ciento", "porciento "))
_ELIDED = re.compile(r"(?:[cdjlmnst]|qu)'(?=\w)")


@dataclass(frozen=True, slots=True)
class _Piece:
    match: re.Match[str]
    word: str
    start: int

    @property
    def end(self) -> int:
        return self.match.end()


def read(flat: str, language: str) -> tuple[Number, ...]:
    """The numbers of a flat text in order, dates masked by the caller. A lone "one" is no number: it is an article."""
    for spaced, joined in _PERCENT:
        flat = flat.replace(spaced, joined)
    pieces = [_piece(match, language) for match in _TOKEN.finditer(flat)]
    return tuple(_found(flat, pieces, language))


def _piece(match: re.Match[str], language: str) -> _Piece:
    word = match["word"] or ""
    elided = _ELIDED.match(word) if language == "fr" else None
    cut = elided.end() if elided else 0
    blank = len(match[0]) - len(match[0].lstrip())
    return _Piece(match, word[cut:], match.start() + cut + blank)


def _found(flat: str, pieces: Sequence[_Piece], language: str) -> Iterator[Number]:
    place = 0
    while place < len(pieces):
        piece = pieces[place]
        run = _run(flat, pieces, place)
        if piece.match["digits"]:
            number, place = _from_digits(flat, pieces, place, language)
            yield number
            continue
        spelt = numerals.spelled(run, language) if run and not _is_coin(pieces, place) else None
        if spelt is not None:
            last = place + spelt.length - 1
            part = _share(run[spelt.length :], language)
            if part and spelt.value < part:
                yield _number(
                    flat, pieces, place, last + 2, [spelt.value / part], language, soft=spelt.value == 1
                )
                place = last + 2
                continue
            factor, more = numerals.scaled(run[spelt.length :], language)
            if spelt.value != 1 or spelt.length + more > 1:
                value = [spelt.value * factor]
                yield _number(flat, pieces, place, last + 1 + more, value, language)
            place = last + 1 + more
            continue
        if run and (part := _share(run, language)):
            yield _number(flat, pieces, place, place + 1, [Fraction(1, part)], language, soft=True)
        elif run and (key := lists.looked_up(language, "ordinals", run[0])):
            yield _number(
                flat, pieces, place, place + 1, [Fraction(key)], language, kind=Kind.ORDINAL, soft=True
            )
        place += 1


def _is_coin(pieces: Sequence[_Piece], place: int) -> bool:
    """Whether a French "cents" behind digits is money."""
    return place > 0 and bool(pieces[place - 1].match["digits"]) and pieces[place].word in {"cent", "cents"}


def _share(run: Sequence[str], language: str) -> int | None:
    key = lists.looked_up(language, "shares", run[0]) if run else None
    return None if key is None else int(key)


def _from_digits(flat: str, pieces: Sequence[_Piece], place: int, language: str) -> tuple[Number, int]:
    match = pieces[place].match
    values = english.digits(match["digits"])
    if language != "en" and re.fullmatch(r"\d{1,3},\d{3}", match["digits"]):
        values.append(english.digits(match["digits"].replace(",", "."))[-1])
    factor, more = numerals.scaled(_run(flat, pieces, place + 1, place), language)
    sign = match["currency"] or (match["behind"] or "").strip()
    kind = Kind.PERCENT if match["percent"] else Kind.ORDINAL if match["ending"] else Kind.COUNT
    number = _number(
        flat,
        pieces,
        place,
        place + 1 + more,
        [value * factor for value in values],
        language,
        kind=kind,
        currency=_CODES.get(sign),
    )
    return number, place + 1 + more


def _run(flat: str, pieces: Sequence[_Piece], place: int, joined_to: int | None = None) -> tuple[str, ...]:
    """The words from there on, as long as nothing but a space or a hyphen stands between."""
    words: list[str] = []
    at = place
    while at < len(pieces) and at < place + 12 and pieces[at].word:
        before = at - 1 if words else joined_to
        if before is not None and flat[pieces[before].end : pieces[at].match.start()].strip(" -.\t\n"):
            break
        words.append(pieces[at].word)
        at += 1
    return tuple(words)


def _number(
    flat: str,
    pieces: Sequence[_Piece],
    place: int,
    after: int,
    values: Sequence[Fraction],
    language: str,
    *,
    kind: Kind = Kind.COUNT,
    currency: str | None = None,
    soft: bool = False,
) -> Number:
    following = _run(flat, pieces, after, after - 1)
    if kind is Kind.COUNT and following and _is_percent(following, language):
        kind = Kind.PERCENT
    if following and currency is None and kind is Kind.COUNT:
        currency = next(
            (code for word in following[:3] if (code := lists.looked_up(language, "currencies", word))), None
        )
    start, end = pieces[place].start, pieces[min(after, len(pieces)) - 1].end
    if kind is Kind.PERCENT:
        values = [value / 100 for value in values]
    return Number(
        values=frozenset(values),
        kind=Kind.MONEY if currency and kind is Kind.COUNT else kind,
        text=flat[start:end],
        start=start,
        end=end,
        currency=currency,
        measure=lists.looked_up(language, "measures", following[0])
        if following and kind is Kind.COUNT
        else None,
        soft=soft,
    )


def _is_percent(following: Sequence[str], language: str) -> bool:
    return bool(lists.pattern(language, "percent").match(following[0]))
