"""Hello, said once to each channel that the bot is added to."""

import hashlib

from adapters.slack.mailbox import Mailbox
from adapters.slack.parse import Joined
from adapters.slack.people import People
from adapters.slack.render import render
from bot.platform import Desk, State

_ONCE = 86_400.0
"""Seconds for which a hello that failed is not tried again by another replica."""


class Welcome:
    """Says hello; remembers in `state` where it was said, and who added the bot."""

    def __init__(self, desk: Desk, state: State, mailbox: Mailbox, people: People) -> None:
        self._desk = desk
        self._state = state
        self._mailbox = mailbox
        self._people = people

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
            await self._mailbox.post(joined.place, shown, f"{name}-{number}")
        await self._state.put(key, "said")
