import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.dossier.model import Dossier
from bot.engines.verification import cite, locate

Build = Callable[..., Dossier]

_LETTERS = st.text(alphabet="abcdeé \n'’“”\"-–—.,ß漢Ω5", min_size=1, max_size=80)
_VARIANTS = str.maketrans({"“": "„", "”": '"', "'": "’", "-": "—", "–": "-", " ": "\u00a0\n", "\n": "\t "})


def _passage(text: str) -> str:
    return " ".join(("x", text, "x"))


@given(_LETTERS, st.data())
def test_any_span_of_a_passage_is_found_with_its_own_characters(
    build: Build, text: str, data: st.DataObject
) -> None:
    dossier = build(_passage(text))
    whole = dossier.passages[0].text
    start = data.draw(st.integers(0, len(whole) - 1))
    end = data.draw(st.integers(start + 1, len(whole)))
    span = whole[start:end]
    found = locate(span, dossier, "d.md", 1)
    if not any(sign.isalnum() for sign in span):
        assert found is None
        return
    assert found is not None
    assert found.quote == span.strip() == dossier.documents[0].text[found.start : found.end]
    assert found.start == whole.find(span.strip())


@given(_LETTERS)
def test_other_spaces_quote_marks_and_dashes_lead_to_the_documents_own_span(build: Build, text: str) -> None:
    dossier = build("First.", _passage(text))
    found = locate(_passage(text).translate(_VARIANTS), dossier)
    assert found is not None
    assert found.passage == 2
    assert found.quote == dossier.passages[1].text


@given(_LETTERS, st.data())
def test_a_changed_letter_is_not_found(build: Build, text: str, data: st.DataObject) -> None:
    whole = _passage(text)
    letters = [place for place, sign in enumerate(whole) if sign.isalnum()]
    place = data.draw(st.sampled_from(letters))
    changed = whole[:place] + "q" + whole[place + 1 :]
    assert locate(changed, build(whole)) is None


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_accents_may_be_composed_or_not(build: Build, form: str) -> None:
    for written in ("NFC", "NFD"):
        dossier = build(unicodedata.normalize(written, "Jarmil Šedivák spoke. The café is open."))  # type: ignore[arg-type]
        found = locate(unicodedata.normalize(form, "Šedivák spoke"), dossier)  # type: ignore[arg-type]
        assert found is not None
        assert found.quote == unicodedata.normalize(written, "Šedivák spoke")  # type: ignore[arg-type]
        assert locate("cafe", dossier) is None


@pytest.mark.parametrize("quote", ["", "   ", "\u00a0\n", "“”", "—", "\u200b", "..."])
def test_an_empty_quote_never_counts(build: Build, quote: str) -> None:
    assert locate(quote, build("He said — “”... nothing.")) is None


@pytest.mark.parametrize(
    "quote", ["will\u200b not", "wi\u202ell not", "will not\u200b", "Will not", "WILL NOT"]
)
def test_invisible_characters_and_case_are_differences(build: Build, quote: str) -> None:
    assert locate(quote, build("They will not go.")) is None


def test_a_quote_does_not_run_over_the_end_of_a_passage(build: Build) -> None:
    assert locate("one. Two", build("This is one.", "Two is next.")) is None


def test_a_quote_is_sought_only_where_it_is_said_to_stand(build: Build) -> None:
    dossier = build("Bo spoke first.", "Then Bo spoke again.")
    assert locate("again", dossier, passage=1) is None
    assert locate("again", dossier, "other.md") is None
    assert locate("again", dossier, "d.md", 7) is None
    found = locate("Bo spoke", dossier, "d.md", 2)
    assert found is not None
    assert found.passage == 2


def test_sentences_of_all_dossiers_cite_themselves(dossiers: tuple[Dossier, ...]) -> None:
    for dossier in dossiers:
        for sentence in dossier.sentences:
            citation = cite(sentence, dossier)
            document = dossier.document(citation.document)
            assert document is not None
            assert document.text[citation.start : citation.end] == citation.quote == sentence.text
            assert locate(sentence.text, dossier, citation.document, citation.passage) is not None
