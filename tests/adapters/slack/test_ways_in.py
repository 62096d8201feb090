"""Each way in, over Socket Mode and over signed HTTP: what people do in Slack reaches the desk once and is answered."""

import json
import time
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from bot.platform import DIRECT, MANAGES, Final, Inbound, Shown
from bot.reply import Action, Actions, Audience, Kind, Paragraph, Reply
from bot.state import Memory
from tests.adapters.desks import EchoDesk
from tests.adapters.slack.serving import serving
from tests.servers.slack_blocks import words_of
from tests.servers.slack_server import SlackServer
from tests.servers.slack_workspace import Fault

ACTIONS = Actions(
    (
        Action("And then?", "What comes then?"),
        Action("Show evidence", "/evidence 7", Kind.OPEN),
        Action("Good", "/feedback 7 good", Kind.GOOD),
        Action("Bad", "/feedback 7 bad", Kind.BAD),
        Action("Change time", "/briefings change 0a1b2c3d"),
    )
)


class Desk(EchoDesk):
    """Also answers with buttons ("buttons"), to whoever asked alone (/briefings, /feedback), and at length ("long")."""

    async def handle(self, inbound: Inbound) -> AsyncIterator[Shown]:
        match inbound.text:
            case "buttons":
                self.inbounds.append(inbound)
                yield Final(Reply((Paragraph("Press one"), ACTIONS), id="7"))
            case "long":
                self.inbounds.append(inbound)
                yield Final(Reply((Paragraph(" ".join(f"w{n}" for n in range(2_000))),)))
            case text if text.startswith(("/briefings", "/feedback")):
                self.inbounds.append(inbound)
                yield Final(Reply((Paragraph(f"Only you see {text}"),), Audience.ASKER))
            case _:
                async for shown in super().handle(inbound):
                    yield shown


class Scene:
    """A served local Slack, its desk, and someone in it."""

    def __init__(self, slack: SlackServer, desk: Desk) -> None:
        self.slack = slack
        self.space = slack.space
        self.desk = desk
        self.person = slack.person()

    async def shown(self, text: str, channel: str = "C1") -> dict[str, Any]:
        """The message of ours in which this is shown, once it is."""

        def found() -> dict[str, Any] | None:
            shown = (m for m in self.space.messages(channel) if text in read(m))
            return next(shown, None)

        return await self.space.until(found)

    async def whispered(self, text: str) -> dict[str, Any]:
        """What is shown to one person, once it is."""
        everything = lambda: [*self.space.ephemerals, *self.space.responses]  # noqa: E731
        return await self.space.until(lambda: next((m for m in everything() if text in read(m)), None))

    async def viewed(self, text: str) -> dict[str, Any]:
        """The modal in which this is shown, once it is."""
        views = self.space.views
        return await self.space.until(lambda: next((v for v in views.values() if text in read(v)), None))


def read(shown: dict[str, Any]) -> str:
    """The words of a message or view."""
    return "\n".join(words_of(shown.get("blocks") or [])) or shown.get("text", "")


@pytest_asyncio.fixture(params=["socket", "http"])
async def scene(request: pytest.FixtureRequest) -> AsyncIterator[Scene]:
    desk = Desk()
    async with SlackServer() as slack, serving(slack, desk, http=request.param == "http"):
        yield Scene(slack, desk)


async def test_a_mention_is_answered_in_its_thread_and_counted_once(scene: Scene) -> None:
    message = scene.person.mention("who meets &lt;there&gt;?")
    answer = await scene.shown("You said who meets <there>?")
    assert answer["thread_ts"] == message["ts"]
    assert answer["text"].startswith("You said who meets &lt;there&gt;?")
    assert [i.text for i in scene.desk.inbounds] == ["who meets <there>?"]
    (inbound,) = scene.desk.inbounds
    assert (inbound.space, inbound.person, inbound.zone, inbound.locale) == (
        "T1",
        "T1/U1",
        "Europe/Berlin",
        "en-US",
    )


