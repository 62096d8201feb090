"""From something that was asked to the end of its answer on a screen."""

import asyncio
import time
from collections.abc import AsyncGenerator, Awaitable, Callable
from typing import Any

import discord
import structlog

from adapters.discord import limits
from adapters.discord.errors import CANNOT_DIRECT, NETWORK
from adapters.discord.layout import COMPONENTS_V2
from adapters.discord.parse import Asked
from adapters.discord.render import asked_line, render, render_line, threaded
from adapters.discord.screens import Screen
from bot.platform import Desk, Final, Part, Status
from bot.reply import Audience, Block, Paragraph, Reply, plain_text
from bot.wording import words_for

log = structlog.get_logger()

_AGAIN_AFTER = (0.5, 2.0, 5.0)
"""Seconds to wait before an answer is sent again over a broken connection."""

_GOODBYE = 2.0
"""Seconds for telling an asker that the bot is being stopped."""


class Answering:
    """Shows what the desk yields; pictures only if `has_pictures`.

    `quiet` waits until no interaction of others is waiting for its acknowledgement.
    """

    def __init__(self, desk: Desk, quiet: Callable[[], Awaitable[None]], *, has_pictures: bool) -> None:
        self._desk = desk
        self._quiet = quiet
        self._has_pictures = has_pictures

    async def answer(self, asked: Asked, screen: Screen) -> None:
        """Follow the desk to its last word. A fault is told in a line and costs this answer only.

        Cancelling it cancels the work behind it, and tells the asker.
        """
        words = words_for(asked.inbound.locale)
        pen = Pen(screen)
        try:
            try:
                await self._follow(asked, screen, pen)
            except asyncio.CancelledError:
                again = words.text("I am being restarted. Please ask again in a minute.")
                await self._say_goodbye(pen, again)
                raise
            except (discord.HTTPException, *NETWORK) as error:
                log.warning("answer_not_shown", event_id=asked.inbound.event, reason=str(error))
            except Exception as error:
                log.exception("answer_failed", event_id=asked.inbound.event)
                fault = words.text(
                    "That went wrong inside the program ({fault}). Ask in other words.",
                    fault=type(error).__name__,
                )
                await pen.finish(render(Reply((Paragraph(fault),))))
        except (discord.HTTPException, *NETWORK) as error:
            log.warning("answer_not_shown", event_id=asked.inbound.event, reason=str(error))
        finally:
            pen.drop()

    async def _follow(self, asked: Asked, screen: Screen, pen: "Pen") -> None:
        if not asked.inbound.text:
            inbound = asked.inbound
            home = self._desk.home(inbound.person, inbound.space, inbound.locale)
            await pen.finish(render(home, has_pictures=self._has_pictures))
            return
        blocks: list[Block] = []
        events = self._desk.handle(asked.inbound)
        try:
            async for event in events:
                match event:
                    case Status(text):
                        if screen.shows_waiting and not blocks:
                            pen.write(render_line(text), after=limits.EDIT_EVERY)
                    case Part(block):
                        blocks.append(block)
                        shown = render(Reply(tuple(blocks)), has_pictures=False)[-1]
                        pen.write(self._titled(shown, asked))
                    case Final(reply):
                        await self._quiet()
                        await self._finish(reply, asked, screen, pen)
        finally:
            if isinstance(events, AsyncGenerator):
                await events.aclose()

    async def _finish(self, reply: Reply, asked: Asked, screen: Screen, pen: "Pen") -> None:
        if reply.audience is Audience.ASKER:
            await pen.rest()
            await screen.make_private()
        has_pictures = self._has_pictures and screen.may.files
        payloads = self._pages(reply, asked, screen, has_pictures=has_pictures)
        try:
            await pen.finish(payloads)
        except discord.HTTPException as error:
            if error.status == 403 and any("files" in one for one in payloads):
                await pen.finish(self._pages(reply, asked, screen, has_pictures=False))
            elif error.code == CANNOT_DIRECT and screen.make_public():
                closed = words_for(asked.inbound.locale).text(
                    "I can't send you direct messages: allow them from members of a server that we share, in "
                    "Discord's settings under Privacy."
                )
                await pen.finish([render_line(closed)])
            elif error.status == 400:
                # Whatever it is that Discord doesn't take: the words alone are better than nothing.
                log.warning("plain_form", event_id=asked.inbound.event, code=error.code, reason=error.text)
                await pen.finish(render(Reply((Paragraph(plain_text(reply)),)))[: screen.most])
            else:
                raise

    def _pages(
        self, reply: Reply, asked: Asked, screen: Screen, *, has_pictures: bool
    ) -> list[dict[str, Any]]:
        words = words_for(asked.inbound.locale)
        first, *others = render(reply, has_pictures=has_pictures, words=words)
        payloads = [self._titled(first, asked), *others]
        if screen.most is not None and len(payloads) > screen.most:
            payloads = [*payloads[: screen.most - 1], _rest(plain_text(reply))]
        is_kept = reply.id is not None and reply.audience is Audience.EVERYONE
        # A long answer to a message goes on in a thread by itself.
        if screen.may.threads and is_kept and (not others or screen.most is not None):
            payloads[-1] = threaded(payloads[-1], words.text("Go on in a thread"))
        return payloads

    def _titled(self, payload: dict[str, Any], asked: Asked) -> dict[str, Any]:
        return asked_line(payload, asked.question) if asked.question else payload

    async def _say_goodbye(self, pen: "Pen", text: str) -> None:
        pen.drop()
        if pen.is_finishing:
            return  # It may be there already.
        try:
            async with asyncio.timeout(_GOODBYE):
                await pen.put(render_line(text))
        except (discord.HTTPException, *NETWORK):
            pass


