"""Reply to payloads of Block Kit: pure, within the limits, no text lost.

A payload is what chat.postMessage takes besides its channel: `blocks`, and as `text` the whole as plain text.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TypeVar

from adapters.slack import drawing, limits
from adapters.slack.drawing import Json
from adapters.slack.safe import escaped, safe, size, split, weight
from bot.reply import (
    Action,
    Actions,
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
    source_line,
)

_EMPTY = "–"
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Piece:
    """One block of Slack's with its plain text: what is never cut."""

    block: Json
    text: str


def render(reply: Reply) -> list[Json]:
    """The payloads of a reply, at least one."""
    return packed(pieces(reply))


def render_view(reply: Reply) -> list[Json]:
    """The blocks of a reply for a modal or a Home, where there are no tables: as many as they are."""
    return [piece.block for piece in pieces(reply, in_view=True)]


def payload(text: str, blocks: Sequence[Json]) -> Json:
    """What is sent: Slack parses nothing in `text` and unfolds no link."""
    return {
        "text": text,
        "blocks": list(blocks),
        "mrkdwn": False,
        "parse": "none",
        "unfurl_links": False,
        "unfurl_media": False,
    }


def line(text: str) -> Json:
    """A payload with a line of ours in small print."""
    (first, *_) = split(safe(text), limits.BLOCK_TEXT) or [_EMPTY]
    return payload(escaped(first), [drawing.context(first)])


def packed(found: Iterable[Piece]) -> list[Json]:
    """Pieces in as few payloads as the limits of a message allow."""
    payloads: list[Json] = []
    blocks: list[Json] = []
    texts: list[str] = []
    for piece in found:
        length = sum(map(size, texts)) + 2 * len(texts) + size(piece.text)
        is_second_table = piece.block["type"] == "table" and any(b["type"] == "table" for b in blocks)
        if blocks and (len(blocks) >= limits.BLOCKS - 2 or length > limits.MESSAGE_TEXT or is_second_table):
            payloads.append(payload("\n\n".join(texts) or _EMPTY, blocks))
            blocks, texts = [], []
        blocks.append(piece.block)
        texts += [piece.text] if piece.text else []
    if blocks or not payloads:
        blocks = blocks or [drawing.context(_EMPTY)]
        payloads.append(payload("\n\n".join(texts) or _EMPTY, blocks))
    return payloads


def pieces(reply: Reply, *, in_view: bool = False) -> Iterator[Piece]:
    """A reply's blocks; `in_view`, without what only messages may hold."""
    number = 0
    for block in reply.blocks:
        match block:
            case Heading(text, level):
                yield from _heading(safe(text), level)
            case Paragraph():
                yield from _lines([safe(cited(block))])
            case Bullets(items, numbered):
                yield from _bullets([safe(cited(item)) for item in items], numbered)
            case Quote(text, source):
                yield from _quote(safe(text), safe(source or ""))
            case Table(header, rows):
                cells = [[safe(cited(one)).strip() for one in row] for row in rows]
                yield from _table([safe(name).strip() for name in header], cells, in_view)
            case Sources(items):
                yield from _sources(items)
            case Image(alt=alt):
                yield from _lines([safe(alt)])
            case Actions(items, lead):
                yield from _actions(items, safe(lead), reply.id, number, in_view)
                number += len(items)
            case Footnote(text):
                for part in split(safe(text), limits.BLOCK_TEXT):
                    yield Piece(drawing.context(part), escaped(part))


def _heading(text: str, level: int) -> Iterator[Piece]:
    title = " ".join(text.split())
    if title and level == 1 and size(title) <= limits.HEADER:
        yield Piece(drawing.header(title), escaped(title))
        return
    for part in split(title, limits.BLOCK_TEXT):
        yield Piece(drawing.rich(drawing.section(drawing.run(part, bold=True))), escaped(part))


def _lines(texts: Iterable[str]) -> Iterator[Piece]:
    for text in texts:
        for part in split(text, limits.BLOCK_TEXT):
            yield Piece(drawing.rich(drawing.section(drawing.run(part))), escaped(part))


def _bullets(texts: Sequence[str], numbered: bool) -> Iterator[Piece]:
    parts = [(n, part) for n, text in enumerate(texts, 1) for part in split(text, limits.BLOCK_TEXT - 10)]
    for group in _grouped(parts, lambda one: weight(one[1]) + 10):
        sections = [drawing.section(drawing.run(part)) for _, part in group]
        text = "\n".join(f"{f'{n}.' if numbered else '•'} {escaped(part)}" for n, part in group)
        yield Piece(drawing.rich(drawing.listed(sections, numbered=numbered, first=group[0][0])), text)


def _quote(text: str, source: str) -> Iterator[Piece]:
    for part in split(f"“{text}”", limits.BLOCK_TEXT):
        yield Piece(drawing.rich(drawing.quoted(drawing.run(part))), escaped(part))
    for part in split(source, limits.BLOCK_TEXT):
        yield Piece(drawing.context(part), escaped(part))


