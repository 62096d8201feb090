"""What a model may cost: limits before a call, what was used after it; in the store, or in memory without one.

Hours and days are those of UTC and fixed: a limit is free again at the full hour, the budget at midnight. Who asks
around a full hour can thus have twice an hour's questions within an hour, but never within one of the clock.
"""

import datetime
import math
from collections import Counter
from collections.abc import Callable
from typing import Protocol

import structlog

from bot.answers import OPERATOR, Asker
from bot.engines.generative.model import Usage
from bot.errors import ModelTrouble, StoreUnavailable, Trouble
from bot.settings import Settings
from bot.store.spent import Limit, Limits, Spent, day_of, hour_of
from bot.wording import say

log = structlog.get_logger()

DIRECT = "direct"
"""The space that those share who are alone with the bot, outside any server or workspace."""

_HOUR = datetime.timedelta(hours=1)
_DAY = datetime.timedelta(days=1)
_MOST = 10**12
"""Tokens that no call can have used: a server may say anything, and sums must fit into 64 bits."""


class Accounts(Protocol):
    """Where questions and tokens are counted: the `Store`, or memory."""

    async def ask(self, space: str, person: str, limits: Limits, now: datetime.datetime) -> Limit | None:
        """See `Store.ask`."""
        ...

    async def spend(self, spent: Spent) -> None:
        """See `Store.spend`."""
        ...


class StoredLedger:
    """A `Ledger` whose accounts are kept and shared by replicas.

    `now` tells the time (aware). A database that is away stops nobody: limits then don't hold, and what was used
    goes into the log.
    """

    def __init__(self, store: Accounts, settings: Settings, now: Callable[[], datetime.datetime]) -> None:
        self._accounts = store
        self._settings = settings
        self._limits = limits_of(settings)
        self._now = now

    async def allow(self, asker: Asker) -> None:
        """See `Ledger.allow`; the operator is never limited."""
        if asker == OPERATOR or self._limits == _NONE:
            return
        now = self._now()
        try:
            limit = await self._accounts.ask(space_of(asker), asker.person, self._limits, now)
        except StoreUnavailable as error:
            log.warning("limits_not_checked", error=str(error))
            return
        if limit is not None:
            raise refusal(limit, self._limits, space_of(asker), now)

    async def record(self, asker: Asker, model: str, usage: Usage) -> None:
        """See `Ledger.record`."""
        spent = _spent(space_of(asker), model, usage, self._settings, self._now())
        try:
            await self._accounts.spend(spent)
        except StoreUnavailable as error:
            facts = {"space": spent.space, "model": model, "calls": spent.calls, "cost": spent.cost}
            tokens = {"read": spent.read, "cached": spent.cached, "written": spent.written}
            log.warning("usage_not_recorded", **facts, **tokens, error=str(error))


class MemoryLedger(StoredLedger):
    """A `Ledger` with the same limits for where there is no store; it forgets with the process."""

    def __init__(self, settings: Settings, now: Callable[[], datetime.datetime]) -> None:
        super().__init__(_Memory(), settings, now)


class _Memory:
    """Accounts of this hour and this day; asked and told without a pause in between, so nobody gets in the way."""

    def __init__(self) -> None:
        self._hour: datetime.datetime | None = None
        self._asked: Counter[tuple[str, str]] = Counter()
        self._day: datetime.date | None = None
        self._tokens: Counter[str] = Counter()

    async def ask(self, space: str, person: str, limits: Limits, now: datetime.datetime) -> Limit | None:
        self._turn(hour_of(now), day_of(now))
        if limits.tokens and self._tokens[space] >= limits.tokens:
            return Limit.TOKENS
        if person and limits.person and self._asked[space, person] >= limits.person:
            return Limit.PERSON
        if limits.space and self._asked[space, ""] >= limits.space:
            return Limit.SPACE
        self._asked.update({(space, person), (space, "")})
        return None

    async def spend(self, spent: Spent) -> None:
        self._turn(self._hour, spent.day)
        self._tokens[spent.space] += spent.tokens

    def _turn(self, hour: datetime.datetime | None, day: datetime.date) -> None:
        if hour != self._hour:
            self._hour = hour
            self._asked.clear()
        if day != self._day:
            self._day = day
            self._tokens.clear()


