"""Reply to messages of Components V2, as plain dictionaries that could be printed as JSON: pure.

A payload is what Discord's "Create Message" takes, and "files": what its attachments hold, in their order, made
when they are sent (`{"header": […], "rows": [[…]]}`, `{"png": base64}` or `{"text": …}`).
"""

import base64
from collections.abc import Iterable, Iterator, Sequence
from copy import deepcopy
from typing import Any

from adapters.discord import limits, press
from adapters.discord.layout import SPARE_TEXT, Atom, Button, Picture, Words, pages
from adapters.discord.sources import sources
from adapters.discord.tables import in_words, table
from adapters.discord.text import SMALL, escaped, one_line, pieces, safe, shortened
from bot.reply import (
    Action,
    Actions,
    Block,
    Bullets,
    Footnote,
    Heading,
    Image,
    Kind,
    Paragraph,
    Quote,
    Reply,
    Sources,
    Table,
    cited,
)
from bot.wording import ENGLISH
from bot.wording import Words as Language

_PIECE = 1_600
"""Characters of a piece of text: small enough to fill a message well."""


def render(reply: Reply, *, has_pictures: bool = True, words: Language = ENGLISH) -> list[dict[str, Any]]:
    """The reply as messages, at least one, each within the limits and with room for `keyed`; no text is lost.

    A reply that begins with a title is a card. `words` are those of the button that opens a picture's words.
    """
    is_card = bool(reply.blocks) and isinstance(reply.blocks[0], Heading)
    return pages(_atoms(reply, has_pictures, words), is_card=is_card)


def render_line(text: str) -> dict[str, Any]:
    """A word on what is going on, in small print."""
    return pages(_small(shortened(one_line(text), 500)), is_card=False)[0]


def asked_line(payload: dict[str, Any], question: str) -> dict[str, Any]:
    """The payload with what was asked on top, where Discord doesn't show it; as it was if there is no room."""
    line = "> " + escaped(shortened(one_line(question), 300))
    if text_length(payload) + limits.length(line) > limits.CONTENT or count(payload) >= limits.COMPONENTS:
        return payload
    return {**payload, "components": [{"type": 10, "content": line}, *payload["components"]]}


def keyed(payload: dict[str, Any], key: str) -> dict[str, Any]:
    """The payload with a button that carries the key of the post: what `find` looks for."""
    payload = deepcopy(payload)
    button = {"type": 2, "style": 2, "emoji": {"name": "💬"}, "custom_id": press.key_id(key)}
    holder = payload["components"]
    if holder and holder[-1]["type"] == 17:
        holder = holder[-1]["components"]
    if holder[-1]["type"] == 1 and len(holder[-1]["components"]) < limits.ROW:
        holder[-1]["components"].append(button)
    else:
        holder.append({"type": 1, "components": [button]})
    return payload


def threaded(payload: dict[str, Any], label: str) -> dict[str, Any]:
    """The payload with a button that opens a thread, in the last row that has room; as it was if there is none."""
    payload = deepcopy(payload)
    button = {
        "type": 2,
        "style": 2,
        "label": shortened(one_line(label), limits.LABEL),
        "custom_id": press.THREAD,
    }
    rows = [part for part in walk(payload["components"]) if part["type"] == 1]
    if rows and len(rows[-1]["components"]) < limits.ROW and count(payload) < limits.COMPONENTS:
        rows[-1]["components"].append(button)
    elif count(payload) + 2 <= limits.COMPONENTS:
        holder = payload["components"]
        holder = holder[-1]["components"] if holder and holder[-1]["type"] == 17 else holder
        holder.append({"type": 1, "components": [button]})
    return payload


