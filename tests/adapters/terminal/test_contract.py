"""The terminal passes the suite that every platform passes."""

import io
import os
import re
from collections.abc import Iterator

import pytest
from rich.cells import cell_len

from adapters.terminal.app import Terminal
from adapters.terminal.parse import HERE
from bot.platform import Address, CannotTell
from bot.reply import Paragraph, Reply
from tests.adapters.contract import PlatformContract, Stage

_UNSAFE = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]"
)


@pytest.fixture
def stage() -> Iterator[Stage]:
    """A terminal at the end of a pipe."""
    reading, writing = os.pipe()
    screen = io.StringIO()
    with os.fdopen(reading, encoding="utf-8") as stdin, os.fdopen(writing, "wb", buffering=0) as keyboard:
        terminal = Terminal(stdin, screen, {"COLUMNS": "80"})

        async def say(text: str) -> None:
            keyboard.write(f"{text}\n".encode())

        yield Stage(
            platform=terminal,
            address=HERE,
            elsewhere=Address("elsewhere:1:C123"),
            say=say,
            shown=screen.getvalue,
            text_of=str,
            is_within_limits=lambda payload: all(cell_len(line) <= 80 for line in str(payload).split("\n")),
            is_harmless=lambda text: not _UNSAFE.search(text),
        )


class TestTerminal(PlatformContract):
    """The contract."""

    async def test_what_an_earlier_process_may_have_printed_is_not_called_absent(self, stage: Stage) -> None:
        # Killed behind the post and before its record, the next process would print it a second time.
        (payload, *_) = stage.platform.render(Reply((Paragraph("Printed before"),)))
        await stage.platform.post(HERE, payload, "key")
        restarted = Terminal(None, io.StringIO(), {})
        assert isinstance(await restarted.find(HERE, "key"), CannotTell)
