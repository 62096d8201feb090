"""A model that fails costs nobody an answer: the key-less engine answers, and the reply says why."""

from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from typing import TypeVar

import structlog

from bot.answers import Answer, Asker, Briefing, Claim, Comparison, Length, NotStated, Question
from bot.dossier.model import Leader, Topic
from bot.engines import Engine
from bot.errors import ModelTrouble
from bot.wording import say

log = structlog.get_logger()

_R = TypeVar("_R", Comparison, Briefing)


@dataclass(frozen=True, slots=True)
class Fallback:
    """An `Engine`: `first`, and `second` where that raises ModelTrouble."""

    first: Engine
    second: Engine

    @property
    def name(self) -> str:
        """The first one's."""
        return self.first.name

    @property
    def doing(self) -> str:
        """The first one's."""
        return self.first.doing

    @property
    def version(self) -> str:
        """The first one's; what the second wrote in its place is marked by a note."""
        return self.first.version

    def on_account_of(self, asker: Asker, language: str) -> "Fallback":
        """See `Engine.on_account_of`."""
        return Fallback(self.first.on_account_of(asker, language), self.second.on_account_of(asker, language))

    async def stream(self, question: Question) -> AsyncGenerator[Claim | Answer | NotStated]:
        """See `Engine.stream`. Where claims were shown, they stay: an engine that has shown some doesn't fail."""
        try:
            async with aclosing(self.first.stream(question)) as items:
                async for item in items:
                    yield item
        except ModelTrouble as trouble:
            _log(trouble)
            async with aclosing(self.second.stream(question)) as items:
                async for item in items:
                    yield item if isinstance(item, Claim) else replace(item, note=_why(trouble))

    async def answer(self, question: Question) -> Answer | NotStated:
        """See `Engine.answer`."""
        try:
            return await self.first.answer(question)
        except ModelTrouble as trouble:
            _log(trouble)
            return replace(await self.second.answer(question), note=_why(trouble))

    async def compare(self, leaders: Sequence[Leader], topic: Topic | None = None) -> Comparison:
        """See `Engine.compare`."""
        return await _either(
            lambda: self.first.compare(leaders, topic), lambda: self.second.compare(leaders, topic)
        )

    async def brief(self, length: Length) -> Briefing:
        """See `Engine.brief`."""
        return await _either(lambda: self.first.brief(length), lambda: self.second.brief(length))

    def questions(self) -> tuple[str, ...]:
        """See `Engine.questions`."""
        return self.first.questions()


async def _either(first: Callable[[], Awaitable[_R]], second: Callable[[], Awaitable[_R]]) -> _R:
    try:
        return await first()
    except ModelTrouble as trouble:
        _log(trouble)
        return replace(await second(), note=_why(trouble))


def _log(trouble: ModelTrouble) -> None:
    log.warning("answered_without_model", trouble=trouble.trouble.value, remedy=trouble.remedy)


def _why(trouble: ModelTrouble) -> str:
    return say("{why} This is what the documents say in their own words.", why=trouble.args[0])
