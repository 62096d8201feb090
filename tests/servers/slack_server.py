"""A local Slack over real sockets: Web API under /api/, Socket Mode, response URLs, and signed requests to the app.

`async with SlackServer() as slack:` serves until the block ends; `slack.space` is what it remembers, `slack.person(id)`
plays someone, `slack.url` ends in /api/. With `slack.request_url` set, what people do goes there as signed HTTP.
"""

import asyncio
import hashlib
import hmac
import json
import time
import urllib.parse
from dataclasses import dataclass, field
from typing import Any, Self

import aiohttp
from aiohttp import web

from tests.servers.slack_blocks import problem
from tests.servers.slack_methods import METHODS, read_arguments
from tests.servers.slack_person import Person
from tests.servers.slack_views import Refused
from tests.servers.slack_workspace import Json, Workspace


@dataclass
class Envelope:
    """Something that was delivered: when it was sent (monotonic seconds), when acknowledged, with which payload."""

    id: str
    type: str
    payload: Json
    sent: float = 0
    acked: float | None = None
    answer: Any = None
    attempts: int = 0
    done: asyncio.Event = field(default_factory=asyncio.Event)


class SlackServer:
    """See the module. `retry` is the seconds after which an event without acknowledgement comes again."""

    def __init__(self, space: Workspace | None = None, *, retry: float = 3.0) -> None:
        self.space = space or Workspace()
        self.retry = retry
        self.request_url: str | None = None
        self.envelopes: list[Envelope] = []
        self.opened = 0
        self.uses: dict[str, int] = {}
        self.are_urls_old = False
        self._links: dict[web.WebSocketResponse, bool] = {}
        self._linked = asyncio.Event()
        self._waiting: dict[str, Envelope] = {}
        self._tasks: set[asyncio.Task[Any]] = set()

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=10**7)
        app.router.add_post("/api/{method}", self._api)
        app.router.add_get("/link", self._link)
        app.router.add_post("/respond/{id}", self._respond)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0, backlog=1024)
        await site.start()
        self.port: int = self._runner.addresses[0][1]
        self.url = f"http://127.0.0.1:{self.port}/api/"
        self._client = aiohttp.ClientSession()
        return self

    async def __aexit__(self, *_: object) -> None:
        for task in [*self._tasks]:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for link in [*self._links]:
            await link.close()
        await self._client.close()
        await self._runner.cleanup()

    def person(self, id: str = "U1") -> Person:
        """A person to play."""
        return Person(self, id)

    # The Web API

    async def _api(self, request: web.Request) -> web.Response:
        method, space = request.match_info["method"], self.space
        is_json = request.content_type == "application/json"
        given = read_arguments(await request.json() if is_json else dict(await request.post()))
        space.calls.append((method, given))
        fault = space.faults[method].popleft() if space.faults[method] else None
        try:
            answer: Json = {}
            if fault is None or fault.effect:
                answer = {"ok": True, **self._answer(request, method, given)}
                space.told()
            if fault:
                if fault.hang:
                    await asyncio.sleep(fault.hang)
                answer = {"ok": False, "error": fault.error} if fault.error else answer
        except Refused as refused:
            answer = {"ok": False, "error": refused.error, **refused.more}
        headers = {"x-oauth-scopes": space.scopes}
        status = 200
        if fault:
            status = 429 if fault.retry_after is not None else fault.status
            headers |= {"Retry-After": str(fault.retry_after)} if fault.retry_after is not None else {}
            if status >= 500:
                return web.Response(status=status, text="<html>trouble</html>", content_type="text/html")
        space.told()
        return web.json_response(answer, headers=headers, status=status)

    def _answer(self, request: web.Request, method: str, given: Json) -> Json:
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if method == "apps.connections.open":
            if token != self.space.app_token:
                raise Refused("invalid_auth")
            self.opened += 1
            return {"url": f"ws://127.0.0.1:{self.port}/link"}
        if token != self.space.bot_token:
            raise Refused("invalid_auth")
        if method not in METHODS:
            raise Refused("unknown_method")
        return METHODS[method](self.space, given)

    # Socket Mode

    async def _link(self, request: web.Request) -> web.WebSocketResponse:
        link = web.WebSocketResponse()
        await link.prepare(request)
        hello = {
            "type": "hello",
            "num_connections": 1,
            "connection_info": {"app_id": self.space.app},
            "debug_info": {"host": "local"},
        }
        await link.send_json(hello)
        self._links[link] = True
        self._linked.set()
        try:
            async for message in link:
                if message.type is aiohttp.WSMsgType.TEXT:
                    self._acknowledge(json.loads(message.data))
        finally:
            self._drop(link)
        return link

    def _drop(self, link: web.WebSocketResponse) -> None:
        self._links.pop(link, None)
        if not any(self._links.values()):
            self._linked.clear()
        self.space.told()

    def _acknowledge(self, answer: Json) -> None:
        if envelope := self._waiting.pop(answer.get("envelope_id", ""), None):
            envelope.acked = time.monotonic()
            self._done(envelope, answer.get("payload"))

    def _done(self, envelope: Envelope, answer: Any) -> None:
        envelope.answer = answer
        if isinstance(answer, dict) and answer.get("response_action") == "update":
            id = envelope.payload["view"]["id"]
            self.space.views[id] = {**answer["view"], "id": id}
        envelope.done.set()
        self.space.told()

    async def linked(self) -> None:
        """Wait until the app is connected."""
        async with asyncio.timeout(10):
            await self._linked.wait()

    async def refresh(self, reason: str = "refresh_requested") -> None:
        """Ask each connection to be renewed, as Slack does every few hours; nothing more is sent over it."""
        for link in [*self._links]:
            self._links[link] = False
            self._linked.clear()
            await link.send_json({"type": "disconnect", "reason": reason, "debug_info": {"host": "local"}})

    async def cut(self) -> None:
        """Cut each connection without a word."""
        for link in [*self._links]:
            self._drop(link)
            await link.close()

    def deliver(self, kind: str, payload: Json) -> Envelope:
        """Send an envelope of `kind` ("events_api", "slash_commands", "interactive") to the app."""
        envelope = Envelope(f"E{self.space.number()}", kind, payload)
        self.envelopes.append(envelope)
        task = asyncio.ensure_future(self._http(envelope) if self.request_url else self._socket(envelope))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return envelope

    async def _socket(self, envelope: Envelope) -> None:
        while envelope.attempts < 4:
            await self._linked.wait()
            link = next(link for link, is_open in self._links.items() if is_open)
            body: Json = {
                "envelope_id": envelope.id,
                "type": envelope.type,
                "payload": envelope.payload,
                "accepts_response_payload": envelope.type != "events_api",
            }
            if envelope.type == "events_api":
                body |= {
                    "retry_attempt": envelope.attempts,
                    "retry_reason": "timeout" if envelope.attempts else "",
                }
            envelope.attempts += 1
            envelope.sent = envelope.sent or time.monotonic()
            self._waiting[envelope.id] = envelope
            try:
                await link.send_json(body)
            except ConnectionError:
                continue
            try:
                async with asyncio.timeout(self.retry):
                    await envelope.done.wait()
            except TimeoutError:
                if envelope.type == "events_api":
                    continue
            return

    # Signed HTTP

    def signed(self, body: str, *, at: float | None = None, secret: str | None = None) -> dict[str, str]:
        """The headers of a request as Slack signs it."""
        stamp = str(int(time.time() if at is None else at))
        key = (self.space.signing_secret if secret is None else secret).encode()
        digest = hmac.new(key, f"v0:{stamp}:{body}".encode(), hashlib.sha256).hexdigest()
        return {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={digest}"}

    @staticmethod
    def written(kind: str, payload: Json) -> tuple[str, str]:
        """The body and content type of an HTTP request."""
        match kind:
            case "events_api":
                return json.dumps(payload), "application/json"
            case "slash_commands":
                return urllib.parse.urlencode(payload), "application/x-www-form-urlencoded"
            case _:
                return urllib.parse.urlencode(
                    {"payload": json.dumps(payload)}
                ), "application/x-www-form-urlencoded"

    async def send(self, body: str, content_type: str, headers: dict[str, str]) -> tuple[int, str]:
        """One request to the app: its status and body."""
        assert self.request_url
        headers = {"Content-Type": content_type, **headers}
        async with self._client.post(self.request_url, data=body.encode(), headers=headers) as answer:
            return answer.status, await answer.text()

    async def _http(self, envelope: Envelope) -> None:
        body, kind = self.written(envelope.type, envelope.payload)
        envelope.sent = time.monotonic()
        for attempt in range(4):
            headers = self.signed(body)
            if attempt:
                headers |= {"X-Slack-Retry-Num": str(attempt), "X-Slack-Retry-Reason": "http_error"}
            envelope.attempts += 1
            status, text = await self.send(body, kind, headers)
            if status == 200:
                envelope.acked = time.monotonic()
                envelope.answer = (
                    json.loads(text) if text.startswith("{") else {"text": text} if text else None
                )
                envelope.done.set()
                self.space.told()
                return
            if envelope.type != "events_api":
                return

    # Response URLs

    def response_url(self) -> str:
        """A URL that takes five responses."""
        return f"http://127.0.0.1:{self.port}/respond/{self.space.number()}"

    async def _respond(self, request: web.Request) -> web.Response:
        id = request.match_info["id"]
        self.uses[id] = self.uses.get(id, 0) + 1
        if self.uses[id] > 5 or self.are_urls_old:
            error = "expired_url" if self.are_urls_old else "used_url"
            return web.json_response({"ok": False, "error": error}, status=404)
        given = read_arguments(await request.json())
        if given.get("blocks") and problem(given["blocks"]):
            return web.json_response({"ok": False, "error": "invalid_blocks"}, status=400)
        self.space.responses.append(given)
        self.space.told()
        return web.json_response({"ok": True})
