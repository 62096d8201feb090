"""Logs: facts, one a line; never a token, and never the text of a question."""

import contextlib
import logging
import os
import re
import sys
from collections.abc import Generator, Mapping, Sequence
from pathlib import Path
from typing import TextIO, cast

import structlog
from structlog.types import EventDict, Processor, WrappedLogger

from bot.errors import BadSettings
from bot.store.place import data_home

_SECRET = ("token", "secret", "password", "key", "authorization")
_HIDDEN = "…"
_IN_URL = re.compile(r"(?<=://)([^\s:/@]*):[^\s/]*@")
"""A user's password in a URL: errors of others quote what they were given."""


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
    facts: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        _redacted,
    ]
    as_json = structlog.processors.JSONRenderer(default=str)
    structlog.configure(
        processors=[*facts, as_json],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=lambda *_: _Lines(stream),
        cache_logger_on_first_use=False,
    )
    handler = _Quiet(stream) if stream else logging.NullHandler()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, as_json],
            foreign_pre_chain=facts,
        )
    )
    logging.basicConfig(level=logging.WARNING, force=True, handlers=[handler])


class _Quiet(logging.StreamHandler[TextIO]):
    """Logs of libraries; one that can't be written isn't complained of on the screen, where a person types."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - as the base class has it
        """Nothing."""


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
    # What begins with "_" is structlog's own, and isn't rendered.
    return {name: value if name[0] == "_" else _shown(name, value) for name, value in event.items()}


def _shown(name: str, value: object) -> object:
    if any(word in name.lower() for word in _SECRET):
        return _HIDDEN
    if isinstance(value, Mapping):
        return {
            str(key): _shown(str(key), inner) for key, inner in cast("Mapping[object, object]", value).items()
        }
    if isinstance(value, list | tuple):
        return [_shown("", inner) for inner in cast("Sequence[object]", value)]
    if value is None or isinstance(value, bool | int | float):
        return value
    return _IN_URL.sub(rf"\1:{_HIDDEN}@", str(value))