def without_files(payload: dict[str, Any]) -> dict[str, Any]:
    """The payload without pictures, for a channel where no files may be attached: their words take their place.

    Those of a table that is larger than what is left of the message end in an ellipsis; its button opens them all.
    """
    specs = {f"attachment://{a['filename']}": spec for a, spec in _files(payload)}
    room = limits.CONTENT - SPARE_TEXT - text_length(payload)

    def words(part: dict[str, Any]) -> str:
        nonlocal room
        spec = specs[part["items"][0]["media"]["url"]]
        if spec.get("words") == "beside":
            return ""
        if "header" in spec:
            text = "\n".join(one.content for one in in_words(spec["header"], spec["rows"]))
        else:
            text = escaped(part["items"][0].get("description", "…")) or "…"
        text = shortened(text, max(room, 1))
        room -= limits.length(text)
        return text

    def bare(components: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
        kept: list[dict[str, Any]] = []
        for one in components:
            if one["type"] == 17:
                kept.append({**one, "components": bare(one["components"])})
            elif one["type"] != 12:
                kept.append(one)
            elif text := words(one):
                kept.append({"type": 10, "content": text})
        return kept

    left = {name: value for name, value in payload.items() if name not in {"files", "attachments"}}
    return left | {"components": bare(payload["components"])}


def _files(payload: dict[str, Any]) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    yield from zip(payload.get("attachments", ()), payload.get("files", ()), strict=True)


def walk(components: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Every component, nested ones behind what holds them."""
    for component in components:
        yield component
        yield from walk(component.get("components", ()))


def text_length(payload: dict[str, Any]) -> int:
    """Characters of all text displays of a payload."""
    return sum(limits.length(part.get("content", "")) for part in walk(payload["components"]))


def count(payload: dict[str, Any]) -> int:
    """Components of a payload, nested ones included."""
    return sum(1 for _ in walk(payload["components"]))


def _atoms(reply: Reply, has_pictures: bool, words: Language) -> Iterator[Atom]:
    place = 0
    pressed: dict[str, str] = {}
    for block in reply.blocks:
        if isinstance(block, Actions):
            for action in block.items:
                place += 1
                yield from _action(action, reply.id, place, pressed)
        elif isinstance(block, Table):
            yield from table(block, reply.id, words, has_pictures=has_pictures)
        else:
            yield from _block(block)


def _block(block: Block) -> Iterator[Atom]:
    match block:
        case Heading(text, level):
            mark = "## " if level == 1 else "### "
            for piece in pieces(one_line(text), _PIECE):
                yield Words(mark + escaped(piece), is_heading=True)
        case Paragraph():
            yield from _paragraph(block)
        case Bullets(items, numbered):
            for n, item in enumerate(items, 1):
                yield from _hanging(f"{n}. " if numbered else "- ", item)
        case Quote(text, source):
            for piece in pieces(text, _PIECE // 2):
                yield Words("> " + escaped(piece).replace("\n", "\n> "))
            yield from _small(f"— {one_line(source)}" if source else "")
        case Sources(items):
            yield from sources(items)
        case Image(png, alt):
            yield from _image(png, alt)
        case Footnote(text):
            yield from _small(text)
        case Table() | Actions():
            return  # They hang on the reply's row.


def _paragraph(paragraph: Paragraph) -> Iterator[Atom]:
    """A paragraph whose citation numbers stay with its last words."""
    found = list(pieces(cited(paragraph), _PIECE))
    for piece in found:
        yield Words(escaped(piece))


def _hanging(mark: str, item: Paragraph) -> Iterator[Atom]:
    for piece in pieces(one_line(cited(item)), _PIECE):
        yield Words(mark + escaped(piece), is_tight=True)
        mark = ""


def _small(text: str) -> Iterator[Atom]:
    for piece in pieces(one_line(text), _PIECE):
        yield Words(SMALL + escaped(piece), is_tight=True)


def _image(png: bytes, alt: str) -> Iterator[Atom]:
    words = safe(alt)
    if png:
        picture = {"png": base64.b64encode(png).decode()}
        yield Picture(picture, shortened(words, limits.ALT))
    if not png or limits.length(words) > limits.ALT:
        yield from _paragraph(Paragraph(words))


_STYLES = {Kind.ASK: 2, Kind.OPEN: 1, Kind.GOOD: 2, Kind.BAD: 2}


def _action(action: Action, reply: str | None, place: int, pressed: dict[str, str]) -> Iterator[Atom]:
    """A button; also text where the button can't say it all, or can't be pressed."""
    text, label = one_line(action.text), one_line(action.label) or one_line(action.text)
    if not text:
        yield from _small(label)
        return
    shown = f"→ {label}" if label == text else f"→ {label}: {text}"
    id = press.custom_id(action, reply, place)
    if id is None:
        yield from _small(shown)
    elif id in pressed:
        if pressed[id] != label:
            yield from _small(shown)
    else:
        pressed[id] = label
        if limits.length(label) > limits.LABEL:
            yield from _small(f"→ {label}")
        yield Button(shortened(label, limits.LABEL), id, _STYLES[action.kind])
