"""The promise with real processes: whatever is killed whenever, each edition arrives once, and once only.

Replicas (`tests/servers/replica.py`) deliver to a board that answers late, loses answers and throttles; they are
killed with SIGKILL at random moments. The judge is the board's own log. KILLS says how often (5; `make soak`: 50), SEED
which moments. Which of their own steps the processes are in then differs from run to run.
"""

import asyncio
import contextlib
import datetime
import os
import random
import sys
from asyncio.subprocess import PIPE, Process
from collections import Counter
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from bot.answers import Length
from bot.clock import utc_now
from bot.platform import Address
from bot.store import open_store
from bot.subscriptions import Schedule, Stage, Subscription
from tests.databases import PREPARED, PostgreSQL, clear
from tests.servers.board import Board, open_board

KILLS = int(os.environ.get("KILLS", "5"))
SEED = int(os.environ.get("SEED", "1"))
ROOT = Path(__file__).parents[2]

CHANNELS = 1000
REPLICATED = 1000 if KILLS > 5 else 200
"""Channels for several replicas, which take twice as long: they share two cores with PostgreSQL."""

WORKSPACES = 8
LENGTHS = tuple(Length)

MOMENTS = ("received", "landed", "answered", "looked", "found")
"""When to kill: just after the board has counted one of these."""


async def subscribe(url: str, count: int) -> None:
    """Channels that were all due a minute ago and are next due tomorrow."""
    due = utc_now() - datetime.timedelta(minutes=1)
    async with open_store(url, now=utc_now, patience=60) as store:
        channels = (
            Subscription(
                id=f"s{number}",
                address=Address(f"board:1:w{number % WORKSPACES}:{number}"),
                space=f"w{number % WORKSPACES}",
                dossier="default",
                schedule=Schedule(at=due.time(), zone="UTC"),
                length=LENGTHS[number % len(LENGTHS)],
                language="en",
                person="ann",
                next_due_at=due,
            )
            for number in range(count)
        )
        await asyncio.gather(*map(store.add, channels))


@contextlib.asynccontextmanager
async def replica(url: str, port: int, count: int) -> AsyncGenerator[Process]:
    """A process that delivers, ready; dead when the block is over."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "tests.servers.replica", url, str(port), str(count)),
        stdin=PIPE,
        stdout=PIPE,
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )
    try:
        assert process.stdout
        assert await process.stdout.readline() == b"ready\n"
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def killed(process: Process, board: Board, what: str, count: int) -> bool:
    """Kills it when the board has counted `count` of `what`; False if it was done before."""
    moment = asyncio.ensure_future(board.until(what, count))
    end = asyncio.ensure_future(process.wait())
    await asyncio.wait({moment, end}, return_when=asyncio.FIRST_COMPLETED)
    moment.cancel()
    if process.returncode is not None:
        return False
    process.kill()
    await end
    return True


def moment(chance: random.Random, board: Board, count: int, kills: int) -> tuple[str, int]:
    """What the board shall have counted, and how many of it, at the next of `kills`."""
    what = chance.choice(MOMENTS)
    few = what in ("looked", "found")
    span = 5 if few else max(1, (count - board.asked["landed"]) // kills)
    return what, board.asked[what] + chance.randint(1, span)


async def judge(board: Board, url: str, count: int) -> None:
    """Each part of each channel's edition stands on the board exactly once, and the database knows it."""
    await board.settled()
    times = Counter((arrival.address, arrival.payload["part"]) for arrival in board.log)
    assert {part: number for part, number in times.items() if number > 1} == {}
    wanted = {(arrival.address, n) for arrival in board.log for n in range(arrival.payload["of"])}
    assert set(times) == wanted
    assert len({address for address, _ in wanted}) == count
    assert any(part for _, part in wanted), "no edition had two parts: the test has lost its bite"
    async with open_store(url, now=utc_now) as store:
        counts = await store.counts()
    assert {stage: number for stage, number in counts.items() if number} == {Stage.SENT: count}


async def test_killed_and_restarted_at_random_moments_each_edition_arrives_exactly_once(
    prepared_sqlite: Path, tmp_path: Path
) -> None:
    path = tmp_path / "rapporteur.db"
    path.write_bytes(prepared_sqlite.read_bytes())  # noqa: ASYNC240
    url, chance, kills = f"sqlite:///{path}", random.Random(SEED), 0
    await subscribe(url, CHANNELS)
    async with open_board(seed=SEED) as board:
        while kills < KILLS:
            what, number = moment(chance, board, CHANNELS, KILLS - kills)
            async with replica(url, board.port, CHANNELS) as process:
                if not await killed(process, board, what, number):
                    break
            kills += 1
        async with replica(url, board.port, CHANNELS) as process:
            assert await process.wait() == 0
        assert kills == KILLS, "all was delivered before it could be killed often enough"
        assert board.asked["looked"] > 0
        await judge(board, url, CHANNELS)


@pytest.mark.parametrize("replicas", [2, 4])
async def test_of_several_replicas_one_is_killed_and_the_others_deliver_each_edition_exactly_once(
    replicas: int, prepared_postgresql: PostgreSQL
) -> None:
    url, chance = prepared_postgresql.emptied(PREPARED, clear()), random.Random(SEED)
    await subscribe(url, REPLICATED)
    async with open_board(seed=SEED) as board, contextlib.AsyncExitStack() as stack:
        several = (replica(url, board.port, REPLICATED) for _ in range(replicas))
        first, *others = await asyncio.gather(*map(stack.enter_async_context, several))
        what = chance.choice(("received", "landed", "answered"))
        assert await killed(first, board, what, chance.randint(1, REPLICATED // 2))
        assert await asyncio.gather(*(process.wait() for process in others)) == [0] * len(others)
        await judge(board, url, REPLICATED)
