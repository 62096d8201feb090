"""A model behind OpenAI's API, or any server that speaks it: streamed, with a deadline, retries and a circuit."""

import asyncio
import json
import random
from collections.abc import AsyncGenerator
from contextlib import aclosing, suppress
from typing import Any, Self
from urllib.parse import urlsplit

import structlog
from openai import APIStatusError, AsyncOpenAI, AsyncStream, OpenAIError, Timeout

from bot.engines.generative import openai_events
from bot.engines.generative.circuit import Call, Circuit, Outcome, Resting
from bot.engines.generative.model import Request, Spent
from bot.engines.generative.openai_errors import because, translated
from bot.engines.generative.openai_events import Heard
from bot.engines.generative.openai_forms import BEST, Form, opened, plainer
from bot.engines.generative.openai_tally import Tally
from bot.engines.generative.troubles import trouble
from bot.engines.generative.turns import Turns
from bot.errors import BadSettings, ModelTrouble, Trouble
from bot.settings import Settings

log = structlog.get_logger()

OPENAI = "https://api.openai.com/v1"
"""Where OpenAI's own models are."""

CONNECTING = 10.0
"""Seconds at most for a connection to come about."""

RETRIES = 2
"""So often a call is tried again, if nothing of its reply was given out yet."""

BACKOFF = 0.5
"""Seconds before the first retry where the server names none; each further one waits twice as long."""

_PASSING = frozenset({Trouble.BUSY, Trouble.DOWN, Trouble.CONNECTION})
"""Troubles that may be over in a moment."""

_THE_SERVERS = _PASSING | {Trouble.SLOW, Trouble.NOT_AN_API, Trouble.MALFORMED}
"""Troubles that say how the server is, and open the circuit. Others are of the request or the settings."""

_UNREADABLE = (ValueError, AttributeError, TypeError, LookupError)
"""What reading an event raises that isn't one."""


