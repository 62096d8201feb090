"""Engines write answers, comparisons and briefings; all of them under `verification`."""

from collections.abc import AsyncGenerator, Sequence
from typing import Protocol

from bot.answers import Answer, Asker, Briefing, Claim, Comparison, Length, NotStated, Question
from bot.dossier.model import Leader, Topic


class Engine(Protocol):
    """Writes about one version of one dossier.

    `version` changes with all that changes what it writes (prompts, model), so that what is kept is written anew.
    """

    @property
    def name(self) -> str: ...

    @property
    def version(self) -> str: ...

    @property
    def doing(self) -> str:
        """What it does while a reply is waited for, in a few words for people, made by `say`."""
        ...

    def on_account_of(self, asker: Asker, language: str) -> "Engine":
        """The same engine, writing on somebody's account and comparing and briefing in `language` ("de")."""
        ...

    def stream(self, question: Question) -> AsyncGenerator[Claim | Answer | NotStated]:
        """Each claim of the answer as soon as it is verified, if they come one by one, then the whole.

        The whole holds the claims that came before it, first and in their order. Closing it cancels the work.
        """
        ...

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
