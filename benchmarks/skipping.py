"""An event loop that skips what would be waiting: work takes the time that it takes, sleep takes none.

`loop.time()` is the time since the loop was made, with what was skipped: a run of minutes that works for some seconds
takes those seconds, and its clock shows the minutes. Nothing is skipped while a thread or `is_busy` works.
"""

import asyncio
import selectors
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Executor
from typing import Any


class SkippingLoop(asyncio.SelectorEventLoop):
    """See above. `longest` is the longest time in seconds for which the loop was deaf to all events."""

    def __init__(self) -> None:
        self.skipped = 0.0
        self.longest = 0.0
        self.is_busy: Callable[[], bool] = lambda: False
        self.threads = 0
        super().__init__(_Selector(self))

    def time(self) -> float:
        """Seconds that have passed, skipped ones included."""
        return time.monotonic() + self.skipped

    def run_in_executor(self, executor: Executor | None, func: Callable[..., Any], *args: Any) -> Any:
        """As in any loop."""
        future = super().run_in_executor(executor, func, *args)
        self.threads += 1
        future.add_done_callback(self._thread_done)
        return future

    def _thread_done(self, _: object) -> None:
        self.threads -= 1


class _Selector(selectors.BaseSelector):
    def __init__(self, loop: SkippingLoop) -> None:
        self._loop = loop
        self._real = selectors.DefaultSelector()
        self._woke = time.monotonic()

    def register(self, fileobj: Any, events: int, data: Any = None) -> selectors.SelectorKey:
        return self._real.register(fileobj, events, data)

    def unregister(self, fileobj: Any) -> selectors.SelectorKey:
        return self._real.unregister(fileobj)

    def modify(self, fileobj: Any, events: int, data: Any = None) -> selectors.SelectorKey:
        return self._real.modify(fileobj, events, data)

    def get_map(self) -> Mapping[Any, selectors.SelectorKey]:
        return self._real.get_map()

    def close(self) -> None:
        self._real.close()

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        self._loop.longest = max(self._loop.longest, time.monotonic() - self._woke)
        found = self._select(timeout)
        self._woke = time.monotonic()
        return found

    def _select(self, timeout: float | None) -> list[tuple[selectors.SelectorKey, int]]:
        if timeout is None or timeout <= 0 or self._loop.threads or self._loop.is_busy():
            return self._real.select(timeout)
        if not (found := self._real.select(0)):
            self._loop.skipped += timeout
        return found
