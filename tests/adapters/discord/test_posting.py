"""Briefings on Discord: posted once, found again, refused in words that the courier can act on."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass
from typing import Any

import pytest
import pytest_asyncio

from adapters.discord.app import Discord
from adapters.discord.picture import draw
from adapters.discord.places import Channel, Person, address_of
from bot.errors import DeliveryError, Gone, Rejected, Throttled, Unknown, UnusableInput
from bot.platform import Absent, Address, CannotTell, Found, Level
from bot.reply import Image, Paragraph, Reply
from tests.adapters.desks import TABLE, EchoDesk, said
from tests.adapters.discord.shown import words_of
from tests.adapters.discord.stages import serving, settings_for
from tests.servers.discord_routes import Fault
from tests.servers.discord_server import DiscordServer, open_discord
from tests.servers.discord_world import (
    ATTACH,
    FORUM,
    HISTORY,
    SEND,
    SEND_IN_THREADS,
    VIEW,
    Room,
    Someone,
    message,
)

KEY = "delivery-0123456789-abc0"


@dataclass
class Channelled:
    """A channel of a server, and the platform that posts to it; nobody serves."""

    discord: DiscordServer
    platform: Discord
    room: Room
    address: Address

    async def post(self, text: str = "Good morning", key: str = KEY) -> Any:
        (payload,) = self.platform.render(said(text))
        return await self.platform.post(self.address, payload, key)


@pytest_asyncio.fixture
async def place() -> AsyncGenerator[Channelled]:
    async with open_discord() as discord:
        server = discord.world.server()
        room = server.rooms[0]
        platform = Discord(settings_for(discord))
        yield Channelled(discord, platform, room, address_of(Channel(room.id, server.id)))
        await platform.close()


async def test_a_post_is_found_by_its_button_when_its_nonce_is_long_forgotten(place: Channelled) -> None:
    receipt = await place.post()
    place.discord.routes.forget_nonces()
    assert all("nonce" not in one for one in place.room.messages)
    assert await place.platform.find(place.address, KEY) == Found(receipt)
    assert await place.platform.find(place.address, "another") == Absent()


async def test_a_post_is_found_behind_hundreds_of_later_messages(place: Channelled) -> None:
    receipt = await place.post()
    place.room.messages += [message(place.room, Someone(5, "Ann"), content="…") for _ in range(250)]
    assert await place.platform.find(place.address, KEY) == Found(receipt)


async def test_a_limit_met_while_looking_is_waited_for_and_a_long_one_is_told(place: Channelled) -> None:
    receipt = await place.post()
    place.discord.routes.faults.append(Fault("GET", "/messages", retry_after=0.05))
    assert await place.platform.find(place.address, KEY) == Found(receipt)
    place.discord.routes.faults.append(Fault("GET", "/messages", retry_after=30))
    with pytest.raises(Throttled):
        await place.platform.find(place.address, KEY)


async def test_where_too_much_was_written_nobody_can_tell(place: Channelled) -> None:
    place.room.messages += [message(place.room, Someone(5, "Ann"), content="…") for _ in range(2_100)]
    assert isinstance(await place.platform.find(place.address, KEY), CannotTell)


async def test_without_the_history_nobody_can_tell(place: Channelled) -> None:
    assert await place.platform.find(place.address, KEY) == Absent()
    await place.post()
    place.room.allowed &= ~HISTORY
    assert isinstance(await place.platform.find(place.address, KEY), CannotTell)


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (Fault("POST", "/messages", retry_after=7.5), Throttled),
        (Fault("POST", "/messages", status=500), Unknown),
        (Fault("POST", "/messages", is_lost=True), Unknown),
        (Fault("POST", "/messages", status=400), Rejected),
        (Fault("POST", "/messages", status=403), Throttled),  # Without a code: a proxy's, not Discord's.
    ],
)
async def test_what_goes_wrong_is_told_in_the_couriers_words(
    place: Channelled, fault: Fault, error: type[DeliveryError]
) -> None:
    place.discord.routes.faults.append(fault)
    with pytest.raises(error) as caught:
        await place.post()
    if isinstance(caught.value, Throttled) and fault.retry_after:
        assert caught.value.retry_after == pytest.approx(7.5, abs=0.1)
    posts = [one for one in place.discord.routes.log if one.method == "POST"]
    assert len(posts) == 1


async def test_a_lost_answer_is_settled_by_looking(place: Channelled) -> None:
    place.discord.routes.faults.append(Fault("POST", "/messages", is_lost=True))
    with pytest.raises(Unknown):
        await place.post()
    assert isinstance(await place.platform.find(place.address, KEY), Found)
    assert len(place.room.messages) == 1


async def test_within_a_limit_nothing_is_asked(place: Channelled) -> None:
    place.discord.routes.faults.append(Fault("POST", "/messages", retry_after=30, is_global=True))
    for key in ("one", "two"):
        with pytest.raises(Throttled):
            await place.post(key=key)
    assert len(place.discord.routes.log) == 1


async def test_channels_that_are_gone_closed_or_mute_are_gone(place: Channelled) -> None:
    for allowed in (0, VIEW):
        place.room.allowed = allowed
        with pytest.raises(Gone):
            await place.post()
    place.room.exists = False
    with pytest.raises(Gone):
        await place.post()
    ann = place.discord.person()
    place.discord.routes.closed_directs.add(ann.id)
    direct = place.platform.direct(str(ann.id))
    assert direct is not None
    with pytest.raises(Gone):
        await place.platform.post(direct, place.platform.render(said("Hi"))[0], KEY)


async def test_a_key_that_is_too_long_is_rejected_before_it_is_sent(place: Channelled) -> None:
    with pytest.raises(Rejected):
        await place.post(key="k" * 25)
    assert place.discord.routes.log == []


@pytest.mark.parametrize("theme", ["dark", "light", "off"])
async def test_a_comparison_comes_with_a_picture_in_the_chosen_colours(theme: str) -> None:
    async with open_discord() as discord:
        ann = discord.person()
        platform = Discord(settings_for(discord, discord_pictures=theme))
        (payload,) = platform.render(TABLE)
        await platform.post(address_of(Person(ann.id)), payload, KEY)
        await platform.close()
        assert len(discord.routes.pictures) == (theme != "off")
        assert "wants the bridge to be built before winter [1]" in words_of(ann.direct.messages[0])


async def test_where_files_may_not_be_attached_the_words_are_posted_alone(place: Channelled) -> None:
    place.room.allowed &= ~ATTACH
    png = draw(("", "A", "B"), (("x", "y", "z"),))
    (payload,) = place.platform.render(Reply((*TABLE.blocks, Image(png, "A map"))))
    await place.platform.post(place.address, payload, KEY)
    (posted,) = place.room.messages
    assert "wants the bridge to be built before winter [1]" in words_of(posted)
    assert "A map" in words_of(posted)
    async with serving(place.platform, EchoDesk()):
        await place.discord.connected()
        await place.discord.person().say("@bot /compare", place.room)
        await place.discord.until(lambda: "not stated" in words_of(place.room.messages[-1]))
    assert place.discord.routes.pictures == []


async def test_what_is_missing_is_said_before_anyone_subscribes(place: Channelled) -> None:
    assert await place.platform.prepare(place.address, "The talks") == place.address
    place.room.allowed = VIEW | SEND
    with pytest.raises(UnusableInput, match="permissions in this channel: Read Message History"):
        await place.platform.prepare(place.address, "The talks")
    place.room.allowed = SEND | HISTORY | ATTACH
    with pytest.raises(UnusableInput, match="View Channel"):
        await place.platform.prepare(place.address, "The talks")
    group = place.discord.world.direct(Someone(77, "Group"))
    with pytest.raises(UnusableInput, match="in servers and in direct messages"):
        await place.platform.prepare(address_of(Channel(group.id)), "The talks")
    assert place.room.messages == []


async def test_a_forum_gets_a_thread_that_is_posted_into(place: Channelled) -> None:
    server = place.room.guild
    assert server is not None
    forum = place.discord.world.room(server, "forum", FORUM)
    address = await place.platform.prepare(address_of(Channel(forum.id, server.id)), "The talks")
    thread = server.rooms[-1]
    assert (thread.parent, thread.name) == (forum, "The talks")
    (payload,) = place.platform.render(said("Good morning"))
    await place.platform.post(address, payload, KEY)
    assert "Good morning" in words_of(thread.messages[-1])
    assert await place.platform.prepare(address, "The talks") == address


async def test_a_forum_that_wants_a_tag_gets_one_and_one_without_replies_is_told_before(
    place: Channelled,
) -> None:
    server = place.room.guild
    assert server is not None
    forum = place.discord.world.room(server, "forum", FORUM)
    forum.requires_tag = True
    address = address_of(Channel(forum.id, server.id))
    await place.platform.prepare(address, "The talks")
    (opened,) = [one.body for one in place.discord.routes.log if one.path.endswith("/threads")]
    assert opened["applied_tags"] == ["6"]
    forum.allowed &= ~SEND_IN_THREADS
    with pytest.raises(UnusableInput, match="Send Messages in Threads"):
        await place.platform.prepare(address, "The talks")


async def test_a_post_asks_for_a_question_when_its_button_is_pressed(place: Channelled) -> None:
    desk = EchoDesk()
    await place.post()
    async with serving(place.platform, desk):
        await place.discord.connected()
        ann = place.discord.person(locale="de")
        call = await ann.press(place.room.messages[0], "💬", place.room)
        await call.acknowledged.wait()
        assert call.response is not None
        assert call.response["type"] == 9
        sent = await ann.submit(call.response["data"], "Who meets?", place.room)
        await place.discord.until(lambda: sent.shown)
    assert [one.text for one in desk.inbounds] == ["Who meets?"]


async def test_the_check_knows_token_commands_and_the_invite_link(place: Channelled) -> None:
    findings = {one.subject: one for one in await place.platform.check()}
    assert findings["commands"].level is Level.WARNING
    assert "permissions=309237746688" in findings["invite"].text
    async with serving(place.platform, EchoDesk()):
        await place.discord.until(lambda: place.discord.routes.commands)
    assert {one.level for one in await place.platform.check()} == {Level.OK}
    (finding,) = await Discord(settings_for(place.discord, discord_bot_token="wrong")).check()
    assert finding.level is Level.ERROR
    (finding,) = await Discord(settings_for(place.discord, discord_bot_token=None)).check()
    assert (finding.level, finding.subject) == (Level.ERROR, "token")
    elsewhere = settings_for(place.discord, discord_api_url="http://127.0.0.1:9/api/v10")
    (finding,) = await Discord(elsewhere).check()
    assert finding.subject == "connection"


async def test_the_rendering_needs_no_token() -> None:
    nothing = {"discord_api_url": None, "discord_gateway_url": None, "discord_bot_token": None}
    platform = Discord(settings_for(DiscordServer(), **nothing))
    assert platform.render(Reply((Paragraph("Hello"),)))
    assert not platform.receives
