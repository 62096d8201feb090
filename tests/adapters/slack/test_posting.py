"""Posts: what each failure of Slack means for the courier, and what is found again."""

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from adapters.slack.app import Slack
from adapters.slack.render import render
from bot.errors import Gone, Rejected, Throttled, Unknown, UnusableInput
from bot.platform import Absent, Address, CannotTell, Found, Receipt
from bot.reply import Paragraph, Reply, Table
from tests.adapters.slack.serving import platform_for
from tests.servers.slack_server import SlackServer
from tests.servers.slack_workspace import Fault

CHANNEL = Address("slack:1::T1:C1::")
(HELLO,) = render(Reply((Paragraph("hello"),)))
(TABLE,) = render(Reply((Table(("", "X"), ((Paragraph("Goals"), Paragraph("peace")),)),)))


@pytest_asyncio.fixture
async def slack() -> AsyncIterator[SlackServer]:
    async with SlackServer() as server:
        yield server


@pytest.fixture
def platform(slack: SlackServer) -> Slack:
    return platform_for(slack)


async def test_the_key_stands_in_the_metadata_and_nothing_else_does(
    slack: SlackServer, platform: Slack
) -> None:
    receipt = await platform.post(CHANNEL, HELLO, "abc-0")
    (message,) = slack.space.messages()
    assert message["metadata"] == {"event_type": "rapporteur_post", "event_payload": {"key": "abc-0"}}
    assert receipt == Receipt(f"C1:{message['ts']}")
    assert await platform_for(slack).find(CHANNEL, "abc-0") == Found(receipt)
    assert await platform_for(slack).find(CHANNEL, "abc-1") == Absent()


async def test_a_foreign_message_with_our_key_is_not_ours(slack: SlackServer, platform: Slack) -> None:
    await platform.post(CHANNEL, HELLO, "abc-0")
    slack.space.messages()[0]["user"] = "U1"
    assert await platform.find(CHANNEL, "abc-0") == Absent()


async def test_it_is_found_behind_many_others_and_not_beyond_what_is_looked_through(
    slack: SlackServer, platform: Slack
) -> None:
    receipt = await platform.post(CHANNEL, HELLO, "deep")
    channel = slack.space.channels["C1"]

    def chatter(count: int) -> None:
        for _ in range(count):
            ts = slack.space.ts()
            channel.messages[ts] = {"type": "message", "user": "U1", "text": "…", "ts": ts}

    chatter(450)
    assert await platform.find(CHANNEL, "deep") == Found(receipt)
    chatter(3_600)
    assert isinstance(await platform.find(CHANNEL, "deep"), CannotTell)


async def test_a_thread_is_looked_through_by_its_replies(slack: SlackServer, platform: Slack) -> None:
    root = (await platform.post(CHANNEL, HELLO, "root")).id.partition(":")[2]
    thread = Address(f"slack:1::T1:C1:{root}:")
    receipt = await platform.post(thread, HELLO, "reply")
    assert await platform.find(thread, "reply") == Found(receipt)
    assert await platform.find(CHANNEL, "reply") == Absent()
    with pytest.raises(Gone):
        await platform.find(Address("slack:1::T1:C1:1.0:"), "reply")


async def test_asked_to_wait_it_says_how_long_and_leaves_the_channel_alone(
    slack: SlackServer, platform: Slack
) -> None:
    slack.space.fail("chat.postMessage", Fault("ratelimited", retry_after=17))
    with pytest.raises(Throttled) as found:
        await platform.post(CHANNEL, HELLO, "k")
    assert found.value.retry_after == 17
    calls = len(slack.space.calls)
    with pytest.raises(Throttled) as again:
        await platform.post(CHANNEL, HELLO, "k")
    assert 16 < again.value.retry_after <= 17
    assert len(slack.space.calls) == calls
    slack.space.add_channel("C2", members={slack.space.bot})
    await platform.post(Address("slack:1::T1:C2::"), HELLO, "k")
    assert len(slack.space.messages("C2")) == 1


@pytest.mark.parametrize(
    "code",
    [
        "channel_not_found",
        "is_archived",
        "not_in_channel",
        "account_inactive",
        "token_revoked",
        "user_not_found",
    ],
)
async def test_what_will_never_work_again_is_gone(slack: SlackServer, platform: Slack, code: str) -> None:
    slack.space.fail("chat.postMessage", Fault(code))
    with pytest.raises(Gone):
        await platform.post(CHANNEL, HELLO, "k")


