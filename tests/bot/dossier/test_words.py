import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.dossier import words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Trump's visit", ["trump", "visit"]),
        ("the leaders’ talks", ["the", "leaders", "talks"]),
        ("Recep Tayyip Erdoğan, Łódź", ["recep", "tayyip", "erdogan", "lodz"]),
        ("1,500 men and 3.5 % on the 10th", ["1500", "men", "and", "3.5", "on", "the", "10th"]),
        ("The U.S. told us, the US said", ["the", "usa", "told", "us", "the", "usa", "said"]),
        ("a feel-out session", ["a", "feel", "out", "session"]),
        ("東京 हिन्दी Чего", ["東", "京", "हिन्दी", "чего"]),
        ("", []),
        ("\x00\x1b[31m — …", ["31m"]),
    ],
)
def test_tokens_are_folded_words_without_possessives(text: str, expected: list[str]) -> None:
    assert words.tokens(text) == expected


@pytest.mark.parametrize(
    "forms",
    [
        "begin began begun beginning begins",
        "meet met meeting meetings",
        "choose chose chosen choice",
        "invade invaded invasion invaders",
        "agree agreed agreement",
        "crisis crises",
        "organise organize organised",
        "defence defense defend",
        "russian russians",
    ],
)
def test_forms_of_a_word_share_a_stem(forms: str) -> None:
    assert len({words.stem(form) for form in forms.split()}) == 1


def test_numbers_are_their_own_stems() -> None:
    assert [words.stem(token) for token in ("1974", "3.5", "10th")] == ["1974", "3.5", "10th"]


def test_terms_are_the_stems_of_content_words() -> None:
    assert words.terms("When did the talks begin?") == ["talk", "begin"]


@given(st.text(max_size=300))
def test_any_text_gives_folded_tokens_without_spaces(text: str) -> None:
    for token in words.tokens(text):
        assert token
        assert not any(char.isspace() for char in token)
        assert words.stem(token)


@given(st.text(max_size=100))
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert words.fold(words.fold(text)) == words.fold(text)


@given(st.text(alphabet="abcé üß“’", max_size=50))
def test_composed_and_decomposed_letters_fold_alike(text: str) -> None:
    assert words.fold(unicodedata.normalize("NFD", text)) == words.fold(unicodedata.normalize("NFC", text))
