"""What people do on Discord, and what they see: commands, mentions, buttons, forms, and what goes wrong."""

import asyncio
import itertools
from collections.abc import AsyncIterator

import pytest

from bot.errors import BadSettings
from bot.platform import DIRECT, MANAGES, Final, Inbound, Part, Shown, Status
from bot.reply import Action, Actions, Audience, Kind, Paragraph, Reply
from bot.state import Memory
from tests.adapters.desks import EchoDesk
from tests.adapters.discord.shown import words_of
from tests.adapters.discord.stages import scene, serving, settings_for
from tests.servers.discord_routes import Fault
from tests.servers.discord_server import Call, open_discord, text_of
from tests.servers.discord_world import SEND

EPHEMERAL = 1 << 6


def shown(call: Call) -> str:
    return "\n".join(words_of(one) for one in call.shown)


class ActingDesk(EchoDesk):
    """Answers with what is to be pressed, privately, at length, or step by step."""

    def __init__(self) -> None:
        super().__init__()
        self.go_on = asyncio.Event()

    async def handle(self, inbound: Inbound) -> AsyncIterator[Shown]:
        match inbound.text.removeprefix("/").removeprefix("ask "):
            case "buttons":
                self.inbounds.append(inbound)
                long = "Why is it so? " * 12
                actions = (
                    Action("Who meets?", "Who meets?"),
                    Action("Evidence", "/evidence 7", Kind.OPEN),
                    Action("👍", "/feedback 7 good", Kind.GOOD),
                    Action("Long", long),
                )
                yield Final(Reply((Paragraph("Press"), Actions(actions)), id="7"))
            case "alone":
                yield Final(Reply((Paragraph("For you"),), Audience.ASKER))
            case "long":
                yield Final(Reply((Paragraph(" ".join(f"w{n}" for n in range(6_000))),)))
            case "slowly":
                yield Status("Looking …")
                yield Part(Paragraph("First"))
                yield Part(Paragraph("Second"))
                await self.go_on.wait()
                yield Final(Reply((Paragraph("First"), Paragraph("Second"), Paragraph("Third"))))
            case _:
                async for one in super().handle(inbound):
                    yield one


async def test_a_command_is_deferred_at_once_and_answered_with_its_question_on_top() -> None:
    async with scene(EchoDesk()) as s:
        room = s.server.world.servers[0].rooms[0]
        call = await s.server.person().call("ask", room, question="Who meets?")
        await s.server.until(lambda: "engine: echo" in shown(call))
        assert call.response is not None
        assert call.response["type"] == 5
        assert call.after is not None
        assert call.after < 3
        assert "You said /ask Who meets?" in shown(call)
        assert text_of(call.shown[0]).startswith("> Who meets?")
        assert room.messages == call.shown


@pytest.mark.parametrize(
    ("name", "options", "text"),
    [
        ("brief", {"length": "full"}, "/brief full"),
        ("compare", {}, "/compare"),
        ("compare", {"left": "A", "right": "B", "third": "C", "topic": "trade"}, "/compare A vs B vs C on trade"),
        ("compare", {"topic": "trade"}, "/compare on trade"),
        ("verify", {"text": "One.\nTwo."}, "/verify One.\nTwo."),
        ("leaders", {}, "/leaders"),
        ("sources", {"passage": 3}, "/sources 3"),
        ("help", {"rules": True}, "/help rules"),
        ("forget", {}, "/forget"),
        ("dossier list", {}, "/dossier list"),
        ("dossier use", {"name": "trade"}, "/dossier use trade"),
        ("briefings subscribe", {"when": "08:00 UTC", "length": "full"}, "/briefings subscribe 08:00 UTC full"),
        ("briefings change", {"id": "ab", "when": "09:00"}, "/briefings change ab 09:00"),
        ("briefings list", {}, "/briefings list"),
    ],
)  # fmt: skip
async def test_each_command_says_to_the_desk_what_would_be_typed(
    name: str, options: dict[str, object], text: str
) -> None:
    desk = EchoDesk()
    async with scene(desk) as s:
        call = await s.server.person().call(name, **options)
        await s.server.until(lambda: call.shown)
    assert [one.text for one in desk.inbounds] == [text]


