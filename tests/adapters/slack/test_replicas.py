"""Two replicas of one workspace: each event reaches one of them, and not always the one that it concerns."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager

from bot.platform import Final, Inbound, Shown, Status
from bot.state import Memory
from tests.adapters.desks import EchoDesk, said
from tests.adapters.slack.serving import serving
from tests.adapters.slack.test_ways_in import read
from tests.servers.slack_server import SlackServer


class Slow(EchoDesk):
    """Answers "slow" when it is let."""

    def __init__(self) -> None:
        super().__init__()
        self.let = asyncio.Event()
        self.ended = asyncio.Event()

    async def handle(self, inbound: Inbound) -> AsyncIterator[Shown]:
        self.inbounds.append(inbound)
        yield Status("Looking …")
        if inbound.text == "slow":
            self.busy.set()
            try:
                await self.let.wait()
            finally:
                self.ended.set()
        yield Final(said(f"You said {inbound.text}"))


@asynccontextmanager
async def replicas() -> AsyncGenerator[tuple[SlackServer, Slow, SlackServer]]:
    """Two servers that share a workspace, each with a replica; the first one's desk is slow."""
    state, slow = Memory(), Slow()
    async with (
        SlackServer() as one,
        serving(one, slow, state),
        SlackServer(one.space) as other,
        serving(other, EchoDesk(), state),
    ):
        yield one, slow, other


async def test_an_edit_that_another_replica_sees_has_the_last_word() -> None:
    async with replicas() as (one, slow, other):
        message = one.person().mention("slow")
        await slow.busy.wait()
        other.person().edit(message, f"<@{one.space.bot}> fast")
        await one.space.until(lambda: any("You said fast" in read(m) for m in one.space.messages()))
        slow.let.set()
        one.person().mention("after")
        await one.space.until(lambda: any("You said after" in read(m) for m in one.space.messages()))
        assert not any("You said slow" in read(m) for m in one.space.messages())
        assert len(one.space.messages()) == 2


async def test_a_deletion_that_another_replica_sees_takes_the_answer_back() -> None:
    async with replicas() as (one, slow, other):
        message = one.person().mention("slow")
        await slow.busy.wait()
        assert len(one.space.messages()) == 1
        gone = other.person().delete(message)
        await one.space.until(gone.done.is_set)
        other.person().mention("meanwhile")  # Behind it, the deletion has been noted.
        await one.space.until(lambda: any("You said meanwhile" in read(m) for m in one.space.messages()))
        slow.let.set()
        await one.space.until(lambda: len(one.space.messages()) == 1)
        assert "You said meanwhile" in read(one.space.messages()[0])


async def test_a_stop_that_another_replica_hears_ends_the_work() -> None:
    async with replicas() as (one, slow, other):
        room = one.space.direct("U1").id
        message = one.person().write("slow")
        await slow.busy.wait()
        other.person().stop(room, message["ts"])
        await one.space.until(lambda: any("Stopped." in read(m) for m in one.space.messages(room)))
        await slow.ended.wait()
        one.person().write("on we go", thread=message["ts"])
        await one.space.until(lambda: any("You said on we go" in read(m) for m in one.space.messages(room)))
        await one.space.until(lambda: one.space.sessions[-1]["status"] == "active")


async def test_a_question_to_the_agent_that_is_deleted_elsewhere_is_never_answered() -> None:
    async with replicas() as (one, slow, other):
        room = one.space.direct("U1").id
        message = one.person().write("slow")
        await slow.busy.wait()
        assert one.space.messages(room) == []
        other.person().delete(message, room)
        await slow.ended.wait()
        one.person().write("after")
        await one.space.until(lambda: any("You said after" in read(m) for m in one.space.messages(room)))
        assert len(one.space.messages(room)) == 1
