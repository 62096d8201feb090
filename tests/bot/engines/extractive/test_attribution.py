"""Whose sentence it is."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.dossier.model import Leader
from bot.engines.extractive.attribution import Statement, attribute
from bot.engines.extractive.subjects import Hold
from tests.bot.engines.extractive.made import ADA, BO, CY, reading

A, B = frozenset({0}), frozenset({1})
BOTH, NOBODY = A | B, frozenset[int]()


def held(text: str, leaders: tuple[Leader, ...] = (ADA, BO)) -> list[Statement]:
    found = reading(text, leaders=leaders)
    return attribute(found.dossier.passages, found)


@pytest.mark.parametrize(
    ("text", "holders"),
    [
        ("Morgan wants the quota doubled.", A),
        ("In June Morgan closed the harbour.", A),
        ("In June, Morgan closed the harbour.", A),
        ("After talks with Lindqvist, Morgan closed the harbour.", A),
        ("When Lindqvist spoke, Morgan left the room.", A),
        ("Unlike Lindqvist, Morgan is in no hurry.", A),
        ("But even President Morgan has doubts.", A),
        ("Morgan's main aim is a lower toll.", A),
        ("According to Morgan, the toll is too high.", A),
        ("The toll is too high, Morgan said.", A),
        ("“The toll is too high,” said Morgan.", A),
        ("Morgan hopes that Lindqvist will lower the toll.", A),
        ("Morgan said Lindqvist wants the harbour.", A),
        ("Morgan accused Lindqvist of greed.", A),
        ("Lindqvist wants war, Morgan said.", A),
        ("Lindqvist, Morgan said, wants war.", A),
        ("Morgan, unlike Lindqvist, is in no hurry.", A),
        ("Morgan wants war, said Senator Vane.", NOBODY),
        ("Morgan wants war, Vane said.", NOBODY),
        ("In Morgan's view, Lindqvist wants war.", NOBODY),
        ("To Morgan, Lindqvist wants too much.", NOBODY),
        ("Morgan's rival wants war.", NOBODY),
        ("Morgan was urged by Lindqvist to lower the toll.", A),
        ("Ada Morgan, who studied law, and Bo Lindqvist, a former sailor, meet in Skerry.", BOTH),
        ("President Morgan of Estmark and Premier Lindqvist of Vessland meet on Monday.", BOTH),
        ("Both leaders want an agreement.", BOTH),
        ("Neither side has moved.", BOTH),
        ("The two have spoken twice.", BOTH),
        ("Each side will brief its own press.", BOTH),
        ("A spokesman for Morgan called the toll a disgrace.", A),
        ("Morgan's adviser called the toll a disgrace.", A),
        ("Estmark raised the toll in June.", A),
        ("The skippers hope that Morgan will lower the toll.", NOBODY),
        ("Senator Vane said that Morgan wants war.", NOBODY),
        ("Morgan's critics say the toll is theft.", NOBODY),
        ("Morgan's predecessor raised the toll.", NOBODY),
        ("Observers believe Morgan and Lindqvist fear each other.", NOBODY),
        ("The harbour lies on an island.", NOBODY),
        ("European leaders want an agreement.", NOBODY),
    ],
)
def test_the_subject_of_the_main_clause_holds_the_sentence(text: str, holders: frozenset[int]) -> None:
    assert [s.holders for s in held(text)] == [holders]


@pytest.mark.parametrize(
    "text",
    [
        "While Morgan wants a lower toll, Lindqvist wants more fish.",
        "Morgan wants a lower toll, while Lindqvist wants more fish.",
        "Morgan wants a lower toll, but Lindqvist wants more fish.",
        "Morgan wants a lower toll; Lindqvist wants more fish.",
    ],
)
def test_a_contrast_is_cut_into_its_clauses_at_exact_offsets(text: str) -> None:
    first, second = held(text)
    assert (first.holders, first.text) == (A, "Morgan wants a lower toll")
    assert (second.holders, second.text.rstrip(".")) == (B, "Lindqvist wants more fish")
    for statement in (first, second):
        document = statement.sentence.text
        start = statement.start - statement.sentence.start
        assert document[start : start + len(statement.text)] == statement.text


def test_what_someone_is_said_to_do_is_not_cut_out_of_what_was_said() -> None:
    (statement,) = held("Morgan fears that the toll will rise, and Lindqvist will close the harbour.")
    assert statement.holders == A


def test_a_pronoun_means_the_subject_that_was_just_named() -> None:
    found = held("Morgan closed the harbour. She wants a lower toll. Her demand is old.")
    assert [s.holders for s in found] == [A, A, A]
    assert found[1].antecedent is not None
    assert found[1].antecedent.text == "Morgan closed the harbour."


@pytest.mark.parametrize(
    "text",
    [
        "Morgan met Lindqvist. He left early.",
        "Morgan and Lindqvist met. He left early.",
        "Morgan left. Senator Vane stayed. He was tired.",
        "Morgan left.\n\nThe weather was bad.\n\nHe was tired.",
    ],
)
def test_a_pronoun_that_may_mean_someone_else_is_nobodys(text: str) -> None:
    assert held(text)[-1].holders == NOBODY


def test_he_or_she_is_learned_from_the_documents_and_not_from_the_name() -> None:
    text = (
        "Morgan has made up her mind, and she says so. Morgan likes her plan.\n\n"
        "Lindqvist has made up his mind, and he says so. Lindqvist likes his plan.\n\n"
        "Morgan met Lindqvist. He left early."
    )
    assert held(text)[-1].holders != A


def test_a_heading_tells_whom_a_section_is_about() -> None:
    found = held("## What does Morgan want?\n\nShe is after a lower toll.\n")
    assert [s.holders for s in found] == [A]


def test_both_among_three_are_the_pair_that_was_just_named() -> None:
    three = (ADA, BO, CY)
    found = held("Lindqvist and Okello met in Tarn. Both leaders want more fish.", leaders=three)
    assert found[-1].holders == frozenset({1, 2})
    assert held("Both leaders want more fish.", leaders=three)[-1].holders == NOBODY
    assert held("All three leaders want more fish.", leaders=three)[-1].holders == {0, 1, 2}


def test_a_passive_is_no_more_than_about_its_subject() -> None:
    (statement,) = held("Morgan was urged by Lindqvist to lower the toll.")
    assert statement.clauses[0].passive
    assert statement.hold is Hold.OWN


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            "Morgan Lindqvist Morgan's the both leaders while but , ; : \" “ ” he She his wants said that by "
            "hopes and of In June what — ( ) Estmark they . ?".split()
        ),
        max_size=18,
    )
)
def test_any_words_are_attributed_within_their_sentence(pieces: list[str]) -> None:
    for statement in held("Morgan came. " + " ".join(pieces)):
        assert statement.sentence.start <= statement.start <= statement.end <= statement.sentence.end
        assert statement.holders <= BOTH


def test_an_age_and_a_former_trade_between_commas_do_not_hide_what_a_leader_wants() -> None:
    (statement,) = held("Morgan, 61, a former engineer, wants the quota doubled.")
    assert statement.holders == A
    assert statement.clauses[0].verb[0] == "want"


@pytest.mark.parametrize(
    "office", ["*President", "[acting president", "President | King", "(premier) of Estmark"]
)
def test_an_office_with_signs_in_it_breaks_nothing(office: str) -> None:
    leaders = (Leader(name="Ada Morgan", office=office), Leader(name="Bo Lindqvist", office=office))
    assert held("Both leaders want peace.", leaders)[0].holders == BOTH
