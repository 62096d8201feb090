"""Generative: an engine that writes with a model, under verification."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from typing import TypeVar

from bot.answers import OPERATOR, Answer, Asker, Briefing, Claim, Comparison, Length, NotStated, Question
from bot.dossier.model import Leader, Topic
from bot.dossier.reading import Reading
from bot.engines.extractive import Extractive
from bot.engines.generative import answering, briefing, comparing, prompting
from bot.engines.generative.answering import Told
from bot.engines.generative.job import Job
from bot.engines.generative.ledger import Ledger
from bot.engines.generative.model import Model
from bot.engines.generative.scribe import Scribe
from bot.engines.generative.sharing import Shared
from bot.engines.generative.turns import Turns
from bot.wording import say

NAME = "generative"

_KEPT = 256
"""Answers, comparisons and briefings on one version of a dossier that are kept at hand."""

_Key = tuple[object, ...]

_R = TypeVar("_R")


def _is_whole(told: Told) -> bool:
    """An answer that broke off is written anew for whoever asks next."""
    return not isinstance(told, Claim) and told.note is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Generative:
    """An `Engine` over one reading. Raises ModelTrouble where the model gives nothing that can be shown.

    A whole reply takes `deadline` seconds at most. The same question on the same account of the conversation is
    written once, however many ask it, and costs whoever asked first.
    """

    reading: Reading
    model: Model
    ledger: Ledger
    deadline: float
    asker: Asker = OPERATOR
    language: str = "en"
    told: Shared[_Key, Told] = field(default_factory=lambda: Shared[_Key, Told](_KEPT, _is_whole))
    compared: Shared[_Key, Comparison] = field(default_factory=lambda: Shared[_Key, Comparison](_KEPT))
    briefed: Shared[_Key, Briefing] = field(default_factory=lambda: Shared[_Key, Briefing](_KEPT))
    turns: Turns = field(default_factory=Turns)
    plain: Extractive | None = None
    beginning: asyncio.Lock = field(default_factory=asyncio.Lock)

    @property
    def name(self) -> str:
        """With the model's name: who reads a quote may want to know."""
        return f"{NAME} ({self.model.name})"

    @property
    def doing(self) -> str:
        """See `Engine.doing`."""
        return say("Writing, and checking each statement …")

    @property
    def version(self) -> str:
        """The model and all prompts."""
        return f"{self.name} {prompting.versions()}"

    def on_account_of(self, asker: Asker, language: str) -> "Generative":
        """See `Engine.on_account_of`; what is kept is shared."""
        return replace(self, asker=asker, language=language, plain=self._plain)

    async def stream(self, question: Question) -> AsyncGenerator[Told]:
        """See `Engine.stream`."""

        async def write() -> AsyncGenerator[Told]:
            async with aclosing(answering.answer(question, self._job())) as told:
                async for item in told:
                    yield item

        asked = (" ".join(question.text.split()), question.turns, question.language, question.reply_in)
        key = (*asked, object()) if question.again else asked  # Like no other: what is kept isn't looked at.
        await self._begun(self.told, key, write)
        async with aclosing(self.told.stream(key, write)) as items:
            async for item in items:
                yield item

    async def answer(self, question: Question) -> Answer | NotStated:
        """See `Engine.answer`."""
        async with aclosing(self.stream(question)) as items:
            async for item in items:
                if not isinstance(item, Claim):
                    return item
        raise AssertionError("a stream ends with the whole")

    async def compare(self, leaders: Sequence[Leader], topic: Topic | None = None) -> Comparison:
        """See `Engine.compare`."""

        async def write() -> AsyncGenerator[Comparison]:
            yield await comparing.compare(leaders, topic, self._job())

        names = tuple(leader.name for leader in leaders)
        return await self._only(self.compared, (names, topic, self.language), write)

    async def brief(self, length: Length) -> Briefing:
        """See `Engine.brief`."""

        async def write() -> AsyncGenerator[Briefing]:
            yield await briefing.brief(length, self._job())

        return await self._only(self.briefed, (length, self.language), write)

    def questions(self) -> tuple[str, ...]:
        """See `Engine.questions`."""
        return self._plain.questions()

    async def _only(self, shared: Shared[_Key, _R], key: _Key, write: Callable[[], AsyncGenerator[_R]]) -> _R:
        await self._begun(shared, key, write)
        async with aclosing(shared.stream(key, write)) as items:
            return await anext(items)

    async def _begun(
        self, shared: Shared[_Key, _R], key: _Key, write: Callable[[], AsyncGenerator[_R]]
    ) -> None:
        """It is kept, or under way; whoever lets it begin pays for it, and of many at once that is one."""
        if key in shared:
            return
        async with self.beginning:
            if key not in shared:
                await self.ledger.allow(self.asker)
                shared.begin(key, write)

    @property
    def _plain(self) -> Extractive:
        return self.plain or Extractive(self.reading)

    def _job(self) -> Job:
        return Job(
            reading=self.reading,
            scribe=Scribe(self.model, self.ledger, self.asker, self.deadline),
            extractive=self._plain,
            engine=self.name,
            language=self.language,
            turns=self.turns,
        )
