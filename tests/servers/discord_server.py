"""A local Discord over real sockets: REST, gateway, and people who use them.

It holds what it gets to Discord's rules (`discord_checks`), and keeps no nonce in a channel's history.
"""

import asyncio
import datetime
import itertools
import time
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web

from tests.servers.discord_calls import Call, Calls
from tests.servers.discord_gateway import Gateway, closed
from tests.servers.discord_routes import Routes
from tests.servers.discord_world import (
    BOT,
    MANAGE_CHANNELS,
    Room,
    Server,
    Someone,
    World,
    member,
    message,
)

TOKEN = "a-token-for-tests"
_numbers = itertools.count(1)


class Person(Someone):
    """Someone who uses Discord; `locale` is the language of their client."""

    def __init__(self, discord: "DiscordServer", name: str, locale: str) -> None:
        super().__init__(800_000_000_000_000_000 + next(_numbers) * 10, name)
        self._discord = discord
        self.locale = locale

    @property
    def direct(self) -> Room:
        """Their direct messages with the bot."""
        return self._discord.world.direct(self)

    async def say(self, text: str, room: Room | None = None, **more: Any) -> dict[str, Any]:
        """Write a message: a direct one, or in a room. "@bot" mentions the bot."""
        room = room or self.direct
        content = text.replace("@bot", f"<@{BOT}>")
        mentions = [self._discord.world.bot.data()] if "@bot" in text else []
        made = message(room, self, content=content, mentions=mentions, **more)
        await self._discord.deliver(made, room, self)
        return made

    async def reply(self, to: dict[str, Any], text: str, room: Room) -> dict[str, Any]:
        """Reply to a message of the bot, which pings it."""
        reference = {"message_id": to["id"], "channel_id": to["channel_id"], "type": 0}
        made = message(
            room, self, content=text, mentions=[self._discord.world.bot.data()], type=19,
            message_reference=reference, referenced_message={k: v for k, v in to.items() if k != "allowed_mentions"},
        )  # fmt: skip
        await self._discord.deliver(made, room, self)
        return made

    async def call(self, name: str, room: Room | None = None, /, **options: Any) -> Call:
        """Use a command: "briefings subscribe" is one with its subcommand."""
        data = {"type": 1, **_nested(name, options)}
        if chosen := [one for one in options.values() if isinstance(one, Room)]:
            data["resolved"] = {"channels": {str(one.id): self._chosen(one) for one in chosen}}
        return await self._interact(2, data, room)

    def _chosen(self, room: Room) -> dict[str, Any]:
        """A channel that was chosen as an option, with what the person may do there."""
        assert room.guild
        allowed = (
            room.guild.members.get(self.id, 0) if room.everyone_manages is None else room.everyone_manages
        )
        return {"id": str(room.id), "type": room.kind, "name": room.name, "permissions": str(allowed)}

    async def complete(
        self, name: str, field: str, typed: str, room: Room | None = None, *, kind: int = 3
    ) -> Call:
        """Type into a field of a command; what is typed into a number's field (kind 4) comes as text all the same."""
        data: dict[str, Any] = {"type": 1, **_nested(name, {field: typed}, focused=True)}
        data["options"][0]["type"] = kind
        return await self._interact(4, data, room)

    async def press(self, message: dict[str, Any], which: str, room: Room | None = None) -> Call:
        """Press the button of a message with that label or emoji."""
        button = next(
            one for one in parts(message) if one["type"] == 2
            and which in (one.get("label"), (one.get("emoji") or {}).get("name"))
        )  # fmt: skip
        data = {"custom_id": button["custom_id"], "component_type": 2}
        shown = {name: value for name, value in message.items() if name != "allowed_mentions"}
        return await self._interact(3, data, room, message=shown)

    async def submit(self, form: dict[str, Any], text: str, room: Room | None = None) -> Call:
        """Fill in a form that was opened, and send it."""
        field = {
            "type": 4,
            "custom_id": form["components"][0]["component"]["custom_id"],
            "value": text,
            "id": 2,
        }
        data = {"custom_id": form["custom_id"], "components": [{"type": 18, "id": 1, "component": field}]}
        return await self._interact(5, data, room)

    async def check(
        self, text: str, room: Room | None = None, *, message: dict[str, Any] | None = None
    ) -> Call:
        """Use the command of a message's context menu on a message with that text, or on `message`."""
        room = room or self.direct
        made = message or somebodys(room, text)
        resolved = {"messages": {made["id"]: made}}
        data = {"type": 3, "id": "9", "name": "Check against the documents", "target_id": made["id"]}
        return await self._interact(2, data | {"resolved": resolved}, room)

    async def _interact(self, kind: int, data: dict[str, Any], room: Room | None, **more: Any) -> Call:
        room = room or self.direct
        call = Call(kind, self, room)
        self._discord.calls.by_token[call.token] = call
        guild = room.guild
        event: dict[str, Any] = {
            "id": str(call.id), "application_id": str(BOT), "type": kind, "token": call.token, "version": 1,
            "data": {"id": "1", **data}, "channel_id": str(room.id), "channel": room.data(), "locale": self.locale,
            "app_permissions": str(room.may), "entitlements": [], "context": 0 if guild else 1,
            "authorizing_integration_owners": {}, "attachment_size_limit": 10_485_760, **more,
        }  # fmt: skip
        if guild:
            allowed = guild.members.get(self.id, 0)
            who = member(self, guild.roles_of(self.id)) | {"permissions": str(allowed)}
            event |= {"guild_id": str(guild.id), "guild_locale": guild.locale, "member": who}
        else:
            event["user"] = self.data()
        call.born = time.monotonic()
        await self._discord.gateway.send("INTERACTION_CREATE", event, server=guild.id if guild else None)
        return call


