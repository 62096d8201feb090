import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.answers import Standing
from bot.dossier import reader
from bot.dossier.index import Index
from bot.dossier.model import Dossier
from bot.engines.verification import statements
from bot.errors import UnusableInput

Build = Callable[..., Dossier]
_GOLD = Path(__file__).parents[4] / "benchmarks"


@pytest.fixture(scope="module")
def index() -> Index:
    return Index(reader.open_dossier(reader.default_path()))


def test_every_sentence_of_the_dossiers_is_supported_by_itself(dossiers: tuple[Dossier, ...]) -> None:
    for dossier in dossiers:
        index = Index(dossier)
        for sentence in dossier.sentences:
            for checked in statements(sentence.text, index):
                if not checked.text.endswith("?"):
                    assert checked.standing is Standing.SUPPORTED, checked
                    assert checked.citations


@pytest.mark.parametrize("name", ["alaska-summit", "silicon-strait", "three-rivers"])
def test_no_statement_of_the_gold_files_is_wrongly_called_supported(name: str) -> None:
    path = _GOLD / "dossiers" / name
    index = Index(reader.open_dossier(path if path.exists() else reader.default_path()))
    lines = [
        json.loads(line)
        for line in (_GOLD / "gold" / name / "statements.jsonl").read_text("utf-8").splitlines()
    ]
    found = [statements(line["text"], index)[0].standing for line in lines]
    falsely = [
        line["text"]
        for line, standing in zip(lines, found, strict=True)
        if standing is Standing.SUPPORTED and line["verdict"] != "supported"
    ]
    right = sum(standing == line["verdict"] for line, standing in zip(lines, found, strict=True))
    assert falsely == []
    assert right / len(lines) >= 0.9


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Putin wants to control five contested regions of Ukraine anew.", "five"),
        ("Putin wants to be seen as a peacemaker.", "Trump"),
        ("In his 2016 campaign, Trump claimed that he had the power to end the war.", "2024"),
        ("Trump has suggested that Monday's meeting is a feel-out session.", "Friday"),
    ],
)
def test_a_contradiction_names_both_sides(index: Index, text: str, reason: str) -> None:
    (checked,) = statements(text, index)
    assert checked.standing is Standing.CONTRADICTED
    assert reason in checked.reason
    assert checked.citations


@pytest.mark.parametrize(
    "text",
    [
        "trump was born in geneva",
        "What does Putin want?",
        "Hello!",
        "Trump is a great man.",
        "The weather in Lisbon was fine.",
        "5",
    ],
)
def test_what_is_no_statement_of_the_documents_is_not_mentioned(index: Index, text: str) -> None:
    (checked,) = statements(text, index)
    assert checked.standing is Standing.NOT_MENTIONED
    assert checked.reason.endswith(".")
    assert checked.citations == ()


def test_a_true_and_a_false_half_are_not_supported_together(index: Index) -> None:
    for text in (
        "Trump has deliberately lowered expectations, and Putin has moved the summit to Geneva.",
        "Trump has been erratic and wants international acknowledgment of what Russia has done in Ukraine.",
    ):
        assert statements(text, index)[0].standing is not Standing.SUPPORTED
    text = "Trump has been erratic and has deliberately lowered expectations."
    assert statements(text, index)[0].standing is Standing.SUPPORTED


def test_each_statement_of_a_text_is_checked_in_its_order(index: Index) -> None:
    text = (
        "# Notes\n\n- **Trump** is [erratic](http://x.y).\n- Zelensky sings.\n\nAlaska lies close to Russia."
    )
    found = [(checked.text, checked.standing) for checked in statements(text, index)]
    assert [text for text, _ in found][-2:] == ["Zelensky sings.", "Alaska lies close to Russia."]
    assert found[-1][1] is Standing.SUPPORTED


@pytest.mark.parametrize("text", ["", "   \n", "***", "\x1b[31m\x1b[0m", "\u202e\u200b"])
def test_a_text_without_words_is_unusable(index: Index, text: str) -> None:
    with pytest.raises(UnusableInput):
        statements(text, index)


def test_a_text_that_is_too_long_is_refused_and_a_long_one_is_not(index: Index) -> None:
    assert len(statements("Trump met Putin in Alaska. " * 600, index)) == 600
    assert statements("x" * 20_000, index)
    assert statements("a, b and " * 2_000, index)
    with pytest.raises(UnusableInput, match="characters"):
        statements("x" * 200_000, index)


@settings(max_examples=60)
@given(st.text(max_size=400))
def test_any_text_gets_verdicts_without_control_characters(index: Index, text: str) -> None:
    try:
        found = statements(text, index)
    except UnusableInput:
        return
    assert found
    assert not any(sign in checked.text for checked in found for sign in "\x1b\x00\u202e\u200b")


def test_a_dossier_without_sentences_mentions_nothing(build: Build) -> None:
    (checked,) = statements("Lind sings.", Index(build()))
    assert checked.standing is Standing.NOT_MENTIONED


@pytest.mark.parametrize(
    ("text", "standing"),
    [
        ("trump has been erratic", Standing.SUPPORTED),
        ("putin wants to be seen as a peacemaker", Standing.CONTRADICTED),
        ("TRUMP HAS BEEN ERRATIC.", Standing.SUPPORTED),
    ],
)
def test_capitals_do_not_matter(index: Index, text: str, standing: Standing) -> None:
    assert statements(text, index)[0].standing is standing
