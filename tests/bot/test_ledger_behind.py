"""Limits that are checked in memory and counted behind, on both databases: nothing is lost, whatever comes between."""

import asyncio
import datetime
from collections import Counter
from collections.abc import AsyncGenerator, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import structlog

from bot.answers import OPERATOR, Asker
from bot.engines.generative.model import Usage
from bot.errors import ModelTrouble
from bot.ledger import FRESH, MemoryLedger, StoredLedger
from bot.settings import Settings
from bot.store.spent import EVERYONE, Asked, Counted, Spent
from bot.store.store import Store
from tests.bot.store.stores import HOUR, NOW, SECOND, opened
from tests.databases import PREPARED, PostgreSQL, clear

ANN = Asker(space="s", person="ann")
BEN = Asker(space="s", person="ben")
ALONE = Asker(space="", person="cid")
ONE = Usage(read=10, cached=4, written=2, calls=1)
MOMENT = datetime.timedelta(microseconds=1)


class Watched:
    """A store's accounts that tell what is asked of them, and wait at a gate that is shut."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.calls: list[str] = []
        self.changed = asyncio.Condition()
        self.gate = asyncio.Event()
        self.gate.set()

    async def count(self, asked: Collection[Asked], spent: Collection[Spent]) -> None:
        await self._began("count")
        await self.store.count(asked, spent)
        await self._tell("counted")

    async def counted(self, spaces: Collection[str], now: datetime.datetime) -> dict[str, Counted]:
        found = await self.store.counted(spaces, now)
        await self._began("read")
        return found

    async def until(self, call: str, times: int = 1) -> None:
        """Wait until that was called so many times."""
        async with self.changed:
            await self.changed.wait_for(lambda: self.calls.count(call) >= times)

    async def _began(self, call: str) -> None:
        await self._tell(call)
        await self.gate.wait()

    async def _tell(self, call: str) -> None:
        async with self.changed:
            self.calls.append(call)
            self.changed.notify_all()


@dataclass
class Replica:
    """A ledger of its own over the shared database; its clock is set by hand."""

    ledger: StoredLedger
    watched: Watched
    clock: list[datetime.datetime] = field(default_factory=lambda: [NOW])

    async def passed(self, asker: Asker, times: int = 1) -> int:
        """How many of so many questions are let through."""
        return sum([await self._asks(asker) for _ in range(times)])

    async def at_once(self, *askers: Asker) -> int:
        return sum(await asyncio.gather(*(self._asks(asker) for asker in askers)))

    async def _asks(self, asker: Asker) -> bool:
        try:
            await self.ledger.allow(asker)
        except ModelTrouble:
            return False
        return True

    async def counts(self, now: datetime.datetime) -> Counter[str]:
        """What the database has of the hour."""
        return (await self.watched.store.counted(["s"], now))["s"].asked


@asynccontextmanager
async def replica(url: str, **limits: Any) -> AsyncGenerator[Replica]:
    none: dict[str, Any] = {"questions_per_person": 0, "questions_per_space": 0, "tokens_per_space": 0}
    settings = Settings(_env_file=None, **none | limits)  # pyright: ignore[reportCallIssue]
    async with opened(url) as store:
        clock, watched = [NOW], Watched(store)
        async with StoredLedger(watched, settings, lambda: clock[0]) as ledger:
            yield Replica(ledger, watched, clock)


async def test_after_a_restart_what_was_asked_and_used_before_still_counts(database_url: str) -> None:
    limits = {"questions_per_person": 2, "questions_per_space": 3, "tokens_per_space": 30}
    async with replica(database_url, **limits) as one:
        assert await one.passed(ANN) == 1
        await one.ledger.record(ANN, "m", ONE)
    async with replica(database_url, **limits) as one:
        assert await one.passed(ANN, 3) == 1
        assert await one.passed(BEN, 3) == 1
        await one.ledger.record(BEN, "n", ONE + ONE)
    async with replica(database_url, questions_per_person=9, tokens_per_space=36) as one:
        assert await one.passed(BEN) == 0
    async with replica(database_url, questions_per_person=9, tokens_per_space=37) as one:
        assert await one.passed(BEN) == 1


async def test_after_the_first_of_an_hour_no_question_waits_for_the_database(database_url: str) -> None:
    async with replica(database_url, questions_per_space=50) as one:
        assert await one.passed(ANN, 51) == 50
        assert one.watched.calls == ["read"]
        one.watched.gate.clear()
        await one.watched.until("count")
        one.clock[0] += FRESH + SECOND
        assert await one.passed(ANN) == 0
        one.watched.gate.set()
        await one.watched.until("counted")
        # Nobody is told what was refused.
        assert await one.counts(NOW) == {"ann": 50, EVERYONE: 50}


async def test_a_hundred_at_once_in_a_space_wait_for_one_read_and_get_what_it_may(database_url: str) -> None:
    async with replica(database_url, questions_per_space=37) as one:
        people = [Asker(space="s", person=f"p{number % 9}") for number in range(100)]
        assert await one.at_once(*people) == 37
        assert one.watched.calls == ["read"]
    async with replica(database_url, questions_per_space=37) as one:
        assert (await one.counts(NOW))[EVERYONE] == 37
        # Spaces that come together are read together, in two goes: some while the first is being read.
        assert await one.at_once(*(Asker(space=f"s{number}", person="ann") for number in range(100))) == 100
        assert one.watched.calls.count("read") <= 2


async def test_who_gives_up_while_a_space_is_read_takes_nobody_with_them(database_url: str) -> None:
    async with replica(database_url, questions_per_space=1) as one:
        one.watched.gate.clear()
        first, second = (asyncio.create_task(one.passed(asker)) for asker in (ANN, BEN))
        await one.watched.until("read")
        first.cancel()
        one.watched.gate.set()
        assert await second == 1
        assert await one.passed(BEN) == 0
    async with replica(database_url, questions_per_space=1) as one:
        assert await one.counts(NOW) == {"ben": 1, EVERYONE: 1}


async def test_replicas_overrun_a_limit_by_what_each_hasnt_heard_of_the_other(database_url: str) -> None:
    async with (
        replica(database_url, questions_per_space=4) as one,
        replica(database_url, questions_per_space=4) as two,
    ):
        assert await one.passed(ANN) == 1
        await one.watched.until("counted")
        assert await two.passed(BEN, 2) == 2
        await two.watched.until("counted")
        # Within the time it goes by what it read: for it three are left, not one.
        one.clock[0] += FRESH
        assert await one.passed(ANN, 2) == 2
        await one.watched.until("counted", 2)
        assert one.watched.calls.count("read") == 1
        # The other has let its time pass: its next question is let through, and then it knows.
        two.clock[0] += FRESH + SECOND
        assert await two.passed(BEN) == 1
        await two.watched.until("read", 2)
        await two.ledger.aclose()
        assert await two.passed(BEN) == 0
        assert await one.passed(ANN, 2) == 1
        await one.ledger.aclose()
        assert await one.counts(NOW) == {"ann": 4, "ben": 3, EVERYONE: 7}


async def test_what_is_counted_while_the_totals_are_read_again_is_counted_once(database_url: str) -> None:
    async with replica(database_url, questions_per_space=5, tokens_per_space=1000) as one:
        assert await one.passed(ANN, 2) == 2
        one.clock[0] += FRESH + SECOND
        one.watched.gate.clear()
        await one.watched.until("count")
        assert await one.passed(ANN) == 1
        await one.ledger.record(ANN, "m", Usage(read=1000))
        one.watched.gate.set()
        await one.watched.until("read", 2)
        assert await one.passed(ANN) == 0
        await one.ledger.aclose()
        (used,) = await one.watched.store.spent(NOW.date())
        assert (used.tokens, (await one.counts(NOW))[EVERYONE]) == (1000, 3)


async def test_an_hour_that_turns_leaves_what_is_not_written_yet_where_it_belongs(database_url: str) -> None:
    async with replica(database_url, questions_per_person=1, tokens_per_space=12) as one:
        one.clock[0] = midnight = NOW.replace(hour=0) + 24 * HOUR
        one.clock[0] -= MOMENT
        assert await one.passed(ANN, 2) == 1
        await one.ledger.record(ANN, "m", ONE)
        assert await one.passed(BEN) == 0
        one.watched.gate.clear()
        one.clock[0] = midnight
        waiting = asyncio.create_task(one.passed(ANN, 2))
        await one.watched.until("read", 2)
        one.watched.gate.set()
        assert await waiting == 1
        await one.ledger.record(ANN, "m", Usage(read=1, calls=1))
        await one.ledger.aclose()
        for now in (midnight - MOMENT, midnight):
            assert await one.counts(now) == {"ann": 1, EVERYONE: 1}
        used = await one.watched.store.spent(NOW.date())
        assert [(one.day, one.tokens) for one in used] == [(NOW.date(), 12), (midnight.date(), 1)]


async def test_who_waits_for_a_read_while_the_hour_turns_is_counted_in_the_new_one(database_url: str) -> None:
    async with replica(database_url, questions_per_person=1) as one:
        one.watched.gate.clear()
        waiting = asyncio.create_task(one.passed(ANN))
        await one.watched.until("read")
        one.clock[0] = NOW + HOUR
        one.watched.gate.set()
        assert await waiting == 1
        await one.ledger.aclose()
        assert await one.counts(NOW) == {}
        assert await one.counts(NOW + HOUR) == {"ann": 1, EVERYONE: 1}


async def test_what_comes_together_is_written_down_as_one_sum_for_each_account(database_url: str) -> None:
    async with replica(database_url) as one:
        for asker, model in ((ANN, "m"), (BEN, "m"), (ALONE, "m"), (OPERATOR, "m"), (ANN, "small")):
            await one.ledger.record(asker, model, ONE)
        assert one.watched.calls == []
        await one.watched.until("counted")
        assert one.watched.calls == ["count", "counted"]
        used = await one.watched.store.spent(NOW.date())
        sums = {(one.space, one.model): (one.calls, one.tokens) for one in used}
        assert sums == {
            ("s", "m"): (2, 24),
            ("direct", "m"): (1, 12),
            ("", "m"): (1, 12),
            ("s", "small"): (1, 12),
        }
        # What comes while it is being written down, or after closing, is written too.
        await one.ledger.aclose()
        await one.ledger.record(ANN, "m", ONE)
        one.watched.gate.clear()
        await one.watched.until("count", 2)
        await one.ledger.record(ANN, "m", ONE)
        one.watched.gate.set()
        await one.ledger.aclose()
        assert (await one.watched.store.spent(NOW.date(), "s"))[0].calls == 4


async def test_memory_keeps_the_day_s_tokens_when_an_hour_turns_and_starts_anew_at_midnight() -> None:
    clock = [NOW]
    settings = Settings(_env_file=None, questions_per_space=1, tokens_per_space=12)  # pyright: ignore[reportCallIssue]
    async with MemoryLedger(settings, lambda: clock[0]) as ledger:
        await ledger.allow(ANN)
        clock[0] += HOUR
        await ledger.allow(ANN)
        await ledger.record(ANN, "m", ONE)
        await ledger.aclose()
        clock[0] += HOUR
        refused = None
        try:
            await ledger.allow(ANN)
        except ModelTrouble as error:
            refused = str(error)
        assert refused
        assert "Today's budget" in refused
        clock[0] += 24 * HOUR
        await ledger.allow(ANN)


async def test_a_database_that_is_away_stops_nobody_and_the_log_says_what_was_used(
    prepared_postgresql: PostgreSQL, postgresql: PostgreSQL
) -> None:
    async with replica(prepared_postgresql.emptied(PREPARED, clear()), questions_per_person=2) as one:
        assert await one.passed(ANN) == 1
        await one.watched.until("counted")
        await asyncio.to_thread(postgresql.stop)
        try:
            with structlog.testing.capture_logs() as logs:
                # Of the one space it knows how things stand, of the other it doesn't.
                assert await one.passed(ANN, 2) == 1
                assert await one.passed(ALONE, 3) == 3
                await one.ledger.record(ANN, "m", Usage(read=10, cached=4, written=3, calls=1))
                await one.ledger.aclose()
        finally:
            await asyncio.to_thread(postgresql.start)
        events = [line["event"] for line in logs]
        assert events.count("limits_not_checked") == 3
        lost = next(line for line in logs if line["event"] == "questions_not_recorded")
        used = next(line for line in logs if line["event"] == "usage_not_recorded")
        assert lost["number"] == 1
        assert (used["read"], used["cached"], used["written"]) == (10, 4, 3)
        assert "start its server" in used["error"]
        assert await one.passed(ALONE, 3) == 2
