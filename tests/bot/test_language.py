import timeit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.language import NAMES, language_of


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("What does Putin want?", "en"),
        ("I want to go back to work.", "en"),
        ("Was will Putin?", "de"),
        ("Der Hafen verlud früher täglich 9.000 Tonnen Kali.", "de"),
        ("Que veut Poutine ?", "fr"),
        ("Vashlin n'en a pas parlé en public.", "fr"),
        ("¿Qué quiere Putin en Alaska?", "es"),
        ("Що хоче Путін?", "uk"),
        ("Дату другого раунду не призначено.", "uk"),
        ("Чего хочет Путин?", "ru"),
        ("Дата второго раунда не назначена.", "ru"),
        ("Чаго хоча Пуцін ад сустрэчы ўвечары?", "be"),
        ("Шта жели Путин од самита, и зашто је љут?", "sr"),
        ("プーチンは何を望んでいますか", "ja"),
        ("普京想要什么", "zh"),
        ("Putin", None),
        ("15.08.2025", None),
        ("", None),
        ("\x00 — …", None),
    ],
)
def test_a_language_is_told_by_its_script_and_its_small_words(text: str, code: str | None) -> None:
    assert language_of(text) == code


def test_a_name_of_another_language_does_not_make_a_text_that_language() -> None:
    assert (
        language_of("Volodymyr Zelensky (Володимир Зеленський) has said that Ukraine will not give in.")
        == "en"
    )
    assert language_of("What did van der Bellen say of the café?") == "en"


@settings(deadline=None)
@given(st.text() | st.text("абіїєґыэъўђaäñ '’-\n"))
def test_any_text_has_a_known_language_or_none(text: str) -> None:
    assert language_of(text) in {None, *NAMES}


def test_telling_takes_a_fraction_of_a_millisecond() -> None:
    for question in (
        "What does the president want from the talks, and why now?",
        "Чого хоче президент від переговорів?",
    ):
        assert min(timeit.repeat(lambda q=question: language_of(q), number=100, repeat=5)) / 100 < 0.0002