async def test_a_reply_in_a_thread_of_ours_needs_no_mention_and_others_are_left_alone(scene: Scene) -> None:
    message = scene.person.mention("first")
    await scene.shown("You said first")
    other = scene.person.reply("between us", thread=message["ts"])
    await scene.shown("You said between us")
    scene.person.reply("<@U2> and you?", thread=message["ts"])
    foreign = scene.slack.person("UADMIN").mention("x", thread=None)
    await scene.shown("You said x")
    assert [i.text for i in scene.desk.inbounds] == ["first", "between us", "x"]
    first, second, _ = scene.desk.inbounds
    assert first.address == second.address
    assert other["ts"] != foreign["ts"]


async def test_a_thread_without_us_is_none_of_our_business(scene: Scene) -> None:
    channel = scene.space.channels["C1"]
    channel.messages["1.0"] = {"ts": "1.0", "user": "U1", "text": "hi", "type": "message"}
    scene.person.reply("nobody asked you", thread="1.0")
    scene.person.mention("ask")
    await scene.shown("You said ask")
    assert [i.text for i in scene.desk.inbounds] == ["ask"]


async def test_a_command_is_answered_in_the_channel_with_the_question_above(scene: Scene) -> None:
    envelope = scene.person.command("/ask", "who <!channel> meets?")
    answer = await scene.shown("You said /ask who <!channel> meets?")
    assert envelope.answer is None
    assert "thread_ts" not in answer
    assert answer["blocks"][0]["elements"][0]["text"] == "person u1: /ask who <!channel> meets?"
    assert "<!" not in answer["text"]
    scene.person.reply("and then", thread=answer["ts"])
    await scene.shown("You said and then")
    first, second = scene.desk.inbounds
    assert first.address == second.address


async def test_a_command_where_we_are_no_member_is_answered_by_its_response_url(scene: Scene) -> None:
    scene.space.add_channel("C2", "elsewhere", members={"U1"})
    scene.person.command("/ask", "here", channel="C2")
    answer = await scene.whispered("You said /ask here")
    assert answer["response_type"] == "in_channel"


async def test_what_concerns_one_person_is_shown_to_them_alone(scene: Scene) -> None:
    scene.person.command("/briefings", "list")
    answer = await scene.whispered("Only you see /briefings list")
    assert answer["response_type"] == "ephemeral"
    scene.person.mention("/briefings list")
    await scene.space.until(lambda: scene.space.ephemerals)
    assert scene.space.ephemerals[0]["to"] == "U1"
    assert scene.space.messages() == []
    assert {i.address for i in scene.desk.inbounds} == {"slack:1::T1:C1::"}
    assert all(i.roles == frozenset() for i in scene.desk.inbounds)


async def test_who_may_decide_is_told_by_slack(scene: Scene) -> None:
    scene.space.channels["C1"].creator = "U1"
    scene.space.add_user("U9", is_restricted=True)
    scene.person.command("/briefings", "list")
    await scene.whispered("Only you")
    scene.slack.person("UADMIN").command("/briefings", "pause")
    await scene.whispered("Only you see /briefings pause")
    scene.slack.person("U9").command("/briefings", "resume")
    await scene.whispered("Only you see /briefings resume")
    scene.person.write("hi")
    await scene.space.until(lambda: len(scene.desk.inbounds) == 4)
    roles = [set(i.roles) for i in scene.desk.inbounds]
    assert roles == [{MANAGES}, {MANAGES}, set(), {DIRECT}]


async def test_buttons_ask_on_open_modals_and_rate(scene: Scene) -> None:
    message = scene.person.mention("buttons")
    answer = await scene.shown("Press one")
    scene.person.press(answer, "And then?")
    followed = await scene.shown("You said What comes then?")
    assert followed["thread_ts"] == message["ts"]
    scene.person.press(answer, "Show evidence")
    await scene.viewed("You said /evidence 7")
    scene.person.press(answer, "Good")
    await scene.whispered("Only you see /feedback 7 good")
    scene.person.press(answer, "Bad")
    await scene.whispered("Only you see /feedback 7 bad")
    scene.person.press(answer, "Change time")
    form = await scene.space.until(
        lambda: next((v for v in scene.space.views.values() if v.get("callback_id") == "briefing"), None)
    )
    values = {
        "time": {"selected_time": "07:30"},
        "zone": {"value": None},
        "days": {"selected_options": []},
        "length": {"selected_option": None},
    }
    scene.person.submit(form, values)
    await scene.viewed("Only you see /briefings change 0a1b2c3d 07:30")


