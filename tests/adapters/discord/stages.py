"""The bot at work on a local Discord, with the echo desk or the whole newsroom."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any

from adapters.discord.app import Discord
from adapters.discord.settings import DiscordSettings
from bot.platform import Desk, State
from bot.state import Memory
from tests.servers.discord_server import TOKEN, DiscordServer, open_discord


def settings_for(server: DiscordServer, **more: Any) -> DiscordSettings:
    """Settings that lead to the local Discord."""
    given = {
        "discord_bot_token": TOKEN,
        "discord_api_url": server.api,
        "discord_gateway_url": server.gateway.url,
        **more,
    }
    return DiscordSettings(_env_file=None, **given)  # pyright: ignore[reportCallIssue]


@asynccontextmanager
async def serving(platform: Discord, desk: Desk, state: State | None = None) -> AsyncGenerator[None]:
    """The platform serves while the block runs, and is stopped then as an operator does it."""
    task = asyncio.ensure_future(platform.serve(desk, state or Memory()))
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


@dataclass
class Scene:
    """A local Discord, and the bot connected to it."""

    server: DiscordServer
    platform: Discord
    state: State


@asynccontextmanager
async def scene(desk: Desk, *, state: State | None = None, **settings: Any) -> AsyncGenerator[Scene]:
    """A bot that is connected."""
    state = state or Memory()
    async with open_discord() as server:
        server.world.server()
        platform = Discord(settings_for(server, **settings))
        async with serving(platform, desk, state):
            await server.connected()
            yield Scene(server, platform, state)
