"""The value of a numeral: digits with separators, number words, and the units that follow them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

_ONES = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
_TEENS = "sixteen seventeen eighteen nineteen"
SMALL = {word: value for value, word in enumerate(f"{_ONES} {_TEENS}".split())}
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
TENS = {word: value * 10 for value, word in enumerate(_TENS.split(), 2)}
SCALES = {
    "dozen": 12,
    "hundred": 100,
    "thousand": 10**3,
    "million": 10**6,
    "billion": 10**9,
    "trillion": 10**12,
}
_FIRST = "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth"
_LATER = "fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
ORDINALS = {word: value for value, word in enumerate(f"{_FIRST} {_LATER}".split(), 1)} | {
    "thirtieth": 30,
    "fortieth": 40,
    "fiftieth": 50,
    "sixtieth": 60,
    "seventieth": 70,
    "eightieth": 80,
    "ninetieth": 90,
    "hundredth": 100,
}
_PARTS = {
    "half": 2,
    "halve": 2,
    "third": 3,
    "quarter": 4,
    "fourth": 4,
    "fifth": 5,
    "sixth": 6,
    "eighth": 8,
    "tenth": 10,
}
_OF_A_WHOLE = frozenset("of has have had is are was were more less higher lower fewer larger smaller".split())
_WORDS = {"both": 2, "twice": 2, "thrice": 3, "single": 1, "couple": 2, "pair": 2}
_AT_A_TIME = 4000
_SOFT = frozenset({"one", "both", "single", "couple", "pair", "zero"})

CURRENCIES = {
    "dollar": "USD", "dollars": "USD", "usd": "USD", "euro": "EUR", "euros": "EUR", "eur": "EUR",
    "pounds": "GBP", "gbp": "GBP", "yen": "JPY", "rouble": "RUB", "roubles": "RUB", "ruble": "RUB",
    "rubles": "RUB", "yuan": "CNY", "rupees": "INR", "francs": "CHF",
}  # fmt: skip

_MEASURES = """
    kilometre kilometer kilometers kilometres km; mile miles; metre meter meters metres; foot feet ft;
    minute minutes min; hour hours; day days; week weeks; month months; year years; decade decades;
    century centuries; ton tons tonne tonnes; kilogram kilograms kg; acre acres; hectare hectares;
    barrel barrels; degree degrees; cent cents; litre liter liters litres; gallon gallons
