"""What was acknowledged and isn't answered yet, so that a crash loses no question.

Each process keeps one row of the state: a journal of what it works on, beside a sign of life. A process that starts,
and every process now and then, takes over the journal of one that has given no sign of life for a lease.

The gap: between the acknowledgement and the row (`Entry.gap`), a crash loses the event.
"""

import asyncio
import json
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field, fields
from functools import lru_cache
from typing import Any

import structlog

from adapters.slack import limits
from adapters.slack.address import place_of
from adapters.slack.parse import Asked, Way
from bot.errors import StoreUnavailable
from bot.platform import State

log = structlog.get_logger()

_FIELDS = [field.name for field in fields(Asked)]
"""What a journal of another version holds besides is left out."""

_TOLD = ("at", "tries", "room", "shown", "more")

_SEEN = 10_000
"""Events that this process remembers by itself."""

_SLOTS = 64
"""Processes at most that have a journal at the same time."""


@dataclass(slots=True)
class Entry:
    """A question under way: since when (epoch seconds), how often begun, and where its answer is being shown."""

    asked: Asked
    at: float
    tries: int = 1
    room: str = ""
    shown: str = ""
    """The ts of the placeholder, or of the answer that is edited."""
    more: list[str] = field(default_factory=list[str])
    """The ts of the further messages of the answer, and before that of those of the answer that it replaces."""
    gap: float = 0.0
    """Seconds from its acknowledgement to its row."""


class Inbox:
    """The journal of this process in `state`; `now` tells epoch seconds."""

    def __init__(
        self, state: State, lease: float = limits.LEASE, now: Callable[[], float] = time.time
    ) -> None:
        self.lease = lease
        self._state = state
        self._now = now
        self._entries: dict[str, Entry] = {}
        self._slot: int | None = None
        self._next: asyncio.Future[None] | None = None
        self._writing = asyncio.Lock()
        self._is_behind = False
        self._again = 0.0
        self._seen: OrderedDict[str, None] = OrderedDict()

    async def accept(
        self, asked: Asked, came: float, pause: Callable[[], Awaitable[None]] | None = None
    ) -> Entry | None:
        """A row for what came (monotonic seconds); None if it was accepted before, here or elsewhere.

        What can wait once the row is there waits for `pause`.

        The row comes before the claim, as those who come at once share its writing: a crash between the two has the
        next process answer, in the same message should another replica have got the event as well.
        """
        if asked.event in self._seen or asked.event in self._entries:
            return None
        self._seen[asked.event] = None
        while len(self._seen) > _SEEN:
            self._seen.popitem(last=False)
        entry = Entry(asked, self._now())
        self._entries[asked.event] = entry
        await self.write()
        entry.gap = time.monotonic() - came
        if pause is not None:
            await pause()
        try:
            if await self._state.claim(f"slack:event:{asked.event}", limits.SEEN):
                return entry
        except StoreUnavailable as error:
            log.warning("inbox_unavailable", reason=str(error))
            return entry  # Rather twice than not at all.
        await self.done(entry)
        return None

    async def done(self, entry: Entry) -> None:
        """It is answered."""
        self._entries.pop(entry.asked.event, None)
        await self.write()

    async def write(self) -> None:
        """Write the journal, or, where the database is away, with the next sign of life.

        All who ask before a writing begins share it.
        """
        if self._next is None:
            self._next = asyncio.ensure_future(self._write())
        await asyncio.shield(self._next)

    async def _write(self) -> None:
        async with self._writing:
            await asyncio.sleep(max(self._again - time.monotonic(), 0))
            self._again = time.monotonic() + limits.WRITING
            self._next = None
            try:
                await self._state.put(self._row("journal"), _dumped(self._entries.values()))
                self._is_behind = False
            except StoreUnavailable as error:
                self._is_behind = True
                log.warning("inbox_unavailable", reason=str(error))

    def _row(self, name: str, slot: int | None = None) -> str:
        return f"slack:inbox:{self._slot if slot is None else slot}:{name}"

    async def open(self) -> list[Entry]:
        """Take a journal of our own; gives what those who are gone had left in it."""
        for slot in range(_SLOTS):
            if (left := await self._take(slot)) is not None:
                self._slot = slot
                self._entries = {entry.asked.event: entry for entry in left}
                return left
        raise RuntimeError(f"more than {_SLOTS} processes serve this workspace")

    async def _take(self, slot: int) -> list[Entry] | None:
        """What stands in the journal of `slot` if nobody alive has it and it becomes ours; None otherwise."""
        beat = await self._state.get(self._row("beat", slot)) or "0"
        if float(beat) > self._now() - self.lease:
            return None
        if not await self._state.claim(self._row(f"take:{beat}", slot), 86_400):
            return None
        await self._state.put(self._row("beat", slot), repr(self._now()))
        return _loaded(await self._state.get(self._row("journal", slot)))

    async def beat(self) -> None:
        """Give a sign of life."""
        await self._state.put(self._row("beat"), repr(self._now()))
        if self._is_behind:
            await self.write()

    async def orphans(self) -> list[Entry]:
        """What processes that died have left, now ours."""
        found: list[Entry] = []
        for slot in range(_SLOTS):
            if slot == self._slot:
                continue
            if await self._state.get(self._row("beat", slot)) is None:
                break
            journal = await self._state.get(self._row("journal", slot))
            if journal in (None, "[]"):
                continue
            if (left := await self._take(slot)) is not None:
                self._entries |= {entry.asked.event: entry for entry in left}
                await self.write()
                await self._state.put(self._row("journal", slot), "[]")
                await self._state.put(self._row("beat", slot), self._over())
                found += left
        return found

    async def close(self) -> None:
        """Leave the journal to whoever comes next, at once."""
        await self.write()
        try:
            await self._state.put(self._row("beat"), self._over())
        except StoreUnavailable as error:
            log.warning("inbox_unavailable", reason=str(error))

    def _over(self) -> str:
        """A sign of life that is over already."""
        return repr(self._now() - self.lease)


def _dumped(entries: Iterable[Entry]) -> str:
    return f"[{', '.join(map(_written, entries))}]"


def _written(entry: Entry) -> str:
    kept = json.dumps({name: getattr(entry, name) for name in _TOLD})
    return f'{{"asked": {_asked(entry.asked)}, {kept[1:]}'


@lru_cache(maxsize=1_024)
def _asked(asked: Asked) -> str:
    """A question as JSON: the journal is written again and again while it is under way."""
    told: dict[str, object] = {name: getattr(asked, name) for name in _FIELDS}
    return json.dumps({**told, "place": asked.place.address})


def _loaded(text: str | None) -> list[Entry]:
    entries: list[Entry] = []
    for item in json.loads(text or "[]"):
        place = place_of(item["asked"]["place"])
        if place is not None:
            told: dict[str, Any] = {**item["asked"], "place": place, "way": Way(item["asked"]["way"])}
            asked = Asked(**{name: value for name, value in told.items() if name in _FIELDS})
            entries.append(Entry(asked, *(item[name] for name in _TOLD)))
    return entries
