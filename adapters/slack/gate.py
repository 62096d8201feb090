"""Work waits until all that came in is acknowledged: a burst of questions delays no acknowledgement."""

import asyncio
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager

LONGEST = 1.0
"""Seconds that work waits at most: ours, of Slack's three."""

_LOOK = 0.005


class Gate:
    """Counts what is being acknowledged; `is_coming` tells whether more has arrived already."""

    def __init__(self, is_coming: Callable[[], bool] = lambda: False) -> None:
        self.is_coming = is_coming
        self._pending = 0

    @contextmanager
    def acknowledging(self) -> Generator[None]:
        """While the block runs, an acknowledgement is due."""
        self._pending += 1
        try:
            yield
        finally:
            self._pending -= 1

    async def clear(self) -> None:
        """Wait until nothing is to be acknowledged, `LONGEST` at most."""
        until = time.monotonic() + LONGEST
        await asyncio.sleep(_LOOK)
        while (self._pending or self.is_coming()) and time.monotonic() < until:  # noqa: ASYNC110 - of others, too.
            await asyncio.sleep(_LOOK)
