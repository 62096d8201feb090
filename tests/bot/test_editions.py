"""What a channel is told day after day."""

import datetime
import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from zlib import crc32

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.answers import Briefing, Citation, Claim, Dropped, Length, Point, joined
from bot.dossier.model import Event
from bot.editions import Edition, compose, key_of
from bot.writing import Item, LeftOpen, OnTopic, Side, Writing, digests_of

MONDAY = datetime.date(2026, 5, 4)
DAY = datetime.timedelta(days=1)
SUMMIT = Event(name="Harbour talks", place="Skerry", date=MONDAY + 3 * DAY, source="made up")


def claim(*quotes: str, document: str = "a.md", start: int | None = None) -> Claim:
    """A claim that cites these quotes; each has its own place, unless it is given."""
    citations: list[Citation] = []
    for quote in quotes:
        at = 100 * crc32(quote.encode()) if start is None else start
        citations.append(Citation(document=document, passage=1, quote=quote, start=at, end=at + len(quote)))
    return Claim(text=" ".join(quotes), citations=tuple(citations))


def point(heading: str, *parts: Claim) -> Point:
    return Point(heading=heading, claim=joined(parts), parts=parts if len(parts) > 1 else ())


def topic(name: str, quote: str) -> OnTopic:
    return OnTopic(topic=name, sides=(Side(leader="Ada", claim=claim(quote)), Side(leader="Bo", claim=None)))


def writing(*points: Point, pool: tuple[Item, ...] = (), length: Length = Length.SHORT) -> Writing:
    briefing = Briefing(
        title="Harbour talks",
        length=length,
        points=points,
        engine="extractive",
        dossier="harbour-talks",
        as_of=MONDAY,
    )
    return Writing(
        version="1", language="en", briefing=briefing, pool=pool, questions=("What is it?", "Who meets?")
    )


def shown(edition: Edition) -> list[Claim]:
    """The claims of an edition, each by itself."""
    parts = [part for told in edition.news for part in told.parts or (told.claim,)]
    return [*parts, *(edition.item.claims if edition.item else ())]


def days(
    version: Writing, count: int, told: frozenset[str] = frozenset(), *, every: int = 1
) -> Iterator[Edition]:
    """The editions of a channel that gets one every so many days."""
    for number in range(count):
        edition = compose(version, told, MONDAY + number * every * DAY, SUMMIT)
        told = edition.cited
        yield edition


WHAT = point("What it is", claim("They meet in Skerry."))
ADA = point("Ada", claim("Ada wants fish."), claim("Ada closed two ports."))
BO = point("Bo", claim("Bo wants tolls."))
POOL: tuple[Item, ...] = (
    topic("Fishing", "Ada doubts the quota."),
    LeftOpen(claim=claim("Who pays is open.")),
    topic("Tolls", "Ada lowered the toll."),
    LeftOpen(claim=claim("The date is open.")),
    topic("Ports", "Ada inspects the ports."),
    topic("Law", "Ada went to court."),
    topic("Navy", "Ada praises her navy."),
)


def test_a_key_names_document_place_and_words() -> None:
    (citation,) = claim("Ada wants fish.", start=12).citations
    assert re.fullmatch(r"a\.md:12-27:[0-9a-f]{8}", key_of(citation))
    broken = replace(citation, quote="Ada wants\nfish.", end=27)
    assert key_of(broken) == key_of(citation)
    assert key_of(replace(citation, quote="Ada wants figs.")) != key_of(citation)


def test_the_first_edition_is_the_whole_briefing() -> None:
    first = compose(writing(WHAT, ADA, BO, pool=POOL), frozenset(), MONDAY, SUMMIT)
    assert first.news == (WHAT, ADA, BO)
    assert (first.is_first, first.is_news, first.item, first.unchanged) == (True, True, None, 0)


def test_what_was_told_is_no_news_the_next_day() -> None:
    first, second = days(writing(WHAT, ADA, BO, pool=POOL), 2)
    assert first.is_news
    assert not second.is_news
    assert (second.unchanged, second.headings) == (4, ("What it is", "Ada", "Bo"))


def test_only_what_is_new_is_told_and_the_rest_is_counted() -> None:
    told = compose(writing(WHAT, ADA, BO), frozenset(), MONDAY, SUMMIT).cited
    watch = point("What to watch", claim("The court rules in June."))
    second = compose(writing(WHAT, ADA, BO, watch, pool=POOL), told, MONDAY + DAY, SUMMIT)
    assert second.news == (watch,)
    assert (second.unchanged, second.headings) == (4, ("What it is", "Ada", "Bo"))
    assert second.item is None


