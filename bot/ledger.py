"""What a model may cost: limits before a call, what was used after it; in the store, or in memory without one.

Hours and days are those of UTC and fixed: a limit is free again at the full hour, the budget at midnight. Who asks
around a full hour can thus have twice an hour's questions within an hour, but never within one of the clock.

No question waits for the database, but for the first of a space in an hour: limits are checked against what is known in
memory, and what is counted is written down behind.
"""

import asyncio
import datetime
from collections import Counter
from collections.abc import Callable, Collection
from contextlib import suppress
from typing import Protocol, Self

import structlog

from bot.answers import OPERATOR, Asker
from bot.engines.generative.model import Usage
from bot.errors import StoreUnavailable
from bot.limits import NONE, limit_against, limits_of, refusal
from bot.settings import Settings
from bot.store.spent import EVERYONE, Asked, Counted, Spent, day_of, hour_of

log = structlog.get_logger()

DIRECT = "direct"
"""The space that those share who are alone with the bot, outside any server or workspace."""

PAUSE = 0.1
"""Seconds after which what was counted is written down; a crash loses what came within them."""

FRESH = datetime.timedelta(seconds=5)
"""For how long a replica goes by what it read of a space before it reads again what others have counted."""

_MOST = 10**12
"""Tokens that no call can have used: a server may say anything, and sums must fit into 64 bits."""


class Accounts(Protocol):
    """Where questions and tokens are counted: the `Store`, or memory."""

    async def count(self, asked: Collection[Asked], spent: Collection[Spent]) -> None:
        """See `Store.count`."""
        ...

    async def counted(self, spaces: Collection[str], now: datetime.datetime) -> dict[str, Counted]:
        """See `Store.counted`."""
        ...


class StoredLedger:
    """A `Ledger` whose accounts are kept and shared by replicas. For one event loop at a time.

    `allow` waits for the accounts with the first question of a space in an hour and then counts in memory; what was
    counted is written down `PAUSE` later, in one transaction for all that came together. All of it is written when
    `aclose` returns, or the block of `async with` ends.

    Replicas hear of each other late: after writing down a question, one reads again what it last read more than `FRESH`
    ago. So a limit can be overrun by what the others let through in that time, or, where a space was silent, since then.

    `now` tells the time (aware). A database that is away stops nobody: what can't be read of a space is no limit
    to it, and what can't be written down goes into the log.
    """

    def __init__(self, store: Accounts, settings: Settings, now: Callable[[], datetime.datetime]) -> None:
        self._accounts = store
        self._settings = settings
        self._limits = limits_of(settings)
        self._now = now
        self._hour: datetime.datetime | None = None
        # What is known of spaces in this hour and on its day, and when it was read.
        self._known: dict[str, Counted] = {}
        self._read_at: dict[str, datetime.datetime] = {}
        # What is not written down yet.
        self._asked: Counter[tuple[datetime.datetime, str, str]] = Counter()
        self._used: dict[tuple[datetime.date, str, str], Usage] = {}
        self._wanted: set[str] = set()
        self._reading: asyncio.Task[StoreUnavailable | None] | None = None
        self._writing: asyncio.Task[None] | None = None
        self._closing = asyncio.Event()
        # Nothing is read while something is being written: would it be in what was read, or not?
        self._turn = asyncio.Lock()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Wait until all that was counted is written down."""
        self._closing.set()
        if self._writing:
            await asyncio.shield(self._writing)

    async def allow(self, asker: Asker) -> None:
        """See `Ledger.allow`; the operator is never limited."""
        if asker == OPERATOR or self._limits == NONE:
            return
        space = space_of(asker)
        while (known := self._known_at(self._now(), space)) is None:
            if error := await self._read(space):
                log.warning("limits_not_checked", error=str(error))
                return
        now = self._now()
        if limit := limit_against(asker.person, known, self._limits):
            raise refusal(limit, self._limits, space, now)
        for person in {asker.person, EVERYONE}:
            known.asked[person] += 1
            self._asked[hour_of(now), space, person] += 1
        self._write_soon()

    async def record(self, asker: Asker, model: str, usage: Usage) -> None:
        """See `Ledger.record`."""
        now, space, usage = self._now(), space_of(asker), _sane(usage)
        if known := self._known_at(now, space):
            known.tokens += usage.tokens
        account = (day_of(now), space, model)
        self._used[account] = self._used.get(account, Usage()) + usage
        self._write_soon()

    def _known_at(self, now: datetime.datetime, space: str) -> Counted | None:
        if (hour := hour_of(now)) != self._hour:
            self._hour = hour
            self._known.clear()
        return self._known.get(space)

    async def _read(self, space: str) -> StoreUnavailable | None:
        """Have the space read, with all that others want meanwhile; the error where that can't be done."""
        self._wanted.add(space)
        if self._reading is None:
            self._reading = asyncio.create_task(self._read_wanted())
        return await asyncio.shield(self._reading)

    async def _read_wanted(self) -> StoreUnavailable | None:
        async with self._turn:
            self._reading = None
            spaces, self._wanted = self._wanted, set()
            try:
                await self._read_now(spaces)
            except StoreUnavailable as error:
                return error
        return None

    async def _read_now(self, spaces: Collection[str]) -> None:
        now = self._now()
        found = await self._accounts.counted(spaces, now)
        if self._hour != hour_of(now):  # It has turned meanwhile.
            return
        for space, known in found.items():
            self._known[space], self._read_at[space] = known, now
            for (hour, its, person), number in self._asked.items():
                if (hour, its) == (self._hour, space):
                    known.asked[person] += number
            for (day, its, _), usage in self._used.items():
                if (day, its) == (day_of(now), space):
                    known.tokens += usage.tokens

    def _write_soon(self) -> None:
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write())

    async def _write(self) -> None:
        while self._asked or self._used:
            with suppress(TimeoutError):
                async with asyncio.timeout(PAUSE):
                    await self._closing.wait()
            async with self._turn:
                spaces = {space for _, space, _ in self._asked}
                await self._write_now()
                await self._read_old(spaces)

    async def _write_now(self) -> None:
        asked = [
            Asked(hour=hour, space=space, person=person, number=number)
            for (hour, space, person), number in self._asked.items()
        ]
        spent = [_spent(*account, usage, self._settings) for account, usage in self._used.items()]
        self._asked.clear()
        self._used.clear()
        try:
            await self._accounts.count(asked, spent)
        except StoreUnavailable as error:
            if asked:
                number = sum(one.number for one in asked if one.person == EVERYONE)
                log.warning("questions_not_recorded", number=number, error=str(error))
            for one in spent:
                facts = {"space": one.space, "model": one.model, "calls": one.calls, "cost": one.cost}
                tokens = {"read": one.read, "cached": one.cached, "written": one.written}
                log.warning("usage_not_recorded", **facts, **tokens, error=str(error))

    async def _read_old(self, spaces: Collection[str]) -> None:
        now = self._now()
        old = [space for space in spaces if self._known_at(now, space) and now - self._read_at[space] > FRESH]
        if old and not self._closing.is_set():
            # What is away is logged where it is missed.
            with suppress(StoreUnavailable):
                await self._read_now(old)


