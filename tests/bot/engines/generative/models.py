"""A model before a local server, and what came of asking it."""

import asyncio
import json
import selectors
from collections.abc import Callable, Coroutine
from functools import wraps
from typing import Any, ParamSpec

from bot.engines.generative.model import Message, Request, Usage
from bot.engines.generative.openai_model import OpenAIModel, open_model
from bot.errors import ModelTrouble
from bot.settings import Settings, read_settings
from tests.servers.openai_server import OpenAIServer

P = ParamSpec("P")

KEY = "sk-s3cr3t"

SCHEMA = {
    "title": "Reply to a question",
    "type": "object",
    "properties": {"a": {"type": "integer"}},
    "required": ["a"],
    "additionalProperties": False,
}

REQUEST = Request(
    prompt="answer 1",
    system="Answer from the documents.",
    messages=(
        Message("Where do they meet?"),
        Message('{"a": 0}', by_model=True),
        Message("Why in Arkville?"),
    ),
    schema=SCHEMA,
)

SMALL = Request(prompt="alone 1", system="", messages=(Message("And the other?"),), schema=SCHEMA, small=True)

REPLY = json.dumps({"a": 1})


def settings_of(server: OpenAIServer | str, **chosen: object) -> Settings:
    """Settings for a server, or an address."""
    url = server if isinstance(server, str) else server.url
    return read_settings(**{"openai_base_url": url, "openai_api_key": KEY, "openai_deadline": 30.0, **chosen})


class Asked:
    """What a model gave: `text`, `pieces`, `spent` for each call, and the trouble if there was one."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.spent: list[Usage] = []
        self.trouble: ModelTrouble | None = None

    @property
    def text(self) -> str:
        return "".join(self.pieces)

    @property
    def failed(self) -> ModelTrouble:
        """The trouble that there must be."""
        assert self.trouble
        return self.trouble


async def ask(model: OpenAIModel, request: Request = REQUEST) -> Asked:
    """Ask a model, and gather all that comes of it."""
    asked = Asked()
    try:
        async for piece in model.write(request, asked.spent.append):
            asked.pieces.append(piece)
    except ModelTrouble as trouble:
        asked.trouble = trouble
    return asked


async def ask_once(settings: Settings, request: Request = REQUEST) -> Asked:
    """Ask the model of these settings, opened for it alone."""
    async with open_model(settings) as model:
        return await ask(model, request)


_HURRY = 100


class _Selector(selectors.DefaultSelector):
    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        return super().select(timeout and timeout / _HURRY)


class HurriedLoop(asyncio.SelectorEventLoop):
    """A loop in which a second takes a hundredth: sockets are real, and waits are in their right proportion."""

    def __init__(self) -> None:
        super().__init__(_Selector())

    def time(self) -> float:
        return super().time() * _HURRY


class SkippingLoop(asyncio.SelectorEventLoop):
    """A loop whose clock can be set ahead: sockets and waits are real, and a long time passes at once."""

    skipped = 0.0

    def time(self) -> float:
        return super().time() + self.skipped


def skip(seconds: float) -> None:
    """So many seconds pass in a `skipping` test."""
    loop = asyncio.get_running_loop()
    assert isinstance(loop, SkippingLoop)
    loop.skipped += seconds


def hurried(test: Callable[P, Coroutine[Any, Any, None]]) -> Callable[P, None]:
    """Runs a test in a loop in which time flies."""
    return _in(HurriedLoop, test)


def skipping(test: Callable[P, Coroutine[Any, Any, None]]) -> Callable[P, None]:
    """Runs a test in a loop in which time can be skipped."""
    return _in(SkippingLoop, test)


def _in(
    loop: Callable[[], asyncio.AbstractEventLoop], test: Callable[P, Coroutine[Any, Any, None]]
) -> Callable[P, None]:
    @wraps(test)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        with asyncio.Runner(loop_factory=loop) as runner:
            runner.run(test(*args, **kwargs))

    return run
