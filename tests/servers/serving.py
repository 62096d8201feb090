"""A whole bot on a board, as `rapporteur run` has it: python -m tests.servers.serving DATABASE_URL PORT

It says "ready" on its standard output once it is wired, serves until SIGTERM, and then ends with 0 when it has drained.
It ends by itself when its standard input does.
"""

import asyncio
import datetime
import sys
import threading
from dataclasses import replace
from typing import cast

from bot.app import App, Delivery
from bot.circulation import Circulation
from bot.cli.showing import stopping
from bot.clock import utc_now
from bot.courier import Courier
from bot.desk import Desk
from bot.dossier import reader
from bot.dossier.model import Dossier
from bot.engines import Engine
from bot.engines.extractive import Extractive
from bot.holdings import Holdings
from bot.platform import Platform
from bot.press import Press
from bot.store import open_store
from tests.servers.board_platform import BoardPlatform
from tests.servers.replica import RULES, end_with_parent

PATIENT = replace(RULES, at_once=8, post=10.0, lease=datetime.timedelta(seconds=15))
"""A slow answer is waited for, however busy the machine is."""


async def serve(url: str, port: int) -> None:
    """Serves until SIGTERM."""
    holdings = Holdings(reader.default_path(), Extractive)

    async def open_(_: str) -> tuple[Dossier, Engine]:
        return holdings.first.dossier, holdings.first.engine

    with stopping():
        async with open_store(url, now=utc_now) as store:
            press, board = Press(store, open_), cast("Platform", BoardPlatform(port))
            courier = Courier(store, press, {board.name: board}, utc_now, rules=PATIENT)
            circulation = Circulation(store, holdings, press, utc_now)
            desk = Desk(holdings, lambda: utc_now().date(), store=store, circulation=circulation)
            print("ready", flush=True)
            await App(desk, (board,), Delivery(store, courier, circulation)).serve()


if __name__ == "__main__":
    threading.Thread(target=end_with_parent, daemon=True).start()
    asyncio.run(serve(sys.argv[1], int(sys.argv[2])))
