"""Leaders side by side."""

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.answers import Claim, Comparison
from bot.dossier.model import Leader
from bot.dossier.reading import Reading
from bot.engines.extractive.comparison import compare
from tests.bot.engines.extractive.made import ADA, BO, CY, FISH, TOLLS, reading

NOTES = """Morgan wants the quota doubled before the autumn. Lindqvist hopes that Morgan will lower the toll.

Morgan insists that the harbour is hers by law. Lindqvist denies that any trawler was seized.

In March Morgan closed two ports and signed a decree on fees. Lindqvist, however, sent a letter in April.

Morgan faces an election in June and cannot afford a quarrel. Both leaders expect a long meeting.

Senator Vane said that Lindqvist wants war. The skippers fear that Morgan will give in.
"""
ASPECTS = ["Goals", "Position", "Constraints", "Moves", "Expectations"]


def cells(comparison: Comparison, leader: str) -> dict[str, str | None]:
    at = comparison.leaders.index(leader)
    return {row.aspect: row.cells[at].text if row.cells[at] else None for row in comparison.rows}  # pyright: ignore[reportOptionalMemberAccess]


def test_each_leader_gets_the_sentence_that_tells_of_the_aspect() -> None:
    found = compare((ADA, BO), None, reading(NOTES))
    ada, bo = cells(found, "Ada Morgan"), cells(found, "Bo Lindqvist")
    assert list(ada)[:5] == ASPECTS
    assert ada["Goals"] == "Morgan wants the quota doubled before the autumn."
    assert bo["Goals"] == "Lindqvist hopes that Morgan will lower the toll."
    assert ada["Position"] == "Morgan insists that the harbour is hers by law."
    assert bo["Position"] == "Lindqvist denies that any trawler was seized."
    assert ada["Constraints"] == "Morgan faces an election in June and cannot afford a quarrel."
    assert ada["Moves"] == "In March Morgan closed two ports and signed a decree on fees."
    assert ada["Expectations"] == bo["Expectations"] == "Both leaders expect a long meeting."


def test_where_the_documents_are_silent_the_cell_is_empty() -> None:
    found = compare((ADA, BO), None, reading(NOTES))
    assert cells(found, "Bo Lindqvist")["Constraints"] is None


def test_what_others_say_of_a_leader_is_in_no_cell() -> None:
    found = compare((ADA, BO), None, reading(NOTES))
    shown = " ".join(cell.text for row in found.rows for cell in row.cells if cell)
    assert "Senator Vane" not in shown
    assert "skippers" not in shown


def test_a_clause_is_quoted_as_a_clause_at_its_place() -> None:
    read = reading("Talks were slow. While Morgan wants a lower toll, Lindqvist wants more fish.")
    found = compare((ADA, BO), None, read)
    row = found.rows[0]
    assert [cell and cell.text for cell in row.cells] == [
        "Morgan wants a lower toll.",
        "Lindqvist wants more fish.",
    ]
    for cell in row.cells:
        assert cell
        quote = cell.citations[0]
        assert read.dossier.documents[0].text[quote.start : quote.end] == quote.quote


def test_one_topic_is_one_row_of_that_topic() -> None:
    found = compare((ADA, BO), TOLLS, reading(NOTES))
    assert [row.aspect for row in found.rows] == ["Tolls"]
    assert cells(found, "Ada Morgan") == {
        "Tolls": "In March Morgan closed two ports and signed a decree on fees."
    }


def test_topics_follow_the_aspects_where_they_show_something_new() -> None:
    text = "Morgan wants a lower toll. Lindqvist wants a higher toll. Lindqvist has one trawler in Skerry."
    assert [row.aspect for row in compare((ADA, BO), None, reading(text)).rows] == [*ASPECTS, "Fishing"]


def test_no_sentence_stands_twice_in_a_column_of_aspects() -> None:
    found = compare((ADA, BO), None, reading(NOTES))
    for leader in found.leaders:
        shown = [text for text in list(cells(found, leader).values())[:5] if text]
        assert len(shown) == len(set(shown))


