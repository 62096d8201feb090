"""Desk: the one door that platforms and the command line call."""

import asyncio
import datetime
import re
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing
from dataclasses import replace
from typing import TYPE_CHECKING

from bot import choices, commands, pages, present
from bot.answering import Answering
from bot.answers import (
    OPERATOR,
    Answer,
    Asker,
    Briefing,
    Checked,
    Comparison,
    Length,
    NotStated,
    Question,
)
from bot.archive import Archive
from bot.commands import (
    Ask,
    Brief,
    Briefings,
    Compare,
    Copy,
    Dossiers,
    Forget,
    Help,
    Leaders,
    PressButton,
    Rate,
    ShowEvidence,
    Sources,
    Verify,
)
from bot.conversation import Conversations
from bot.dossier.model import Dossier
from bot.engines.verification import statements
from bot.errors import StoreUnavailable, UnknownName, UnusableInput
from bot.holdings import Holding, Holdings
from bot.permissions import may_decide
from bot.platform import Choice, Final, Inbound, Part, Shown, Status
from bot.reply import Audience, Paragraph, Reply
from bot.wording import ENGLISH, Words, say, words_for

if TYPE_CHECKING:
    from bot.circulation import Circulation
    from bot.store.store import Store

QUESTION_LENGTH = 10_000
"""Characters of a question at most; a longer text is a document, and belongs in the dossier."""

_LOOKING = say("Looking in the documents …")

_ON = re.compile(r"\b(?:on|about|over|regarding)\b|:", re.I)


