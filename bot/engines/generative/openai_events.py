"""What a server streams, chat completions or Responses, as one kind of event."""

from dataclasses import dataclass, field
from typing import Any

from bot.engines.generative.model import Usage


@dataclass(frozen=True, slots=True)
class Heard:
    """What one event brought; `end` is why it ended: "stop", "length", "content_filter" or another word of theirs."""

    text: str = ""
    refused: bool = False
    end: str | None = None
    usage: Usage | None = None
    error: dict[str, Any] = field(default_factory=dict[str, Any])


NOTHING = Heard()


def in_chat(chunk: Any) -> Heard:
    """A chunk of a streamed chat completion. Raises AttributeError, TypeError or ValueError for what is none."""
    usage = _usage(chunk.usage, "prompt_tokens", "completion_tokens", "prompt_tokens_details")
    if not chunk.choices:
        return Heard(usage=usage) if usage else NOTHING
    choice = chunk.choices[0]
    return Heard(
        text=_text(choice.delta.content) if choice.delta else "",
        refused=bool(choice.delta and choice.delta.refusal),
        end=choice.finish_reason,
        usage=usage,
    )


def in_responses(event: Any) -> Heard:
    """An event of a streamed response. Raises as `in_chat`."""
    match event.type:
        case "response.output_text.delta":
            return Heard(text=_text(event.delta))
        case "response.refusal.delta" | "response.refusal.done":
            return Heard(refused=True)
        case "response.completed":
            return Heard(end="stop", usage=_response_usage(event.response))
        case "response.incomplete":
            details = event.response.incomplete_details
            reason = details.reason if details else None
            return Heard(
                end="length" if reason == "max_output_tokens" else reason or "length",
                usage=_response_usage(event.response),
            )
        case "response.failed":
            error = event.response.error
            told = {"code": error.code, "message": error.message} if error else {"code": "server_error"}
            return Heard(error=told, usage=_response_usage(event.response))
        case "error":
            return Heard(error={"code": event.code, "message": event.message})
        case _:
            return NOTHING


def whole_chat(body: Any) -> Heard:
    """A chat completion that came in one piece though a stream was asked for. Raises as `in_chat`, or KeyError."""
    if body.get("error"):
        error = body["error"]
        return Heard(error=error if isinstance(error, dict) else {"message": str(error)})
    choice = body["choices"][0]
    message = choice["message"]
    usage = body.get("usage") or {}
    return Heard(
        text=_text(message.get("content")),
        refused=bool(message.get("refusal")),
        end=choice.get("finish_reason") or "stop",
        usage=Usage(read=usage["prompt_tokens"], written=usage["completion_tokens"], calls=1)
        if usage
        else None,
    )


def _text(content: Any) -> str:
    if content is None:
        return ""
    if not isinstance(content, str):
        raise TypeError("text was expected")
    return content


def _response_usage(response: Any) -> Usage | None:
    return _usage(response.usage, "input_tokens", "output_tokens", "input_tokens_details")


def _usage(usage: Any, read: str, written: str, details: str) -> Usage | None:
    if not usage:
        return None
    cached = getattr(getattr(usage, details, None), "cached_tokens", None)
    return Usage(
        read=int(getattr(usage, read) or 0),
        cached=int(cached or 0),
        written=int(getattr(usage, written) or 0),
        calls=1,
    )