async def test_who_asks_where_and_in_which_language_reaches_the_desk() -> None:
    desk = EchoDesk()
    async with scene(desk) as s:
        server = s.server.world.servers[0]
        boss, ann = s.server.person("Boss", locale="uk", manages=server), s.server.person("Ann", locale="de")
        calls = [
            await boss.call("leaders", server.rooms[0]),
            await ann.call("leaders", server.rooms[0]),
            await ann.call("leaders"),
        ]
        await s.server.until(lambda: all(call.shown for call in calls))
        by_roles = {one.roles: one for one in desk.inbounds}
        assert by_roles[frozenset({MANAGES})].locale == "uk"
        assert by_roles[frozenset()].space == f"discord:{server.id}"
        alone = by_roles[frozenset({DIRECT, MANAGES})]
        assert (alone.locale, alone.address) == ("de", s.platform.direct(str(ann.id)))


async def test_a_private_answer_is_seen_by_nobody_else() -> None:
    async with scene(EchoDesk()) as s:
        room = s.server.world.servers[0].rooms[0]
        call = await s.server.person().call("ask", room, question="Who?", private=True)
        await s.server.until(lambda: call.shown)
        assert call.shown[0]["flags"] & EPHEMERAL
        assert room.messages == []


async def test_what_turns_out_to_be_private_takes_the_place_of_the_open_response() -> None:
    async with scene(ActingDesk()) as s:
        room = s.server.world.servers[0].rooms[0]
        call = await s.server.person().call("ask", room, question="alone")
        await s.server.until(lambda: "For you" in shown(call))
        assert call.shown[0]["flags"] & EPHEMERAL
        assert room.messages == []
        ann = s.server.person()
        await ann.say("@bot alone", room)
        await s.server.until(lambda: any("For you" in words_of(one) for one in ann.direct.messages))
        assert all(one["author"]["id"] == str(ann.id) for one in room.messages)


async def test_who_takes_no_direct_messages_is_told_so_and_others_read_nothing_private() -> None:
    async with scene(ActingDesk()) as s:
        room, ann = s.server.world.servers[0].rooms[0], s.server.person()
        s.server.routes.closed_directs.add(ann.id)
        await ann.say("@bot alone", room)
        await s.server.until(lambda: len(room.messages) == 2)
        assert "I can't send you direct messages" in words_of(room.messages[-1])
        assert ann.direct.messages == []


async def test_pages_of_an_answer_survive_a_connection_that_breaks() -> None:
    async with scene(ActingDesk()) as s:
        server, ann = s.server.world.servers[0], s.server.person()
        inside = rf"channels/(?!{server.rooms[0].id})\d+/messages$"
        s.server.routes.faults.append(Fault("POST", inside, is_lost=True))
        await ann.say("@bot long", server.rooms[0])
        await s.server.until(
            lambda: any("w5999" in words_of(m) for r in server.rooms[1:] for m in r.messages)
        )
        thread = server.rooms[1]
        assert s.server.routes.faults[0].times == 0
        shown = " ".join(map(words_of, [*server.rooms[0].messages, *thread.messages]))
        assert all(shown.split().count(f"w{n}") == 1 for n in range(6_000))


async def test_a_field_is_completed_from_the_desk() -> None:
    async with scene(EchoDesk()) as s:
        ann = s.server.person()
        for name, field, typed, values in (
            ("compare", "left", "an", ["Anna Grey"]),
            ("compare", "topic", "", ["Bridges"]),
            ("sources", "passage", "1", [1, 13]),
        ):
            call = await ann.complete(name, field, typed, kind=4 if name == "sources" else 3)
            await call.acknowledged.wait()
            assert call.response is not None
            assert [one["value"] for one in call.response["data"]["choices"]] == values


async def test_a_message_is_checked_from_its_menu_for_the_asker_alone() -> None:
    desk = EchoDesk()
    async with scene(desk) as s:
        room = s.server.world.servers[0].rooms[0]
        call = await s.server.person().check("They met *twice*.", room)
        await s.server.until(lambda: call.shown)
        assert desk.inbounds[0].text == "/verify They met *twice*."
        assert call.shown[0]["flags"] & EPHEMERAL
        empty = await s.server.person(locale="de").check("", room)
        await empty.acknowledged.wait()
        assert len(desk.inbounds) == 1


