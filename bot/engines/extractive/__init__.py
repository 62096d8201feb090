"""The engine that needs no key: it answers in the documents' own sentences."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from dataclasses import replace

from bot.answers import Answer, Asker, Briefing, Claim, Comparison, Length, NotStated, Question
from bot.dossier.model import Leader, Topic
from bot.dossier.reading import Reading
from bot.engines.extractive.answers import NAME, answer
from bot.engines.extractive.briefing import brief
from bot.engines.extractive.comparison import compare
from bot.engines.extractive.suggestions import worth_asking
from bot.wording import say


class Extractive:
    """An `Engine` over one reading: quotes the sentences that answer, compare and brief.

    It reckons in a thread: with a hundred documents that takes a second, and others shall not wait for it.
    """

    name = NAME
    version = NAME
    doing = say("Looking in the documents …")

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._questions: tuple[str, ...] | None = None

    def on_account_of(self, asker: Asker, language: str) -> "Extractive":
        """Itself: it costs nothing, and quotes stay in the documents' language."""
        return self

    async def stream(self, question: Question) -> AsyncGenerator[Claim | Answer | NotStated]:
        """See `Engine.stream`: the whole at once, as there is nothing to wait for."""
        yield await self.answer(question)

    async def answer(self, question: Question) -> Answer | NotStated:
        """See `Engine.answer`; where nothing answers, it offers `questions`."""
        result = await asyncio.to_thread(answer, question, self._reading)
        if isinstance(result, NotStated):
            return replace(result, questions=await asyncio.to_thread(self.questions))
        return result

    async def compare(self, leaders: Sequence[Leader], topic: Topic | None = None) -> Comparison:
        """See `Engine.compare`."""
        return await asyncio.to_thread(compare, leaders, topic, self._reading)

    async def brief(self, length: Length) -> Briefing:
        """See `Engine.brief`."""
        return await asyncio.to_thread(brief, length, self._reading)

    def questions(self) -> tuple[str, ...]:
        """See `Engine.questions`."""
        if self._questions is None:
            self._questions = worth_asking(self._reading)
        return self._questions
