"""Discord passes the suite that every platform passes, against a local Discord over sockets."""

import re
from collections.abc import AsyncGenerator

import pytest_asyncio

from adapters.discord.app import Discord
from adapters.discord.places import Person as Place
from adapters.discord.places import address_of
from bot.platform import Address, Payload
from tests.adapters.contract import PlatformContract, Stage
from tests.adapters.discord.shown import is_valid, words_of
from tests.adapters.discord.stages import settings_for
from tests.servers.discord_server import open_discord

_UNSAFE = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200c-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]"
)


@pytest_asyncio.fixture
async def stage() -> AsyncGenerator[Stage]:
    """The direct messages of a person."""
    async with open_discord() as server:
        ann = server.person("Ann")
        room = ann.direct

        async def say(text: str) -> None:
            await server.connected()
            await ann.say(text)

        def shown() -> str:
            halls = [room for made in server.world.servers for room in made.rooms]
            said = [one for place in (room, *halls) for one in place.messages if one["author"]["bot"]]
            return "\n".join(words_of(one) for one in said)

        async def add() -> None:
            await server.connected()
            await server.join(server.world.servers[0] if server.world.servers else server.world.server())

        def is_harmless(text: str) -> bool:
            return not _UNSAFE.search(text) and not re.search("@(everyone|here)", text)

        def text_of(payload: Payload) -> str:
            return words_of(payload)

        platform = Discord(settings_for(server))
        yield Stage(
            platform=platform,
            address=address_of(Place(ann.id)),
            elsewhere=Address("elsewhere:1:C123"),
            say=say,
            shown=shown,
            text_of=text_of,
            is_within_limits=is_valid,
            is_harmless=is_harmless,
            add=add,
        )
        await platform._rest.close()  # pyright: ignore[reportPrivateUsage]


class TestDiscord(PlatformContract):
    """The contract."""
