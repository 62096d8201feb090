"""A `bot.platform.Platform` that posts to a board, from whatever process."""

import asyncio
import datetime
import json
from collections.abc import Sequence
from typing import Any

from bot.errors import Throttled, Unknown
from bot.platform import Absent, Address, CannotTell, Desk, Finding, Found, Payload, Receipt, State
from bot.reply import Reply, plain_text

LONGEST = 3000
"""Characters of a payload: of the default dossier a full briefing takes two, a short one takes one."""


class BoardPlatform:
    """Talks to the board that listens on `port`; a payload is {"part": n, "of": n, "text": …}, one or two of them."""

    name = "board"

    def __init__(self, port: int) -> None:
        self._port = port

    async def serve(self, desk: Desk, state: State) -> None:
        """Nobody ever says anything on a board."""
        await asyncio.Event().wait()

    def render(self, reply: Reply) -> Sequence[Payload]:
        """One payload, or two for a long text."""
        text = plain_text(reply)
        texts = [text] if len(text) <= LONGEST else [text[:LONGEST], text[LONGEST:]]
        return [{"part": part, "of": len(texts), "text": text} for part, text in enumerate(texts)]

    async def post(self, address: Address, payload: Payload, key: str) -> Receipt:
        """See `Platform.post`."""
        try:
            answer = await self._ask(do="post", address=address, key=key, payload=payload)
        except (OSError, EOFError) as error:
            raise Unknown(f"no answer: {error!r}") from error
        if "retry_after" in answer:
            raise Throttled(answer["retry_after"])
        return Receipt(answer["id"])

    async def prepare(self, address: Address, title: str) -> Address:
        """See `Platform.prepare`."""
        return address

    async def find(self, address: Address, key: str) -> Found | Absent | CannotTell:
        """See `Platform.find`."""
        try:
            answer = await self._ask(do="find", address=address, key=key)
        except (OSError, EOFError) as error:
            return CannotTell(f"no answer: {error!r}")
        return Found(Receipt(answer["id"])) if "id" in answer else Absent()

    receives = True

    def direct(self, person: str) -> Address | None:
        """There is no such place."""

    async def check(self) -> list[Finding]:
        """Nothing to say."""
        return []

    async def _ask(self, **request: Any) -> dict[str, Any]:
        reader, writer = await asyncio.open_connection("127.0.0.1", self._port)
        try:
            sent = datetime.datetime.now(datetime.UTC).timestamp()
            writer.write(json.dumps(request | {"sent": sent}).encode() + b"\n")
            await writer.drain()
            if not (line := await reader.readline()):
                raise EOFError("the connection was closed")
            return json.loads(line)
        finally:
            writer.close()
