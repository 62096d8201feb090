"""Who somebody is: name, zone, language and what they may decide; profiles are kept for an hour."""

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import available_timezones

from adapters.slack import limits
from adapters.slack.mailbox import Mailbox
from bot.errors import DeliveryError, Throttled
from bot.platform import DIRECT, MANAGES, State

_MOST = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """A person as Slack knows them."""

    name: str = ""
    zone: str | None = None
    locale: str | None = None
    decides: bool = False
    """Whether they are an admin or owner of the workspace."""
    is_guest: bool = False


class People:
    """Profiles through `mailbox`, one call at a time for each person."""

    def __init__(self, mailbox: Mailbox, state: State) -> None:
        self._mailbox = mailbox
        self._state = state
        self._known: dict[str, tuple[float, Profile]] = {}
        self._asking: dict[str, asyncio.Task[Profile]] = {}

    async def of(self, user: str) -> Profile:
        """The profile of a person; an empty one where Slack doesn't tell now."""
        kept = self._known.get(user)
        if kept and kept[0] > time.monotonic():
            return kept[1]
        if user not in self._asking:
            asking = asyncio.ensure_future(self._ask(user))
            self._asking[user] = asking
            asking.add_done_callback(lambda _: self._asking.pop(user, None))
        return await asyncio.shield(self._asking[user])

    async def _told(self, user: str) -> Mapping[str, Any] | None:
        """What Slack tells; where it asks for a little patience, it is asked once more."""
        for wait in (limits.PATIENCE, 0.0):
            try:
                return (await self._mailbox.read("users.info", user=user, include_locale="true"))["user"]
            except Throttled as error:
                if error.retry_after > wait:
                    return None
                await asyncio.sleep(error.retry_after)
            except (DeliveryError, KeyError):
                return None
        return None

    async def _ask(self, user: str) -> Profile:
        told = await self._told(user)
        if told is None:
            return Profile()
        names = told.get("profile") or {}
        zone = told.get("tz")
        profile = Profile(
            name=names.get("display_name") or told.get("real_name") or told.get("name") or "",
            zone=zone if zone in available_timezones() else None,
            locale=told.get("locale"),
            decides=bool(told.get("is_admin") or told.get("is_owner")),
            is_guest=bool(told.get("is_restricted") or told.get("is_ultra_restricted")),
        )
        if len(self._known) >= _MOST:
            self._known.clear()
        self._known[user] = (time.monotonic() + limits.PROFILE, profile)
        return profile

    async def roles(self, user: str, channel: str, *, is_direct: bool) -> frozenset[str]:
        """What a person may decide in a channel: admins, who made the channel, and who added the bot to it."""
        if is_direct:
            return frozenset({DIRECT})
        profile = await self.of(user)
        if profile.is_guest:
            return frozenset()
        if profile.decides or await self._state.get(f"slack:inviter:{channel}") == user:
            return frozenset({MANAGES})
        try:
            info = (await self._mailbox.read("conversations.info", channel=channel)).get("channel") or {}
        except DeliveryError:
            return frozenset()
        return frozenset({MANAGES}) if info.get("creator") == user else frozenset()
