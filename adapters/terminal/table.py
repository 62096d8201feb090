"""A table in a terminal: side by side where it is readable, otherwise row after row."""

from collections.abc import Iterator, Sequence

from rich.console import Console
from rich.text import Text

from adapters.terminal import limits

_GAP = "  "
_RULER = Console(width=limits.WIDEST, color_system=None, legacy_windows=False)


def lines(header: Sequence[Text], rows: Sequence[Sequence[Text]], width: int) -> Iterator[Text]:
    """The lines of a table at most `width` columns wide; the first column names the row."""
    widths = _widths(header, rows, width)
    return _stacked(header, rows, width) if widths is None else _side_by_side(header, rows, widths)


def wrapped(text: Text, width: int) -> list[Text]:
    """`text` in lines of at most `width` columns; a longer word is broken."""
    return list(text.wrap(_RULER, max(width, 2), overflow="fold"))


def _widths(header: Sequence[Text], rows: Sequence[Sequence[Text]], width: int) -> list[int] | None:
    """Columns for each: those that need little get it, the others share alike; None if it gets too tight."""
    needs = [max(cell.cell_len for cell in column) for column in zip(header, *rows, strict=True)]
    if header[0].cell_len == 0:
        needs[0] = min(needs[0], limits.ASPECT)
    left = width - len(_GAP) * (len(needs) - 1)
    widths = [0] * len(needs)
    for n, column in enumerate(sorted(range(len(needs)), key=needs.__getitem__)):
        widths[column] = min(needs[column], left // (len(needs) - n))
        left -= widths[column]
    tight = any(got < min(need, limits.CELL) for got, need in zip(widths[1:], needs[1:], strict=True))
    return None if tight or width < limits.TABLE else widths


def _side_by_side(
    header: Sequence[Text], rows: Sequence[Sequence[Text]], widths: Sequence[int]
) -> Iterator[Text]:
    """A rule stands below the header, and between rows where one of them takes several lines."""
    rule = Text("─" * (sum(widths) + len(_GAP) * (len(widths) - 1)), "dim")
    drawn = [list(_row(row, widths)) for row in rows]
    is_airy = any(len(row) > 1 for row in drawn)
    yield from _row(header, widths)
    for n, row in enumerate(drawn):
        if is_airy or n == 0:
            yield rule
        yield from row


def _row(cells: Sequence[Text], widths: Sequence[int]) -> Iterator[Text]:
    columns = [wrapped(cell, width) for cell, width in zip(cells, widths, strict=True)]
    for n in range(max(map(len, columns))):
        line = Text()
        for column, width in zip(columns, widths, strict=True):
            cell = column[n] if n < len(column) else Text()
            line.append_text(cell).append(" " * (width - cell.cell_len)).append(_GAP)
        yield line


def _stacked(header: Sequence[Text], rows: Sequence[Sequence[Text]], width: int) -> Iterator[Text]:
    for n, row in enumerate(rows):
        if n:
            yield Text()
        for line in wrapped(row[0], width):
            line.stylize("bold")
            yield line
        for name, cell in zip(header[1:], row[1:], strict=True):
            for line in wrapped(Text.assemble(name, ": ", cell), width - len(_GAP)):
                yield Text.assemble(_GAP, line)
