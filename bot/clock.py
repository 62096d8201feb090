"""The clock: APScheduler as the ticker, the one home of it. All times of day are ours, see `subscriptions`."""

import asyncio
import datetime
import logging
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

import structlog
from apscheduler.events import EVENT_JOB_ERROR, JobExecutionEvent
from apscheduler.schedulers.asyncio import AsyncIOScheduler

log = structlog.get_logger()


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

    A job never runs twice at a time, and runs that were missed count as one. The end of the block cuts off what runs.
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
    try:
        yield
    finally:
        scheduler.shutdown(wait=False)


def _failed(event: JobExecutionEvent) -> None:
    if isinstance(event.exception, asyncio.CancelledError):
        return  # The block has ended.
    log.error("job_failed", job=event.job_id, error=repr(event.exception))
