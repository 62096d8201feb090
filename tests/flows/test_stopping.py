"""SIGTERM to a whole bot in the middle of its posts: none is cut in half, and what is left stays due."""

import asyncio
import contextlib
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections import Counter
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from bot.clock import utc_now
from bot.store import open_store
from bot.subscriptions import Stage
from tests.flows.test_kill import judge, subscribe
from tests.servers.board import Manners, open_board

ROOT = Path(__file__).parents[2]
CHANNELS = 60
SLOW = Manners(answered_late=1.0, unanswered=0, lands_late=0, lost=0, throttled=frozenset())
"""Every post arrives at once and is answered late: whenever the signal comes, posts are under way."""


@contextlib.asynccontextmanager
async def serving(url: str, port: int) -> AsyncGenerator[Process]:
    """A bot that serves; dead when the block is over."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "tests.servers.serving", url, str(port)),
        stdin=PIPE,
        stdout=PIPE,
        stderr=PIPE,
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


@pytest.mark.parametrize("moment", [1, 30])
async def test_sigterm_cuts_no_post_in_half_and_what_is_left_stays_due(
    database_url: str, moment: int
) -> None:
    await subscribe(database_url, CHANNELS)
    async with open_board(SLOW, seed=moment) as board:
        async with serving(database_url, board.port) as process:
            await board.until("received", moment)
            process.send_signal(signal.SIGTERM)
            async with asyncio.timeout(20):
                assert await process.wait() == 0
            assert process.stderr
            assert b"Traceback" not in await process.stderr.read()
        async with open_store(database_url, now=utc_now) as store:
            counts = {stage: number for stage, number in (await store.counts()).items() if number}
            subscriptions = await store.find()
            deliveries = {s.id: await store.deliveries(s.id, 2) for s in subscriptions}
        # Nothing is left in between: sent, or due at once, or not claimed yet.
        assert set(counts) <= {Stage.SENT, Stage.DUE}
        assert counts[Stage.SENT] < CHANNELS
        arrived = Counter(one.address for one in board.log)
        for subscription in subscriptions:
            sent = [one for one in deliveries[subscription.id] if one.stage is Stage.SENT]
            assert arrived[subscription.address] == sum(one.part for one in sent)
        assert all(arrived[one.address] == one.payload["of"] for one in board.log)
        async with serving(database_url, board.port) as process:
            await board.until("landed", CHANNELS + CHANNELS // 3)  # Every third, a full one, has two parts.
            process.send_signal(signal.SIGTERM)
            assert await process.wait() == 0
        await judge(board, database_url, CHANNELS)
