"""A PostgreSQL that goes away and comes back: clear words meanwhile, nothing lost, nothing doubled."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import pytest

from bot.errors import StoreUnavailable
from bot.subscriptions import Stage
from tests.bot.store.stores import NOW, claim, opened, stages, subscription
from tests.databases import PREPARED, PostgreSQL, clear


@asynccontextmanager
async def away(server: PostgreSQL) -> AsyncGenerator[None]:
    """The server is stopped at once, as in a crash, and started again afterwards."""
    await asyncio.to_thread(server.stop)
    try:
        yield
    finally:
        await asyncio.to_thread(server.start)


@pytest.fixture
def url(prepared_postgresql: PostgreSQL) -> str:
    return prepared_postgresql.emptied(PREPARED, clear())


async def test_the_same_store_works_again_when_the_server_is_back(url: str, postgresql: PostgreSQL) -> None:
    async with opened(url) as store:
        await store.add(subscription("a"))
        await store.add(subscription("b"))
        first, second = await claim(store)
        assert await store.record(first.delivery.id, "one", Stage.SENDING, NOW)
        async with away(postgresql):
            calls = [store.ping(), claim(store), store.record(first.delivery.id, "one", Stage.SENT, NOW)]
            for refused in await asyncio.gather(*calls, return_exceptions=True):
                assert isinstance(refused, StoreUnavailable)
                assert "start its server" in str(refused)
                assert refused.__cause__
        assert await claim(store) == []
        assert await store.record(first.delivery.id, "one", Stage.SENT, NOW)
        assert await stages(store, second.subscription.id) == {"2026-03-04": Stage.CLAIMED}
        assert await store.release("one", NOW) == 1


async def test_a_server_that_isnt_there_at_opening_says_so(url: str, postgresql: PostgreSQL) -> None:
    async with away(postgresql):
        with pytest.raises(StoreUnavailable, match="doesn't answer"):
            async with opened(url):
                pass
    with pytest.raises(StoreUnavailable, match="refuses us"):
        async with opened(postgresql.url("nowhere")):
            pass
