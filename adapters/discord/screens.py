"""Where an answer is shown: the response to an interaction, or messages in a channel."""

import asyncio
import io
import json
import time
from dataclasses import dataclass
from typing import Any, Protocol

import discord
from discord.http import Route

from adapters.discord import limits
from adapters.discord.errors import NETWORK, is_expired
from adapters.discord.files import Packer
from adapters.discord.places import Person, Place

EPHEMERAL = 1 << 6
"""The flag of a message that only the asker sees."""


@dataclass(frozen=True, slots=True)
class May:
    """What the bot may do at a place beside writing: attach files, and offer a thread below an answer."""

    files: bool = True
    threads: bool = False


class Screen(Protocol):
    """A place that an answer is written to. What it raises is Discord's: HTTPException, or a broken connection."""

    shows_waiting: bool
    """Whether a word on what is going on is worth a message."""

    most: int | None
    """Messages of an answer at most, where there is a limit."""

    may: May

    async def put(self, payload: dict[str, Any]) -> None:
        """Show the first message, in place of what was shown before."""
        ...

    async def add(self, payload: dict[str, Any]) -> None:
        """Show one more message behind it."""
        ...

    async def make_private(self) -> bool:
        """From now on only the asker sees what is shown; False if that can't be."""
        ...

    def make_public(self) -> bool:
        """The other way round, where the asker can't be reached alone; False if there is no way back."""
        ...


class Line:
    """Requests of discord.py's own client with payloads of ours."""

    def __init__(self, client: discord.Client, packer: Packer) -> None:
        self.client = client
        self._packer = packer

    async def send(
        self, method: str, path: str, payload: dict[str, Any] | None, *, more: Any = None, **ids: Any
    ) -> Any:
        """Send a payload with `more` fields to a route; an edit replaces the files too."""
        route = Route(method, path, **ids)
        if payload is None:
            return await self.client.http.request(route, **({"json": more} if more is not None else {}))
        extra = dict(more or {})
        if method == "PATCH":
            extra.setdefault("attachments", payload.get("attachments", []))
        parcel = await self._packer.pack(payload, **extra)
        if not parcel.files:
            return await self.client.http.request(route, json=parcel.message)
        form: list[dict[str, Any]] = [{"name": "payload_json", "value": json.dumps(parcel.message)}]
        files: list[discord.File] = []
        for n, (name, content) in enumerate(parcel.files):
            file = discord.File(io.BytesIO(content), filename=name)
            files.append(file)
            form.append({"name": f"files[{n}]", "value": file.fp, "filename": name})
        return await self.client.http.request(route, files=files, form=form)

    async def direct(self, person: int) -> int:
        """The channel of a person's direct messages."""
        opened = await self.client.http.start_private_message(person)
        return int(opened["id"])


class ChannelScreen:
    """Messages in a channel, the first a reply to `reply_to` where that is given.

    What doesn't fit into one message goes on in a thread, where one may be made.
    """

    shows_waiting = False
    most: int | None = None

    def __init__(
        self,
        line: Line,
        place: Place,
        person: int,
        event: int,
        *,
        channel: int | None = None,
        reply_to: int | None = None,
        thread: str | None = None,
        may: May = May(),
    ) -> None:
        """`event` makes each post one of its kind, however often it is sent. `channel` is the place's id where it is
        known; `thread` the name of the thread that may be made for a long answer, None where none may."""
        self.may = may
        self._line = line
        self._place = place
        self._person = person
        self._event = event
        self._posts = 0
        self._reply_to = reply_to
        self._thread = thread
        self._channel = channel
        self._message: int | None = None
        self._was_reply_to: int | None = None

    async def put(self, payload: dict[str, Any]) -> None:
        """See `Screen.put`."""
        channel = await self._open()
        if self._message is not None:
            await self._line.send(
                "PATCH", "/channels/{channel_id}/messages/{message_id}", payload,
                channel_id=channel, message_id=self._message,
            )  # fmt: skip
            return
        reference: dict[str, Any] = {}
        if self._reply_to is not None:
            reference["message_reference"] = {
                "message_id": str(self._reply_to),
                "channel_id": str(channel),
                "fail_if_not_exists": False,
            }
        self._message = await self._post(channel, payload, reference)

    async def add(self, payload: dict[str, Any]) -> None:
        """See `Screen.add`."""
        channel = await self._open()
        if self._thread is not None and self._message is not None:
            name, self._thread = self._thread, None
            try:
                opened = await self._line.send(
                    "POST", "/channels/{channel_id}/messages/{message_id}/threads", None,
                    more={"name": name, "auto_archive_duration": 1440},
                    channel_id=channel, message_id=self._message,
                )  # fmt: skip
            except discord.HTTPException:
                pass  # No permission, or a channel without threads: it goes on in the channel.
            else:
                self._channel = channel = int(opened["id"])
        await self._post(channel, payload, {})

    async def make_private(self) -> bool:
        """See `Screen.make_private`: in a server, the asker's direct messages."""
        if isinstance(self._place, Person):
            return True
        if self._message is not None:
            return False
        try:
            self._channel = await self._line.direct(self._person)
        except discord.HTTPException:
            return False
        self._reply_to, self._thread, self._was_reply_to = None, None, self._reply_to
        return True

    def make_public(self) -> bool:
        """See `Screen.make_public`: back to the channel."""
        if self._was_reply_to is None or self._message is not None:
            return False
        self._channel, self._reply_to, self._was_reply_to = None, self._was_reply_to, None
        return True

    async def type(self) -> None:
        """Show that an answer is being written, until it is cancelled."""
        try:
            while True:
                await self._line.send(
                    "POST", "/channels/{channel_id}/typing", None, channel_id=await self._open()
                )
                await asyncio.sleep(limits.TYPING)
        except (discord.HTTPException, *NETWORK):
            pass  # A courtesy.

    async def _open(self) -> int:
        if self._channel is None:
            is_person = isinstance(self._place, Person)
            self._channel = await self._line.direct(self._place.id) if is_person else self._place.id
        return self._channel

    async def _post(self, channel: int, payload: dict[str, Any], more: dict[str, Any]) -> int:
        # discord.py sends again what a server's error answered: with a nonce, it is shown once.
        more = {**more, "nonce": f"{self._event}-{self._posts}", "enforce_nonce": True}
        sent = await self._line.send(
            "POST", "/channels/{channel_id}/messages", payload, more=more, channel_id=channel
        )
        self._posts += 1
        return int(sent["id"])


