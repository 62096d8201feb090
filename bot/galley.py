"""The galley: editions put into words and drawn, and kept, so that what was begun is ended in the same words.

Parts of an edition may be posted hours apart, by another process, after the dossier was edited or its subscription
changed: whoever goes on takes what the first part was taken from.
"""

import asyncio
import hashlib
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot import bulletin, packing
from bot.archive import Archive
from bot.editions import Edition, compose
from bot.errors import UnusableInput
from bot.platform import Payload, Platform
from bot.press import Printed
from bot.reply import Paragraph, Reply, plain_text
from bot.store.claimed import Claimed
from bot.subscriptions import local_date
from bot.wording import words_for

if TYPE_CHECKING:
    from bot.store.store import Store

_AT_HAND = 256
"""Drawn editions at hand: channels that were told the same share one."""


@dataclass(frozen=True, slots=True)
class Proof:
    """What is posted: a reply, kept under `name`, and what it is drawn as."""

    name: str
    reply: Reply
    payloads: Sequence[Payload]


class Galley:
    """Proofs of editions, each kept in the store before anybody can post it."""

    def __init__(self, store: "Store") -> None:
        self._store = store
        self._archive = Archive(store)
        self._drawn: OrderedDict[tuple[object, ...], tuple[Edition, Proof]] = OrderedDict()

    async def set(self, platform: Platform, claimed: Claimed, printed: Printed) -> tuple[Edition, Proof]:
        """An edition that nobody has begun to post. Raises StoreUnavailable."""
        subscription = claimed.subscription
        words = words_for(subscription.language)
        date = local_date(claimed.delivery, subscription.schedule.zone)
        notes = bulletin.notes(await self._store.skipped_since_sent(subscription.id), words)
        key = (platform.name, printed.name, claimed.told, date, notes)
        if key not in self._drawn:
            edition = compose(printed.writing, claimed.told, date, printed.dossier.event)
            reply = bulletin.edition(edition, printed.dossier, notes, words=words)
            prompt = printed.writing.briefing.prompt
            reply = await self._archive.keep_edition(edition, reply, printed.dossier, prompt, words)
            self._drawn[key] = edition, await self._proof(platform, reply, claimed)
            if len(self._drawn) > _AT_HAND:
                self._drawn.popitem(last=False)
        return self._drawn[key]

    async def plain(self, platform: Platform, proof: Proof, claimed: Claimed) -> Proof:
        """The plain form of a proof that a platform rejected. Raises StoreUnavailable."""
        reply = Reply((Paragraph(plain_text(proof.reply)),), proof.reply.audience)
        return await self._proof(platform, reply, claimed)

    async def begun(self, platform: Platform, claimed: Claimed) -> Proof | None:
        """What the parts that have arrived were taken from; None if nobody knows any more. Raises StoreUnavailable."""
        name = claimed.delivery.reply
        kept = await self._store.writing(name) if name else None
        if name is None or kept is None:
            return None
        try:
            reply = packing.unpacked(kept)
        except UnusableInput:  # Of another version of ours.
            return None
        return Proof(name, reply, await asyncio.to_thread(platform.render, reply))

    async def _proof(self, platform: Platform, reply: Reply, claimed: Claimed) -> Proof:
        payloads = await asyncio.to_thread(platform.render, reply)
        text = packing.packed(reply)
        # With its day, so that retention counts from there.
        day = claimed.delivery.due_at.date().isoformat()
        name = f"reply:{day}:{hashlib.sha256(text.encode()).hexdigest()[:32]}"
        await self._store.keep_writing(name, text)
        return Proof(name, reply, payloads)
