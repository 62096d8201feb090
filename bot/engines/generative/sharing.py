"""One identical request asked by many at once is one call."""

import asyncio
from collections import OrderedDict
from collections.abc import AsyncGenerator, Callable, Hashable
from contextlib import aclosing
from types import TracebackType
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
T = TypeVar("T")


class Shared(Generic[K, T]):
    """Streams by key: while one is under way, and after it ended well, whoever asks for its key gets the same items.

    The `size` streams that were asked for last are kept whole, if `keeps` says so of their last item; 0 keeps none.
    Items are handed to several listeners: they should be frozen. For one event loop at a time.
    """

    def __init__(self, size: int, keeps: Callable[[T], bool] = lambda _: True) -> None:
        self._size = size
        self._keeps = keeps
        self._calls: dict[K, _Call[T]] = {}
        self._kept: OrderedDict[K, tuple[T, ...]] = OrderedDict()

    def __contains__(self, key: K) -> bool:
        """Whether asking for `key` now costs nothing: it is kept, or under way."""
        return key in self._kept or key in self._calls

    def begin(self, key: K, make: Callable[[], AsyncGenerator[T]]) -> None:
        """Let the call for `key` begin if it is neither kept nor under way. Who calls this listens at once: a call that
        nobody has listened to is cancelled by nobody.
        """
        if key not in self:
            self._begin(key, make)

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
        call = self._calls.get(key) or self._begin(key, make)
        call.listeners += 1
        try:
            heard = 0
            while True:
                while heard < len(call.items):
                    yield call.items[heard]
                    heard += 1
                if call.is_over:
                    break
                await call.news.wait()
            if call.error is not None:
                # With the traceback that it came with: each listener would add its own to the one error.
                raise call.error.with_traceback(call.traceback)
        finally:
            call.listeners -= 1
            if not call.listeners and not call.task.done():
                self._drop(key, call)
                await call.cancel()

    def _begin(self, key: K, make: Callable[[], AsyncGenerator[T]]) -> "_Call[T]":
        call = self._calls[key] = _Call(make)
        call.task.add_done_callback(lambda _: self._settle(key, call))
        return call

    def _settle(self, key: K, call: "_Call[T]") -> None:
        call.settle()
        if (
            self._drop(key, call)
            and call.error is None
            and call.items
            and self._size > 0
            and self._keeps(call.items[-1])
        ):
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
    """A generator that runs in a task of its own, what came of it so far, and how many listen."""

    def __init__(self, make: Callable[[], AsyncGenerator[T]]) -> None:
        self.items: list[T] = []
        self.listeners = 0
        self.is_over = False
        self.error: BaseException | None = None
        self.traceback: TracebackType | None = None
        self.news = asyncio.Event()
        self._is_abandoned = False
        self.task = asyncio.create_task(self._run(make))

    async def _run(self, make: Callable[[], AsyncGenerator[T]]) -> None:
        async with aclosing(make()) as items:
            async for item in items:
                if self._is_abandoned:
                    break  # It has swallowed its cancellation.
                self.items.append(item)
                self._tell()

    async def cancel(self) -> None:
        """Returns when the generator is closed; whoever waits for that may be cancelled, the call ends all the same."""
        self._is_abandoned = True
        if not self.task.cancelling():
            # The end of the loop cancels all tasks: not again while this one closes.
            self.task.cancel()
        await asyncio.wait({self.task})

    def settle(self) -> None:
        """To be called when the task is done: tells the listeners that nothing more comes, and why."""
        self.error = asyncio.CancelledError() if self.task.cancelled() else self.task.exception()
        self.traceback = self.error.__traceback__ if self.error else None
        self.is_over = True
        self._tell()

    def _tell(self) -> None:
        # Whoever waits has a wait of their own: one who is cancelled takes no news from the others.
        self.news.set()
        self.news = asyncio.Event()
