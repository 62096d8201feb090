import sqlite3
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import pytest
from hypothesis import given
from hypothesis import strategies as st
from structlog.testing import capture_logs

from bot.answers import Question, Turn
from bot.conversation import REPLY_LENGTH, TURNS, Conversations, shorten, standalone
from bot.dossier.leaders import WhoIsWho
from bot.dossier.model import Leader
from bot.platform import Address, Earlier
from tests.bot.store.stores import opened

WHO = WhoIsWho(
    (
        Leader(name="John Adams", aliases=("Adams",), office="President of Ostland"),
        Leader(name="Ann Baker", aliases=("Baker", "the premier"), office="Premier of Utland"),
    )
)


@pytest.mark.parametrize(
    ("history", "text", "expected"),
    [
        ((), "What does he want?", "What does he want?"),
        (("Is Adams coming?",), "What does he expect?", "What does John Adams expect?"),
        (("Is Adams coming?",), "What are his goals?", "What are John Adams's goals?"),
        (("Is Adams coming?",), "Who supports him?", "Who supports John Adams?"),
        (("What does Adams want?",), "And Baker?", "What does Ann Baker want?"),
        (("What are Adams's goals?",), "and what about Baker", "What are Ann Baker's goals?"),
        (("What does Adams want?",), "And what about the other one?", "What does Ann Baker want?"),
        (("What does Adams want?", "And Baker?"), "What does she expect?", "What does Ann Baker expect?"),
        (("Who is meeting?",), "What do they want?", "What do John Adams and Ann Baker want?"),
        (("Who is Carter?", "Is he a minister?"), "What has he said?", "What has Carter said?"),
        (("Does Baker reject the treaty?",), "Why?", "Why does Baker reject the treaty?"),
        (("What does Adams want?",), "What about the reservoir?", "What does Adams want, the reservoir?"),
        (("What does Adams want?",), "Where is the summit?", "Where is the summit?"),
    ],
)
def test_a_follow_up_is_made_to_stand_on_its_own(history: tuple[str, ...], text: str, expected: str) -> None:
    got = standalone(Question(text=text, turns=tuple(map(Turn, history))), WHO)
    assert got.rstrip("?") == expected.rstrip("?")


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        ("Adams wants the treaty, and Baker doesn't.", "What does he expect?"),
        ("Adams wants the treaty.", "What does John Adams expect?"),
        ("The lake is deep.", "What does he expect?"),
    ],
)
def test_where_nobody_knows_what_was_asked_a_pronoun_means_the_one_leader_of_the_reply(
    reply: str, expected: str
) -> None:
    asked = Question(text="What does he expect?", turns=(Turn("", reply),))
    assert standalone(asked, WHO) == expected


@given(st.text(max_size=60), st.lists(st.text(max_size=60), max_size=4))
def test_any_conversation_gives_a_question(text: str, history: list[str]) -> None:
    assert isinstance(standalone(Question(text=text, turns=tuple(map(Turn, history))), WHO), str)


def test_a_thread_of_long_questions_takes_no_longer_than_its_length() -> None:
    long = ("what about " + "?" * 9_000 + "x", "and the other one " * 500, "What does Adams want? " * 400)
    began = time.process_time()
    standalone(Question(text=long[0], turns=tuple(map(Turn, long * 2))), WHO)
    assert time.process_time() - began < 1


async def tell(conversations: Conversations, address: Address, *questions: str) -> None:
    for question in questions:
        await conversations.record(address, question, question, f"reply to {question}")


async def test_a_reply_is_asked_with_the_turns_up_to_what_it_replies_to() -> None:
    conversations, here = Conversations(), Address("here")
    for event, question in (("one", "Who is Ann?"), ("two", "Who is Bob?"), ("three", "Who is Cid?")):
        await conversations.record(here, event, question, f"{question[7:-1]} is a clerk. It was said twice.")
    for shown in (
        Earlier("who is  BOB?", "whatever"),
        Earlier("", "- Bob is a clerk. [1]\n- It was said twice. [2]\nDocuments of May"),
    ):
        asked = await conversations.recall(here, "e", "And why?", earlier=shown)
        assert asked.history == ("Who is Ann?", "Who is Bob?")
    briefing = Earlier("", "Ann and Bob meet on Friday.")
    asked = await conversations.recall(here, "e", "And why?", earlier=briefing)
    assert asked.turns == (Turn("", "Ann and Bob meet on Friday."),)
    begun = Earlier("Who meets?", "Ann and Bob.", begins=True)
    asked = await conversations.recall(here, "e", "And why?", earlier=begun)
    assert asked.history == ("Who meets?", "Who is Ann?", "Who is Bob?", "Who is Cid?")


