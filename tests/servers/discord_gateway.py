"""The gateway of the local Discord: sessions that can be dropped, resumed, replayed and invalidated."""

import asyncio
import json
import secrets
from typing import Any

from aiohttp import WSMsgType, web

from tests.servers.discord_world import BOT, World

_PRIVILEGED = 1 << 1 | 1 << 8 | 1 << 15
_GUILDS, _MESSAGES, _DIRECT = 1 << 0, 1 << 9, 1 << 12


class Session:
    """A session of a client: what it was sent, and its socket while there is one."""

    def __init__(self, intents: int, shard: tuple[int, int]) -> None:
        self.id = secrets.token_hex(8)
        self.intents = intents
        self.shard = shard
        self.sent: list[dict[str, Any]] = []
        self.socket: web.WebSocketResponse | None = None
        self.is_valid = True

    async def send(self, event: str, data: dict[str, Any]) -> None:
        """Send an event now, or keep it until the client comes back."""
        frame = {"op": 0, "t": event, "s": len(self.sent) + 1, "d": data}
        self.sent.append(frame)
        if self.socket is not None and not self.socket.closed:
            await self.socket.send_str(json.dumps(frame))


class Gateway:
    """Sockets of clients. `counts` says how often what was asked: identify, resume, heartbeat, replayed."""

    def __init__(self, world: World, token: str) -> None:
        self._world = world
        self._token = token
        self.url = ""
        self.sessions: list[Session] = []
        self.counts: dict[str, int] = {"identify": 0, "resume": 0, "heartbeat": 0, "replayed": 0}
        self.replays_all = False
        """Whether a resumed session is sent again also what it has had, as happens where a sequence is lost."""
        self.on_change = lambda: None

    async def serve(self, request: web.Request) -> web.WebSocketResponse:
        """A client's socket until it ends."""
        socket = web.WebSocketResponse(max_msg_size=0)
        await socket.prepare(request)
        await socket.send_str(
            json.dumps({"op": 10, "d": {"heartbeat_interval": 41_250}, "s": None, "t": None})
        )
        session: Session | None = None
        async for frame in socket:
            if frame.type is not WSMsgType.TEXT:
                break
            data = json.loads(frame.data)
            match data["op"]:
                case 1:
                    self._note("heartbeat")
                    await socket.send_str(json.dumps({"op": 11, "d": None, "s": None, "t": None}))
                case 2:
                    session = await self._identify(socket, data["d"])
                case 6:
                    session = await self._resume(socket, data["d"])
                case _:
                    pass
        if session is not None and session.socket is socket:
            session.socket = None
        self.on_change()
        return socket

    async def _identify(self, socket: web.WebSocketResponse, data: dict[str, Any]) -> Session | None:
        self._note("identify")
        if data["token"] != self._token:
            await socket.close(code=4004, message=b"Authentication failed.")
            return None
        if data["intents"] & _PRIVILEGED:
            await socket.close(code=4014, message=b"Disallowed intent(s).")
            return None
        session = Session(data["intents"], _shard(data))
        session.socket = socket
        self.sessions.append(session)
        mine = [s for s in self._world.servers if s.has_bot and self._is_of(session, s.id)]
        await session.send(
            "READY",
            {
                "v": 10, "user": self._world.bot.data(), "session_id": session.id, "shard": session.shard,
                "guilds": [{"id": str(server.id), "unavailable": True} for server in mine],
                "resume_gateway_url": self.url, "application": {"id": str(BOT), "flags": 0},
            },
        )  # fmt: skip
        for server in mine:
            await session.send("GUILD_CREATE", server.data())
        self.on_change()
        return session

    async def _resume(self, socket: web.WebSocketResponse, data: dict[str, Any]) -> Session | None:
        self._note("resume")
        found = next((one for one in self.sessions if one.id == data["session_id"] and one.is_valid), None)
        if found is None or data["token"] != self._token:
            await socket.send_str(json.dumps({"op": 9, "d": False, "s": None, "t": None}))
            return None
        found.socket = socket
        for frame in found.sent[0 if self.replays_all else data["seq"] :]:
            if frame["t"] not in {"READY", "RESUMED"}:
                self._note("replayed")
                await socket.send_str(json.dumps(frame))
        await found.send("RESUMED", {})
        self.on_change()
        return found

    async def send(self, event: str, data: dict[str, Any], *, server: int | None = None) -> None:
        """Send an event to the client that it is for, of those that listen to such events."""
        is_message = event.startswith("MESSAGE")
        for session in self.sessions:
            wanted = (_MESSAGES if server else _DIRECT) if is_message else 0
            if session.is_valid and (not wanted or session.intents & wanted) and self._is_of(session, server):
                await session.send(event, data)

    async def drop(self, *, is_valid: bool = True) -> None:
        """Break all sockets; with `is_valid` false the sessions can't be resumed."""
        for session in self.sessions:
            session.is_valid = session.is_valid and is_valid
            if session.socket is not None:
                socket, session.socket = session.socket, None
                await socket.close(code=4000, message=b"dropped")

    async def ask_to_reconnect(self) -> None:
        """What Discord sends before it takes a gateway down."""
        for session in self.sessions:
            if session.socket is not None:
                await session.socket.send_str(json.dumps({"op": 7, "d": None, "s": None, "t": None}))

    @property
    def is_connected(self) -> bool:
        """Whether a client is there, and has a valid session."""
        return any(one.is_valid and one.socket is not None and not one.socket.closed for one in self.sessions)

    def _is_of(self, session: Session, server: int | None) -> bool:
        number, count = session.shard
        return number == 0 if server is None else (server >> 22) % count == number

    def _note(self, what: str) -> None:
        self.counts[what] += 1
        self.on_change()


def _shard(data: dict[str, Any]) -> tuple[int, int]:
    number, count = data.get("shard") or (0, 1)
    return number, count


async def closed(sessions: list[Session]) -> None:
    """Close what is still open."""
    open_ = [one.socket for one in sessions if one.socket is not None and not one.socket.closed]
    await asyncio.gather(*(socket.close() for socket in open_), return_exceptions=True)
