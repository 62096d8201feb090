import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.answers import Citation
from bot.engines.generative.quoting import find
from tests.bot.engines.generative.lake import lake

LAKE = lake().dossier
WHOLE = "Baker said that the dam brings power to four million homes."


@pytest.mark.parametrize(
    "quote",
    [
        WHOLE,
        f"2| {WHOLE}",
        f"“{WHOLE}”.",
        f"«{WHOLE}»",
        f"…{WHOLE}…",
        WHOLE.replace(".", ","),
        "baker said that the dam brings power to four million homes",
    ],
)
def test_what_a_model_puts_around_a_quote_does_not_lose_it(quote: str) -> None:
    found = find(quote, LAKE, 2)
    assert found
    assert found.quote.removesuffix(".") == WHOLE.removesuffix(".")


@pytest.mark.parametrize("dots", ["…", " … ", "...", " [...] ", " (…) ", ". . ."])
def test_what_is_left_out_of_the_middle_is_put_in_again(dots: str) -> None:
    found = find(f"She does{dots}a treaty on water.", LAKE, 2)
    assert found
    assert found.quote == "She does not accept a treaty on water."


@pytest.mark.parametrize(
    "quote",
    [
        "the dam brings power … Baker said",
        "Baker wants … ordered a survey",
        "Baker said … nine million homes",
        "She accepts a treaty on water.",
        "… ...",
        "",
    ],
)
def test_parts_in_another_order_or_of_two_passages_and_other_words_are_no_quote(quote: str) -> None:
    assert find(quote, LAKE, 2) is None


@settings(deadline=None, max_examples=200)
@given(st.text(alphabet="Bakersid thm…. |23[]“”", max_size=40), st.sampled_from([None, 0, 1, 2, 9]))
def test_whatever_is_found_stands_in_the_document(quote: str, passage: int | None) -> None:
    found = find(quote, LAKE, passage)
    assert found is None or _stands(found)


def _stands(found: Citation) -> bool:
    document, passage = LAKE.document(found.document), LAKE.passage(found.passage)
    assert document
    assert passage
    inside = passage.start <= found.start < found.end <= passage.end
    return inside and document.text[found.start : found.end] == found.quote