class Desk:
    """Answers from the dossier that a space has in use; `today` tells the date for countdowns.

    Without a `store` every space has the first dossier and nothing that was shown can be opened again, and without
    `circulation` nothing can be subscribed: the command line's single answers need neither. `keeps_turns`: the store
    keeps what was said in a thread as well, otherwise the memory does.
    """

    def __init__(
        self,
        holdings: Holdings,
        today: Callable[[], datetime.date],
        *,
        store: "Store | None" = None,
        circulation: "Circulation | None" = None,
        keeps_turns: bool = True,
    ) -> None:
        self._holdings = holdings
        self._today = today
        self._store = store
        self._circulation = circulation
        self._archive = Archive(store)
        self._conversations = Conversations(store if keeps_turns else None)
        self._answering = Answering(self._archive, self._conversations)

    @property
    def dossier(self) -> Dossier:
        """The first dossier as last read."""
        return self._holdings.first.dossier

    @property
    def engine_name(self) -> str:
        """Which engine answers."""
        return self._holdings.first.engine.name

    async def ask(self, question: Question, holding: Holding | None = None) -> Answer | NotStated:
        """The engine's answer. Raises UnusableInput for a question over `QUESTION_LENGTH`."""
        _check_length(question.text)
        return await (holding or self._holdings.first).engine.answer(question)

    async def compare(
        self,
        about: str,
        holding: Holding | None = None,
        words: Words = ENGLISH,
        asker: Asker = OPERATOR,
    ) -> Comparison:
        """Leaders side by side as `about` names them, with a topic or without; nothing means all.

        Raises UnknownName for a leader or topic that isn't there, UnusableInput where there is nothing
        to compare or `about` is over `QUESTION_LENGTH`.
        """
        _check_length(about)
        holding = holding or self._holdings.first
        reading, dossier = holding.reading, holding.dossier
        who = reading.who
        named, rest = who.split(about)
        leaders = named if len(named) > 1 else list(dossier.leaders)
        if len(leaders) < 2:
            raise UnusableInput(
                say(
                    "There are fewer than two leaders to compare in this dossier; "
                    "name them under {section} in its dossier.toml.",
                    section="[[leaders]]",
                )
            )
        is_topic = any(rest.casefold() in topic.name.casefold() for topic in dossier.topics)
        if len(named) == 1 and rest[:1].isupper() and not is_topic and not _ON.search(about):
            who.find(rest)  # "Adams Nobody" is a second name that isn't there, not a topic.
        topic = reading.topic(rest) if rest else None
        engine = holding.engine.on_account_of(asker, words.language)
        return await engine.compare(leaders, topic)

    async def brief(
        self,
        length: Length,
        words: Words = ENGLISH,
        holding: Holding | None = None,
        asker: Asker = OPERATOR,
    ) -> Briefing:
        """A briefing with its countdown, which `words` tell."""
        holding = holding or self._holdings.first
        briefing = await holding.engine.on_account_of(asker, words.language).brief(length)
        return replace(briefing, countdown=present.countdown(holding.dossier.event, self._today(), words))

    def verify(self, text: str, holding: Holding | None = None) -> list[Checked]:
        """Each statement of `text` held against the documents."""
        return statements(text, (holding or self._holdings.first).reading.index)

    def words(self, inbound: Inbound) -> Words:
        """The language of a reply: the person's own. One that is set for the space would go before it, here."""
        return words_for(inbound.locale)

    async def handle(self, inbound: Inbound) -> AsyncIterator[Shown]:
        """See `bot.platform.Desk.handle`."""
        words = self.words(inbound)
        holding = self._holdings.of(inbound.space)
        try:
            command = commands.parse(inbound.text)
            if isinstance(command, PressButton):
                text = await self._archive.pressed(command.id, command.number, inbound)
                inbound, command = replace(inbound, text=text), commands.parse(text)
            # Two looks into the store at once: whoever asks waits for both.
            holding, question = await asyncio.gather(
                self._holdings.recall(inbound.space, self._store), self._recalled(command, inbound, words)
            )
            if holding.shelf.is_stale():
                yield Status(words.text("The dossier was edited: reading it again …"))
                await holding.refresh()
            is_written = isinstance(command, Ask | Brief | Compare)
            yield Status(words.said(holding.engine.doing if is_written else _LOOKING))
            if question:
                reply = None
                async with aclosing(self._answering.stream(question, inbound, holding, words)) as answered:
                    async for shown in answered:
                        if isinstance(shown, Part):
                            yield shown
                        else:
                            reply = shown
                assert reply is not None
            else:
                reply = await self._reply(command, inbound, holding, words)
        except UnusableInput as error:
            suggestions = error.suggestions if isinstance(error, UnknownName) else ()
            reply = pages.notice(words.error(error), suggestions, words)
        except StoreUnavailable as error:
            reply = pages.notice(_unavailable(error, words), (), words)
        yield Final(pages.with_complaint(reply, holding.shelf.complaint, words))

    async def _recalled(self, command: commands.Command, inbound: Inbound, words: Words) -> Question | None:
        """A question with what was said before it; None for any other command."""
        if not isinstance(command, Ask):
            return None
        _check_length(command.text)  # Before it becomes part of the thread.
        address, event = inbound.address, inbound.event
        return await self._conversations.recall(address, event, command.text, words.language, inbound.earlier)

    async def _reply(
        self, command: commands.Command, inbound: Inbound, holding: Holding, words: Words
    ) -> Reply:
        dossier = holding.dossier  # The one that the engine is asked about, whatever is read meanwhile.
        archive, engine = self._archive, holding.engine.name
        asker = Asker(space=inbound.space, person=inbound.person)
        match command:
            case Ask():
                raise AssertionError("questions are answered piece by piece")
            case Compare(about):
                compared = await self.compare(about, holding, words, asker)
                reply = present.comparison(compared, dossier, words)
                return await archive.keep(compared, reply, inbound, dossier, engine, words)
            case Brief(length):
                written = await self.brief(length, words, holding, asker)
                reply = present.briefing(written, dossier, words)
                return await archive.keep(written, reply, inbound, dossier, engine, words)
            case Verify(text):
                checked = await asyncio.to_thread(self.verify, text, holding)  # A long text takes a while.
                reply = present.verdicts(checked, dossier, engine, words)
                return await archive.keep(checked, reply, inbound, dossier, engine, words)
            case ShowEvidence(id):
                return await archive.evidence(id, inbound, words)
            case Copy(id):
                return await archive.copy(id, inbound)
            case Rate(id, is_good):
                return await archive.rate(id, is_good, inbound, words)
            case PressButton():
                raise UnusableInput(commands.NOT_KEPT)  # No button of ours presses another.
            case Forget():
                await self._conversations.forget(inbound.address)
                forgotten = words.text(
                    "Forgotten: what was said here so far. The next question stands on its own."
                )
                return Reply((Paragraph(forgotten),), Audience.ASKER)
            case Leaders():
                return pages.leaders(dossier, words)
            case Sources(number):
                return (
                    pages.sources(dossier, words)
                    if number is None
                    else pages.numbered(number, dossier, words)
                )
            case Briefings(verb, text):
                return await self._briefings(verb, text, inbound, words)
            case Dossiers(name):
                return await self._dossiers(name, inbound, words)
            case Help(rules):
                return pages.help_page(pages.rules() if rules else None, words)

    async def _briefings(self, verb: str, text: str, inbound: Inbound, words: Words) -> Reply:
        known = self._circulation
        if known is None:
            raise UnusableInput(say("Briefings can be subscribed in a running bot: rapporteur run."))
        from bot import subscription_pages  # 60 ms of import, which only a running bot needs.

        return subscription_pages.told(verb, await known.carry_out(verb, inbound, text), words)

    async def _dossiers(self, name: str | None, inbound: Inbound, words: Words) -> Reply:
        if name is not None:
            may_decide(inbound)
            try:
                await self._holdings.use(inbound.space, name, self._store)
            except UnknownName as error:
                typed = tuple(f"/dossier use {near}" for near in error.suggestions)
                raise UnknownName(error.args[0], suggestions=typed) from error
        used = self._holdings.of(inbound.space)
        from bot import subscription_pages

        return subscription_pages.dossiers(self._holdings.names(), used.name, words)

    def suggest(self, field: str, prefix: str, space: str) -> list[Choice]:
        """See `bot.platform.Desk.suggest`."""
        return choices.completing(field, prefix, self._holdings.of(space).dossier, self._holdings.names())

    def home(self, person: str, space: str, locale: str | None = None) -> Reply:
        """See `bot.platform.Desk.home`."""
        words, holding = words_for(locale), self._holdings.of(space)
        questions = holding.engine.questions()
        return pages.welcome(holding.dossier, holding.engine.name, questions, self._today(), words)

    def hello(self, space: str, locale: str | None = None) -> Reply:
        """See `bot.platform.Desk.hello`."""
        words, holding = words_for(locale), self._holdings.of(space)
        return pages.hello(holding.dossier, holding.engine.questions(), words)


def _unavailable(error: StoreUnavailable, words: Words) -> str:
    import structlog  # 40 ms of import, with rich.

    # What it names, a path or a server, is for who runs the bot.
    structlog.get_logger().warning("store_unavailable", reason=str(error))
    return words.text(
        "The database can't be used now: {reason}. Nothing is lost; try again in a moment.",
        reason=error.reason or say("the bot's log says why"),
    )


def _check_length(text: str) -> None:
    if len(text) > QUESTION_LENGTH:
        raise UnusableInput(
            say(
                "That has {length} characters; ask in at most {limit}.",
                length=len(text),
                limit=QUESTION_LENGTH,
            )
        )
