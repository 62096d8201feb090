"""The store under a crowd: claiming what is due, and looking when nothing is; beside one APScheduler job for each.

    python -m benchmarks.store [--jobs N] [--postgresql URL]

Ours: 500 of 10,000 due subscriptions claimed at a time (each an edition, a line of history and the next turn, in one
committed transaction), and a claim with 100,000 subscriptions of which none is due. The peer: APScheduler's
SQLAlchemyJobStore in an SQLite file, the way one would schedule without a table of one's own: one CronTrigger job for
each subscription; 500 due jobs run and rescheduled, and `get_due_jobs` when nothing is due. Adding its jobs takes it
minutes at 100,000, so it gets fewer; its idle look is by index as well and hardly depends on their number.
"""

import argparse
import asyncio
import datetime
import statistics
import tempfile
import time
from collections.abc import Sequence

from bot.answers import Length
from bot.platform import Address
from bot.store import open_store, place_of
from bot.store.rows import row_of
from bot.subscriptions import Schedule, Subscription

NOW = datetime.datetime(2026, 3, 4, 8, 0, tzinfo=datetime.UTC)
LEASE = datetime.timedelta(minutes=2)
GRACE = datetime.timedelta(hours=4)
DUE, CROWD, ROUND = 10_000, 100_000, 500
LOOKS = 200

ZONES = ("UTC", "Africa/Abidjan", "Atlantic/Reykjavik", "Africa/Dakar", "Africa/Accra")
"""Zones in which it is eight o'clock at NOW."""


def subscription(number: int, due: bool) -> Subscription:
    """One of a crowd; those that aren't due are spread over the next day."""
    minute = NOW if due else NOW + datetime.timedelta(minutes=1 + number % 1439)
    return Subscription(
        id=f"{due}{number}",
        address=Address(f"fake:1:{number}"),
        space=f"fake:{number % 100}",
        dossier="summit",
        schedule=Schedule(at=minute.time(), zone=ZONES[number % len(ZONES)]),
        length=Length.SHORT,
        language="en",
        person="ann",
        next_due_at=minute,
    )


async def fill(url: str, subscriptions: Sequence[Subscription]) -> None:
    """Adds a crowd at once: how they came to be isn't measured."""
    import sqlalchemy as sa

    from bot.store import tables
    from bot.store.database import Database

    rows = [row_of(subscription) for subscription in subscriptions]
    database = Database(place_of(url), patience=60)
    await database.write(lambda connection: connection.execute(sa.insert(tables.subscriptions), rows))
    await database.close()


async def ours(url: str | None) -> tuple[list[float], list[float]]:
    """Milliseconds of each claim of 500, and of each look that finds nothing."""
    with tempfile.TemporaryDirectory() as folder:
        url = url or f"sqlite:///{folder}/bot.db"
        async with open_store(url, now=lambda: NOW) as store:
            await fill(url, [subscription(number, due=True) for number in range(DUE)])
            await fill(url, [subscription(number, due=False) for number in range(CROWD)])

            async def claim() -> int:
                return len(await store.claim(NOW, ROUND, "bench", LEASE, GRACE, ["fake", "other"]))

            claims, looks = [], []
            for _ in range(DUE // ROUND):
                begun = time.perf_counter()
                assert await claim() == ROUND
                claims.append((time.perf_counter() - begun) * 1000)
            for _ in range(LOOKS):
                begun = time.perf_counter()
                assert await claim() == 0
                looks.append((time.perf_counter() - begun) * 1000)
            return claims, looks


def work() -> None:
    """What a job of the peer does: nothing."""


def theirs(jobs: int) -> tuple[float, list[float], list[float]]:
    """Seconds to add `jobs`, milliseconds for 500 due ones to be found and rescheduled, and for looks."""
    from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
    from apscheduler.schedulers.background import BackgroundScheduler
    from apscheduler.triggers.cron import CronTrigger

    with tempfile.TemporaryDirectory() as folder:
        scheduler = BackgroundScheduler(timezone="UTC")
        jobstore = SQLAlchemyJobStore(url=f"sqlite:///{folder}/jobs.db")
        scheduler.add_jobstore(jobstore)
        scheduler.start(paused=True)
        begun = time.perf_counter()
        for number in range(jobs):
            due = number < ROUND
            minute = (NOW if due else NOW + datetime.timedelta(minutes=1 + number % 1439)).time()
            trigger = CronTrigger(hour=minute.hour, minute=minute.minute, timezone="UTC")
            next_run = NOW if due else NOW + datetime.timedelta(days=1)
            scheduler.add_job(work, trigger, id=str(number), next_run_time=next_run)
        added = time.perf_counter() - begun
        begun = time.perf_counter()
        # What its scheduler does with due jobs, but for running them.
        due_jobs = jobstore.get_due_jobs(NOW)
        assert len(due_jobs) == ROUND
        for job in due_jobs:
            following = job.trigger.get_next_fire_time(NOW, NOW + datetime.timedelta(seconds=1))
            job._modify(next_run_time=following)
            jobstore.update_job(job)
        claims = [(time.perf_counter() - begun) * 1000]
        looks = []
        for _ in range(LOOKS):
            begun = time.perf_counter()
            assert not jobstore.get_due_jobs(NOW)
            looks.append((time.perf_counter() - begun) * 1000)
        scheduler.remove_jobstore("default")  # or a shutdown would look for due jobs
        scheduler.shutdown(wait=False)
        return added, claims, looks


def line(name: str, claims: list[float], looks: list[float]) -> str:
    """A row of the table."""
    quick = statistics.quantiles(looks, n=20)
    return (
        f"| {name} | {statistics.median(claims):.1f} | {max(claims):.1f} "
        f"| {statistics.median(looks):.2f} | {quick[-1]:.2f} |"
    )


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--jobs", type=int, default=5000, help="jobs of the peer (default 5000)")
    parser.add_argument("--postgresql", metavar="URL", help="measure an empty database there too")
    given = parser.parse_args()
    print(f"| | {ROUND} due, ms: median | worst | nothing due, ms: median | 95 % |")
    print("|---|---|---|---|---|")
    print(line(f"Rapporteur, SQLite, {CROWD + DUE:,} subscriptions", *asyncio.run(ours(None))))
    if given.postgresql:
        print(line(f"Rapporteur, PostgreSQL, {CROWD + DUE:,}", *asyncio.run(ours(given.postgresql))))
    added, claims, looks = theirs(given.jobs)
    print(line(f"APScheduler SQLAlchemyJobStore, {given.jobs:,} jobs", claims, looks))
    print(f"\nAdding the {given.jobs:,} jobs took APScheduler {added:.0f} s.")


if __name__ == "__main__":
    main()
