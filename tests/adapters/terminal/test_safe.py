"""Text of others is made safe in one place."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.terminal.safe import encodable, safe, safe_in_place


@given(st.text(st.characters(exclude_categories=[])))
def test_no_control_bidi_zero_width_or_surrogate_character_survives(text: str) -> None:
    for character in safe(text):
        assert character == "\n" or unicodedata.category(character) not in {"Cc", "Cs", "Zl", "Zp"}
        assert not "\u200b" <= character <= "\u200f"
        assert not "\u202a" <= character <= "\u202e"
        assert not "\u2060" <= character <= "\u206f"


@given(st.text(st.characters(categories=["L", "M", "N", "P", "S", "Zs"])))
def test_readable_text_is_left_as_it_stands(text: str) -> None:
    assert safe(text) == text


@given(st.text(st.characters(exclude_categories=[])))
def test_a_line_that_is_edited_keeps_its_length(text: str) -> None:
    assert len(safe_in_place(text)) == len(text)


def test_escape_sequences_become_visible() -> None:
    assert safe("\x1b[31mred\x9b0m\x7f\x07") == "␛[31mred\ufffd0m␡␇"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\r\nb\rc\u2028d\te", "a\nb\nc\nd e"),
        ("a\u202eb\u2066c", "a\ufffdb\ufffdc"),
        ("z\u200be\ufeffro", "zero"),
    ],
)
def test_line_ends_bidi_and_zero_width_characters(text: str, shown: str) -> None:
    assert safe(text) == shown


@given(
    st.text(st.characters(exclude_categories=["Cs"])), st.sampled_from(["ascii", "latin-1", "cp437", "utf-8"])
)
def test_what_is_encodable_can_be_encoded(text: str, encoding: str) -> None:
    encodable(text, encoding).encode(encoding)


def test_typography_falls_back_to_ascii() -> None:
    assert encodable("“é” – … → ─ Erdoğan 漢", "ascii") == '"e" - ... -> - Erdogan ?'
    assert encodable("“é”", "latin-1") == '"é"'
