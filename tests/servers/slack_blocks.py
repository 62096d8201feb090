"""What Slack checks in blocks before it takes them, from its Block Kit reference; the numbers are its own, not ours.

Lengths are counted in UTF-16 units, the strictest reading of "characters".
"""

from collections.abc import Callable, Iterator
from typing import Any

Json = dict[str, Any]

MESSAGE, MODAL, HOME = "message", "modal", "home"
_MOST = {MESSAGE: 50, MODAL: 100, HOME: 100}
_ONLY_IN_MESSAGES = {"table", "data_table", "context_actions", "markdown"}


def size(text: str) -> int:
    """Characters as JavaScript counts them."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def problem(blocks: Any, surface: str = MESSAGE) -> str | None:
    """What Slack would refuse, or None."""
    if not isinstance(blocks, list):
        return "blocks is no list"
    if len(blocks) > _MOST[surface]:
        return f"more than {_MOST[surface]} blocks"
    ids = [block.get("block_id") for block in blocks if block.get("block_id")]
    if len(ids) != len(set(ids)):
        return "a block_id stands twice"
    if sum(block.get("type") in {"table", "data_table"} for block in blocks) > 1:
        return "more than one table"
    if sum(size(b.get("text", "")) for b in blocks if b.get("type") == "markdown") > 12_000:
        return "markdown over 12,000 characters"
    for number, block in enumerate(blocks):
        for found in _block(block, surface):
            return f"block {number} ({block.get('type')}): {found}"
    return None


def _block(block: Json, surface: str) -> Iterator[str]:
    kind = block.get("type")
    if kind in _ONLY_IN_MESSAGES and surface != MESSAGE:
        yield f"not in a {surface}"
    if size(block.get("block_id", "")) > 255:
        yield "block_id over 255"
    check = _CHECKS.get(str(kind))
    if check is None:
        yield "no such type"
    else:
        yield from check(block)


def _text(text: Any, most: int, *kinds: str) -> Iterator[str]:
    if not isinstance(text, dict) or text.get("type") not in (kinds or ("plain_text", "mrkdwn")):
        yield "no text object of the right type"
        return
    if not text.get("text") or not str(text["text"]).strip():
        yield "an empty text"
    elif size(text["text"]) > most:
        yield f"a text over {most}"
    if set(text) - {"type", "text", "emoji", "verbatim"}:
        yield "an unknown key in a text"


def _section(block: Json) -> Iterator[str]:
    if "text" in block:
        yield from _text(block["text"], 3_000)
    elif not block.get("fields"):
        yield "neither text nor fields"
    for field in block.get("fields", []):
        yield from _text(field, 2_000)
    if accessory := block.get("accessory"):
        yield from _element(accessory)


def _header(block: Json) -> Iterator[str]:
    yield from _text(block.get("text"), 150, "plain_text")


def _context(block: Json) -> Iterator[str]:
    if not 1 <= len(block.get("elements", [])) <= 10:
        yield "1 to 10 elements"
    for element in block.get("elements", []):
        yield from _text(element, 3_000)


def _actions(block: Json) -> Iterator[str]:
    elements = block.get("elements", [])
    if not 1 <= len(elements) <= 25:
        yield "1 to 25 elements"
    ids = [element.get("action_id") for element in elements]
    if len(ids) != len(set(ids)):
        yield "an action_id stands twice"
    for element in elements:
        yield from _element(element)


def _element(element: Json) -> Iterator[str]:
    if not 1 <= size(element.get("action_id", "")) <= 255:
        yield "action_id of 1 to 255"
    match element.get("type"):
        case "button":
            yield from _text(element.get("text"), 75, "plain_text")
            if size(element.get("value", "")) > 2_000:
                yield "a value over 2,000"
            if element.get("style") not in (None, "primary", "danger"):
                yield "no such style"
        case "static_select" | "multi_static_select":
            if not 1 <= len(element.get("options", [])) <= 100:
                yield "1 to 100 options"
            for option in element.get("options", []):
                yield from _option(option)
        case "overflow":
            if not 1 <= len(element.get("options", [])) <= 5:
                yield "1 to 5 options"
        case "timepicker" | "plain_text_input" | "conversations_select" | "checkboxes":
            pass
        case _:
            yield f"no such element {element.get('type')}"


def _option(option: Json) -> Iterator[str]:
    yield from _text(option.get("text"), 75)
    if not 1 <= size(option.get("value", "")) <= 150:
        yield "an option's value of 1 to 150"


def _context_actions(block: Json) -> Iterator[str]:
    elements = block.get("elements", [])
    if not 1 <= len(elements) <= 5:
        yield "1 to 5 elements"
    for element in elements:
        if element.get("type") != "feedback_buttons":
            yield f"no such element {element.get('type')}"
            continue
        if not 1 <= size(element.get("action_id", "")) <= 255:
            yield "action_id of 1 to 255"
        for name in ("positive_button", "negative_button"):
            button = element.get(name, {})
            yield from _text(button.get("text"), 75, "plain_text")
            if not 1 <= size(button.get("value", "")) <= 2_000:
                yield "a value of 1 to 2,000"
            if size(button.get("accessibility_label", "")) > 75:
                yield "accessibility_label over 75"


def _input(block: Json) -> Iterator[str]:
    yield from _text(block.get("label"), 2_000, "plain_text")
    yield from _element(block.get("element", {}))


def _rich_text(block: Json) -> Iterator[str]:
    if not block.get("elements"):
        yield "no elements"
    for element in block.get("elements", []):
        yield from _rich(element)
    # Not documented; a block is held to what a section may have.
    if sum(map(size, _words(block))) > 3_000:
        yield "more than 3,000 characters"


def _words(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        if isinstance(node.get("text"), str):
            yield node["text"]
        for child in node.get("elements", []):
            yield from _words(child)


def _rich(element: Json) -> Iterator[str]:
    match element.get("type"):
        case "rich_text_section" | "rich_text_quote" | "rich_text_preformatted":
            if not element.get("elements"):
                yield "an empty section"
            for part in element.get("elements", []):
                yield from _run(part)
        case "rich_text_list":
            if element.get("style") not in ("bullet", "ordered"):
                yield "a list without style"
            if not element.get("elements"):
                yield "an empty list"
            for part in element.get("elements", []):
                if part.get("type") != "rich_text_section":
                    yield "a list holds sections"
                yield from _rich(part)
        case other:
            yield f"no such element {other}"


def _run(part: Json) -> Iterator[str]:
    match part.get("type"):
        case "text":
            if not part.get("text"):
                yield "an empty run"
            if set(part.get("style", {})) - {"bold", "italic", "strike", "code"}:
                yield "no such style"
        case "link":
            if not str(part.get("url", "")).startswith(("https://", "http://")):
                yield "a link without address"
            elif size(part["url"]) > 3_000:
                yield "an address over 3,000"
        case "user" | "usergroup" | "broadcast" | "channel" | "emoji":
            pass
        case other:
            yield f"no such run {other}"


def _table(block: Json) -> Iterator[str]:
    rows = block.get("rows", [])
    if not 1 <= len(rows) <= 100:
        yield "1 to 100 rows"
    total = 0
    for row in rows:
        if not 1 <= len(row) <= 20:
            yield "1 to 20 cells"
        for cell in row:
            words = "".join(_words(cell))
            total += size(words)
            if cell.get("type") not in ("raw_text", "rich_text") or not words.strip():
                yield "an empty cell"
            if cell.get("type") == "rich_text":
                yield from _rich_text(cell)
    if len({len(row) for row in rows}) > 1:
        yield "rows of different lengths"
    if total > 10_000:
        yield "cells over 10,000 characters"


def _divider(block: Json) -> Iterator[str]:
    yield from ()


_CHECKS: dict[str, Callable[[Json], Iterator[str]]] = {
    "section": _section,
    "header": _header,
    "context": _context,
    "actions": _actions,
    "context_actions": _context_actions,
    "input": _input,
    "rich_text": _rich_text,
    "table": _table,
    "divider": _divider,
}


def view_problem(view: Json) -> str | None:
    """What Slack would refuse in a modal or a Home."""
    kind = str(view.get("type"))
    if kind not in (MODAL, HOME):
        return "no such type of view"
    if kind == MODAL:
        for name in ("title", "submit", "close"):
            for found in _text(view[name], 24, "plain_text") if name in view else ():
                return f"{name}: {found}"
        if "title" not in view:
            return "no title"
        if any(block.get("type") == "input" for block in view["blocks"]) and "submit" not in view:
            return "inputs without submit"
    if size(view.get("private_metadata", "")) > 3_000 or size(view.get("callback_id", "")) > 255:
        return "metadata or callback_id too long"
    return problem(view.get("blocks"), kind)


def words_of(node: Any) -> Iterator[str]:
    """The texts that people read in blocks, top to bottom."""
    match node:
        case list():
            for child in node:
                yield from words_of(child)
        case {"type": "table", "rows": rows}:
            yield from words_of(rows)
        case {"type": "feedback_buttons"}:
            yield node["positive_button"]["text"]["text"]
            yield node["negative_button"]["text"]["text"]
        case {"text": str(text)}:
            yield text
        case {"type": "link", "url": url}:
            yield url
        case dict():
            for key in ("text", "label", "elements", "accessory", "element"):
                yield from words_of(node.get(key))
        case _:
            pass
