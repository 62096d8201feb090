"""One identical request asked by many at once is one call, whoever comes late, leaves early or is cancelled."""

import asyncio
import gc
import threading
from collections.abc import AsyncGenerator, Callable, Coroutine
from contextlib import aclosing, suppress
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.engines.generative.sharing import Shared


class Boom(Exception):
    """What a call failed with: its number."""


@dataclass
class Call:
    """One call of `make`, led by hand: `say` hands out an item, `end` and `fail` end it."""

    number: int
    closing: int = 0
    said: int = 0
    outcome: str = ""
    is_closed: bool = False
    is_whole: bool = False
    steps: "asyncio.Queue[str]" = field(default_factory=asyncio.Queue)

    def do(self, step: str) -> None:
        if not self.outcome:
            self.said += step == "say"
            self.outcome = step if step != "say" else ""
            self.steps.put_nowait(step)

    async def items(self) -> AsyncGenerator[tuple[int, int]]:
        heard = 0
        try:
            while (step := await self.steps.get()) == "say":
                yield (self.number, heard)
                heard += 1
            if step == "fail":
                raise Boom(self.number)
        finally:
            try:
                for _ in range(self.closing):
                    await asyncio.sleep(0)
                self.is_whole = True
            finally:
                self.is_closed = True


class Server:
    """Makes calls and remembers them."""

    def __init__(self, closing: int = 0) -> None:
        self.calls: list[Call] = []
        self._closing = closing

    def make(self) -> AsyncGenerator[tuple[int, int]]:
        self.calls.append(Call(len(self.calls), self._closing))
        return self.calls[-1].items()


Stream = Shared[str, tuple[int, int]]


@dataclass
class Listener:
    """Someone who listens to a key, and leaves after `most` items if that is given."""

    shared: Stream
    key: str
    server: Server
    most: int | None = None
    heard: list[tuple[int, int]] = field(default_factory=list)
    news: asyncio.Event = field(default_factory=asyncio.Event)

    def begin(self) -> "Listener":
        self.task = asyncio.create_task(self.listen())
        return self

    async def listen(self) -> None:
        async with aclosing(self.shared.stream(self.key, self.server.make)) as items:
            async for item in items:
                self.heard.append(item)
                self.news.set()
                if len(self.heard) == self.most:
                    break

    async def has(self, number: int) -> None:
        async with asyncio.timeout(5):
            while len(self.heard) < number:
                self.news.clear()
                await self.news.wait()


async def let_go(times: int) -> None:
    """Lets everything else that is ready go on, so often."""
    for _ in range(times):
        await asyncio.sleep(0)


def listeners(shared: Stream, server: Server, number: int) -> list[Listener]:
    return [Listener(shared, "k", server).begin() for _ in range(number)]


async def leaves_nothing_running() -> None:
    rest = asyncio.all_tasks() - {asyncio.current_task()}  # pyright: ignore[reportOperatorIssue]
    if rest:
        _, pending = await asyncio.wait(rest, timeout=5)
        assert not pending


async def test_a_hundred_who_ask_at_once_are_one_call_and_later_ones_none() -> None:
    shared, server = Stream(1), Server()
    crowd = listeners(shared, server, 100)
    await let_go(2)
    (call,) = server.calls
    for step in ("say", "say", "end"):
        call.do(step)
    await asyncio.gather(*(one.task for one in crowd))
    late = Listener(shared, "k", server)
    await late.listen()
    assert all(one.heard == [(0, 0), (0, 1)] for one in (*crowd, late))
    assert len(server.calls) == 1
    assert call.is_closed


async def test_who_comes_late_gets_what_was_said_so_far_and_then_the_rest_as_it_comes() -> None:
    shared, server = Stream(1), Server()
    (first,) = listeners(shared, server, 1)
    await let_go(2)
    server.calls[0].do("say")
    await first.has(1)
    (late,) = listeners(shared, server, 1)
    await late.has(1)
    server.calls[0].do("say")
    await asyncio.gather(first.has(2), late.has(2))
    server.calls[0].do("end")
    await asyncio.gather(first.task, late.task)
    assert first.heard == late.heard == [(0, 0), (0, 1)]


async def test_an_error_reaches_all_who_wait_with_what_was_said_before_and_is_not_kept() -> None:
    shared, server = Stream(1), Server()
    crowd = listeners(shared, server, 3)
    await let_go(2)
    server.calls[0].do("say")
    server.calls[0].do("fail")
    errors = await asyncio.gather(*(one.task for one in crowd), return_exceptions=True)
    assert [repr(error) for error in errors] == ["Boom(0)"] * 3
    assert [one.heard for one in crowd] == [[(0, 0)]] * 3
    again = Listener(shared, "k", server).begin()
    await let_go(2)
    server.calls[1].do("end")
    await again.task


