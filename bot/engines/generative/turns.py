"""Turns: many replies at once share the event loop, so that none of them keeps the bot from acknowledging an event."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager


class Turns:
    """Spreads work of milliseconds over rounds of the event loop: in each, one of those who asked has its turn, in
    their order. All else that is ready runs in the same round. For one event loop at a time.
    """

    def __init__(self) -> None:
        self._one = asyncio.Lock()
        self._under_way = 0

    async def take(self) -> None:
        """Returns when it is the caller's turn, which lasts until its next await."""
        async with self._one:
            await asyncio.sleep(0)

    @asynccontextmanager
    async def under_way(self) -> AsyncGenerator[None]:
        """A call is under way while the block runs."""
        self._under_way += 1
        try:
            yield
        finally:
            self._under_way -= 1

    async def start(self) -> None:
        """Before a call is made, which takes the client some milliseconds; a lone call waits for nobody."""
        if self._under_way > 1:
            await self.take()

    async def step(self) -> None:
        """After each event: a server that is fast sends many in one packet, which are read without any wait."""
        if self._under_way > 1:
            await self.take()