def limits_of(settings: Settings) -> Limits:
    """The limits that are set."""
    return Limits(
        person=settings.questions_per_person,
        space=settings.questions_per_space,
        tokens=settings.tokens_per_space,
    )


_NONE = Limits(person=0, space=0, tokens=0)


def space_of(asker: Asker) -> str:
    """The space on whose account it goes: "" is the operator's own."""
    return asker.space if asker == OPERATOR else asker.space or DIRECT


def refusal(limit: Limit, limits: Limits, space: str, now: datetime.datetime) -> ModelTrouble:
    """Why nothing more is written at `now` (aware), and when that is over."""
    if limit is Limit.TOKENS:
        free = datetime.datetime.combine(day_of(now), datetime.time(), datetime.UTC) + _DAY
    else:
        free = hour_of(now) + _HOUR
    seconds = (free - now).total_seconds()
    when = _when(free, seconds)
    match limit:
        case Limit.PERSON:
            most, setting, span = limits.person, "QUESTIONS_PER_PERSON", "hour"
            message = say(
                "Your replies written by a model are used up for this hour (limit: {limit}); there will be more {when}.",
                limit=most,
                when=when,
            )
        case Limit.SPACE:
            most, setting, span = limits.space, "QUESTIONS_PER_SPACE", "hour"
            message = say(
                "The replies written by a model for everyone here are used up for this hour (limit: {limit}); "
                "there will be more {when}.",
                limit=most,
                when=when,
            )
        case Limit.TOKENS:
            most, setting, span = limits.tokens, "TOKENS_PER_SPACE", "day"
            message = say(
                "Today's budget for replies written by a model is used up here (limit in tokens: {limit}); "
                "there will be more {when}.",
                limit=most,
                when=when,
            )
    remedy = (
        f"{setting}={most} is used up in the space {space} for this {span}, until {free:%H:%M} UTC; if that is too "
        "little, raise it (0: no limit). `rapporteur usage` shows what was used."
    )
    return ModelTrouble(Trouble.LIMIT, message, remedy=remedy, retry_after=seconds)


def _when(free: datetime.datetime, seconds: float) -> str:
    time = f"{free:%H:%M}"
    if seconds > _HOUR.total_seconds():
        return say("in {hours} h, at {time} UTC", hours=math.ceil(seconds / 3600), time=time)
    return say("in {minutes} min, at {time} UTC", minutes=math.ceil(seconds / 60), time=time)


def cost_of(usage: Usage, settings: Settings) -> int | None:
    """What `usage` costs, in millionths of the unit of the prices; None unless input and output are priced."""
    dear, cheap, out = settings.openai_price_in, settings.openai_price_cached, settings.openai_price_out
    if dear is None or out is None:
        return None
    # A price is for a million tokens: one token costs that many millionths.
    cached = min(usage.cached, usage.read)
    cost = (usage.read - cached) * dear + cached * (dear if cheap is None else cheap) + usage.written * out
    return round(cost) if cost < 2**62 else None


def _spent(space: str, model: str, usage: Usage, settings: Settings, now: datetime.datetime) -> Spent:
    sane = Usage(
        read=_sane(usage.read),
        cached=min(_sane(usage.cached), _sane(usage.read)),
        written=_sane(usage.written),
        calls=_sane(usage.calls),
    )
    return Spent(
        day=day_of(now),
        space=space,
        model=model,
        calls=sane.calls,
        read=sane.read,
        cached=sane.cached,
        written=sane.written,
        cost=cost_of(sane, settings),
    )


def _sane(tokens: int) -> int:
    return min(max(tokens, 0), _MOST)
