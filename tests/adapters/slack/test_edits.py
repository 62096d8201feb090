"""Questions that are edited: each is answered once, however Slack tells it, and in the message that is there."""

import asyncio
import json
from collections.abc import AsyncIterator

from bot.platform import Final, Inbound, Part, Shown
from bot.reply import Paragraph
from bot.state import Memory
from tests.adapters.desks import EchoDesk, said
from tests.adapters.slack.serving import serving
from tests.adapters.slack.test_ways_in import read
from tests.servers.slack_server import SlackServer
from tests.servers.slack_workspace import Fault


class Streaming(EchoDesk):
    """Shows a part of "slow", and then works for ever."""

    async def handle(self, inbound: Inbound) -> AsyncIterator[Shown]:
        self.inbounds.append(inbound)
        if inbound.text == "slow":
            yield Part(Paragraph("The first part"))
            self.busy.set()
            await asyncio.Event().wait()
        yield Final(said(f"You said {inbound.text}"))


async def test_an_edited_mention_which_slack_tells_twice_is_answered_once() -> None:
    desk = EchoDesk()
    async with SlackServer() as slack, serving(slack, desk):
        message = slack.person().mention("firts")
        await slack.space.until(lambda: any("You said firts" in read(m) for m in slack.space.messages()))
        slack.person().edit(message, f"<@{slack.space.bot}> first")
        slack.person().mention("after")
        await slack.space.until(lambda: any("You said after" in read(m) for m in slack.space.messages()))
        await slack.space.until(lambda: any("You said first" in read(m) for m in slack.space.messages()))
        assert len(slack.space.messages()) == 2
    assert sorted(i.text for i in desk.inbounds) == ["after", "first", "firts"]


async def test_a_mention_that_is_edited_in_is_answered() -> None:
    desk = EchoDesk()
    async with SlackServer() as slack, serving(slack, desk):
        space = slack.space
        message = {"type": "message", "user": "U1", "text": "who meets?", "ts": space.ts()}
        space.channels["C1"].messages[message["ts"]] = message
        slack.person().edit(message, f"<@{space.bot}> who meets?")
        await space.until(lambda: any("You said who meets?" in read(m) for m in space.messages()))
        assert [m["thread_ts"] for m in space.messages()] == [message["ts"]]
    assert [i.text for i in desk.inbounds] == ["who meets?"]


async def test_an_edit_right_behind_its_question_replaces_it() -> None:
    desk = EchoDesk()
    async with SlackServer() as slack, serving(slack, desk):
        message = slack.person().mention("frist")
        slack.person().edit(message, f"<@{slack.space.bot}> first")
        await slack.space.until(lambda: any("You said first" in read(m) for m in slack.space.messages()))
        assert len(slack.space.messages()) == 1


async def test_an_edit_while_the_answer_streams_is_answered_in_the_same_message() -> None:
    desk = Streaming()
    async with SlackServer() as slack, serving(slack, desk):
        room = slack.space.direct("U1").id
        message = slack.person().write("slow")
        await desk.busy.wait()
        slack.person().edit(message, "quick", room)
        await slack.space.until(lambda: any("You said quick" in read(m) for m in slack.space.messages(room)))
        assert len(slack.space.messages(room)) == 1


async def test_an_answer_that_streamed_when_the_process_ended_is_finished_in_its_message() -> None:
    state, desk = Memory(), Streaming()
    async with SlackServer() as slack:
        room = slack.space.direct("U1").id
        async with serving(slack, desk, state):
            slack.person().write("slow")
            await desk.busy.wait()
        async with serving(slack, EchoDesk(), state):
            await slack.space.until(
                lambda: any("You said slow" in read(m) for m in slack.space.messages(room))
            )
        assert len(slack.space.messages(room)) == 1


async def test_an_answer_that_streamed_too_long_ago_says_that_it_was_interrupted() -> None:
    state, desk = Memory(), Streaming()
    async with SlackServer() as slack:
        room = slack.space.direct("U1").id
        async with serving(slack, desk, state):
            slack.person().write("slow")
            await desk.busy.wait()
        (entry,) = json.loads(await state.get("slack:inbox:0:journal") or "[]")
        await state.put("slack:inbox:0:journal", json.dumps([{**entry, "at": 1.0, "later": "version"}]))
        async with serving(slack, EchoDesk(), state):
            await slack.space.until(
                lambda: any("I was interrupted" in read(m) for m in slack.space.messages(room))
            )
        assert len(slack.space.messages(room)) == 1


async def test_an_edit_that_a_crash_interrupts_is_answered_in_the_message_that_was_there() -> None:
    class Stuck(EchoDesk):
        async def handle(self, inbound: Inbound) -> AsyncIterator[Shown]:
            if inbound.text == "second":
                self.busy.set()
                await asyncio.Event().wait()
            yield Final(said(f"You said {inbound.text}"))

    state, desk = Memory(), Stuck()
    async with SlackServer() as slack:
        async with serving(slack, desk, state):
            message = slack.person().mention("first")
            await slack.space.until(lambda: any("You said first" in read(m) for m in slack.space.messages()))
            slack.person().edit(message, f"<@{slack.space.bot}> second")
            await desk.busy.wait()
        async with serving(slack, EchoDesk(), state):
            await slack.space.until(lambda: any("You said second" in read(m) for m in slack.space.messages()))
        assert len(slack.space.messages()) == 1


async def test_a_stream_that_slack_does_not_stop_at_once_is_not_answered_beside() -> None:
    async with SlackServer() as slack, serving(slack, EchoDesk()):
        room = slack.space.direct("U1").id
        slack.space.fail("chat.stopStream", Fault(retry_after=0), Fault(retry_after=0))
        slack.person().write("change")
        await slack.space.until(lambda: any("It is otherwise" in read(m) for m in slack.space.messages(room)))
        assert len(slack.space.messages(room)) == 1


async def test_a_message_that_cannot_be_edited_makes_room_for_the_answer() -> None:
    async with SlackServer() as slack, serving(slack, EchoDesk()):
        slack.space.fail("chat.update", Fault("streaming_state_conflict"))
        slack.person().mention("first")
        await slack.space.until(lambda: any("You said first" in read(m) for m in slack.space.messages()))
        await slack.space.until(lambda: len(slack.space.messages()) == 1)
