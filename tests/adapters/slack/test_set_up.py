"""The manifest asks for exactly what the code uses, and the doctor names what is missing."""

import re
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from pydantic import SecretStr
from typer.testing import CliRunner

from adapters.slack import cli, granted, listening
from adapters.slack.app import Slack
from adapters.slack.settings import SlackSettings, read_settings
from bot import commands
from bot.errors import BadSettings
from bot.platform import Finding, Level
from bot.state import Memory
from tests.adapters.desks import EchoDesk
from tests.adapters.slack.serving import platform_for
from tests.servers.slack_server import SlackServer
from tests.servers.slack_workspace import Fault

SLACK = Path(cli.__file__).parent

METHODS = {
    "agents.sessions.setStatus": "assistant:write",
    "apps.connections.open": None,
    "assistant.threads.setStatus": "assistant:write",
    "assistant.threads.setSuggestedPrompts": "assistant:write",
    "auth.test": None,
    "chat.appendStream": "chat:write",
    "chat.delete": "chat:write",
    "chat.postEphemeral": "chat:write",
    "chat.postMessage": "chat:write",
    "chat.startStream": "chat:write",
    "chat.stopStream": "chat:write",
    "chat.update": "chat:write",
    "conversations.history": "channels:history groups:history im:history mpim:history",
    "conversations.info": "channels:read groups:read mpim:read",
    "conversations.join": "channels:join",
    "conversations.members": "channels:read groups:read mpim:read",
    "conversations.open": "im:write",
    "conversations.replies": "channels:history groups:history im:history mpim:history",
    "users.info": "users:read",
    "views.open": None,
    "views.publish": None,
    "views.update": None,
}
"""Each method that we call, and the scopes that its page on docs.slack.dev names."""

EVENTS = {
    "agent_session_stopped": "assistant:write",
    "app_home_opened": None,
    "app_mention": "app_mentions:read",
    "member_joined_channel": "channels:read groups:read",
    "message.channels": "channels:history",
    "message.groups": "groups:history",
    "message.im": "im:history",
    "message.mpim": "mpim:history",
}
"""The same for events."""


def listed(name: str) -> list[str]:
    """The items of a list in the manifest."""
    text = (SLACK / "manifest.yaml").read_text(encoding="utf-8")
    found = re.search(rf"^( +){name}:\n((?:\1  - .*\n)+)", text, re.M)
    assert found
    return re.findall(r"- (\S+)", found[2])


def test_the_manifest_lists_what_the_code_uses() -> None:
    text = (SLACK / "manifest.yaml").read_text(encoding="utf-8")
    assert tuple(listed("bot")) == granted.SCOPES
    assert tuple(listed("bot_events")) == granted.EVENTS
    assert tuple(re.findall(r"- command: (\S+)", text)) == granted.COMMANDS
    assert re.findall(r"callback_id: (\S+)", text) == [granted.SHORTCUT]
    assert "agent_view:" in text
    assert "assistant_view" not in text


def test_the_scopes_are_those_of_the_methods_events_and_commands_and_no_other() -> None:
    code = "".join(path.read_text(encoding="utf-8") for path in SLACK.glob("*.py"))
    called = set(re.findall(r'"((?:[a-z]+\.)+[a-z]+[A-Z]?\w*)"', code)) & set(METHODS)
    called |= {"apps.connections.open"}
    assert called == set(METHODS)
    dotted = set(re.findall(r'(?:call|read)\(\s*"([\w.]+)"', code))
    assert dotted <= set(METHODS)
    assert set(granted.EVENTS) == set(EVENTS)
    needed = " ".join(filter(None, [*METHODS.values(), *EVENTS.values()])).split()
    assert {*needed, "commands"} == set(granted.SCOPES)


def test_each_event_of_the_manifest_is_listened_to() -> None:
    known = {name.partition(".")[0] for name in granted.EVENTS}
    assert known == set(listening.EVENTS)


def test_each_command_is_one_of_the_desks() -> None:
    assert {name[1:] for name in granted.COMMANDS} <= {usage.name for usage in commands.USAGES}


