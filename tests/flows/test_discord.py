"""On Discord from a command to its answer, and from the clock to a briefing whose buttons are pressed."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio

from adapters.discord.app import Discord
from bot.courier import Courier
from bot.press import Press
from tests.adapters.discord.shown import words_of
from tests.adapters.discord.stages import serving, settings_for
from tests.bot.newsrooms import DAY, HOUR, Newsroom, copied, newsroom, write_dossier
from tests.servers.discord_routes import Fault
from tests.servers.discord_server import Call, DiscordServer, Person, open_discord
from tests.servers.discord_world import CREATE_THREADS, FORUM, Room


@dataclass
class Flow:
    """The whole bot on a local Discord; `boss` manages the channel."""

    news: Newsroom
    discord: DiscordServer
    courier: Courier
    room: Room
    boss: Person

    async def deliver(self) -> None:
        """What the clock does."""
        await self.courier.tick(self.news.at)
        await self.courier.settled()

    async def answered(self, call: Call, text: str) -> None:
        await self.discord.until(lambda: any(text in words_of(one) for one in call.shown))


@pytest_asyncio.fixture
async def flow(prepared_sqlite: Path, tmp_path: Path) -> AsyncGenerator[Flow]:
    """A connected bot over its own database."""
    dossier = write_dossier(tmp_path / "bridge")
    async with newsroom(copied(prepared_sqlite, tmp_path), dossier) as news, open_discord() as discord:
        server = discord.world.server()
        platform = Discord(settings_for(discord))
        news.serve(platform.prepare)
        courier = Courier(news.store, Press(news.store, news.read), {"discord": platform}, news.now)
        async with serving(platform, news.desk, news.store.state()):
            await discord.connected()
            yield Flow(news, discord, courier, server.rooms[0], discord.person("Boss", manages=server))


async def test_a_question_is_answered_with_its_quote(flow: Flow) -> None:
    call = await flow.discord.person().call("ask", flow.room, question="What does Anna Grey want?")
    await flow.answered(call, "bridge across the strait")
    assert "[1]" in words_of(call.shown[0])
    mention = await flow.discord.person().say("@bot What does Boris Holm refuse?", flow.room)
    await flow.discord.until(lambda: "before the vote" in words_of(flow.room.messages[-1]))
    assert flow.room.messages[-1]["message_reference"]["message_id"] == mention["id"]


@pytest.mark.parametrize("is_dropped", [False, True])
async def test_evidence_copy_and_feedback_are_a_press_away_and_private(flow: Flow, is_dropped: bool) -> None:
    call = await flow.discord.person().call("ask", flow.room, question="What does Anna Grey want?")
    await flow.answered(call, "bridge across the strait")
    (answer,) = call.shown
    if is_dropped:
        await flow.discord.gateway.drop()
        await flow.discord.until(lambda: flow.discord.gateway.is_connected)
    bob = flow.discord.person("Bob")
    for label, text in (
        ("Show evidence", "the toll must stay below"),
        ("Copy with citations", "[1]"),
        ("👍", ""),
    ):
        pressed = await bob.press(answer, label, flow.room)
        await flow.answered(pressed, text)
        assert pressed.is_private
    assert flow.room.messages == [answer]


@pytest.mark.parametrize("is_dropped", [False, True])
async def test_a_briefing_is_subscribed_posted_once_and_its_buttons_work(
    flow: Flow, is_dropped: bool
) -> None:
    call = await flow.boss.call("briefings subscribe", flow.room, when="09:00 Europe/Berlin")
    await flow.answered(call, "Subscribed")
    assert call.is_private
    if is_dropped:
        await flow.discord.gateway.drop()
        await flow.discord.until(lambda: flow.discord.gateway.is_connected)
    flow.news.at += HOUR
    await flow.deliver()
    await flow.deliver()
    (briefing,) = [one for one in flow.room.messages if "Anna Grey" in words_of(one)]
    if is_dropped:
        await flow.discord.gateway.drop()
        await flow.discord.until(lambda: flow.discord.gateway.is_connected)
    evidence = await flow.discord.person().press(briefing, "Show evidence", flow.room)
    await flow.answered(evidence, "Notes on the bridge")
    assert evidence.is_private
    pressed = await flow.discord.person().press(briefing, "Compare", flow.room)
    await flow.answered(pressed, "Boris Holm")
    change = await flow.boss.press(briefing, "Change time", flow.room)
    await change.acknowledged.wait()
    assert change.response is not None
    sent = await flow.boss.submit(change.response["data"], "10:15 Europe/Berlin", flow.room)
    await flow.answered(sent, "10:15")
    assert sent.is_private
    stop = await flow.boss.press(briefing, "Stop", flow.room)
    await flow.answered(stop, "Removed")
    assert stop.is_private
    flow.news.at += DAY
    before = len(flow.room.messages)
    await flow.deliver()
    assert len(flow.room.messages) == before


async def test_a_newcomer_says_hello_and_offers_a_briefing_that_only_lacks_the_zone(flow: Flow) -> None:
    server = flow.discord.world.server("New")
    boss, room = flow.discord.person("Boss", manages=server), server.rooms[0]
    await flow.discord.join(server)
    await flow.discord.until(lambda: room.messages)
    (hello,) = room.messages
    call = await boss.press(hello, "Brief this channel daily at 08:00?", room)
    await call.acknowledged.wait()
    assert call.response is not None
    form = call.response["data"]
    assert form["components"][0]["component"]["value"] == "08:00 "
    sent = await boss.submit(form, "08:00 Europe/Berlin", room)
    await flow.answered(sent, "Subscribed")


async def test_a_briefing_whose_answer_was_lost_is_found_and_not_posted_again(flow: Flow) -> None:
    call = await flow.boss.call("briefings subscribe", flow.room, when="09:00 Europe/Berlin")
    await flow.answered(call, "Subscribed")
    flow.discord.routes.faults.append(Fault("POST", "/messages", is_lost=True))
    flow.news.at += HOUR
    await flow.deliver()
    flow.discord.routes.forget_nonces()
    for _ in range(3):
        flow.news.at += HOUR
        await flow.deliver()
    assert len([one for one in flow.room.messages if "Anna Grey" in words_of(one)]) == 1


async def test_who_may_not_decide_for_the_channel_is_told_so(flow: Flow) -> None:
    call = await flow.discord.person().call("briefings subscribe", flow.room, when="09:00 UTC")
    await flow.answered(call, "manage this channel")
    alone = await flow.discord.person().call("briefings subscribe", when="09:00 UTC")
    await flow.answered(alone, "Subscribed")


async def test_a_comparison_is_a_picture_whose_words_are_a_press_away(flow: Flow) -> None:
    call = await flow.discord.person().call("compare", flow.room)
    await flow.answered(call, "Anna Grey / Boris Holm")
    assert len(flow.discord.routes.pictures) == 1
    pressed = await flow.discord.person("Bob").press(call.shown[0], "As text", flow.room)
    await flow.answered(pressed, "Boris Holm: Boris Holm refuses to pay")
    assert pressed.is_private
    assert "the toll must stay below four crowns" in words_of(pressed.shown[0])


async def test_a_reply_to_an_older_answer_and_one_in_its_thread_are_asked_about_that_answer(
    flow: Flow,
) -> None:
    first = await flow.discord.person().call("ask", flow.room, question="What does Anna Grey want?")
    await flow.answered(first, "bridge across the strait")
    second = await flow.discord.person().call("ask", flow.room, question="What does Boris Holm refuse?")
    await flow.answered(second, "before the vote")
    await flow.discord.person().reply(first.shown[0], "What does she say about the toll?", flow.room)
    await flow.discord.until(lambda: "four crowns" in words_of(flow.room.messages[-1]))
    server = flow.room.guild
    assert server is not None
    server.members[flow.boss.id] |= CREATE_THREADS
    await flow.boss.press(first.shown[0], "Go on in a thread", flow.room)
    await flow.discord.until(lambda: server.rooms[-1].messages)
    thread = server.rooms[-1]
    await flow.boss.say("@bot What does she say about the toll?", thread)
    await flow.discord.until(lambda: "four crowns" in words_of(thread.messages[-1]))


async def test_a_forum_is_subscribed_from_elsewhere_by_those_who_manage_it(flow: Flow) -> None:
    server = flow.room.guild
    assert server is not None
    forum = flow.discord.world.room(server, "forum", FORUM)
    forum.everyone_manages = 0
    when = "09:00 Europe/Berlin"
    refused = await flow.boss.call("briefings subscribe", flow.room, when=when, channel=forum)
    await flow.answered(refused, "manage this channel")
    forum.everyone_manages = None
    call = await flow.boss.call("briefings subscribe", flow.room, when=when, channel=forum)
    await flow.answered(call, "Subscribed")
    thread = server.rooms[-1]
    assert thread.parent is forum
    flow.news.at += HOUR
    await flow.deliver()
    assert "Anna Grey" in words_of(thread.messages[-1])
    assert not any("Anna Grey" in words_of(one) for one in flow.room.messages)
