"""The clock: real time, small steps; a test waits for what it wants to see and not for a while."""

import asyncio
import datetime
from collections.abc import Callable

import pytest
from structlog.testing import capture_logs

from bot.clock import Job, ticking, utc_now

EVERY = 0.01
DEADLINE = 20
"""Seconds after which a test gives up."""


class Bell:
    """A job that counts, and lets a test wait for its n-th run."""

    def __init__(self, work: Callable[[int], None] = lambda _: None) -> None:
        self.times: list[datetime.datetime] = []
        self._work = work
        self._rung = asyncio.Condition()

    async def ring(self, now: datetime.datetime) -> None:
        self.times.append(now)
        async with self._rung:
            self._rung.notify_all()
        self._work(len(self.times))

    async def rings(self, times: int) -> None:
        async with asyncio.timeout(DEADLINE), self._rung:
            await self._rung.wait_for(lambda: len(self.times) >= times)


async def test_a_job_runs_at_once_and_then_on_and_on_with_the_time() -> None:
    bell, once = Bell(), Bell()
    async with ticking([Job("bell", EVERY, bell.ring), Job("once", 3600, once.ring)]):
        await bell.rings(4)
    assert len(once.times) == 1
    assert bell.times == sorted(bell.times)
    assert all(abs(utc_now() - at) < datetime.timedelta(minutes=1) for at in bell.times)


async def test_the_time_a_job_is_told_is_the_one_that_was_given() -> None:
    then = datetime.datetime(2026, 3, 4, tzinfo=datetime.UTC)
    bell = Bell()
    async with ticking([Job("bell", EVERY, bell.ring)], now=lambda: then):
        await bell.rings(2)
    assert set(bell.times) == {then}


async def test_a_job_that_fails_is_logged_and_comes_again_and_holds_up_no_other() -> None:
    def fail(times: int) -> None:
        raise ZeroDivisionError(f"time {times}")

    bad, good = Bell(fail), Bell()
    with capture_logs() as log:
        async with ticking([Job("bad", EVERY, bad.ring), Job("good", EVERY, good.ring)]):
            await bad.rings(3)
            await good.rings(3)
    assert {
        "event": "job_failed",
        "job": "bad",
        "error": "ZeroDivisionError('time 1')",
        "log_level": "error",
    } in log
    assert {line["job"] for line in log if line["event"] == "job_failed"} == {"bad"}


async def test_a_slow_job_never_runs_twice_at_a_time_and_makes_up_for_nothing() -> None:
    under_way, most, ran = 0, 0, 0
    other = Bell()
    may_end = asyncio.Event()

    async def slow(_: datetime.datetime) -> None:
        nonlocal under_way, most, ran
        ran += 1
        under_way += 1
        most = max(most, under_way)
        await may_end.wait()
        under_way -= 1

    async with ticking([Job("slow", EVERY, slow), Job("other", EVERY, other.ring)]):
        await other.rings(10)
        assert (ran, most) == (1, 1)
        may_end.set()
        await other.rings(len(other.times) + 5)
        assert most == 1
        assert 2 <= ran <= 8


async def test_nothing_runs_any_more_afterwards() -> None:
    bell = Bell()
    stuck = asyncio.Event()
    cut_off: list[bool] = []

    async def hang(_: datetime.datetime) -> None:
        stuck.set()
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            cut_off.append(True)
            raise

    async with ticking([Job("bell", EVERY, bell.ring), Job("hang", EVERY, hang)]):
        await bell.rings(2)
        await stuck.wait()
    ran = len(bell.times)
    other = Bell()
    async with ticking([Job("other", EVERY, other.ring)]):
        await other.rings(5)
    assert len(bell.times) == ran
    assert cut_off == [True]


@pytest.mark.parametrize("change", [-datetime.timedelta(days=1), datetime.timedelta(hours=1)])
async def test_a_clock_that_is_set_holds_no_job_up(change: datetime.timedelta) -> None:
    wall = datetime.timedelta()
    hourly, often = Bell(), Bell()
    jobs = [Job("hourly", 3600, hourly.ring), Job("often", EVERY, often.ring)]
    with capture_logs() as log:
        async with ticking(jobs, now=lambda: utc_now() + wall):
            await hourly.rings(1)
            await often.rings(3)
            wall = change
            await hourly.rings(2)
    (line,) = [line for line in log if line["event"] == "clock_was_set"]
    assert line["seconds"] == pytest.approx(change.total_seconds(), abs=1)
