"""The dossiers that there are, each read at its first use, and which of them a space has in use."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from rapidfuzz import process

from bot.dossier.model import Dossier
from bot.dossier.reading import Reading
from bot.dossier.shelf import Progress, Shelf
from bot.engines import Engine
from bot.errors import StoreUnavailable, UnknownName, UnusableDossier
from bot.wording import Said, one_of, say

if TYPE_CHECKING:
    from bot.store.store import Store


class Holding:
    """A dossier on its shelf, and the engine that reads it as it is now."""

    def __init__(self, name: str, shelf: Shelf, engine_for: Callable[[Reading], Engine]) -> None:
        self.name = name
        self.shelf = shelf
        self._engine_for = engine_for
        self._reading = shelf.reading
        self._engine = engine_for(shelf.reading)

    @property
    def reading(self) -> Reading:
        """The dossier as last read."""
        return self._reading

    @property
    def dossier(self) -> Dossier:
        """The dossier as last read."""
        return self._reading.dossier

    @property
    def engine(self) -> Engine:
        """The engine over it."""
        return self._engine

    async def refresh(self) -> None:
        """Read it again if its files have changed."""
        reading = await self.shelf.refresh()
        if reading is not self._reading:
            self._reading, self._engine = reading, self._engine_for(reading)


def first_in(folder: Path) -> Path:
    """The dossier in `folder` that comes first by name. Raises UnusableDossier where there is none."""
    try:
        paths = _paths_in(folder)
    except OSError as error:
        raise UnusableDossier(
            f"The folder {folder} (DOSSIERS) can't be read: {error.strerror}; check its rights."
        ) from error
    if not paths:
        raise UnusableDossier(
            f"The folder {folder} (DOSSIERS) holds no dossier; put a folder with documents/ or a text file into it."
        )
    return paths[min(paths)]


def _paths_in(folder: Path) -> dict[str, Path]:
    """The dossiers in a folder by name; a folder goes before a file of its name, a README is none. Raises OSError."""
    found = sorted(folder.iterdir(), key=lambda path: path.is_dir())
    return {
        path.stem if path.is_file() else path.name: path
        for path in found
        if path.name[0] != "."
        and (path.is_dir() or (path.suffix in (".txt", ".md") and path.stem.casefold() != "readme"))
    }


def _without(error: UnusableDossier, path: str, name: str) -> str:
    """What an error says, without where the dossier lies."""
    message = error.args[0]
    return message.renamed(path, name) if isinstance(message, Said) else str(message).replace(path, name)


class Holdings:
    """Dossiers by name: one in use everywhere, or a folder of them of which each space uses one.

    `first` is the one that a space has until it chooses; it is read at once. Raises UnusableDossier.
    """

    def __init__(
        self,
        first: Path,
        engine_for: Callable[[Reading], Engine],
        *,
        folder: Path | None = None,
        progress: Progress | None = None,
    ) -> None:
        self._folder = folder
        self._engine_for = engine_for
        self._lock = asyncio.Lock()
        shelf = Shelf(first, progress)
        self.first = Holding(
            first.resolve().stem if first.is_file() else first.resolve().name, shelf, engine_for
        )
        self._held = {self.first.name: self.first}
        self._used: dict[str, str] = {}

    def names(self) -> list[str]:
        """The dossiers that can be used, in alphabetical order."""
        if self._folder is None:
            return [self.first.name]
        return sorted({*self._held, *self._paths()})

    def _paths(self) -> dict[str, Path]:
        """The dossiers in the folder by name; a folder goes before a file of its name. None while it can't be listed."""
        try:
            return _paths_in(self._folder) if self._folder else {}
        except OSError:
            return {}

    async def get(self, name: str) -> Holding:
        """The dossier `name`, read if it wasn't yet. Raises UnknownName, UnusableDossier."""
        if held := self._held.get(name):
            return held
        path = self._paths().get(name)
        if path is None:
            names = self.names()
            near = tuple(found for found, _, _ in process.extract(name[:60], names, limit=2, score_cutoff=60))
            message = say(
                "There is no dossier “{name}”; there are: {names}.", name=name[:60], names=one_of(names)
            )
            raise UnknownName(message, suggestions=near)
        async with self._lock:
            if name not in self._held:
                try:
                    shelf = await asyncio.to_thread(Shelf, path, None)
                except (
                    UnusableDossier
                ) as error:  # Where it lies on this machine is nobody's business in a channel.
                    raise UnusableDossier(
                        say(
                            "The dossier “{name}” can't be read: {reason}",
                            name=name,
                            reason=_without(error, str(path), name),
                        )
                    ) from error
                self._held[name] = Holding(name, shelf, self._engine_for)
        return self._held[name]

    def of(self, space: str) -> Holding:
        """The dossier that a space has in use, as far as `recall` or `use` have told."""
        return self._held.get(self._used.get(space, ""), self.first)

    async def recall(self, space: str, store: "Store | None") -> Holding:
        """The dossier that a space has in use, by the store; the first one where its own can't be read any more.

        While the store is away, the one that was in use last. Raises StoreUnavailable if that isn't known.
        """
        try:
            chosen = await store.dossier_of(space) if store else None
        except StoreUnavailable:
            if space not in self._used:
                raise
            chosen = self._used[space]
        try:
            holding = await self.get(chosen) if chosen else self.first
        except (UnknownName, UnusableDossier):
            holding = self.first
        self._used[space] = holding.name
        return holding

    async def use(self, space: str, name: str, store: "Store | None") -> Holding:
        """From now on `space` uses `name`. Raises UnknownName, UnusableDossier."""
        holding = await self.get(name)
        if store:
            await store.use_dossier(space, holding.name)
        self._used[space] = holding.name
        return holding
