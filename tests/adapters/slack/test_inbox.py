"""What was acknowledged is answered, whatever becomes of the process that acknowledged it."""

import asyncio
import json
import os
import sys
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

from adapters.slack.address import Place
from adapters.slack.inbox import Inbox
from adapters.slack.parse import Asked
from bot.platform import Final, Inbound, Shown
from bot.state import Memory
from tests.adapters.desks import EchoDesk, said
from tests.adapters.slack.serving import serving
from tests.adapters.slack.test_ways_in import read
from tests.servers.slack_server import SlackServer

LEASE = 1.0
ASKED = Asked(event="Ev1", place=Place(team="T1", channel="C1", thread="1.0"), user="U1", text="hi", ts="1.0")


@asynccontextmanager
async def replica(
    slack: SlackServer, database: str, *more: str
) -> AsyncGenerator["asyncio.subprocess.Process"]:
    """Another process that serves the same workspace."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "tests.servers.slack_replica", slack.url, database, str(LEASE), *more),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.DEVNULL,
        cwd=Path(__file__).parents[3],
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])},
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def test_after_a_kill_the_next_process_finishes_in_the_same_message(tmp_path: Path) -> None:
    database = f"sqlite:///{tmp_path / 'x.db'}"
    async with SlackServer() as slack:
        async with replica(slack, database) as first:
            async with asyncio.timeout(30):
                await slack.linked()
            slack.person().mention("wait")
            await slack.space.until(lambda: any("Looking" in read(m) for m in slack.space.messages()))
            (before,) = slack.space.messages()
            first.kill()
            await first.wait()
        async with replica(slack, database, "quick"):
            answered = lambda: [m for m in slack.space.messages() if "You said wait" in m["text"]]  # noqa: E731
            (after,) = await slack.space.until(answered, 30)
        assert after["ts"] == before["ts"]
        assert len(slack.space.messages()) == 1


async def test_a_shutdown_leaves_what_is_open_to_the_next_process_at_once() -> None:
    state, first = Memory(), EchoDesk()
    async with SlackServer() as slack:
        async with serving(slack, first, state):
            slack.person().mention("wait")
            await first.busy.wait()
        assert first.closed == ["wait"]
        (message,) = slack.space.messages()
        second = EchoDesk()
        async with serving(slack, second, state):
            await asyncio.wait_for(second.busy.wait(), 5)
        assert [i.text for i in second.inbounds] == ["wait"]
        assert [m["ts"] for m in slack.space.messages()] == [message["ts"]]


async def test_what_was_interrupted_too_often_or_too_long_ago_is_told_so() -> None:
    state, desk = Memory(), EchoDesk()
    async with SlackServer() as slack:
        async with serving(slack, desk, state):
            slack.person().mention("wait")
            await desk.busy.wait()
        journal = json.loads(await state.get("slack:inbox:0:journal") or "[]")
        assert [entry["asked"]["text"] for entry in journal] == ["wait"]
        journal[0]["at"] = time.time() - 3_600
        await state.put("slack:inbox:0:journal", json.dumps(journal))
        late = EchoDesk()
        async with serving(slack, late, state):
            (message,) = await slack.space.until(
                lambda: [m for m in slack.space.messages() if "I was interrupted" in read(m)]
            )
        assert message["text"] == "I was interrupted; please ask again."
        assert late.inbounds == []
        assert await state.get("slack:inbox:0:journal") == "[]"


async def test_a_placeholder_that_was_posted_but_not_noted_is_found_again() -> None:
    state, desk = Memory(), EchoDesk()
    async with SlackServer() as slack:
        async with serving(slack, desk, state):
            slack.person().mention("wait")
            await desk.busy.wait()
        (journal,) = json.loads(await state.get("slack:inbox:0:journal") or "[]")
        await state.put("slack:inbox:0:journal", json.dumps([{**journal, "room": "", "shown": ""}]))
        again = EchoDesk()
        async with serving(slack, again, state):
            await asyncio.wait_for(again.busy.wait(), 5)
        assert len(slack.space.messages()) == 1


async def test_two_processes_never_have_the_same_journal() -> None:
    state = Memory()
    inboxes = [Inbox(state) for _ in range(4)]
    await asyncio.gather(*(inbox.open() for inbox in inboxes))
    for number, inbox in enumerate(inboxes):
        asked = Asked(event=f"Ev{number}", place=ASKED.place, user="U1", text=str(number), ts="1.0")
        assert await inbox.accept(asked, time.monotonic())
    journals = [json.loads(await state.get(f"slack:inbox:{slot}:journal") or "[]") for slot in range(4)]
    assert sorted(len(journal) for journal in journals) == [1, 1, 1, 1]


async def test_a_journal_is_taken_over_once_and_only_after_its_lease() -> None:
    state, now = Memory(), [1_000.0]
    dead, heir, rival = (Inbox(state, lease=30, now=lambda: now[0]) for _ in range(3))
    for inbox in (dead, heir, rival):
        assert await inbox.open() == []
    entry = await dead.accept(ASKED, time.monotonic())
    assert entry is not None
    now[0] += 29
    await asyncio.gather(heir.beat(), rival.beat())
    assert await heir.orphans() == []
    now[0] += 2
    found = await asyncio.gather(heir.orphans(), rival.orphans())
    assert sorted(map(len, found)) == [0, 1]
    ((left,),) = [entries for entries in found if entries]
    assert left.asked == ASKED
    owner = heir if found[0] else rival
    assert await owner.accept(ASKED, time.monotonic()) is None  # Delivered again: it stays in the journal.
    assert "Ev1" in (await state.get("slack:inbox:1:journal") or "") + (
        await state.get("slack:inbox:2:journal") or ""
    )
    assert await heir.orphans() + await rival.orphans() == []


async def test_an_event_is_accepted_once_and_forgotten_when_done() -> None:
    state = Memory()
    inbox = Inbox(state)
    await inbox.open()
    entry = await inbox.accept(ASKED, time.monotonic())
    assert entry is not None
    assert await inbox.accept(ASKED, time.monotonic()) is None
    await inbox.done(entry)
    assert await state.get("slack:inbox:0:journal") == "[]"
    assert await inbox.accept(ASKED, time.monotonic()) is None
    assert 0 < entry.gap < 1


async def test_many_at_once_share_the_writing_of_the_journal() -> None:
    class Counting(Memory):
        writings = 0

        async def put(self, key: str, value: str) -> None:
            self.writings += key.endswith("journal")
            await asyncio.sleep(0)
            await super().put(key, value)

    state = Counting()
    inbox = Inbox(state)
    await inbox.open()
    many = [Asked(event=f"Ev{n}", place=ASKED.place, user="U1", text="x", ts="1.0") for n in range(200)]
    await asyncio.gather(*(inbox.accept(asked, time.monotonic()) for asked in many))
    assert len(json.loads(await state.get("slack:inbox:0:journal") or "[]")) == 200
    assert state.writings < 20


async def test_what_may_have_changed_something_is_not_done_again() -> None:
    class Slow(EchoDesk):
        async def handle(self, inbound: Inbound) -> AsyncGenerator[Shown]:
            self.inbounds.append(inbound)
            self.busy.set()
            await asyncio.Event().wait()
            yield Final(said("never"))

    state, desk, next_one = Memory(), Slow(), EchoDesk()
    async with SlackServer() as slack:
        async with serving(slack, desk, state):
            slack.person().command("/briefings", "subscribe 08:00")
            await desk.busy.wait()
        async with serving(slack, next_one, state):
            (told,) = await slack.space.until(lambda: slack.space.ephemerals)
    assert read(told) == "I was interrupted: /briefings list shows whether it was done."
    assert next_one.inbounds == []
