import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.engines.extractive import question, signs
from bot.engines.extractive.question import Kind
from bot.engines.extractive.wanted import Wanted
from tests.bot.engines.extractive.made import reading

INDEX = reading("A text.").index


def wanted(text: str) -> Wanted:
    return Wanted(question.read(text))


@pytest.mark.parametrize("text", ["Who won the vote?", "Did they sign?", "What was signed at noon?"])
def test_a_question_for_what_happened_is_told_from_one_for_a_wish(text: str) -> None:
    assert wanted(text).happened
    assert not wanted("What does she want to sign?").happened
    assert not wanted("What did he hope to sign?").happened


@pytest.mark.parametrize(
    ("text", "holds", "lacks"),
    [
        ("How long is the call?", "It took 12 minutes.", "It was of no use."),
        ("How often do they meet?", "They meet twice a year.", "They meet in 2030."),
        ("How old is he?", "Holm, 61, is a surgeon.", "It is 61 per cent."),
        ("How deep is the wreck?", "It lies in 62 metres of water.", "It lies off the coast."),
        ("How likely is a deal?", "He puts the chance at one in five.", "A deal is far."),
    ],
)
def test_a_measure_knows_what_measures_it(text: str, holds: str, lacks: str) -> None:
    measure = wanted(text).measure
    assert measure is not None
    assert measure.search(holds)
    assert not measure.search(lacks)


def test_an_hour_and_a_calling_are_asked_for_in_several_ways() -> None:
    assert all(wanted(text).clock for text in ("What time is it due?", "At what hour do they start?"))
    assert wanted("Which day is it?").clock is None
    assert all(
        wanted(text).calling
        for text in ("What did she do before politics?", "What was his profession?", "What did Holm study?")
    )


@pytest.mark.parametrize(
    "text",
    ["It opens at 2 p.m. sharp", "It opens at 10.30", "It opens at nine", "due on Sept 30", "due at noon"],
)
def test_a_time_of_day_is_a_time(text: str) -> None:
    assert signs.found(Kind.WHEN, INDEX.read(text), set())


@pytest.mark.parametrize("text", ["one in three", "by two percent", "version 10.305"])
def test_a_share_is_no_time(text: str) -> None:
    assert not signs.found(Kind.WHEN, INDEX.read(text), set())


def test_a_year_and_a_day_of_the_month_count_nothing() -> None:
    assert not signs.found(Kind.HOW_MANY, INDEX.read("It began on July 11 in 2023."), set())
    assert signs.found(Kind.HOW_MANY, INDEX.read("He has ruled since 2014."), set())
    assert signs.found(Kind.HOW_MANY, INDEX.read("They sent 2023 home on foot, 6,200 in all."), set())


@given(st.text(max_size=200))
def test_any_question_can_be_asked_what_it_wants(text: str) -> None:
    made = wanted(text)
    assert made.happened in (True, False)
    assert made.verb is None or made.verb < len(made.query.terms)
