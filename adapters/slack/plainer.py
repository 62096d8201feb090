"""The plainer forms of a payload that Slack refuses: first without its table, then as text alone."""

from collections.abc import Iterator

from adapters.slack import drawing, limits
from adapters.slack.drawing import Json
from adapters.slack.safe import split


def plainer(payload: Json) -> Iterator[Json]:
    """The payload, and what to send if its blocks are refused; the last form has no blocks."""
    yield payload
    blocks: list[Json] = payload.get("blocks", [])
    if any(block["type"] == "table" for block in blocks):
        stacked = [
            new for block in blocks for new in (_sections(block) if block["type"] == "table" else [block])
        ]
        if len(stacked) <= limits.BLOCKS:
            yield {**payload, "blocks": stacked}
    if blocks:
        yield {name: value for name, value in payload.items() if name != "blocks"}


def _sections(table: Json) -> Iterator[Json]:
    header, *rows = ([_text(cell) for cell in row] for row in table["rows"])
    for row in rows:
        yield from _plain(row[0])
        for name, cell in zip(header[1:], row[1:], strict=True):
            yield from _plain(f"{name}: {cell}")


def _plain(text: str) -> Iterator[Json]:
    for part in split(text, limits.BLOCK_TEXT):
        yield {"type": "section", "text": drawing.plain(part)}


def _text(cell: Json) -> str:
    if cell["type"] == "raw_text":
        return cell["text"]
    return "".join(run["text"] for line in cell["elements"] for run in line["elements"])
