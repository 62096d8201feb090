"""The engine as others call it: between their own work."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from bot.answers import Length, Question
from bot.engines.extractive import Extractive
from tests.bot.engines.extractive.made import ADA, BO, reading

ASKED: dict[str, Callable[[Extractive], Awaitable[object]]] = {
    "a briefing": lambda engine: engine.brief(Length.FULL),
    "a comparison": lambda engine: engine.compare((ADA, BO)),
    "an answer": lambda engine: engine.answer(Question(text="What does Morgan want?")),
    "no answer": lambda engine: engine.answer(Question(text="How tall is the lighthouse?")),
}


@pytest.mark.parametrize("asked", ASKED)
async def test_nobody_waits_while_it_reckons(asked: str) -> None:
    sentence = "Morgan wants quota {} doubled before the autumn. Lindqvist hopes for toll {} on grain barges."
    engine = Extractive(reading(*(sentence.format(n, n) for n in range(20))))
    work = asyncio.ensure_future(ASKED[asked](engine))
    turns = 0
    while not work.done():
        await asyncio.sleep(0)
        turns += 1
    await work
    assert turns > 5
