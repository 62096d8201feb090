"""How a request is put to a server: with a strict schema, or plainer where a server doesn't know that."""

import json
import re
from dataclasses import dataclass, replace
from enum import IntEnum
from functools import cache
from typing import Any, Literal

from openai import APIStatusError, AsyncOpenAI, AsyncStream

from bot.engines.generative.model import Request
from prompts import Prompt, load

Api = Literal["chat", "responses"]


class Shape(IntEnum):
    """What a server is told of the JSON that is wanted; what it isn't told stands in the prompt."""

    SCHEMA = 0
    OBJECT = 1
    NOTHING = 2


@dataclass(frozen=True, slots=True)
class Form:
    """How a request is put: `usage` asks for the tokens at the end of a stream."""

    shape: Shape = Shape.SCHEMA
    usage: bool = True


BEST = Form()

_ABOUT_USAGE = re.compile(r"stream_options|include_usage", re.I)
_ABOUT_SHAPE = re.compile(
    r"response[_ ]?format|text\.format|json[_ ]?(?:schema|object|mode)|grammar|schema", re.I
)
_UNNAMEABLE = re.compile(r"[^A-Za-z0-9_-]+")


def plainer(form: Form, error: APIStatusError) -> Form | None:
    """The form to try next after a server refused `form`; None where its form isn't why, or none is left.

    A refusal that names nothing is taken for one of the form: to ask again costs no tokens.
    """
    if error.status_code not in {400, 415, 422, 501}:
        return None
    said = f"{error.message} {error.param or ''} {json.dumps(error.body, default=str)}"
    if form.usage and _ABOUT_USAGE.search(said):
        return replace(form, usage=False)
    if form.shape is Shape.NOTHING:
        return replace(form, usage=False) if form.usage and not _ABOUT_SHAPE.search(said) else None
    return replace(form, shape=Shape(form.shape + 1))


async def opened(client: AsyncOpenAI, api: Api, model: str, request: Request, form: Form) -> AsyncStream[Any]:
    """Send the request, and get the stream of events that answers it. Raises what the client raises."""
    body: dict[str, Any] = {"model": model, "stream": True}
    if api == "chat":
        turns = [{"role": _role(m.by_model), "content": m.text} for m in request.messages]
        body["messages"] = [{"role": "system", "content": system_of(request, form)}, *turns]
        if shape := _shape(request, form):
            body["extra_body"] = {
                "response_format": _in_chat(shape)
            }  # Else the client walks through the schema.
        if form.usage:
            body["stream_options"] = {"include_usage": True}
        return await client.chat.completions.create(**body)
    body["instructions"] = system_of(request, form)
    body["input"] = [{"role": _role(m.by_model), "content": m.text} for m in request.messages]
    # Nothing is kept at the server: the turns of a conversation are ours.
    body["store"] = False
    if shape := _shape(request, form):
        body["extra_body"] = {"text": {"format": shape}}
    return await client.responses.create(**body)


def system_of(request: Request, form: Form) -> str:
    """What stands first: the request's own, and the schema where the server isn't told of it."""
    if form.shape is Shape.SCHEMA:
        return request.system
    schema = json.dumps(request.schema, ensure_ascii=False, separators=(",", ":"))
    return f"{request.system}\n\n{_prompt().render(schema=schema)}"


def length_of(request: Request) -> int:
    """Characters of a request, for an estimate of its tokens."""
    return len(request.system) + sum(len(m.text) for m in request.messages) + len(json.dumps(request.schema))


def _role(by_model: bool) -> str:
    return "assistant" if by_model else "user"


def _shape(request: Request, form: Form) -> dict[str, Any] | None:
    match form.shape:
        case Shape.SCHEMA:
            # OpenAI takes names of letters, digits, _ and -, 64 at most.
            name = _UNNAMEABLE.sub("_", str(request.schema.get("title", "reply")))[:64]
            return {"type": "json_schema", "name": name, "strict": True, "schema": dict(request.schema)}
        case Shape.OBJECT:
            return {"type": "json_object"}
        case Shape.NOTHING:
            return None


def _in_chat(shape: dict[str, Any]) -> dict[str, Any]:
    """Chat completions have one level more than Responses."""
    inner = {name: value for name, value in shape.items() if name != "type"}
    return {"type": shape["type"], **({"json_schema": inner} if inner else {})}


@cache
def _prompt() -> Prompt:
    return load("form")
