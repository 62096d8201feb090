"""The whole house: Slack, Discord and a model at once; a question in each, a subscription in each, the next morning."""

import datetime
import json
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from adapters.discord.app import Discord
from bot.circulation import Circulation
from bot.courier import Courier
from bot.desk import Desk
from bot.dossier.model import Dossier
from bot.dossier.reading import Reading
from bot.engines import Engine
from bot.engines.extractive import Extractive
from bot.engines.fallback import Fallback
from bot.engines.generative.engine import Generative
from bot.engines.generative.openai_model import open_model
from bot.holdings import Holdings
from bot.ledger import StoredLedger
from bot.platform import Address, Platform, platform_of
from bot.press import Press
from bot.settings import read_settings
from bot.store import open_store
from tests.adapters.discord import stages
from tests.adapters.discord.shown import words_of
from tests.adapters.slack import serving as slack_serving
from tests.adapters.slack.test_ways_in import read
from tests.bot.newsrooms import write_dossier
from tests.servers.discord_server import DiscordServer, open_discord
from tests.servers.openai_script import Says
from tests.servers.openai_server import OpenAIServer, open_server
from tests.servers.slack_server import SlackServer

EVENING = datetime.datetime(2026, 5, 3, 20, tzinfo=datetime.UTC)
QUESTION = "What does Anna Grey want?"


@dataclass
class House:
    """Everything at once; `now` is the time that the house goes by."""

    slack: SlackServer
    discord: DiscordServer
    model: OpenAIServer
    courier: Courier
    now: datetime.datetime = EVENING

    async def tick(self, on: datetime.timedelta) -> None:
        self.now += on
        await self.courier.tick(self.now)
        await self.courier.settled()


def scripted(reading: Reading) -> Any:
    """A model that says of each leader what the dossier's first sentence on them says, with that quote."""
    sentence = next(s for s in reading.dossier.sentences if "Grey" in s.text)
    claim = {"text": sentence.text, "quotes": [{"passage": sentence.passage, "quote": sentence.text}]}
    answer = {"asked": "", "stated": True, "claims": [claim], "questions": []}
    briefing = {"points": [{"heading": "Anna Grey", "claim": claim}]}
    cells = {"cells": [{"aspect": "Goals", "leader": "Anna Grey", "claim": claim}]}
    replies = {"WrittenAnswer": answer, "WrittenBriefing": briefing, "WrittenComparison": cells}

    def script(body: dict[str, Any]) -> Says:
        title = body["response_format"]["json_schema"]["schema"]["title"]
        return Says(json.dumps(replies.get(title, {"repaired": []})), pieces=20)

    return script


@asynccontextmanager
async def house(folder: Path) -> AsyncGenerator[House]:
    made: House | None = None
    dossier = write_dossier(folder / "bridge")
    plain = Holdings(dossier, Extractive).first.reading

    def now() -> datetime.datetime:
        return made.now if made else EVENING

    async with (
        open_server(scripted(plain)) as model_server,
        SlackServer() as slack,
        open_discord() as discord,
        open_store(f"sqlite:///{folder / 'x.db'}", now=now) as store,
    ):
        settings = read_settings(openai_base_url=model_server.url, dossier=dossier)
        async with open_model(settings) as model:
            ledger = StoredLedger(store, settings, now)

            def engine(reading: Reading) -> Engine:
                return Fallback(
                    Generative(reading=reading, model=model, ledger=ledger, deadline=30), Extractive(reading)
                )

            async def open_(name: str) -> tuple[Dossier, Engine]:
                holding = await holdings.get(name)
                return holding.dossier, holding.engine

            async def prepare(address: Address, title: str) -> Address:
                return await platforms[platform_of(address)].prepare(address, title)

            holdings = Holdings(dossier, engine)
            press = Press(store, open_)
            circulation = Circulation(store, holdings, press, now, prepare=prepare)
            desk = Desk(holdings, lambda: now().date(), store=store, circulation=circulation)
            on_discord = Discord(stages.settings_for(discord))
            slack.space.channels["C1"].creator = "U1"
            discord.world.server()
            async with (
                slack_serving.serving(slack, desk, store.state()) as on_slack,
                stages.serving(on_discord, desk, store.state()),
            ):
                platforms = {"slack": cast("Platform", on_slack), "discord": cast("Platform", on_discord)}
                await discord.connected()
                made = House(slack, discord, model_server, Courier(store, press, platforms, now))
                yield made
                await made.courier.drain(5)


async def test_a_question_and_a_subscription_on_each_and_both_briefings_arrive_once(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        space = home.slack.space
        (server,) = home.discord.world.servers
        room, boss = server.rooms[0], home.discord.person("Boss", manages=server)

        home.slack.person().mention(QUESTION)
        asked = await home.discord.person().call("ask", room, question=QUESTION)
        await space.until(lambda: [m for m in space.messages("C1") if "engine: generative" in read(m)], 30)
        await home.discord.until(lambda: any("engine: generative" in words_of(m) for m in asked.shown))

        home.slack.person().command("/briefings", "subscribe 08:00 Europe/Berlin")
        await space.until(lambda: [r for r in space.responses if "Subscribed" in read(r)], 30)
        subscribed = await boss.call("briefings subscribe", room, when="08:00 Europe/Berlin")
        await home.discord.until(lambda: any("Subscribed" in words_of(m) for m in subscribed.shown))

        before = len(space.messages("C1")), len(room.messages)
        await home.tick(datetime.timedelta(hours=9))
        assert (len(space.messages("C1")), len(room.messages)) == before  # 07:00 in Berlin.
        await home.tick(datetime.timedelta(hours=1))
        for _ in range(4):
            await home.tick(datetime.timedelta(minutes=10))
        posted = (
            [read(m) for m in space.messages("C1")[before[0] :]],
            [words_of(m) for m in room.messages[before[1] :]],
        )
        for texts in posted:
            assert len([text for text in texts if "Change time" in text or "Anna Grey" in text]) == 1, texts
            assert "engine: generative" in " ".join(texts)
