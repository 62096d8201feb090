"""A table as a picture, where a table can't be shown: drawn with Pillow, which takes some 50 ms; not on the loop."""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

_FONTS = Path(__file__).with_name("fonts")

# The letters that the fonts hold.
_RANGES = (
    (0x20, 0x7E),
    (0xA0, 0x24F),
    (0x370, 0x373),
    (0x384, 0x3A1),
    (0x3A3, 0x3CE),
    (0x400, 0x52F),
    (0x1E00, 0x1EFF),
    (0x2010, 0x2022),
    (0x2026, 0x2026),
    (0x20AC, 0x20AC),
)

_SCALE = 2
_WIDTHS = {3: 640, 4: 800, 5: 920, 6: 1_040}
"""By the number of columns: on a desktop Discord shows 550 at most, and a phone less, so that narrow is legible."""

_FIRST = (96, 200)
_PAD = 14
_SIZE = 16
_LINE = 22
_MOST = 6_000
_COLUMNS = (2, 6)
_ROWS = (2, 14)
# A single row reads as well in words.


@dataclass(frozen=True, slots=True)
class Theme:
    """Colours of a picture."""

    ground: str
    head: str
    text: str
    strong: str
    faint: str
    rule: str


THEMES = {
    "dark": Theme("#2b2d31", "#232428", "#dbdee1", "#ffffff", "#949ba4", "#3f4147"),
    "light": Theme("#ffffff", "#f2f3f5", "#313338", "#060607", "#5c5e66", "#d9dbe0"),
}


def can_draw(header: Sequence[str], rows: Sequence[Sequence[str]]) -> bool:
    """Whether a picture of the table would be whole and of use: its size, and letters that the fonts have."""
    texts = [*header, *(cell for row in rows for cell in row)]
    has_size = (
        _COLUMNS[0] < len(header) <= _COLUMNS[1]
        and _ROWS[0] <= len(rows) <= _ROWS[1]
        and sum(map(len, texts)) <= _MOST
    )
    return has_size and all(map(_has_letters, texts))


def _has_letters(text: str) -> bool:
    return all(any(first <= ord(letter) <= last for first, last in _RANGES) for letter in text)


def draw(header: Sequence[str], rows: Sequence[Sequence[str]], theme: str = "dark") -> bytes:
    """The table as PNG bytes, two pixels for each of `_WIDTHS`. The first column names the row.

    The same input gives the same bytes.
    """
    from PIL import Image, ImageDraw  # 60 ms of import, which only a picture needs.

    look = THEMES[theme]
    plain, bold = _font("Regular"), _font("Bold")
    whole = _WIDTHS[len(header)]
    first = _first(bold, [row[0] for row in rows])
    widths = [first, *[(whole - first) // (len(header) - 1)] * (len(header) - 1)]
    head = [_wrapped(bold, text, width) for text, width in zip(header, widths, strict=True)]
    body = [
        [_wrapped(bold if n == 0 else plain, text, widths[n]) for n, text in enumerate(row)] for row in rows
    ]
    heights = [_height(row) for row in (head, *body)]
    picture = Image.new("RGB", (whole * _SCALE, (sum(heights) + len(body)) * _SCALE), look.ground)
    pen = ImageDraw.Draw(picture)
    pen.rectangle((0, 0, whole * _SCALE, heights[0] * _SCALE), fill=look.head)
    top = 0
    for number, (row, height) in enumerate(zip((head, *body), heights, strict=True)):
        left = 0
        for column, (lines, width) in enumerate(zip(row, widths, strict=True)):
            is_name = number == 0 or column == 0
            colour = look.strong if number == 0 else look.faint if column == 0 else look.text
            for n, line in enumerate(lines):
                at = ((left + _PAD) * _SCALE, (top + _PAD + n * _LINE) * _SCALE)
                pen.text(at, line, font=bold if is_name else plain, fill=colour)
            left += width
        top += height
        pen.line((0, top * _SCALE, whole * _SCALE, top * _SCALE), fill=look.rule, width=_SCALE)
        top += 1
    out = io.BytesIO()
    picture.quantize(64).save(out, "PNG", optimize=True)
    return out.getvalue()


def _first(font: Any, names: Sequence[str]) -> int:
    """How wide the first column must be so that no word of it is broken, within bounds."""
    longest = max((font.getlength(word) for name in names for word in name.split()), default=0)
    return int(min(max(longest / _SCALE + 2 * _PAD + 1, _FIRST[0]), _FIRST[1]))


def _height(row: Iterable[Sequence[str]]) -> int:
    return max(len(lines) for lines in row) * _LINE + 2 * _PAD - 4


def _wrapped(font: Any, text: str, width: int) -> list[str]:
    room = (width - 2 * _PAD) * _SCALE
    lines = [""]
    for word in text.split(" "):
        for part in _broken(font, word, room):
            longer = f"{lines[-1]} {part}".strip()
            if font.getlength(longer) <= room:
                lines[-1] = longer
            else:
                lines.append(part)
    return lines


def _broken(font: Any, word: str, room: float) -> Iterable[str]:
    part = ""
    for letter in word:
        if part and font.getlength(part + letter) > room:
            yield part
            part = ""
        part += letter
    yield part


@cache
def _font(weight: str) -> Any:
    from PIL import ImageFont

    return ImageFont.truetype(str(_FONTS / f"NotoSans-{weight}.ttf"), _SIZE * _SCALE)
