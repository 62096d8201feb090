"""While the database is away, what people ask is answered all the same."""

import asyncio

from bot.errors import StoreUnavailable
from bot.state import Memory
from tests.adapters.desks import EchoDesk
from tests.adapters.slack.serving import serving
from tests.adapters.slack.test_ways_in import read
from tests.servers.slack_server import SlackServer
from tests.servers.slack_workspace import Fault


class Failing(Memory):
    """Is away while `is_away`."""

    is_away = False

    def __init__(self) -> None:
        super().__init__()
        self.written = asyncio.Event()

    def _look(self) -> None:
        if self.is_away:
            raise StoreUnavailable("the database is locked")

    async def get(self, key: str) -> str | None:
        self._look()
        return await super().get(key)

    async def put(self, key: str, value: str) -> None:
        self._look()
        await super().put(key, value)
        if key.endswith("journal"):
            self.written.set()

    async def claim(self, key: str, ttl: float) -> bool:
        self._look()
        return await super().claim(key, ttl)


async def answered(slack: SlackServer, text: str, channel: str = "C1") -> None:
    await slack.space.until(lambda: any(f"You said {text}" in read(m) for m in slack.space.messages(channel)))


async def test_each_way_in_is_answered_once() -> None:
    state, desk = Failing(), EchoDesk()
    async with SlackServer() as slack, serving(slack, desk, state):
        state.is_away = True
        person = slack.person()
        message = person.mention("first")
        await answered(slack, "first")
        person.reply("second", thread=message["ts"])
        await answered(slack, "second")
        person.edit(message, f"<@{slack.space.bot}> third")
        await answered(slack, "third")
        person.command("/ask", "fourth")
        await answered(slack, "/ask fourth")
        person.write("fifth")
        await answered(slack, "fifth", "DU1")
        assert len(slack.space.messages()) == 3


async def test_a_reply_in_a_thread_that_an_earlier_process_answered_is_known_by_slack() -> None:
    state = Failing()
    async with SlackServer() as slack:
        async with serving(slack, EchoDesk(), state):
            message = slack.person().mention("first")
            await answered(slack, "first")
        second = EchoDesk()
        async with serving(slack, second, state):
            state.is_away = True
            channel = slack.space.channels["C1"]
            channel.messages["1.0"] = {"ts": "1.0", "user": "U1", "text": "hi", "type": "message"}
            slack.person().reply("between others", thread="1.0")
            slack.person().reply("second", thread=message["ts"])
            await answered(slack, "second")
            assert [i.text for i in second.inbounds] == ["second"]
            state.is_away = False


async def test_what_was_not_written_down_is_written_with_the_next_sign_of_life() -> None:
    state, desk = Failing(), EchoDesk()
    async with SlackServer() as slack, serving(slack, desk, state, lease=0.3):
        state.is_away = True
        slack.person().mention("wait")
        await desk.busy.wait()
        assert await Memory.get(state, "slack:inbox:0:journal") is None
        state.is_away = False
        async with asyncio.timeout(5):
            await state.written.wait()
        assert '"wait"' in (await state.get("slack:inbox:0:journal") or "")


async def test_who_asks_is_asked_again_where_slack_wants_a_little_patience() -> None:
    desk = EchoDesk()
    async with SlackServer() as slack, serving(slack, desk):
        slack.space.users["U1"]["locale"] = "de-DE"
        slack.space.fail("users.info", Fault(retry_after=0))
        slack.person().mention("first")
        await answered(slack, "first")
        assert [i.locale for i in desk.inbounds] == ["de-DE"]
