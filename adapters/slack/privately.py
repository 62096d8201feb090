"""Answers for whoever asked alone, and answers where we are no member."""

from dataclasses import replace
from typing import Any

from adapters.slack import modals
from adapters.slack.asking import Asking
from adapters.slack.mailbox import Mailbox
from adapters.slack.parse import Asked, Way
from adapters.slack.people import Profile
from adapters.slack.private import Modal, Responses
from adapters.slack.render import line, render
from bot.errors import Gone, Rejected
from bot.platform import State
from bot.reply import Audience, Paragraph, Reply
from bot.wording import Words


class Privately:
    """Asks by `asking`, and shows what comes of it to one person."""

    def __init__(self, asking: Asking, state: State, mailbox: Mailbox) -> None:
        self._asking = asking
        self._state = state
        self._mailbox = mailbox

    async def answer(self, asked: Asked, profile: Profile, words: Words) -> None:
        """Answer in a modal, by the response URL or with a message that only the asker sees."""
        modal = Modal(self._mailbox, words, asked.view)
        is_open = bool(asked.view) or (asked.way is Way.OPEN and await modal.open(asked.trigger))
        inbound = await self._asking.inbound(asked, profile)
        await modals.remember(self._state, inbound)
        reply = await self._asking.reply_to(inbound, words)
        if is_open and await modal.fill(reply):
            return
        is_public = reply.audience is Audience.EVERYONE and asked.way is not Way.OPEN
        payloads = render(reply)
        if asked.response_url:
            payloads = await Responses(self._mailbox, asked).send(payloads, is_public=is_public)
        for number, shown in enumerate(payloads):
            if is_public:
                await self._mailbox.post(asked.place, shown, f"{asked.event[-18:]}-{number}")
            else:
                await self.whisper(asked, shown, str(number))

    async def tell(self, asked: Asked, text: str, words: Words) -> None:
        """A line of ours instead of an answer. Raises DeliveryError."""
        told = Reply((Paragraph(text),), Audience.ASKER)
        if asked.view and await Modal(self._mailbox, words, asked.view).fill(told):
            return
        await self.whisper(asked, line(text), "i")

    async def whisper(self, asked: Asked, shown: dict[str, Any], name: str) -> None:
        """Show a payload to the asker alone, `name` being unique among those of the event. Raises DeliveryError."""
        key = f"{asked.event[-18:]}-{name}"
        if asked.is_direct:
            await self._mailbox.post(asked.place, shown, key)
            return
        try:
            await self._mailbox.whisper(asked.place, asked.user, shown)
        except (Gone, Rejected):  # Not a member there: the direct message is left.
            direct = replace(asked.place, channel="", thread="", person=asked.user)
            await self._mailbox.post(direct, shown, key)

    async def by_url(self, asked: Asked, profile: Profile, words: Words, lead: str) -> None:
        """An answer where we are no member: whole, by the command's response URL."""
        reply = await self._asking.reply_to(await self._asking.inbound(asked, profile), words)
        is_public = reply.audience is Audience.EVERYONE
        responses = Responses(self._mailbox, asked)
        for number, shown in enumerate(await responses.send(render(reply), is_public=is_public, lead=lead)):
            direct = replace(asked.place, channel="", thread="", person=asked.user)
            await self._mailbox.post(direct, shown, f"{asked.event[-18:]}-{number}")
