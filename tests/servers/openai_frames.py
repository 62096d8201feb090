"""What OpenAI's API puts on the wire: events of chat completions and of Responses, and refusals."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from aiohttp import web


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens that a server tells of."""

    read: int = 100
    cached: int = 64
    written: int = 10


class Spoken(Protocol):
    """One of the two interfaces; each method gives events as they are sent."""

    tells_usage: bool

    def begins(self) -> list[str]: ...
    def says(self, text: str) -> list[str]: ...
    def refuses(self, text: str) -> list[str]: ...
    def fails(self, error: dict[str, Any]) -> list[str]: ...
    def ends(self, reason: str, usage: Usage | None) -> list[str]: ...


class Chat:
    """Chat completions."""

    tells_usage = False

    def begins(self) -> list[str]:
        return [self._chunk({"role": "assistant", "content": "", "refusal": None})]

    def says(self, text: str) -> list[str]:
        return [self._chunk({"content": text})]

    def refuses(self, text: str) -> list[str]:
        return [self._chunk({"refusal": text})]

    def fails(self, error: dict[str, Any]) -> list[str]:
        return [f"data: {json.dumps({'error': error})}\n\n"]

    def ends(self, reason: str, usage: Usage | None) -> list[str]:
        events = [self._chunk({}, reason)]
        if usage:
            events.append(_data({**self._head(), "choices": [], "usage": usage_of_chat(usage)}))
        return [*events, "data: [DONE]\n\n"]

    def _chunk(self, delta: dict[str, Any], reason: str | None = None) -> str:
        choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": reason}
        return _data({**self._head(), "choices": [choice], "usage": None})

    def _head(self) -> dict[str, Any]:
        return {"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 0, "model": "m"}


class Responses:
    """The Responses API."""

    tells_usage = True

    def begins(self) -> list[str]:
        item = {"id": "msg_1", "type": "message", "role": "assistant", "status": "in_progress", "content": []}
        return [
            self._event("response.created", response=self._response("in_progress")),
            self._event("response.in_progress", response=self._response("in_progress")),
            self._event("response.output_item.added", output_index=0, item=item),
        ]

    def says(self, text: str) -> list[str]:
        return [self._event("response.output_text.delta", **self._place(), delta=text, logprobs=[])]

    def refuses(self, text: str) -> list[str]:
        return [
            self._event("response.refusal.delta", **self._place(), delta=text),
            self._event("response.refusal.done", **self._place(), refusal=text),
        ]

    def fails(self, error: dict[str, Any]) -> list[str]:
        return [self._event("response.failed", response=self._response("failed", error=error))]

    def ends(self, reason: str, usage: Usage | None) -> list[str]:
        told = (
            {
                "input_tokens": usage.read,
                "input_tokens_details": {"cached_tokens": usage.cached},
                "output_tokens": usage.written,
                "output_tokens_details": {"reasoning_tokens": 0},
                "total_tokens": usage.read + usage.written,
            }
            if usage
            else None
        )
        if reason == "stop":
            return [self._event("response.completed", response=self._response("completed", usage=told))]
        details = {"reason": "max_output_tokens" if reason == "length" else reason}
        response = self._response("incomplete", incomplete_details=details, usage=told)
        return [self._event("response.incomplete", response=response)]

    def _place(self) -> dict[str, Any]:
        return {"item_id": "msg_1", "output_index": 0, "content_index": 0}

    def _response(self, status: str, **more: Any) -> dict[str, Any]:
        head = {
            "id": "resp_1",
            "object": "response",
            "created_at": 0,
            "model": "m",
            "output": [],
            "tools": [],
        }
        return {**head, "status": status, "error": None, "incomplete_details": None, "usage": None, **more}

    def _event(self, kind: str, **more: Any) -> str:
        return f"event: {kind}\n{_data({'type': kind, 'sequence_number': 0, **more})}"


def usage_of_chat(usage: Usage) -> dict[str, Any]:
    """Usage as chat completions tell it."""
    return {
        "prompt_tokens": usage.read,
        "completion_tokens": usage.written,
        "total_tokens": usage.read + usage.written,
        "prompt_tokens_details": {"cached_tokens": usage.cached},
    }


def whole(text: str, usage: Usage | None) -> dict[str, Any]:
    """A chat completion that isn't streamed."""
    message = {"role": "assistant", "content": text, "refusal": None}
    choice = {"index": 0, "message": message, "finish_reason": "stop", "logprobs": None}
    told = {"usage": usage_of_chat(usage)} if usage else {}
    return {"id": "c", "object": "chat.completion", "created": 0, "model": "m", "choices": [choice], **told}


REFUSALS: Mapping[str, tuple[int, str | None, str]] = {
    "key": (
        401,
        "invalid_api_key",
        "Incorrect API key provided: sk-s3cr3t. You can find your key in your account.",
    ),
    "permission": (403, None, "You are not allowed to sample from this model"),
    "quota": (
        429,
        "insufficient_quota",
        "You exceeded your current quota, please check your plan and billing.",
    ),
    "rate": (429, "rate_limit_exceeded", "Rate limit reached for requests per min. Please try again in 1s."),
    "model": (404, "model_not_found", "The model `x` does not exist or you do not have access to it."),
    "path": (404, None, "Not Found"),
    "too_long": (400, "context_length_exceeded", "This model's maximum context length is 8192 tokens."),
    "bad_request": (400, None, "Something is wrong with the request."),
    "500": (500, "server_error", "The server had an error while processing your request."),
    "503": (503, None, "Loading model"),
}
"""Status, code and message of each."""


def refusal(
    status: int,
    code: str | None,
    message: str,
    *,
    param: str | None = None,
    headers: Mapping[str, str] | None = None,
) -> web.Response:
    """A request that isn't carried out."""
    error = {"message": message, "type": "invalid_request_error", "param": param, "code": code}
    return web.json_response({"error": error}, status=status, headers=headers)


def _data(event: dict[str, Any]) -> str:
    return f"data: {json.dumps(event, ensure_ascii=False)}\n\n"
