"""Acknowledgements go before work."""

import asyncio
import time

from adapters.slack import gate
from adapters.slack.gate import Gate


async def test_work_waits_for_what_is_being_acknowledged() -> None:
    watched, order = Gate(), list[str]()

    async def work() -> None:
        await watched.clear()
        order.append("work")

    with watched.acknowledging():
        working = asyncio.ensure_future(work())
        await asyncio.wait({working}, timeout=gate.QUIET * 3)
        order.append("acknowledged")
    await working
    assert order == ["acknowledged", "work"]


async def test_work_waits_for_what_has_arrived_but_not_for_ever() -> None:
    arrived = [1]
    watched = Gate(lambda: bool(arrived), longest=0.1)
    began = time.monotonic()
    await asyncio.gather(*(watched.clear() for _ in range(200)))
    assert 0.1 <= time.monotonic() - began < 2
    await watched.between()
    arrived.clear()
    began = time.monotonic()
    await watched.between()
    assert time.monotonic() - began < 0.1
