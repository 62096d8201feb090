"""What is read in a text of another language: numbers, dates, names, negations."""

from datetime import date
from fractions import Fraction

import pytest
from babel.dates import format_date
from babel.numbers import format_decimal
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.engines.verification.foreign import dates, letters, lists, numbers, polarity
from bot.engines.verification.numbers import Kind

LANGUAGES = ("de", "fr", "es", "uk", "ru")
WILD = st.text() | st.text(
    "0123456789.,'’-:% hundred tausend не ne pas no veinte сто мая März 12 Uhr п'ять\u0301ßё"
)


def values(text: str, language: str) -> list[Fraction]:
    return [max(number.values) for number in numbers.read(lists.flat(text), language)]


@pytest.mark.parametrize(
    ("language", "text", "value"),
    [
        ("de", "einunddreißig Millionen", 31_000_000),
        ("de", "zweihundertzehntausend", 210_000),
        ("de", "vierstündige Sitzung", 4),
        ("de", "5,1 Milliarden Kronen", 5_100_000_000),
        ("fr", "quatre-vingt-dix jours", 90),
        ("fr", "soixante-dix-sept", 77),
        ("fr", "vingt et un", 21),
        ("fr", "trois mille deux cent dix", 3210),
        ("fr", "210 000 signatures", 210_000),
        ("es", "treinta y una", 31),
        ("es", "5,1 mil millones", 5_100_000_000),
        ("es", "doscientos diez mil", 210_000),
        ("uk", "двісті десять тисяч", 210_000),
        ("uk", "п’ятьох осіб", 5),
        ("uk", "двічі", 2),
        ("ru", "тридцать один миллион", 31_000_000),
        ("ru", "сорока двух", 42),
        ("ru", "5,1 млрд крон", 5_100_000_000),
    ],
)
def test_numbers_in_words_and_digits(language: str, text: str, value: int) -> None:
    assert values(text, language) == [value]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "44 Prozent"),
        ("fr", "44 pour cent"),
        ("es", "44 por ciento"),
        ("uk", "44 відсотки"),
        ("ru", "44 %"),
    ],
)
def test_percent_is_a_share(language: str, text: str) -> None:
    (number,) = numbers.read(lists.flat(text), language)
    assert (number.kind, number.values) == (Kind.PERCENT, frozenset({Fraction(44, 100)}))


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_is_an_article_unless_it_is_part_of_a_number(language: str) -> None:
    words = {
        "de": "ein Treffen",
        "fr": "une rencontre",
        "es": "una reunión",
        "uk": "один раз",
        "ru": "одна встреча",
    }
    assert values(words[language], language) == []


@settings(deadline=None)
@given(st.integers(2, 10**9), st.sampled_from(LANGUAGES))
def test_a_number_as_its_locale_writes_it_is_read(value: int, language: str) -> None:
    assert (
        Fraction(value)
        in numbers.read(lists.flat(format_decimal(value, locale=language)), language)[0].values
    )


@settings(deadline=None)
@given(
    st.dates(date(1900, 1, 1), date(2100, 1, 1)),
    st.sampled_from(LANGUAGES),
    st.sampled_from(["long", "full"]),
)
def test_a_date_as_its_locale_writes_it_is_read(day: date, language: str, length: str) -> None:
    whens = dates.read(format_date(day, length, locale=language), language)
    assert ((day.day, day.month),) in [when.readings for when in whens]
    assert day.year in [when.year for when in whens]
    if length == "full":
        assert day.weekday() in [when.weekday for when in whens]


@pytest.mark.parametrize(
    ("language", "text", "side"),
    [
        ("de", "vor dem 30. Juni", -1), ("de", "nach dem 30. Juni", 1), ("de", "am 30. Juni", 0),
        ("fr", "avant le 30 juin", -1), ("fr", "depuis le 30 juin", 1),
        ("es", "antes del 30 de junio", -1), ("es", "desde el 30 de junio", 1),
        ("uk", "до 30 червня", -1), ("uk", "після 30 червня", 1),
        ("ru", "до 30 июня", -1), ("ru", "после 30 июня", 1),
    ],
)  # fmt: skip
def test_before_and_after_a_date(language: str, text: str, side: int) -> None:
    (when,) = dates.read(text, language)
    assert (when.readings, when.side) == (((30, 6),), side)


def test_a_month_is_read_in_its_cases_and_a_name_is_no_month() -> None:
    assert [when.readings[0][1] for when in dates.read("у серпні та в травні", "uk")] == [8, 5]
    assert [when.readings[0][1] for when in dates.read("в августе и мае", "ru")] == [8, 5]
    assert dates.read("Министр Марта Линдой", "ru") == ()
    assert dates.read("среди них", "ru") == ()


@pytest.mark.parametrize(
    ("said", "stated", "language"),
    [
        ("путіна", "putin", "uk"), ("трампу", "trump", "ru"), ("зеленским", "zelensky", "ru"),
        ("запорізькою", "zaporizhzhia", "uk"), ("луганской", "luhansk", "ru"), ("херсоні", "kherson", "uk"),
        ("вашліна", "vashlin", "uk"), ("кэллоуэй", "calloway", "ru"), ("гартвіг", "hartvig", "uk"),
        ("шедивака", "sedivak", "ru"), ("ахтерберга", "achterberg", "uk"), ("putins", "putin", "de"),
        ("putin", "путин", "en"), ("orrenienne", "orrenian", "fr"),
    ],
)  # fmt: skip
def test_a_name_is_known_in_the_other_letters_and_in_its_cases(said: str, stated: str, language: str) -> None:
    assert letters.same(said, stated, language)


@pytest.mark.parametrize(
    ("said", "stated"),
    [
        ("путіна", "trump"),
        ("ністром", "vashlin"),
        ("брандт", "holloway"),
        ("квей", "calloway"),
        ("фінч", "quill"),
    ],
)
def test_different_names_are_different(said: str, stated: str) -> None:
    assert not letters.same(said, stated, "uk")


@pytest.mark.parametrize(
    ("language", "text", "denials"),
    [
        ("en", "Nystrom has neither promised one nor ruled it out.", 1),
        ("en", "It isn't true and will not last.", 2),
        ("de", "Er hat nicht nur recht, er hat kein Geld.", 1),
        ("fr", "Elle n'a rien promis et ne signera jamais.", 2),
        ("fr", "Elle n'est entrée en fonction qu'en février.", 0),
        ("es", "No ha prometido nada, sin embargo vendrá.", 1),
        ("uk", "Ніхто нічого не сказав.", 1),
        ("ru", "Он не только сказал, но и не пришёл.", 1),
    ],
)
def test_two_negative_words_of_one_denial_count_once(language: str, text: str, denials: int) -> None:
    assert polarity.read(text, language).denials == denials


@settings(deadline=None)
@given(WILD, st.sampled_from(("en", *LANGUAGES)))
def test_any_text_is_read_and_found_places_lie_inside_it(text: str, language: str) -> None:
    flat = lists.flat(text)
    assert len(flat) == len(text)
    whens = dates.read(text, language)
    for found in (*whens, *numbers.read(flat, language)):
        assert 0 <= found.start < found.end <= len(text)
    assert polarity.read(text, language).denials >= 0
    assert isinstance(letters.same(flat, text, language), bool)
