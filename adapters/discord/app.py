"""Discord as a platform."""

import asyncio
from collections.abc import Sequence
from typing import Any

import discord
import structlog

from adapters.discord import doctor
from adapters.discord.client import Client
from adapters.discord.connection import point
from adapters.discord.errors import NETWORK
from adapters.discord.files import Packer
from adapters.discord.places import Person, address_of
from adapters.discord.posting import Posting
from adapters.discord.render import render
from adapters.discord.rest import API, Rest
from adapters.discord.screens import Line
from adapters.discord.settings import DiscordSettings, read_settings
from bot.errors import BadSettings
from bot.platform import (
    Absent,
    Address,
    CannotTell,
    Desk,
    Finding,
    Found,
    Payload,
    Receipt,
    State,
)
from bot.reply import Reply

log = structlog.get_logger()

_AUTHENTICATION_FAILED = 4004
_FIRST_WAIT, _LONGEST_WAIT = 1.0, 60.0
"""Seconds between tries to reach Discord at the start."""


def open_platform() -> "Discord":
    """Discord with the settings of this process's environment. Raises BadSettings; a token isn't needed to render."""
    return Discord(read_settings())


class Discord:
    """A `Platform`: discord.py for what people do, plain requests for what is posted."""

    name = "discord"

    def __init__(self, settings: DiscordSettings) -> None:
        self._settings = settings
        token = settings.discord_bot_token
        self._token = token.get_secret_value() if token else None
        self._packer = Packer(settings.discord_pictures)
        self._rest = Rest(self._token or "", settings.discord_api_url or API)
        self._posting = Posting(self._rest, self._packer)

    async def serve(self, desk: Desk, state: State) -> None:
        """Receive events until cancelled. Raises BadSettings without a token, or for one that Discord doesn't take."""
        if self._token is None:
            raise BadSettings("Discord needs a token: set DISCORD_BOT_TOKEN (see docs/discord.md).")
        point(self._settings)
        wait = _FIRST_WAIT
        try:
            while True:
                try:
                    await self._connect(self._token, desk, state)
                except (discord.DiscordServerError, *NETWORK) as error:
                    # Once connected, discord.py reconnects by itself: this is a start without Discord.
                    log.warning("discord_unreachable", reason=type(error).__name__, wait=wait)
                    await asyncio.sleep(wait)
                    wait = min(wait * 2, _LONGEST_WAIT)
                else:
                    return
        finally:
            await self._rest.close()

    async def _connect(self, token: str, desk: Desk, state: State) -> None:
        client = Client(
            self._settings, desk, state, self._rest, lambda client: Line(client, self._packer), self.post
        )
        try:
            async with client:
                try:
                    await client.start(token)
                finally:
                    await client.finish()
        except (discord.LoginFailure, discord.ConnectionClosed) as error:
            if isinstance(error, discord.ConnectionClosed) and error.code != _AUTHENTICATION_FAILED:
                raise
            raise BadSettings(
                "Discord doesn't take the token in DISCORD_BOT_TOKEN; reset it in the Developer Portal."
            ) from error

    def render(self, reply: Reply) -> Sequence[dict[str, Any]]:
        """The reply as messages of Components V2; see `adapters.discord.render`."""
        return render(reply, has_pictures=self._settings.discord_pictures != "off")

    async def post(self, address: Address, payload: Payload, key: str) -> Receipt:
        """See `Platform.post`."""
        return await self._posting.post(address, payload, key)

    async def find(self, address: Address, key: str) -> Found | Absent | CannotTell:
        """See `Platform.find`."""
        return await self._posting.find(address, key)

    async def prepare(self, address: Address, title: str) -> Address:
        """See `Platform.prepare`."""
        return await self._posting.prepare(address, title)

    async def close(self) -> None:
        """Let go of connections; what is posted later opens new ones."""
        await self._rest.close()

    @property
    def receives(self) -> bool:
        """With a token."""
        return self._token is not None

    def direct(self, person: str) -> Address | None:
        """The person's direct messages."""
        return address_of(Person(int(person))) if person.isdecimal() else None

    async def check(self) -> list[Finding]:
        """Token, intents, commands, and the link to invite the bot by."""
        return [doctor.no_token()] if self._token is None else await doctor.examine(self._rest)
