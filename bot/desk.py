"""Desk: the one door that platforms and the command line call."""

import asyncio
import datetime
import re
from collections.abc import AsyncIterator, Callable
from dataclasses import replace

from bot import commands, pages, present
from bot.answers import Answer, Briefing, Checked, Comparison, Length, NotStated, Question
from bot.commands import Ask, Brief, Compare, Help, Leaders, Sources, Verify
from bot.conversation import Conversations
from bot.dossier.model import Dossier
from bot.dossier.reading import Reading
from bot.dossier.shelf import Shelf
from bot.engines import Engine
from bot.engines.verification import statements
from bot.errors import UnknownName, UnusableInput
from bot.platform import Choice, Final, Inbound, Shown, Status
from bot.reply import Footnote, Reply

QUESTION_LENGTH = 10_000
"""Characters of a question at most; a longer text is a document, and belongs in the dossier."""

_ON = re.compile(r"\b(?:on|about|over|regarding)\b|:", re.I)


class Desk:
    """Answers for one dossier with one engine; `today` tells the date for countdowns."""

    def __init__(
        self,
        shelf: Shelf,
        engine_for: Callable[[Reading], Engine],
        today: Callable[[], datetime.date],
    ) -> None:
        self._shelf = shelf
        self._engine_for = engine_for
        self._engine = engine_for(shelf.reading)
        self._today = today
        self._conversations = Conversations()

    @property
    def dossier(self) -> Dossier:
        """The dossier as last read."""
        return self._shelf.reading.dossier

    @property
    def engine_name(self) -> str:
        """Which engine answers."""
        return self._engine.name

    async def ask(self, question: Question) -> Answer | NotStated:
        """The engine's answer. Raises UnusableInput for a question over `QUESTION_LENGTH`."""
        _check_length(question.text)
        return await self._engine.answer(question)

    async def compare(self, about: str) -> Comparison:
        """Leaders side by side as `about` names them, with a topic or without; nothing means all.

        Raises UnknownName for a leader or topic that isn't there, UnusableInput where there is nothing
        to compare or `about` is over `QUESTION_LENGTH`.
        """
        _check_length(about)
        reading = self._shelf.reading
        who = reading.who
        named, rest = who.split(about)
        leaders = named if len(named) > 1 else list(self.dossier.leaders)
        if len(leaders) < 2:
            raise UnusableInput(
                "There are fewer than two leaders to compare in this dossier; "
                "name them under [[leaders]] in its dossier.toml."
            )
        is_topic = any(rest.casefold() in topic.name.casefold() for topic in self.dossier.topics)
        if len(named) == 1 and rest[:1].isupper() and not is_topic and not _ON.search(about):
            who.find(rest)  # "Adams Nobody" is a second name that isn't there, not a topic.
        topic = reading.topic(rest) if rest else None
        return await self._engine.compare(leaders, topic)

    async def brief(self, length: Length) -> Briefing:
        """A briefing with its countdown."""
        briefing = await self._engine.brief(length)
        return replace(briefing, countdown=present.countdown(self.dossier.event, self._today()))

    def verify(self, text: str) -> list[Checked]:
        """Each statement of `text` held against the documents."""
        return statements(text, self._shelf.reading.index)

    async def handle(self, inbound: Inbound) -> AsyncIterator[Shown]:
        """See `bot.platform.Desk.handle`."""
        try:
            command = commands.parse(inbound.text)
            if self._shelf.is_stale():
                yield Status("The dossier was edited: reading it again …")
                await self._refresh()
            yield Status("Looking in the documents …")
            reply = await self._reply(command, inbound)
        except UnusableInput as error:
            suggestions = error.suggestions if isinstance(error, UnknownName) else ()
            reply = pages.notice(str(error), suggestions)
        yield Final(self._with_complaint(reply))

    async def _refresh(self) -> None:
        before = self._shelf.reading
        reading = await self._shelf.refresh()
        if reading is not before:
            self._engine = self._engine_for(reading)

    async def _reply(self, command: commands.Command, inbound: Inbound) -> Reply:
        dossier = self.dossier  # The one that the engine is asked about, whatever is read meanwhile.
        match command:
            case Ask(text):
                _check_length(text)  # Before it becomes part of the thread.
                question = self._conversations.ask(inbound.address, text)
                return present.answer(await self.ask(question), dossier)
            case Compare(about):
                return present.comparison(await self.compare(about), dossier)
            case Brief(length):
                return present.briefing(await self.brief(length), dossier)
            case Verify(text):
                checked = await asyncio.to_thread(self.verify, text)  # A long text takes a while.
                return present.verdicts(checked, dossier, self.engine_name)
            case Leaders():
                return pages.leaders(dossier)
            case Sources(number):
                return pages.sources(dossier) if number is None else self._passage(number)
            case Help(rules):
                return pages.help_page(_rules() if rules else None)

    def _passage(self, number: int) -> Reply:
        passage = self.dossier.passage(number)
        if passage is None:
            last = len(self.dossier.passages)
            raise UnknownName(f"There is no passage {number}: they are numbered from 1 to {last}.")
        return pages.passage(passage, self.dossier)

    def _with_complaint(self, reply: Reply) -> Reply:
        if self._shelf.complaint is None:
            return reply
        note = (
            "The dossier was edited but can't be read, so its last good version answers: "
            f"{self._shelf.complaint}"
        )
        return replace(reply, blocks=(*reply.blocks, Footnote(note)))

    def suggest(self, field: str, prefix: str, space: str) -> list[Choice]:
        """See `bot.platform.Desk.suggest`; `space` doesn't matter while there is one dossier."""
        match field:
            case "command":
                choices = [f"/{usage.name}" for usage in commands.USAGES]
            case "leader":
                choices = [leader.name for leader in self.dossier.leaders]
            case "topic":
                choices = [topic.name for topic in self.dossier.topics]
            case "length":
                choices = list(Length)
            case "passage":
                choices = [str(passage.number) for passage in self.dossier.passages]
            case _:
                choices = []
        return [
            Choice(choice, choice) for choice in choices if _completes(prefix.casefold(), choice.casefold())
        ]

    def home(self, person: str, space: str) -> Reply:
        """See `bot.platform.Desk.home`."""
        return pages.welcome(self.dossier, self.engine_name, self._engine.questions(), self._today())


def _check_length(text: str) -> None:
    if len(text) > QUESTION_LENGTH:
        raise UnusableInput(f"That has {len(text):,} characters; ask in at most {QUESTION_LENGTH:,}.")


def _completes(prefix: str, choice: str) -> bool:
    return any(word.startswith(prefix) for word in (choice, *choice.split()))


def _rules() -> str:
    from prompts import load  # Jinja costs 50 ms of import, which only this page needs.

    return load("rules").render()