async def test_each_thread_has_its_own_history_and_no_more_than_it_needs() -> None:
    conversations = Conversations()
    here, there = Address("here"), Address("there")
    await tell(conversations, here, *(f"question {n}" for n in range(TURNS + 2)))
    assert (await conversations.recall(there, "e", "first")).turns == ()
    question = await conversations.recall(here, "e", "last")
    assert question.turns == tuple(
        Turn(f"question {n}", f"reply to question {n}") for n in range(2, TURNS + 2)
    )


async def test_an_edited_question_takes_the_place_of_its_first_form() -> None:
    conversations, here = Conversations(), Address("here")
    await tell(conversations, here, "one", "two", "three")
    assert (await conversations.recall(here, "two", "two, edited")).history == ("one",)
    await conversations.record(here, "two", "two, edited", "reply")
    assert (await conversations.recall(here, "e", "?")).history == ("one", "two, edited", "three")


async def test_a_thread_that_is_forgotten_has_no_turns() -> None:
    conversations, here, there = Conversations(), Address("here"), Address("there")
    await tell(conversations, here, "one")
    await tell(conversations, there, "two")
    await conversations.forget(here)
    assert (await conversations.recall(here, "e", "?")).history == ()
    assert (await conversations.recall(there, "e", "?")).history == ("two",)


async def test_a_long_reply_is_cut_between_words() -> None:
    conversations, here = Conversations(), Address("here")
    await conversations.record(here, "e", "why?", "word " * 1000)
    ((turn,)) = (await conversations.recall(here, "f", "?")).turns
    assert len(turn.reply) <= REPLY_LENGTH
    assert turn.reply.endswith("word…")


@given(st.text(), st.integers(1, 50))
def test_what_is_shortened_is_no_longer_than_allowed(text: str, length: int) -> None:
    short = shorten(text, length)
    assert len(short) <= length
    assert short == text or text.startswith(short.removesuffix("…"))


@asynccontextmanager
async def locked(url: str) -> AsyncGenerator[None]:
    """Another process writes all the while."""
    connection = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        connection.close()


async def test_while_the_store_is_away_the_memory_goes_on_and_says_so(sqlite_url: str) -> None:
    here = Address("here")
    async with opened(sqlite_url, patience=0.05) as store:
        conversations = Conversations(store)
        await tell(conversations, here, "one")
        with capture_logs() as log:
            async with locked(sqlite_url):
                await tell(conversations, here, "two")
                assert (await conversations.recall(here, "e", "?")).history == ("one", "two")
        assert [line["event"] for line in log] == ["conversation_not_kept"]
        assert "two" not in str(log)
        await tell(conversations, here, "three")
        assert (await Conversations(store).recall(here, "e", "?")).history == ("one", "three")


async def test_replicas_share_a_thread_and_it_survives_a_restart(database_url: str) -> None:
    here = Address("here")
    async with opened(database_url) as first, opened(database_url) as second:
        one, other = Conversations(first), Conversations(second)
        await tell(one, here, "one")
        await tell(other, here, "two")
        assert (await one.recall(here, "e", "?")).history == ("one", "two")
    async with opened(database_url) as again:
        conversations = Conversations(again)
        assert (await conversations.recall(here, "e", "?")).turns[0] == Turn("one", "reply to one")
        await conversations.forget(here)
        assert (await Conversations(again).recall(here, "e", "?")).turns == ()


async def test_a_question_that_no_database_can_hold_is_kept_without_what_it_cannot(database_url: str) -> None:
    async with opened(database_url) as store:
        conversations = Conversations(store)
        await conversations.record(Address("here"), "e", "wh\0at\ud800?", "\0")
        ((turn,)) = (await conversations.recall(Address("here"), "f", "?")).turns
        assert turn == Turn("what??", "")
