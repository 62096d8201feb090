"""Block Kit's blocks as plain dictionaries. Texts of others stand in `rich_text` and `plain_text`, which Slack doesn't parse."""

from collections.abc import Iterable, Sequence
from typing import Any

from adapters.slack import limits
from adapters.slack.safe import cut, is_link, safe, size

Json = dict[str, Any]


def run(text: str, *, bold: bool = False, italic: bool = False) -> Json:
    """A stretch of text."""
    style = {name: True for name, wanted in (("bold", bold), ("italic", italic)) if wanted}
    return {"type": "text", "text": text, **({"style": style} if style else {})}


def linked(text: str, link: str | None) -> list[Json]:
    """A stretch that leads to `link`; where that is no web address, both as text."""
    if not link:
        return [run(text, italic=True)]
    if not is_link(link, limits.LINK):
        return [run(f"{text} {safe(link)}", italic=True)]
    return [{"type": "link", "url": link, "text": text}]


def section(*runs: Json) -> Json:
    """A line of a rich_text block."""
    return {"type": "rich_text_section", "elements": list(runs)}


def rich(*elements: Json) -> Json:
    """A rich_text block."""
    return {"type": "rich_text", "elements": list(elements)}


def listed(sections: Sequence[Json], *, numbered: bool = False, first: int = 1) -> Json:
    """A list, which counts on from `first` where it is numbered."""
    style = "ordered" if numbered else "bullet"
    offset = {"offset": first - 1} if numbered and first > 1 else {}
    return {"type": "rich_text_list", "style": style, "elements": list(sections), **offset}


def quoted(*runs: Json) -> Json:
    """A quotation."""
    return {"type": "rich_text_quote", "elements": list(runs)}


def plain(text: str) -> Json:
    """A text object that Slack takes as it is."""
    return {"type": "plain_text", "text": text, "emoji": False}


def header(text: str) -> Json:
    """A heading of at most `limits.HEADER`."""
    return {"type": "header", "text": plain(text)}


def context(*texts: str) -> Json:
    """Small print."""
    return {"type": "context", "elements": [plain(text) for text in texts]}


def button(label: str, value: str, action: str, *, style: str | None = None) -> Json:
    """A button; a label that is too long is cut."""
    shown = cut(safe(label), limits.BUTTON_TEXT) or "…"
    more = {"style": style} if style else {}
    return {"type": "button", "text": plain(shown), "value": value, "action_id": action, **more}


def actions(elements: Iterable[Json], block: str | None = None) -> Json:
    """Buttons in a row."""
    return {"type": "actions", "elements": list(elements), **({"block_id": block} if block else {})}


def feedback(good: tuple[str, str], bad: tuple[str, str]) -> Json:
    """Thumbs up and down, each with its label and value."""

    def one(label: str, value: str) -> Json:
        shown = cut(safe(label), limits.BUTTON_TEXT) or "…"
        return {"text": plain(shown), "value": value, "accessibility_label": shown}

    element = {
        "type": "feedback_buttons",
        "action_id": "feedback",
        "positive_button": one(*good),
        "negative_button": one(*bad),
    }
    return {"type": "context_actions", "elements": [element]}


def cell(text: str, *, bold: bool = False) -> Json:
    """A cell of a table, which may not be empty."""
    shown = text if text.strip() else "–"
    return rich(section(run(shown, bold=True))) if bold else {"type": "raw_text", "text": shown}


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> Json:
    """A table whose first row and first column are bold; long texts wrap."""
    lines = [[cell(name if name.strip() else "·", bold=True) for name in header]]
    lines += [[cell(text, bold=not place) for place, text in enumerate(row)] for row in rows]
    return {"type": "table", "rows": lines, "column_settings": [{"is_wrapped": True} for _ in header]}


def option(label: str, value: str) -> Json:
    """An option of a menu."""
    return {"text": plain(cut(safe(label), limits.OPTION_TEXT) or "…"), "value": value}


def fits_option(value: str) -> bool:
    """Whether a menu can carry this value."""
    return 0 < size(value) <= limits.OPTION_VALUE