async def test_a_mention_a_reply_and_a_direct_message_are_questions_and_nothing_else_is() -> None:
    desk = EchoDesk()
    async with scene(desk) as s:
        room = s.server.world.servers[0].rooms[0]
        ann = s.server.person()
        await ann.say("nobody asked you", room)
        first = await ann.say("@bot who meets?", room)
        await s.server.until(lambda: len(room.messages) == 3)
        answer = room.messages[-1]
        assert answer["message_reference"]["message_id"] == first["id"]
        await ann.reply(answer, "and why?", room)
        await s.server.until(lambda: len(room.messages) == 5)
        await ann.say("hello")
        await s.server.until(lambda: len(ann.direct.messages) == 2)
        robot = s.server.person("Robot")
        robot.bot = True
        await robot.say("@bot who meets?", room)
        await ann.say("the end")
        await s.server.until(lambda: len(ann.direct.messages) == 4)
    assert [one.text for one in desk.inbounds] == ["who meets?", "and why?", "hello", "the end"]


async def test_a_bare_mention_is_welcomed() -> None:
    async with scene(EchoDesk()) as s:
        room = s.server.world.servers[0].rooms[0]
        await s.server.person().say("@bot", room)
        await s.server.until(lambda: "Who meets?" in words_of(room.messages[-1]))


async def test_an_answer_grows_by_edits_a_second_apart() -> None:
    desk = ActingDesk()
    async with scene(desk) as s:
        room = s.server.world.servers[0].rooms[0]
        await s.server.person().say("@bot slowly", room)
        await s.server.until(lambda: "Second" in words_of(room.messages[-1]))
        desk.go_on.set()
        await s.server.until(lambda: "Third" in words_of(room.messages[-1]))
        assert len(room.messages) == 2
        times = room.messages[-1]["edits"]
        assert all(later - one > 0.95 for one, later in itertools.pairwise(times))


async def test_a_long_answer_goes_on_in_a_thread_or_in_the_channel_where_none_may_be_made() -> None:
    async with scene(ActingDesk()) as s:
        server = s.server.world.servers[0]
        room = server.rooms[0]
        await s.server.person().say("@bot long", room)
        await s.server.until(
            lambda: "w5999" in "".join(words_of(m) for r in server.rooms for m in r.messages)
        )
        thread = server.rooms[-1]
        assert (thread.parent, thread.name) == (room, "long")
        assert len(room.messages) == 2
        room.allowed &= ~(1 << 35)
        await s.server.person().say("@bot long", room)
        await s.server.until(lambda: "w5999" in words_of(room.messages[-1]))


async def test_an_interaction_with_more_messages_than_discord_takes_ends_in_a_file() -> None:
    async with scene(ActingDesk()) as s:
        call = await s.server.person().call("ask", question="long")
        call.by_user_only = True
        await s.server.until(lambda: len(call.shown) == 5)
        files = [r.files["answer.txt"] for r in s.server.routes.log if "answer.txt" in r.files]
        assert b"w5999" in files[0]


async def test_buttons_work_after_a_restart_and_carry_what_they_say() -> None:
    desk, state = ActingDesk(), Memory()
    async with open_discord() as server:
        from adapters.discord.app import Discord

        ann = server.person()
        async with serving(Discord(settings_for(server)), desk, state):
            await server.connected()
            call = await ann.call("ask", question="buttons")
            await server.until(lambda: call.shown)
        message = call.shown[0]
        desk.inbounds.clear()
        async with serving(Discord(settings_for(server)), desk, state):
            await server.connected()
            pressed = [await ann.press(message, label) for label in ("Who meets?", "Evidence", "👍", "Long")]
            await server.until(lambda: all(one.shown for one in pressed))
    by_text = {one.text: one for one in desk.inbounds}
    assert set(by_text) == {"Who meets?", "/evidence 7", "/feedback 7 good", "/press 7 4"}
    assert [one.is_private for one in pressed] == [False, True, True, False]
    assert text_of(pressed[0].shown[0]).startswith("> Who meets?")


async def test_a_button_of_another_version_is_told_and_costs_nothing() -> None:
    desk = EchoDesk()
    async with scene(desk) as s:
        ann = s.server.person(locale="fr")
        old = {"type": 2, "label": "Old", "custom_id": "zz:1"}
        call = await ann.press({"components": [{"type": 1, "components": [old]}]}, "Old")
        await call.acknowledged.wait()
        assert call.response is not None
        assert call.response["data"]["flags"] & EPHEMERAL
        assert desk.inbounds == []