def test_the_manifest_is_printed_for_socket_mode_or_an_address() -> None:
    plain = CliRunner().invoke(cli.app, ["manifest"])
    assert plain.output == (SLACK / "manifest.yaml").read_text(encoding="utf-8")
    http = CliRunner().invoke(cli.app, ["manifest", "--url", "https://bot.example/slack/events"]).output
    assert "socket_mode_enabled: false" in http
    assert http.count("url: https://bot.example/slack/events") == 2 + len(granted.COMMANDS)


def test_the_command_line_loads_no_sdk() -> None:
    script = "import sys, adapters.slack.cli; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert not {"slack_sdk", "slack_bolt", "aiohttp"} & set(done.stdout.split())


@pytest_asyncio.fixture
async def slack() -> AsyncIterator[SlackServer]:
    async with SlackServer() as server:
        yield server


async def found(slack: SlackServer, **more: Any) -> dict[str, Finding]:
    return {finding.subject: finding for finding in await platform_for(slack, **more).check()}


async def test_all_is_well_with_the_manifests_scopes(slack: SlackServer) -> None:
    findings = await found(slack)
    assert {finding.level for finding in findings.values()} == {Level.OK}
    assert set(findings) == {"bot token", "scopes", "socket mode", "messages tab"}


async def test_a_missing_scope_is_named(slack: SlackServer) -> None:
    slack.space.scopes = slack.space.scopes.replace("users:read", "").replace("channels:join,", "")
    finding = (await found(slack))["scopes"]
    assert (finding.level, finding.text) == (Level.ERROR, "missing: channels:join, users:read")


async def test_tokens_that_are_missing_or_wrong_are_told_apart(slack: SlackServer) -> None:
    missing = await found(slack, slack_bot_token=None, slack_app_token=None)
    assert "SLACK_BOT_TOKEN is not set" in missing["bot token"].text
    assert "SLACK_APP_TOKEN is not set" in missing["socket mode"].text
    wrong = await found(slack, slack_bot_token=SecretStr("xoxb-x"), slack_app_token=SecretStr("xapp-x"))
    assert "invalid_auth" in wrong["bot token"].text
    assert "invalid_auth" in wrong["socket mode"].text
    http = await found(slack, slack_port=8_080, slack_signing_secret=None)
    assert "SLACK_SIGNING_SECRET" in http["http"].text
    slack.space.fail("auth.test", Fault(status=503))
    assert (await found(slack))["bot token"].level is Level.ERROR
    for findings in (missing, wrong, http):
        assert all(finding.remedy for finding in findings.values() if finding.level is Level.ERROR)


async def test_serving_without_tokens_says_which_is_missing(slack: SlackServer) -> None:
    wanting: list[tuple[dict[str, Any], str]] = [
        ({"slack_bot_token": None}, "SLACK_BOT_TOKEN"),
        ({"slack_app_token": None}, "SLACK_APP_TOKEN"),
        ({"slack_port": 8_080, "slack_signing_secret": None}, "SLACK_SIGNING_SECRET"),
        ({"slack_bot_token": SecretStr("xoxb-wrong")}, "SLACK_BOT_TOKEN"),
    ]
    for more, name in wanting:
        with pytest.raises(BadSettings, match=name):
            await platform_for(slack, **more).serve(EchoDesk(), Memory())


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SLACK_API_URL", "https://slack.com"),
        ("SLACK_API_URL", "ftp://x/api/"),
        ("SLACK_PORT", "70000"),
        ("SLACK_BOT_TOKEN", "secret-thing"),
    ],
)
def test_a_setting_that_cant_be_used_is_named_without_its_secret(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(BadSettings, match=name) as error:
        read_settings()
    assert "secret-thing" not in str(error.value)


def test_without_a_token_it_renders_and_receives_nothing() -> None:
    platform = Slack(SlackSettings(_env_file=None))  # pyright: ignore[reportCallIssue]
    assert not platform.receives