"""
MEASURES = {word: group.split()[0] for group in _MEASURES.split(";") for word in group.split()}
"""Forms of a unit of measure to the unit."""

SIDES = re.compile(
    r"\b(?:(?P<more>more than|over|above|at least|exceeding|no less than|no fewer than|upwards of|after"
    r"|since)|less than|fewer than|under|below|at most|up to|no more than|not more than|nearly|almost"
    r"|before|by|until)\s+(?:the\s+|a\s+)?$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Spelled:
    """A number in words: its value and how many words it took."""

    value: Fraction
    length: int
    ordinal: bool = False
    soft: bool = False


def digits(text: str) -> list[Fraction]:
    """What digits with separators may mean: "1,200" is 1200, "1.200" is 1200 or 1.2, "3,5" is 3.5."""
    bare = re.sub(r"[ \u00a0\u2009\u202f'’]", "", text)
    commas, points = bare.count(","), bare.count(".")
    if commas and points:
        thousands, decimal = (",", ".") if bare.rindex(".") > bare.rindex(",") else (".", ",")
        return [_exact(bare.replace(thousands, "").replace(decimal, "."))]
    if commas or points:
        mark = "," if commas else "."
        whole, *groups = bare.split(mark)
        grouped = len(whole) <= 3 and all(len(group) == 3 for group in groups) and whole.strip("0") != ""
        joined = _exact(whole + "".join(groups))
        if grouped and (commas or len(groups) > 1):
            return [joined]
        decimal_value = _exact(f"{whole}.{groups[0]}")
        return [joined, decimal_value] if grouped else [decimal_value]
    return [_exact(bare)]


def _exact(digits: str) -> Fraction:
    """The value of digits with at most one point, as many as there are: `int` reads only 4,300 at a time."""
    whole, _, part = digits.partition(".")
    value = 0
    for at in range(0, len(whole + part), _AT_A_TIME):
        chunk = (whole + part)[at : at + _AT_A_TIME]
        value = value * 10 ** len(chunk) + int(chunk)
    return Fraction(value, 10 ** len(part))


def spelled(run: Sequence[str]) -> Spelled | None:
    """The number at the head of a run of folded words; None if the first word begins none."""
    head = run[0]
    after = run[1] if len(run) > 1 else ""
    if head in ("a", "an"):
        if after in SCALES or after in ("couple", "pair"):
            return _cardinal(("one", *run[1:])) if after in SCALES else Spelled(Fraction(2), 2, soft=True)
        return _share(1, run)
    if head == "half":
        if after in ("a", "an") and len(run) > 2 and run[2] in SCALES:
            return Spelled(Fraction(SCALES[run[2]], 2), 3)
        return Spelled(Fraction(1, 2), 1)
    if head in _WORDS:
        return Spelled(Fraction(_WORDS[head]), 1, soft=head in _SOFT)
    if head in ORDINALS:
        return Spelled(Fraction(ORDINALS[head]), 1, ordinal=True)
    if head not in SMALL and head not in TENS and head not in SCALES:
        return None
    return _share(SMALL.get(head, 0), run) or _one_in(run) or _cardinal(run)


def _share(count: int, run: Sequence[str]) -> Spelled | None:
    """ "two thirds", "a third of", "one quarter"; a bare "a third" is an ordinal ("a third day")."""
    if len(run) < 2 or count < 1 or run[1].removesuffix("s") not in _PARTS:
        return None
    if run[0] in ("a", "an") and run[1] in ORDINALS and (len(run) < 3 or run[2] not in _OF_A_WHOLE):
        return None
    return Spelled(Fraction(count, _PARTS[run[1].removesuffix("s")]), 2)


def _one_in(run: Sequence[str]) -> Spelled | None:
    if len(run) > 2 and run[0] == "one" and run[1] in ("in", "of") and run[2] in (SMALL | TENS | SCALES):
        whole = _cardinal(run[2:])
        if run[1] == "in" and whole and whole.value > 1:
            return Spelled(1 / whole.value, 2 + whole.length)
    return None


def _cardinal(run: Sequence[str]) -> Spelled:
    """ "two hundred and five thousand" and the like; stops where the grammar of numerals stops."""
    total, current, place, last = Fraction(0), Fraction(0), 0, ""
    ordinal = False
    while place < len(run):
        word = run[place]
        following = run[place + 1] if place + 1 < len(run) else ""
        if word in SMALL and (last in ("", "scale") or (last == "tens" and 0 < SMALL[word] < 10)):
            current, last = current + SMALL[word], "small"
        elif word in TENS and last in ("", "scale"):
            current, last = current + TENS[word], "tens"
        elif word in ORDINALS and (last in ("tens", "scale")) and (last == "scale" or ORDINALS[word] < 10):
            current, ordinal, place = current + ORDINALS[word], True, place + 1
            break
        elif word in SCALES and not (last == "scale" and SCALES[word] <= 100):
            scale = SCALES[word]
            if scale <= 100:
                current = max(current, Fraction(1)) * scale
            else:
                total, current = total + max(current, Fraction(1)) * scale, Fraction(0)
            last = "scale"
        elif word == "and" and last == "scale" and following in (SMALL | TENS):
            pass
        elif word == "and" and run[place + 1 : place + 3] == ["a", "half"] and last in ("small", "tens"):
            current, last, place = current + Fraction(1, 2), "part", place + 2
        else:
            break
        place += 1
    soft = place == 1 and run[0] in _SOFT
    return Spelled(total + current, place, ordinal=ordinal, soft=soft)
