"""The desk asked: who asks what where, in its terms."""

import re
from collections.abc import AsyncGenerator

import structlog

from adapters.slack.address import person_id
from adapters.slack.parse import Asked
from adapters.slack.people import People, Profile
from bot.platform import Desk, Final, Inbound
from bot.reply import Audience, Paragraph, Reply
from bot.wording import Words

log = structlog.get_logger()

_OF_THE_CHANNEL = re.compile(r"/(?:briefings|dossiers?)\b", re.I)
"""What concerns the channel, not the thread in which it was said."""


class Asking:
    """Puts questions to `desk` with what `people` tells of the asker."""

    def __init__(self, desk: Desk, people: People) -> None:
        self._desk = desk
        self._people = people

    async def inbound(self, asked: Asked, profile: Profile) -> Inbound:
        """What the desk is told."""
        place = asked.place.top if _OF_THE_CHANNEL.match(asked.text) else asked.place
        roles: frozenset[str] = frozenset()
        if asked.is_direct or asked.text.startswith("/"):
            roles = await self._people.roles(asked.user, place.channel, is_direct=asked.is_direct)
        return Inbound(
            # An edited message comes with a new event; for the desk it is the same one, asked anew.
            event=f"slack:{place.channel}:{asked.ts}" if asked.ts else asked.event,
            address=place.address,
            person=person_id(place.team, asked.user),
            text=asked.text,
            space=place.team,
            locale=profile.locale,
            zone=profile.zone,
            roles=roles,
        )

    async def reply_to(self, inbound: Inbound, words: Words) -> Reply:
        """The whole reply of the desk; a fault is told as one."""
        reply = Reply((), Audience.ASKER)
        events = self._desk.handle(inbound)
        try:
            async for shown in events:
                if isinstance(shown, Final):
                    reply = shown.reply
        except Exception as error:
            log.exception("desk_fault")
            return Reply((Paragraph(fault(error, words)),), Audience.ASKER)
        finally:
            if isinstance(events, AsyncGenerator):
                await events.aclose()
        return reply


def fault(error: Exception, words: Words) -> str:
    """What people are told of a fault inside the program."""
    return words.text(
        "That went wrong inside the program ({fault}). Ask in other words.", fault=type(error).__name__
    )
