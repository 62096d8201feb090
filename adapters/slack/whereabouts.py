"""What replicas tell each other of questions: where each is answered, and what became of it meanwhile."""

import json

import structlog

from adapters.slack.address import Place
from adapters.slack.inbox import Entry
from adapters.slack.mailbox import Mailbox
from adapters.slack.parse import Asked, Deleted, Stopped
from adapters.slack.remembered import Remembered
from adapters.slack.works import Why
from bot.errors import StoreUnavailable

log = structlog.get_logger()

_DELETED = "deleted"


class Whereabouts:
    """Keeps in `state` what is known of threads and questions; `me` is our own user."""

    def __init__(self, state: Remembered, mailbox: Mailbox, me: str) -> None:
        self._state = state
        self._mailbox = mailbox
        self._me = me

    async def is_ours(self, place: Place) -> bool:
        """Whether we have spoken in a thread: Slack is asked where the database can't be."""
        try:
            return await self._state.known(f"slack:thread:{place.channel}:{place.thread}")
        except StoreUnavailable as error:
            log.warning("state_unavailable", reason=str(error))
            return await self._mailbox.has_spoken(place, self._me)

    async def placed(self, entry: Entry) -> None:
        """The first message of an answer is there: it is found again after an edit, a crash or in its thread."""
        asked = entry.asked
        if not asked.is_direct:
            thread = asked.place.thread or entry.shown
            await self._state.put(f"slack:thread:{asked.place.channel}:{thread}", "1")
        if asked.ts:
            kept = json.dumps([entry.room, entry.shown, *entry.more])
            await self._state.put(f"slack:answer:{asked.place.channel}:{asked.ts}", kept)

    async def answer_to(self, channel: str, ts: str) -> list[str] | None:
        """The channel and the messages of the answer to a message; None if it has none."""
        kept = await self._state.get(f"slack:answer:{channel}:{ts}")
        return None if kept is None else json.loads(kept)

    async def edited(self, asked: Asked) -> None:
        """From now on the message asks this."""
        await self._state.put(f"slack:newest:{asked.place.channel}:{asked.ts}", asked.event)

    async def deleted(self, deleted: Deleted) -> None:
        """A message is gone. To the agent each is a question, whose answer may stand nowhere yet."""
        channel, ts = deleted.place.channel, deleted.ts
        if channel.startswith("D") or await self.answer_to(channel, ts) is not None:
            await self._state.put(f"slack:newest:{channel}:{ts}", _DELETED)

    async def stopped(self, stopped: Stopped) -> None:
        """What was asked in a session until now is not to be answered."""
        await self._state.put(f"slack:stopped:{stopped.place.channel}:{stopped.place.thread}", stopped.at)

    async def overtaken(self, asked: Asked) -> Why | None:
        """What became of a question meanwhile, whichever replica heard of it; None if it still stands."""
        if not asked.ts:
            return None
        place = asked.place
        newest = await self._state.get(f"slack:newest:{place.channel}:{asked.ts}") or asked.event
        if newest != asked.event:
            return Why.DELETED if newest == _DELETED else Why.EDITED
        if asked.is_direct:
            at = await self._state.get(f"slack:stopped:{place.channel}:{place.thread}")
            return Why.STOPPED if at and is_before(asked.written, at) else None
        return None


def is_before(ts: str, at: str) -> bool:
    """Whether a message was written before something else happened, both by Slack's clock."""
    return bool(ts and at) and float(ts) < float(at)
