"""The archive: everything shown is kept as a row, so that its buttons work after a restart."""

import dataclasses
import hashlib
import secrets
from typing import TYPE_CHECKING

from bot import evidence, packing
from bot.answers import Answer, Briefing, Comparison, NotStated
from bot.clipping import Clipping, Shape, actions_of
from bot.commands import NOT_KEPT
from bot.dossier.model import Dossier
from bot.editions import Edition
from bot.errors import StoreUnavailable, UnusableInput
from bot.evidence import Result
from bot.platform import Address, Inbound
from bot.reply import Audience, Paragraph, Reply, plain_text
from bot.wording import ENGLISH, Words

if TYPE_CHECKING:
    from bot.store.store import Store

_ID_BYTES = 6


class Archive:
    """What was shown, in `store`; without one nothing is kept, and replies go out without buttons of their own."""

    def __init__(self, store: "Store | None") -> None:
        self._store = store

    async def keep(
        self,
        result: Result,
        reply: Reply,
        inbound: Inbound,
        dossier: Dossier,
        engine: str,
        words: Words = ENGLISH,
    ) -> Reply:
        """The reply with its id and buttons; as it is where it can't be kept, which is logged.

        `engine` is the name of the one at work, for a result that names none.
        """
        return await self._kept(
            Clipping(
                id=secrets.token_hex(_ID_BYTES),
                space=inbound.space,
                address=inbound.address,
                person=inbound.person,
                shape=_shape(result),
                dossier=dossier.version,
                engine=getattr(result, "engine", engine),
                prompt=getattr(result, "prompt", None),
                reply=reply,
                evidence=evidence.evidence_of(result, dossier, words),
            ),
            words,
        )

    async def keep_edition(
        self,
        edition: Edition,
        reply: Reply,
        dossier: Dossier,
        prompt: str | None,
        words: Words = ENGLISH,
    ) -> Reply:
        """The same for an edition: one row for all channels that get it, and for every try to post it.

        `prompt` is that of the briefing it was made of.
        """
        exhibits = evidence.evidence_of(edition, dossier, words)
        content = (dossier.version, packing.packed(reply), packing.packed_evidence(exhibits))
        return await self._kept(
            Clipping(
                id=hashlib.blake2b("\n".join(content).encode(), digest_size=_ID_BYTES).hexdigest(),
                space="",
                address=Address(""),
                person="",
                shape=Shape.EDITION,
                dossier=dossier.version,
                engine=edition.engine,
                prompt=prompt,
                reply=reply,
                evidence=exhibits,
            ),
            words,
        )

    async def _kept(self, clipping: Clipping, words: Words) -> Reply:
        if self._store is None:
            return clipping.reply
        has_evidence = bool(clipping.evidence)
        shown = evidence.with_buttons(clipping.reply, clipping.id, words, has_evidence=has_evidence)
        try:
            await self._store.keep_shown(dataclasses.replace(clipping, reply=shown))
        except StoreUnavailable as error:
            import structlog  # 60 ms of import, which a single answer of the command line doesn't need.

            remedy = "the reply goes out without its buttons"
            structlog.get_logger().warning("reply_not_kept", reason=str(error), remedy=remedy)
            return clipping.reply
        return shown

    async def evidence(self, id: str, inbound: Inbound, words: Words = ENGLISH) -> Reply:
        """The quotes in their passages. Raises UnusableInput for a row that isn't there, here and below."""
        return evidence.page(await self._get(id, inbound), words)

    async def copy(self, id: str, inbound: Inbound) -> Reply:
        """The reply as plain text with its citations, in one block."""
        clipping = await self._get(id, inbound)
        return Reply((Paragraph(plain_text(clipping.reply)),), Audience.ASKER)

    async def pressed(self, id: str, number: int, inbound: Inbound) -> str:
        """The text of an action, by its place from 1."""
        actions = list(actions_of((await self._get(id, inbound)).reply))
        if not 0 < number <= len(actions):
            raise UnusableInput(NOT_KEPT)
        return actions[number - 1].text

    async def rate(self, id: str, is_good: bool, inbound: Inbound, words: Words = ENGLISH) -> Reply:
        """What a person thinks of it is kept, in place of what they thought before."""
        clipping = await self._get(id, inbound)
        assert self._store is not None
        await self._store.rate(clipping, space=inbound.space, person=inbound.person, is_good=is_good)
        thanks = words.text("Thank you. It is kept without your name; the other button changes it.")
        return Reply((Paragraph(thanks),), Audience.ASKER)

    async def _get(self, id: str, inbound: Inbound) -> Clipping:
        try:
            clipping = await self._store.shown(id) if self._store else None
        except StoreUnavailable:
            raise
        except UnusableInput as error:  # Kept by another version of ours.
            raise UnusableInput(NOT_KEPT) from error
        # What was answered in one space is nobody's business in another; an edition goes to many.
        if clipping is None or (clipping.shape is not Shape.EDITION and clipping.space != inbound.space):
            raise UnusableInput(NOT_KEPT)
        return clipping


def _shape(result: Result) -> Shape:
    match result:
        case Answer():
            return Shape.ANSWER
        case NotStated():
            return Shape.NOT_STATED
        case Comparison():
            return Shape.COMPARISON
        case Briefing():
            return Shape.BRIEFING
        case Edition():
            return Shape.EDITION
        case _:
            return Shape.VERDICT
