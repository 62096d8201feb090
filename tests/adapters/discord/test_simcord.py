"""A second opinion: what we send is held to Discord's rules by simcord, which knows nothing of our local server."""

import importlib
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import discord
import pytest
from discord.http import Route

from adapters.discord.commands import payloads
from adapters.discord.render import asked_line, keyed, render
from bot.reply import Action, Actions, Footnote, Heading, Paragraph, Reply, Source, Sources

simcord: Any = importlib.import_module("simcord")  # It has no types.


class _Deferring(discord.Client):
    async def on_interaction(self, event: discord.Interaction) -> None:
        if event.type is discord.InteractionType.application_command:
            await event.response.defer(thinking=True)


@dataclass
class Simulated:
    """A channel of a simulated server in which our commands are registered, and somebody in it."""

    client: discord.Client
    channel: Any
    ann: Any


@asynccontextmanager
async def simulation() -> AsyncGenerator[Simulated]:
    # No fixture: simcord is entered and left in one context, which a fixture of pytest-asyncio isn't.
    client = _Deferring(intents=discord.Intents(guilds=True))
    async with simcord.run(client) as world:
        guild = world.create_guild()
        assert client.application_id is not None
        await client.http.bulk_upsert_global_commands(client.application_id, payloads())  # pyright: ignore[reportArgumentType]
        yield Simulated(client, guild.create_text_channel("hall"), guild.add_member(world.create_user("ann")))


async def test_our_commands_can_be_called_as_they_are_registered() -> None:
    async with simulation() as simulated:
        for name, options in (("ask", {"question": "Who?"}), ("compare", {}), ("brief", {"length": "full"})):
            await simulated.ann.slash(simulated.channel, name, **options)
        with pytest.raises(simcord.OptionError):
            await simulated.ann.slash(simulated.channel, "ask")
        with pytest.raises(simcord.SetupError, match="default-member-permissions"):
            await simulated.ann.slash(simulated.channel, "briefings subscribe", when="08:00")


async def test_our_messages_are_taken() -> None:
    async with simulation() as simulated:
        reply = Reply(
            (
                Heading("Title"),
                Paragraph("word *y* " * 1_500, (1,)),
                Sources((Source(1, "quote", "title", 3, None, "https://example.org/a"),)),
                Actions(tuple(Action(f"Question {n}?", f"Question {n}?") for n in range(31))),
                Footnote("engine"),
            )
        )
        route = Route("POST", "/channels/{channel_id}/messages", channel_id=simulated.channel.id)
        for payload in render(reply, has_pictures=False):
            await simulated.client.http.request(
                route, json=asked_line(keyed(payload, "k" * 24), "What? " * 100)
            )
        with pytest.raises(discord.HTTPException):
            await simulated.client.http.request(
                route, json={"flags": 1 << 15, "components": [{"type": 10, "content": "x" * 4_001}]}
            )