def test_a_pronoun_brings_the_sentence_that_has_the_name() -> None:
    found = compare(
        (ADA, BO), None, reading("Morgan arrived on Monday. She wants a lower toll than last year.")
    )
    goal = found.rows[0].cells[0]
    assert goal
    assert [c.quote for c in goal.citations] == [
        "She wants a lower toll than last year.",
        "Morgan arrived on Monday.",
    ]


def mirrored(comparison: Comparison) -> list[tuple[str, list[Claim | None]]]:
    return [(row.aspect, list(reversed(row.cells))) for row in comparison.rows]


def test_another_order_of_leaders_mirrors_the_comparison() -> None:
    read = reading(NOTES)
    there, back = compare((ADA, BO), None, read), compare((BO, ADA), None, read)
    assert back.leaders == tuple(reversed(there.leaders))
    assert mirrored(back) == [(row.aspect, list(row.cells)) for row in there.rows]


def test_company_changes_no_column() -> None:
    read = reading(NOTES + "\nOkello wants peace in the harbour.\n", leaders=(ADA, BO, CY))
    alone, all_three = compare((CY, ADA), None, read), compare((ADA, BO, CY), None, read)
    for name in ("Ada Morgan", "Cyrus Okello"):
        two, three = cells(alone, name), cells(all_three, name)
        assert {aspect: two[aspect] for aspect in ASPECTS} == {aspect: three[aspect] for aspect in ASPECTS}


_ONE_WAY = {"Ada": "Bo", "Morgan": "Lindqvist", "President": "Premier", "Estmark": "Vessland"}
SWAP = _ONE_WAY | {new: old for old, new in _ONE_WAY.items()}
_SWAPPED = re.compile(r"\b(?:" + "|".join(SWAP) + r")\b")


def renamed(text: str) -> str:
    """`text` with the names of the two leaders exchanged."""
    return _SWAPPED.sub(lambda match: SWAP[match.group()], text)


def renamed_reading(*documents: str, leaders: tuple[Leader, ...] = (BO, ADA)) -> Reading:
    return reading(*map(renamed, documents), leaders=leaders)


def table(comparison: Comparison) -> list[tuple[str, dict[str, str | None]]]:
    return [
        (row.aspect, {n: c and c.text for n, c in zip(comparison.leaders, row.cells, strict=True)})
        for row in comparison.rows
    ]


SENTENCES = [sentence for line in NOTES.splitlines() if line for sentence in re.split(r"(?<=\.) ", line)] + [
    "While Morgan wants a lower toll, Lindqvist wants more fish.",
    "She has signed nothing yet.",
    "Morgan's advisers doubt that the fees will fall.",
    "Ada Morgan, the President of Estmark, and Bo Lindqvist, the Premier of Vessland, meet in Skerry.",
]


@pytest.mark.parametrize("leaders", [(BO, ADA), (ADA, BO)])
@settings(max_examples=30, deadline=None)
@given(sentences=st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=14))
def test_renaming_the_leaders_exchanges_the_columns(
    leaders: tuple[Leader, ...], sentences: list[str]
) -> None:
    text = " ".join(sentences)
    before = compare((ADA, BO), None, reading(text))
    after = compare((BO, ADA), None, renamed_reading(text, leaders=leaders))
    names = {"Ada Morgan": "Bo Lindqvist", "Bo Lindqvist": "Ada Morgan"}
    assert table(after) == [
        (aspect, {names[name]: said and renamed(said) for name, said in row.items()})
        for aspect, row in table(before)
    ]


def test_ten_thousand_passages_are_compared_in_a_second() -> None:
    text = "\n\n".join(
        f"{SENTENCES[n % len(SENTENCES)]} The ferry number {n} left the harbour." for n in range(10_000)
    )
    read = reading(text)
    start = time.process_time()
    found = compare((ADA, BO), FISH, read)
    assert time.process_time() - start < 1.0
    assert found.rows[0].cells != (None, None)
