"""How an answer is shown as it comes: posted and edited. In a conversation with the agent it is `chat.Chat`."""

import asyncio
import hashlib
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace

import structlog

from adapters.slack import drawing, limits
from adapters.slack.address import Place
from adapters.slack.drawing import Json
from adapters.slack.inbox import Entry
from adapters.slack.mailbox import Mailbox
from adapters.slack.render import line, packed, pieces, render
from adapters.slack.safe import cut, escaped, safe
from bot.errors import DeliveryError, Rejected, Throttled, Unknown
from bot.platform import Absent, Found
from bot.reply import Audience, Block, Reply

log = structlog.get_logger()

_PATIENCE = 600.0
"""Seconds for which an answer is tried to be shown."""

_LONGEST_WAIT = 60.0
_LAST_WAIT = 5.0
"""Seconds for which an ended answer waits for what it is posting."""

_LEAD = 300


class Showing:
    """An answer that is posted and edited, in the thread of `entry.asked.place`.

    `lead` is the line above it that says who asked what, where that stands in no message; `placed` is awaited once the
    first message is there.
    """

    def __init__(
        self, mailbox: Mailbox, entry: Entry, me: str, placed: Callable[[], Awaitable[None]], lead: str = ""
    ) -> None:
        self._mailbox = mailbox
        self._entry = entry
        self._me = me
        self._placed = placed
        self._lead = cut(safe(lead), _LEAD)
        self._parts: list[Block] = []
        self._edited = 0.0
        key = hashlib.sha256(entry.asked.event.encode()).hexdigest()
        self._key = key[:16]

    @property
    def place(self) -> Place:
        """Where it is shown; the thread is known once the first message is there."""
        place = self._entry.asked.place
        return place if place.thread else replace(place, thread=self._entry.shown)

    async def begin(self, text: str) -> None:
        """Show at once that something is coming. Raises Gone where nothing can be posted."""
        if self._entry.shown:
            return
        await self._place(self._topped(line(text)), 0)
        self._edited = time.monotonic()

    async def status(self, text: str) -> None:
        """A word on what is going on."""
        await self._edit(line(text))

    async def part(self, block: Block) -> None:
        """One more block of the answer."""
        self._parts.append(block)
        await self._edit(packed(pieces(Reply(tuple(self._parts))))[0])

    async def _edit(self, shown: Json) -> None:
        """Edit if the last edit was long enough ago; what is skipped now comes with the next or with the whole."""
        if not self._entry.shown or time.monotonic() - self._edited < limits.CHANNEL_GAP:
            return
        self._edited = time.monotonic()
        try:
            await self._mailbox.update(self._entry.room, self._entry.shown, self._topped(shown))
        except DeliveryError as error:
            log.info("edit_skipped", reason=type(error).__name__)

    async def final(self, reply: Reply, extra: Json | None = None) -> None:
        """The whole, whatever was shown before; `extra` is a block below its first message. Raises DeliveryError."""
        if reply.audience is Audience.ASKER and not self._entry.asked.is_direct:
            await self.drop()
            await self._whisper(render(reply))
            return
        first, *rest = render(reply)
        if extra:
            first = {**first, "blocks": [*first["blocks"], extra]}
        await self._whole(self._topped(first))
        old, self._entry.more = self._entry.more, []
        for ts in old:  # Of an answer to the question before it was edited.
            await self._surely(lambda ts=ts: self._mailbox.delete(self._entry.room, ts))
        for number, more in enumerate(rest, 1):
            posted = await self._post(self.place, more, number)
            self._entry.more.append(posted.partition(":")[2])
        if old or rest:
            await self._placed()

    async def tell(self, text: str) -> None:
        """A line of ours instead of an answer. Raises DeliveryError."""
        await self._whole(self._topped(line(text)))

    async def drop(self) -> None:
        """Take back what was shown."""
        if self._entry.shown:
            await self._surely(lambda: self._mailbox.delete(self._entry.room, self._entry.shown))
            self._entry.shown = ""

    async def leave(self, stream: str = "") -> None:
        """Leave what is shown to whoever answers instead; `stream` is the message that another process streamed."""

    async def end(self) -> None:
        """It is over, however it went."""

    async def _whole(self, shown: Json) -> None:
        """The whole where the placeholder is; where that can't be edited, in a message of its own instead of it."""
        room, ts = self._entry.room, self._entry.shown
        if not ts:
            await self._place(shown, 0)
            return
        try:
            await self._surely(lambda: self._mailbox.update(room, ts, shown))
        except Rejected as error:
            log.info("edit_refused", reason=str(error))
            await self._place(shown, 99)
            with suppress(DeliveryError):
                await self._mailbox.delete(room, ts)

    async def _place(self, shown: Json, number: int) -> None:
        """Post the first message. Whoever is ended meanwhile notes first where it stands: somebody goes on with it."""
        posting = asyncio.ensure_future(self._post(self._entry.asked.place, shown, number))
        try:
            await asyncio.shield(posting)
        except asyncio.CancelledError:
            await asyncio.wait([posting], timeout=_LAST_WAIT)
            if not posting.done():
                posting.cancel()
            elif not posting.exception():
                await self._keep(posting.result())
            raise
        await self._keep(posting.result())

    async def _keep(self, receipt: str) -> None:
        self._entry.room, _, self._entry.shown = receipt.partition(":")
        await self._placed()

    def _topped(self, shown: Json) -> Json:
        if not self._lead:
            return shown
        text = f"{escaped(self._lead)}\n\n{shown['text']}"
        return {**shown, "text": text, "blocks": [drawing.context(self._lead), *shown["blocks"]]}

    async def _post(self, place: Place, shown: Json, number: int) -> str:
        """Post part `number`, and look before posting again where that is unsure. Gives "room:ts"."""
        key = f"{self._key}-{number}"
        if self._entry.tries > 1:
            found = await self._mailbox.find(place, key, self._me)
            if isinstance(found, Found):
                return found.receipt.id
        until = time.monotonic() + _PATIENCE
        while time.monotonic() < until:
            try:
                return (await self._mailbox.post(place, shown, key)).id
            except Throttled as error:
                await asyncio.sleep(min(error.retry_after, _LONGEST_WAIT))
            except Unknown:
                match await self._mailbox.find(place, key, self._me):
                    case Found(receipt):
                        return receipt.id
                    case Absent():
                        await asyncio.sleep(limits.CHANNEL_GAP)
                    case _:
                        raise
        raise Unknown("Slack took nothing for ten minutes.")

    async def _whisper(self, payloads: list[Json]) -> None:
        asked = self._entry.asked
        for shown in payloads:
            await self._surely(lambda shown=shown: self._mailbox.whisper(asked.place, asked.user, shown))

    async def _surely(self, send: Callable[[], Awaitable[None]]) -> None:
        """Do what may be done twice until it is done."""
        until = time.monotonic() + _PATIENCE
        while time.monotonic() < until:
            try:
                return await send()
            except Throttled as error:
                await asyncio.sleep(min(error.retry_after, _LONGEST_WAIT))
            except Unknown:
                await asyncio.sleep(limits.CHANNEL_GAP)
        raise Unknown("Slack took nothing for ten minutes.")


def question(name: str, text: str) -> str:
    """The line that says who asked what."""
    return f"{name}: {text}" if name else text
