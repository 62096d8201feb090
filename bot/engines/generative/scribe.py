"""Having a model write: on somebody's account, until a deadline."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import TypeVar

from pydantic import BaseModel

from bot.answers import Asker
from bot.engines.generative.ledger import Ledger
from bot.engines.generative.model import Model, Request, Usage
from bot.engines.generative.troubles import trouble
from bot.engines.generative.written import read
from bot.errors import ModelTrouble, Trouble
from bot.wording import say

LONGEST = 200_000
"""Characters of a reply at most, fifty times a long answer: a model that has lost itself would go on."""

_W = TypeVar("_W", bound=BaseModel)


class Scribe:
    """One reply's calls to the model. All of them together take `deadline` seconds at most."""

    def __init__(self, model: Model, ledger: Ledger, asker: Asker, deadline: float) -> None:
        self._model = model
        self._ledger = ledger
        self._asker = asker
        self._seconds = deadline
        self._until = asyncio.get_running_loop().time() + deadline

    async def stream(self, request: Request) -> AsyncGenerator[str]:
        """The model's reply as it arrives. Raises ModelTrouble, also where the deadline is over."""
        used: list[Usage] = []
        length = 0
        try:
            async with aclosing(self._model.write(request, used.append)) as pieces:
                while True:
                    try:
                        # Around each step, not around the yield: there, it would cut off whoever reads.
                        async with asyncio.timeout_at(self._until):
                            piece = await anext(pieces)
                    except StopAsyncIteration:
                        return
                    length += len(piece)
                    if length > LONGEST:
                        remedy = f"it wrote more than {LONGEST} characters; try another with OPENAI_MODEL"
                        raise trouble(Trouble.CUT_OFF, remedy)
                    yield piece
        except TimeoutError as error:
            raise ModelTrouble(
                Trouble.SLOW,
                say("The model took too long."),
                remedy=f"No whole reply within {self._seconds:g} s; raise OPENAI_DEADLINE or take a faster model.",
            ) from error
        finally:
            for usage in used:
                await self._ledger.record(self._asker, self._model.name_for(request), usage)

    async def write(self, request: Request, kind: type[_W]) -> tuple[_W, str]:
        """The whole reply, read, and as it came. Raises ModelTrouble."""
        async with aclosing(self.stream(request)) as pieces:
            text = "".join([piece async for piece in pieces])
        return read(text, kind), text
