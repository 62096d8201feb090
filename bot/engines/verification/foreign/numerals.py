"""The value of numbers that are spelt out, in each language."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from bot.engines.verification.foreign import lists

_LONGEST = 12
"""Words of a number that is spelt out."""
_COMPOUND = re.compile(
    r"(?P<number>\w{3,})(?:tagig|stundig|minutig|monatig|wochig|jahrig|kopfig|teilig|seitig|stellig|fach|mal)\w{0,2}\Z"
)


@dataclass(frozen=True, slots=True)
class Spelled:
    """A number in words: its value and how many words it took."""

    value: Fraction
    length: int


def spelled(run: Sequence[str], language: str) -> Spelled | None:
    """The number at the head of a run of flat words; None if the first word begins none."""
    twice = lists.looked_up(language, "twice", run[0])
    if twice:
        return Spelled(Fraction(twice), 1)
    words = run[:_LONGEST]
    if language == "de":
        compound = _COMPOUND.match(run[0])
        value = _german(compound["number"] if compound else run[0])
        if value is not None and (compound or value >= 1000 or len(run) < 2 or not _scale(run[1], language)):
            return Spelled(Fraction(value), 1)
        if value is not None:
            words = (str(value), *run[1:_LONGEST])
    return _accumulated(words, language)


def scaled(run: Sequence[str], language: str) -> tuple[int, int]:
    """What the words behind a number multiply it by, and how many they are: "mil millones" is 10⁹ and 2."""
    factor, length = 1, 0
    for word in run[:3]:
        scale = _scale(word, language)
        if scale is None:
            break
        factor, length = factor * scale, length + 1
    return factor, length


def _accumulated(run: Sequence[str], language: str) -> Spelled | None:
    total, current, last, place = 0, 0, 0, 0
    while place < len(run):
        word = run[place]
        value, scale = _small(word, language), _scale(word, language)
        joined = bool(last) and word == lists.text(language, "joint") and place + 1 < len(run)
        if joined and 20 <= last < 100 and (_small(run[place + 1], language) or 100) < 20:
            place += 1
            continue
        if value is not None and word in {"vingt", "vingts"} and last == 4:
            current, last = current + 76, 80
        elif value == 100 and 1 < last < 10:
            current, last = (current - last) + last * 100, 100
        elif value is not None and (last == 0 or _fits(value, last, language)):
            current, last = current + value, value or 1
        elif scale is not None and place and last != -1:
            total, current, last = total + (current or 1) * scale, 0, -1
            if scale == 1000 and place + 1 < len(run) and (_scale(run[place + 1], language) or 0) > 1000:
                total, place = total * (_scale(run[place + 1], language) or 1), place + 1
        elif scale == 1000 and place == 0 and language in {"fr", "es", "uk", "ru"}:
            total, last = 1000, -1
        else:
            break
        if last == -1:
            last = 1000
        place += 1
    if place and run[place - 1] == lists.text(language, "joint"):
        place -= 1
    return Spelled(Fraction(total + current), place) if place else None


def _fits(value: int, last: int, language: str) -> bool:
    """Whether a smaller number may stand behind a larger one: 40 and 2, 300 and 40, 60 and 17 in French."""
    if last >= 1000:
        return value < 1000
    if last >= 100:
        return value < 100
    if language == "fr" and last == 10:
        return 7 <= value < 10
    return 20 <= last < 100 and 0 < value < (20 if language == "fr" and last in {60, 80} else 10)


def _small(word: str, language: str) -> int | None:
    if word.isascii() and word.isdigit() and len(word) < 4:
        return int(word)
    key = lists.looked_up(language, "small", word)
    return None if key is None else int(key)


def _scale(word: str, language: str) -> int | None:
    key = lists.looked_up(language, "scales", word)
    return None if key is None else 10 ** int(key)


def _german(word: str) -> int | None:
    """The value of a number in one word: einundzwanzig, zweihundertzehntausend."""
    plain = _small(word, "de")
    if plain is not None and not word.isdigit():
        return plain
    for name, factor in (("tausend", 1000), ("hundert", 100)):
        before, found, behind = word.partition(name)
        if found:
            head = _german(before) if before else 1
            tail = _german(behind.removeprefix("und")) if behind else 0
            return None if head is None or tail is None or head >= factor else head * factor + tail
    one, found, ten = word.partition("und")
    units, tens = _small(one, "de") if one else None, _small(ten, "de") if ten else None
    whole = found and units and tens and units < 10 <= tens
    return units + tens if whole and units and tens and tens >= 20 else None
