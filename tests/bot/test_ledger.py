"""What a model may cost: the same rules in memory and in the store, and words that say which and until when."""

import asyncio
import datetime
from collections.abc import AsyncGenerator
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answers import OPERATOR, Asker
from bot.engines.generative.ledger import Ledger
from bot.engines.generative.model import Usage
from bot.errors import ModelTrouble, Trouble
from bot.ledger import DIRECT, MemoryLedger, StoredLedger, cost_of
from bot.limits import refusal
from bot.settings import Settings
from bot.store import open_store
from bot.store.spent import Limit, Limits
from bot.wording import LANGUAGES, words_for
from tests.bot.store.stores import DAY, HOUR, MINUTE, NOW, opened

ANN = Asker(space="fake:1", person="ann")
BOB = Asker(space="fake:1", person="bob")
ELSEWHERE = Asker(space="fake:2", person="ann")


@dataclass
class Bench:
    """A ledger whose clock is set by hand."""

    made: Any
    now: datetime.datetime = NOW
    ledgers: list[StoredLedger] = field(default_factory=lambda: list[StoredLedger]())

    def under(self, **limits: Any) -> StoredLedger:
        """A ledger with these settings; every other limit is off."""
        none: dict[str, Any] = {"questions_per_person": 0, "questions_per_space": 0, "tokens_per_space": 0}
        settings = Settings(_env_file=None, **none | limits)  # pyright: ignore[reportCallIssue]
        self.ledgers.append(self.made(settings, lambda: self.now))
        return self.ledgers[-1]

    async def close(self) -> None:
        for ledger in self.ledgers:
            await ledger.aclose()


@pytest.fixture(params=["memory", "store"])
async def bench(request: pytest.FixtureRequest, sqlite_url: str) -> AsyncGenerator[Bench]:
    if request.param == "memory":
        bench = Bench(MemoryLedger)
        yield bench
        await bench.close()
        return
    async with open_store(sqlite_url, now=lambda: NOW) as store:
        bench = Bench(partial(StoredLedger, store))
        yield bench
        await bench.close()


async def refused(ledger: Ledger, asker: Asker) -> ModelTrouble | None:
    try:
        await ledger.allow(asker)
    except ModelTrouble as trouble:
        return trouble
    return None


async def test_a_person_who_has_had_theirs_is_told_so_and_when_there_will_be_more(bench: Bench) -> None:
    ledger = bench.under(questions_per_person=2)
    bench.now = NOW + 37 * MINUTE
    assert [await refused(ledger, ANN) for _ in range(2)] == [None, None]
    trouble = await refused(ledger, ANN)
    assert trouble
    assert trouble.trouble is Trouble.LIMIT
    assert str(trouble) == (
        "Your replies written by a model are used up for this hour (limit: 2); there will be more in 23 min, "
        "at 09:00 UTC."
    )
    assert trouble.retry_after == 23 * 60
    assert "QUESTIONS_PER_PERSON=2" in trouble.remedy
    assert [await refused(ledger, other) for other in (BOB, ELSEWHERE)] == [None, None]
    bench.now = NOW + HOUR
    assert await refused(ledger, ANN) is None


async def test_a_space_that_has_had_its_own_is_told_so(bench: Bench) -> None:
    ledger = bench.under(questions_per_space=2)
    assert [await refused(ledger, asker) for asker in (ANN, BOB, ELSEWHERE)] == [None] * 3
    trouble = await refused(ledger, BOB)
    assert trouble
    assert "for everyone here" in str(trouble)
    assert "in 60 min, at 09:00 UTC" in str(trouble)
    assert "QUESTIONS_PER_SPACE=2" in trouble.remedy


async def test_a_budget_that_is_used_up_is_free_again_at_midnight_in_utc(bench: Bench) -> None:
    ledger = bench.under(tokens_per_space=1000)
    await ledger.record(ANN, "m", Usage(read=900, cached=500, written=99, calls=1))
    assert await refused(ledger, BOB) is None
    await ledger.record(BOB, "small", Usage(read=1, calls=1))
    trouble = await refused(ledger, ANN)
    assert trouble
    assert "Today's budget" in str(trouble)
    assert "(limit in tokens: 1,000)" in str(trouble)
    assert "in 16 h, at 00:00 UTC" in str(trouble)
    assert trouble.retry_after == 16 * 3600
    assert await refused(ledger, ELSEWHERE) is None
    bench.now = NOW.replace(hour=23, minute=50)
    assert "in 10 min, at 00:00 UTC" in str(await refused(ledger, ANN))
    bench.now = (NOW + DAY).replace(hour=0)
    assert await refused(ledger, ANN) is None


async def test_a_hundred_at_once_get_no_more_than_the_space_may(bench: Bench) -> None:
    ledger = bench.under(questions_per_space=30, questions_per_person=2)
    askers = [Asker(space="fake:1", person=f"p{number}") for number in range(100)]
    found = await asyncio.gather(*(refused(ledger, asker) for asker in askers))
    assert found.count(None) == 30


