"""The whole in Slack: the default dossier, the real desk, a store; from a question to its answer, from the clock to a post."""

import datetime
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from adapters.slack.app import Slack
from bot.circulation import Circulation
from bot.courier import Courier
from bot.desk import Desk
from bot.dossier import reader
from bot.dossier.model import Dossier
from bot.engines import Engine
from bot.engines.extractive import Extractive
from bot.holdings import Holdings
from bot.platform import Address
from bot.press import Press
from bot.store import open_store
from tests.adapters.slack.serving import serving
from tests.adapters.slack.test_ways_in import read
from tests.servers.slack_server import SlackServer
from tests.servers.slack_workspace import Fault

MONDAY = datetime.datetime(2025, 8, 11, 6, tzinfo=datetime.UTC)


@dataclass
class House:
    """Slack with everything behind it; `now` is the time that the house goes by."""

    slack: SlackServer
    courier: Courier
    now: datetime.datetime = MONDAY

    async def tick(self, on: datetime.timedelta) -> None:
        self.now += on
        await self.courier.tick(self.now)
        await self.courier.settled()

    def shown(self, text: str, channel: str = "C1") -> list[dict[str, Any]]:
        return [m for m in self.slack.space.messages(channel) if text in read(m)]


@asynccontextmanager
async def house(path: Path) -> AsyncGenerator[House]:
    holdings = Holdings(reader.default_path(), Extractive, folder=None, progress=None)
    made: House | None = None

    def now() -> datetime.datetime:
        return made.now if made else MONDAY

    async def open_(name: str) -> tuple[Dossier, Engine]:
        holding = await holdings.get(name)
        return holding.dossier, holding.engine

    async with SlackServer() as slack, open_store(f"sqlite:///{path / 'x.db'}", now=now) as store:
        slack.space.channels["C1"].creator = "U1"
        press = Press(store, open_)
        platforms: list[Slack] = []

        async def prepare(address: Address, title: str) -> Address:
            return await platforms[0].prepare(address, title)

        circulation = Circulation(store, holdings, press, now, prepare=prepare)
        desk = Desk(holdings, lambda: now().date(), store=store, circulation=circulation)
        async with serving(slack, desk, store.state()) as platform:
            platforms.append(platform)
            courier = Courier(store, press, {"slack": platform}, now)
            made = House(slack, courier)
            yield made
            await courier.drain(1)


