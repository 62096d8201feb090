"""What a command shows: a reply as the terminal draws it, JSON, or one line of complaint."""

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import Coroutine, Generator

from bot.app import open_platform
from bot.cli.output import Json, dumps
from bot.errors import Gone
from bot.platform import Address
from bot.reply import Reply

_SCREEN = Address("terminal:1:local")


def carry_out(work: Coroutine[None, None, None]) -> None:
    """Run `work` to its end; ends in silence when the reader of its output has gone (`| head -1`)."""
    try:
        asyncio.run(work)
    except (BrokenPipeError, Gone):
        # What is still buffered must have somewhere to go when Python flushes at exit.
        with contextlib.suppress(OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


@contextlib.contextmanager
def stopping() -> Generator[None]:
    """SIGTERM ends the block as Ctrl-C would, and is no failure: what stops services says it so."""
    task, loop = asyncio.current_task(), asyncio.get_running_loop()
    assert task is not None
    is_told = False

    def stop() -> None:
        nonlocal is_told
        is_told = True
        task.cancel()

    with contextlib.suppress(NotImplementedError):  # Windows has no such signal.
        loop.add_signal_handler(signal.SIGTERM, stop)
    try:
        yield
    except asyncio.CancelledError:
        if not is_told:
            raise
    finally:
        with contextlib.suppress(NotImplementedError):
            loop.remove_signal_handler(signal.SIGTERM)


async def show(reply: Reply) -> None:
    """Print a reply as the terminal draws it."""
    terminal = open_platform("terminal")
    for number, payload in enumerate(terminal.render(reply)):
        await terminal.post(_SCREEN, payload, f"part-{number}")


def show_json(value: Json) -> None:
    """Print JSON, in ASCII where stdout can't show more."""
    text = dumps(value)
    try:
        text.encode((sys.stdout and sys.stdout.encoding) or "utf-8")
    except UnicodeEncodeError:
        text = dumps(value, ascii_only=True)
    print(text, flush=True)


def remark(message: str) -> None:
    """One line on stderr, safe for any terminal."""
    line = " ".join(message.split())
    printable = "".join(letter if letter.isprintable() else "\ufffd" for letter in line)
    if sys.stderr:  # Closed, print would take stdout.
        print(printable, file=sys.stderr, flush=True)


def complain(message: str) -> int:
    """One line on stderr; returns 2, the exit code for what a person can mend."""
    remark(f"rapporteur: {message}")
    return 2