async def test_tokens_overrun_the_budget_by_no_more_than_what_was_under_way(bench: Bench) -> None:
    ledger = bench.under(tokens_per_space=1000)
    used = 0

    async def ask(number: int) -> None:
        nonlocal used
        async with turns:
            if not await refused(ledger, Asker(space="fake:1", person=f"p{number}")):
                used += 90
                await ledger.record(ANN, "m", Usage(read=90, calls=1))

    turns = asyncio.Semaphore(5)
    await asyncio.gather(*(ask(number) for number in range(100)))
    assert 1000 <= used < 1000 + 5 * 90


async def test_the_operator_is_never_limited(bench: Bench) -> None:
    ledger = bench.under(questions_per_person=1, questions_per_space=1, tokens_per_space=1)
    await ledger.record(OPERATOR, "m", Usage(read=10, calls=1))
    assert [await refused(ledger, OPERATOR) for _ in range(3)] == [None] * 3


async def test_who_is_alone_with_the_bot_shares_a_space_that_is_not_the_operator_s(bench: Bench) -> None:
    ledger = bench.under(tokens_per_space=10)
    await ledger.record(OPERATOR, "m", Usage(read=10, calls=1))
    assert await refused(ledger, Asker(space="", person="ann")) is None
    await ledger.record(Asker(space="", person="ann"), "m", Usage(read=10, calls=1))
    trouble = await refused(ledger, Asker(space="", person="bob"))
    assert trouble
    assert DIRECT in trouble.remedy


async def test_what_is_used_is_kept_with_its_cost(database_url: str) -> None:
    prices = {"openai_price_in": 2.0, "openai_price_cached": 0.5, "openai_price_out": 8.0}
    settings = Settings(_env_file=None, **prices)  # pyright: ignore[reportCallIssue, reportArgumentType]
    async with opened(database_url) as store:
        async with StoredLedger(store, settings, lambda: NOW) as ledger:
            await ledger.record(OPERATOR, "m", Usage(read=1000, cached=400, written=50, calls=2))
            # A server may say anything: nothing of it breaks a reply that is paid for.
            await ledger.record(ANN, "m", Usage(read=-5, cached=7, written=10**40, calls=1))
        operator, strange = await store.spent(NOW.date())
    assert (operator.space, operator.calls, operator.tokens) == ("", 2, 1050)
    assert operator.cost == 600 * 2 + 400 * 0.5 + 50 * 8
    assert (strange.read, strange.cached, strange.calls) == (0, 0, 1)


@pytest.mark.parametrize(
    ("prices", "cost"),
    [
        ({}, None),
        ({"openai_price_in": 1.0}, None),
        ({"openai_price_out": 1.0, "openai_price_cached": 1.0}, None),
        ({"openai_price_in": 0.25, "openai_price_out": 2.0}, 1000 * 0.25 + 100 * 2),
        ({"openai_price_in": 0.25, "openai_price_cached": 0.0, "openai_price_out": 2.0}, 350),
        ({"openai_price_in": 0.0, "openai_price_out": 0.0}, 0),
        ({"openai_price_in": float("inf"), "openai_price_out": 0.0}, None),
    ],
)
def test_a_cost_is_reckoned_only_where_input_and_output_are_priced(
    prices: dict[str, Any], cost: float | None
) -> None:
    settings = Settings(_env_file=None, **prices)  # pyright: ignore[reportCallIssue]
    assert cost_of(Usage(read=1000, cached=400, written=100, calls=1), settings) == cost


MOMENTS = st.datetimes(datetime.datetime(2020, 1, 1), datetime.datetime(2040, 1, 1))  # noqa: DTZ001
ZONES = st.integers(-14 * 60, 14 * 60).map(lambda m: datetime.timezone(datetime.timedelta(minutes=m)))


@given(MOMENTS, ZONES, st.sampled_from(Limit), st.sampled_from(list(LANGUAGES)))
def test_whenever_it_is_refused_the_time_that_is_named_is_the_one_that_comes(
    moment: datetime.datetime, zone: datetime.timezone, limit: Limit, language: str
) -> None:
    now = moment.replace(tzinfo=zone)
    trouble = refusal(limit, Limits(person=1, space=2, tokens=3), "fake:1", now)
    assert trouble.retry_after is not None
    free = (now + datetime.timedelta(seconds=trouble.retry_after)).astimezone(datetime.UTC)
    assert (free.minute, free.second, free.microsecond) == (0, 0, 0)
    assert free > now
    assert trouble.retry_after <= (86_400 if limit is Limit.TOKENS else 3600)
    said = words_for(language).error(trouble)
    assert f"{free:%H:%M} " in said
    assert "UTC" in said
    assert "{" not in said
