"""Hello, said once to each channel that the bot is added to."""

import asyncio
import hashlib
import time

from adapters.slack import limits
from adapters.slack.address import Place
from adapters.slack.drawing import Json
from adapters.slack.mailbox import Mailbox
from adapters.slack.parse import Joined
from adapters.slack.people import People
from adapters.slack.render import render
from bot.errors import Throttled, Unknown
from bot.platform import CannotTell, Desk, Found, State

_PATIENCE = 600.0
"""Seconds for which a hello is tried to be said."""

_ONCE = 86_400.0
"""Seconds for which a hello that failed is not tried again by another replica."""


class Welcome:
    """Says hello; remembers in `state` where it was said, and who added the bot; `me` is our own user."""

    def __init__(self, desk: Desk, state: State, mailbox: Mailbox, people: People, me: str) -> None:
        self._desk = desk
        self._state = state
        self._mailbox = mailbox
        self._people = people
        self._me = me

    async def say(self, joined: Joined) -> None:
        """Say hello where it wasn't said yet."""
        channel = joined.place.channel
        if joined.inviter:
            await self._state.put(f"slack:inviter:{channel}", joined.inviter)
        key = f"slack:hello:{channel}"
        if await self._state.get(key) or not await self._state.claim(key, _ONCE):
            return
        locale = (await self._people.of(joined.inviter)).locale if joined.inviter else None
        name = hashlib.sha256(key.encode()).hexdigest()[:16]
        for number, shown in enumerate(render(self._desk.hello(joined.place.team, locale))):
            await self._post(joined.place, shown, f"{name}-{number}")
        await self._state.put(key, "said")

    async def _post(self, place: Place, shown: Json, key: str) -> None:
        """Post, as often as it takes Slack to take it or to say that it has it. Raises DeliveryError."""
        until = time.monotonic() + _PATIENCE
        while True:
            wait = limits.CHANNEL_GAP
            try:
                await self._mailbox.post(place, shown, key)
            except Throttled as error:
                wait = error.retry_after
                if time.monotonic() + wait > until:
                    raise
            except Unknown:
                found = await self._mailbox.find(place, key, self._me)
                if isinstance(found, Found):
                    return
                if isinstance(found, CannotTell) or time.monotonic() + wait > until:
                    raise
            else:
                return
            await asyncio.sleep(wait)
