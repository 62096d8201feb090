"""Scoring of answers, pure."""

import contextlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answers import Answer, Citation, Claim, NotStated, Why
from bot.errors import UnusableInput
from bot.evaluation import Known, Tally, by_kind, read_known, score, sides


def answer(*quotes: str) -> Answer:
    citations = [Citation(document="d", passage=1, quote=quote, start=0, end=len(quote)) for quote in quotes]
    claims = tuple(Claim(text=c.quote, citations=(c,)) for c in citations)
    return Answer(claims=claims, engine="e", dossier="d", as_of=None)


SILENCE = NotStated(why=Why.NOT_FOUND, nearest=(), engine="e", dossier="d", as_of=None)


def known(**fields: object) -> Known:
    line = {"question": "Who?", "answerable": True, **fields}
    return read_known(json.dumps(line))[0]


@pytest.mark.parametrize(
    ("question", "result", "right"),
    [
        (known(accept=["the  Bridge"]), answer("Over\nthe bridge they go."), True),
        (known(accept=["bridge"]), answer("First.", "Then the bridge."), False),
        (known(accept=[]), answer("Anything."), True),
        (known(accept=["x", "any"]), answer("Anything."), True),
        (known(), SILENCE, False),
        (known(answerable=False), SILENCE, True),
        (known(answerable=False), answer("Something."), False),
        (known(accept=["a"], also=[["b"], ["c", "d"]]), answer("a", "B", "D"), True),
        (known(accept=["a"], also=[["b"], ["c"]]), answer("a", "b"), False),
    ],
)
def test_a_result_is_right_or_not(question: Known, result: Answer | NotStated, right: bool) -> None:
    assert score(question, result).right is right


def test_history_reaches_the_question_and_other_keys_are_passed_over() -> None:
    question = known(history=["Who is she?"], note="x", kind="what")
    assert question.question.history == ("Who is she?",)
    assert question.kind == "what"


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ("nonsense", "JSON"),
        ("[]", "object"),
        ("[" * 100_000, "nested"),
        ("1" * 5_000, "number"),
        ('{"answerable": true}', '"question"'),
        ('{"question": 3, "answerable": true}', '"question"'),
        ('{"question": "Who?", "answerable": "yes"}', '"answerable"'),
        ('{"question": "Who?", "answerable": true, "accept": "x"}', '"accept"'),
        ('{"question": "Who?", "answerable": true, "also": ["x"]}', '"also"'),
        ('{"question": "Who?", "answerable": true, "history": [1]}', '"history"'),
    ],
)
def test_a_malformed_line_is_named(line: str, word: str) -> None:
    good = '{"question": "Who?", "answerable": true}'
    with pytest.raises(UnusableInput, match="Line 2") as caught:
        read_known(f"{good}\n{line}\n")
    assert word in str(caught.value)


def test_no_question_at_all_is_said() -> None:
    for split in (None, "held"):
        with pytest.raises(UnusableInput, match="no question"):
            read_known("\n", split)


@given(st.text())
def test_any_file_is_read_or_refused(text: str) -> None:
    with contextlib.suppress(UnusableInput):
        assert read_known(text)


def test_tallies_by_side_and_kind() -> None:
    scored = [
        score(known(kind="b"), answer("x")),
        score(known(kind="a"), SILENCE),
        score(known(kind="a", answerable=False), SILENCE),
    ]
    assert sides(scored) == (Tally(1, 2), Tally(1, 1))
    assert list(by_kind(scored)) == [("a", Tally(0, 1), Tally(1, 1)), ("b", Tally(1, 1), Tally(0, 0))]
    assert Tally(0, 0).percent is None
    assert str(Tally(1, 3)) == "1 of 3 (33.3 %)"
