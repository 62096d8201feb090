"""Simulated time: an event loop whose clock moves on by itself as soon as everything waits for it.

Hours of waiting pass at once, in their right order, and what really takes time (a database, a thread) takes none
of the simulated. A test under `@simulated` is a coroutine in such a loop; it never sleeps in earnest.
"""

import asyncio
import datetime
import selectors
from collections.abc import Callable, Coroutine, Generator
from concurrent.futures import Executor
from contextlib import contextmanager
from functools import wraps
from typing import Any, ParamSpec, TypeVar, TypeVarTuple

P = ParamSpec("P")
T = TypeVar("T")
Ts = TypeVarTuple("Ts")

START = datetime.datetime(2026, 3, 4, 8, 0, tzinfo=datetime.UTC)
"""A Wednesday, far from any change of a clock."""

_PATIENCE = 60
"""Real seconds that a database or a thread may take."""


class Stuck(Exception):
    """Everything waits, and nothing will ever happen."""


class _Selector(selectors.DefaultSelector):
    """Jumps ahead in time instead of waiting, unless something outside of the loop is at work."""

    loop: "SimulatedLoop"

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        if timeout is not None and timeout <= 0:
            return super().select(0)
        if self.loop.at_work:
            ready = super().select(_PATIENCE)
            if not ready:
                raise Stuck(f"what works outside of the loop took {_PATIENCE} s")
            return ready
        ready = super().select(0)
        if ready:
            return ready
        if timeout is None:
            raise Stuck("everything waits, and nothing will ever happen")
        self.loop.moment += timeout
        return []


class SimulatedLoop(asyncio.SelectorEventLoop):
    """`moment` counts simulated seconds from 0; `at_work` is how many things outside must be waited for in earnest."""

    def __init__(self) -> None:
        self.moment = 0.0
        self.at_work = 0
        selector = _Selector()
        selector.loop = self
        super().__init__(selector)

    def time(self) -> float:
        return self.moment

    @contextmanager
    def outside(self) -> Generator[None]:
        """What is awaited in this block takes no simulated time."""
        self.at_work += 1
        try:
            yield
        finally:
            self.at_work -= 1

    def run_in_executor(
        self, executor: Executor | None, func: Callable[[*Ts], T], *args: *Ts
    ) -> "asyncio.Future[T]":
        future = super().run_in_executor(executor, func, *args)
        self.until_done(future)
        return future

    def until_done(self, future: "asyncio.Future[Any]") -> None:
        """No simulated time passes until `future` is done."""
        self.at_work += 1
        future.add_done_callback(self._done)

    async def shutdown_default_executor(self, timeout: float | None = None) -> None:  # noqa: ASYNC109
        with self.outside():
            await super().shutdown_default_executor()

    def _done(self, _: object) -> None:
        self.at_work -= 1


def loop() -> SimulatedLoop:
    """The loop that this runs in."""
    running = asyncio.get_running_loop()
    assert isinstance(running, SimulatedLoop)
    return running


class Time:
    """The time on the wall of a test, in UTC. It may be set without anything having to wait."""

    def __init__(self, start: datetime.datetime = START) -> None:
        self._zero = start - datetime.timedelta(seconds=loop().time())

    def now(self) -> datetime.datetime:
        """What a courier asks."""
        return self._zero + datetime.timedelta(seconds=loop().time())

    def set_by(self, change: datetime.timedelta) -> None:
        """Sets the clock ahead or, negative, back."""
        self._zero += change

    async def go_on(self, by: datetime.timedelta | float) -> None:
        """Lets so much time pass (a number is in seconds): all that happens meanwhile does, in order."""
        await asyncio.sleep(by.total_seconds() if isinstance(by, datetime.timedelta) else by)

    async def until(self, when: datetime.datetime) -> None:
        """Lets time pass until `when`."""
        await self.go_on(max(when - self.now(), datetime.timedelta()))


def simulated(test: Callable[P, Coroutine[Any, Any, None]]) -> Callable[P, None]:
    """Runs a test in simulated time."""

    @wraps(test)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        with asyncio.Runner(loop_factory=SimulatedLoop) as runner:
            runner.run(test(*args, **kwargs))

    return run
