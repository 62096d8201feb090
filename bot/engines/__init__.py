"""Engines write answers, comparisons and briefings; all of them under `verification`."""

from collections.abc import Sequence
from typing import Protocol

from bot.answers import Answer, Briefing, Comparison, Length, NotStated, Question
from bot.dossier.model import Leader, Topic


class Engine(Protocol):
    """Writes about one version of one dossier."""

    name: str

    async def answer(self, question: Question) -> Answer | NotStated:
        """The few claims that answer, best first, or why there are none."""
        ...

    async def compare(self, leaders: Sequence[Leader], topic: Topic | None = None) -> Comparison:
        """Leaders side by side in the order given (two or more); with a topic, only what touches it."""
        ...

    async def brief(self, length: Length) -> Briefing:
        """A briefing without a countdown: what day it is, only the desk knows."""
        ...

    def questions(self) -> tuple[str, ...]:
        """Three questions at most that are worth asking, each of which this engine answers."""
        ...
