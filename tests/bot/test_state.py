"""Memory keeps what platforms must remember within a process."""

from bot.state import Memory


async def test_a_claim_is_won_once_until_it_runs_out() -> None:
    time = 0.0
    memory = Memory(lambda: time)
    assert [await memory.claim("event", 10), await memory.claim("event", 10)] == [True, False]
    assert await memory.claim("other", 10)
    time = 10.0
    assert await memory.claim("event", 10)


async def test_a_value_is_kept() -> None:
    memory = Memory()
    assert await memory.get("key") is None
    await memory.put("key", "value")
    assert await memory.get("key") == "value"
