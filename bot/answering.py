"""A question of a thread to its whole reply: doubts and corrections, claims as they come, what is kept of it."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import replace

from bot import present, refusals
from bot.answers import Answer, Asker, Claim, NotStated, Question
from bot.archive import Archive
from bot.conversation import Conversations
from bot.engines.verification import statements
from bot.followups import Dispute, asked_before, follow_up
from bot.holdings import Holding
from bot.platform import Inbound, Part
from bot.reply import Paragraph, Reply
from bot.wording import Words, say


class Answering:
    """Has questions answered, and keeps what was replied: in `archive` for its buttons, in `conversations` for the thread."""

    def __init__(self, archive: Archive, conversations: Conversations) -> None:
        self._archive = archive
        self._conversations = conversations

    async def stream(
        self, question: Question, inbound: Inbound, holding: Holding, words: Words
    ) -> AsyncGenerator[Part | Reply]:
        """Each claim as soon as it is verified, then the whole. Citations keep the numbers they were first shown with."""
        text = question.text
        dossier = holding.dossier  # The one that the engine is asked about, whatever is read meanwhile.
        engine = holding.engine.on_account_of(
            Asker(space=inbound.space, person=inbound.person), words.language
        )
        note = None
        if question.turns and isinstance(dispute := follow_up(text), Dispute):
            if dispute.statement:
                yield await self._held_against(dispute.statement, inbound, holding, words)
                return
            if before := asked_before(question.turns):
                question = replace(question, text=before[0], turns=before[1], again=True)
                note = say("The documents were read again; this is what they say.")
        numbers = present.Numbers(dossier, words)
        async with aclosing(engine.stream(question)) as told:
            async for item in told:
                if isinstance(item, Claim):
                    yield Part(numbers.paragraph(item))
                else:
                    item = replace(item, note=item.note or note)
                    reply = present.answer(item, dossier, words)
                    kept, _ = await asyncio.gather(
                        self._archive.keep(item, reply, inbound, dossier, engine.name, words),
                        self._conversations.record(inbound.address, inbound.event, text, _said(item, words)),
                    )
                    yield kept

    async def _held_against(self, statement: str, inbound: Inbound, holding: Holding, words: Words) -> Reply:
        """A correction is neither believed nor disputed: it is checked like any text."""
        dossier, engine = holding.dossier, holding.engine.name
        checked = await asyncio.to_thread(statements, statement, holding.reading.index)
        reply = present.verdicts(checked, dossier, engine, words)
        lead = Paragraph(
            words.text("I can't take that over unchecked; this is how it stands to the documents:")
        )
        kept, _ = await asyncio.gather(
            self._archive.keep(
                checked, replace(reply, blocks=(lead, *reply.blocks)), inbound, dossier, engine, words
            ),
            self._conversations.record(
                inbound.address,
                inbound.event,
                inbound.text,
                " ".join(words.said(one.reason) for one in checked),
            ),
        )
        return kept


def _said(answer: Answer | NotStated, words: Words) -> str:
    """The words of an answer alone, for the follow-up."""
    match answer:
        case Answer(claims=claims):
            return " ".join(claim.text for claim in claims)
        case NotStated():
            return refusals.line(answer, words)