async def test_a_token_that_expired_ends_in_a_normal_message() -> None:
    desk = ActingDesk()
    async with scene(desk) as s:
        room = s.server.world.servers[0].rooms[0]
        ann = s.server.person()
        call = await ann.call("ask", room, question="slowly")
        await s.server.until(lambda: call.shown)
        call.expire()
        desk.go_on.set()
        await s.server.until(lambda: "Third" in words_of(room.messages[-1]))
        private = await ann.call("ask", room, question="slowly", private=True)
        await private.acknowledged.wait()
        private.expire()
        await s.server.until(lambda: any("Third" in words_of(one) for one in ann.direct.messages))
        assert len(room.messages) == 2


async def test_an_interaction_that_comes_too_late_is_answered_by_a_normal_message() -> None:
    async with scene(EchoDesk()) as s:
        room = s.server.world.servers[0].rooms[0]
        s.server.routes.faults.append(Fault("POST", "callback", retry_after=0.01))
        call = await s.server.person().call("ask", room, question="Who?")
        call.come_late()
        await s.server.until(lambda: room.messages)
        assert "You said /ask Who?" in words_of(room.messages[0])


async def test_one_that_another_replica_has_acknowledged_is_left_to_it() -> None:
    desk = EchoDesk()
    async with scene(desk) as s:
        ann = s.server.person()
        s.server.routes.faults.append(Fault("POST", "callback", retry_after=0.01))
        call = await ann.call("ask", question="mine?")
        s.server.calls.respond(call.id, call.token, {"type": 5})
        await ann.say("next")
        await s.server.until(lambda: len(ann.direct.messages) == 2)
    assert [one.text for one in desk.inbounds] == ["next"]


@pytest.mark.parametrize("how", ["resumed", "replayed", "invalid", "asked"])
async def test_conversation_goes_on_across_a_dropped_gateway_and_nothing_is_answered_twice(how: str) -> None:
    desk = EchoDesk()
    async with scene(desk) as s:
        gateway, ann = s.server.gateway, s.server.person()
        await ann.say("before")
        await s.server.until(lambda: len(ann.direct.messages) == 2)
        gateway.replays_all = how == "replayed"
        if how == "asked":
            await gateway.ask_to_reconnect()
            await s.server.until(lambda: gateway.counts["resume"] == 1)
        else:
            await gateway.drop(is_valid=how != "invalid")
            if how != "invalid":
                await ann.say("while away")
            await s.server.until(lambda: gateway.is_connected, 20)
        await ann.say("after")
        await s.server.until(lambda: any("said after" in words_of(one) for one in ann.direct.messages), 20)
    texts = [one.text for one in desk.inbounds]
    assert texts == (
        ["before", "while away", "after"] if how in {"resumed", "replayed"} else ["before", "after"]
    )


async def test_hello_is_said_once_where_the_bot_may_speak() -> None:
    async with scene(EchoDesk()) as s:
        server = s.server.world.server("New", locale="de")
        server.rooms[0].allowed &= ~SEND
        hall = s.server.world.room(server, "hall")
        await s.server.join(server)
        await s.server.until(lambda: hall.messages)
        assert "Hello" in words_of(hall.messages[0])
        server.has_bot = False
        await s.server.gateway.send("GUILD_DELETE", {"id": str(server.id)}, server=server.id)
        await s.server.join(server)
        ann = s.server.person()
        await ann.say("still there?")
        await s.server.until(lambda: len(ann.direct.messages) == 2)
        assert len(hall.messages) == 1


async def test_commands_are_registered_once_and_again_when_they_changed() -> None:
    state = Memory()
    async with open_discord() as server:
        from adapters.discord.app import Discord

        for expected in (1, 1, 2):
            async with serving(Discord(settings_for(server)), EchoDesk(), state):
                await server.connected()
                ann = server.person()
                await ann.say("hello")
                await server.until(lambda: len(ann.direct.messages) == 2)  # noqa: B023
                await server.until(lambda: sum(r.method == "PUT" for r in server.routes.log) == expected)  # noqa: B023
            if expected == 1 and len([r for r in server.routes.log if r.path.endswith("/gateway/bot")]) == 2:
                (key,) = [f"discord:commands:{server.world.bot.id}"]
                await state.put(key, "another version")
        names = {one["name"] for one in server.routes.commands}
        assert {"ask", "brief", "compare", "verify", "briefings", "Check against the documents"} <= names


