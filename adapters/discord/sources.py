"""The sources of a reply in small print: pure."""

from collections.abc import Iterator, Sequence

from adapters.discord import limits
from adapters.discord.layout import Atom, Rule, Words
from adapters.discord.text import SMALL, escaped, link, one_line, pieces
from bot.reply import Source

_PIECE = 1_600
"""Characters of a piece of text: small enough to fill a message well."""

_LINK = 900
"""Characters of a masked link at most; a longer one is shown as text."""

_UNBROKEN = 40
"""Characters of a date or a place that isn't broken over lines."""


def sources(items: Sequence[Source]) -> Iterator[Atom]:
    """A line across, then each quote with its place; sources without a quote share a line for each document."""
    if items:
        yield Rule()
    told: set[tuple[str, str | None, str | None]] = set()
    for source in items:
        document = (source.title, source.date, source.link)
        alike = [one for one in items if one.quote is None and (one.title, one.date, one.link) == document]
        if source.quote is not None or len(alike) == 1:
            quote = f"“{one_line(source.quote)}” " if source.quote is not None else ""
            yield from _line(f"[{source.number}] {quote}", source, [_place(source)])
        elif document not in told:
            told.add(document)
            yield from _line("", source, [f"[{one.number}]\u00a0{_place(one)}" for one in alike])


def _line(lead: str, source: Source, places: Sequence[str]) -> Iterator[Words]:
    """`lead`, the document, linked where it has an address of the web, and the places in it."""
    what = [one_line(source.title), *([_unbroken(source.date)] if source.date else [])]
    where, behind = (", ".join([what[0], *places, *what[1:]]), "") if lead else (", ".join(what), ": ")
    behind += " · ".join(places) if not lead else ""
    masked = link(where, source.link) if source.link else None
    if masked is not None and limits.length(masked) <= _LINK:
        begun = [*pieces(lead, _PIECE - _LINK)]
        for piece in begun[:-1]:
            yield Words(SMALL + escaped(piece), is_tight=True)
        mark = f"{escaped(begun[-1])} " if begun else ""
        ends = [*pieces(behind, _PIECE - _LINK)] or [""]
        yield Words(f"{SMALL}{mark}{masked}{escaped(ends[0])}", is_tight=True)
        left = ends[1:]
    else:
        left = [*pieces(f"{lead}{where}{behind} {one_line(source.link or '')}", _PIECE)]
    for piece in left:
        yield Words(SMALL + escaped(piece), is_tight=True)


def _place(source: Source) -> str:
    return _unbroken(source.place or f"passage {source.passage}")


def _unbroken(text: str) -> str:
    """`text` in one line, without places to break it at if it is short."""
    text = one_line(text)
    return text.replace(" ", "\u00a0") if len(text) <= _UNBROKEN else text
