"""A crowd due in the same minute, on a platform that allows 50 posts a second; beside one APScheduler job for each.

    python -m benchmarks.courier [--due 10000] [--jobs 1000] [--only RUN]

Waiting is skipped; our own work and the database's takes the time that it takes and counts (`skipping.py`), so that
the time to done is what a clock on the wall would show. A post takes 0.15 s. What is over the limit waits in the
client, as discord.py has it, whose limit this is; or it is refused with the seconds to wait, counted for each
workspace, or for all as one, which is the hardest: only who is refused learns of it.

The peer's job posts a ready text through the client that waits. It gets fewer jobs: adding them takes long.
"""

import argparse
import asyncio
import datetime
import logging
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import structlog

from benchmarks.skipping import SkippingLoop
from bot.answers import Briefing, Length
from bot.app import TICK
from bot.courier import Courier
from bot.dossier import reader
from bot.dossier.model import Dossier
from bot.dossier.reading import read
from bot.engines import Engine
from bot.engines.extractive import Extractive
from bot.errors import Throttled
from bot.platform import Absent, Address, Payload, Receipt
from bot.press import Press
from bot.reply import Reply, plain_text
from bot.store import open_store
from bot.store.rows import row_of
from bot.subscriptions import Schedule, Stage, Subscription

NOW = datetime.datetime(2026, 3, 4, 8, 0, tzinfo=datetime.UTC)
RATE = 50
ANSWER = 0.15
WORKSPACES = 10
GROUPS = [(length, language) for length in Length for language in ("en", "de")]


class Platform:
    """Allows RATE posts in each second. `manner`: what is over that "waits" in the client; or it is refused with the
    seconds to wait, counted for the platform ("refuses") or for each workspace by itself ("refuses by workspace").
    """

    name = "fake"
    receives = True

    def __init__(self, manner: str) -> None:
        self.posted: Counter[str] = Counter()
        self.last = 0.0
        self.refused = 0
        self.drawn = 0
        self._manner = manner
        self._turn = 0.0
        self._taken: Counter[tuple[str, int]] = Counter()

    def render(self, reply: Reply) -> Sequence[Payload]:
        """One text."""
        self.drawn += 1
        return [plain_text(reply)]

    async def post(self, address: Address, payload: Payload, key: str) -> Receipt:
        """See `bot.platform.Platform.post`."""
        loop = asyncio.get_running_loop()
        if self._manner == "waits":
            self._turn = max(self._turn + 1 / RATE, loop.time())
            await asyncio.sleep(self._turn - loop.time())
        await asyncio.sleep(ANSWER / 2)
        if (wait := self._wait(address, loop.time())) is not None:
            self.refused += 1
            await asyncio.sleep(ANSWER / 2)
            raise Throttled(wait)
        self.posted[address] += 1
        await asyncio.sleep(ANSWER / 2)
        self.last = loop.time()
        return Receipt(key)

    def _wait(self, address: str, at: float) -> float | None:
        """Seconds until the limit allows more; None, and it is counted, if it allows this one."""
        if self._manner == "waits":
            return None
        by_workspace = self._manner == "refuses by workspace"
        place = (address.split(":")[2] if by_workspace else "", int(at))
        if self._taken[place] >= (RATE / WORKSPACES if by_workspace else RATE):
            return int(at) + 1 - at
        self._taken[place] += 1
        return None

    async def find(self, address: Address, key: str) -> Absent:
        """Nothing is ever unknown here."""
        return Absent()

    def direct(self, person: str) -> None:
        """There is no such place."""


class Counting(Extractive):
    """Counts what it writes."""

    written = 0

    async def brief(self, length: Length) -> Briefing:
        """See `Engine.brief`."""
        Counting.written += 1
        return await super().brief(length)


@dataclass(frozen=True, kw_only=True)
class Figures:
    """What came of a run; `seconds` by its clock, `work` those that weren't skipped, `deaf` the loop's longest."""

    posts: int
    doubled: int
    seconds: float
    work: float
    deaf: float
    writings: int | None = None
    drawn: int | None = None
    refused: int | None = None
    added: float | None = None


def subscription(number: int) -> Subscription:
    """One of the crowd."""
    length, language = GROUPS[number % len(GROUPS)]
    space = f"w{number % WORKSPACES}"
    return Subscription(
        id=f"s{number}",
        address=Address(f"fake:1:{space}:{number}"),
        space=space,
        dossier="default",
        schedule=Schedule(at=NOW.time(), zone="UTC"),
        length=length,
        language=language,
        person="ann",
        next_due_at=NOW,
    )


async def ours(due: int, manner: str) -> Figures:
    """Delivers to `due` channels."""
    import sqlalchemy as sa

    from bot.store import tables

    loop = asyncio.get_running_loop()
    assert isinstance(loop, SkippingLoop)
    dossier = reader.open_dossier(reader.default_path())
    engine = Counting(read(dossier))

    async def open_(_: str) -> tuple[Dossier, Engine]:
        return dossier, engine

    with tempfile.TemporaryDirectory() as folder:
        begun = loop.time()

        def now() -> datetime.datetime:
            return NOW + datetime.timedelta(seconds=loop.time() - begun)

        async with open_store(f"sqlite:///{folder}/bot.db", now=now) as store:
            loop.is_busy = lambda: bool(store._database._under_way)
            rows = [row_of(subscription(number)) for number in range(due)]
            await store._database.write(lambda c: c.execute(sa.insert(tables.subscriptions), rows))
            platform = Platform(manner)
            courier = Courier(store, Press(store, open_), {"fake": platform}, now)
            begun, loop.longest = loop.time(), 0.0
            work = time.monotonic()
            while len(platform.posted) < due:
                await courier.tick(now())
                await asyncio.sleep(TICK)
            await courier.settled()
            figures = Figures(
                posts=platform.posted.total(),
                doubled=platform.posted.total() - len(platform.posted),
                seconds=platform.last - begun,
                work=time.monotonic() - work,
                deaf=loop.longest,
                writings=Counting.written,
                drawn=platform.drawn,
                refused=platform.refused,
            )
            counts = await store.counts()
            assert counts[Stage.SENT] == due, counts
            return figures


