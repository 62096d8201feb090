"""Conversations that move into a thread of their own."""

from collections import OrderedDict
from dataclasses import replace
from typing import Any

import discord
import structlog

from adapters.discord import heard, limits
from adapters.discord.errors import NETWORK, THREAD_EXISTS
from adapters.discord.layout import COMPONENTS_V2
from adapters.discord.places import Channel
from adapters.discord.render import render_line
from adapters.discord.rest import Refusal, Rest
from adapters.discord.screens import EPHEMERAL, ChannelScreen, InteractionScreen, Line
from adapters.discord.text import SMALL, escaped, one_line, shortened
from bot.platform import Earlier
from bot.wording import words_for

log = structlog.get_logger()

_KEPT = 1_000
"""Threads whose first message is kept at hand."""


class Threads:
    """Opens threads below answers, and knows what a thread begins with."""

    def __init__(self, rest: Rest, line: Line) -> None:
        self._rest = rest
        self._line = line
        self._begun: OrderedDict[int, Earlier | None] = OrderedDict()

    async def open(self, event: discord.Interaction) -> None:
        """Open a thread below the message whose button was pressed, and lead whoever pressed there."""
        message, words = event.message, words_for(event.locale.value)
        assert message is not None
        place = Channel(message.channel.id, event.guild_id)
        try:
            await self._rest.respond(event.id, event.token, {"type": 5, "data": {"flags": EPHEMERAL}})
        except (Refusal, *NETWORK) as error:
            log.info("response_failed", event_id=event.id, reason=str(error))
            return
        screen = InteractionScreen(self._line, event, place, is_private=True)
        thread = await self._opened(message) if event.permissions.create_public_threads else None
        if thread is None:
            await screen.put(
                render_line(
                    words.text(
                        "No thread can be opened here: you and I both need the permission Create Public Threads."
                    )
                )
            )
            return
        id, is_new = thread
        if is_new:
            inside = ChannelScreen(self._line, Channel(id, event.guild_id), event.user.id, event.id)
            await inside.put(
                render_line(words.text("Ask on here: mention me, or reply to one of my messages."))
            )
        text = f"{SMALL}{escaped(words.text('It goes on in this thread:'))} <#{id}>"
        await screen.put(
            {
                "flags": COMPONENTS_V2,
                "components": [{"type": 10, "content": text}],
                "allowed_mentions": {"parse": []},
            }
        )

    async def _opened(self, message: discord.Message) -> tuple[int, bool] | None:
        """The id of the message's thread, and whether it is new; None where there can't be one."""
        said = heard.earlier([one.to_dict() for one in message.components])
        name = shortened(one_line(said.question or said.reply), limits.THREAD_NAME) if said else ""
        try:
            opened: Any = await self._line.send(
                "POST", "/channels/{channel_id}/messages/{message_id}/threads", None,
                more={"name": name or "…", "auto_archive_duration": 1440},
                channel_id=message.channel.id, message_id=message.id,
            )  # fmt: skip
        except discord.HTTPException as error:
            # A thread has the id of the message that it hangs on.
            return (message.id, False) if error.code == THREAD_EXISTS else None
        except NETWORK as error:
            log.info("thread_not_opened", reason=type(error).__name__)
            return None
        return int(opened["id"]), True

    async def begun(self, channel: object, me: int) -> Earlier | None:
        """What a thread began with, where that was a message of ours; None for any other channel."""
        if not isinstance(channel, discord.Thread):
            return None
        if channel.id not in self._begun:
            try:
                found = await self._rest.call("GET", f"/channels/{channel.parent_id}/messages/{channel.id}")
            except Refusal as error:
                if error.status == 429 or error.status >= 500:
                    return None
                found = {}
            except NETWORK:
                return None
            is_ours = str(found.get("author", {}).get("id")) == str(me)
            first = heard.earlier(found.get("components") or ()) if is_ours else None
            self._begun[channel.id] = replace(first, begins=True) if first else None
            if len(self._begun) > _KEPT:
                self._begun.popitem(last=False)
        return self._begun[channel.id]
