from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.engines.verification import numbers, numerals
from bot.engines.verification.numbers import Kind

_ONES = list(numerals.SMALL)
_TENS = ["", "", *numerals.TENS]


def _spelled(value: int) -> str:
    if value < 20:
        return _ONES[value]
    if value < 100:
        return _TENS[value // 10] + (f"-{_ONES[value % 10]}" if value % 10 else "")
    for scale, word in ((10**9, "billion"), (10**6, "million"), (1000, "thousand"), (100, "hundred")):
        if value >= scale:
            rest = value % scale
            tail = f"{' and' if rest < 100 else ''} {_spelled(rest)}" if rest else ""
            return f"{_spelled(value // scale)} {word}{tail}"
    raise AssertionError(value)


def _values(text: str) -> list[list[Fraction]]:
    return [sorted(number.values) for number in numbers.read(text)]


@given(st.integers(2, 10**12 - 1))
def test_a_number_is_the_same_in_digits_and_in_words(value: int) -> None:
    forms = [
        str(value),
        f"{value:,}",
        f"{value:,}".replace(",", "\u202f"),
        f"{value:,}".replace(",", " "),
        _spelled(value),
    ]
    for form in forms:
        assert _values(f"There were {form} of them.") == [[Fraction(value)]], form


@given(st.decimals(min_value="0.01", max_value=99999, places=2))
def test_decimals_are_read_with_a_point_or_a_comma(value: object) -> None:
    assert _values(f"It cost {value} then.") == [[Fraction(str(value))]]
    assert _values(f"It cost {str(value).replace('.', ',')} then.") == [[Fraction(str(value))]]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("3.5 million people", "3,500,000 people"),
        ("half a million", "500,000"),
        ("a dozen eggs", "12 eggs"),
        ("two dozen", "24"),
        ("25 percent", "twenty-five per cent"),
        ("25%", "a quarter of"),
        ("$380 million", "380 million dollars"),
        ("$4.7bn", "$4,700,000,000"),
        ("one in five", "20 percent"),
        ("21st", "twenty-first"),
        ("two thirds", "two-thirds"),
        ("two and a half million", "2.5 million"),
        ("1.200", "1200"),
        ("1.200", "1.2"),
        ("12-minute", "twelve minutes"),
        ("both", "two"),
    ],
)
def test_forms_of_one_number_are_the_same(one: str, other: str) -> None:
    (left,), (right,) = numbers.read(one), numbers.read(other)
    assert numbers.same(left, right)
    assert numbers.same(right, left)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("41 percent", "41"),
        ("$5", "€5"),
        ("38 kilometers", "38 miles"),
        ("3rd", "3"),
        ("4.7 billion", "4.7 million"),
        ("more than 31 people", "fewer than 31 people"),
        ("1990s", "1990"),
        ("-5 degrees", "5 degrees"),
    ],
)
def test_numbers_of_another_kind_unit_or_direction_differ(one: str, other: str) -> None:
    (left,), (right,) = numbers.read(one), numbers.read(other)
    assert not numbers.same(left, right)


def test_a_range_lends_its_unit_to_both_ends() -> None:
    low, high = numbers.read("30 to 40 percent")
    assert (low.kind, high.kind) == (Kind.PERCENT, Kind.PERCENT)
    low, high = numbers.read("$3–5 million")
    assert low.values == {Fraction(3_000_000)}
    assert high.currency == "USD"


@pytest.mark.parametrize(
    "text", ["no one came", "the G7 and B2B", "this one is", "a few hundred", "no numbers"]
)
def test_mere_words_and_codes_are_no_numbers(text: str) -> None:
    assert numbers.read(text) == ()


@given(st.text(max_size=300))
def test_any_text_can_be_read(text: str) -> None:
    for number in numbers.read(text):
        assert text[number.start : number.end] == number.text


def test_a_number_longer_than_python_reads_at_once_is_a_number() -> None:
    (one,), (other,) = numbers.read("1" * 5000), numbers.read("1" * 4999 + "2")
    assert numbers.same(one, one)
    assert not numbers.same(one, other)
    (point,) = numbers.read("1" * 4500 + "." + "2" * 4500)
    assert point.values == {
        Fraction(int("1" * 4000) * 10**500 + int("1" * 500)) + Fraction(2 * (10**4500 - 1), 9 * 10**4500)
    }


@given(st.text() | st.text("0123456789.,'\u202f -%$stndhrdm"))
def test_any_text_has_its_numbers_inside_it(text: str) -> None:
    for number in numbers.read(text):
        assert 0 <= number.start < number.end <= len(text)
