"""Where discord.py connects to, and what for."""

from typing import Any

import discord
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

from adapters.discord.settings import DiscordSettings


def intents() -> discord.Intents:
    """What is listened to: servers, and messages in them and in direct messages. None of it is privileged."""
    wanted = discord.Intents.none()
    wanted.guilds = wanted.guild_messages = wanted.dm_messages = True
    return wanted


def shards(settings: DiscordSettings) -> dict[str, Any]:
    """The arguments of a client for the shards of the settings."""
    ids, count = settings.discord_shard_ids, settings.discord_shard_count
    return ({"shard_ids": list(ids)} if ids else {}) | ({"shard_count": count} if count else {})


def point(settings: DiscordSettings) -> None:
    """Make discord.py talk to the addresses of the settings, in this whole process."""
    if settings.discord_api_url:
        Route.BASE = settings.discord_api_url
    if settings.discord_gateway_url:
        DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(settings.discord_gateway_url)
