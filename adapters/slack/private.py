"""Answers for one person: by a command's response URL, or in a modal."""

from collections.abc import Mapping
from typing import Any

import aiohttp
import structlog
from slack_sdk.webhook.async_client import AsyncWebhookClient

from adapters.slack import drawing, limits
from adapters.slack.drawing import Json
from adapters.slack.mailbox import Mailbox
from adapters.slack.parse import Asked
from adapters.slack.plainer import plainer
from adapters.slack.render import line, render_view
from adapters.slack.safe import cut, escaped, safe
from bot.errors import DeliveryError, Rejected, Unknown
from bot.reply import Reply
from bot.wording import Words

log = structlog.get_logger()


class Responses:
    """What can be answered through a response URL, also where the bot is no member: five times in half an hour."""

    def __init__(self, mailbox: Mailbox, asked: Asked) -> None:
        self._thread = {"thread_ts": asked.place.thread} if asked.place.thread else {}
        self._client = AsyncWebhookClient(
            asked.response_url, session=mailbox.client.session, retry_handlers=[]
        )
        self._left = limits.RESPONSES

    async def send(self, payloads: list[Json], *, is_public: bool, lead: str = "") -> list[Json]:
        """Send payloads in order; gives those that must go another way: no use is left, or the URL is too old."""
        for number, shown in enumerate(payloads):
            if lead and not number:
                topped = [drawing.context(cut(safe(lead), 300)), *shown["blocks"]]
                shown = {
                    **shown,
                    "text": f"{escaped(cut(safe(lead), 300))}\n\n{shown['text']}",
                    "blocks": topped,
                }
            try:
                is_sent = await self._send(shown, is_public)
            except DeliveryError as error:
                log.info("response_url_failed", reason=str(error))
                is_sent = False
            if not is_sent:
                return payloads[number:]
        return []

    async def _send(self, shown: Json, is_public: bool) -> bool:
        for form in plainer(shown):
            if not self._left:
                return False
            self._left -= 1
            body = {
                "response_type": "in_channel" if is_public else "ephemeral",
                "replace_original": False,
                **self._thread,
                **form,
            }
            try:
                answer = await self._client.send_dict(body)
            except (aiohttp.ClientError, OSError, TimeoutError) as error:
                raise Unknown(f"The response URL didn't answer: {type(error).__name__}.") from error
            if answer.status_code == 200:
                return True
            if "invalid_blocks" not in str(answer.body):
                raise Rejected(f"the response URL answered {answer.status_code}")
        return False


class Modal:
    """A modal that is opened at once and filled when the answer is there."""

    def __init__(self, mailbox: Mailbox, words: Words, view: str = "") -> None:
        self._mailbox = mailbox
        self._words = words
        self._view = view

    async def open(self, trigger: str) -> bool:
        """Open it; False where the trigger is too old."""
        waiting = drawing.context(self._words.text("Looking in the documents …"))
        try:
            opened = await self._mailbox.call(
                "views.open", trigger_id=trigger, view=view([waiting], self._words)
            )
        except DeliveryError:
            return False
        self._view = str(opened["view"]["id"])
        return True

    async def fill(self, reply: Reply) -> bool:
        """Show the reply; False where it doesn't fit or the modal can't be reached."""
        blocks = render_view(reply) or line("–")["blocks"]
        if len(blocks) > limits.VIEW_BLOCKS:
            return False
        try:
            await self._mailbox.call("views.update", view_id=self._view, view=view(blocks, self._words))
        except DeliveryError:
            return False
        return True


def view(blocks: list[Json], words: Words, title: str = "Rapporteur", **more: Any) -> Mapping[str, Any]:
    """A modal with a button that closes it."""
    return {
        "type": "modal",
        "title": drawing.plain(cut(title, limits.VIEW_TITLE)),
        "close": drawing.plain(cut(words.text("Close"), limits.VIEW_TITLE)),
        "blocks": blocks,
        **more,
    }