class InteractionScreen:
    """The deferred response to an interaction and its follow-ups; once its token has expired, normal messages."""

    shows_waiting = True
    most: int | None = limits.FOLLOW_UPS

    def __init__(
        self,
        line: Line,
        event: discord.Interaction,
        place: Place,
        *,
        is_private: bool,
        may: May = May(),
    ) -> None:
        self.may = may
        self._line = line
        self._ids = {"webhook_id": event.application_id, "webhook_token": event.token}
        self._until = time.monotonic() + limits.TOKEN - 15
        self._is_private = is_private
        self._has_original = True
        instead: Place = Person(event.user.id) if is_private else place
        self._instead = ChannelScreen(line, instead, event.user.id, event.id)
        self._person = event.user.id
        self._event = event.id
        self._is_expired = False
        self._is_direct = isinstance(instead, Person)

    async def put(self, payload: dict[str, Any]) -> None:
        """See `Screen.put`."""
        if self._is_over:
            await self._show_instead(payload)
            return
        try:
            if self._has_original:
                await self._line.send(
                    "PATCH", "/webhooks/{webhook_id}/{webhook_token}/messages/@original", payload, **self._ids
                )
            else:
                await self._follow_up(payload)
        except discord.HTTPException as error:
            if not is_expired(error):
                raise
            self._is_expired = True
            await self._show_instead(payload)

    async def _show_instead(self, payload: dict[str, Any], *, is_more: bool = False) -> None:
        """In the channel; where the app isn't a member (it came along with its user), in their direct messages."""
        try:
            await (self._instead.add if is_more else self._instead.put)(payload)
        except (discord.Forbidden, discord.NotFound):
            if self._is_direct:
                raise
            self._is_direct = True
            self._instead = ChannelScreen(self._line, Person(self._person), self._person, self._event)
            await self._instead.put(payload)

    async def add(self, payload: dict[str, Any]) -> None:
        """See `Screen.add`."""
        if self._is_over:
            await self._show_instead(payload, is_more=True)
            return
        try:
            await self._follow_up(payload)
        except discord.HTTPException as error:
            if not is_expired(error):
                raise
            self._is_expired = True
            await self._show_instead(payload, is_more=True)

    async def make_private(self) -> bool:
        """See `Screen.make_private`: what others saw is taken away, and the answer is a follow-up of its own."""
        if self._is_private:
            return True
        self._is_private = self._is_direct = True
        self._instead = ChannelScreen(self._line, Person(self._person), self._person, self._event)
        if not self._is_over:
            try:
                await self._line.send(
                    "DELETE", "/webhooks/{webhook_id}/{webhook_token}/messages/@original", None, **self._ids
                )
            except discord.HTTPException as error:
                if not is_expired(error):
                    raise
                self._is_expired = True
            self._has_original = False
        return True

    def make_public(self) -> bool:
        """See `Screen.make_public`: an interaction always has its private response."""
        return False

    @property
    def _is_over(self) -> bool:
        return self._is_expired or time.monotonic() > self._until

    async def _follow_up(self, payload: dict[str, Any]) -> None:
        flags = payload["flags"] | (EPHEMERAL if self._is_private else 0)
        await self._line.send(
            "POST", "/webhooks/{webhook_id}/{webhook_token}", payload, more={"flags": flags}, **self._ids
        )
