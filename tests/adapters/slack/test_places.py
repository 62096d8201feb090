"""Whose thread it is, and what a place is called: the same, whichever way something comes in."""

from bot.platform import Address
from bot.reply import Paragraph, Reply
from tests.adapters.desks import EchoDesk
from tests.adapters.slack.serving import serving
from tests.adapters.slack.test_ways_in import read
from tests.servers.slack_server import SlackServer
from tests.servers.slack_workspace import Workspace


async def answered(slack: SlackServer, text: str, channel: str = "C1") -> None:
    await slack.space.until(lambda: any(f"You said {text}" in read(m) for m in slack.space.messages(channel)))


async def test_a_reply_below_a_briefing_needs_no_mention() -> None:
    desk = EchoDesk()
    async with SlackServer() as slack, serving(slack, desk) as platform:
        (payload,) = platform.render(Reply((Paragraph("The briefing"),)))
        receipt = await platform.post(Address("slack:1::T1:C1::"), payload, "k")
        thread = receipt.id.partition(":")[2]
        slack.person().reply("<@U2> look", thread=thread)
        slack.person().reply("", thread=thread)
        slack.person().reply("why?", thread=thread)
        await answered(slack, "why?")
        assert [m.get("thread_ts") for m in slack.space.messages()] == [None, thread]
    assert [i.text for i in desk.inbounds] == ["why?"]


async def test_a_picture_in_a_thread_of_ours_is_for_the_others() -> None:
    desk = EchoDesk()
    async with SlackServer() as slack, serving(slack, desk):
        message = slack.person().mention("first")
        await answered(slack, "first")
        slack.person().reply("", thread=message["ts"])
        slack.person().reply("second", thread=message["ts"])
        await answered(slack, "second")
    assert [i.text for i in desk.inbounds] == ["first", "second"]


async def test_a_channel_has_one_address_in_an_organisation_and_in_a_channel_that_is_shared() -> None:
    desk = EchoDesk()
    async with SlackServer(Workspace(enterprise="E1")) as slack, serving(slack, desk):
        person = slack.person()
        person.command("/ask", "first")
        await answered(slack, "/ask first")
        event = {
            "type": "app_mention",
            "channel": "C1",
            "user": "U1",
            "text": "second",
            "ts": slack.space.ts(),
        }
        slack.space.channels["C1"].messages[event["ts"]] = {**event, "type": "message"}
        envelope = person.event(event)
        # Events name the organisation among their authorizations only, and the workspace of whoever wrote.
        envelope.payload.pop("enterprise_id")
        envelope.payload |= {"team_id": "TOTHER"}
        await answered(slack, "second")
        person.open_home()
        home = await slack.space.until(lambda: slack.space.homes.get("U1"))
        person.press_view(home, "Help")
        await slack.space.until(lambda: any("You said /help" in read(v) for v in slack.space.views.values()))
    places = {tuple(i.address.split(":")[2:4]) for i in desk.inbounds}
    assert places == {("E1", "T1")}
    assert {i.space for i in desk.inbounds} == {"T1"}