async def test_the_traceback_of_an_error_does_not_grow_with_each_who_gets_it() -> None:
    shared, server = Stream(1), Server()
    crowd = listeners(shared, server, 20)
    await let_go(2)
    server.calls[0].do("fail")
    lengths: list[int] = []
    for one in crowd:
        with pytest.raises(Boom) as caught:
            await one.task
        lengths.append(len(caught.traceback))
    assert max(lengths) < 10


async def test_a_make_that_raises_at_once_is_an_error_like_any_other() -> None:
    shared = Stream(1)

    def make() -> AsyncGenerator[tuple[int, int]]:
        raise Boom("no")

    async def listen() -> None:
        async for _ in shared.stream("k", make):
            pass

    errors = await asyncio.gather(listen(), listen(), return_exceptions=True)
    assert [repr(error) for error in errors] == ["Boom('no')"] * 2


async def test_when_the_last_listener_closes_the_call_is_closed_before_that_returns() -> None:
    shared, server = Stream(1), Server(closing=5)
    one, other = shared.stream("k", server.make), shared.stream("k", server.make)
    firsts = [asyncio.ensure_future(anext(one)), asyncio.ensure_future(anext(other))]
    await let_go(2)
    server.calls[0].do("say")
    await asyncio.gather(*firsts)
    await one.aclose()
    assert not server.calls[0].is_closed
    server.calls[0].do("say")
    assert await anext(other) == (0, 1)
    await other.aclose()
    assert server.calls[0].is_whole
    assert asyncio.all_tasks() == {asyncio.current_task()}


async def test_one_who_is_cancelled_takes_nothing_from_the_others() -> None:
    shared, server = Stream(1), Server()
    crowd = listeners(shared, server, 5)
    await let_go(2)
    for one in crowd[:4]:
        one.task.cancel()
        server.calls[0].do("say")
        await let_go(1)
    server.calls[0].do("end")
    await crowd[4].task
    assert len(crowd[4].heard) == 4
    assert all(one.task.cancelled() for one in crowd[:4])


async def test_who_comes_while_an_abandoned_call_is_still_closing_begins_a_new_one() -> None:
    shared, server = Stream(1), Server(closing=10)
    (first,) = listeners(shared, server, 1)
    await let_go(2)
    first.task.cancel()
    await let_go(3)
    assert not server.calls[0].is_closed
    (second,) = listeners(shared, server, 1)
    await let_go(3)
    server.calls[1].do("say")
    server.calls[1].do("end")
    await second.task
    assert second.heard == [(1, 0)]
    await leaves_nothing_running()


async def test_a_deadline_over_a_listener_is_a_deadline_over_the_call() -> None:
    shared, server = Stream(1), Server(closing=3)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.01):
            await Listener(shared, "k", server).listen()
    assert server.calls[0].is_closed


async def test_a_generator_that_swallows_its_cancellation_is_closed_at_its_next_item() -> None:
    shared, was_closed = Stream(1), asyncio.Event()

    async def stubborn() -> AsyncGenerator[tuple[int, int]]:
        try:
            yield (0, 0)
            try:
                await asyncio.Event().wait()
            except asyncio.CancelledError:
                yield (0, 1)
            await asyncio.Event().wait()
        finally:
            was_closed.set()

    items = shared.stream("k", stubborn)
    assert await anext(items) == (0, 0)
    async with asyncio.timeout(5):
        await items.aclose()
    assert was_closed.is_set()


async def test_what_was_abandoned_is_not_kept_even_if_it_pretends_to_have_ended_well() -> None:
    shared, server = Stream(1), Server()

    async def polite() -> AsyncGenerator[tuple[int, int]]:
        yield (9, 9)
        with suppress(asyncio.CancelledError):
            await asyncio.Event().wait()

    items = shared.stream("k", polite)
    assert await anext(items) == (9, 9)
    await items.aclose()
    again = Listener(shared, "k", server).begin()
    await let_go(2)
    server.calls[0].do("say")
    server.calls[0].do("end")
    await again.task
    assert again.heard == [(0, 0)]


async def test_only_so_many_are_kept_those_asked_for_last() -> None:
    shared, made = Stream(2), []

    async def ask(key: str) -> None:
        async def items() -> AsyncGenerator[tuple[int, int]]:
            made.append(key)
            yield (0, 0)

        assert [item async for item in shared.stream(key, items)] == [(0, 0)]

    for key in "abacab":
        await ask(key)
    assert made == ["a", "b", "c", "b"]


