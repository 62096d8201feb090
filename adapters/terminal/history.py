"""What was typed in earlier conversations, in a file that only its owner reads; never a reason to fail."""

import contextlib
import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from prompt_toolkit.history import FileHistory, History, InMemoryHistory

from adapters.terminal import limits


def open_history(environ: Mapping[str, str]) -> History:
    """The history in the user's state directory, or one in memory where none can be kept."""
    try:
        path = _path(environ)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        begun_anew = path.exists() and path.stat().st_size > limits.HISTORY
        flags = os.O_CREAT | os.O_WRONLY | (os.O_TRUNC if begun_anew else 0)
        os.close(os.open(path, flags, mode=0o600))
        path.chmod(0o600)
    except (OSError, RuntimeError, ValueError):
        return InMemoryHistory()
    return _Forgiving(str(path))


def _path(environ: Mapping[str, str]) -> Path:
    """Raises RuntimeError where no home directory is known."""
    state = environ.get("XDG_STATE_HOME") or environ.get("LOCALAPPDATA")
    return Path(state or Path.home() / ".local" / "state") / "rapporteur" / "history"


class _Forgiving(FileHistory):
    """A disk that fills up or goes away costs the history, not the conversation."""

    def load_history_strings(self) -> Iterable[str]:
        try:
            return list(super().load_history_strings())
        except OSError:
            return []

    def store_string(self, string: str) -> None:
        with contextlib.suppress(OSError):
            super().store_string(string)
