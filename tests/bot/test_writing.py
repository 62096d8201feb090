"""What is written once for all channels, and what an edition made of it looks like."""

import datetime
from dataclasses import replace
from itertools import chain

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import bulletin
from bot.answers import Answer, Briefing, Citation, Claim, Dropped, Length, Point, Question
from bot.dossier.reading import Reading
from bot.editions import Edition, compose
from bot.engines.extractive import Extractive
from bot.engines.verification import verify_claims
from bot.errors import UnusableInput
from bot.reply import Action, Actions, Block, Bullets, Heading, Paragraph, Reply, Sources, Table, plain_text
from bot.writing import (
    LeftOpen,
    OnTopic,
    Side,
    Writing,
    from_json,
    is_within,
    name_of,
    places_of,
    to_json,
    write,
)
from tests.bot.engines.extractive.made import ADA, BO, FISH, TALKS, TOLLS, reading
from tests.bot.engines.extractive.test_briefing import NOTES
from tests.bot.engines.extractive.test_comparison import renamed, renamed_reading

MONDAY = datetime.date(2026, 5, 4)
DAY = datetime.timedelta(days=1)
LENGTHS = pytest.mark.parametrize("length", list(Length))


async def written(read: Reading, length: Length = Length.SHORT) -> Writing:
    return await write(Extractive(read), read.dossier, length, "en")


def editions(
    version: Writing, read: Reading, count: int, told: frozenset[str] = frozenset()
) -> list[Edition]:
    made: list[Edition] = []
    for number in range(count):
        made.append(compose(version, told, MONDAY + number * DAY, read.dossier.event))
        told = made[-1].cited
    return made


def claims_of(version: Writing) -> list[Claim]:
    points = [part for point in version.briefing.points for part in point.parts or (point.claim,)]
    return [*points, *chain.from_iterable(item.claims for item in version.pool)]


@LENGTHS
async def test_everything_written_is_cited_and_stands(length: Length) -> None:
    read = reading(*NOTES)
    claims = claims_of(await written(read, length))
    assert verify_claims(claims, read.dossier) == (claims, [])


@LENGTHS
async def test_no_statement_is_in_two_items(length: Length) -> None:
    pool = (await written(reading(*NOTES), length)).pool
    assert pool
    for at, item in enumerate(pool):
        for claim in item.claims:
            others = [places_of(c) for other in pool[:at] for c in other.claims]
            assert not any(is_within(claim, other) for other in others)


async def test_topics_and_open_questions_take_turns() -> None:
    pool = (await written(reading(*NOTES))).pool
    assert [type(item) for item in pool] == [OnTopic, LeftOpen, OnTopic]
    assert [item.topic for item in pool if isinstance(item, OnTopic)] == ["Fishing", "Tolls"]


async def test_a_topic_shows_every_leader_and_where_the_documents_are_silent() -> None:
    notes = "Morgan wants the quota doubled before the autumn. Lindqvist met the skippers in Skerry in March."
    (item,) = (await written(reading(notes, topics=(FISH,)))).pool
    assert isinstance(item, OnTopic)
    assert [(side.leader, side.claim is None) for side in item.sides] == [
        ("Ada Morgan", False),
        ("Bo Lindqvist", True),
    ]


async def test_what_stands_under_a_topic_before_is_pointed_to_and_not_called_silence() -> None:
    notes = "Morgan wants a higher quota and a lower toll. Lindqvist insists that the toll is fair."
    read = reading(notes)
    version = await written(read)
    fishing, tolls = version.pool
    assert isinstance(fishing, OnTopic)
    assert isinstance(tolls, OnTopic)
    assert tolls.sides[0] == Side(leader="Ada Morgan", claim=None, under="Fishing")
    assert tolls.sides[1].claim is not None
    quiet = [edition for edition in _quiet(version, read) if edition.item == tolls]
    assert "Ada Morgan: see Fishing" in plain_text(bulletin.edition(quiet[0], read.dossier))


def _quiet(version: Writing, read: Reading) -> list[Edition]:
    return [edition for edition in editions(version, read, 12) if not edition.is_news]


async def test_an_item_of_a_headline_is_one_statement() -> None:
    pool = (await written(reading(*NOTES), Length.HEADLINE)).pool
    assert all(len(item.claims) == 1 for item in pool)
    assert {side.leader for item in pool if isinstance(item, OnTopic) for side in item.sides} == {
        ADA.name,
        BO.name,
    }


async def test_without_topics_the_aspects_take_their_place() -> None:
    version = await written(reading(*NOTES, topics=()))
    assert "Goals" in [item.topic for item in version.pool if isinstance(item, OnTopic)]


