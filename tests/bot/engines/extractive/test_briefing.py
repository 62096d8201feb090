"""Briefings."""

import re
import time
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.answers import Briefing, Length, joined
from bot.dossier import words
from bot.dossier.reading import Reading
from bot.engines.extractive.briefing import brief
from bot.engines.extractive.choice import LEAST, MOST, SHARE
from bot.engines.extractive.points import SAME
from bot.engines.verification import verify_claims
from tests.bot.engines.extractive.made import ADA, BO, TALKS, reading
from tests.bot.engines.extractive.test_comparison import SENTENCES, renamed, renamed_reading

NOTES = (
    """## The meeting

Ada Morgan, the President of Estmark, and Bo Lindqvist, the Premier of Vessland, meet
in Skerry on Monday 4 May. The harbour of Skerry has been shut to the trawlers of both countries since March.

## What they want

Morgan wants the quota doubled before the autumn. Lindqvist hopes for a lower toll on grain barges.

Morgan insists that the harbour is hers by law. Lindqvist denies that any trawler was ever seized by his navy.

Morgan faces an election in June and cannot afford a quarrel.
Lindqvist depends on a party of skippers for his majority.

In March Morgan closed two ports and signed a decree on fees.
In April Lindqvist sent a letter to the harbour master.
""",
    """## What is open

It is unclear whether the two will sign anything. The question of who pays for the new pier remains open.

## What comes next

The harbour court will rule on the fees before the end of June. A second meeting could follow in the autumn.

The harbour of Skerry is shut to the trawlers of both countries since March. The fishermen of the island
watch with patience.
""",
)


def headings(briefing: Briefing) -> list[str]:
    return list(dict.fromkeys(point.heading for point in briefing.points))


def shown(briefing: Briefing) -> str:
    return " ".join(point.claim.text for point in briefing.points)


def terms(text: str) -> set[str]:
    return set(words.terms(text)) - set(
        words.terms("Ada Morgan Bo Lindqvist President Premier Estmark Vessland")
    )


def test_a_headline_is_one_point_that_says_who_where_and_when() -> None:
    headline = brief(Length.HEADLINE, reading(*NOTES))
    assert headline.title == "Harbour talks"
    assert len(headline.points) == 1
    assert "meet in Skerry on Monday 4 May" in headline.points[0].claim.text


def test_a_headline_names_the_leaders_whom_its_sentence_leaves_out() -> None:
    headline = brief(
        Length.HEADLINE, reading("The talks begin in Skerry on Monday. The harbour stays shut for now.")
    )
    assert headline.title == "Harbour talks: Ada Morgan and Bo Lindqvist"


def test_a_short_briefing_has_a_point_for_each_heading() -> None:
    short = brief(Length.SHORT, reading(*NOTES))
    assert [point.heading for point in short.points] == [
        "What it is",
        "Ada Morgan",
        "Bo Lindqvist",
        "What is open",
        "What to watch",
    ]
    said = {point.heading: point.claim.text for point in short.points}
    assert "Morgan wants the quota doubled" in said["Ada Morgan"]
    assert "Lindqvist hopes for a lower toll" in said["Bo Lindqvist"]
    assert "who pays for the new pier" in said["What is open"]
    assert "The harbour court will rule" in said["What to watch"]


def test_the_sentences_of_a_joined_point_can_be_told_one_by_one() -> None:
    read = reading(*NOTES)
    for point in brief(Length.SHORT, read).points:
        assert joined(point.parts) == point.claim
        assert verify_claims(point.parts, read.dossier) == (list(point.parts), [])
    assert all(point.parts == () for point in brief(Length.FULL, read).points)


def test_a_full_briefing_has_a_point_for_each_sentence_and_takes_about_half_of_them() -> None:
    read = reading(*NOTES)
    full = brief(Length.FULL, read)
    assert all(len({c.quote for c in point.claim.citations}) <= 2 for point in full.points)
    assert LEAST <= len(full.points) <= max(LEAST, SHARE * len(read.dossier.sentences) + 1)


@pytest.mark.parametrize("length", list(Length))
def test_every_point_is_cited_and_stands(length: Length) -> None:
    read = reading(*NOTES)
    briefing = brief(length, read)
    claims = [point.claim for point in briefing.points]
    assert all(claim.citations for claim in claims)
    assert briefing.dropped == ()
    assert verify_claims(claims, read.dossier) == (claims, [])


