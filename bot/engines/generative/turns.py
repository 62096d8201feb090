"""Turns: many calls at once share the event loop, so that none of them keeps the bot from acknowledging an event."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager


class Turns:
    """Spreads the work of calls over turns of the event loop; a lone call waits for nobody."""

    def __init__(self) -> None:
        self._starting = asyncio.Lock()
        self._under_way = 0

    @asynccontextmanager
    async def under_way(self) -> AsyncGenerator[None]:
        """A call is under way while the block runs."""
        self._under_way += 1
        try:
            yield
        finally:
            self._under_way -= 1

    async def start(self) -> None:
        """Before a call is made: the client takes some milliseconds for one, so only one is made in a turn."""
        if self._under_way > 1:
            async with self._starting:
                await asyncio.sleep(0)

    async def step(self) -> None:
        """After each event: a server that is fast sends many in one packet, which are read without any wait."""
        if self._under_way > 1:
            await asyncio.sleep(0)
