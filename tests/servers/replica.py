"""A process that delivers to a board until all is delivered: python -m tests.servers.replica DATABASE_URL PORT COUNT

It says "ready" on its standard output once its clock ticks and ends with 0 when COUNT deliveries are final. It is made
to be killed, and ends by itself when its standard input does: with the tests that started it.
"""

import asyncio
import datetime
import logging
import os
import sys
import threading

import structlog

from bot.clock import Job, ticking, utc_now
from bot.courier import Courier
from bot.dossier import reader
from bot.dossier.model import Dossier
from bot.dossier.reading import read
from bot.engines import Engine
from bot.engines.extractive import Extractive
from bot.press import Press
from bot.rules import Rules
from bot.store import open_store
from bot.subscriptions import FINAL
from tests.servers.board_platform import BoardPlatform

SETTLING = 0.4
"""Seconds within which the board lands a request after its sender gave up."""

RULES = Rules(
    post=0.4,
    settling=datetime.timedelta(seconds=SETTLING),
    lease=datetime.timedelta(seconds=1.2),
    look_again=datetime.timedelta(seconds=0.5),
    under_way=32,  # what a lease is long enough for
    first_wait=0.05,
    longest_wait=0.5,
)
"""The courier's, in short: what takes minutes in life."""


async def deliver(url: str, port: int, count: int) -> None:
    """Delivers until `count` deliveries are final."""
    dossier = reader.open_dossier(reader.default_path())
    engine = Extractive(read(dossier))

    async def open_(_: str) -> tuple[Dossier, Engine]:
        return dossier, engine

    async with open_store(url, now=utc_now) as store:
        is_done = asyncio.Event()
        courier = Courier(store, Press(store, open_), {"board": BoardPlatform(port)}, utc_now, rules=RULES)

        async def look(_: datetime.datetime) -> None:
            counts = await store.counts()
            if sum(counts[stage] for stage in FINAL) >= count:
                is_done.set()

        async with ticking([Job("courier", 0.1, courier.tick), Job("look", 0.2, look)]):
            print("ready", flush=True)
            await is_done.wait()
        await courier.drain(1.0)


def main() -> None:
    """Deliver as the command line says."""
    threading.Thread(target=end_with_parent, daemon=True).start()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    asyncio.run(deliver(sys.argv[1], int(sys.argv[2]), int(sys.argv[3])))


def end_with_parent() -> None:
    """Ends this process when its standard input ends."""
    os.read(0, 1)  # not sys.stdin: its lock would be held when the interpreter ends
    os._exit(3)


if __name__ == "__main__":
    main()
