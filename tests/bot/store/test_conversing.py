"""The turns of threads: shared, bounded, replaced when a question is edited, and forgotten."""

import asyncio
import datetime
import sqlite3
from collections.abc import Coroutine
from contextlib import closing

from bot.answers import Turn
from bot.errors import StoreUnavailable
from bot.store import open_store
from bot.store.store import Store
from tests.bot.store.stores import DAY, NOW, opened


async def test_a_thread_keeps_its_newest_turns_in_order(database_url: str) -> None:
    async with opened(database_url) as store:
        for n in range(9):
            await store.keep_turn("here", f"e{n}", Turn(f"q{n}", f"r{n}"), 6)
            await store.keep_turn("there", f"e{n}", Turn("other"), 6)
        assert await store.turns("here", "new", 6) == [Turn(f"q{n}", f"r{n}") for n in range(3, 9)]
        assert await store.turns("here", "new", 2) == [Turn("q7", "r7"), Turn("q8", "r8")]
        assert await store.turns("nowhere", "new", 6) == []


async def test_an_edited_question_is_read_with_what_was_before_it_and_replaces_its_turn(
    database_url: str,
) -> None:
    async with opened(database_url) as store:
        for name in "abc":
            await store.keep_turn("here", name, Turn(name), 6)
        assert await store.turns("here", "b", 6) == [Turn("a")]
        await store.keep_turn("here", "b", Turn("b, edited", "anew"), 6)
        assert await store.turns("here", "d", 6) == [Turn("a"), Turn("b, edited", "anew"), Turn("c")]


async def test_turns_of_many_at_once_are_all_kept(database_url: str) -> None:
    async with opened(database_url) as one, opened(database_url) as two:
        kept = (store.keep_turn("here", f"e{n}", Turn(f"q{n}"), 20) for store in (one, two) for n in range(8))
        await asyncio.gather(*kept)
        assert len(await one.turns("here", "new", 20)) == 8


async def test_what_is_kept_at_once_shares_transactions_and_a_trouble_reaches_everyone(
    sqlite_url: str,
) -> None:
    async with opened(sqlite_url, patience=0.05) as store:
        with closing(sqlite3.connect(path_of(sqlite_url), isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            refused = await asyncio.gather(*twenty(store), return_exceptions=True)
        assert [type(error) for error in refused] == [StoreUnavailable] * 20
        cut_off = asyncio.ensure_future(store.keep_turn("cut off", "e", Turn("q"), 6))
        kept = asyncio.gather(*twenty(store))
        await asyncio.sleep(0)
        cut_off.cancel()
        await kept
        assert len(await store.turns("here", "new", 50)) == 20
    async with opened(sqlite_url) as store:
        assert await store.turns("cut off", "new", 6) == [Turn("q")]


def twenty(store: Store) -> list[Coroutine[None, None, None]]:
    return [store.keep_turn("here", f"e{n}", Turn(f"q{n}"), 50) for n in range(20)]


def path_of(url: str) -> str:
    return url.removeprefix("sqlite:///")


async def test_what_no_database_can_hold_costs_nobody_else_their_turn(database_url: str) -> None:
    async with opened(database_url) as store:
        odd = store.keep_turn("odd\0\ud800", "e\0", Turn("a\0b"), 6)
        await asyncio.gather(odd, store.keep_turn("here", "e", Turn("q"), 6))
        assert await store.turns("here", "new", 6) == [Turn("q")]
        assert await store.turns("odd\0\ud800", "new", 6) == [Turn("ab")]


async def test_old_turns_are_forgotten_and_so_is_a_thread_on_request(database_url: str) -> None:
    time = NOW

    def now() -> datetime.datetime:
        return time

    async with open_store(database_url, now=now) as store:
        await store.keep_turn("here", "old", Turn("old"), 6)
        time = NOW + 2 * DAY
        await store.keep_turn("here", "new", Turn("new"), 6)
        assert await store.forget_conversations(NOW + DAY) == 1
        assert await store.turns("here", "", 6) == [Turn("new")]
        assert await store.forget_turns("here") == 1
        assert await store.turns("here", "", 6) == []
