"""Work waits until all that came in is acknowledged: a burst of questions delays no acknowledgement."""

import asyncio
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager

LONGEST = 1.0
"""Seconds that work waits at most: ours, of Slack's three."""

QUIET = 0.05
"""Seconds without anything new after which a burst is over: nobody notices them, and a burst comes in several reads."""

_LOOK = 0.005


class Gate:
    """Counts what is being acknowledged; `is_coming` tells whether more has arrived already, `longest` is in seconds."""

    def __init__(self, is_coming: Callable[[], bool] = lambda: False, longest: float = LONGEST) -> None:
        self.is_coming = is_coming
        self._longest = longest
        self._pending = 0
        self._last = 0.0
        self._watching: asyncio.Task[None] | None = None

    @contextmanager
    def acknowledging(self) -> Generator[None]:
        """While the block runs, an acknowledgement is due."""
        self._pending += 1
        try:
            yield
        finally:
            self._pending -= 1
            self._last = time.monotonic()

    async def clear(self) -> None:
        """Wait until the burst is over, `LONGEST` at most; all who wait share one look at the clock."""
        if self._watching is None or self._watching.done():
            self._watching = asyncio.ensure_future(self._watch(QUIET))
        await asyncio.shield(self._watching)

    async def between(self) -> None:
        """Let what has come in meanwhile be acknowledged first."""
        if self._is_busy():
            await self._watch(0)

    async def _watch(self, quiet: float) -> None:
        until = time.monotonic() + self._longest
        while True:
            await asyncio.sleep(_LOOK)
            now = time.monotonic()
            if now > until or (not self._is_busy() and now - self._last >= quiet):
                return

    def _is_busy(self) -> bool:
        return self._pending > 0 or self.is_coming()

    def close(self) -> None:
        """Stop watching."""
        if self._watching:
            self._watching.cancel()
