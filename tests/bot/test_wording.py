"""Our words in a language: which one, and how dates, numbers and marked messages come out in it."""

import datetime

import pytest

from bot.errors import UnusableInput
from bot.wording import ENGLISH, LANGUAGES, all_of, locale_of, one_of, say, words_for, words_in

DAY = datetime.date(2025, 8, 14)


@pytest.mark.parametrize(
    ("code", "language"),
    [
        ("de", "de"),
        ("de-AT", "de"),
        ("de_AT.UTF-8", "de"),
        ("DE", "de"),
        ("es-419", "es"),
        ("sr@latin", "en"),
        ("uk", "uk"),
        ("en-GB", "en"),
        ("tlh", "en"),
        ("../../etc", "en"),
        ("", "en"),
        (None, "en"),
    ],
)
def test_a_code_falls_back_to_its_language_and_then_to_english(code: str | None, language: str) -> None:
    assert words_for(code).language == language


def test_a_catalogue_is_read_once() -> None:
    assert words_for("de-AT") is words_for("de_CH.UTF-8")


@pytest.mark.parametrize(
    ("environ", "locale"),
    [
        ({"LANG": "de_DE.UTF-8"}, "de_DE.UTF-8"),
        ({"LANG": "de_DE.UTF-8", "LC_ALL": "fr_FR"}, "fr_FR"),
        ({"LANG": "de_DE.UTF-8", "LC_MESSAGES": "es_ES"}, "es_ES"),
        ({"LANG": "de_DE.UTF-8", "LC_ALL": ""}, "de_DE.UTF-8"),
        ({"LANG": "de_DE.UTF-8", "LC_ALL": "C.UTF-8"}, None),
        ({"LANG": "POSIX"}, None),
        ({}, None),
    ],
)
def test_the_system_says_which_language_its_messages_have(
    environ: dict[str, str], locale: str | None
) -> None:
    assert locale_of(environ) == locale


@pytest.mark.parametrize(
    ("code", "day", "time", "number"),
    [
        ("en", "14 August 2025", "08:05", "10,000"),
        ("de", "14. August 2025", "08:05", "10.000"),
        ("fr", "14 août 2025", "08:05", "10\u202f000"),
        ("es", "14 de agosto de 2025", "8:05", "10.000"),
        ("uk", "14 серпня 2025\u202fр.", "08:05", "10\xa0000"),
        ("ru", "14 августа 2025\u202fг.", "08:05", "10\xa0000"),
    ],
)
def test_a_date_a_time_and_a_number_have_the_form_of_their_language(
    code: str, day: str, time: str, number: str
) -> None:
    words = words_for(code)
    assert (words.day(DAY), words.time(datetime.time(8, 5)), words.number(10_000)) == (day, time, number)


def test_a_time_is_that_of_its_own_clock_whatever_the_zone() -> None:
    zone = datetime.timezone(datetime.timedelta(hours=-7))
    assert words_for("de").time(datetime.datetime(2025, 8, 14, 23, 5, tzinfo=zone)) == "23:05"


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_long_date_holds_its_weekday_and_a_week_has_seven_days(code: str) -> None:
    words = words_for(code)
    assert words.weekday(DAY.weekday()).casefold() in words.long_day(DAY).casefold()
    assert len({words.weekday(number) for number in range(7)}) == 7


@pytest.mark.parametrize(
    ("code", "listed"),
    [("en", "A, B and C"), ("de", "A, B und C"), ("fr", "A, B et C"), ("es", "A, B y C"), ("ru", "A, B и C")],
)
def test_a_list_ends_as_in_its_language(code: str, listed: str) -> None:
    assert words_for(code).list_of(["A", "B", "C"]) == listed


def test_lists_of_one_and_none_are_lists() -> None:
    assert (ENGLISH.list_of(["A"]), ENGLISH.list_of([])) == ("A", "")


def test_a_marked_message_is_english_and_can_be_said_again_with_all_that_it_holds() -> None:
    hint = say("did you mean {name}?", name="/compare")
    said = say("There is no command /{word}; {hint}", word="comapre", hint=hint)
    assert said == "There is no command /comapre; did you mean /compare?"
    assert words_for("de").said(said) == "Den Befehl /comapre gibt es nicht; meinten Sie /compare?"
    assert words_for("de").said(str(said) + "!") == said + "!"


def test_an_error_is_told_in_the_language_if_it_was_marked() -> None:
    words = words_for("fr")
    assert words.error(UnusableInput(say("The documents don't say."))) == "Les documents ne le disent pas."
    assert words.error(UnusableInput("Something else.")) == "Something else."
    assert words.error(UnusableInput()) == ""


def test_names_are_joined_as_in_the_language() -> None:
    assert (all_of(["A", "B", "C"]), one_of(["A", "B"]), all_of(["A"]), all_of([])) == (
        "A, B and C",
        "A or B",
        "A",
        "",
    )
    assert words_for("es").said(one_of(["A", "B"])) == "A o B"


@pytest.mark.parametrize(
    ("code", "name"), [("en", "German"), ("de", "Deutsch"), ("ru", "немецкий"), ("es", "alemán")]
)
def test_a_language_is_called_by_its_name_there(code: str, name: str) -> None:
    assert words_for(code).language_name("German") == name
    assert words_for(code).language_name("Klingonish") == "Klingonish"


def test_a_language_is_found_by_its_english_name() -> None:
    german = words_in("German")
    assert german
    assert german.language == "de"
    assert words_in("Greek") is None
    assert words_in(None) is None