class MemoryLedger(StoredLedger):
    """A `Ledger` with the same limits for where there is no store; it forgets with the process."""

    def __init__(self, settings: Settings, now: Callable[[], datetime.datetime]) -> None:
        super().__init__(_Memory(), settings, now)


class _Memory:
    """Accounts of this hour and this day."""

    def __init__(self) -> None:
        self._asked: Counter[tuple[datetime.datetime, str, str]] = Counter()
        self._tokens: Counter[tuple[datetime.date, str]] = Counter()

    async def count(self, asked: Collection[Asked], spent: Collection[Spent]) -> None:
        for one in asked:
            self._asked[one.hour, one.space, one.person] += one.number
        for one in spent:
            self._tokens[one.day, one.space] += one.tokens

    async def counted(self, spaces: Collection[str], now: datetime.datetime) -> dict[str, Counted]:
        hour, day = hour_of(now), day_of(now)
        self._asked = Counter({key: number for key, number in self._asked.items() if key[0] >= hour})
        self._tokens = Counter({key: number for key, number in self._tokens.items() if key[0] >= day})
        found = {space: Counted(Counter(), self._tokens[day, space]) for space in spaces}
        for (_, space, person), number in self._asked.items():
            if space in found:
                found[space].asked[person] = number
        return found


def space_of(asker: Asker) -> str:
    """The space on whose account it goes: "" is the operator's own."""
    return asker.space if asker == OPERATOR else asker.space or DIRECT


def cost_of(usage: Usage, settings: Settings) -> int | None:
    """What `usage` costs, in millionths of the unit of the prices; None unless input and output are priced."""
    dear, cheap, out = settings.openai_price_in, settings.openai_price_cached, settings.openai_price_out
    if dear is None or out is None:
        return None
    # A price is for a million tokens: one token costs that many millionths.
    cached = min(usage.cached, usage.read)
    cost = (usage.read - cached) * dear + cached * (dear if cheap is None else cheap) + usage.written * out
    return round(cost) if cost < 2**62 else None


def _spent(day: datetime.date, space: str, model: str, usage: Usage, settings: Settings) -> Spent:
    return Spent(
        day=day,
        space=space,
        model=model,
        calls=usage.calls,
        read=usage.read,
        cached=usage.cached,
        written=usage.written,
        cost=cost_of(usage, settings),
    )


def _sane(usage: Usage) -> Usage:
    read = _within(usage.read)
    return Usage(
        read=read,
        cached=min(_within(usage.cached), read),
        written=_within(usage.written),
        calls=_within(usage.calls),
    )


def _within(number: int) -> int:
    return min(max(number, 0), _MOST)
