"""The REST interface of the local Discord."""

import json
import re
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from aiohttp import BodyPartReader, web

from tests.servers.discord_calls import Calls
from tests.servers.discord_checks import V2, check_commands, check_message, check_nonce, hold
from tests.servers.discord_world import (
    ATTACH,
    BOT,
    CREATE_THREADS,
    DM,
    FORUM,
    HISTORY,
    OWNER,
    SEND,
    SEND_IN_THREADS,
    THREAD,
    Refused,
    Room,
    Someone,
    World,
    member,
    message,
    role,
)

NONCE_KEPT = 300.0
"""Seconds for which a nonce is enforced: "the past few minutes"."""


@dataclass
class Fault:
    """What goes wrong with the next requests: a status, a 429 with its seconds, or an answer that is lost."""

    method: str
    path: str
    status: int = 0
    retry_after: float = 0.0
    is_global: bool = False
    is_lost: bool = False
    times: int = 1


@dataclass
class Request:
    """A request as it was read."""

    method: str
    path: str
    body: Any
    files: dict[str, bytes]
    query: dict[str, str]


class Routes:
    """Answers requests, and keeps them in `log`."""

    def __init__(self, world: World, calls: Calls, token: str) -> None:
        self._world, self._calls, self._token = world, calls, token
        self.gateway = ""
        self.log: list[Request] = []
        self.faults: list[Fault] = []
        self.commands: list[dict[str, Any]] = []
        self.pictures: list[bytes] = []
        self.closed_directs: set[int] = set()
        self._nonces: dict[tuple[int, str], tuple[float, dict[str, Any]]] = {}
        self.on_change: Callable[[], None] = lambda: None
        self.on_thread: Callable[[dict[str, Any], int], Awaitable[None]] | None = None
        self.on_message: Callable[[dict[str, Any], Room], Awaitable[None]] | None = None

    async def serve(self, http: web.Request) -> web.StreamResponse:
        """One request."""
        request = await _read(http)
        self.log.append(request)
        fault = self._fault(request)
        try:
            if fault and fault.retry_after:
                return _limited(fault)
            if fault and fault.status:
                return _answer({"message": "Internal Server Error", "code": 0}, fault.status)
            self._hold_to_token(request, http.headers.get("Authorization"))
            answer = await self._route(request)
        except Refused as error:
            return _answer({"message": error.message, "code": error.code}, error.status)
        finally:
            self.on_change()
        if fault and fault.is_lost and http.transport:
            http.transport.close()
        return _answer(answer) if answer is not None else web.Response(status=204)

    def _hold_to_token(self, request: Request, given: str | None) -> None:
        is_open = request.path.startswith(("/interactions", "/webhooks"))
        if not is_open and given != f"Bot {self._token}":
            raise Refused(401, 0, "401: Unauthorized")

    def _fault(self, request: Request) -> Fault | None:
        for fault in self.faults:
            if fault.times and fault.method == request.method and re.search(fault.path, request.path):
                fault.times -= 1
                return fault
        return None

    async def _route(self, request: Request) -> Any:
        body, parts = request.body, request.path.strip("/").split("/")
        match request.method, *parts:
            case "GET", "gateway", "bot":
                limit = {"total": 1000, "remaining": 999, "reset_after": 1, "max_concurrency": 1}
                return {"url": self.gateway, "shards": 1, "session_start_limit": limit}
            case "GET", "users", "@me":
                return self._world.bot.data()
            case "GET", "oauth2", "applications", "@me":
                return _application()
            case "PUT", "applications", _, "commands":
                check_commands(body)
                self.commands = [one | {"id": str(n + 1), "version": "1"} for n, one in enumerate(body)]
                return self.commands
            case "GET", "applications", _, "commands":
                return self.commands
            case "GET", "guilds", id:
                server = next((s for s in self._world.servers if s.id == int(id) and s.has_bot), None)
                if server is None:
                    raise Refused(403, 50001, "Missing Access")
                return server.data() | {"roles": [role(server.id, "@everyone", 0)]}
            case "GET", "guilds", _, "members", _:
                return member(self._world.bot)
            case "POST", "users", "@me", "channels":
                return self._world.direct(Someone(int(body["recipient_id"]), "someone")).data()
            case "GET", "channels", id:
                return self._world.open(int(id)).data()
            case "POST", "channels", id, "typing":
                self._world.open(int(id), SEND)
                return None
            case "GET", "channels", id, "messages":
                room = self._world.open(int(id))
                # "No messages will be returned" to who may not read the history (resources/message).
                is_read = room.kind == DM or room.may & HISTORY
                return self._history(room, request.query) if is_read else []
            case "POST", "channels", id, "messages":
                return await self._create(int(id), request)
            case "PATCH", "channels", id, "messages", known:
                return self._edit(self._world.open(int(id)), known, request)
            case "GET", "channels", id, "messages", known:
                room = self._world.open(int(id), HISTORY)
                return next((one for one in room.messages if one["id"] == known), None) or _unknown()
            case "POST", "channels", id, "messages", known, "threads":
                room = self._world.open(int(id), CREATE_THREADS)
                return await self._thread(room, body, int(known))
            case "POST", "channels", id, "threads":
                return await self._forum_thread(self._world.open(int(id), SEND), request)
            case "POST", "interactions", id, token, "callback":
                answer = self._calls.respond(int(id), token, body)
                return answer if "with_response" in request.query else None
            case "POST", "webhooks", _, token:
                self._keep(request)
                return self._calls.follow_up(token, body, [*request.files])
            case "PATCH", "webhooks", _, token, "messages", "@original":
                self._keep(request)
                return self._calls.edit(token, body, [*request.files])
            case "DELETE", "webhooks", _, token, "messages", "@original":
                self._calls.delete(token)
                return None
            case _:
                raise Refused(404, 0, "404: Not Found")

    async def _create(self, id: int, request: Request) -> dict[str, Any]:
        room = self._world.open(id)
        body = request.body
        if room.kind == DM and room.person and room.person.id in self.closed_directs:
            raise Refused(403, 50007, "Cannot send messages to this user")
        hold("channel", room.kind != FORUM, "CHANNEL_TYPE_INVALID")
        needed = SEND_IN_THREADS if room.parent else SEND
        self._world.open(id, needed, *([ATTACH] if request.files else []))
        check_message(body, [*request.files])
        nonce = check_nonce(body)
        if nonce is not None and (id, nonce) in self._nonces:
            at, known = self._nonces[id, nonce]
            if time.monotonic() - at < NONCE_KEPT:
                return known
        self._keep(request)
        made = message(
            room, self._world.bot, content=body.get("content") or "", components=body.get("components", []),
            flags=int(body.get("flags") or 0) & V2,
        )  # fmt: skip
        if body.get("message_reference"):
            made |= {"type": 19, "message_reference": body["message_reference"]}
        made["allowed_mentions"] = body.get("allowed_mentions")
        room.messages.append(made)
        if nonce is not None:
            self._nonces[id, nonce] = time.monotonic(), made
        if self.on_message:
            await self.on_message(made, room)
        return made | {"nonce": body.get("nonce")}

    def forget_nonces(self) -> None:
        """As after some minutes."""
        self._nonces.clear()

    def _edit(self, room: Room, id: str, request: Request) -> dict[str, Any]:
        known = next((one for one in room.messages if one["id"] == id), None)
        if known is None:
            raise Refused(404, 10008, "Unknown Message")
        if known["author"]["id"] != str(BOT):
            raise Refused(403, 50005, "Cannot edit a message authored by another user")
        check_message(request.body, [*request.files], known["flags"] | int(request.body.get("flags") or 0))
        self._keep(request)
        known["components"] = request.body.get("components", known["components"])
        known["allowed_mentions"] = request.body.get("allowed_mentions")
        known.setdefault("edits", []).append(time.monotonic())
        return known

    async def _thread(self, room: Room, body: dict[str, Any], id: int | None = None) -> dict[str, Any]:
        """A thread, which has the `id` of the message that it hangs on."""
        hold("name", 1 <= len(body["name"]) <= 100, "BASE_TYPE_BAD_LENGTH")
        hold("type", room.parent is None, "no thread hangs on a message in a thread")
        if id in self._world.rooms:
            raise Refused(400, 160004, "A thread has already been created for this message")
        assert room.guild
        made = self._world.room(room.guild, body["name"], THREAD, parent=room, id=id).data()
        if self.on_thread:
            await self.on_thread(made, room.guild.id)
        return made

    async def _forum_thread(self, room: Room, request: Request) -> dict[str, Any]:
        hold("type", room.kind == FORUM, "CHANNEL_TYPE_INVALID")
        if room.requires_tag and not request.body.get("applied_tags"):
            raise Refused(400, 40067, "A tag is required to create a forum post in this channel")
        made = await self._thread(room, request.body)
        first = Request("POST", "", request.body["message"], request.files, {})
        await self._create(int(made["id"]), first)
        return made

    def _history(self, room: Room, query: dict[str, str]) -> list[dict[str, Any]]:
        before = int(query.get("before", 1 << 63))
        found = [one for one in reversed(room.messages) if int(one["id"]) < before]
        return [
            {name: value for name, value in one.items() if name != "nonce"}
            for one in found[: int(query.get("limit", 50))]
        ]

    def _keep(self, request: Request) -> None:
        for name, content in request.files.items():
            if name.endswith(".png"):
                hold("files", content.startswith(b"\x89PNG\r\n"), "no picture")
                self.pictures.append(content)