def _table(header: list[str], rows: list[list[str]], in_view: bool) -> Iterator[Piece]:
    if in_view or len(header) > limits.TABLE_COLUMNS:
        yield from _stacked(header, rows)
        return
    group: list[list[str]] = []
    for row in rows:
        if weight(_row_text(header, row)) + sum(map(weight, header)) > limits.MESSAGE_TEXT:
            yield from _drawn(header, group)
            yield from _stacked(header, [row])
            group = []
        elif _is_full(header, [*group, row]):
            yield from _drawn(header, group)
            group = [row]
        else:
            group.append(row)
    yield from _drawn(header, group)


def _is_full(header: list[str], rows: list[list[str]]) -> bool:
    text = "\n\n".join(_row_text(header, row) for row in rows)
    cells = sum(size(cell) + 1 for row in [header, *rows] for cell in row)
    return len(rows) >= limits.TABLE_ROWS or weight(text) > limits.MESSAGE_TEXT or cells > limits.TABLE_TEXT


def _drawn(header: list[str], rows: list[list[str]]) -> Iterator[Piece]:
    if rows:
        text = escaped("\n\n".join(_row_text(header, row) for row in rows))
        yield Piece(drawing.table(header, rows), text)


def _row_text(header: Sequence[str], row: Sequence[str]) -> str:
    return "\n".join([row[0], *(f"  {name}: {cell}" for name, cell in zip(header[1:], row[1:], strict=True))])


def _stacked(header: list[str], rows: list[list[str]]) -> Iterator[Piece]:
    """A table row after row: the form where there is no table."""
    for row in rows:
        yield from _heading(row[0], 2)
        yield from _bullets(
            [f"{name}: {cell}" for name, cell in zip(header[1:], row[1:], strict=True)], False
        )


def _sources(items: Sequence[Source]) -> Iterator[Piece]:
    """Sources with their quotes or links; those that only say where something stands, in small print."""
    for is_terse, some in groupby(items, lambda item: item.quote is None and not item.link):
        if is_terse:
            lines = [part for item in some for part in split(safe(source_line(item)), limits.BLOCK_TEXT - 10)]
            for group in _grouped(lines, lambda line: weight(line) + 1):
                text = "\n".join(group)
                yield Piece(drawing.context(text), escaped(text))
            continue
        parts = [part for item in some for part in _source(item)]
        for group in _grouped(parts, lambda one: sum(weight(run["text"]) for run in one[0]["elements"]) + 2):
            yield Piece(drawing.rich(*(line for line, _ in group)), "\n".join(text for _, text in group))


def _source(source: Source) -> Iterator[tuple[Json, str]]:
    """A source in lines of sections with their plain text; in one, unless its texts are too long for that."""
    mark, where = drawing.run(f"[{source.number}] ", bold=True), safe(source.where)
    quote = f"“{safe(source.quote)}” " if source.quote is not None else ""
    text = escaped(safe(source_line(source)))
    if size(text) <= limits.BLOCK_TEXT - 500:
        runs = [mark, *([drawing.run(quote)] if quote else []), *drawing.linked(where, source.link)]
        yield drawing.section(*runs), text
        return
    yield drawing.section(mark), f"[{source.number}]"
    for part in split(f"{quote}{where} {safe(source.link or '')}", limits.BLOCK_TEXT - 10):
        yield drawing.section(drawing.run(part)), escaped(part)


def _actions(
    items: Sequence[Action], lead: str, id: str | None, before: int, in_view: bool
) -> Iterator[Piece]:
    """Buttons; `before` counts the actions above. What no button can carry is said in words."""
    elements: list[Json] = []
    said: list[str] = []
    rated: dict[Kind, tuple[str, str]] = {}
    for number, action in enumerate(items, before + 1):
        value = safe(action.text)
        if size(value) > limits.BUTTON_VALUE:
            value = f"/press {id} {number}" if id else ""
        if not value.strip():
            said += (
                [safe(f"{action.label}: {action.text}")]
                if action.text.strip() or action.label.strip()
                else []
            )
            continue
        if action.kind in (Kind.GOOD, Kind.BAD) and not in_view:
            rated[action.kind] = (action.label, value)
            continue
        if size(" ".join(safe(action.label).split())) > limits.BUTTON_TEXT:
            said.append(safe(action.label))
        elements.append(drawing.button(action.label, value, f"{action.kind.value}:{number}"))
    if len(rated) == 1:
        ((kind, (label, value)),) = rated.items()
        elements.append(drawing.button(label, value, f"{kind.value}:{before}"))
    if elements and lead.strip():
        for part in split(lead, limits.BLOCK_TEXT):
            yield Piece(drawing.context(part), escaped(part))
    yield from _bullets(said, numbered=False)
    for place in range(0, len(elements), limits.ACTIONS):
        row = elements[place : place + limits.ACTIONS]
        labels = "\n".join(f"→ {escaped(one['text']['text'])}" for one in row)
        yield Piece(drawing.actions(row), labels)
    if len(rated) == 2:
        yield Piece(drawing.feedback(rated[Kind.GOOD], rated[Kind.BAD]), "")


def _grouped(items: Iterable[_T], weigh: Callable[[_T], int]) -> Iterator[list[_T]]:
    """Items in groups that together weigh no more than a block may."""
    group: list[_T] = []
    total = 0
    for item in items:
        if group and total + weigh(item) > limits.BLOCK_TEXT:
            yield group
            group, total = [], 0
        group.append(item)
        total += weigh(item)
    if group:
        yield group
