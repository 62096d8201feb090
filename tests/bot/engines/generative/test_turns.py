"""Many calls at once leave the event loop free between them, and a lone one waits for nothing."""

import asyncio
import itertools

from bot.engines.generative.turns import Turns


async def test_only_one_of_many_calls_is_made_in_a_turn_of_the_loop() -> None:
    turns, done, seen = Turns(), asyncio.Event(), list[str]()

    async def call() -> None:
        async with turns.under_way():
            await turns.start()
            seen.append("call")
            await done.wait()

    calls = [asyncio.ensure_future(call()) for _ in range(20)]
    while seen.count("call") < len(calls):
        seen.append("turn")
        await asyncio.sleep(0)
    done.set()
    await asyncio.gather(*calls)
    assert ("call", "call") not in itertools.pairwise(seen)


async def test_many_events_of_one_call_let_another_have_its_turn() -> None:
    turns, both, seen = Turns(), asyncio.Barrier(2), list[str]()

    async def read(name: str) -> None:
        async with turns.under_way():
            await both.wait()
            for _ in range(10):
                seen.append(name)
                await turns.step()

    await asyncio.gather(read("a"), read("b"))
    # Who passes the barrier first may be ahead by one.
    assert max(len(list(run)) for _, run in itertools.groupby(seen)) <= 2


async def test_a_lone_call_waits_for_nothing() -> None:
    turns, passed = Turns(), list[bool]()
    asyncio.get_running_loop().call_soon(lambda: passed.append(True))
    async with turns.under_way():
        await turns.start()
        await turns.step()
    assert not passed


async def test_each_round_of_the_loop_has_one_turn_in_the_order_of_those_who_asked() -> None:
    turns, rounds, took = Turns(), 0, list[tuple[int, int]]()

    async def work(number: int) -> None:
        for _ in range(3):
            await turns.take()
            took.append((rounds, number))

    async def count() -> None:
        nonlocal rounds
        while True:
            rounds += 1
            await asyncio.sleep(0)

    counting = asyncio.create_task(count())
    await asyncio.gather(*(work(number) for number in range(20)))
    counting.cancel()
    assert len({when for when, _ in took}) == 60
    assert [number for _, number in took] == [*range(20)] * 3


async def test_who_gives_up_waiting_keeps_nobody_from_a_turn() -> None:
    turns = Turns()
    waiting = [asyncio.create_task(turns.take()) for _ in range(3)]
    await asyncio.sleep(0)
    waiting[0].cancel()
    waiting[1].cancel()
    await waiting[2]
    await turns.take()
