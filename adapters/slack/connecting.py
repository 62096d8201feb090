"""How Slack's requests come in: Socket Mode, or signed HTTP; for the app behind both it is one and the same."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest

from adapters.slack.gate import Gate

PATH = "/slack/events"
"""Where requests are taken over HTTP."""

_BODY = 1_000_000
"""Bytes of a request at most."""


class _Socket(AsyncSocketModeHandler):
    """Bolt's handler, which tells `gate` of what is to be acknowledged."""

    gate: Gate

    async def handle(self, client: SocketModeClient, req: SocketModeRequest) -> None:  # pyright: ignore[reportIncompatibleMethodOverride]
        with self.gate.acknowledging():
            await super().handle(client, req)


@asynccontextmanager
async def over_socket(app: AsyncApp, token: str, gate: Gate, *, ping: float = 10) -> AsyncGenerator[None]:
    """Connected while the block runs; reconnects by itself. `ping` is in seconds."""
    handler = _Socket(app, token, ping_interval=ping)
    handler.gate = gate
    gate.is_coming = lambda: not handler.client.message_queue.empty()
    try:
        await handler.connect_async()
        yield
    finally:
        gate.is_coming = lambda: False
        await handler.close_async()


@asynccontextmanager
async def over_http(app: AsyncApp, port: int, gate: Gate) -> AsyncGenerator[None]:
    """Listening on `port` while the block runs. Bolt checks each signature and its age."""

    async def take(request: web.Request) -> web.Response:
        with gate.acknowledging():
            return await to_aiohttp_response(await app.async_dispatch(await to_bolt_request(request)))

    site = web.Application(client_max_size=_BODY)
    site.router.add_post(PATH, take)
    runner = web.AppRunner(site, access_log=None, shutdown_timeout=1)
    await runner.setup()
    try:
        await web.TCPSite(runner, port=port, backlog=1024).start()
        yield
    finally:
        await runner.cleanup()