async def _read(http: web.Request) -> Request:
    files: dict[str, bytes] = {}
    body: Any = None
    if http.content_type.startswith("multipart/"):
        async for part in await http.multipart():
            assert isinstance(part, BodyPartReader)
            content = bytes(await part.read())
            if part.name == "payload_json":
                body = json.loads(content)
            else:
                files[part.filename or ""] = content
    elif raw := await http.read():
        body = json.loads(raw)
    path = http.path.split("/api/v10", 1)[-1]
    return Request(http.method, path, body, files, dict(http.query))


def _answer(data: Any, status: int = 200) -> web.Response:
    # Exactly this type: a charset keeps discord.py from logging in.
    headers = {
        "Content-Type": "application/json", "X-RateLimit-Limit": "50", "X-RateLimit-Remaining": "49",
        "X-RateLimit-Reset": str(time.time() + 1), "X-RateLimit-Reset-After": "1", "X-RateLimit-Bucket": "all",
    }  # fmt: skip
    return web.Response(body=json.dumps(data).encode(), status=status, headers=headers)


def _unknown() -> dict[str, Any]:
    raise Refused(404, 10008, "Unknown Message")


def _limited(fault: Fault) -> web.Response:
    body = {
        "message": "You are being rate limited.",
        "retry_after": fault.retry_after,
        "global": fault.is_global,
    }
    answer = _answer(body, 429)
    answer.headers.update(
        {
            "Via": "1.1 local",
            "Retry-After": str(fault.retry_after),
            "X-RateLimit-Remaining": "0",
        }
    )
    answer.headers["X-RateLimit-Reset-After"] = str(fault.retry_after)
    return answer


def _application() -> dict[str, Any]:
    return {
        "id": str(BOT), "name": "Rapporteur", "icon": None, "description": "", "bot_public": True,
        "bot_require_code_grant": False, "verify_key": "", "flags": 0, "team": None,
        "owner": Someone(OWNER, "owner").data(),
    }  # fmt: skip
