"""Connections come and go; events don't."""

import asyncio

from bot.state import Memory
from tests.adapters.desks import EchoDesk
from tests.adapters.slack.serving import serving
from tests.servers.slack_server import SlackServer
from tests.servers.slack_workspace import Fault


async def test_a_connection_is_renewed_when_slack_asks_with_exactly_one_new_one() -> None:
    desk = EchoDesk()
    async with SlackServer() as slack, serving(slack, desk):
        assert slack.opened == 1
        await slack.refresh()
        slack.person().mention("after")
        await slack.space.until(lambda: desk.inbounds)
        assert slack.opened == 2


async def test_no_event_is_lost_or_answered_twice_while_connections_are_renewed_and_cut() -> None:
    desk = EchoDesk()
    async with SlackServer(retry=0.5) as slack, serving(slack, desk, Memory()):
        person = slack.person()
        for number in range(60):
            person.write(f"q{number}")
            if number % 20 == 7:
                await slack.refresh()
            if number % 20 == 17:
                await slack.cut()
            await asyncio.sleep(0)
        room = slack.space.direct("U1").id

        def answers() -> list[str]:
            return [m["text"].split(" [1]")[0] for m in slack.space.messages(room)]

        await slack.space.until(lambda: len(answers()) >= 60, 30)
    assert sorted(answers()) == sorted(f"You said q{n}" for n in range(60))
    assert sorted(i.text for i in desk.inbounds) == sorted(f"q{n}" for n in range(60))


async def test_an_answer_gets_through_throttling_and_trouble_once() -> None:
    desk = EchoDesk()
    async with SlackServer() as slack, serving(slack, desk):
        post, update = "chat.postMessage", "chat.update"
        slack.space.fail(post, Fault("ratelimited", retry_after=0), Fault(status=500, effect=True))
        slack.space.fail(update, Fault("ratelimited", retry_after=0), Fault("internal_error"))
        slack.person().mention("through")
        await slack.space.until(lambda: any("You said through" in m["text"] for m in slack.space.messages()))
        assert len(slack.space.messages()) == 1


async def test_a_message_that_somebody_removed_is_posted_anew() -> None:
    desk = EchoDesk()
    async with SlackServer() as slack, serving(slack, desk):
        slack.space.fail("chat.update", Fault("message_not_found"))
        slack.person().mention("gone")
        await slack.space.until(lambda: any("You said gone" in m["text"] for m in slack.space.messages()))


async def test_a_stream_that_died_loses_no_text() -> None:
    desk = EchoDesk()
    async with SlackServer() as slack, serving(slack, desk):
        slack.space.fail("chat.appendStream", Fault("message_not_in_streaming_state"))
        slack.space.fail("chat.stopStream", Fault("message_not_in_streaming_state"))
        room = slack.space.direct("U1").id
        slack.space.streams.clear()
        slack.person().write("parts")
        await slack.space.until(lambda: any(method == "chat.stopStream" for method, _ in slack.space.calls))
        slack.space.streams.clear()
        await slack.space.until(
            lambda: any("engine: echo" in m["text"] for m in slack.space.messages(room)), seconds=8
        )
