"""A reply as text that can be kept, and back without loss; pure."""

import base64
import dataclasses
import json
from typing import Any

from bot import reply
from bot.clipping import Evidence, Exhibit
from bot.errors import UnusableInput
from bot.reply import Action, Audience, Kind, Reply

_KIND = "is"
_BYTES = "bytes"

_KINDS: dict[str, type] = {
    kind.__name__: kind
    for kind in (
        reply.Reply,
        reply.Heading,
        reply.Paragraph,
        reply.Bullets,
        reply.Quote,
        reply.Table,
        reply.Source,
        reply.Sources,
        reply.Image,
        reply.Action,
        reply.Actions,
        reply.Footnote,
        Evidence,
        Exhibit,
    )
}


def packed(reply: Reply) -> str:
    """The reply as JSON, for `unpacked`; equal replies give equal text."""
    return _text(reply)


def unpacked(text: str) -> Reply:
    """The reply that `packed` made a text of. Raises UnusableInput for any other text."""
    try:
        found = _unpacked(json.loads(text))
    except (KeyError, TypeError, ValueError) as error:
        raise UnusableInput("A kept reply can't be read; it is written anew.") from error
    if not isinstance(found, Reply):
        raise UnusableInput("What was kept is no reply; it is written anew.")
    return found


def packed_evidence(evidence: tuple[Evidence, ...]) -> str:
    """Evidence as JSON, for `unpacked_evidence`."""
    return _text(evidence)


def unpacked_evidence(text: str) -> tuple[Evidence, ...]:
    """The evidence that `packed_evidence` made a text of. Raises UnusableInput for any other text."""
    try:
        found = _unpacked(json.loads(text))
    except (KeyError, TypeError, ValueError) as error:
        raise UnusableInput("Kept evidence can't be read; ask again.") from error
    if not isinstance(found, tuple) or not all(isinstance(item, Evidence) for item in found):  # pyright: ignore
        raise UnusableInput("What was kept is no evidence; ask again.")
    return found  # pyright: ignore[reportUnknownVariableType]


def _text(value: Any) -> str:
    text = json.dumps(_packed(value), ensure_ascii=False)
    # Half a surrogate pair, which people can type: no database takes it, JSON has a form for it.
    return text if text.isascii() or _is_text(text) else json.dumps(_packed(value))


def _is_text(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _packed(value: Any) -> Any:
    match value:
        case tuple():
            return [_packed(item) for item in value]  # pyright: ignore[reportUnknownVariableType]
        case bytes():
            return {_KIND: _BYTES, "base64": base64.b64encode(value).decode()}
        case _ if dataclasses.is_dataclass(value):
            fields = {field.name: _packed(getattr(value, field.name)) for field in dataclasses.fields(value)}
            return {_KIND: type(value).__name__, **fields}
        case _:
            return value


def _unpacked(value: Any) -> Any:
    match value:
        case list():
            return tuple(_unpacked(item) for item in value)  # pyright: ignore[reportUnknownVariableType]
        case {"is": "bytes", "base64": str(text)}:
            return base64.b64decode(text)
        case dict():
            fields: dict[str, Any] = {name: _unpacked(item) for name, item in value.items()}  # pyright: ignore
            kind = _KINDS[fields.pop(_KIND)]
            if kind is Reply:
                fields["audience"] = Audience(fields["audience"])
            elif kind is Action:
                fields["kind"] = Kind(fields["kind"])
            return kind(**fields)
        case _:
            return value
