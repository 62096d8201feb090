"""A local server that speaks OpenAI's API over a real socket: chat completions, Responses, the list of models.

    async with open_server([Fails("500"), Says('{"a": 1}')]) as server:
        read_settings(openai_base_url=server.url, …)

Each request that isn't refused for its key, model or form takes the next step of the script; a lone step is taken by
all. It streams if it is asked to, as OpenAI does: roles first, then pieces of text, a reason, usage, [DONE].
"""

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Iterable, Sequence
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web

from tests.servers import openai_frames as frames
from tests.servers.openai_frames import Usage
from tests.servers.openai_script import Fails, Received, Refused, Says, Script, Step


class OpenAIServer:
    """A server that listens; get one from `open_server`."""

    def __init__(
        self, script: Script, key: str | None, models: Iterable[str], refuses: Iterable[Refused]
    ) -> None:
        self.received: list[Received] = []
        """All requests but those for the list of models, also the refused ones."""
        self.gone = 0
        """Streams that the client closed before they were whole."""
        self.port = 0
        self._script = script
        self._taken = 0
        self._key = key
        self._models = tuple(models)
        self._refuses = frozenset(refuses)
        self._changed = asyncio.Condition()

    @property
    def url(self) -> str:
        """What OPENAI_BASE_URL is to be."""
        return f"http://127.0.0.1:{self.port}/v1"

    @property
    def bodies(self) -> list[dict[str, Any]]:
        """The bodies of all requests."""
        return [received.body for received in self.received]

    async def until(self, number: int) -> None:
        """Wait until so many requests have come."""
        async with self._changed:
            await self._changed.wait_for(lambda: len(self.received) >= number)

    async def until_gone(self, number: int = 1) -> None:
        """Wait until the client has closed so many streams."""
        async with self._changed:
            await self._changed.wait_for(lambda: self.gone >= number)

    async def list_models(self, request: web.Request) -> web.StreamResponse:
        """The list of models."""
        if refused := self._wrong_key(request):
            return refused
        models = [{"id": name, "object": "model", "created": 0, "owned_by": "me"} for name in self._models]
        return web.json_response({"object": "list", "data": models})

    async def write(self, request: web.Request) -> web.StreamResponse:
        """A chat completion or a response."""
        body = await request.json()
        headers = {name.casefold(): value for name, value in request.headers.items()}
        async with self._changed:
            self.received.append(Received(request.path, headers, body))
            self._changed.notify_all()
        if refused := self._wrong_key(request) or self._wrong_model(body) or self._wrong_form(body):
            return refused
        step = self._next(body)
        if isinstance(step, Fails) and (failed := _failed(step)):
            return failed
        spoken = frames.Chat() if request.path.endswith("/chat/completions") else frames.Responses()
        if "stream" in self._refuses:
            assert isinstance(step, Says)
            return web.json_response(frames.whole(step.text, step.usage))
        try:
            return await self._streamed(request, spoken, step, body)
        except (asyncio.CancelledError, ConnectionError):
            async with self._changed:
                self.gone += 1
                self._changed.notify_all()
            raise

    async def _streamed(
        self, request: web.Request, spoken: frames.Spoken, step: Step, body: dict[str, Any]
    ) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream; charset=utf-8"})
        await response.prepare(request)
        asks_usage = bool(body.get("stream_options", {}).get("include_usage")) or spoken.tells_usage
        match step:
            case Says():
                await _wait(step.lag)
                await _send(response, spoken.begins())
                size = max(-(-len(step.text) // step.pieces), 1)
                for at in range(0, len(step.text), size):
                    await _wait(step.delay)
                    await _send(response, spoken.says(step.text[at : at + size]))
                if step.hold:
                    await asyncio.Event().wait()
                await _send(response, spoken.ends("stop", step.usage if asks_usage else None))
            case Fails("hang_up"):
                _drop(request)
            case Fails("empty"):
                await _send(response, spoken.begins() + spoken.ends("stop", Usage()))
            case Fails("refusal"):
                await _send(response, spoken.begins() + spoken.refuses("I can't help with that."))
                await _send(response, spoken.ends("stop", Usage()))
            case Fails("content_filter" | "length" as reason):
                await _send(response, spoken.begins() + spoken.says(step.text))
                await _send(response, spoken.ends(reason, Usage() if asks_usage else None))
            case Fails("malformed"):
                await _send(response, [*spoken.begins(), *spoken.says(step.text), 'data: {"id": "x", \n\n'])
            case Fails("garbage"):
                await _send(response, ["data: [1, 2]\n\n"])
            case Fails("error_inside"):
                error = {"code": "server_error", "message": step.words or "The server had an error."}
                await _send(response, spoken.begins() + spoken.says(step.text) + spoken.fails(error))
            case Fails("trickle"):
                await _send(response, spoken.begins())
                while True:
                    await _send(response, [": still here\n\n", *spoken.says(" ")])
                    await asyncio.sleep(0.005)
            case Fails("unended"):
                await _send(response, spoken.begins() + spoken.says(step.text))
            case Fails("cut"):
                await _send(response, spoken.begins() + spoken.says(step.text))
                _drop(request)
            case _:
                raise AssertionError(step)
        await response.write_eof()
        return response

    def _next(self, body: dict[str, Any]) -> Step:
        if callable(self._script):
            return self._script(body)
        if isinstance(self._script, Says | Fails):
            return self._script
        self._taken += 1
        if self._taken > len(self._script):
            return Fails("bad_request", words="the script is over")
        return self._script[self._taken - 1]

    def _wrong_key(self, request: web.Request) -> web.Response | None:
        given = request.headers.get("Authorization", "").removeprefix("Bearer ")
        return (
            frames.refusal(401, "invalid_api_key", f"Incorrect API key provided: {given}.")
            if (self._key is not None and given != self._key)
            else None
        )

    def _wrong_model(self, body: dict[str, Any]) -> web.Response | None:
        name = body["model"]
        if name in self._models:
            return None
        return frames.refusal(404, "model_not_found", f"The model `{name}` does not exist.")

    def _wrong_form(self, body: dict[str, Any]) -> web.Response | None:
        shape = body.get("response_format") or body.get("text", {}).get("format") or {}
        if shape.get("type") in self._refuses:
            message = f"'response_format' of type '{shape['type']}' is not supported."
            return frames.refusal(400, None, message, param="response_format")
        if "stream_options" in body and "stream_options" in self._refuses:
            return frames.refusal(422, None, "body.stream_options: Extra inputs are not permitted")
        return None


@asynccontextmanager
async def open_server(
    script: Script = (),
    *,
    key: str | None = None,
    models: Iterable[str] = ("gpt-5-mini",),
    refuses: Iterable[Refused] = (),
) -> AsyncGenerator[OpenAIServer]:
    """A server on a free port of 127.0.0.1 while the block runs.

    It wants `key` if there is one, knows `models`, and `refuses` a form of request with a 400 or 422; with "stream" it
    answers in one piece whatever it is asked.
    """
    server = OpenAIServer(script, key, models, refuses)
    app = web.Application(client_max_size=64 * 2**20)
    app.router.add_get("/v1/models", server.list_models)
    app.router.add_post("/v1/chat/completions", server.write)
    app.router.add_post("/v1/responses", server.write)
    # A handler is cancelled when its client goes: so a closed stream is seen.
    runner = web.AppRunner(app, handler_cancellation=True, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    try:
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        server.port = runner.addresses[0][1]
        yield server
    finally:
        await runner.cleanup()


async def _send(response: web.StreamResponse, lines: Sequence[str]) -> None:
    await response.write("".join(lines).encode())


async def _wait(seconds: float) -> None:
    if seconds:
        await asyncio.sleep(seconds)


def _drop(request: web.Request) -> None:
    with contextlib.suppress(AttributeError):
        assert request.transport
        request.transport.abort()


def _failed(step: Fails) -> web.StreamResponse | None:
    """What answers instead of a stream; None for what fails while it streams."""
    headers = {"Retry-After": step.retry_after} if step.retry_after else {}
    match step.kind:
        case "html":
            page = "<!doctype html><html><body>Please sign in.</body></html>"
            return web.Response(text=page, content_type="text/html")
        case "502":
            return web.Response(
                status=502, text="<html><body>502 Bad Gateway</body></html>", content_type="text/html"
            )
        case kind if kind in frames.REFUSALS:
            status, code, message = frames.REFUSALS[kind]
            return frames.refusal(status, code, step.words or message, headers=headers)
        case _:
            return None