async def test_a_trigger_that_is_too_old_falls_back_to_a_message_for_the_person(scene: Scene) -> None:
    scene.person.mention("buttons")
    answer = await scene.shown("Press one")
    scene.space.fail("views.open", Fault("expired_trigger_id"))
    scene.person.press(answer, "Show evidence")
    await scene.whispered("You said /evidence 7")
    assert scene.space.views == {}


async def test_the_shortcut_holds_a_message_against_the_documents(scene: Scene) -> None:
    message = {
        "ts": "5.0",
        "user": "U2",
        "text": "They met on <https://a.b|Friday> &amp; left",
        "type": "message",
    }
    scene.person.shortcut(message)
    await scene.viewed("You said /verify They met on Friday & left")


async def test_comparing_all_offers_a_form_with_leaders_and_topics(scene: Scene) -> None:
    scene.person.command("/compare")
    answer = await scene.shown("Choose leaders and a topic")
    table = next(b for b in answer["blocks"] if b["type"] == "table")
    assert len(table["rows"]) == 3
    scene.person.press(answer, "Choose leaders and a topic")
    form = await scene.space.until(
        lambda: next((v for v in scene.space.views.values() if v.get("callback_id") == "compare"), None)
    )
    chosen = [{"value": "Anna Grey"}, {"value": "Boris Holm"}]
    topic = {"selected_option": {"value": "Bridges"}}
    scene.person.submit(form, {"leaders": {"selected_options": chosen}, "topic": topic})
    shown = await scene.shown("You said /compare Anna Grey vs Boris Holm on Bridges")
    assert shown["thread_ts"] == answer["ts"]


async def test_hello_is_said_once_wherever_the_bot_is_added(scene: Scene) -> None:
    scene.space.add_channel("C3", "new", members={"U1"})
    scene.person.invite("C3")
    hello = await scene.shown("Hello, I am an echo.", "C3")
    scene.person.invite("C3")
    scene.person.press(hello, "Who meets?", "C3")
    await scene.shown("You said Who meets?", "C3")
    assert sum("Hello, I am" in read(m) for m in scene.space.messages("C3")) == 1


async def test_the_agent_suggests_streams_and_stops(scene: Scene) -> None:
    room = scene.space.direct("U1").id
    scene.person.open_home("messages")
    await scene.space.until(lambda: scene.space.prompts)
    assert scene.space.prompts[0]["prompts"] == [{"title": "Who meets?", "message": "Who meets?"}]
    scene.person.write("parts")
    answer = await scene.shown("engine: echo", room)
    assert tuple(
        method for method, _ in scene.space.calls if method in {"chat.startStream", "chat.stopStream"}
    ) == ("chat.startStream", "chat.stopStream")
    assert answer["text"].startswith("You said parts")
    assert [s["status"] for s in scene.space.sessions][:1] == ["processing"]
    assert scene.space.sessions[0]["title"] == "parts"
    assert scene.space.statuses[0]["status"] == "Looking in the documents …"
    message = scene.person.write("wait")
    await scene.desk.busy.wait()
    scene.person.stop(room, message["ts"])
    await scene.shown("Stopped.", room)
    assert scene.desk.closed == ["wait"]
    await scene.space.until(lambda: scene.space.sessions[-1]["status"] == "active")


async def test_without_the_agent_view_a_direct_message_is_posted_and_edited(scene: Scene) -> None:
    scene.space.agent = False
    room = scene.space.direct("U1").id
    scene.person.write("parts")
    await scene.shown("engine: echo", room)
    assert len(scene.space.messages(room)) == 1


async def test_an_edited_question_is_answered_anew_in_place(scene: Scene) -> None:
    message = scene.person.mention("firts")
    answer = await scene.shown("You said firts")
    scene.person.edit(message, f"<@{scene.space.bot}> first")
    again = await scene.shown("You said first")
    assert again["ts"] == answer["ts"]
    first, second = scene.desk.inbounds
    assert (first.event, first.address) == (second.event, second.address)
    assert len(scene.space.messages()) == 1


