"""Slack as a platform."""

import asyncio
import time
from collections.abc import Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Any

import aiohttp
import structlog
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack import checking, limits
from adapters.slack.address import Place, place_of, user_of
from adapters.slack.answering import Answering
from adapters.slack.connecting import over_http, over_socket
from adapters.slack.errors import Refused
from adapters.slack.gate import Gate
from adapters.slack.home import Home
from adapters.slack.inbox import Inbox
from adapters.slack.listening import Listening
from adapters.slack.mailbox import Mailbox
from adapters.slack.people import People
from adapters.slack.preparing import prepared
from adapters.slack.remembered import Remembered
from adapters.slack.render import render
from adapters.slack.settings import SlackSettings, read_settings
from adapters.slack.welcome import Welcome
from bot.errors import BadSettings, DeliveryError, Gone, StoreUnavailable, UnusableInput
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
from bot.wording import say

log = structlog.get_logger()

_FIRST_WAIT, _LONGEST_WAIT = 1.0, 60.0


def open_platform() -> "Slack":
    """Slack with the settings of the environment. Raises BadSettings for one that can't be used."""
    return Slack(read_settings())


class Slack:
    """A `Platform` in one workspace. `lease` and `ping` are in seconds."""

    name = "slack"

    def __init__(self, settings: SlackSettings, *, lease: float = limits.LEASE, ping: float = 10) -> None:
        self._settings = settings
        self._lease = lease
        self._ping = ping
        token = settings.slack_bot_token
        self._client = AsyncWebClient(
            token=token.get_secret_value() if token else None,
            base_url=settings.slack_api_url,
            timeout=limits.REQUEST,
            # The SDK's default sends again where a connection breaks: that posts twice.
            retry_handlers=[],
        )
        self._mailbox = Mailbox(self._client)
        self._identity: Mapping[str, Any] | None = None

    async def serve(self, desk: Desk, state: State) -> None:
        """Answer until cancelled. Raises BadSettings where a token is missing or refused."""
        self._need_tokens()
        async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=100)) as session:
            self._client.session = session
            try:
                await self._serve(desk, state, await self._identify())
            finally:
                self._client.session = None

    def _need_tokens(self) -> None:
        settings = self._settings
        over = "SLACK_APP_TOKEN" if settings.slack_port is None else "SLACK_SIGNING_SECRET"
        values = {"SLACK_BOT_TOKEN": settings.slack_bot_token, over: getattr(settings, over.lower())}
        for name, value in values.items():
            if value is None:
                raise BadSettings(f"{name} is not set, which PLATFORMS=slack needs (see docs/slack.md).")

    async def _identify(self) -> Mapping[str, Any]:
        """Who we are, asked until Slack answers."""
        wait = _FIRST_WAIT
        while self._identity is None:
            try:
                self._identity = await self._mailbox.call("auth.test")
            except (Refused, Gone) as error:
                raise BadSettings(f"Slack refuses SLACK_BOT_TOKEN: {error} (see docs/slack.md).") from error
            except DeliveryError as error:
                log.warning("slack_unreachable", reason=str(error), seconds=wait)
                await asyncio.sleep(wait)
                wait = min(wait * 2, _LONGEST_WAIT)
        return self._identity

    async def _serve(self, desk: Desk, state: State, identity: Mapping[str, Any]) -> None:
        remembered = Remembered(state)
        gate, people = Gate(), People(self._mailbox, remembered)
        inbox = Inbox(state, self._lease)
        me = str(identity["user_id"])
        answering = Answering(desk, remembered, self._mailbox, people, inbox, gate, me)
        welcome = Welcome(desk, state, self._mailbox, people, me)
        listening = Listening(answering, Home(answering), welcome, me)
        secret = self._settings.slack_signing_secret
        app = listening.app(self._client, secret.get_secret_value() if secret else None, identity)
        for entry in await inbox.open():
            answering.works.spawn(answering.resume(entry, time.time()))
        tending = asyncio.ensure_future(self._tend(inbox, answering))
        try:
            async with self._connected(app, gate):
                log.info("slack_connected", team=identity.get("team_id"))
                await tending
        finally:
            tending.cancel()
            await asyncio.gather(tending, return_exceptions=True)
            gate.close()
            await answering.close()
            await inbox.close()

    def _connected(self, app: AsyncApp, gate: Gate) -> AbstractAsyncContextManager[None]:
        settings = self._settings
        if settings.slack_port is not None:
            return over_http(app, settings.slack_port, gate)
        assert settings.slack_app_token is not None
        return over_socket(app, settings.slack_app_token.get_secret_value(), gate, ping=self._ping)

    @staticmethod
    async def _tend(inbox: Inbox, answering: Answering) -> None:
        """Give signs of life, and take over what others left behind."""
        while True:
            try:
                await inbox.beat()
                for entry in await inbox.orphans():
                    answering.works.spawn(answering.resume(entry, time.time()))
            except StoreUnavailable as error:
                log.warning("inbox_unavailable", reason=str(error))
            await asyncio.sleep(inbox.lease / 3)

    def render(self, reply: Reply) -> Sequence[Payload]:
        """What chat.postMessage takes besides its channel."""
        return render(reply)

    async def post(self, address: Address, payload: Payload, key: str) -> Receipt:
        """Post once for a key in this process; what others may have posted, `find` tells.

        Raises Gone for an address of another platform or workspace, otherwise as `Mailbox.post`.
        """
        return await self._mailbox.post(self._own(address), payload, key)

    async def find(self, address: Address, key: str) -> Found | Absent | CannotTell:
        """Look through the channel or thread for the post with `key`. Raises Throttled and Gone."""
        place = self._own(address)
        return await self._mailbox.find(place, key, str((await self._identify())["user_id"]))

    def _own(self, address: Address) -> Place:
        place = place_of(address)
        team = self._identity.get("team_id") if self._identity else None
        if place is None or (team and place.team and place.team != team):
            raise Gone(address)
        return place

    async def prepare(self, address: Address, title: str) -> Address:
        """Join a public channel, or say what is missing: see `preparing.prepared`. Raises UnusableInput."""
        try:
            place = self._own(address)
        except Gone as error:
            raise UnusableInput(
                say("Nothing can be posted to {address}: it is no place in this workspace.", address=address)
            ) from error
        return await prepared(self._mailbox, place)

    @property
    def receives(self) -> bool:
        """Where there is a token, there is someone to post to."""
        return self._settings.slack_bot_token is not None

    def direct(self, person: str) -> Address | None:
        """The person's direct message with the bot."""
        known = user_of(person)
        return Place(team=known[0], person=known[1]).address if known else None

    async def check(self) -> list[Finding]:
        """Tokens, scopes and the way in."""
        return await checking.findings(self._settings, self._client)