def test_of_a_point_of_several_sentences_only_the_new_ones_are_told() -> None:
    told = compose(writing(ADA), frozenset(), MONDAY, SUMMIT).cited
    more = point("Ada", *ADA.parts, claim("Ada sent a letter."))
    second = compose(writing(more), told, MONDAY + DAY, SUMMIT)
    assert [(p.heading, p.claim.text) for p in second.news] == [("Ada", "Ada sent a letter.")]
    assert (second.unchanged, second.headings) == (2, ("Ada",))


def test_a_changed_sentence_is_news_and_only_once() -> None:
    told = compose(writing(WHAT, BO), frozenset(), MONDAY, SUMMIT).cited
    changed = point("Bo", claim("Bo wants lower tolls."))
    second, third = days(writing(WHAT, changed), 2, told)
    assert second.news == (changed,)
    assert not third.is_news


def test_a_withdrawn_sentence_is_neither_told_nor_counted_and_is_news_if_it_comes_back() -> None:
    told = compose(writing(WHAT, BO), frozenset(), MONDAY, SUMMIT).cited
    second = compose(writing(WHAT), told, MONDAY + DAY, SUMMIT)
    assert (second.is_news, second.unchanged, second.headings) == (False, 1, ("What it is",))
    third = compose(writing(WHAT, BO), second.cited, MONDAY + 2 * DAY, SUMMIT)
    assert third.news == (BO,)


@pytest.mark.parametrize("moved", [{"start": 700}, {"document": "b.md"}])
def test_a_sentence_that_only_moved_is_no_news(moved: dict[str, int]) -> None:
    told = compose(writing(BO), frozenset(), MONDAY, SUMMIT).cited
    there = point("Bo", claim("Bo wants tolls.", **moved))  # pyright: ignore[reportArgumentType]
    assert not compose(writing(there), told, MONDAY + DAY, SUMMIT).is_news


def test_new_words_for_the_same_sentences_are_no_news() -> None:
    told = compose(writing(BO), frozenset(), MONDAY, SUMMIT).cited
    again = Point(heading="Bo", claim=replace(BO.claim, text="Tolls are what Bo wants."))
    assert not compose(writing(again), told, MONDAY + DAY, SUMMIT).is_news


def test_what_stands_without_a_citation_is_not_told() -> None:
    bare = Claim(text="Ada is right.", citations=())
    version = writing(Point(heading="Ada", claim=bare), pool=(LeftOpen(claim=bare),))
    edition = compose(version, frozenset(), MONDAY, SUMMIT)
    assert (edition.news, edition.item, edition.cited) == ((), None, frozenset())
    partly = Point(heading="Bo", claim=Claim(text="Bo. Ada is right.", citations=()), parts=(BO.claim, bare))
    first, second = days(writing(partly), 2)
    assert [p.claim for p in first.news] == [BO.claim]
    assert (second.is_news, second.unchanged) == (False, 1)


def test_quiet_days_take_topics_and_open_questions_in_turn() -> None:
    quiet = [edition.item for edition in days(writing(WHAT, pool=POOL), 30)][1:]
    assert all(item is not None for item in quiet)
    assert all(a != b for a, b in pairwise(quiet))
    for start in range(len(quiet) - len(POOL) + 1):
        cycle = quiet[start : start + len(POOL)]
        assert sorted(map(str, cycle)) == sorted(map(str, POOL))


@pytest.mark.parametrize("every", [1, 2, 7])
def test_a_channel_sees_the_whole_pool_however_often_it_gets_an_edition(every: int) -> None:
    quiet = [edition.item for edition in days(writing(WHAT, pool=POOL), 1 + len(POOL), every=every)][1:]
    assert set(quiet) == set(POOL)


def test_the_date_decides_where_the_rotation_begins() -> None:
    told = compose(writing(WHAT, pool=POOL), frozenset(), MONDAY, SUMMIT).cited
    starts = [
        compose(writing(WHAT, pool=POOL), told, MONDAY + n * DAY, SUMMIT).item for n in range(len(POOL))
    ]
    assert set(starts) == set(POOL)


def test_a_quiet_day_passes_over_what_the_briefing_told_yesterday() -> None:
    pool = (topic("Fishing", "Ada wants fish."), topic("Tolls", "Bo wants tolls."))
    _, second, third, fourth = days(writing(WHAT, ADA, pool=pool), 4)
    assert [second.item, third.item, fourth.item] == [pool[1], pool[0], pool[1]]