def _rest(text: str) -> dict[str, Any]:
    """The whole reply as a file, behind as many messages as there may be."""
    name = "answer.txt"
    return {
        "flags": COMPONENTS_V2,
        "components": [{"type": 13, "file": {"url": f"attachment://{name}"}}],
        "allowed_mentions": {"parse": []},
        "attachments": [{"id": 0, "filename": name}],
        "files": [{"text": text}],
    }


class Pen:
    """Writes to a screen at most once in `EDIT_EVERY` seconds: of what comes faster, the latest."""

    def __init__(self, screen: Screen) -> None:
        self._screen = screen
        self._latest: dict[str, Any] | None = None
        self._writing: asyncio.Task[None] | None = None
        self._is_putting = False
        self.is_finishing = False
        """Whether the whole has been begun to be shown."""
        self._free_at = 0.0

    def write(self, payload: dict[str, Any], *, after: float = 0.0) -> None:
        """Show it soon, in `after` seconds at the earliest; what is written meanwhile replaces it."""
        self._latest = payload
        if self._writing is not None and not self._writing.done():
            if self._is_putting:
                return  # It goes on with the latest.
            self._writing.cancel()
        self._writing = asyncio.ensure_future(self._write(time.monotonic() + after))

    async def _write(self, at: float) -> None:
        while self._latest is not None:
            await asyncio.sleep(max(at, self._free_at) - time.monotonic())
            payload, self._latest = self._latest, None
            self._is_putting = True
            try:
                await self.put(payload)
            except (discord.HTTPException, *NETWORK) as error:
                log.info("part_not_shown", reason=str(error))
            finally:
                self._is_putting = False

    async def put(self, payload: dict[str, Any]) -> None:
        """Show it now, in place of what was shown."""
        self._free_at = time.monotonic() + limits.EDIT_EVERY
        await self._screen.put(payload)

    async def rest(self) -> None:
        """Drop what was to be shown; behind it nothing is on its way."""
        self._latest = None
        if self._writing is not None and not self._writing.done():
            if not self._is_putting:
                self._writing.cancel()
            await asyncio.wait([self._writing])

    async def finish(self, payloads: list[dict[str, Any]]) -> None:
        """Show the whole, in place of what was shown."""
        await self.rest()
        await asyncio.sleep(max(self._free_at - time.monotonic(), 0))
        self.is_finishing = True
        await self._for_sure(self.put, payloads[0])
        for payload in payloads[1:]:
            await self._for_sure(self._screen.add, payload)

    async def _for_sure(
        self, show: Callable[[dict[str, Any]], Awaitable[None]], payload: dict[str, Any]
    ) -> None:
        """Again where the connection broke: an edit and a post with a nonce are shown once.

        A follow-up to an interaction has no nonce: where only its answer was lost, twice is better than not at all.
        """
        for wait in _AGAIN_AFTER:
            try:
                await show(payload)
            except (discord.DiscordServerError, *NETWORK) as error:
                log.info("shown_again", reason=type(error).__name__)
                await asyncio.sleep(wait)
            else:
                return
        await show(payload)

    def drop(self) -> None:
        """Show nothing more."""
        self._latest = None
        if self._writing is not None:
            self._writing.cancel()