async def test_without_two_leaders_a_topic_is_what_the_documents_say_of_it() -> None:
    read = reading(*NOTES, leaders=(), topics=(TOLLS, FISH))
    version = await written(read)
    assert all(
        side.leader is None for item in version.pool if isinstance(item, OnTopic) for side in item.sides
    )
    for edition in editions(version, read, 6):
        assert "Compare" not in [action.label for action in _actions(bulletin.edition(edition, read.dossier))]


async def test_every_question_that_is_offered_is_answered() -> None:
    read = reading(*NOTES)
    version = await written(read)
    asked = {item.question for item in version.pool if item.question} | set(version.questions)
    assert asked
    for question in asked:
        assert isinstance(await Extractive(read).answer(Question(text=question)), Answer)


@LENGTHS
async def test_writing_again_gives_the_same(length: Length) -> None:
    assert await written(reading(*NOTES), length) == await written(reading(*NOTES), length)


def test_a_writing_is_kept_under_all_that_it_depends_on() -> None:
    names = {
        name_of(version, length, language, engine)
        for version in ("1", "2")
        for length in Length
        for language in ("en", "de")
        for engine in ("extractive", "generative")
    }
    assert len(names) == 24


TEXT = st.text(max_size=12)
CLAIMS = st.builds(
    Claim,
    text=TEXT,
    citations=st.lists(
        st.builds(
            Citation,
            document=TEXT,
            passage=st.integers(1, 9),
            quote=TEXT,
            start=st.integers(0, 9),
            end=st.integers(0, 9),
        ),
        max_size=2,
    ).map(tuple),
)
ITEMS = st.builds(LeftOpen, claim=CLAIMS, question=st.none() | TEXT) | st.builds(
    OnTopic,
    topic=TEXT,
    question=st.none() | TEXT,
    sides=st.lists(
        st.builds(Side, leader=st.none() | TEXT, claim=st.none() | CLAIMS, under=st.none() | TEXT), max_size=2
    ).map(tuple),
)
WRITINGS = st.builds(
    Writing,
    version=TEXT,
    language=TEXT,
    questions=st.lists(TEXT, max_size=2).map(tuple),
    pool=st.lists(ITEMS, max_size=2).map(tuple),
    briefing=st.builds(
        Briefing,
        title=TEXT,
        length=st.sampled_from(Length),
        engine=TEXT,
        dossier=TEXT,
        as_of=st.none() | st.dates(),
        countdown=st.none() | TEXT,
        points=st.lists(
            st.builds(Point, heading=TEXT, claim=CLAIMS, parts=st.lists(CLAIMS, max_size=2).map(tuple)),
            max_size=2,
        ).map(tuple),
        dropped=st.lists(st.builds(Dropped, text=TEXT, reason=TEXT), max_size=1).map(tuple),
    ),
)


@settings(max_examples=60, deadline=None)
@given(version=WRITINGS)
def test_a_writing_survives_json_without_loss(version: Writing) -> None:
    assert from_json(to_json(version)) == version


@pytest.mark.parametrize("text", ["", "{}", "[1]", '{"version": "1"}', "\x00"])
def test_what_is_no_writing_is_refused_in_words(text: str) -> None:
    with pytest.raises(UnusableInput, match="written anew"):
        from_json(text)


@LENGTHS
async def test_renaming_the_leaders_gives_the_same_editions_with_the_names_exchanged(length: Length) -> None:
    here, there = reading(*NOTES), renamed_reading(*NOTES)
    ours = editions(await written(here, length), here, 8)
    theirs = editions(await written(there, length), there, 8)
    for one, other in zip(ours, theirs, strict=True):
        assert _words(bulletin.edition(other, there.dossier)) == list(
            map(renamed, _words(bulletin.edition(one, here.dossier)))
        )


def _words(reply: Reply) -> list[str]:
    """What stands in a reply and its actions, a table column by column."""
    return [plain_text(Reply((block,))) for block in reply.blocks] + [a.text for a in _actions(reply)]


@LENGTHS
async def test_an_edited_document_makes_news_of_what_was_edited_and_of_nothing_else(length: Length) -> None:
    read = reading(*NOTES)
    told = editions(await written(read, length), read, 3)[-1].cited
    before, after = "Skerry on Monday 4 May", "Skerry on Tuesday 5 May"
    if length is not Length.HEADLINE:
        before, after = "the quota doubled", "the quota tripled"
    edited = reading("A note on the weather in Skerry.\n\n" + NOTES[0].replace(before, after), NOTES[1])
    (edition,) = editions(await written(edited, length), edited, 1, told)
    assert edition.is_news
    news = " ".join(point.claim.text for point in edition.news)
    assert after in news
    assert "lower toll" not in news
    (nextday,) = editions(await written(edited, length), edited, 1, edition.cited)
    assert not nextday.is_news


