"""What a question is about: a message that is replied to, a thread that goes on where an answer stood."""

from collections.abc import AsyncIterator

import pytest

from adapters.discord.app import Discord
from bot.platform import Earlier, Final, Inbound, Shown
from bot.reply import Action, Actions, Footnote, Heading, Kind, Paragraph, Reply, Sources
from bot.state import Memory
from tests.adapters.desks import SOURCE, EchoDesk
from tests.adapters.discord.shown import words_of
from tests.adapters.discord.stages import scene, serving, settings_for
from tests.servers.discord_routes import Fault
from tests.servers.discord_server import DiscordServer, Person, open_discord, parts
from tests.servers.discord_world import CREATE_THREADS, SEND_IN_THREADS, Room, message


class KeepingDesk(EchoDesk):
    """Answers as from a row, so that there is something to go on about."""

    async def handle(self, inbound: Inbound) -> AsyncIterator[Shown]:
        self.inbounds.append(inbound)
        text = (
            " ".join(f"w{n}" for n in range(6_000)) if "long" in inbound.text else "She *wants* 2_000 bridges"
        )
        evidence = Actions((Action("Evidence", "/evidence 7", Kind.OPEN), Action("And why?", "And why?")))
        blocks = (Paragraph(text, (1,)), Sources((SOURCE,)), evidence, Footnote("engine: echo"))
        yield Final(Reply((Heading("Notes"), *blocks) if "card" in inbound.text else blocks, id="7"))


ANSWERED = Earlier("What does she want?", "She *wants* 2_000 bridges")


def threader(server: DiscordServer, room: Room) -> Person:
    """Someone who may open threads there."""
    ann = server.person()
    assert room.guild
    room.guild.members[ann.id] = CREATE_THREADS
    return ann


async def test_a_reply_carries_what_it_replies_to_in_plain_words() -> None:
    desk = KeepingDesk()
    async with scene(desk) as s:
        room, ann = s.server.world.servers[0].rooms[0], s.server.person()
        call = await ann.call("ask", room, question="What does she want?")
        await s.server.until(lambda: call.shown)
        await ann.reply(call.shown[0], "and why?", room)
        await s.server.until(lambda: len(room.messages) == 3)
        await ann.press(call.shown[0], "And why?", room)
        await s.server.until(lambda: len(room.messages) == 4)
        await ann.say("@bot a card", room)
        await s.server.until(lambda: len(room.messages) == 6)
        await ann.reply(room.messages[-1], "and why?", room)
        await s.server.until(lambda: len(desk.inbounds) == 5)
    assert [one.earlier for one in desk.inbounds] == [
        None, ANSWERED, ANSWERED, None, Earlier("", "Notes\nShe *wants* 2_000 bridges"),
    ]  # fmt: skip


async def test_a_reply_to_another_person_is_about_nothing_of_ours() -> None:
    desk = KeepingDesk()
    async with scene(desk) as s:
        room, ann = s.server.world.servers[0].rooms[0], s.server.person()
        await ann.reply(message(room, s.server.person("Bob"), content="A rumour"), "@bot is it so?", room)
        await s.server.until(lambda: desk.inbounds)
    assert desk.inbounds[0].earlier is None


async def test_an_answer_offers_a_thread_which_goes_on_about_it_also_after_a_restart() -> None:
    desk, state = KeepingDesk(), Memory()
    async with open_discord() as server:
        made = server.world.server()
        room = made.rooms[0]
        ann = threader(server, room)
        async with serving(Discord(settings_for(server)), desk, state):
            await server.connected()
            call = await ann.call("ask", room, question="What does she want?")
            await server.until(lambda: call.shown)
        async with serving(Discord(settings_for(server)), desk, state):
            await server.connected()
            pressed = await ann.press(call.shown[0], "Go on in a thread", room)
            await server.until(lambda: pressed.shown)
            assert pressed.is_private
            thread = made.rooms[-1]
            assert (thread.id, thread.name) == (int(call.shown[0]["id"]), "What does she want?")
            assert f"<#{thread.id}>" in parts(pressed.shown[0])[0]["content"]
            assert "Ask on here" in words_of(thread.messages[0])
            await ann.reply(thread.messages[0], "and he?", thread)
            await server.until(lambda: len(thread.messages) == 3)
            assert not any(one.get("label") == "Go on in a thread" for one in parts(thread.messages[-1]))
            again = await ann.press(call.shown[0], "Go on in a thread", room)
            await server.until(lambda: again.shown)
            assert f"<#{thread.id}>" in parts(again.shown[0])[0]["content"]
            assert len(thread.messages) == 3
    assert desk.inbounds[-1].earlier == Earlier(ANSWERED.question, ANSWERED.reply, begins=True)


