"""The only wiring: settings to dossier, engine, desk and platforms."""

import asyncio
import datetime
import importlib
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from bot.desk import Desk
from bot.dossier import reader
from bot.dossier.reading import Reading
from bot.dossier.shelf import Progress, Shelf
from bot.engines import Engine
from bot.platform import Platform
from bot.settings import Settings
from bot.state import Memory


@dataclass(frozen=True, slots=True)
class App:
    """What runs: one desk, and the platforms that call it."""

    desk: Desk
    platforms: tuple[Platform, ...]

    async def serve(self) -> None:
        """Serve all platforms until each has stopped; the failure of one stops them all."""
        state = Memory()
        serving = [asyncio.ensure_future(p.serve(self.desk, state)) for p in self.platforms]
        try:
            await asyncio.gather(*serving)
        finally:
            for task in serving:
                task.cancel()
            await asyncio.gather(*serving, return_exceptions=True)


@asynccontextmanager
async def open_app(settings: Settings, progress: Progress | None = None) -> AsyncGenerator[App]:
    """Everything that `settings` ask for, ready to serve. Raises UnusableDossier and BadSettings."""
    platforms = tuple(open_platform(name) for name in settings.platforms)
    yield App(desk=open_desk(settings, progress), platforms=platforms)


def open_desk(settings: Settings, progress: Progress | None = None) -> Desk:
    """The desk alone, for a command that needs no platform. Raises UnusableDossier."""
    shelf = Shelf(settings.dossier or reader.default_path(), progress)
    return Desk(shelf, engine_maker(settings.engine), _today)


def open_platform(name: str) -> Platform:
    """A platform by its name. Platforms know the bot, not the other way round: no import at load time.

    Raises BadSettings for a name that isn't there.
    """
    return importlib.import_module("adapters").open_platform(name)


def engine_maker(name: str) -> Callable[[Reading], Engine]:
    """What makes the engine `name` for a reading."""
    from bot.engines.extractive import Extractive

    match name:
        case "extractive":
            return Extractive
        case _:
            raise AssertionError(f"settings let through the engine {name!r}")


def _today() -> datetime.date:
    """The date where the bot runs: a countdown is read by people there."""
    return datetime.datetime.now().astimezone().date()
