import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.engines.extractive.question import MAX_WORDS, Kind, read


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Who is the host?", Kind.WHO),
        ("Which leader arrived first?", Kind.WHO),
        ("When does it begin?", Kind.WHEN),
        ("In what year was the Compact signed?", Kind.WHEN),
        ("Where do they meet?", Kind.WHERE),
        ("In which city do they meet?", Kind.WHERE),
        ("How many turbines are there?", Kind.HOW_MANY),
        ("What percentage of the chips?", Kind.HOW_MANY),
        ("Why Alaska?", Kind.WHY),
        ("How did they arrive?", Kind.HOW),
        ("Which treaty is in force?", Kind.WHICH),
        ("what does the premier want", Kind.WHAT),
        ("Does she want an election?", Kind.YES_NO),
        ("Isn't it late?", Kind.YES_NO),
        ("the dam", Kind.OTHER),
        ("", Kind.OTHER),
    ],
)
def test_the_kind_of_a_question_is_what_its_answer_must_hold(text: str, kind: Kind) -> None:
    assert read(text).kind is kind


def test_names_are_words_with_a_capital_inside_the_question() -> None:
    query = read("What did Kalembe say to Rest in 1974?")
    assert [term.token for term in query.names] == ["kalembe", "rest"]
    assert [term.token for term in query.numbers] == ["1974"]


def test_capitals_mean_nothing_in_a_question_that_is_shouted() -> None:
    query = read("WHAT DOES THE PREMIER WANT?")
    assert query.names == ()
    assert [term.token for term in query.terms] == ["premier", "want"]


def test_the_focus_is_what_follows_which() -> None:
    assert read("Which export stop was lifted?").focus == ("export", "stop")
    assert read("Who was there?").focus == ()


def test_a_word_brings_its_like_with_it() -> None:
    (term,) = (term for term in read("When did it start?").terms if term.stem == "start")
    assert "begin" in dict(term.variants)


def test_words_that_say_little_weigh_less() -> None:
    weights = {term.stem: term.weight for term in read("What is the name of the lithography firm?").terms}
    assert weights["name"] < weights["lithographi"] == 1.0


@given(st.text(max_size=200))
def test_any_text_is_a_question(text: str) -> None:
    assert all(term.stem for term in read(text).terms)


def test_a_question_without_end_is_read_to_a_limit() -> None:
    assert len(read(" ".join(f"word{n}" for n in range(10_000))).terms) == MAX_WORDS
