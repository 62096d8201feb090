"""What is kept besides: writings, dossiers in use, what platforms remember; and what is forgotten."""

import asyncio
import datetime

from bot.platform import State
from bot.store import open_store
from bot.subscriptions import Stage
from tests.bot.store.stores import DAY, MINUTE, NOW, claim, opened, stages, subscription


async def test_the_first_writing_is_kept_whoever_comes(database_url: str) -> None:
    async with opened(database_url) as one, opened(database_url) as two:
        assert await one.writing("v1/short/en") is None
        texts = [f"text {number}" for number in range(8)]
        writers = (
            store.keep_writing("v1/short/en", text) for store, text in zip((one, two) * 4, texts, strict=True)
        )
        (kept,) = set(await asyncio.gather(*writers))
        assert kept in texts
        assert await two.writing("v1/short/en") == kept


async def test_a_space_has_one_dossier_in_use(database_url: str) -> None:
    async with opened(database_url) as store:
        assert await store.dossier_of("fake:1") is None
        await store.use_dossier("fake:1", "alpine")
        await store.use_dossier("fake:2", "baltic")
        await store.use_dossier("fake:1", "baltic")
        assert (await store.dossier_of("fake:1"), await store.dossier_of("fake:2")) == ("baltic", "baltic")


async def test_a_value_survives_the_store(database_url: str) -> None:
    async with opened(database_url) as store:
        state: State = store.state()
        assert await state.get("welcome") is None
        await state.put("welcome", "said")
        await state.put("welcome", "said twice: „ja“ 🎙")
    async with opened(database_url) as store:
        assert await store.state().get("welcome") == "said twice: „ja“ 🎙"


async def test_a_key_is_claimed_by_exactly_one_of_many(database_url: str) -> None:
    async with opened(database_url) as one, opened(database_url) as two:
        for key in ("event-1", "event-2"):
            claims = [store.state().claim(key, 600) for store in (one, two) for _ in range(15)]
            assert (await asyncio.gather(*claims)).count(True) == 1


async def test_a_key_is_free_again_after_its_time(database_url: str) -> None:
    time = NOW
    async with open_store(database_url, now=lambda: time) as store:
        state = store.state()
        assert await state.claim("event", 60)
        time = NOW + MINUTE - datetime.timedelta(microseconds=1)
        assert not await state.claim("event", 60)
        time = NOW + MINUTE
        assert (await asyncio.gather(*(state.claim("event", 60) for _ in range(5)))).count(True) == 1


async def test_what_is_settled_and_old_is_forgotten_and_nothing_else(database_url: str) -> None:
    async with opened(database_url) as store:
        await store.add(subscription())
        await store.add(subscription("open"))
        for day in range(3):
            for claimed in await claim(store, NOW + day * DAY):
                at = NOW + day * DAY
                if claimed.subscription.id == "open":
                    assert await store.record(claimed.delivery.id, "one", Stage.UNKNOWN, at)
                elif claimed.delivery.stage is Stage.CLAIMED:
                    assert await store.record(
                        claimed.delivery.id, "one", Stage.SENT, at, cited=[f"day {day}"]
                    )
        (*_, oldest) = await store.deliveries("a", 9)
        await store.keep_writing("old", "text")
        await store.state().put("value", "stays")
        assert await store.state().claim("key", 60)
        # Day 0 and 1 of "a", the writing and the key.
        assert await store.forget(NOW + 2 * DAY) == 4
        assert await stages(store) == {"2026-03-06": Stage.SENT}
        assert len(await stages(store, "open")) == 3
        assert await store.history(oldest.id) == []
        assert (await store.writing("old"), await store.state().get("value")) == (None, "stays")
        assert await store.forget(NOW + 9 * DAY) == 1
        # What was told outlives the row of the edition that told it.
        (told,) = [c.told for c in await claim(store, NOW + 9 * DAY) if c.subscription.id == "a"]
        assert told == {"day 2"}
