"""What is under way: each question being answered is a task that a person can stop, edit or take back."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

from adapters.slack.inbox import Entry
from adapters.slack.parse import Asked


class Why(Enum):
    """Why work was ended before its time."""

    STOPPED = auto()
    DELETED = auto()
    EDITED = auto()


@dataclass(slots=True)
class Work:
    """A question being answered."""

    entry: Entry
    task: "asyncio.Task[None] | None" = None
    why: Why | None = None

    async def finished(self) -> None:
        """Wait until it is over, however it goes."""
        if self.task:
            await asyncio.wait([self.task])


class Works:
    """The work of this process."""

    def __init__(self) -> None:
        self._work: dict[str, Work] = {}
        self._coming: dict[tuple[str, str], asyncio.Task[Any]] = {}
        self._tasks: set[asyncio.Task[Any]] = set()

    def spawn(self, work: Coroutine[Any, Any, Any]) -> "asyncio.Task[Any]":
        """A task that `close` ends."""
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def close(self) -> None:
        """End all tasks."""
        while tasks := [task for task in self._tasks if not task.done()]:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    def begin(self, entry: Entry, carry_out: Callable[[Work], Coroutine[Any, Any, None]]) -> Work:
        """Work on an entry until `carry_out` is done with it."""
        work = Work(entry)
        self._work[entry.asked.event] = work
        work.task = self.spawn(carry_out(work))
        return work

    def over(self, work: Work) -> None:
        """It can't be ended any more."""
        self._work.pop(work.entry.asked.event, None)

    def end(self, why: Why, meant: Callable[[Asked], bool]) -> list[Work]:
        """End the work on what is `meant`; gives what was under way."""
        ended: list[Work] = []
        for work in [*self._work.values()]:
            if meant(work.entry.asked) and work.task and not work.task.done() and work.why is None:
                work.why = why
                work.task.cancel()
                ended.append(work)
        return ended

    @asynccontextmanager
    async def in_turn(self, channel: str, ts: str) -> AsyncGenerator[None]:
        """What is told of one message (written, edited, deleted) is taken in the order in which it came."""
        key, me = (channel, ts), asyncio.current_task()
        if not ts or me is None:
            yield
            return
        before, self._coming[key] = self._coming.get(key), me
        try:
            if before is not None:
                await asyncio.wait([before])
            yield
        finally:
            if self._coming.get(key) is me:
                del self._coming[key]
