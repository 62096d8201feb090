"""A process that serves a local Slack until it is killed.

python -m tests.servers.slack_replica API_URL DATABASE_URL LEASE [quick]

It answers "You said …", but, unless it is quick, works for ever on "wait". It ends by itself when its standard input does.
"""

import asyncio
import os
import sys
import threading
from collections.abc import AsyncIterator

from pydantic import SecretStr

from adapters.slack.app import Slack
from adapters.slack.settings import SlackSettings
from bot.clock import utc_now
from bot.platform import Final, Inbound, Shown
from bot.store import open_store
from tests.adapters.desks import EchoDesk, said


class QuickDesk(EchoDesk):
    """Waits for nothing."""

    async def handle(self, inbound: Inbound) -> AsyncIterator[Shown]:
        yield Final(said(f"You said {inbound.text}"))


async def serve(api: str, database: str, lease: float, desk: EchoDesk) -> None:
    """Serve for ever."""
    settings = SlackSettings(
        _env_file=None,  # pyright: ignore[reportCallIssue]
        slack_bot_token=SecretStr("xoxb-local"),
        slack_app_token=SecretStr("xapp-local"),
        slack_api_url=api,
        slack_port=None,
    )
    async with open_store(database, now=utc_now) as store:
        await Slack(settings, lease=lease, ping=0.25).serve(desk, store.state())


def _end_with_stdin() -> None:
    sys.stdin.read()
    os._exit(0)


if __name__ == "__main__":
    threading.Thread(target=_end_with_stdin, daemon=True).start()
    desk = QuickDesk() if sys.argv[4:] == ["quick"] else EchoDesk()
    asyncio.run(serve(sys.argv[1], sys.argv[2], float(sys.argv[3]), desk))
