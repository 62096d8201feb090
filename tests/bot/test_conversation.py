import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answers import Question, Turn
from bot.conversation import TURNS, Conversations, standalone
from bot.dossier.leaders import WhoIsWho
from bot.dossier.model import Leader
from bot.platform import Address

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


@given(st.text(max_size=60), st.lists(st.text(max_size=60), max_size=4))
def test_any_conversation_gives_a_question(text: str, history: list[str]) -> None:
    assert isinstance(standalone(Question(text=text, turns=tuple(map(Turn, history))), WHO), str)


def test_a_thread_of_long_questions_takes_no_longer_than_its_length() -> None:
    long = ("what about " + "?" * 9_000 + "x", "and the other one " * 500, "What does Adams want? " * 400)
    began = time.process_time()
    standalone(Question(text=long[0], turns=tuple(map(Turn, long * 2))), WHO)
    assert time.process_time() - began < 1


def test_each_thread_has_its_own_history_and_no_more_than_it_needs() -> None:
    conversations = Conversations()
    here, there = Address("here"), Address("there")
    for n in range(TURNS + 2):
        conversations.ask(here, f"question {n}")
    assert conversations.ask(there, "first").history == ()
    assert conversations.ask(here, "last").history == tuple(f"question {n}" for n in range(2, TURNS + 2))
