import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.answers import Turn
from bot.followups import Dispute, InLanguage, Shorter, asked_before, follow_up


@pytest.mark.parametrize(
    "text",
    [
        "in one sentence",
        "Shorter please!",
        "And in short?",
        "tl;dr",
        "Sum it up in one sentence, please.",
        "briefly",
    ],
)
def test_a_wish_for_less_is_understood(text: str) -> None:
    assert follow_up(text) == Shorter()


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("in German", "German"),
        ("And in French, please?", "French"),
        ("Translate it into Ukrainian", "Ukrainian"),
        ("auf Deutsch", "German"),
    ],
)
def test_a_wish_for_another_language_is_understood(text: str, language: str) -> None:
    assert follow_up(text) == InLanguage(language)


@pytest.mark.parametrize(
    ("text", "statement"),
    [
        ("No, Baker wants to leave.", "Baker wants to leave."),
        ("That's wrong: Adams never signed the treaty", "Adams never signed the treaty"),
        ("That is not true.", ""),
        ("You're wrong!", ""),
        ("Actually, the summit was called off yesterday.", "the summit was called off yesterday."),
        ("are you sure?", ""),
    ],
)
def test_a_dispute_is_told_from_what_it_says_instead(text: str, statement: str) -> None:
    assert follow_up(text) == Dispute(statement)


@pytest.mark.parametrize(
    "text",
    [
        "Who signed the treaty?",
        "No, what does Baker want?",
        "Norway wants a treaty",
        "What is the short version of the treaty?",
        "Where in Germany do they meet?",
        "It is a long line of ships",
        "a",
        "please",
        "",
        "Falsehoods were told by whom?",
    ],
)
def test_a_question_of_its_own_is_none(text: str) -> None:
    assert follow_up(text) is None


def test_what_was_asked_before_is_the_last_question_of_its_own() -> None:
    assert asked_before((Turn("", "a briefing that is replied to"),)) is None
    turns = [
        Turn("What does Adams want?"),
        Turn("in one sentence"),
        Turn("No, that's wrong."),
        Turn("in German"),
    ]
    assert asked_before(turns) == ("What does Adams want?", ())
    assert asked_before(turns[1:]) is None


@settings(deadline=None)
@given(st.text(max_size=200))
def test_any_text_is_read(text: str) -> None:
    follow_up(text)


@settings(deadline=None, max_examples=50)
@given(
    st.lists(
        st.sampled_from(
            [
                "a bit",
                "short",
                "shorter",
                "in one sentence",
                "no",
                "that's wrong",
                "please",
                "and",
                "in",
                " ",
                ",",
            ]
        ),
        max_size=600,
    )
)
def test_no_text_keeps_the_reader_busy(words: list[str]) -> None:
    begun = time.process_time()
    follow_up(" ".join(words) + "x")
    assert time.process_time() - begun < 1
