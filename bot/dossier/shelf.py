"""The dossier in use: read once, read again when its files have changed."""

import asyncio
from collections.abc import Callable
from pathlib import Path

from bot.dossier import reader
from bot.dossier.reading import Reading, read
from bot.errors import UnusableDossier

Progress = Callable[[str, float], None]
"""Called with what is going on and the fraction done, 0 to 1."""


class Shelf:
    """Holds the reading of the dossier at `path`.

    An edit that makes the dossier unusable doesn't take the good reading away: `complaint` then says what
    is wrong, until the next edit.
    """

    def __init__(self, path: Path, progress: Progress | None = None) -> None:
        """Reads the dossier; raises UnusableDossier."""
        self._path = path
        self._lock = asyncio.Lock()
        self._fingerprint = reader.fingerprint(path)
        self.reading = _open(path, progress)
        self.complaint: str | None = None

    def is_stale(self) -> bool:
        """Whether a file was changed since the last reading; a few stat calls."""
        return reader.fingerprint(self._path) != self._fingerprint

    async def refresh(self) -> Reading:
        """The reading of the files as they are now; off the event loop."""
        async with self._lock:
            fingerprint = reader.fingerprint(self._path)
            if fingerprint != self._fingerprint:
                try:
                    self.reading = await asyncio.to_thread(_open, self._path, None)
                    self.complaint = None
                except UnusableDossier as error:
                    self.complaint = error.args[0]  # Not `str`: it can be said in other languages.
                self._fingerprint = fingerprint
        return self.reading


def _open(path: Path, progress: Progress | None) -> Reading:
    dossier = reader.open_dossier(path, (lambda done: progress("Reading", done)) if progress else None)
    return read(dossier, (lambda done: progress("Indexing", done)) if progress else None)