PEER = Platform("waits")


async def post_one(address: str) -> None:
    """A job of the peer."""
    await PEER.post(Address(address), "a briefing", address)


async def theirs(jobs: int, grace: int | None) -> Figures:
    """The same with one of APScheduler's jobs for each channel; it goes by the real clock."""
    from apscheduler.events import EVENT_JOB_EXECUTED, EVENT_JOB_MISSED
    from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
    from apscheduler.schedulers.asyncio import AsyncIOScheduler
    from apscheduler.triggers.cron import CronTrigger

    loop = asyncio.get_running_loop()
    assert isinstance(loop, SkippingLoop)
    logging.getLogger("apscheduler").setLevel(logging.CRITICAL)
    is_done = asyncio.Event()
    ended: list[int] = []

    def end(event: Any) -> None:
        ended.append(event.code)
        if len(ended) == jobs:
            is_done.set()

    with tempfile.TemporaryDirectory() as folder:
        scheduler = AsyncIOScheduler(timezone="UTC")
        scheduler.add_jobstore(SQLAlchemyJobStore(f"sqlite:///{folder}/jobs.db"))
        scheduler.add_listener(end, EVENT_JOB_EXECUTED | EVENT_JOB_MISSED)
        scheduler.start(paused=True)
        begun = time.monotonic()
        due = datetime.datetime.now(datetime.UTC) + datetime.timedelta(seconds=2 + jobs / 50)
        trigger = CronTrigger(hour=due.hour, minute=due.minute, timezone="UTC")
        for number in range(jobs):
            address = subscription(number).address
            scheduler.add_job(
                post_one,
                trigger,
                args=[address],
                id=address,
                next_run_time=due,
                misfire_grace_time=grace,
            )
        added = time.monotonic() - begun
        wait = (due - datetime.datetime.now(datetime.UTC)).total_seconds()
        assert wait > 0, "adding the jobs took longer than was foreseen"
        time.sleep(wait)  # noqa: ASYNC251 - nothing else is there to run
        await asyncio.sleep(0)
        begun, loop.longest, work = loop.time(), 0.0, time.monotonic()
        scheduler.resume()
        await is_done.wait()
        scheduler.shutdown(wait=False)
        return Figures(
            posts=PEER.posted.total(),
            doubled=PEER.posted.total() - len(PEER.posted),
            seconds=PEER.last - begun if PEER.posted else 0.0,
            work=time.monotonic() - work,
            deaf=loop.longest,
            added=added,
        )


def measured(run: str, due: int, jobs: int) -> tuple[Figures, int]:
    """A run in this process, and its peak memory in MB."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    with asyncio.Runner(loop_factory=SkippingLoop) as runner:
        grace = {"APScheduler": 1, "APScheduler, no misfire grace": None}
        figures = runner.run(theirs(jobs, grace[run]) if run in grace else ours(due, run))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return figures, round(peak / (1 << 20 if sys.platform == "darwin" else 1 << 10))


RUNS = {
    "waits": "Rapporteur; the client waits for its turn",
    "refuses by workspace": f"Rapporteur; refused, each of {WORKSPACES} workspaces has its share of the limit",
    "refuses": "Rapporteur; refused, one limit for all",
    "APScheduler": "APScheduler, a job each; the client waits",
    "APScheduler, no misfire grace": "… with `misfire_grace_time=None`",
}


def row(run: str, number: int, figures: Figures, peak: int) -> str:
    """A row of the table."""
    limit = number / RATE
    shown = "–" if figures.writings is None else f"{figures.writings}, {figures.drawn}"
    refused = "–" if figures.refused is None else f"{figures.refused:,}"
    took = f"{figures.seconds:.1f} s | {figures.seconds / limit:.3f}" if figures.posts == number else "– | –"
    return (
        f"| {RUNS[run]} | {number:,} | {figures.posts:,} | {figures.doubled} | {took} | {shown} | {refused} "
        f"| {peak} MB | {1000 * figures.work / number:.1f} ms | {figures.deaf:.2f} s |"
    )


def main() -> None:
    """Prints the table; each run in a process of its own."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--due", type=int, default=10_000, help="subscriptions (default 10000)")
    parser.add_argument("--jobs", type=int, default=1000, help="jobs of the peer (default 1000)")
    parser.add_argument("--only", choices=RUNS, help="one row")
    given = parser.parse_args()
    if given.only:
        number = given.jobs if given.only.startswith("APScheduler") else given.due
        print(row(given.only, number, *measured(given.only, given.due, given.jobs)))
        return
    print(
        "| | due | posted | doubled | done after | of the limit | written, drawn | refused | peak | work for each | deaf |"
    )
    print("|---|---|---|---|---|---|---|---|---|---|---|", flush=True)
    for run in RUNS:
        sizes = ["--due", str(given.due), "--jobs", str(given.jobs)]
        subprocess.run([sys.executable, "-m", "benchmarks.courier", *sizes, "--only", run], check=True)


if __name__ == "__main__":
    main()
