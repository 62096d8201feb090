from collections.abc import Sequence
from contextlib import aclosing

import pytest
from structlog.testing import capture_logs

from bot.answers import Answer, Asker, Claim, Length, NotStated, Question
from bot.engines.extractive import Extractive
from bot.engines.fallback import Fallback
from bot.errors import ModelTrouble, Trouble
from bot.wording import say, words_for
from tests.bot.engines.generative.lake import ADAMS, BAKER, INVENTED, TREATY, answer, lake, repair
from tests.bot.engines.generative.playing import Line, Playing, engine

LAKE = lake()
ASKED = Question(text="What does Baker want?")
BROKEN = ModelTrouble(Trouble.KEY, say("The model took too long."), remedy="set OPENAI_API_KEY")
NOTE = "The model took too long. This is what the documents say in their own words."


def both(*said: Line) -> Fallback:
    return Fallback(engine(Playing(said), LAKE), Extractive(LAKE))


async def told(fallback: Fallback, question: Question = ASKED) -> Sequence[Claim | Answer | NotStated]:
    async with aclosing(fallback.stream(question)) as items:
        return [item async for item in items]


async def test_a_model_that_works_answers_alone() -> None:
    *_, whole = await told(both(answer(TREATY)))
    assert isinstance(whole, Answer)
    assert (whole.note, whole.engine) == (None, "generative (player)")


async def test_whoever_asks_a_broken_model_gets_the_documents_own_sentences_and_the_reason() -> None:
    with capture_logs() as logs:
        *_, whole = await told(both(BROKEN))
    assert isinstance(whole, Answer)
    assert whole.note == NOTE
    assert whole.engine == "extractive"
    assert whole.claims[0].text == "Baker wants to keep the old dam in use."
    (line,) = [line for line in logs if line["event"] == "answered_without_model"]
    assert (line["trouble"], line["remedy"]) == ("key", "set OPENAI_API_KEY")


async def test_the_reason_is_told_in_the_readers_language() -> None:
    result = await both(BROKEN).answer(ASKED)
    assert result.note is not None
    assert words_for("de").said(result.note) != NOTE


async def test_nothing_that_failed_is_shown_before_the_other_engine_answers() -> None:
    items = await told(both(answer(INVENTED), repair(n1=INVENTED)))
    assert [item.text for item in items if isinstance(item, Claim)] == []
    assert isinstance(items[-1], Answer)


async def test_comparisons_and_briefings_fall_back_too() -> None:
    compared = await both(BROKEN).compare((ADAMS, BAKER))
    briefing = await both(BROKEN).brief(Length.SHORT)
    assert compared.note == briefing.note == NOTE
    assert compared.rows
    assert briefing.points


async def test_what_is_no_trouble_of_the_model_is_raised() -> None:
    with pytest.raises(ZeroDivisionError):
        await both(ZeroDivisionError()).answer(ASKED)


async def test_an_account_reaches_the_engine_that_costs() -> None:
    fallback = both(BROKEN).on_account_of(Asker(space="s", person="p"), "de")
    assert isinstance(fallback, Fallback)
    assert (await fallback.answer(ASKED)).note == NOTE
