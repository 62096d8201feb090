"""What a newcomer gets who hands in one text and nothing else."""

from pathlib import Path

import pytest

from bot.answers import Answer, Length, NotStated, Question
from bot.dossier.reader import open_dossier
from bot.dossier.reading import Reading, read
from bot.engines.extractive import answers
from bot.engines.extractive.briefing import brief
from bot.engines.extractive.comparison import compare
from bot.errors import UnknownName

WIRE = """{a_land}, {b_land} leaders to meet over timber

SKAR, 3 March 2027 - The prime minister of {a_land} and the president of {b_land} will meet on 17 March in the
port city of Skar, officials said, in a bid to end a dispute over timber tariffs and fishing rights.

{a} told parliament on Monday that she wanted a fair deal. Prime Minister {a_whole} of {a_land} is expected to press
for lower tariffs on timber, which {b_land} raised to 18 percent in January.

{b_land}'s president, {b_whole}, said he would not lift the tariffs. {b} wants the northern waters for his trawlers.

{a} has also asked for a joint commission on timber prices. {b} said the tariffs on timber protected 4,000 jobs.

It is unclear whether the two leaders will sign anything. The size of the fishing quota remained disputed, an
official said, and no date has been set for a second round. A port official will open the hall at noon.

The leaders last met in Oslund in 2023, when they agreed on a customs form.
"""
NAMES = {"a": "Moe", "a_whole": "Ingrid Moe", "a_land": "Norland"}
OTHERS = {"b": "Brandt", "b_whole": "Tomas Brandt", "b_land": "Sudmark"}


def reading_of(tmp_path: Path, text: str) -> Reading:
    path = tmp_path / "notes.txt"
    path.write_text(text, encoding="utf-8")
    return read(open_dossier(path))


@pytest.fixture
def wire(tmp_path: Path) -> Reading:
    return reading_of(tmp_path, WIRE.format(**NAMES, **OTHERS))


def said(reading: Reading, question: str) -> list[str]:
    found = answers.answer(Question(text=question), reading)
    return [claim.text for claim in found.claims] if isinstance(found, Answer) else []


@pytest.mark.parametrize("question", ["Who meets?", "When is the summit?", "Where do they meet?"])
def test_the_meeting_that_lies_ahead_is_told_and_not_the_last_one(wire: Reading, question: str) -> None:
    (told,) = said(wire, question)
    assert "17 March" in told
    assert "Skar" in told


def test_a_briefing_begins_with_who_meets_where_and_when(wire: Reading) -> None:
    first = brief(Length.SHORT, wire).points[0]
    assert first.heading == "What it is"
    assert "17 March" in first.claim.text


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("Who is the Prime Minister of Norland?", "Prime Minister Ingrid Moe of Norland"),
        ("who is the prime minister of norland", "Prime Minister Ingrid Moe of Norland"),
        ("Who's the president of Sudmark?", "Sudmark's president, Tomas Brandt"),
    ],
)
def test_who_holds_an_office_is_told_by_a_sentence_with_the_name(
    wire: Reading, question: str, name: str
) -> None:
    (told,) = said(wire, question)
    assert name in told


@pytest.mark.parametrize(
    "question",
    [
        "What is still open?",
        "What is undecided?",
        "What remains unresolved?",
        "What is disputed?",
        "What has not been decided yet?",
        "Which questions are still open?",
    ],
)
def test_what_is_open_is_what_the_briefing_shows_under_that_heading(wire: Reading, question: str) -> None:
    told = said(wire, question)
    shown = next(point for point in brief(Length.SHORT, wire).points if point.heading == "What is open")
    assert " ".join(text for text in told if text in shown.claim.text) == shown.claim.text
    assert any("unclear whether" in text for text in told)
    assert any("disputed" in text for text in told)


def test_nothing_open_is_not_stated_rather_than_whatever_opens(tmp_path: Path) -> None:
    text = (
        "Talks\n\nPresident Ann Baker and Premier John Adams meet in Sela. Baker will open the talks in Sela."
    )
    found = answers.answer(Question(text="What is still open?"), reading_of(tmp_path, text))
    assert isinstance(found, NotStated)


def test_leaders_are_compared_on_any_word_of_the_documents(wire: Reading) -> None:
    topic = wire.topic("fishing quota")
    assert topic.name == "Fishing quota"
    timber = compare(wire.dossier.leaders, wire.topic("timber"), wire)
    assert all(cell is not None and "timber" in cell.text for cell in timber.rows[0].cells)
    with pytest.raises(UnknownName):
        wire.topic("submarines")


def test_other_names_give_the_same_with_names_exchanged(tmp_path: Path, wire: Reading) -> None:
    changed = {"Ingrid Moe": "Olga Reyes", "Moe": "Reyes", "Norland": "Utarra"}

    def exchanged(text: str) -> str:
        for old, new in changed.items():
            text = text.replace(old, new)
        return text

    renamed = reading_of(tmp_path, exchanged(WIRE.format(**NAMES, **OTHERS)))
    assert [(exchanged(x.name), exchanged(x.office or "")) for x in wire.dossier.leaders] == [
        (x.name, x.office or "") for x in renamed.dossier.leaders
    ]
    assert [exchanged(x.name) for x in wire.dossier.topics] == [x.name for x in renamed.dossier.topics]
    assert [exchanged(p.claim.text) for p in brief(Length.FULL, wire).points] == [
        p.claim.text for p in brief(Length.FULL, renamed).points
    ]