class OpenAIModel:
    """A model that writes; see `open_model`. Implements `Model`."""

    def __init__(self, settings: Settings, client: AsyncOpenAI, *, is_logged: bool = True) -> None:
        self._settings = settings
        self._is_logged = is_logged
        self._client = client
        self._circuit = Circuit(lambda: asyncio.get_running_loop().time())
        self._turns = Turns()
        self._forms: dict[str, Form] = {}

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Close all connections."""
        await self._client.close()

    @property
    def name(self) -> str:
        """As the server calls it; small jobs may be another's."""
        return self._settings.openai_model

    def name_for(self, request: Request) -> str:
        """See `Model.name_for`."""
        return (request.small and self._settings.openai_small_model) or self.name

    def form_of(self, model: str) -> Form:
        """The form in which requests to `model` are put, as far as is known."""
        return self._forms.get(model, BEST)

    async def models(self) -> list[str]:
        """What the server calls its models. Raises ModelTrouble."""
        try:
            async with asyncio.timeout(self._settings.openai_deadline):
                return [str(model.id) for model in (await self._client.models.list()).data]
        except TimeoutError as error:
            raise because(Trouble.SLOW, "no list of models in time") from error
        except (OpenAIError, *_UNREADABLE) as error:
            raise translated(error) from None

    async def write(self, request: Request, spent: Spent) -> AsyncGenerator[str]:
        """See `Model.write`. The deadline counts from the first step to the last, pauses of the reader included."""
        loop = asyncio.get_running_loop()
        started = loop.time()
        model = self.name_for(request)
        outcome = Outcome.UNKNOWN
        call: Call | None = None
        try:
            call = self._enter()
            deadline = started + self._settings.openai_deadline
            pieces = self._tried(model, request, spent, deadline, call)
            async with self._turns.under_way(), aclosing(pieces):
                async for piece in pieces:
                    outcome = Outcome.GOOD
                    yield piece
        except ModelTrouble as error:
            outcome = Outcome.BAD if error.trouble in _THE_SERVERS else Outcome.GOOD
            error.remedy = self._without_key(error.remedy)
            if self._is_logged:
                log.warning(
                    "model_trouble",
                    trouble=error.trouble.value,
                    remedy=error.remedy,
                    model=model,
                    prompt=request.prompt,
                    seconds=round(loop.time() - started, 3),
                )
            raise
        finally:
            if call:
                self._circuit.leave(call, outcome)

    def _enter(self) -> Call:
        try:
            return self._circuit.enter()
        except Resting as resting:
            left = (
                "until a call that tries it is done"
                if resting.seconds is None
                else f"for {resting.seconds:.0f} s"
            )
            remedy = f"it failed several times in a row and is left alone {left}: see the model_trouble lines before"
            raise trouble(Trouble.RESTING, remedy, resting.seconds) from resting

    async def _tried(
        self, model: str, request: Request, spent: Spent, deadline: float, call: Call
    ) -> AsyncGenerator[str]:
        """The reply, from one call or, where its trouble may pass, a later one."""
        left = 0 if call.tries else RETRIES
        wait = BACKOFF
        while True:
            is_given_out = False
            await self._turns.start()
            try:
                async with aclosing(self._called(model, request, spent, deadline)) as pieces:
                    async for piece in pieces:
                        is_given_out = True
                        yield piece
            except ModelTrouble as error:
                if is_given_out or error.trouble not in _PASSING or not left:
                    raise
                pause = wait * random.uniform(0.8, 1.2) if error.retry_after is None else error.retry_after
                if asyncio.get_running_loop().time() + pause >= deadline:
                    raise
            else:
                return
            left, wait = left - 1, wait * 2
            await asyncio.sleep(pause)

    async def _called(
        self, model: str, request: Request, spent: Spent, deadline: float
    ) -> AsyncGenerator[str]:
        """One reply of the server's."""
        tally = Tally(request)
        is_open = False
        try:
            stream = await self._opened(model, request, deadline)
            is_open = True
            try:
                async with aclosing(self._heard(stream, deadline)) as events:
                    async for heard in events:
                        if tally.add(heard):
                            yield heard.text
                tally.check()
            finally:
                await stream.close()
        except TimeoutError as error:
            what = f"no whole reply within {self._settings.openai_deadline:g} s"
            raise because(Trouble.SLOW, what) from error
        except OpenAIError as error:
            failed = translated(error)
            # A request that was refused, or couldn't be sent, had no model at work.
            tally.is_reached = is_open or failed.trouble is Trouble.SLOW
            # No traceback shows what the server said: it may repeat the key.
            raise failed from None
        finally:
            if tally.is_reached:
                spent(tally.usage)

    async def _opened(self, model: str, request: Request, deadline: float) -> AsyncStream[Any]:
        """The stream of a reply, asked for in the best form that the server takes, which is remembered."""
        form = self.form_of(model)
        while True:
            try:
                async with asyncio.timeout_at(deadline):
                    stream = await opened(self._client, self._settings.openai_api, model, request, form)
            except APIStatusError as error:
                is_form = translated(error).trouble is Trouble.UNSUPPORTED
                plain = plainer(form, error) if is_form else None
                if plain is None:
                    raise
                form = plain
            else:
                self._forms[model] = form
                return stream

    async def _heard(self, stream: AsyncStream[Any], deadline: float) -> AsyncGenerator[Heard]:
        """The events of a stream. Raises TimeoutError, OpenAIError and ModelTrouble."""
        kind = stream.response.headers.get("content-type", "").split(";")[0].strip().casefold()
        if kind in {"text/html", "application/xhtml+xml"}:
            raise because(Trouble.NOT_AN_API, "HTTP 200 with a page of HTML")
        try:
            if kind == "application/json" and self._settings.openai_api == "chat":
                async with asyncio.timeout_at(deadline):
                    body = await stream.response.aread()
                yield openai_events.whole_chat(json.loads(body))
                return
            read = (
                openai_events.in_chat if self._settings.openai_api == "chat" else openai_events.in_responses
            )
            events = aiter(stream)
            while True:
                # The deadline holds for waiting only: what is shown meanwhile isn't interrupted in its middle.
                async with asyncio.timeout_at(deadline):
                    event = await anext(events, None)
                if event is None:
                    return
                yield read(event)
                await self._turns.step()
        except _UNREADABLE as error:
            raise translated(error) from None

    def _without_key(self, text: str) -> str:
        key = self._settings.openai_api_key
        return text.replace(key.get_secret_value(), "…") if key and key.get_secret_value() else text


def open_model(settings: Settings, *, is_logged: bool = True) -> OpenAIModel:
    """The model that `settings` name; close it with `aclose` or `async with`. Raises BadSettings.

    `is_logged`: each trouble gets a line in the log; not for who shows them on the screen.
    """
    key = settings.openai_api_key.get_secret_value().strip() if settings.openai_api_key else ""
    address = (settings.openai_base_url or "").strip()
    if not key and not address:
        raise BadSettings(
            "The generative engine needs OPENAI_API_KEY, or OPENAI_BASE_URL of a local server (see docs/models.md)."
        )
    if not key.isascii() or not key.isprintable() or " " in key:
        raise BadSettings(
            "OPENAI_API_KEY can't be used: a key is of letters, digits and signs without spaces."
        )
    client = AsyncOpenAI(
        # Local servers need no key, and the client needs one.
        api_key=key or "none",
        base_url=_checked(address) if address else OPENAI,
        max_retries=0,
        timeout=Timeout(settings.openai_deadline, connect=min(CONNECTING, settings.openai_deadline)),
    )
    return OpenAIModel(settings, client, is_logged=is_logged)


def _checked(address: str) -> str:
    with suppress(ValueError):
        parts = urlsplit(address)
        if parts.scheme in {"http", "https"} and parts.hostname and (parts.port or 1) > 0:
            return address
    raise BadSettings(
        "OPENAI_BASE_URL can't be used: write it as http://HOST:PORT/v1 or https://HOST/v1 (see docs/models.md)."
    )
