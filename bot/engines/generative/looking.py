"""Whether the model can be used: tried with its key, and told with what to do where it can't."""

import asyncio
import difflib
import json
from typing import Any

from bot.engines.generative.model import Message, Request
from bot.engines.generative.openai_forms import BEST, Shape
from bot.engines.generative.openai_model import OpenAIModel, open_model
from bot.errors import BadSettings, ModelTrouble, Trouble
from bot.platform import Finding, Level
from bot.settings import Settings

PATIENCE = 15.0
"""Seconds that looking may take."""

_LISTING = 3.0
"""Of these, what a list of models may take."""

_SCHEMA = {
    "title": "check",
    "type": "object",
    "properties": {"works": {"type": "boolean"}},
    "required": ["works"],
    "additionalProperties": False,
}


async def look(settings: Settings) -> list[Finding]:
    """A finding for each model that is used, from a tiny question to it; within `PATIENCE`. Never raises."""
    hurried = settings.model_copy(
        update={"openai_deadline": min(settings.openai_deadline, PATIENCE - _LISTING - 0.5)}
    )
    names = dict.fromkeys((settings.openai_model, settings.openai_small_model or settings.openai_model))
    try:
        async with open_model(hurried, is_logged=False) as model:
            return [*await asyncio.gather(*(_tried(model, name, name != model.name) for name in names))]
    except BadSettings as error:
        return [Finding(Level.ERROR, "model", str(error), "see .env.example and docs/models.md")]


async def _tried(model: OpenAIModel, name: str, small: bool) -> Finding:
    subject = "small model" if small else "model"
    request = Request(
        prompt="check",
        system='Reply with the JSON object {"works": true}.',
        messages=(Message("Does it work?"),),
        schema=_SCHEMA,
        small=small,
    )
    started = asyncio.get_running_loop().time()
    try:
        text = "".join([piece async for piece in model.write(request, lambda _: None)])
    except ModelTrouble as error:
        remedy = error.remedy
        if error.trouble is Trouble.MODEL:
            remedy += await _instead(model, name)
        return Finding(Level.ERROR, subject, f"{name}: {error}", remedy)
    took = f"{name} answers in {asyncio.get_running_loop().time() - started:.1f} s"
    if model.form_of(name).shape is not Shape.SCHEMA:
        return _lax(subject, f"{took}, but its server takes no strict JSON schema")
    if not _is_right(text):
        return _lax(subject, f"{took}, but not as its schema says")
    if model.form_of(name) != BEST:
        return Finding(Level.OK, subject, f"{took}; its server tells no tokens, they are estimated")
    return Finding(Level.OK, subject, took)


def _lax(subject: str, text: str) -> Finding:
    remedy = (
        "it may do: what doesn't fit is dropped; a server with structured output loses less (docs/models.md)"
    )
    return Finding(Level.WARNING, subject, text, remedy)


def _is_right(text: str) -> bool:
    try:
        reply: Any = json.loads(text)
    except ValueError:
        return False
    return isinstance(reply, dict) and isinstance(reply.get("works"), bool) and len(reply) == 1


async def _instead(model: OpenAIModel, name: str) -> str:
    """The models that there are, the nearest first."""
    try:
        async with asyncio.timeout(_LISTING):
            known = await model.models()
    except (ModelTrouble, TimeoutError):
        return ""
    near = difflib.get_close_matches(name, known, n=5, cutoff=0.3) or sorted(known)[:5]
    return f"; it has {', '.join(near)}" if near else ""
