"""Slack passes the suite that every platform passes, in a conversation with the agent."""

import re
from collections.abc import AsyncIterator
from typing import Any

import pytest_asyncio

from bot.platform import Address
from tests.adapters.contract import PlatformContract, Stage
from tests.adapters.slack.serving import platform_for
from tests.servers import slack_blocks
from tests.servers.slack_server import SlackServer

_STEERS = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]"
)


def text_of(payload: Any) -> str:
    """The words of a payload, as they stand in its blocks."""
    return "\n".join(slack_blocks.words_of(payload["blocks"]))


def is_within_limits(payload: Any) -> bool:
    """What Slack would take, and can be edited later."""
    return slack_blocks.problem(payload["blocks"]) is None and 0 < slack_blocks.size(payload["text"]) <= 4_000


@pytest_asyncio.fixture
async def stage() -> AsyncIterator[Stage]:
    async with SlackServer() as slack:
        person, room = slack.person(), slack.space.direct("U1")
        platform = platform_for(slack)
        begun: list[str] = []

        async def say(text: str) -> None:
            await slack.linked()
            message = person.write(text, begun[0] if begun else None)
            begun.append(message["ts"])

        def shown() -> str:
            messages = [*slack.space.messages(room.id), *slack.space.messages("C1")]
            return "\n".join(text_of(m) for m in messages if m.get("blocks"))

        async def add() -> None:
            await slack.linked()
            person.invite()

        yield Stage(
            platform=platform,
            address=Address(f"slack:1::T1:{room.id}::"),
            elsewhere=Address("elsewhere:1:C123"),
            say=say,
            shown=shown,
            text_of=text_of,
            is_within_limits=is_within_limits,
            is_harmless=lambda text: not _STEERS.search(text),
            add=add,
        )


class TestSlack(PlatformContract):
    """The contract."""
