"""One question a line: from a pipe, a file, nothing at all, or a terminal that can do no more."""

import asyncio
import contextlib
import os
import threading
from collections.abc import AsyncIterator

from adapters.terminal import limits
from adapters.terminal.answering import Answering
from adapters.terminal.interrupt import answer
from adapters.terminal.render import render_blocks
from adapters.terminal.screen import Screen
from bot.reply import Paragraph
from bot.wording import say

KEYS = say("Ctrl-C stops an answer · /copy the last answer · Ctrl-D leaves")
PROMPT = "> "

_CHUNK = 1 << 16


async def answer_lines(stdin: int, answering: Answering, screen: Screen) -> None:
    """Answer each line of the file descriptor `stdin`, behind its question, until it ends or says /quit."""
    async for line in lines(stdin):
        if question := " ".join(line.split()):
            shown = question if len(question) <= limits.ECHO else f"{question[: limits.ECHO]}…"
            screen.write(render_blocks([Paragraph(f"> {shown}")], screen.look) + "\n")
        if not await answering.answer(line):
            return


async def converse_plainly(stdin: int, answering: Answering, screen: Screen) -> None:
    """A conversation on a terminal without cursor movements (TERM=dumb): the system edits the lines."""
    answering.welcome(answering.words.said(KEYS))
    screen.write(PROMPT)
    async for line in lines(stdin):
        if not await answer(answering, line, screen):
            return
        screen.write(PROMPT)
    screen.write("\n")


async def lines(stdin: int) -> AsyncIterator[str]:
    """The lines of a file descriptor; what isn't UTF-8 becomes �; each cut at `limits.LINE` characters."""
    pending = b""
    while chunk := await _read(stdin):
        *whole, pending = (pending + chunk).split(b"\n")
        for line in whole:
            yield _decoded(line)
        pending = pending[: 4 * limits.LINE]
    if pending:
        yield _decoded(pending)


def _decoded(line: bytes) -> str:
    return line.decode("utf-8", "replace").strip("\ufeff\r")[: limits.LINE]


async def _read(stdin: int) -> bytes:
    """The next bytes; none at the end. In a daemon thread, since a read of a pipe can't be cancelled."""
    loop = asyncio.get_running_loop()
    done: asyncio.Future[bytes] = loop.create_future()

    def settle(data: bytes) -> None:
        if not done.done():
            done.set_result(data)

    def read() -> None:
        try:
            data = os.read(stdin, _CHUNK)
        except OSError:
            data = b""
        with contextlib.suppress(RuntimeError):  # The loop may have closed while we waited.
            loop.call_soon_threadsafe(settle, data)

    threading.Thread(target=read, name="stdin", daemon=True).start()
    return await done
