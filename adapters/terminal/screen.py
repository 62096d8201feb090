"""The stream that is shown on: how wide it is, what it can show, and that it gets nothing else."""

import os
from collections.abc import Mapping
from typing import TextIO

from adapters.terminal import limits
from adapters.terminal.render import Look, status
from adapters.terminal.safe import encodable

_BLANK = "\r\x1b[2K"


class Screen:
    """Writes text that was made by `render`; measures the window anew each time."""

    def __init__(self, stream: TextIO, environ: Mapping[str, str]) -> None:
        self.stream = stream
        self._environ = environ
        self._has_status = False

    @property
    def encoding(self) -> str:
        """What the stream encodes with."""
        return self.stream.encoding or "utf-8"

    @property
    def is_terminal(self) -> bool:
        """Whether a person looks at it."""
        return self.stream.isatty()

    @property
    def look(self) -> Look:
        """How to draw now. Honours NO_COLOR, TERM=dumb and, where there is no window to measure, COLUMNS."""
        able = self.is_terminal and self._environ.get("TERM") not in {"dumb", "unknown"}
        colour = able and not self._environ.get("NO_COLOR")
        return Look(width=self._measured() or self._told() or limits.WIDTH, colour=colour, live=able)

    def _measured(self) -> int:
        try:
            return os.get_terminal_size(self.stream.fileno()).columns
        except (OSError, ValueError):
            return 0

    def _told(self) -> int:
        told = self._environ.get("COLUMNS", "")
        return int(told) if told.isascii() and told.isdigit() and len(told) < 6 else 0

    def write(self, text: str) -> None:
        """Show `text` in place of a status. Raises BrokenPipeError when nobody reads any more."""
        self.clear_status()
        self.stream.write(encodable(text, self.encoding))
        self.stream.flush()

    def write_status(self, text: str) -> None:
        """Show a passing word, if this screen can take it back."""
        if (look := self.look).live:
            self.stream.write(_BLANK + encodable(status(text, look), self.encoding))
            self.stream.flush()
            self._has_status = True

    def clear_status(self) -> None:
        """Take the passing word back."""
        if self._has_status:
            self._has_status = False
            self.stream.write(_BLANK)
            self.stream.flush()
