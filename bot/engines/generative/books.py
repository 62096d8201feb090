"""What was used is written down behind the reply, not before it."""

import asyncio
from contextlib import suppress
from dataclasses import replace
from typing import Self

from bot.answers import Asker
from bot.engines.generative.ledger import Ledger
from bot.engines.generative.model import Usage

PAUSE = 0.1
"""Seconds after which what was used is written down: until then the reply has gone out, and others may have ended."""

_Account = tuple[Asker, str]


class Books:
    """A `Ledger` before another: `record` returns at once, and a task writes down what comes together in `PAUSE`.

    Replies of one space that end meanwhile are written down as one sum. All is in the ledger when `aclose` returns, or
    the block of `async with` ends. For one event loop at a time.
    """

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._open: dict[_Account, Usage] = {}
        self._writing: asyncio.Task[None] | None = None
        self._closing = asyncio.Event()
        self._counting = asyncio.Lock()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Wait until all that was used is written down."""
        self._closing.set()
        if self._writing:
            await asyncio.shield(self._writing)

    async def allow(self, asker: Asker) -> None:
        """See `Ledger.allow`. One is counted after the other: many at once would wait in the ledger's own queue, whose
        patience ends.
        """
        async with self._counting:
            await self._ledger.allow(asker)

    async def record(self, asker: Asker, model: str, usage: Usage) -> None:
        """See `Ledger.record`."""
        # A space's account is its own, whoever of it asked; one without a space is told from the operator by the person.
        account = (replace(asker, person="") if asker.space else asker, model)
        self._open[account] = self._open.get(account, Usage()) + usage
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write())

    async def _write(self) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(PAUSE):
                await self._closing.wait()
        while self._open:
            (asker, model), usage = self._open.popitem()
            await self._ledger.record(asker, model, usage)
