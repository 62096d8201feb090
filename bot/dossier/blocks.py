"""A document's text to its blocks: paragraphs, list items and table rows, each under its heading.

This reads as much of Markdown as keeps marks out of quotes, and plain text as people paste it. A block is
a span of the text; marks inside it (emphasis, links, the `>` of a quoted line) stay as they are.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

MONTHS = "january|february|march|april|may|june|july|august|september|october|november|december"

WRAPPED = 200
"""A line with more characters than this was not wrapped by hand: it is a paragraph of its own."""

_HEADING_WORDS = 12
_HEADING_LENGTH = 100
_TITLE_WORDS, _TITLE_LENGTH = 20, 160
_FIELD_LENGTH = 60
"""A line with more characters is no entry of a form ("Place: Geneva") that the next entry could follow."""

_LINE = re.compile(r"([^\r\n]*+)(?:\r\n?|\n)?+")
_HEADING = re.compile(r"#{1,6}(?:[ \t]+(.*?))?(?:[ \t]+#+)?\Z")
_BULLET = re.compile(r"[-*+•‣◦▪·][ \t]+(?:\[[ xX]\][ \t]+)?")
_DASH = re.compile(r"[–—][ \t]+")
_NUMBER = re.compile(r"(\d{1,3}|[a-zA-Z])[.)][ \t]+")
_RULE = re.compile(r"(?:([*_=-])[ \t]*+(?:\1[ \t]*+){2,}+|`{3}.*|~{3}.*)\Z")
_TABLE_RULE = re.compile(r"[|:\- \t]+\Z")
_UNREAD = re.compile(  # lines of nothing but tags, the address of a link, a picture
    r"(?:<[/!?a-zA-Z][^<>]*+>\s*+)++\Z|\[[^\]^][^\]]*+\]:\s*\S+|!\[[^\]]*+\]\([^)]*+\)\Z"
)
_QUOTED = re.compile(r"(?:>[ \t]?)+")
_EMPHASIS = re.compile(r"(?<!\w)(?:\*{1,3}|_{1,3}|`)(?=\S)|(?<=\S)(?:\*{1,3}|_{1,3}|`)(?!\w)")
_BOLD = re.compile(r"(\*\*|__)(?!\s).+\1\Z")
_FIELD = re.compile(r"(?:\*\*|__)?[A-Z][\w-]*(?: [\w-]+){0,2}:(?:\*\*|__)?[ \t]+\S")
_DATED = re.compile(rf"\d.*\b(?:{MONTHS})\b|\b(?:{MONTHS})\b.*\d", re.I)


@dataclass(frozen=True, slots=True)
class Block:
    """A span of the text; `alone` says that it could be a heading by its looks."""

    start: int
    end: int
    heading: str | None
    alone: bool = False


@dataclass(frozen=True, slots=True)
class Layout:
    """The blocks of a document, and what its text shows as its title, if anything."""

    title: str | None
    blocks: tuple[Block, ...]


def lay_out(text: str, start: int = 0, *, titled: bool = False) -> Layout:
    """The layout of `text` from `start` on; `titled` if its title is known, so that no heading is it."""
    scanner = _Scanner(text, titled)
    blocks = list(scanner.scan(start))
    if scanner.title is not None or any(block.heading for block in blocks):
        return Layout(scanner.title, tuple(blocks))
    return _with_plain_headings(text, blocks, titled)


def clean(line: str) -> str:
    """A line of Markdown without its marks, in one line, for use as a title."""
    return " ".join(_EMPHASIS.sub("", line).split())


class _Scanner:
    """Goes through the lines once. `title` is the first heading if nothing stands before it."""

    def __init__(self, text: str, titled: bool) -> None:
        self._text = text
        self._begun = titled
        self.title: str | None = None
        self._heading: str | None = None
        self._open: tuple[int, int, int] | None = None  # start, end, lines
        self._plain = True
        self._quoted = False
        self._listed = False
        self._entry = False

    def scan(self, at: int) -> Iterator[Block]:
        hidden, shown = self._comment(at)
        for line in _LINE.finditer(self._text, at):
            if shown <= line.start():
                hidden, shown = self._comment(line.start())
            if hidden <= line.start() and line.end(1) <= shown:
                yield from self._close()
                continue
            content = line[1].strip()
            if not content:
                yield from self._close()
                continue
            start = line.start() + line[1].index(content[0])
            yield from self._line(content, start, start + len(content))
        yield from self._close()

    def _comment(self, at: int) -> tuple[int, int]:
        """The next HTML comment from `at` on; behind the text if there is none."""
        start = self._text.find("<!--", at)
        end = self._text.find("-->", start) if start >= 0 else -1
        beyond = len(self._text) + 1
        return (start, end + 3) if end >= 0 else (beyond, beyond)

    def _line(self, content: str, start: int, end: int) -> Iterator[Block]:
        if content[0].isalpha() and content[1:2] not in (".", ")"):
            yield from self._prose(content, start, end)
        elif content[0] == "#" and (heading := _HEADING.match(content)):
            yield from self._close()
            titled = self.title
            self._head(clean(heading[1] or ""))
            if self.title != titled and _DATED.search(heading[1]):
                yield Block(start + heading.start(1), start + heading.end(1), None)
        elif _RULE.match(content) or (content[0] == "|" and _TABLE_RULE.match(content)):
            if content[0] in "=-" and self._is_short():
                self._underlined()
            yield from self._close()
        elif content[0] in "<[!" and _UNREAD.match(content):
            yield from self._close()
        elif content[0] == "|":
            yield from self._row(content, start, end)
        elif content[0] == ">" and (mark := _QUOTED.match(content)):
            yield from self._quote(start + mark.end(), start, end)
        elif mark := self._item(content):
            yield from self._close()
            self._open, self._plain, self._listed = (start + mark.end(), end, 1), False, True
        else:
            yield from self._prose(content, start, end)

    def _item(self, content: str) -> re.Match[str] | None:
        """The mark of a list item, where a list may begin or go on."""
        if mark := _BULLET.match(content):
            return mark
        if self._open and not self._listed:
            return mark if (mark := _NUMBER.match(content)) and mark[1] == "1" else None
        return _NUMBER.match(content) or _DASH.match(content)

    def _prose(self, content: str, start: int, end: int) -> Iterator[Block]:
        entry = self._is_entry(content)
        if self._open and (
            entry or self._quoted or len(content) > WRAPPED or self._is_numbered_heading(start)
        ):
            yield from self._close()
        self._entry = self._entry or entry
        self._open = (self._open[0], end, self._open[2] + 1) if self._open else (start, end, 1)
        if len(content) > WRAPPED:
            yield from self._close()

    def _is_entry(self, content: str) -> bool:
        """Whether a line is an entry of a form of its own: behind a short line, "Place: Geneva"."""
        if not self._open or len(content) > WRAPPED or not _FIELD.match(content):
            return False
        start, end, _ = self._open
        before = self._text[max(start, end - _FIELD_LENGTH - 1) : end].rpartition("\n")[2]
        return len(before) <= _FIELD_LENGTH

    def _is_numbered_heading(self, start: int) -> bool:
        """Whether the open block is "2. Water", with text below that isn't set in: a heading of minutes."""
        assert self._open
        first, end, lines = self._open
        set_in = self._text[max(0, start - 1) : start] not in ("", "\n")
        marked = self._text[max(0, first - 2) : first].strip() == "."
        short = end - first <= _FIELD_LENGTH // 2 and _like_heading(self._text[first:end])
        if not (self._listed and not self._plain and lines == 1 and marked and short and not set_in):
            return False
        self._plain = self._text[start].isupper()
        return self._plain

    def _quote(self, inner: int, start: int, end: int) -> Iterator[Block]:
        if inner >= end or not self._quoted:
            yield from self._close()
        if inner < end:
            self._open = (self._open[0], end, self._open[2] + 1) if self._open else (inner, end, 1)
            self._quoted, self._plain = True, False

    def _row(self, content: str, start: int, end: int) -> Iterator[Block]:
        yield from self._close()
        inner = content.strip("| \t")
        if inner:
            at = start + content.index(inner[0])
            yield Block(at, at + len(inner), self._heading)

    def _is_short(self) -> bool:
        """Whether the open block is a single line that a rule of dashes below makes a heading."""
        if not (self._open and self._plain and self._open[2] == 1):
            return False
        return _like_heading(self._text[self._open[0] : self._open[1]])

    def _underlined(self) -> None:
        assert self._open
        self._head(clean(self._text[self._open[0] : self._open[1]]))
        self._open = None

    def _head(self, heading: str) -> None:
        if self._begun:
            self._heading = heading or self._heading
        elif heading:
            self.title, self._begun = heading, True

    def _close(self) -> Iterator[Block]:
        if self._open:
            start, end, lines = self._open
            if end > start:
                self._begun = True
                alone = (
                    lines == 1 and self._plain and not self._entry and _like_heading(self._text[start:end])
                )
                yield Block(start, end, self._heading, alone)
                self._listed = self._listed and not self._plain
        self._open, self._plain, self._quoted, self._entry = None, True, False, False