def test_a_quiet_day_passes_over_a_part_of_the_sentence_that_was_told_yesterday() -> None:
    whole = claim("While Ada wants fish, Bo wants tolls.", start=0)
    part = LeftOpen(claim=claim("Ada wants fish", start=6))
    _, second, third = days(writing(point("What it is", whole), pool=(part,)), 3)
    assert (second.item, third.item) == (None, part)


def test_where_all_was_told_yesterday_nothing_is_told_again() -> None:
    first, second, third = days(writing(BO, pool=(topic("Tolls", "Bo wants tolls."),)), 3)
    assert first.is_news
    assert second.item is None
    assert third.item is not None


def test_what_a_quiet_day_told_is_no_news_when_it_becomes_a_point_of_the_briefing() -> None:
    fishing = POOL[0]
    told_it, day_after = next(
        pair for pair in pairwise(days(writing(WHAT, pool=POOL), 20)) if pair[0].item == fishing
    )
    promoted = writing(WHAT, point("Ada", *fishing.claims), pool=POOL)
    for edition in (told_it, day_after):
        assert not compose(promoted, edition.cited, MONDAY, SUMMIT).is_news


def test_days_are_counted_to_the_event_and_after_it() -> None:
    assert [edition.days for edition in days(writing(WHAT, pool=POOL), 6)] == [3, 2, 1, 0, -1, -2]
    assert compose(writing(WHAT), frozenset(), MONDAY, Event(name="Talks")).days is None
    assert compose(writing(WHAT), frozenset(), MONDAY, None).days is None


def test_what_verification_dropped_is_said_with_news_and_not_every_day() -> None:
    version = writing(WHAT, pool=POOL)
    lost = Dropped(text="x", reason="the quote doesn't stand")
    version = replace(version, briefing=replace(version.briefing, dropped=(lost,)))
    first, second = days(version, 2)
    assert (first.dropped, second.dropped) == ((lost,), ())


def test_composing_the_same_again_gives_the_same() -> None:
    version = writing(WHAT, ADA, pool=POOL)
    told = compose(version, frozenset(), MONDAY, SUMMIT).cited
    assert compose(version, told, MONDAY, SUMMIT) == compose(version, told, MONDAY, SUMMIT)


SENTENCES = st.sampled_from([f"Sentence {n}." for n in range(8)])


@st.composite
def claims(draw: st.DrawFn) -> Claim:
    """Cites up to two sentences, now and then in the same place as others."""
    quotes = draw(st.lists(SENTENCES, max_size=2, unique=True))
    return claim(*quotes, start=draw(st.none() | st.integers(0, 3)))


@st.composite
def writings(draw: st.DrawFn) -> Writing:
    """Any points and pool, however much they repeat each other."""
    parts = st.lists(claims(), min_size=1, max_size=3)
    points = [point(f"Heading {n}", *draw(parts)) for n in range(draw(st.integers(0, 3)))]
    sides = st.lists(st.builds(Side, leader=st.just("Ada"), claim=st.none() | claims()), max_size=2)
    items = st.builds(LeftOpen, claim=claims()) | st.builds(
        OnTopic, topic=st.just("Fishing"), sides=sides.map(tuple)
    )
    return writing(*points, pool=tuple(draw(st.lists(items, max_size=4))))


@settings(max_examples=150, deadline=None)
@given(versions=st.lists(writings(), min_size=2, max_size=5), gaps=st.lists(st.integers(0, 9), min_size=5))
def test_no_statement_is_told_in_two_editions_running(versions: list[Writing], gaps: list[int]) -> None:
    told, before, date = frozenset[str](), frozenset[str](), MONDAY
    for version, gap in zip([v for v in versions for _ in range(2)], gaps * 2, strict=False):
        date += gap * DAY
        edition = compose(version, told, date, SUMMIT)
        for one in shown(edition):
            assert one.citations
            assert not digests_of((one,)) <= before
        told, before = edition.cited, digests_of(shown(edition))


@settings(max_examples=80, deadline=None)
@given(versions=st.lists(writings(), min_size=1, max_size=4))
def test_every_point_of_the_briefing_has_been_told_once_its_edition_was_sent(versions: list[Writing]) -> None:
    told = frozenset[str]()
    for version in versions:
        told = compose(version, told, MONDAY, SUMMIT).cited
        again = compose(version, told, MONDAY + DAY, SUMMIT)
        assert not again.is_news
        assert {key.removeprefix("~") for key in again.cited} <= {
            key_of(citation)
            for one in [
                *(p.claim for p in version.briefing.points),
                *(c for i in version.pool for c in i.claims),
            ]
            for citation in one.citations
        }
