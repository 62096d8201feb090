"""Every word of ours is translated, and what is committed is what the code says."""

import io
import string

import pytest
from babel.messages.catalog import Message
from babel.messages.mofile import read_mo
from hypothesis import given
from hypothesis import strategies as st

from bot.wording import LANGUAGES, Translated, words_for
from tests.bot.catalogues import TRANSLATED, compiled, extracted, path_of, texts_of, translated

MESSAGES = [message for message in extracted() if message.id]
FORMS = {"de": 2, "fr": 2, "es": 2, "uk": 3, "ru": 3}


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_message_of_the_code_is_translated_and_nothing_else_is_kept(language: str) -> None:
    catalogue = translated(language)
    known = [message for message in catalogue if message.id]
    assert {texts_of(m)[0] for m in known} == {texts_of(m)[0] for m in MESSAGES}
    assert not any(message.fuzzy for message in catalogue)
    assert [m.id for m in known if not all(texts_of(m)[1])] == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_translation_fills_in_just_what_the_english_does(language: str) -> None:
    for message in translated(language):
        english, foreign = texts_of(message)
        for text in foreign if message.id else ():
            assert placeholders(text) == placeholders(english[-1]), text
            assert text.strip() == text
            assert text.endswith("…") == english[-1].endswith("…")


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_language_has_as_many_plural_forms_as_it_needs(language: str) -> None:
    catalogue = translated(language)
    assert catalogue.num_plurals == FORMS[language]
    for message in catalogue:
        if message.pluralizable and message.id:
            assert len(texts_of(message)[1]) == FORMS[language]


@pytest.mark.parametrize("language", TRANSLATED)
def test_what_is_compiled_is_what_is_written(language: str) -> None:
    anew = read_mo(io.BytesIO(compiled(translated(language))))
    with path_of(language, "mo").open("rb") as file:
        committed = read_mo(file)
    assert {texts_of(m) for m in committed if m.id} == {texts_of(m) for m in anew if m.id}
    assert committed.plural_expr == anew.plural_expr


FILLINGS = st.text(st.characters(codec="utf-8"), max_size=30)


@given(st.data())
def test_whatever_is_filled_in_survives_word_for_word_in_every_language(data: st.DataObject) -> None:
    message: Message = data.draw(st.sampled_from(MESSAGES))
    words = words_for(data.draw(st.sampled_from(list(LANGUAGES))))
    english = texts_of(message)[0]
    values = {name: data.draw(FILLINGS, name) for name in placeholders(english[-1]) - {"number"}}
    if len(english) == 1 and "number" in placeholders(english[0]):
        values["number"] = data.draw(FILLINGS, "number")
    if len(english) == 1:
        said = words.text(english[0], **values)
    else:
        count = data.draw(st.integers(0, 2000))
        said = words.plural(english[0], english[1], count, **values)
        assert words.number(count) in said
    assert all(value in said for value in values.values())


@pytest.mark.parametrize(
    ("language", "forms"),
    [
        ("uk", {1: "день", 2: "дні", 4: "дні", 5: "днів", 11: "днів", 12: "днів", 21: "день", 22: "дні", 111: "днів"}),
        ("ru", {1: "день", 3: "дня", 5: "дней", 11: "дней", 14: "дней", 21: "день", 33: "дня", 112: "дней"}),
        ("de", {1: "Tag", 2: "Tagen", 21: "Tagen"}),
        ("fr", {0: "jour", 1: "jour", 2: "jours"}),
        ("es", {1: "día", 0: "días", 101: "días"}),
    ],
)  # fmt: skip
def test_a_number_takes_its_form(language: str, forms: dict[int, str]) -> None:
    words = words_for(language)
    assert isinstance(words, Translated)
    for number, form in forms.items():
        assert f"{number} {form}" in words.plural("in {number} day", "in {number} days", number)