def _nested(name: str, options: dict[str, Any], *, focused: bool = False) -> dict[str, Any]:
    given = [
        {
            "name": key,
            "type": _KINDS[type(value)],
            "value": str(value.id) if isinstance(value, Room) else value,
            **({"focused": True} if focused else {}),
        }
        for key, value in options.items()
    ]
    first, *inner = name.split()
    if inner:
        return {"name": first, "options": [{"name": inner[0], "type": 1, "options": given}]}
    return {"name": first, "options": given}


_KINDS: dict[type, int] = {str: 3, int: 4, bool: 5, Room: 7}


def somebodys(room: Room, text: str) -> dict[str, Any]:
    """A message that somebody wrote."""
    return message(room, Someone(7, "somebody"), content=text)


def parts(message: dict[str, Any]) -> list[dict[str, Any]]:
    """All components of a message, nested ones too."""
    found: list[dict[str, Any]] = []
    left = [*message.get("components", ())]
    while left:
        found.append(one := left.pop(0))
        left = [*one.get("components", ()), *left]
    return found


def text_of(message: dict[str, Any]) -> str:
    """What is written in a message, as it was sent."""
    return "\n".join(
        [message.get("content") or "", *(one.get("content", "") for one in parts(message))]
    ).strip()


class DiscordServer:
    """What a test holds of it."""

    def __init__(self) -> None:
        self.world = World()
        self.calls = Calls(self.world)
        self.gateway = Gateway(self.world, TOKEN)
        self.routes = Routes(self.world, self.calls, TOKEN)
        self.gateway.on_change = self.routes.on_change = self._changed
        self.routes.on_message = self._echo
        self.routes.on_thread = self._tell_thread
        self.api = ""
        self._waiting: set[asyncio.Event] = set()

    def person(self, name: str = "Ann", *, locale: str = "en-US", manages: Server | None = None) -> Person:
        """Someone new, who may manage channels in a server if that is given."""
        made = Person(self, name, locale)
        if manages:
            manages.members[made.id] = MANAGE_CHANNELS
        return made

    async def deliver(self, made: dict[str, Any], room: Room, author: Someone) -> None:
        """A message that someone wrote; its text is only for a bot that it is meant for."""
        room.messages.append(made)
        guild = room.guild
        is_meant = guild is None or any(one["id"] == str(BOT) for one in made["mentions"])
        event = made | ({} if is_meant else {"content": "", "components": [], "embeds": []})
        if guild:
            who = {
                name: value
                for name, value in member(author, guild.roles_of(author.id)).items()
                if name != "user"
            }
            event |= {"guild_id": str(guild.id), "member": who}
        await self.gateway.send("MESSAGE_CREATE", event, server=guild.id if guild else None)

    async def _echo(self, made: dict[str, Any], room: Room) -> None:
        """The bot gets its own messages too."""
        event = {name: value for name, value in made.items() if name != "allowed_mentions"}
        guild = room.guild
        more = {"guild_id": str(guild.id)} if guild else {}
        await self.gateway.send("MESSAGE_CREATE", event | more, server=guild.id if guild else None)

    async def _tell_thread(self, made: dict[str, Any], server: int) -> None:
        await self.gateway.send("THREAD_CREATE", made | {"newly_created": True}, server=server)

    async def join(self, server: Server) -> None:
        """The bot is added to a server."""
        server.has_bot = True
        server.joined_at = datetime.datetime.now(datetime.UTC).isoformat()
        # `unavailable` is sent only of servers that the bot was in when it connected.
        data = {name: value for name, value in server.data().items() if name != "unavailable"}
        await self.gateway.send("GUILD_CREATE", data, server=server.id)

    async def until(self, condition: Callable[[], object], seconds: float = 10.0) -> None:
        """Wait until it holds; it is looked at whenever something happened here."""
        event = asyncio.Event()
        self._waiting.add(event)
        try:
            async with asyncio.timeout(seconds):
                while not condition():
                    event.clear()
                    await event.wait()
        finally:
            self._waiting.discard(event)

    async def connected(self) -> None:
        """Wait until a client is there."""
        await self.until(lambda: self.gateway.is_connected)

    def _changed(self) -> None:
        for event in self._waiting:
            event.set()


@asynccontextmanager
async def open_discord() -> AsyncGenerator[DiscordServer]:
    """A Discord that listens while the block runs."""
    server = DiscordServer()
    app = web.Application(client_max_size=64 * 1024 * 1024)
    app.router.add_get("/gateway", server.gateway.serve)
    app.router.add_get("/gateway/", server.gateway.serve)
    app.router.add_route("*", "/api/v10/{rest:.*}", server.routes.serve)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0, backlog=1000)
    await site.start()
    port = runner.addresses[0][1]
    server.api = f"http://127.0.0.1:{port}/api/v10"
    server.gateway.url = server.routes.gateway = f"ws://127.0.0.1:{port}/gateway"
    try:
        yield server
    finally:
        await closed(server.gateway.sessions)
        await runner.cleanup()