async def test_an_edit_while_it_is_being_answered_begins_anew(scene: Scene) -> None:
    message = scene.person.mention("wait")
    await scene.desk.busy.wait()
    scene.person.edit(message, f"<@{scene.space.bot}> go on")
    await scene.shown("You said go on")
    assert scene.desk.closed == ["wait"]
    assert len(scene.space.messages()) == 1


async def test_a_deleted_questions_pending_answer_is_dropped(scene: Scene) -> None:
    message = scene.person.mention("wait")
    await scene.desk.busy.wait()
    assert len(scene.space.messages()) == 1
    scene.person.delete(message)
    await scene.space.until(lambda: not scene.space.messages())
    assert scene.desk.closed == ["wait"]


async def test_what_does_not_fit_comes_in_further_messages_of_the_thread(scene: Scene) -> None:
    scene.person.command("/ask", "x")
    await scene.shown("You said /ask x")
    message = scene.person.mention("long")
    await scene.shown("w1999")
    parts = [m for m in scene.space.messages() if m.get("thread_ts") == message["ts"]]
    assert len(parts) > 1
    assert " ".join(read(m) for m in parts).split() == [f"w{n}" for n in range(2_000)]


async def test_other_bots_and_ourselves_are_not_answered(scene: Scene) -> None:
    for more in ({"bot_id": "B2"}, {"user": scene.space.bot}, {"subtype": "bot_message"}):
        event = {"type": "app_mention", "channel": "C1", "user": "U1", "text": "hi", "ts": "7.0", **more}
        if "subtype" in more:
            event |= {"type": "message", "channel_type": "im", "channel": scene.space.direct("U1").id}
        envelope = scene.person.event(event)
        await scene.space.until(lambda e=envelope: e.done.is_set())
    scene.person.mention("a person")
    await scene.shown("You said a person")
    assert [i.text for i in scene.desk.inbounds] == ["a person"]


async def test_the_home_shows_my_briefings_and_the_pages(scene: Scene) -> None:
    scene.person.open_home()
    home = await scene.space.until(lambda: scene.space.homes.get("U1"))
    assert "Welcome" in read(home)
    assert "Your briefings" in read(home)
    scene.person.press_view(home, "Help")
    await scene.viewed("You said /help")
    scene.person.press_view(home, "Add a briefing")
    form = await scene.space.until(
        lambda: next((v for v in scene.space.views.values() if v.get("callback_id") == "briefing"), None)
    )
    values: dict[str, Any] = {
        "channel": {"selected_conversation": "C1"},
        "time": {"selected_time": "08:00"},
        "zone": {"value": "Europe/Paris"},
        "days": {"selected_options": [{"value": "Monday"}, {"value": "Friday"}]},
        "length": {"selected_option": {"value": "full"}},
    }
    envelope = scene.person.submit(form, values)
    await scene.viewed("Only you see /briefings subscribe 08:00 Europe/Paris Monday, Friday full")
    assert envelope.answer["response_action"] == "update"
    assert scene.desk.inbounds[-1].address in {"slack:1::T1:C1::", "slack:1::T1:DU1::"}


async def test_the_same_event_twice_is_answered_once_also_by_two_replicas() -> None:
    state, desks = Memory(), [Desk(), Desk()]
    async with (
        SlackServer() as slack,
        serving(slack, desks[0], state),
        SlackServer(slack.space) as twin,
        serving(twin, desks[1], state),
    ):
        event = {
            "type": "app_mention",
            "channel": "C1",
            "user": "U1",
            "text": "once",
            "ts": slack.space.ts(),
        }
        slack.space.channels["C1"].messages[event["ts"]] = {**event, "type": "message"}
        for server in (slack, twin, slack):
            envelope = server.person().event(event, event_id="EvSame")
            await slack.space.until(lambda e=envelope: e.done.is_set())
        scene = Scene(slack, desks[0])
        await scene.shown("You said once")
        slack.person().mention("last")
        await scene.shown("You said last")
    texts = [i.text for desk in desks for i in desk.inbounds]
    assert sorted(texts) == ["last", "once"]


