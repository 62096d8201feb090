"""The Home: what somebody sees there, and what nobody else may."""

import json
from collections.abc import AsyncIterator
from typing import Any

from bot.platform import Final, Inbound, Shown
from bot.reply import Audience, Bullets, Paragraph, Reply
from bot.state import Memory
from tests.adapters.desks import EchoDesk
from tests.adapters.slack.serving import serving
from tests.adapters.slack.test_ways_in import read
from tests.servers.slack_server import SlackServer
from tests.servers.slack_workspace import Fault

VALUES: dict[str, Any] = {
    "time": {"selected_time": "08:00"},
    "zone": {"value": "Europe/Paris"},
    "days": {"selected_options": []},
    "length": {"selected_option": {"value": "full"}},
}


class Subscribing(EchoDesk):
    """Has a subscription at each address, and tells what was pressed."""

    async def handle(self, inbound: Inbound) -> AsyncIterator[Shown]:
        self.inbounds.append(inbound)
        item = Paragraph(f"0a1b2c3d: 08:00 for {inbound.address}")
        done = Paragraph(f"Done: {inbound.text}")
        shown = Bullets((item,)) if inbound.text == "/briefings list" else done
        yield Final(Reply((shown,), Audience.ASKER))


async def opened(slack: SlackServer, person: str) -> dict[str, Any]:
    """The Home of a person, opened."""
    slack.space.homes.pop(person, None)
    slack.person(person).open_home()
    return await slack.space.until(lambda: slack.space.homes.get(person))


async def test_nobody_sees_the_direct_messages_and_hidden_channels_of_others() -> None:
    desk = Subscribing()
    async with SlackServer() as slack, serving(slack, desk):
        space = slack.space
        space.add_user("U2")
        space.add_channel("C8", "secret", members={space.bot, "U1"}, private=True)
        home = await opened(slack, "U1")
        for channel in (None, "C8", "C1"):
            slack.person().press_view(home, "Add a briefing")
            form = await space.until(
                lambda: next((v for v in space.views.values() if v.get("callback_id") == "briefing"), None)
            )
            slack.person().submit(form, {"channel": {"selected_conversation": channel}, **VALUES})
            await space.until(
                lambda: any("Done: /briefings subscribe" in read(v) for v in space.views.values())
            )
            space.views.clear()
        mine, theirs = await opened(slack, "U1"), await opened(slack, "U2")
        for seen in ("#general", "#secret", "slack:1::T1:DU1::"):
            assert seen in read(mine)
        assert "#general" in read(theirs)
        assert "secret" not in read(theirs)
        assert "DU1" not in json.dumps(theirs)


async def test_a_channel_of_which_slack_tells_nothing_is_left_out() -> None:
    state = Memory()
    await state.put(
        "slack:subscribed:T1", json.dumps(["slack:1::T1:CGONE::", "slack:1::T1:C1::", "terminal:1:x"])
    )
    async with SlackServer() as slack, serving(slack, Subscribing(), state):
        shown = read(await opened(slack, "U1"))
    assert "#general" in shown
    assert "CGONE" not in shown


async def test_what_came_of_a_button_is_said_on_top() -> None:
    async with SlackServer() as slack, serving(slack, Subscribing()):
        home = await opened(slack, "U1")
        slack.person().press_view(home, "Pause")
        await slack.space.until(
            lambda: read(slack.space.homes["U1"]).startswith("Done: /briefings pause 0a1b2c3d")
        )


async def test_what_a_closed_form_brought_is_told_in_a_message() -> None:
    desk = Subscribing()
    async with SlackServer() as slack, serving(slack, desk):
        home = await opened(slack, "U1")
        slack.person().press_view(home, "Add a briefing")
        form = await slack.space.until(lambda: next(iter(slack.space.views.values()), None))
        slack.space.fail("views.update", Fault("not_found"))
        slack.person().submit(form, {"channel": {"selected_conversation": None}, **VALUES})
        await slack.space.until(
            lambda: any("Done: /briefings subscribe" in read(m) for m in slack.space.messages("DU1"))
        )


async def test_a_form_that_a_crash_interrupts_says_so() -> None:
    state, desk = Memory(), EchoDesk()

    class Stuck(EchoDesk):
        async def handle(self, inbound: Inbound) -> AsyncIterator[Shown]:
            if "subscribe" not in inbound.text:
                yield Final(Reply((Paragraph("Nothing"),)))
                return
            async for shown in super().handle(
                Inbound(event="w", address=inbound.address, person=inbound.person, text="wait")
            ):
                yield shown

    stuck = Stuck()
    async with SlackServer() as slack:
        async with serving(slack, stuck, state):
            slack.person().press_view(await opened(slack, "U1"), "Add a briefing")
            form = await slack.space.until(lambda: next(iter(slack.space.views.values()), None))
            slack.person().submit(form, {"channel": {"selected_conversation": None}, **VALUES})
            await stuck.busy.wait()
            assert read(slack.space.views[form["id"]]) == "…"
        async with serving(slack, desk, state):
            await slack.space.until(lambda: "I was interrupted" in read(slack.space.views[form["id"]]))
    assert desk.inbounds == []
    assert await state.get("slack:inbox:0:journal") == "[]"
