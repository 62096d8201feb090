"""The Web API as we use it: each call once, its errors translated; messages posted, edited and found again."""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Mapping
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack import limits
from adapters.slack.address import Place
from adapters.slack.drawing import Json
from adapters.slack.errors import Refused, translated
from adapters.slack.plainer import plainer
from bot.errors import DeliveryError, Gone, Rejected, Throttled, Unknown
from bot.platform import KEY_LENGTH, Absent, CannotTell, Found, Receipt

EVENT = "rapporteur_post"
"""The type of our message metadata; its payload holds the key alone, as the whole workspace can read it."""

_KEPT = 4_096
"""Keys of posts that are remembered in this process."""

_CALM = 60.0
"""Seconds after which a channel that asked for silence is posted to as any other."""

_NOT_FOR_UPDATE = ("mrkdwn", "unfurl_links", "unfurl_media")


class Mailbox:
    """One workspace's messages through `client`."""

    def __init__(self, client: AsyncWebClient) -> None:
        self.client = client
        self._posts: OrderedDict[str, asyncio.Future[Receipt]] = OrderedDict()
        self._next: dict[str, float] = {}
        self._rooms: dict[str, str] = {}

    async def call(self, method: str, address: str = "", **given: Any) -> Mapping[str, Any]:
        """One call, tried once. Raises Throttled, Gone (`Closed`), Rejected (`Refused`) or Unknown."""
        return await self._call(method, address, {"json": given})

    async def read(self, method: str, address: str = "", **given: Any) -> Mapping[str, Any]:
        """The same for the methods that read: they take a form."""
        return await self._call(method, address, {"data": given})

    async def _call(self, method: str, address: str, sent: dict[str, Any]) -> Mapping[str, Any]:
        try:
            async with asyncio.timeout(limits.REQUEST):
                response = await self.client.api_call(method, **sent)
        except Exception as error:
            (given,) = sent.values()
            raise translated(error, address or str(given.get("channel", ""))) from error
        data = response.data
        if not isinstance(data, dict):
            raise Unknown("Slack's answer was no JSON.")
        return data

    async def room(self, place: Place) -> str:
        """The channel of a place; a person's direct message is opened."""
        if place.channel:
            return place.channel
        if place.person not in self._rooms:
            opened = await self.call("conversations.open", place.address, users=place.person)
            self._rooms[place.person] = opened["channel"]["id"]
        return self._rooms[place.person]

    async def post(self, place: Place, payload: Json, key: str) -> Receipt:
        """Post once for a key in this process, whoever asks at the same time.

        Blocks that Slack refuses are sent in a plainer form. Raises as `call`.
        """
        if not 0 < len(key) <= KEY_LENGTH:
            raise Rejected(f"a key has 1 to {KEY_LENGTH} characters, this one {len(key)}")
        name = f"{place.address} {key}"
        if name in self._posts:
            return await asyncio.shield(self._posts[name])
        posting = asyncio.ensure_future(self._post(place, payload, key))
        self._posts[name] = posting
        while len(self._posts) > _KEPT:
            self._posts.popitem(last=False)
        try:
            return await posting
        except BaseException:
            posting.cancel()
            self._posts.pop(name, None)
            raise

    async def _post(self, place: Place, payload: Json, key: str) -> Receipt:
        room = await self.room(place)
        metadata = {"event_type": EVENT, "event_payload": {"key": key}}
        thread = {"thread_ts": place.thread} if place.thread else {}
        await self._paced(room)
        for form in plainer(payload):
            try:
                sent = await self.call(
                    "chat.postMessage", place.address, channel=room, metadata=metadata, **thread, **form
                )
            except Refused as error:
                if error.code != "invalid_blocks" or "blocks" not in form:
                    raise
            except Throttled as error:
                self._next[room] = time.monotonic() + error.retry_after
                raise
            else:
                return Receipt(f"{room}:{sent['ts']}")
        raise AssertionError("the plainest form has no blocks")

    async def _paced(self, room: str) -> None:
        """Where a channel asked for silence, one post after another in their order, `CHANNEL_GAP` apart.

        Raises Throttled where that would take longer than `limits.QUEUE`.
        """
        now = time.monotonic()
        at = self._next.get(room)
        if at is None:
            return
        if at < now - _CALM:
            del self._next[room]
            return
        at = max(at, now)
        if at - now > limits.QUEUE:
            raise Throttled(round(at - now, 3))
        self._next[room] = at + limits.CHANNEL_GAP
        await asyncio.sleep(at - now)

    async def update(self, room: str, ts: str, payload: Json) -> None:
        """Edit a message of ours, in a plainer form where its blocks are refused. Raises as `call`."""
        for form in plainer(payload):
            given = {name: value for name, value in form.items() if name not in _NOT_FOR_UPDATE}
            given.setdefault("blocks", [])
            try:
                await self.call("chat.update", channel=room, ts=ts, **given)
            except Refused as error:
                if error.code != "invalid_blocks" or not given["blocks"]:
                    raise
            else:
                return

    async def delete(self, room: str, ts: str) -> None:
        """Take a message of ours back, if it is there."""
        try:
            await self.call("chat.delete", channel=room, ts=ts)
        except Refused as error:
            if error.code != "message_not_found":
                raise

    async def whisper(self, place: Place, user: str, payload: Json) -> None:
        """Show something to one person in a channel. Raises as `call`."""
        thread = {"thread_ts": place.thread} if place.thread else {}
        for form in plainer(payload):
            try:
                await self.call(
                    "chat.postEphemeral", place.address, channel=place.channel, user=user, **thread, **form
                )
            except Refused as error:
                if error.code != "invalid_blocks" or "blocks" not in form:
                    raise
            else:
                return

    async def has_spoken(self, place: Place, user: str) -> bool:
        """Whether `user` is among those who wrote the newest messages of a thread; False where Slack doesn't tell."""
        try:
            page = await self.read(
                "conversations.replies", channel=place.channel, ts=place.thread, limit=limits.FIND_PAGE
            )
        except DeliveryError:
            return False
        return any(message.get("user") == user for message in page.get("messages", []))

    async def has_member(self, channel: str, user: str) -> bool:
        """Whether somebody is in a channel. Raises as `call`."""
        cursor: dict[str, str] = {}
        for _ in range(limits.FIND_PAGES):
            page = await self.read("conversations.members", channel=channel, limit=limits.FIND_PAGE, **cursor)
            if user in page.get("members", []):
                return True
            after = (page.get("response_metadata") or {}).get("next_cursor")
            if not after:
                return False
            cursor = {"cursor": after}
        return False

    async def find(self, place: Place, key: str, user: str) -> Found | Absent | CannotTell:
        """Look for the post with `key` that `user`, who we are, made within `limits.FIND_DAYS`.

        Raises Throttled and Gone.
        """
        try:
            return await self._find(place, key, user)
        except (Rejected, Unknown) as error:
            return CannotTell(str(error))

    async def _find(self, place: Place, key: str, user: str) -> Found | Absent | CannotTell:
        room = await self.room(place)
        method = "conversations.replies" if place.thread else "conversations.history"
        where = {"ts": place.thread} if place.thread else {}
        oldest = f"{time.time() - limits.FIND_DAYS * 86_400:.6f}"
        cursor: dict[str, str] = {}
        for _ in range(limits.FIND_PAGES):
            try:
                page = await self.read(
                    method,
                    place.address,
                    channel=room,
                    oldest=oldest,
                    limit=limits.FIND_PAGE,
                    include_all_metadata="true",
                    **where,
                    **cursor,
                )
            except Refused as error:
                if error.code == "thread_not_found":
                    raise Gone(place.address) from error
                raise
            for message in page.get("messages", []):
                if _key(message) == key and message.get("user") == user:
                    return Found(Receipt(f"{room}:{message['ts']}"))
            after = (page.get("response_metadata") or {}).get("next_cursor")
            if not after:
                return Absent()
            cursor = {"cursor": after}
        return CannotTell(f"more than {limits.FIND_PAGES * limits.FIND_PAGE} messages to look through")


def _key(message: Mapping[str, Any]) -> str | None:
    metadata = message.get("metadata") or {}
    return (metadata.get("event_payload") or {}).get("key") if metadata.get("event_type") == EVENT else None
