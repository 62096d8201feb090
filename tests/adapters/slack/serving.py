"""Slack served against a local one, for tests."""

import asyncio
import socket
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from typing import Any

import aiohttp
from pydantic import SecretStr

from adapters.slack.app import Slack
from adapters.slack.settings import SlackSettings
from bot.platform import Desk, State
from bot.state import Memory
from tests.servers.slack_server import SlackServer


def settings_for(slack: SlackServer, **more: Any) -> SlackSettings:
    """Settings that lead to the local server, and nowhere else."""
    given: dict[str, Any] = {
        "slack_bot_token": SecretStr(slack.space.bot_token),
        "slack_app_token": SecretStr(slack.space.app_token),
        "slack_signing_secret": SecretStr(slack.space.signing_secret),
        "slack_api_url": slack.url,
        "slack_port": None,
        **more,
    }
    return SlackSettings(_env_file=None, **given)  # pyright: ignore[reportCallIssue]


def platform_for(slack: SlackServer, *, lease: float = 30, **more: Any) -> Slack:
    """The platform in the local workspace; a connection that breaks is noticed within a quarter of a second."""
    return Slack(settings_for(slack, **more), lease=lease, ping=0.25)


@asynccontextmanager
async def serving(
    slack: SlackServer, desk: Desk, state: State | None = None, *, http: bool = False, lease: float = 30
) -> AsyncGenerator[Slack]:
    """Serves while the block runs, over Socket Mode or, with `http`, signed requests."""
    port = _free_port() if http else None
    platform = platform_for(slack, slack_port=port, lease=lease)
    task = asyncio.ensure_future(platform.serve(desk, state or Memory()))
    try:
        if port:
            slack.request_url = f"http://127.0.0.1:{port}/slack/events"
            await _listening(port, task)
        else:
            linked = asyncio.ensure_future(slack.linked())
            await asyncio.wait({task, linked}, return_when=asyncio.FIRST_COMPLETED)
            linked.cancel()
            if task.done():
                task.result()
        yield platform
    finally:
        slack.request_url = None
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def _listening(port: int, task: "asyncio.Task[None]") -> None:
    async with asyncio.timeout(10):
        while not task.done():
            with suppress(aiohttp.ClientError, OSError):
                _, writer = await asyncio.open_connection("127.0.0.1", port)
                writer.close()
                return
            await asyncio.sleep(0.01)
        task.result()
