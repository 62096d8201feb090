"""A model as the engine sees it: a request goes in, text comes out as it is written."""

from collections.abc import AsyncGenerator, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """Tokens of one or more calls: read, of those from the server's cache, and written."""

    read: int = 0
    cached: int = 0
    written: int = 0
    calls: int = 0

    def __add__(self, other: "Usage") -> "Usage":
        return Usage(
            read=self.read + other.read,
            cached=self.cached + other.cached,
            written=self.written + other.written,
            calls=self.calls + other.calls,
        )

    @property
    def tokens(self) -> int:
        """All tokens, read and written."""
        return self.read + self.written


@dataclass(frozen=True, slots=True)
class Message:
    """What was said to the model, or by it (`by_model`)."""

    text: str
    by_model: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What a model is asked for: JSON of `schema`, a strict JSON schema with `title`.

    `prompt` names the prompt and its version ("answer 1"); `system` is the same for all questions on a dossier that
    goes in whole, and stands first, so that a server's prompt cache holds; `small`: a cheaper model will do.
    """

    prompt: str
    system: str
    messages: tuple[Message, ...]
    schema: Mapping[str, Any]
    small: bool = False


Spent = Callable[[Usage], None]


class Model(Protocol):
    """A model behind a server, or a test's function in the place of one."""

    @property
    def name(self) -> str:
        """As the server calls it."""
        ...

    def name_for(self, request: Request) -> str:
        """The one that writes what is asked for: a small job may be a cheaper one's."""
        ...

    def write(self, request: Request, spent: Spent) -> AsyncGenerator[str]:
        """The reply in pieces as it arrives, raw. Raises ModelTrouble; closing it cancels the call.

        `spent` is called once for each call that reached a model, with what it used as far as is known, also
        if it failed or was cancelled.
        """
        ...
