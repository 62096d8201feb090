"""An answer in a conversation with the agent, streamed as it comes."""

import structlog

from adapters.slack import limits
from adapters.slack.drawing import Json
from adapters.slack.render import pieces
from adapters.slack.safe import cut, safe
from adapters.slack.showing import Showing
from bot.errors import DeliveryError, Gone, Rejected
from bot.reply import Block, Reply

log = structlog.get_logger()


class Chat(Showing):
    """A conversation with the agent: a status line, a stop button, a title, and parts as they come.

    Where the app is no agent, it is posted and edited as in a channel.
    """

    _is_agent = True
    _stream = ""
    _is_titled = False

    async def begin(self, text: str) -> None:
        """See `Showing.begin`."""
        if self._entry.tries > 1 and self._entry.shown:
            await self.leave(self._entry.shown)
        if self._entry.tries > 1 or not await self._session("processing", title=self._entry.asked.text):
            await super().begin(text)
        else:
            await self.status(text)

    async def _session(self, status: str, *, title: str | None = None) -> bool:
        if not self._is_agent:
            return False
        place = self._entry.asked.place
        more = {"title": cut(safe(title), limits.SESSION_TITLE)} if title else {}
        try:
            await self._mailbox.call(
                "agents.sessions.setStatus",
                channel_id=place.channel,
                thread_ts=place.thread,
                status=status,
                **more,
            )
        except (Rejected, Gone):
            self._is_agent = False
        except DeliveryError as error:
            log.info("status_skipped", reason=type(error).__name__)
        return self._is_agent

    async def status(self, text: str) -> None:
        """See `Showing.status`."""
        if not self._is_agent or self._entry.shown:
            await super().status(text)
            return
        place = self._entry.asked.place
        try:
            await self._mailbox.call(
                "assistant.threads.setStatus",
                channel_id=place.channel,
                thread_ts=place.thread,
                status=safe(text),
            )
        except DeliveryError as error:
            log.info("status_skipped", reason=type(error).__name__)

    async def part(self, block: Block) -> None:
        """See `Showing.part`."""
        if not self._is_agent or (self._entry.shown and not self._stream):
            await super().part(block)
            return
        self._parts.append(block)
        blocks = [piece.block for piece in pieces(Reply((block,)))]
        if not blocks:
            return
        place, chunks = self._entry.asked.place, [{"type": "blocks", "blocks": blocks}]
        try:
            if self._stream:
                await self._mailbox.call(
                    "chat.appendStream", channel=place.channel, ts=self._stream, chunks=chunks
                )
                return
            begun = await self._mailbox.call(
                "chat.startStream",
                channel=place.channel,
                thread_ts=place.thread,
                recipient_user_id=self._entry.asked.user,
                recipient_team_id=place.team,
                chunks=chunks,
            )
            self._stream = str(begun["ts"])
            await self._keep(f"{place.channel}:{self._stream}")
        except DeliveryError as error:
            # The whole comes at the end, whatever became of the stream.
            log.info("stream_skipped", reason=type(error).__name__)

    async def _whole(self, shown: Json) -> None:
        if self._stream:
            await self._stop_stream()
        await super()._whole(shown)

    async def _stop_stream(self) -> None:
        stream, self._stream = self._stream, ""

        async def stop() -> None:
            await self._mailbox.call(
                "chat.stopStream", channel=self._entry.room, ts=stream, session_status="active"
            )

        try:
            await self._surely(stop)
        except DeliveryError as error:
            log.info("stream_skipped", reason=type(error).__name__)

    async def leave(self, stream: str = "") -> None:
        """See `Showing.leave`: a message that streams can't be edited."""
        self._stream = self._stream or stream
        if self._stream:
            await self._stop_stream()

    async def drop(self) -> None:
        """See `Showing.drop`."""
        if self._stream:
            await self._stop_stream()
        await super().drop()

    async def end(self) -> None:
        """See `Showing.end`."""
        if self._is_agent:
            await self._session("active")
