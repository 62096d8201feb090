"""A line from the person to the end of its answer on the screen."""

import itertools
import secrets
import sys
from collections.abc import AsyncGenerator

from adapters.terminal.parse import PERSON, SPACE, Copy, Nothing, Quit, parse
from adapters.terminal.render import render, render_blocks
from adapters.terminal.safe import safe
from adapters.terminal.screen import Screen
from bot.platform import Desk, Final, Inbound, Part, Status
from bot.reply import Block, Footnote, Reply, plain_text
from bot.wording import words_for


class Answering:
    """Answers lines one after another to a person who reads `locale` and lives in `zone`; remembers the last reply for /copy."""

    def __init__(
        self, desk: Desk, screen: Screen, locale: str | None = None, zone: str | None = None
    ) -> None:
        self.words = words_for(locale)
        self._locale = locale
        self._zone = zone
        self._desk = desk
        self._screen = screen
        self._events = (f"terminal-{secrets.token_hex(4)}-{n}" for n in itertools.count(1))
        self._last: Reply | None = None

    def welcome(self, keys: str) -> None:
        """Show what a person sees first, and what the keys do."""
        home = self._desk.home(PERSON, SPACE, self._locale)
        for text in render(Reply((*home.blocks, Footnote(keys))), self._screen.look):
            self._screen.write(text + "\n")

    async def answer(self, line: str) -> bool:
        """Show what `line` asks for; False if it asks to leave. Cancelling it cancels the work behind it.

        A fault of the desk is told in a line and costs this answer only; `python -X dev` shows its traceback.
        """
        match parse(line, next(self._events), self._locale, self._zone):
            case Quit():
                return False
            case Nothing():
                pass
            case Copy():
                nothing = self.words.text("There is no answer to copy yet.")
                text = plain_text(self._last) if self._last else nothing
                self._screen.write(safe(text) + "\n\n")
            case Inbound() as inbound:
                await self._show(inbound)
        return True

    async def _show(self, inbound: Inbound) -> None:
        try:
            await self._follow(inbound)
        except OSError:
            raise
        except Exception as error:
            if sys.flags.dev_mode:
                raise
            fault = self.words.text(
                "That went wrong inside the program ({fault}). Ask in other words.",
                fault=type(error).__name__,
            )
            self._screen.write(fault + "\n\n")
        finally:
            self._screen.clear_status()

    async def _follow(self, inbound: Inbound) -> None:
        shown: list[Block] = []
        events = self._desk.handle(inbound)
        try:
            async for event in events:
                match event:
                    case Status(text):
                        self._screen.write_status(text)
                    case Part(block):
                        self._part(block, shown)
                    case Final(reply):
                        self._finish(reply, tuple(shown))
        finally:
            if isinstance(events, AsyncGenerator):
                await events.aclose()

    def _part(self, block: Block, shown: list[Block]) -> None:
        """In a pipe only the whole is shown: nobody waits before the screen."""
        if (look := self._screen.look).live:
            self._screen.write(render_blocks([block], look) + "\n")
            shown.append(block)

    def _finish(self, reply: Reply, shown: tuple[Block, ...]) -> None:
        """What is written can't be taken back: parts that the whole begins with are left, others repeated."""
        self._last = reply
        look = self._screen.look
        if not shown:
            texts = render(reply, look)
        elif reply.blocks[: len(shown)] == shown:
            texts = [render_blocks(reply.blocks[len(shown) :], look)]
        else:
            texts = [self.words.text("In its final form:") + "\n\n", *render(reply, look)]
        for text in filter(None, texts):
            self._screen.write(text)
        self._screen.write("\n")
