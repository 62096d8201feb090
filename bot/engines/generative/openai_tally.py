"""What came of one call to a server: its tokens, and whether its reply is a whole one."""

import json
from contextlib import suppress

from bot.engines.generative.model import Request, Usage
from bot.engines.generative.openai_errors import because, told
from bot.engines.generative.openai_events import Heard
from bot.engines.generative.openai_forms import length_of
from bot.errors import Trouble


class Tally:
    """What came of one call so far; `is_reached` until it is known that no model had the request."""

    def __init__(self, request: Request) -> None:
        self.is_reached = True
        self._request = request
        self._told: Usage | None = None
        self._text: list[str] = []
        self._end: str | None = None

    def add(self, heard: Heard) -> bool:
        """Count an event in; whether it has text to give out. Raises ModelTrouble."""
        self._told = heard.usage or self._told
        self._end = heard.end or self._end
        if heard.error:
            raise told(heard.error)
        if heard.refused or heard.end == "content_filter":
            raise because(Trouble.REFUSED, "a refusal" if heard.refused else "a content filter stopped it")
        if heard.text:
            self._text.append(heard.text)
        return bool(heard.text)

    def check(self) -> None:
        """Whether the stream ended as it should. Raises ModelTrouble."""
        text = "".join(self._text)
        if self._end == "length":
            raise because(Trouble.CUT_OFF, "the server's limit of length was reached")
        if self._end is None and not _is_json(text):
            what = "the stream ended too early" if text else "the stream ended before it began"
            raise because(Trouble.CONNECTION, what, "see the server's log, and proxies on the way")
        if not text.strip():
            raise because(Trouble.EMPTY, "a reply without text")

    @property
    def usage(self) -> Usage:
        """As the server told, or four characters a token."""
        if self._told:
            return self._told
        written = sum(map(len, self._text))
        return Usage(read=-(-length_of(self._request) // 4), written=-(-written // 4), calls=1)


def _is_json(text: str) -> bool:
    with suppress(ValueError):
        json.loads(text)
        return True
    return False
