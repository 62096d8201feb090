"""One identical request asked by many at once is one call."""

import asyncio
from collections import OrderedDict
from collections.abc import AsyncGenerator, Callable, Hashable
from contextlib import aclosing
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
T = TypeVar("T")


class Shared(Generic[K, T]):
    """Streams by key: while one is under way, and after it ended well, whoever asks for its key gets the same items.

    The `size` streams that were asked for last are kept whole; 0 keeps none. Items are handed to several listeners:
    they should be frozen. For one event loop at a time.
    """

    def __init__(self, size: int) -> None:
        self._size = size
        self._calls: dict[K, _Call[T]] = {}
        self._kept: OrderedDict[K, tuple[T, ...]] = OrderedDict()

    async def stream(self, key: K, make: Callable[[], AsyncGenerator[T]]) -> AsyncGenerator[T]:
        """The items of `make()`, or of the call for `key` that another has begun: those so far, then live ones.

        `make` is called when the first listener asks for an item, in a task of its own that sees that listener's
        context variables. What it raises reaches everyone who listens and is not kept. Close the iterator
        (`contextlib.aclosing`) to stop listening: when the last listener has, the call is cancelled and closed, and
        nothing of it is kept.
        """
        if key in self._kept:
            self._kept.move_to_end(key)
            for item in self._kept[key]:
                yield item
            return
        call = self._calls.get(key)
        if call is None:
            call = self._calls[key] = _Call(make)
            call.task.add_done_callback(lambda _: self._settle(key, call))
        async with aclosing(call.listen(lambda: self._drop(key, call))) as items:
            async for item in items:
                yield item

    def _settle(self, key: K, call: "_Call[T]") -> None:
        call.settle()
        if self._drop(key, call) and call.error is None and self._size > 0:
            self._kept[key] = tuple(call.items)
            if len(self._kept) > self._size:
                self._kept.popitem(last=False)

    def _drop(self, key: K, call: "_Call[T]") -> bool:
        """Let nobody join any more; whether anybody could have until now."""
        is_there = self._calls.get(key) is call
        if is_there:
            del self._calls[key]
        return is_there


class _Call(Generic[T]):
    """A generator that runs in a task of its own, and those who listen to it."""

    def __init__(self, make: Callable[[], AsyncGenerator[T]]) -> None:
        self.items: list[T] = []
        self.error: BaseException | None = None
        self._listeners = 0
        self._is_over = False
        self._news = asyncio.Event()
        self.task = asyncio.create_task(self._run(make))

    async def listen(self, abandon: Callable[[], object]) -> AsyncGenerator[T]:
        """All items from the first on. `abandon` is called before the call is cancelled for lack of listeners."""
        self._listeners += 1
        try:
            heard = 0
            while True:
                while heard < len(self.items):
                    yield self.items[heard]
                    heard += 1
                if self._is_over:
                    break
                await self._news.wait()
            if self.error is not None:
                # With the traceback that it came with: each listener would add its own to the one error.
                raise self.error.with_traceback(self._traceback)
        finally:
            self._listeners -= 1
            if not self._listeners and not self.task.done():
                abandon()
                self.task.cancel()
                # `wait` doesn't hand a second cancellation of the listener on: the call ends all the same.
                await asyncio.wait({self.task})

    def settle(self) -> None:
        """Called when the task is done: tells the listeners that nothing more comes, and why."""
        self.error = asyncio.CancelledError() if self.task.cancelled() else self.task.exception()
        self._traceback = self.error.__traceback__ if self.error else None
        self._is_over = True
        self._tell()

    async def _run(self, make: Callable[[], AsyncGenerator[T]]) -> None:
        async with aclosing(make()) as items:
            async for item in items:
                self.items.append(item)
                self._tell()
                if not self._listeners:
                    # It was cancelled, and `make` has swallowed that.
                    break

    def _tell(self) -> None:
        # Everyone who waits has a wait of their own: one who is cancelled takes no news from the others.
        self._news.set()
        self._news = asyncio.Event()