async def test_the_channels_own_state_is_told_apart(slack: SlackServer, platform: Slack) -> None:
    slack.space.add_channel("C2", members=set(), private=True)
    slack.space.add_channel("C3", members={slack.space.bot}, archived=True)
    slack.space.add_channel("C4")
    for channel in ("C2", "C3", "C4", "C9"):
        with pytest.raises(Gone):
            await platform.post(Address(f"slack:1::T1:{channel}::"), HELLO, "k")


@pytest.mark.parametrize(
    "fault",
    [
        Fault("internal_error"),
        Fault("fatal_error", effect=True),
        Fault(status=503),
        Fault(status=500, effect=True),
    ],
)
async def test_what_may_have_arrived_is_unknown_and_looked_for(
    slack: SlackServer, platform: Slack, fault: Fault
) -> None:
    slack.space.fail("chat.postMessage", fault)
    with pytest.raises(Unknown):
        await platform.post(CHANNEL, HELLO, "k")
    assert isinstance(await platform.find(CHANNEL, "k"), Found if fault.effect else Absent)
    assert sum(method == "chat.postMessage" for method, _ in slack.space.calls) == 1


async def test_a_post_that_takes_too_long_is_not_sent_again(slack: SlackServer, platform: Slack) -> None:
    slack.space.fail("chat.postMessage", Fault(hang=60, effect=True))
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.3):
            await platform.post(CHANNEL, HELLO, "k")
    assert isinstance(await platform.find(CHANNEL, "k"), Found)
    assert len(slack.space.messages()) == 1


async def test_refused_blocks_are_sent_plainer_and_nothing_is_lost(
    slack: SlackServer, platform: Slack
) -> None:
    slack.space.fail("chat.postMessage", Fault("invalid_blocks"))
    await platform.post(CHANNEL, TABLE, "sections")
    slack.space.fail("chat.postMessage", Fault("invalid_blocks"), Fault("invalid_blocks"))
    await platform.post(CHANNEL, TABLE, "plain")
    first, second = slack.space.messages()
    assert {b["type"] for b in first["blocks"]} == {"section"}
    assert "blocks" not in second
    assert "Goals\n  X: peace" in second["text"]
    assert second["parse"] == "none"


async def test_another_refusal_says_why(slack: SlackServer, platform: Slack) -> None:
    slack.space.fail("chat.postMessage", Fault("restricted_action"))
    with pytest.raises(Rejected, match="restricted_action"):
        await platform.post(CHANNEL, HELLO, "k")
    for key in ("", "k" * 25):
        with pytest.raises(Rejected):
            await platform.post(CHANNEL, HELLO, key)


async def test_another_workspaces_address_is_gone(slack: SlackServer, platform: Slack) -> None:
    await platform.find(CHANNEL, "who are we")
    with pytest.raises(Gone):
        await platform.post(Address("slack:1::T2:C1::"), HELLO, "k")


async def test_a_person_is_posted_to_in_their_direct_message(slack: SlackServer, platform: Slack) -> None:
    address = platform.direct("T1/U1")
    assert address is not None
    receipt = await platform.post(address, HELLO, "k")
    assert len(slack.space.messages("DU1")) == 1
    assert await platform.find(address, "k") == Found(receipt)
    assert platform.direct("nobody") is None


async def test_a_public_channel_is_joined_before_the_first_briefing(
    slack: SlackServer, platform: Slack
) -> None:
    slack.space.add_channel("C2", "open")
    address = await platform.prepare(Address("slack:1::T1:C2:1.0:"), "Briefings")
    assert address == "slack:1::T1:C2::"
    await platform.post(address, HELLO, "k")
    assert await platform.prepare(Address("slack:1::T1:DU1::"), "Briefings") == "slack:1::T1:DU1::"


async def test_what_is_missing_is_said_beforehand(slack: SlackServer, platform: Slack) -> None:
    slack.space.add_channel("C2", private=True)
    slack.space.add_channel("C3", archived=True)
    slack.space.add_channel("C4")
    slack.space.fail("conversations.join", Fault("missing_scope"))
    for channel, says in (("C2", "/invite"), ("C3", "archived"), ("C4", "missing_scope")):
        with pytest.raises(UnusableInput, match=says):
            await platform.prepare(Address(f"slack:1::T1:{channel}::"), "Briefings")
