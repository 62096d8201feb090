"""Posts of briefings: sent once, found again, and what must be allowed before."""

import asyncio
import time
from typing import Any

from adapters.discord import limits
from adapters.discord.errors import CANNOT_DIRECT, MISSING_PERMISSIONS, NETWORK, UNKNOWN_CHANNEL, translated
from adapters.discord.files import Packer
from adapters.discord.permissions import FORUMS, HISTORY, NAMES, missing_in
from adapters.discord.places import Channel, Person, Place, address_of, place_of
from adapters.discord.press import key_id
from adapters.discord.render import keyed, render, walk, without_files
from adapters.discord.rest import Refusal, Rest
from adapters.discord.text import one_line, shortened
from bot.errors import Gone, Rejected, UnusableInput
from bot.platform import KEY_LENGTH, Absent, Address, CannotTell, Found, Payload, Receipt
from bot.reply import Paragraph, Reply
from bot.wording import say

_EPOCH = 1_420_070_400.0
_REQUIRES_TAG = 1 << 4
"""A forum's flag (resources/channel, "Channel Flags")."""


class Posting:
    """Posts through `rest`."""

    def __init__(self, rest: Rest, packer: Packer) -> None:
        self._rest = rest
        self._packer = packer
        self._direct: dict[int, int] = {}

    async def post(self, address: Address, payload: Payload, key: str) -> Receipt:
        """See `Platform.post`. The key is the nonce, which Discord holds unique for some minutes, and is carried by a
        button, by which `find` knows the post for ever."""
        place = place_of(address)
        if place is None:
            raise Gone(address)
        if not 0 < len(key) <= KEY_LENGTH:
            raise Rejected(f"a key has 1 to {KEY_LENGTH} characters, this one {len(key)}")
        try:
            channel = await self._channel(place)
            try:
                return await self._send(channel, payload, key)
            except Refusal as error:
                if error.code != MISSING_PERMISSIONS or "files" not in payload:
                    raise
                # Files aren't allowed there (any more): nothing was posted, and the words can be.
                return await self._send(channel, without_files(payload), key)
        except (Refusal, *NETWORK) as error:
            raise translated(error, address) from error

    async def _send(self, channel: int, payload: Payload, key: str) -> Receipt:
        parcel = await self._packer.pack(keyed(payload, key), nonce=key, enforce_nonce=True)
        sent = await self._rest.call("POST", f"/channels/{channel}/messages", parcel)
        return Receipt(str(sent["id"]))

    async def find(self, address: Address, key: str) -> Found | Absent | CannotTell:
        """See `Platform.find`: the bot's own messages of the last days are looked through for the key's button.

        Raises Throttled where Discord wants more than `limits.WAIT` seconds of patience.
        """
        place = place_of(address)
        if place is None:
            return CannotTell("that is no address of Discord")
        try:
            return await self._look(await self._channel(place), key)
        except (Refusal, *NETWORK) as error:
            if isinstance(error, Refusal) and error.status == 429:
                raise translated(error, address) from error
            if isinstance(error, Refusal) and error.code in {UNKNOWN_CHANNEL, CANNOT_DIRECT}:
                return CannotTell("the channel is gone")
            return CannotTell(str(error) or type(error).__name__)

    async def _look(self, channel: int, key: str) -> Found | Absent | CannotTell:
        oldest = time.time() - limits.LOOK_BACK
        query = {"limit": str(limits.HISTORY)}
        for page in range(limits.LOOK_PAGES):
            messages = await self._history(channel, query)
            if page == 0 and not messages and not await self._may_read(channel):
                return CannotTell("the bot may not read the history there")
            for message in messages:
                if _carries(message, key):
                    return Found(Receipt(str(message["id"])))
            if len(messages) < limits.HISTORY or _time_of(messages[-1]["id"]) < oldest:
                return Absent()
            query["before"] = str(messages[-1]["id"])
        return CannotTell("too much was written in the channel since")

    async def _may_read(self, id: int) -> bool:
        """Whether an empty history is one: to a bot that may not read it, Discord shows none and says nothing."""
        channel = await self._rest.call("GET", f"/channels/{id}")
        return "guild_id" not in channel or NAMES[HISTORY] not in await missing_in(self._rest, channel)

    async def _history(self, channel: int, query: dict[str, str]) -> Any:
        """A page of it; a limit of some seconds, as a long history meets it, is waited for."""
        path = f"/channels/{channel}/messages"
        try:
            return await self._rest.call("GET", path, query=query)
        except Refusal as error:
            if error.status != 429 or not 0 < (error.retry_after or 0) <= limits.WAIT:
                raise
            await asyncio.sleep(error.retry_after or 0)
            return await self._rest.call("GET", path, query=query)

    async def prepare(self, address: Address, title: str) -> Address:
        """See `Platform.prepare`."""
        place = place_of(address)
        if place is None:
            raise UnusableInput(say("That is no channel of Discord."))
        try:
            if isinstance(place, Person):
                await self._channel(place)
                return address
            return await self._prepare(place, address, title)
        except Refusal as error:
            if error.status in {403, 404}:
                raise UnusableInput(_closed(place)) from error
            raise UnusableInput(_away()) from error
        except NETWORK as error:
            raise UnusableInput(_away()) from error

    async def _prepare(self, place: Channel, address: Address, title: str) -> Address:
        channel = await self._rest.call("GET", f"/channels/{place.id}")
        guild = channel.get("guild_id")
        if guild is None:
            raise UnusableInput(
                say(
                    "Briefings can be posted in servers and in direct messages with me, not in this conversation."
                )
            )
        is_forum = channel["type"] in FORUMS
        if lacking := await missing_in(self._rest, channel):
            raise UnusableInput(
                say(
                    "I lack permissions in this channel: {names}. Someone who manages the server can allow them in "
                    "the channel's settings under Permissions.",
                    names=tuple(lacking),
                )
            )
        if not is_forum:
            return address
        first = render(Reply((Paragraph(title),)))[0]
        parcel = await self._packer.pack(first)
        opened = await self._rest.call(
            "POST",
            f"/channels/{place.id}/threads",
            body=_tagged(channel)
            | {
                "name": shortened(one_line(title), limits.THREAD_NAME) or "Rapporteur",
                "auto_archive_duration": 10_080,
                "message": parcel.message,
            },
        )
        return address_of(Channel(int(opened["id"]), int(guild)))

    async def _channel(self, place: Place) -> int:
        """The id of the channel, opened for a person's direct messages."""
        if isinstance(place, Channel):
            return place.id
        if place.id not in self._direct:
            opened = await self._rest.call(
                "POST", "/users/@me/channels", body={"recipient_id": str(place.id)}
            )
            if len(self._direct) >= 10_000:
                self._direct.clear()
            self._direct[place.id] = int(opened["id"])
        return self._direct[place.id]


def _tagged(forum: dict[str, Any]) -> dict[str, Any]:
    """The first tag that anyone may use, where a forum takes no thread without one."""
    if not int(forum.get("flags") or 0) & _REQUIRES_TAG:
        return {}
    free = [one["id"] for one in forum.get("available_tags") or () if not one.get("moderated")]
    return {"applied_tags": free[:1]}


def _carries(message: dict[str, Any], key: str) -> bool:
    return bool(message.get("author", {}).get("bot")) and any(
        part.get("custom_id") == key_id(key) for part in walk(message.get("components") or ())
    )


def _time_of(id: str) -> float:
    """When a message was sent, in seconds of the epoch (reference, "Snowflakes")."""
    return (int(id) >> 22) / 1000 + _EPOCH


def _closed(place: Place) -> str:
    if isinstance(place, Person):
        return say(
            "I can't send you direct messages: allow them from members of a server that we share, in Discord's "
            "settings under Privacy."
        )
    return say(
        "I can't see this channel. Add me to the server, and allow me View Channel in the channel's settings "
        "under Permissions."
    )


def _away() -> str:
    return say("Discord doesn't answer at the moment. Please try again in a minute.")
