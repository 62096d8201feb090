"""A table as a picture whose words are a press away, or as text: pure."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from adapters.discord import limits, press
from adapters.discord.layout import Atom, Button, Picture, Words
from adapters.discord.picture import can_draw
from adapters.discord.text import escaped, one_line, pieces, shortened
from bot.reply import Table, cited
from bot.wording import Words as Language

_PIECE = 1_600
"""Characters of a piece of text: small enough to fill a message well."""

_NAME = 400
"""Characters of a column's name that stands before each of its cells; a longer one stands above them."""


_CITED = re.compile(r" (?=(?:\[\d+\])+$)")


def table(table: Table, reply: str | None, words: Language, *, has_pictures: bool) -> Iterator[Atom]:
    """A picture where the first column only names the rows: its words are in its description and, where the row
    `reply` is kept, behind a button. Where neither holds them all, and where there is no picture, every row as text.
    """
    names = [one_line(name) for name in table.header]
    # Numbers stay with the word before them.
    cells = [[_CITED.sub("\u00a0", one_line(cited(cell))) for cell in row] for row in table.rows]
    is_grid = not names[0]
    if has_pictures and is_grid and can_draw(names, cells):
        alt = "\n".join(
            f"{row[0]}: " + "; ".join(f"{n}: {cell}" for n, cell in zip(names[1:], row[1:], strict=True))
            for row in cells
        )
        id = press.words_id(reply)
        has_words = id is None and limits.length(alt) > limits.ALT
        spec: dict[str, Any] = {"header": names, "rows": cells}
        yield Picture(spec | ({"words": "beside"} if has_words else {}), shortened(alt, limits.ALT))
        if id is not None:
            yield Button(shortened(words.text("As text"), limits.LABEL), id, 2)
        if not has_words:
            return
    yield from in_words(names, cells)


def in_words(names: Sequence[str], cells: Sequence[Sequence[str]]) -> Iterator[Words]:
    """Every row as a heading with a line for each column."""
    for row in cells:
        for piece in pieces(row[0], _PIECE):
            yield Words(f"**{escaped(piece)}**" if names[0] else f"### {escaped(piece)}", is_heading=True)
        for name, cell in zip(names[1:], row[1:], strict=True):
            yield from _cell(name, cell)


def _cell(name: str, cell: str) -> Iterator[Words]:
    if limits.length(escaped(name)) > _NAME:
        for piece in pieces(name, _PIECE):
            yield Words(escaped(piece))
        name = ""
    mark = f"**{escaped(name)}**: " if name else ""
    if not cell and mark:
        yield Words(mark.rstrip(), is_tight=True)
    for piece in pieces(cell, _PIECE):
        yield Words(mark + escaped(piece), is_tight=True)
        mark = ""
