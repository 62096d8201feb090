"""Draws docs/session.svg: a real session in a real terminal of 80 columns, nothing retouched.

python docs/make_picture.py [FILE.svg]
"""

import itertools
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

import pyte
from rich.console import Console
from rich.style import Style
from rich.terminal_theme import TerminalTheme
from rich.text import Text

from tests.adapters.terminal.window import Window

TYPED = ("What does Putin want?", "Trump vs Putin on territory")

_BLACK, _GREY, _WHITE = (24, 26, 31), (140, 146, 158), (214, 217, 224)
_BRIGHT = [(224, 108, 117), (152, 195, 121), (229, 192, 123), (97, 175, 239), (198, 120, 221), (86, 182, 194)]
THEME = TerminalTheme(_BLACK, _WHITE, [_BLACK, *_BRIGHT, _WHITE], [_GREY, *_BRIGHT, _WHITE])
_ROWS = 200
_COLOURS = {"default": None, "brightblack": "bright_black"}
FORMAT = """\
<svg class="rich-terminal" viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg">
  <style>
  .{unique_id}-matrix {{
    font-family: "DejaVu Sans Mono", Menlo, Consolas, "Liberation Mono", monospace;
    font-size: {char_height}px; line-height: {line_height}px;
  }}
  .{unique_id}-title {{ font-size: 16px; font-family: "DejaVu Sans", Helvetica, Arial, sans-serif; }}
  {styles}
  </style>
  <defs>
    <clipPath id="{unique_id}-clip-terminal">
      <rect x="0" y="0" width="{terminal_width}" height="{terminal_height}"/>
    </clipPath>
    {lines}
  </defs>
  {chrome}
  <g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
    {backgrounds}
    <g class="{unique_id}-matrix">{matrix}</g>
  </g>
</svg>
"""


def session() -> list[Text]:
    """The lines of a session with their styles, as the terminal's screen holds them."""
    with (
        tempfile.TemporaryDirectory() as state,
        Window("-m", "bot", "run", environ={"XDG_STATE_HOME": state}, rows=_ROWS) as window,
    ):
        window.wait_for(lambda text: text.endswith("\n>"))
        for line in TYPED:
            before = window.text.count("engine:")
            window.type(f"{line}\r")
            window.wait_for(lambda text, n=before: text.count("engine:") > n and text.endswith("\n>"))
        height = len(window.text.split("\n"))
        raw = window.raw
    screen = pyte.Screen(80, _ROWS)
    # pyte knows no faint letters; terminals draw them grey.
    pyte.ByteStream(screen).feed(raw.replace(b"\x1b[2m", b"\x1b[90m"))
    return [_styled(screen.buffer[y], screen.columns) for y in range(height)]


def _styled(row: Mapping[int, pyte.screens.Char], columns: int) -> Text:
    line = Text()
    cells = (row[x] for x in range(columns))
    for (bold, colour), run in itertools.groupby(cells, key=lambda cell: (cell.bold, cell.fg)):
        style = Style(bold=bold, color=_COLOURS.get(colour, colour))
        line.append("".join(cell.data for cell in run), style)
    line.rstrip()
    return line


def main() -> None:
    """Write the picture."""
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).with_name("session.svg")
    with Path("/dev/null").open("w", encoding="utf-8") as nowhere:
        console = Console(record=True, width=80, file=nowhere, force_terminal=True, color_system="standard")
        for line in session():
            console.print(line, soft_wrap=True)
        console.save_svg(str(path), title="make run", theme=THEME, code_format=FORMAT, unique_id="session")


if __name__ == "__main__":
    main()