async def test_a_question_is_answered_with_quotes_and_a_follow_up_in_its_thread(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        message = home.slack.person().mention("What does Putin want?")
        await home.slack.space.until(lambda: home.shown("engine: extractive"), 30)
        (answer,) = home.shown("engine: extractive")
        assert "[1] " in read(answer)
        assert "“" in answer["text"]
        home.slack.person().reply("And Trump?", thread=message["ts"])
        await home.slack.space.until(lambda: len(home.shown("engine: extractive")) == 2, 30)


async def test_comparing_all_leaders_shows_a_table_and_chooses_by_a_form(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        person = home.slack.person()
        person.command("/compare")
        await home.slack.space.until(lambda: home.shown("Choose leaders and a topic"), 30)
        (shown,) = home.shown("Choose leaders and a topic")
        assert any(block["type"] == "table" for block in shown["blocks"])
        person.press(shown, "Choose leaders and a topic")
        (form,) = await home.slack.space.until(
            lambda: [v for v in home.slack.space.views.values() if "callback_id" in v]
        )
        menus = {b["element"]["action_id"]: b["element"]["options"] for b in form["blocks"]}
        chosen = [{"value": option["value"]} for option in menus["leaders"][:2]]
        topic = {"selected_option": {"value": menus["topic"][0]["value"]}}
        person.submit(form, {"leaders": {"selected_options": chosen}, "topic": topic})
        await home.slack.space.until(
            lambda: [m for m in home.shown("engine:") if m.get("thread_ts") == shown["ts"]], 30
        )
        (compared,) = [
            m for m in home.shown("engine:") if m.get("thread_ts") == shown["ts"] and "thread_ts" in m
        ][:1]
        table = next(block for block in compared["blocks"] if block["type"] == "table")
        assert len(table["rows"]) == 2


async def test_a_channel_is_greeted_subscribes_and_gets_its_briefing_once(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        person = home.slack.person()
        person.invite()
        await home.slack.space.until(lambda: home.shown("Brief this channel daily"), 30)
        (hello,) = home.shown("Brief this channel daily")
        person.press(hello, "Brief this channel daily at 08:00?")
        confirmations = lambda: [r for r in home.slack.space.responses if "Subscribed" in read(r)]  # noqa: E731
        await home.slack.space.until(confirmations, 30)
        assert "08:00 Europe/Berlin" in read(confirmations()[0])
        before = len(home.slack.space.messages())
        await home.tick(datetime.timedelta(minutes=1))
        assert len(home.slack.space.messages()) == before
        # The morning after: the first try may have arrived, and is looked for before it is tried again.
        home.slack.space.fail("chat.postMessage", Fault(status=500, effect=True))
        await home.tick(datetime.timedelta(days=1))
        for _ in range(6):
            await home.tick(datetime.timedelta(minutes=10))
        posted = home.slack.space.messages()[before:]
        keys = [m["metadata"]["event_payload"]["key"] for m in posted]
        assert len(keys) == len(set(keys)) >= 1
        assert sum("Change time" in read(m) for m in posted) == 1
        person.open_home()
        await home.slack.space.until(
            lambda: "Briefings in #general" in read(home.slack.space.homes.get("U1", {})), 30
        )
        assert "08:00 Europe/Berlin" in read(home.slack.space.homes["U1"])
        person.press_view(home.slack.space.homes["U1"], "Pause")
        await home.slack.space.until(lambda: "Resume" in read(home.slack.space.homes["U1"]), 30)


async def test_who_was_removed_from_the_channel_is_told_in_a_direct_message(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        person = home.slack.person()
        person.command("/briefings", "subscribe 08:00 Europe/Berlin")
        await home.slack.space.until(lambda: home.slack.space.responses, 30)
        home.slack.space.channels["C1"].members.discard(home.slack.space.bot)
        await home.tick(datetime.timedelta(days=1, minutes=1))
        (told,) = home.shown("can't be posted any more", "DU1")
        assert "08:00" in read(told)


async def test_evidence_the_answer_to_copy_and_a_rating_come_from_its_buttons(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        person, space = home.slack.person(), home.slack.space
        person.mention("What does Putin want?")
        await space.until(lambda: home.shown("engine: extractive"), 30)
        (answer,) = home.shown("engine: extractive")
        person.press(answer, "Show evidence")
        view = await space.until(lambda: next((v for v in space.views.values() if "“" in read(v)), None), 30)
        assert "passage" in read(view)
        person.press(answer, "Copy with citations")
        await space.until(
            lambda: len(space.views) == 2 and all("[1]" in read(v) for v in space.views.values()), 30
        )
        person.press(answer, "👍")
        await space.until(lambda: space.responses, 30)
        assert space.responses[0]["response_type"] == "ephemeral"


async def test_a_channel_that_cannot_be_posted_to_is_refused_before_it_is_subscribed(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        home.slack.space.add_channel("C2", "closed", members={"U1"}, private=True)
        home.slack.space.add_channel("C3", "open", members={"U1"}, creator="U1")
        person, space = home.slack.person("UADMIN"), home.slack.space
        person.command("/briefings", "subscribe 08:00 Europe/Berlin", channel="C2")
        await space.until(lambda: any("/invite" in read(r) for r in space.responses), 30)
        home.slack.person().command("/briefings", "subscribe 08:00 Europe/Berlin", channel="C3")
        await space.until(lambda: any("Subscribed" in read(r) for r in space.responses), 30)
        assert space.bot in space.channels["C3"].members