async def test_a_size_of_nothing_keeps_nothing_and_still_shares() -> None:
    shared, server = Stream(0), Server()
    for number in range(2):
        crowd = listeners(shared, server, 3)
        await let_go(2)
        server.calls[number].do("end")
        await asyncio.gather(*(one.task for one in crowd))
    assert len(server.calls) == 2


async def test_an_iterator_that_is_never_begun_calls_nobody() -> None:
    server = Server()
    await Stream(1).stream("k", server.make).aclose()
    assert server.calls == []


def test_the_call_sees_the_context_of_who_began_it() -> None:
    who: ContextVar[str] = ContextVar("who", default="nobody")

    async def items() -> AsyncGenerator[str]:
        yield who.get()

    async def ask() -> list[str]:
        who.set("ann")
        return [item async for item in Shared[str, str](1).stream("k", items)]

    assert asyncio.run(ask()) == ["ann"]


def test_the_end_of_the_loop_leaves_no_call_behind() -> None:
    server = Server(closing=2)

    async def leave() -> None:
        listeners(Stream(1), server, 3)
        await let_go(3)

    assert quietly(leave) == []
    assert server.calls[0].is_whole


def quietly(work: Callable[[], Coroutine[Any, Any, None]]) -> list[str]:
    """Runs `work` in a loop of its own; what that loop complained of, garbage included."""
    complaints: list[str] = []

    async def whole() -> None:
        asyncio.get_running_loop().set_exception_handler(
            lambda _, context: complaints.append(context["message"])
        )
        await work()
        gc.collect(1)
        await let_go(2)

    asyncio.run(whole())
    return complaints


KEYS = st.sampled_from("ab")
STEPS = st.one_of(
    st.tuples(st.just("join"), KEYS, st.none() | st.integers(1, 3)),
    st.tuples(st.sampled_from(["say", "say", "end", "fail"]), KEYS, st.none()),
    st.tuples(st.sampled_from(["cancel", "twice"]), st.none(), st.integers(0, 9)),
    st.tuples(st.just("go"), st.none(), st.integers(1, 4)),
)


@settings(deadline=None, max_examples=400)
@given(st.lists(STEPS, max_size=40), st.integers(0, 3), st.integers(0, 2))
def test_however_they_come_and_go_each_hears_one_call_from_its_start_and_nothing_is_left(
    steps: list[tuple[str, Any, Any]], closing: int, size: int
) -> None:
    assert quietly(lambda: play(steps, closing, size)) == []
    assert threading.active_count() == 1


async def play(steps: list[tuple[str, Any, Any]], closing: int, size: int) -> None:
    shared, servers = Stream(size), {"a": Server(closing), "b": Server(closing)}
    everyone: list[Listener] = []
    stopped: set[int] = set()
    for step, key, number in steps:
        match step:
            case "join":
                everyone.append(Listener(shared, key, servers[key], number).begin())
            case "go":
                await let_go(number)
            case "cancel" | "twice":
                if number < len(everyone):
                    stopped.add(number)
                    everyone[number].task.cancel()
                    if step == "twice":
                        await let_go(1)
                        everyone[number].task.cancel()
            case _:
                if servers[key].calls:
                    servers[key].calls[-1].do(step)
    # Whoever still waits is helped to an end: a call that is abandoned has another after it, perhaps.
    waiting = {one.task for one in everyone}
    async with asyncio.timeout(10):
        while waiting:
            for server in servers.values():
                for call in server.calls:
                    call.do("end")
            await let_go(1)
            waiting = {task for task in waiting if not task.done()}
    for number, one in enumerate(everyone):
        if number in stopped and one.task.cancelled():
            continue
        error = one.task.exception()
        calls = servers[one.key].calls
        if one.heard:
            assert one.heard == [(one.heard[0][0], place) for place in range(len(one.heard))]
        if error:
            assert isinstance(error, Boom)
            call = calls[error.args[0]]
            assert (call.outcome, len(one.heard)) == ("fail", call.said)
        elif len(one.heard) != one.most:
            (outcome,) = {calls[one.heard[0][0]].outcome} if one.heard else {"end"}
            assert outcome == "end"
            assert not one.heard or len(one.heard) == calls[one.heard[0][0]].said
    await leaves_nothing_running()
    assert all(call.is_closed for server in servers.values() for call in server.calls)