@pytest.mark.parametrize(("age", "secret"), [(0, "forged"), (400, None), (-400, None)])
async def test_a_stale_or_forged_signature_is_refused(age: float, secret: str | None) -> None:
    desk = Desk()
    async with SlackServer() as slack, serving(slack, desk, http=True):
        body, kind = slack.written("slash_commands", {"command": "/ask", "text": "x", "user_id": "U1"})
        headers = slack.signed(body, at=time.time() - age, secret=secret)
        status, _ = await slack.send(body, kind, headers)
        assert status == 401
        status, _ = await slack.send(body, kind, {})
        assert status == 401
        body = json.dumps({"type": "url_verification", "challenge": "abc"})
        status, text = await slack.send(body, "application/json", slack.signed(body))
        assert (status, "abc" in text) == (200, True)
    assert desk.inbounds == []


async def test_an_edit_takes_back_the_further_messages_of_the_answer_before() -> None:
    desk = Desk()
    async with SlackServer() as slack, serving(slack, desk):
        scene = Scene(slack, desk)
        message = scene.person.mention("long")
        await scene.shown("w1999")
        scene.person.edit(message, f"<@{scene.space.bot}> short")
        await scene.shown("You said short")
        await scene.space.until(lambda: len(scene.space.messages()) == 1)


async def test_a_command_in_a_direct_message_between_others_gives_no_right_there() -> None:
    desk = Desk()
    async with SlackServer() as slack, serving(slack, desk):
        scene = Scene(slack, desk)
        scene.space.add_channel("DOTHER", members={"U1", "U2"}, private=True)
        scene.person.command("/briefings", "list", channel="DOTHER")
        await scene.whispered("Only you see /briefings list")
        scene.person.command("/briefings", "list", channel=scene.space.direct("U1").id)
        await scene.space.until(lambda: len(desk.inbounds) == 2)
    assert [set(i.roles) for i in desk.inbounds] == [set(), {DIRECT}]


async def test_what_a_response_url_has_no_use_left_for_comes_as_a_direct_message() -> None:
    class Long(Desk):
        async def handle(self, inbound: Inbound) -> AsyncIterator[Shown]:
            yield Final(Reply((Paragraph(" ".join(f"w{n}" for n in range(5_000))),)))

    async with SlackServer() as slack, serving(slack, Long()):
        slack.space.add_channel("C2", "elsewhere", members={"U1"})
        slack.person().command("/ask", "x", channel="C2")
        direct = await slack.space.until(lambda: slack.space.messages("DU1"))
        await slack.space.until(lambda: "w4999" in read(slack.space.messages("DU1")[-1]))
        assert len(slack.space.responses) == 5
        words = " ".join(read(m) for m in [*slack.space.responses, *slack.space.messages("DU1")]).split()
    assert direct
    assert [word for word in words if word.startswith("w")] == [f"w{n}" for n in range(5_000)]


async def test_blocks_that_slack_refuses_are_edited_in_plainer() -> None:
    async with SlackServer() as slack, serving(slack, Desk()):
        slack.space.fail("chat.update", Fault("invalid_blocks"), Fault("invalid_blocks"))
        slack.person().command("/compare")
        shown = await slack.space.until(lambda: [m for m in slack.space.messages() if "Limits" in m["text"]])
        assert shown[0]["blocks"] == []
        assert "not stated" in shown[0]["text"]


async def test_a_response_url_that_is_too_old_loses_no_answer() -> None:
    async with SlackServer() as slack, serving(slack, Desk()):
        slack.are_urls_old = True
        slack.space.add_channel("C2", "elsewhere", members={"U1"})
        slack.person().command("/briefings", "list")
        (told,) = await slack.space.until(lambda: slack.space.ephemerals)
        assert "Only you see /briefings list" in read(told)
        slack.person().command("/briefings", "pause", channel="C2")
        await slack.space.until(
            lambda: any("/briefings pause" in read(m) for m in slack.space.messages("DU1"))
        )
        slack.person().command("/ask", "here", channel="C2")
        await slack.space.until(
            lambda: any("You said /ask here" in read(m) for m in slack.space.messages("DU1"))
        )
