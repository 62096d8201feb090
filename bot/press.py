"""The press: a briefing is written once per dossier version, length and language, for all channels that get it."""

import asyncio
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

    async def print(self, dossier: str, length: Length, language: str) -> Printed:
        """What channels of that length and language get, of the dossier as it is now.

        Raises UnusableDossier if the dossier can't be read, StoreUnavailable, and what the engine raises.
        """
        read, engine = await self._open(dossier)
        name = writing.name_of(read.version, length, language, engine.version)
        billed = engine.on_account_of(OPERATOR, language)
        async with self._locks.setdefault(name, asyncio.Lock()):
            printed = self._printed.get(name)
            if printed is None:
                printed = Printed(name, await self._written(name, billed, read, length, language), read)
                self._printed[name] = printed
                if len(self._printed) > _KEPT:
                    self._locks.pop(self._printed.popitem(last=False)[0], None)
            return printed

    async def _written(
        self, name: str, engine: Engine, dossier: Dossier, length: Length, language: str
    ) -> Writing:
        fresh = None
        kept = await self._store.writing(name)
        if kept is None:
            fresh = await writing.write(engine, dossier, length, language)
            kept = await self._store.keep_writing(name, writing.to_json(fresh))
        try:
            return writing.from_json(kept)
        except UnusableInput:
            # Of another version of ours: what is written now is right, only not shared.
            return fresh or await writing.write(engine, dossier, length, language)
