"""Reply to text for a terminal: pure, at a given width, with or without colour."""

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rich.console import Console
from rich.text import Text

from adapters.terminal import limits, table
from adapters.terminal.safe import safe
from bot.reply import (
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
)


@dataclass(frozen=True, slots=True)
class Look:
    """How a terminal draws: columns, and whether colour and a moving status line are welcome."""

    width: int = limits.WIDTH
    colour: bool = False
    live: bool = False

    @property
    def columns(self) -> int:
        """The columns that are drawn for."""
        return min(max(self.width, limits.NARROWEST), limits.WIDEST)


def render(reply: Reply, look: Look) -> list[str]:
    """The reply as one text that ends with a line end; its only control characters are line feeds and,
    with colour, our own styles."""
    return [render_blocks(reply.blocks, look)]


def render_blocks(blocks: Iterable[Block], look: Look) -> str:
    """Blocks from top to bottom, an empty line between them."""
    lines: list[Text] = []
    tight = True
    for block in blocks:
        drawn = list(_lines(block, look.columns))
        if drawn and not tight:
            lines.append(Text())
        lines += drawn
        tight = _is_leading_in(block)
    return _painted(lines, look)


def _is_leading_in(block: Block) -> bool:
    """Whether what follows belongs so closely to `block` that no empty line parts them."""
    match block:
        case Heading(level=level):
            return level > 1
        case Paragraph(text):
            return text.endswith(":")
        case _:
            return False


def status(text: str, look: Look) -> str:
    """A word on what is going on, in one line even of the narrowest window: a wrapped one can't be wiped."""
    room = max(min(look.width, look.columns) - 1, 0)
    return _painted([Text(safe(text).replace("\n", " ")[:room], "dim")], look).rstrip("\n")


def _painted(lines: Iterable[Text], look: Look) -> str:
    out = io.StringIO()
    console = Console(
        file=out,
        width=look.columns,
        color_system="standard" if look.colour else None,
        force_terminal=look.colour,
        no_color=not look.colour,
        legacy_windows=False,
    )
    for line in lines:
        line.rstrip()
        console.print(line, soft_wrap=True)
    return out.getvalue()


def _lines(block: Block, width: int) -> Iterator[Text]:
    match block:
        case Heading(text, level):
            title = list(_wrapped(Text(safe(text), "bold"), width))
            yield from title
            if level == 1:
                yield Text("─" * max(line.cell_len for line in title), "dim")
        case Paragraph():
            yield from _wrapped(cited(block), width)
        case Bullets(items, numbered):
            marks = [f"{n}. " if numbered else "• " for n in range(1, len(items) + 1)]
            for mark, item in zip(marks, items, strict=True):
                yield from _hanging(Text(mark), cited(item), width)
        case Quote(text, source):
            yield from _hanging(Text("  "), Text(f"“{safe(text)}”"), width)
            if source:
                yield from _hanging(Text("  "), Text(safe(source), "dim"), width)
        case Table(header, rows):
            names = [Text(safe(name), "bold") for name in header]
            yield from table.lines(names, [[cited(cell) for cell in row] for row in rows], width)
        case Sources(items):
            for source in items:
                yield from _source(source, width)
        case Image(alt=alt):
            yield from _wrapped(Text(f"[picture: {safe(alt)}]"), width)
        case Actions(items, lead):
            # The rest is for buttons: here everything is on the screen already, and /copy shows it again.
            items = tuple(action for action in items if action.kind is Kind.ASK)
            if items:
                yield from _wrapped(Text(safe(lead), "dim"), width)
            for action in items:
                text = action.text if action.label == action.text else f"{action.label}: {action.text}"
                yield from _hanging(Text("→ ", "cyan"), Text(safe(text)), width)
        case Footnote(text):
            yield from _wrapped(Text(safe(text), "dim"), width)


def cited(paragraph: Paragraph) -> Text:
    """The paragraph with its citation numbers behind it."""
    text = Text(safe(paragraph.text))
    if paragraph.citations:
        text.append(" ")
        text.append("".join(f"[{number}]" for number in paragraph.citations), "cyan")
    return text


def _source(source: Source, width: int) -> Iterator[Text]:
    mark = f"[{source.number}] "
    place = Text(safe(source.where), "dim")
    if source.quote is None:
        yield from _hanging(Text(mark, "cyan"), place, width)
    else:
        yield from _hanging(Text(mark, "cyan"), Text(f"“{safe(source.quote)}”"), width)
        yield from _hanging(Text(" " * len(mark)), place, width)
    if source.link:
        yield from _hanging(Text(" " * len(mark)), Text(safe(source.link), "dim"), width)


def _hanging(mark: Text, text: Text, width: int) -> Iterator[Text]:
    """Wrapped lines, the first behind `mark`, the others as far in."""
    for line in _wrapped(text, width - mark.cell_len):
        yield Text.assemble(mark, line)
        mark = Text(" " * mark.cell_len)


def _wrapped(text: Text, width: int) -> Iterable[Text]:
    return table.wrapped(text, width) or [Text()]
