"""A call that failed is tried again while that may help, and a server that keeps failing is left alone."""

import asyncio
from contextlib import aclosing

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.engines.generative.circuit import FAILURES, LONGEST_REST, REST, Call, Circuit, Outcome, Resting
from bot.engines.generative.openai_model import open_model
from bot.errors import Trouble
from tests.bot.engines.generative.models import (
    REPLY,
    REQUEST,
    ask,
    ask_once,
    hurried,
    settings_of,
    skip,
    skipping,
)
from tests.servers.openai_script import Fails, Says
from tests.servers.openai_server import open_server

LONG = {"openai_deadline": 600.0}


def now() -> float:
    return asyncio.get_running_loop().time()


@hurried
async def test_a_retry_waits_as_long_as_the_server_asks() -> None:
    async with open_server([Fails("rate", retry_after="20"), Says(REPLY)]) as server:
        started = now()
        asked = await ask_once(settings_of(server, **LONG))
    assert (asked.text, len(server.received)) == (REPLY, 2)
    assert now() - started >= 20


@hurried
async def test_a_wait_beyond_the_deadline_is_not_waited_for() -> None:
    async with open_server(Fails("rate", retry_after="601")) as server:
        started = now()
        asked = await ask_once(settings_of(server, **LONG))
    assert (asked.failed.trouble, asked.failed.retry_after) == (Trouble.BUSY, 601)
    assert len(server.received) == 1
    assert now() - started < 600


@hurried
async def test_without_a_word_of_the_servers_the_second_wait_is_longer() -> None:
    times: list[float] = []

    def fail(_: dict[str, object]) -> Fails:
        times.append(now())
        return Fails("500")

    async with open_server(fail) as server:
        asked = await ask_once(settings_of(server, **LONG))
    assert asked.failed.trouble is Trouble.DOWN
    first, second, third = times
    assert second - first >= 0.4
    assert third - second >= 0.8


async def test_a_reply_that_began_is_never_begun_again() -> None:
    async with open_server([Fails("cut", text='{"a"'), Says(REPLY)]) as server:
        asked = await ask_once(settings_of(server))
    assert asked.text == '{"a"'
    assert asked.failed.trouble is Trouble.CONNECTION
    assert len(server.received) == 1


async def test_a_connection_that_broke_before_the_first_word_is_made_again() -> None:
    async with open_server([Fails("hang_up"), Says(REPLY)]) as server:
        asked = await ask_once(settings_of(server))
    assert (asked.text, asked.trouble) == (REPLY, None)


@skipping
async def test_a_server_that_keeps_failing_rests_and_then_one_call_tries_it() -> None:
    steps = [Fails("500", retry_after="0")] * (3 * FAILURES) + [
        Fails("500"),
        Says(REPLY, hold=True),
        Says(REPLY),
    ]
    async with open_server(steps) as server, open_model(settings_of(server, **LONG)) as model:
        for _ in range(FAILURES):
            assert (await ask(model)).failed.trouble is Trouble.DOWN
        resting = await ask(model)
        assert resting.failed.trouble is Trouble.RESTING
        assert 0 < (resting.failed.retry_after or 0) <= REST
        assert (len(server.received), resting.spent) == (3 * FAILURES, [])

        skip(REST)
        assert (await ask(model)).failed.trouble is Trouble.DOWN
        assert len(server.received) == 3 * FAILURES + 1, "who tries it tries it once"

        skip(REST)
        assert (await ask(model)).failed.trouble is Trouble.RESTING, "the second rest is longer"
        skip(REST)
        async with aclosing(model.write(REQUEST, lambda _: None)) as pieces:
            waiting = asyncio.ensure_future(anext(pieces))
            await server.until(3 * FAILURES + 2)
            others = await asyncio.gather(*(ask(model) for _ in range(5)))
            assert {other.failed.trouble for other in others} == {Trouble.RESTING}
            assert await waiting == REPLY
        assert (await ask(model)).text == REPLY


@skipping
async def test_who_gives_up_trying_leaves_it_to_the_next() -> None:
    steps = [Fails("500", retry_after="0")] * (3 * FAILURES) + [Says("", hold=True), Says(REPLY)]
    async with open_server(steps) as server, open_model(settings_of(server, **LONG)) as model:
        for _ in range(FAILURES):
            await ask(model)
        skip(REST)
        giving_up = asyncio.ensure_future(ask(model))
        await server.until(3 * FAILURES + 1)
        giving_up.cancel()
        await asyncio.wait([giving_up])
        assert (await ask(model)).text == REPLY


@pytest.mark.parametrize("kind", ["refusal", "length", "key", "too_long"])
async def test_what_is_not_the_servers_fault_opens_nothing(kind: str) -> None:
    async with open_server(Fails(kind)) as server, open_model(settings_of(server)) as model:  # pyright: ignore[reportArgumentType]
        kinds = {(await ask(model)).failed.trouble for _ in range(FAILURES + 2)}
    assert Trouble.RESTING not in kinds
    assert len(server.received) == FAILURES + 2


class Clock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.time = 0.0

    def now(self) -> float:
        return self.time


def rest_of(circuit: Circuit) -> float:
    with pytest.raises(Resting) as caught:
        circuit.enter()
    assert caught.value.seconds
    return caught.value.seconds


def test_each_rest_is_twice_as_long_up_to_five_minutes() -> None:
    clock = Clock()
    circuit = Circuit(clock.now)
    for _ in range(FAILURES):
        circuit.leave(circuit.enter(), Outcome.BAD)
    rests: list[float] = []
    for _ in range(6):
        rests.append(rest_of(circuit))
        clock.time += rests[-1]
        circuit.leave(circuit.enter(), Outcome.BAD)
    assert rests == [30, 60, 120, 240, 300, 300]


def test_a_success_between_failures_counts_them_anew() -> None:
    circuit = Circuit(Clock().now)
    for outcome in [Outcome.BAD] * (FAILURES - 1) + [Outcome.GOOD] + [Outcome.BAD] * (FAILURES - 1):
        circuit.leave(circuit.enter(), outcome)
    circuit.enter()


def test_what_fails_late_does_not_lengthen_the_rest() -> None:
    clock = Clock()
    circuit = Circuit(clock.now)
    calls = [circuit.enter() for _ in range(FAILURES * 3)]
    for call in calls:
        circuit.leave(call, Outcome.BAD)
    assert rest_of(circuit) == REST


def entered(circuit: Circuit, times: int) -> tuple[list[Call], list[float | None]]:
    """The calls that are let through, and how long the others are to wait."""
    calls: list[Call] = []
    rests: list[float | None] = []
    for _ in range(times):
        try:
            calls.append(circuit.enter())
        except Resting as resting:
            rests.append(resting.seconds)
    return calls, rests


@settings(deadline=None)
@given(st.lists(st.tuples(st.sampled_from(Outcome), st.floats(0, 400), st.integers(1, 4)), max_size=60))
def test_never_two_try_at_once_and_a_good_server_is_used_again(
    steps: list[tuple[Outcome, float, int]],
) -> None:
    clock = Clock()
    circuit = Circuit(clock.now)
    for outcome, seconds, at_once in steps:
        clock.time += seconds
        calls, rests = entered(circuit, at_once)
        assert all(seconds is None or 0 < seconds <= LONGEST_REST for seconds in rests)
        assert sum(call.tries for call in calls) <= 1
        assert not any(call.tries for call in calls) or len(calls) == 1
        for call in calls:
            circuit.leave(call, outcome)
    clock.time += LONGEST_REST
    circuit.leave(circuit.enter(), Outcome.GOOD)
    assert not circuit.enter().tries
