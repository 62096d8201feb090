"""What a local server of OpenAI's API is told to do, request by request."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from tests.servers.openai_frames import Usage

Kind = Literal[
    "key",
    "permission",
    "quota",
    "rate",
    "model",
    "path",
    "refusal",
    "content_filter",
    "length",
    "malformed",
    "garbage",
    "empty",
    "html",
    "trickle",
    "cut",
    "unended",
    "hang_up",
    "error_inside",
    "too_long",
    "bad_request",
    "500",
    "502",
    "503",
]

Refused = Literal["json_schema", "json_object", "stream_options", "stream"]


@dataclass(frozen=True, slots=True)
class Says:
    """Writes `text` in so many `pieces`, each after `delay` seconds; with `hold` it never ends.

    `usage` is what it tells of tokens, None for a server that tells nothing; `lag` is the time before the first piece.
    """

    text: str
    pieces: int = 1
    delay: float = 0.0
    lag: float = 0.0
    hold: bool = False
    usage: Usage | None = field(default_factory=Usage)


@dataclass(frozen=True, slots=True)
class Fails:
    """Fails in a way; `text` is what it writes before it does where it fails while writing.

    `words` go before its own message, `retry_after` is a header as it stands.
    """

    kind: Kind
    text: str = '{"claims": ['
    words: str | None = None
    retry_after: str | None = None


Step = Says | Fails
Script = Step | Sequence[Step] | Callable[[dict[str, Any]], Step]


@dataclass(frozen=True, slots=True)
class Received:
    """A request: its path, its headers in small letters, its body."""

    path: str
    headers: dict[str, str]
    body: dict[str, Any]
