"""The press: a briefing is written once per dossier version, length and language, for all channels that get it."""

import asyncio
import math
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot import writing
from bot.answers import OPERATOR, Length
from bot.dossier.model import Dossier
from bot.engines import Engine
from bot.errors import UnusableInput
from bot.writing import Writing

if TYPE_CHECKING:
    from bot.store.store import Store

_KEPT = 64
"""Writings kept at hand: some tens of kilobytes each."""

AGAIN = 900.0
"""Seconds after which a writing that had to do without its model is written anew: a quarter of an hour."""


@dataclass(frozen=True, slots=True)
class Printed:
    """A writing under its name, and the dossier it was written from."""

    name: str
    writing: Writing
    dossier: Dossier


class Press:
    """Writes what isn't written yet; `open_` gives a dossier by its name and the engine that reads it."""

    def __init__(self, store: "Store", open_: Callable[[str], Awaitable[tuple[Dossier, Engine]]]) -> None:
        self._store = store
        self._open = open_
        self._printed: OrderedDict[str, Printed] = OrderedDict()
        self._locks: dict[str, asyncio.Lock] = {}
        self._again: dict[str, float] = {}

    async def print(self, dossier: str, length: Length, language: str) -> Printed:
        """What channels of that length and language get, of the dossier as it is now.

        Raises UnusableDossier if the dossier can't be read, StoreUnavailable, and what the engine raises.
        """
        read, engine = await self._open(dossier)
        name = writing.name_of(read.version, length, language, engine.version)
        billed = engine.on_account_of(OPERATOR, language)
        async with self._locks.setdefault(name, asyncio.Lock()):
            printed = self._printed.get(name)
            if printed is None or self._is_due_again(name):
                printed = await self._print(name, billed, read, length, language)
                self._printed[name] = printed
                if len(self._printed) > _KEPT:
                    oldest, _ = self._printed.popitem(last=False)
                    self._locks.pop(oldest, None)
                    self._again.pop(oldest, None)
            return printed

    def _is_due_again(self, name: str) -> bool:
        return self._again.get(name, math.inf) <= asyncio.get_running_loop().time()

    async def _print(
        self, name: str, engine: Engine, dossier: Dossier, length: Length, language: str
    ) -> Printed:
        """What is kept under `name`, else what the engine writes.

        What it wrote without its model, as the note says, isn't kept: it is for those who are due now.
        """
        self._again.pop(name, None)
        fresh: Writing | None = None
        kept = await self._store.writing(name)
        if kept is None:
            fresh = await writing.write(engine, dossier, length, language)
            if fresh.is_makeshift:
                self._again[name] = asyncio.get_running_loop().time() + AGAIN
                return Printed(f"{name}:{self._again[name]}", fresh, dossier)
            kept = await self._store.keep_writing(name, writing.to_json(fresh))
        try:
            return Printed(name, writing.from_json(kept), dossier)
        except UnusableInput:
            # Of another version of ours: what is written now is right, only not shared.
            return Printed(name, fresh or await writing.write(engine, dossier, length, language), dossier)
