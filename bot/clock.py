"""The clock: APScheduler as the ticker, the one home of it. All times of day are ours, see `subscriptions`."""

import asyncio
import datetime
import logging
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass

import structlog
from apscheduler.events import EVENT_JOB_ERROR, JobExecutionEvent
from apscheduler.schedulers.asyncio import AsyncIOScheduler

log = structlog.get_logger()


_LOOK_EVERY = 1.0
_STEP = 1.0
"""Seconds between looks at the clock, and by how much it must have been set to be noticed."""


@dataclass(frozen=True, slots=True)
class Job:
    """What recurs: its name, every how many seconds, and what to do with the time (aware, in UTC)."""

    name: str
    every: float
    do: Callable[[datetime.datetime], Awaitable[object]]


def utc_now() -> datetime.datetime:
    """The time."""
    return datetime.datetime.now(datetime.UTC)


@asynccontextmanager
async def ticking(jobs: list[Job], now: Callable[[], datetime.datetime] = utc_now) -> AsyncGenerator[None]:
    """Runs each job at once and then on and on while the block runs; one that fails is logged and comes again.

    A job never runs twice at a time, and runs that were missed count as one; a clock that is set back or ahead holds
    none up. The end of the block cuts off what runs.
    """
    # It warns of each run that was missed, and prints that where nobody has set up logging. What matters we log.
    logging.getLogger("apscheduler").setLevel(logging.CRITICAL)
    scheduler = AsyncIOScheduler(timezone=datetime.UTC)
    scheduler.add_listener(_failed, EVENT_JOB_ERROR)
    for job in jobs:

        async def run(job: Job = job) -> None:
            await job.do(now())

        scheduler.add_job(
            run,
            "interval",
            seconds=job.every,
            id=job.name,
            next_run_time=utc_now(),
            max_instances=1,
            coalesce=True,
            misfire_grace_time=None,
        )
    scheduler.start()
    watching = asyncio.create_task(_watch(scheduler, jobs, now))
    try:
        yield
    finally:
        watching.cancel()
        with suppress(asyncio.CancelledError):
            await watching
        scheduler.shutdown(wait=False)


async def _watch(scheduler: AsyncIOScheduler, jobs: list[Job], now: Callable[[], datetime.datetime]) -> None:
    # APScheduler waits for a time of day: a clock set back by an hour would make it wait for an hour more.
    loop = asyncio.get_running_loop()
    pause = min(_LOOK_EVERY, *(job.every for job in jobs))
    ahead = now().timestamp() - loop.time()
    while True:
        await asyncio.sleep(pause)
        was, ahead = ahead, now().timestamp() - loop.time()
        if abs(ahead - was) > _STEP:
            log.warning("clock_was_set", seconds=round(ahead - was, 3))
            for job in jobs:
                scheduler.modify_job(job.name, next_run_time=utc_now())


def _failed(event: JobExecutionEvent) -> None:
    if isinstance(event.exception, asyncio.CancelledError):
        return  # The block has ended.
    log.error("job_failed", job=event.job_id, error=repr(event.exception))