def _like_heading(line: str) -> bool:
    if _BOLD.match(line):
        line = line[2:-2]
    return _is_headline(line, _HEADING_WORDS, _HEADING_LENGTH)


def _is_headline(line: str, most: int, longest: int) -> bool:
    return (
        len(line) <= longest
        and len(line.split()) <= most
        and (line[0].isupper() or line[0].isdigit())
        and line[-1] not in '.!:;,…"”*_'
    )


def _is_title(text: str, block: Block) -> bool:
    """Whether the first block is one line without a mark before it that could be a title."""
    line = text[block.start : block.end]
    marked = text[: block.start].rpartition("\n")[2].strip()
    return block.alone or (
        "\n" not in line and not marked and _is_headline(line, _TITLE_WORDS, _TITLE_LENGTH)
    )


def _with_plain_headings(text: str, blocks: list[Block], titled: bool) -> Layout:
    """Lone short lines as title and headings, where some text follows. A title that tells a date stays text."""
    title = heading = None
    kept: list[Block] = []
    for n, block in enumerate(blocks):
        follows = blocks[n + 1] if n + 1 < len(blocks) else None
        lines = text[block.start : block.end].splitlines() if n == 0 else []
        if follows and not titled and len(lines) > 1 and all(map(_like_heading, map(str.strip, lines))):
            title = clean(lines[0])
            kept.append(replace(block, start=text.index(lines[1].strip(), block.start + len(lines[0]))))
        elif n == 0 and follows and not titled and _is_title(text, block):
            title = clean(text[block.start : block.end])
            kept += [block] if _DATED.search(title) else []
        elif block.alone and follows and not follows.alone:
            heading = clean(text[block.start : block.end])
        else:
            kept.append(replace(block, heading=heading))
    return Layout(title, tuple(kept))


def unquoted(text: str, start: int, end: int) -> tuple[int, int]:
    """The span of a sentence without the `>` of a quoted line at its start."""
    mark = _QUOTED.match(text, start, end)
    return (mark.end() if mark and mark.end() < end else start), end
