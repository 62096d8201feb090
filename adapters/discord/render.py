"""Reply to messages of Components V2, as plain dictionaries that could be printed as JSON: pure.

A payload is what Discord's "Create Message" takes, and "files": what its attachments hold, in their order, made
when they are sent (`{"header": […], "rows": [[…]]}`, `{"png": base64}` or `{"text": …}`).
"""

import base64
from collections.abc import Iterable, Iterator, Sequence
from copy import deepcopy
from typing import Any

from adapters.discord import limits, press
from adapters.discord.layout import Atom, Button, Picture, Rule, Words, pages
from adapters.discord.picture import can_draw
from adapters.discord.text import escaped, link, one_line, pieces, safe, shortened
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
    Source,
    Sources,
    Table,
    cited,
)

_PIECE = 1_600
"""Characters of a piece of text: small enough to fill a message well."""

_LINK = 900
"""Characters of a masked link at most; a longer one is shown as text."""

_SMALL = "-# "


def render(reply: Reply, *, has_pictures: bool = True) -> list[dict[str, Any]]:
    """The reply as messages, at least one, each within the limits and with room for `keyed`; no text is lost.

    A reply that begins with a title is a card.
    """
    is_card = bool(reply.blocks) and isinstance(reply.blocks[0], Heading)
    return pages(_atoms(reply, has_pictures), is_card=is_card)


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


def without_files(payload: dict[str, Any]) -> dict[str, Any]:
    """The payload without pictures, for a channel where no files may be attached: their words take their place.

    A table's words stand beside it anyway.
    """
    specs = {f"attachment://{a['filename']}": spec for a, spec in _files(payload)}

    def bare(components: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
        kept: list[dict[str, Any]] = []
        for one in components:
            if one["type"] == 17:
                kept.append({**one, "components": bare(one["components"])})
            elif one["type"] != 12:
                kept.append(one)
            elif "header" not in specs[one["items"][0]["media"]["url"]]:
                words = one["items"][0].get("description", "…")
                kept.append({"type": 10, "content": escaped(words) or "…"})
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


def _atoms(reply: Reply, has_pictures: bool) -> Iterator[Atom]:
    place = 0
    pressed: dict[str, str] = {}
    for block in reply.blocks:
        if isinstance(block, Actions):
            for action in block.items:
                place += 1
                yield from _action(action, reply.id, place, pressed)
        else:
            yield from _block(block, has_pictures)


def _block(block: Block, has_pictures: bool) -> Iterator[Atom]:
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
        case Table(header, rows):
            yield from _table(header, rows, has_pictures)
        case Sources(items):
            if items:
                yield Rule()
            for source in items:
                yield from _source(source)
        case Image(png, alt):
            yield from _image(png, alt)
        case Footnote(text):
            yield from _small(text)
        case Actions():
            return


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
        yield Words(_SMALL + escaped(piece), is_tight=True)


def _table(header: Sequence[str], rows: Sequence[Sequence[Paragraph]], has_pictures: bool) -> Iterator[Atom]:
    """A picture where the first column only names the rows, and in any case every row as text."""
    names = [one_line(name) for name in header]
    cells = [[one_line(cited(cell)) for cell in row] for row in rows]
    is_grid = not names[0]
    if has_pictures and is_grid and can_draw(names, cells):
        alt = "\n".join(
            f"{row[0]}: " + "; ".join(f"{n}: {cell}" for n, cell in zip(names[1:], row[1:], strict=True))
            for row in cells
        )
        yield Picture({"header": names, "rows": cells}, shortened(alt, limits.ALT))
    for row in cells:
        for piece in pieces(row[0], _PIECE):
            yield Words(f"### {escaped(piece)}" if is_grid else f"**{escaped(piece)}**", is_heading=True)
        for name, cell in zip(names[1:], row[1:], strict=True):
            yield from _cell(name, cell)


def _cell(name: str, cell: str) -> Iterator[Atom]:
    if limits.length(escaped(name)) > _PIECE // 4:
        yield from _paragraph(Paragraph(name))
        name = ""
    mark = f"**{escaped(name)}**: " if name else ""
    if not cell and mark:
        yield Words(mark.rstrip(), is_tight=True)
    for piece in pieces(cell, _PIECE):
        yield Words(mark + escaped(piece), is_tight=True)
        mark = ""


def _source(source: Source) -> Iterator[Atom]:
    where = one_line(source.where)
    quote = f"“{one_line(source.quote)}” " if source.quote is not None else ""
    if source.link and (masked := link(where, source.link)) and limits.length(masked) <= _LINK:
        lead = [*pieces(f"[{source.number}] {quote}".strip(), _PIECE - _LINK)]
        for piece in lead[:-1]:
            yield Words(_SMALL + escaped(piece), is_tight=True)
        yield Words(f"{_SMALL}{escaped(lead[-1])} {masked}", is_tight=True)
    else:
        yield from _small(f"[{source.number}] {quote}{where} {one_line(source.link or '')}")


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
