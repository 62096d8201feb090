import json
from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.answers import OPERATOR, Answer, NotStated, Question, Turn
from bot.dossier.reading import Reading
from bot.engines.extractive import Extractive
from bot.engines.generative.following import FollowUps, understood
from bot.engines.generative.job import Job
from bot.engines.generative.scribe import Scribe
from bot.engines.generative.turns import Turns
from bot.engines.generative.written import WrittenQuestion
from tests.bot.engines.generative.lake import lake
from tests.bot.engines.generative.playing import Counting, Playing

LAKE = lake()
GOOD = {
    "text": 'What does Baker want with the "old" dam?',
    "passage": 2,
    "quote": "Baker wants to keep the old dam in use.",
}
UNANSWERED = {"text": "Who won the football match?", "passage": 3, "quote": GOOD["quote"]}
INVENTED = {"text": "What has Adams ordered?", "passage": 3, "quote": "Adams has ordered a new flag."}


class Asked(Extractive):
    """The key-less engine, which remembers what it was asked."""

    def __init__(self) -> None:
        super().__init__(LAKE)
        self.asked: list[str] = []

    async def answer(self, question: Question) -> Answer | NotStated:
        self.asked.append(question.text)
        return await super().answer(question)


def follow_ups(extractive: Extractive, reading: Reading = LAKE) -> FollowUps:
    scribe = Scribe(Playing([]), Counting(), OPERATOR, 60)
    job = Job(reading=reading, scribe=scribe, extractive=extractive, engine="e", language="en", turns=Turns())
    return FollowUps(Question(text="What do the two leaders want?"), job)


def written(*questions: Mapping[str, object]) -> list[WrittenQuestion]:
    return [WrittenQuestion.model_validate(one) for one in questions]


async def test_a_question_is_looked_into_before_its_quote_has_arrived_and_only_once() -> None:
    plain = Asked()
    following = follow_ups(plain)
    reply = json.dumps({"claims": [{"text": "A claim."}], "questions": [GOOD, UNANSWERED]})
    until = reply.index("passage")
    await following.hear(reply[:until])
    assert plain.asked == [GOOD["text"]]
    for end in range(until, len(reply) + 1):
        await following.hear(reply[:end])
    assert await following.kept(written(GOOD, UNANSWERED)) == (GOOD["text"],)
    assert plain.asked == [GOOD["text"], UNANSWERED["text"]]


async def test_questions_in_the_documents_own_language_are_offered() -> None:
    german = lake("Baker will den alten Damm weiter nutzen, weil er vier Millionen Haushalte versorgt.")
    good = {
        "text": "Was will Baker mit dem alten Damm?",
        "passage": 4,
        "quote": "Baker will den alten Damm weiter nutzen",
    }
    bad = {**good, "text": "Warum will Adams neun Millionen Haushalte versorgen?"}
    assert await follow_ups(Extractive(german), german).kept(written(bad, good)) == (good["text"],)


@pytest.mark.parametrize("is_heard", [True, False])
async def test_only_what_the_dossier_answers_is_offered(is_heard: bool) -> None:
    following = follow_ups(Extractive(LAKE))
    asked = (UNANSWERED, INVENTED, GOOD)
    if is_heard:
        await following.hear(json.dumps({"questions": asked}))
    assert await following.kept(written(*asked)) == (GOOD["text"],)


@settings(deadline=None, max_examples=60)
@given(st.lists(st.text(alphabet='"\\{}[]:, textquestions\n', max_size=30), max_size=8))
async def test_hearing_any_text_raises_nothing_and_changes_nothing(pieces: list[str]) -> None:
    following, reply = follow_ups(Extractive(LAKE)), '"questions": ['
    for piece in pieces:
        reply += piece
        await following.hear(reply)
    assert await following.kept(written(GOOD)) == (GOOD["text"],)


@pytest.mark.parametrize(
    "text",
    [
        "Adams ist am Dienstag zurückgetreten. Warum?",
        "Was geschieht nach dem Angriff auf 40 Städte?",
        "Was will Adams mit dem Damm von Baker am Dienstag?",
        "Was steht auf evil.com?",
        "Adams ist zurückgetreten.",
    ],
)
async def test_a_question_that_no_engine_reads_states_nothing_that_its_quote_does_not(text: str) -> None:
    following = follow_ups(Extractive(LAKE))
    good = {**GOOD, "text": "Was will Baker mit dem alten Damm?"}
    assert await following.kept(written({**GOOD, "text": text}, good)) == (good["text"],)


@pytest.mark.parametrize(
    ("asked", "is_told"),
    [
        ("Why does Ann Baker want to keep the dam?", True),
        ("Warum?", False),
        ("Why did Ann Baker resign?", False),
        ("Why does Ann Baker want nine dams?", False),
        ("Why? See evil.com?", False),
        ("Ann Baker wants to keep the dam.", False),
        ("Why?", False),
        ("", False),
    ],
)
def test_as_what_a_follow_up_was_understood_is_told_if_it_says_no_more_than_the_thread(
    asked: str, is_told: bool
) -> None:
    turns = (Turn("What does Baker want?", "Ann Baker wants to keep the old dam in use."),)
    question = Question(text="Why?", turns=turns)
    assert understood(asked, question, LAKE) == (asked if is_told else None)
    assert understood(asked, Question(text="Why?"), LAKE) is None
