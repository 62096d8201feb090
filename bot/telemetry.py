"""Logs: facts, one a line; never a token, and never the text of a question."""

import contextlib
import logging
import os
import sys
from collections.abc import Generator
from pathlib import Path
from typing import TextIO

import structlog
from structlog.types import EventDict, WrappedLogger

from bot.errors import BadSettings
from bot.store.place import data_home

_SECRET = ("token", "secret", "password", "key", "authorization")
_HIDDEN = "…"


def log_file() -> Path | None:
    """Where logs go that may not go to the screen: beside the database, None where no home directory is known."""
    try:
        return data_home(os.environ, sys.platform) / "rapporteur.log"
    except BadSettings:
        return None


@contextlib.contextmanager
def logging_to(file: Path | None = None) -> Generator[None]:
    """Logs go to `file`, made with its folder, or as JSON lines to stderr, while the block runs.

    A conversation in the terminal needs the file: a log line would break into it. A file that can't be written gives
    no logs rather than no bot.
    """
    stream = _opened(file) if file else sys.stderr
    _configure(stream)
    try:
        yield
    finally:
        structlog.reset_defaults()
        if file and stream:
            logging.getLogger().handlers.clear()
            stream.close()


def _configure(stream: TextIO | None) -> None:
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            _redacted,
            structlog.processors.JSONRenderer(default=str),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=lambda *_: _Lines(stream),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(stream) if stream else logging.NullHandler()
    logging.basicConfig(level=logging.WARNING, force=True, handlers=[handler])


class _Lines:
    """Writes a line at a time; a stream that is gone, or a full disk, costs the log and nothing else."""

    def __init__(self, stream: TextIO | None) -> None:
        self._stream = stream

    def msg(self, message: str) -> None:
        """Write one line."""
        if self._stream:
            with contextlib.suppress(OSError, ValueError):
                self._stream.write(message + "\n")
                self._stream.flush()

    log = debug = info = warning = error = critical = exception = fatal = msg


def _opened(file: Path) -> TextIO | None:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        return file.open("a", encoding="utf-8", buffering=1)
    except OSError:
        return None


def _redacted(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """What is called a secret isn't shown."""
    return {
        name: _HIDDEN if any(word in name.lower() for word in _SECRET) else value
        for name, value in event.items()
    }