async def test_a_thread_is_for_those_who_may_open_one_and_never_offered_where_the_bot_may_not() -> None:
    async with scene(KeepingDesk()) as s:
        room = s.server.world.servers[0].rooms[0]
        ann, bob = threader(s.server, room), s.server.person("Bob", locale="de")
        call = await ann.call("ask", room, question="long")
        await s.server.until(lambda: len(call.shown) > 1)
        await s.server.until(
            lambda: any(one.get("label") == "Go on in a thread" for one in parts(call.shown[-1]))
        )
        pressed = await bob.press(call.shown[-1], "Go on in a thread", room)
        await s.server.until(lambda: "Öffentliche Threads erstellen" in "".join(map(words_of, pressed.shown)))
        assert s.server.world.servers[0].rooms == [room]
        room.allowed &= ~SEND_IN_THREADS
        private = await ann.call("ask", room, question="Who?", private=True)
        muted = await ann.call("ask", room, question="Who?")
        direct = await ann.call("ask", question="Who?")
        await s.server.until(lambda: private.shown and muted.shown and direct.shown)
        for one in (private, muted, direct):
            assert not any(part.get("label") == "Go on in a thread" for part in parts(one.shown[0]))


async def test_our_own_and_forwarded_messages_are_checked_as_they_are_read() -> None:
    desk = KeepingDesk()
    async with scene(desk) as s:
        room, ann = s.server.world.servers[0].rooms[0], s.server.person()
        call = await ann.call("ask", room, question="What does she want?")
        await s.server.until(lambda: call.shown)
        checked = [await ann.check("", room, message=call.shown[0])]
        forwarded = message(room, ann, message_snapshots=[{"message": {"content": "They met."}}])
        checked.append(await ann.check("", room, message=forwarded))
        await s.server.until(lambda: all(one.shown for one in checked))
    assert {one.text for one in desk.inbounds[1:]} == {
        "/verify She *wants* 2_000 bridges", "/verify They met."
    }  # fmt: skip


async def test_where_the_app_came_along_with_its_user_an_expired_token_ends_in_a_direct_message() -> None:
    async with scene(EchoDesk()) as s:
        server = s.server.world.servers[0]
        ann = s.server.person()
        s.server.routes.faults.append(Fault("POST", "callback", retry_after=0.01))
        server.has_bot = False
        call = await ann.call("ask", server.rooms[0], question="Who?")
        call.come_late()
        await s.server.until(lambda: ann.direct.messages)
        assert "You said /ask Who?" in words_of(ann.direct.messages[0])


@pytest.mark.parametrize(
    "fault", [Fault("POST", "callback", status=503, times=2), Fault("POST", "callback", is_lost=True)]
)
async def test_an_acknowledgement_that_fails_or_is_lost_costs_no_answer_and_doubles_none(
    fault: Fault,
) -> None:
    desk = EchoDesk()
    async with scene(desk) as s:
        room, ann = s.server.world.servers[0].rooms[0], s.server.person()
        s.server.routes.faults.append(fault)
        await ann.call("ask", room, question="Who?")
        await s.server.until(lambda: room.messages)
        await ann.say("the end")
        await s.server.until(lambda: len(ann.direct.messages) == 2)
        assert "You said /ask Who?" in words_of(room.messages[0])
        assert len(room.messages) == 1


async def test_a_reply_to_a_comparison_or_to_a_file_is_about_the_words_of_it() -> None:
    desk = EchoDesk()
    async with scene(desk) as s:
        room, ann = s.server.world.servers[0].rooms[0], s.server.person()
        await ann.say("@bot compare", room)
        await s.server.until(lambda: len(room.messages) == 2)
        await ann.reply(room.messages[-1], "and why?", room)
        await s.server.until(lambda: len(desk.inbounds) == 2)
        listed = [
            {"type": 13, "file": {"url": "attachment://answer.txt"}},
            {"type": 10, "content": "-# small"},
        ]
        await ann.reply({**room.messages[1], "components": listed}, "and why?", room)
        await s.server.until(lambda: len(desk.inbounds) == 3)
    _, compared, file = (one.earlier for one in desk.inbounds)
    assert compared is not None
    assert compared.reply.startswith("Anna Grey / Boris Holm\nGoals: Anna Grey: wants the bridge")
    assert file is None


async def test_where_the_token_expires_between_pages_the_rest_comes_as_a_direct_message() -> None:
    async with scene(KeepingDesk()) as s:
        server = s.server.world.servers[0]
        ann = s.server.person()
        call = await ann.call("ask", server.rooms[0], question="long")
        await s.server.until(lambda: call.shown)
        server.has_bot = False
        call.expire()
        await s.server.until(
            lambda: any("attachment://answer.txt" in str(one) for one in ann.direct.messages)
        )
        shown = " ".join(map(words_of, [*call.shown, *ann.direct.messages])).split()
        assert [n for n in range(1_900) if shown.count(f"w{n}") != 1] == []