@LENGTHS
async def test_nothing_is_shown_that_is_not_cited(length: Length) -> None:
    read = reading(*NOTES)
    version = await written(read, length)
    for edition in editions(version, read, 10):
        reply = bulletin.edition(
            edition, read.dossier, ["The edition of 3 May was not sent: the server was down."]
        )
        numbers = {s.number for block in reply.blocks if isinstance(block, Sources) for s in block.items}
        texts = {claim.text for claim in claims_of(version)} | {p.claim.text for p in version.briefing.points}
        for paragraph in chain.from_iterable(map(_paragraphs, reply.blocks)):
            assert set(paragraph.citations) <= numbers
            assert bool(paragraph.citations) == (paragraph.text in texts)


def _paragraphs(block: Block) -> list[Paragraph]:
    match block:
        case Paragraph():
            return [block]
        case Bullets(items):
            return list(items)
        case Table(_, rows):
            return list(chain.from_iterable(rows))
        case _:
            return []


def _actions(reply: Reply) -> list[Action]:
    return [action for block in reply.blocks if isinstance(block, Actions) for action in block.items]


async def test_an_edition_with_news_tells_it_first_and_what_was_told_in_one_line() -> None:
    read = reading(*NOTES)
    told = editions(await written(read), read, 1)[0].cited
    edited = reading(NOTES[0].replace("doubled", "tripled"), NOTES[1])
    (edition,) = editions(await written(edited), edited, 1, told)
    reply = bulletin.edition(edition, edited.dossier)
    assert [b.text for b in reply.blocks if isinstance(b, Heading)] == ["Harbour talks", "New: Ada Morgan"]
    last = [b for b in reply.blocks if isinstance(b, Paragraph)][-1].text
    assert last.startswith("Told before: ")
    assert last.endswith(
        "points, unchanged (What it is, Ada Morgan, Bo Lindqvist, What is open, What to watch)."
    )


async def test_a_quiet_day_says_that_it_is_quiet_and_how_far_off_the_event_is() -> None:
    read = reading(*NOTES)
    _, second, *_ = editions(await written(read), read, 2)
    text = plain_text(bulletin.edition(second, read.dossier))
    assert "Nothing new in the documents since the last edition. Told before: " in text
    assert "Day 1 after the event (Monday, 4 May 2026, Skerry). All documents are from before it." in text
    ahead = compose(await written(read), second.cited, MONDAY - 2 * DAY, TALKS)
    assert "Date of the event: Monday, 4 May 2026, Skerry (in 2 days)." in plain_text(
        bulletin.edition(ahead, read.dossier)
    )


async def test_a_quiet_headline_is_kept_short() -> None:
    read = reading(*NOTES)
    _, second = editions(await written(read, Length.HEADLINE), read, 2)
    text = plain_text(bulletin.edition(second, read.dossier))
    assert "Nothing new in the documents since the last edition." in text
    assert "Told before" not in text


async def test_a_note_stands_below_the_title() -> None:
    read = reading(*NOTES)
    (first,) = editions(await written(read), read, 1)
    note = "The edition of 3 May was not sent: the server was down."
    reply = bulletin.edition(first, read.dossier, [note])
    assert reply.blocks[:2] == (Heading("Harbour talks"), Paragraph(note))


async def test_actions_carry_the_subscription() -> None:
    read = reading(*NOTES)
    (first,) = editions(await written(read), read, 1)
    actions = _actions(bulletin.edition(first, read.dossier, subscription="ab12"))
    assert [action.label for action in actions] == ["Ask about this", "Compare", "Change time", "Stop"]
    assert [action.text for action in actions][2:] == ["/briefings change ab12", "/briefings remove ab12"]
    shared = _actions(bulletin.edition(first, read.dossier))
    assert [action.text for action in shared][2:] == ["/briefings change", "/briefings remove"]


async def test_documents_without_a_date_are_not_said_to_be_from_before_the_event() -> None:
    read = reading(*NOTES)
    undated = [replace(document, date=None) for document in read.dossier.documents]
    dossier = replace(read.dossier, documents=tuple(undated))
    (edition,) = editions(await written(read), read, 1)
    later = replace(edition, days=-3)
    assert "Day 3 after the event" in plain_text(bulletin.edition(later, dossier))
    assert "from before it" not in plain_text(bulletin.edition(later, dossier))


async def test_an_empty_dossier_says_so_and_is_no_news() -> None:
    read = reading("It will be opened soon.", leaders=(), topics=())
    (edition,) = editions(await written(read), read, 1)
    assert not edition.is_news
    assert "The documents don't state enough for a briefing." in plain_text(
        bulletin.edition(edition, read.dossier)
    )
