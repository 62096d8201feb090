"""What a command reads: text from its arguments or stdin, a file, a dossier with progress shown."""

import contextlib
import sys
import time
from collections.abc import Callable, Generator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from bot.errors import UnusableInput

if TYPE_CHECKING:
    from rich.progress import Progress

TEXT = 10_000_000
"""Bytes that are read from stdin at most: a text to verify is a page, not a library."""

BAR_AFTER = 0.5
LINE_EVERY = 2.0
"""Seconds until a bar appears on a terminal, and from one line to the next elsewhere."""


def text_of(words: Sequence[str], what: str, example: str) -> str:
    """The words as one text; "-" or no words at all in a pipe: what stands on stdin. Raises UnusableInput."""
    text = typed(words)
    if text == "-" or (not words and sys.stdin is not None and not sys.stdin.isatty()):
        text = _stdin()
    if not text.strip():
        raise UnusableInput(f"There is no {what}; give one, for example: {example}")
    return text


def typed(words: Sequence[str]) -> str:
    """The words of a command line as one text; what isn't UTF-8 becomes �."""
    return " ".join(words).encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _stdin() -> str:
    if sys.stdin is None:
        return ""
    raw = sys.stdin.buffer.read(TEXT + 1)
    if len(raw) > TEXT:
        raise UnusableInput(f"There are more than {TEXT // 1_000_000} MB on stdin; hand in a shorter text.")
    return raw.decode("utf-8-sig", "replace")


def file_text(path: Path) -> str:
    """The text of a UTF-8 file. Raises UnusableInput."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnusableInput(
            f"{path} is not UTF-8 text (byte {error.start + 1}); save it as UTF-8."
        ) from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "not a file name"
        raise UnusableInput(f"{path} can't be read ({reason}); give the path of a file.") from error


@contextlib.contextmanager
def progress_shown(
    stream: TextIO | None = None, now: Callable[[], float] = time.monotonic
) -> Generator[Callable[[str, float], None]]:
    """What to call with what is going on and the share done; shows it if it takes long. On stderr."""
    progress = _Progress(stream or sys.stderr, now)
    try:
        yield progress
    finally:
        progress.close()


class _Progress:
    def __init__(self, stream: TextIO | None, now: Callable[[], float]) -> None:
        self._stream = stream  # None: stderr is closed, so nobody looks.
        self._now = now
        self._began = self._told = now()
        self._bar: Progress | None = None

    def __call__(self, what: str, done: float) -> None:
        if self._stream is None:
            return
        now = self._now()
        if self._stream.isatty():
            if now - self._began >= BAR_AFTER:
                self._draw(self._stream, what, done)
        elif now - self._told >= LINE_EVERY:
            self._told = now
            print(f"{what} the dossier: {done:.0%}", file=self._stream, flush=True)

    def _draw(self, stream: TextIO, what: str, done: float) -> None:
        shown = f"{what} the dossier"
        if self._bar is None:
            from rich.console import Console
            from rich.progress import Progress

            self._bar = Progress(console=Console(file=stream), transient=True)
            self._bar.add_task(shown)
            self._bar.start()
        self._bar.update(self._bar.task_ids[0], description=shown, completed=100 * done)

    def close(self) -> None:
        if self._bar:
            self._bar.stop()