def test_no_point_says_what_another_has_said() -> None:
    full = brief(Length.FULL, reading(*NOTES))
    texts = [point.claim.text for point in full.points]
    for at, text in enumerate(texts):
        for other in texts[:at]:
            assert len(terms(text) & terms(other)) < SAME * min(len(terms(text)), len(terms(other)))


def test_a_sentence_that_needs_the_one_before_is_left_out() -> None:
    text = "The harbour of Skerry was shut in March. It will be opened soon. This came as a surprise to all."
    assert "It will" not in shown(brief(Length.FULL, reading(text)))
    assert "This came" not in shown(brief(Length.FULL, reading(text)))


def test_a_pronoun_stands_only_under_the_name_that_it_means() -> None:
    text = NOTES[0] + "\nMorgan spoke first. She has said nothing on whether the pier remains open.\n"
    for point in brief(Length.FULL, reading(text)).points:
        if point.claim.text.startswith("She"):
            assert point.heading == "Ada Morgan"


@pytest.mark.parametrize("length", [Length.SHORT, Length.FULL])
def test_words_spent_on_each_leader_are_balanced(length: Length) -> None:
    much = "".join(
        f"\nMorgan wants {n} more trawlers, ships of the class {n}{n}, for bay {n}.\n" for n in range(2, 30)
    )
    briefing = brief(length, reading(NOTES[0] + much))
    spent = [
        sum(len(point.claim.text.split()) for point in briefing.points if point.heading == leader.name)
        for leader in (ADA, BO)
    ]
    assert max(spent) <= 1.5 * min(spent)


def test_a_dossier_without_an_event_leaders_or_topics_is_briefed_too() -> None:
    read = reading(*NOTES, leaders=(), topics=(), event=None)
    full = brief(Length.FULL, read)
    assert full.title == "The harbour talks"
    assert full.points
    assert set(headings(full)) <= {"What it is", "Background", "What is open", "What to watch"}


@pytest.mark.parametrize("length", list(Length))
@pytest.mark.parametrize("text", ["", "Hm.", "She.", "Morgan.", "“"])
def test_next_to_nothing_gives_next_to_nothing(length: Length, text: str) -> None:
    assert len(brief(length, reading(text)).points) <= 1


def told(briefing: Briefing) -> set[tuple[str, str]]:
    return {(point.heading, point.claim.text) for point in briefing.points}


def exchanged(briefing: Briefing) -> set[tuple[str, str]]:
    names = {"Ada Morgan": "Bo Lindqvist", "Bo Lindqvist": "Ada Morgan"}
    return {(names.get(heading, heading), renamed(text)) for heading, text in told(briefing)}


@pytest.mark.parametrize("length", list(Length))
@pytest.mark.parametrize("leaders", [(BO, ADA), (ADA, BO)])
def test_renaming_the_leaders_exchanges_what_is_said_of_them(
    length: Length, leaders: tuple[object, ...]
) -> None:
    after = renamed_reading(*NOTES, leaders=leaders)  # pyright: ignore[reportArgumentType]
    assert told(brief(length, after)) == exchanged(brief(length, reading(*NOTES)))


@settings(max_examples=40, deadline=None)
@given(sentences=st.lists(st.sampled_from([*SENTENCES, *re.split(r"(?<=\.)\s", NOTES[1])]), max_size=20))
def test_renaming_changes_nothing_else_whatever_the_sentences(sentences: list[str]) -> None:
    text = " ".join(sentences)
    after = brief(Length.FULL, renamed_reading(text, leaders=(ADA, BO)))
    assert told(after) == exchanged(brief(Length.FULL, reading(text)))


def large() -> Reading:
    pool = [*SENTENCES, *re.split(r"(?<=\.)\s", " ".join(NOTES).replace("\n", " "))]
    made = "\n\n".join(
        f"{pool[n % len(pool)]} The ferry number {n} left for pier {n * 7}." for n in range(10_000)
    )
    return reading(NOTES[0], made)


def test_ten_thousand_passages_are_briefed_without_reading_each_against_each() -> None:
    read = large()
    start = time.process_time()
    full = brief(Length.FULL, read)
    assert time.process_time() - start < 10.0  # Each against each would take minutes.
    assert LEAST <= len(full.points) <= MOST + 4


def test_the_date_is_left_to_the_desk() -> None:
    read = reading(*NOTES, event=replace(TALKS, place=None))
    assert brief(Length.SHORT, read).countdown is None
