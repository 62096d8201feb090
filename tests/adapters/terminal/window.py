"""A real terminal window: a process in a pty, and the screen as a person sees it."""

import contextlib
import os
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType

import pexpect
import pyte

ROOT = Path(__file__).parents[3]

PATIENCE = 6.0
"""Seconds that a test waits for what it expects to see."""


class _Screen(pyte.HistoryScreen):
    """A screen that answers where its cursor is, as terminals do."""

    answer: Callable[[str], object] = len

    def write_process_input(self, data: str) -> None:
        self.answer(data)


class Window:
    """Runs `python *arguments` in a window of `columns`; a context manager that ends the process."""

    def __init__(
        self, *arguments: str, columns: int = 80, rows: int = 40, environ: Mapping[str, str]
    ) -> None:
        self._screen = _Screen(columns, rows, history=5000)
        self._stream = pyte.ByteStream(self._screen)
        self.raw = b""
        self.child = pexpect.spawn(
            sys.executable,
            list(arguments),
            cwd=str(ROOT),
            env={
                "PATH": os.environ["PATH"],
                "XDG_DATA_HOME": os.environ["XDG_DATA_HOME"],
                "TERM": "xterm-256color",
                "LANG": "C.UTF-8",
                **environ,
            },  # pyright: ignore[reportArgumentType]
            dimensions=(rows, columns),
            timeout=PATIENCE,
        )
        self._screen.answer = self.child.send

    def __enter__(self) -> "Window":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.child.close(force=True)

    @property
    def lines(self) -> list[str]:
        """All lines, those scrolled away first."""
        history = self._screen.history.top
        above = ["".join(row[x].data for x in range(self._screen.columns)) for row in history]
        return [line.rstrip() for line in (*above, *self._screen.display)]

    @property
    def text(self) -> str:
        """All lines as one text, without the empty ones at the end."""
        return "\n".join(self.lines).rstrip()

    @property
    def buffer(self) -> pyte.HistoryScreen:
        """The screen with its colours."""
        return self._screen

    def type(self, keys: str) -> None:
        """Press these keys."""
        self.child.send(keys)

    def resize(self, columns: int, rows: int) -> None:
        """Change the window's size."""
        self.child.setwinsize(rows, columns)
        self._screen.resize(rows, columns)

    def wait_for(self, seen: str | Callable[[str], bool], patience: float = PATIENCE) -> str:
        """Wait until a text stands on the screen, or until the text on it is as wished; returns it.

        `patience` in seconds.
        """

        def holds(text: str) -> bool:
            return seen in text if isinstance(seen, str) else seen(text)

        deadline = time.monotonic() + patience
        while not holds(self.text):
            if time.monotonic() > deadline:
                raise AssertionError(f"waited in vain for {seen!r}; the screen shows:\n{self.text}")
            try:
                self._read()
            except pexpect.EOF:
                raise AssertionError(f"it ended before {seen!r}; the screen shows:\n{self.text}") from None
        return self.text

    def wait_for_end(self) -> int | None:
        """Wait until the process has ended; its exit code."""
        with contextlib.suppress(pexpect.EOF):
            while True:
                self._read()
        self.child.wait()
        return self.child.exitstatus

    def _read(self) -> None:
        with contextlib.suppress(pexpect.TIMEOUT):
            data = self.child.read_nonblocking(65536, timeout=0.1)
            self.raw += data
            self._stream.feed(data)