async def test_nothing_that_is_sent_may_ping() -> None:
    async with scene(ActingDesk()) as s:
        room = s.server.world.servers[0].rooms[0]
        ann = s.server.person()
        call = await ann.call("ask", room, question="@everyone <@1> slowly")
        await ann.say("@bot @everyone parts", room)
        await s.server.until(lambda: call.shown and len(room.messages) == 3)
        for request in s.server.routes.log:
            if isinstance(request.body, dict) and "components" in request.body:
                assert request.body["allowed_mentions"] == {"parse": []}


async def test_shards_of_one_process_get_what_is_theirs() -> None:
    desk = EchoDesk()
    async with scene(desk, discord_shard_count=2, discord_shard_ids="0,1") as s:
        servers = [s.server.world.server(f"Server {n}") for n in range(6)]
        await s.server.until(lambda: len(s.server.gateway.sessions) == 2)
        for server in servers:
            await s.server.join(server)
            await s.server.person().say("@bot hello", server.rooms[0])
        await s.server.until(lambda: len(desk.inbounds) == 6)
    assert {(int(one.space.split(":")[1]) >> 22) % 2 for one in desk.inbounds} == {0, 1}


async def test_an_answer_survives_a_connection_that_breaks_and_is_shown_once() -> None:
    async with scene(EchoDesk()) as s:
        room = s.server.world.servers[0].rooms[0]
        s.server.routes.faults.append(Fault("PATCH", "@original", is_lost=True))
        call = await s.server.person().call("ask", question="Who?")
        await s.server.until(lambda: len(call.edits) == 2)
        assert len(call.shown) == 1
        s.server.routes.faults.append(Fault("POST", "/messages", is_lost=True))
        await s.server.person().say("@bot who?", room)
        await s.server.until(
            lambda: sum(one.path.endswith(f"{room.id}/messages") for one in s.server.routes.log) == 2
        )
        assert len(room.messages) == 2


async def test_of_two_replicas_one_answers() -> None:
    from adapters.discord.app import Discord

    desk, state = EchoDesk(), Memory()
    async with (
        open_discord() as server,
        serving(Discord(settings_for(server)), desk, state),
        serving(Discord(settings_for(server)), desk, state),
    ):
        await server.until(lambda: len(server.gateway.sessions) == 2)
        ann = server.person()
        await ann.say("hello")
        call = await ann.call("ask", question="Who?")
        await server.until(lambda: call.shown and len(ann.direct.messages) == 3)
        await ann.say("the end")
        await server.until(lambda: len(ann.direct.messages) == 5)
    assert [one.text for one in desk.inbounds].count("hello") == 1
    assert [one.text for one in desk.inbounds].count("/ask Who?") == 1


async def test_who_used_a_command_in_a_language_is_answered_in_it_also_in_messages() -> None:
    desk = EchoDesk()
    async with scene(desk) as s:
        ann = s.server.person(locale="uk")
        call = await ann.call("leaders")
        await s.server.until(lambda: call.shown)
        await ann.say("hello")
        await s.server.until(lambda: len(desk.inbounds) == 2)
    assert [one.locale for one in desk.inbounds] == ["uk", "uk"]


async def test_a_start_without_discord_waits_for_it() -> None:
    from adapters.discord.app import Discord

    async with open_discord() as server:
        server.routes.faults.append(Fault("GET", "/users/@me", status=503))
        async with serving(Discord(settings_for(server)), EchoDesk()):
            await server.connected()


async def test_a_wrong_token_is_told_as_a_setting_that_is_wrong() -> None:
    from adapters.discord.app import Discord

    async with open_discord() as server:
        with pytest.raises(BadSettings, match="DISCORD_BOT_TOKEN"):
            await Discord(settings_for(server, discord_bot_token="wrong")).serve(EchoDesk(), Memory())
        with pytest.raises(BadSettings, match="DISCORD_BOT_TOKEN"):
            await Discord(settings_for(server, discord_bot_token=None)).serve(EchoDesk(), Memory())


async def test_what_discord_refuses_is_shown_as_plain_words() -> None:
    async with scene(EchoDesk()) as s:
        s.server.routes.faults.append(Fault("PATCH", "@original", status=400))
        call = await s.server.person().call("ask", question="Who?")
        await s.server.until(lambda: "You said /ask Who?" in shown(call))
