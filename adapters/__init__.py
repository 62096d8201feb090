"""The platforms: one folder each; this package imports none of them until it is asked for."""

import importlib
import pkgutil
from pathlib import Path
from typing import TYPE_CHECKING

from bot.errors import BadSettings
from bot.platform import Platform

if TYPE_CHECKING:
    import typer


def names() -> list[str]:
    """The platforms that can be opened: the folders beside this file."""
    return sorted(module.name for module in pkgutil.iter_modules(__path__) if module.ispkg)


def set_up() -> tuple[str, ...]:
    """The platforms that have what they need to run: `is_set_up()` of their `settings.py`. Raises BadSettings.

    A platform without one, such as the terminal, runs where it is asked for by name.
    """
    folders = [Path(folder) for folder in __path__]
    own = [name for name in names() if any((folder / name / "settings.py").is_file() for folder in folders)]
    return tuple(name for name in own if importlib.import_module(f"{__name__}.{name}.settings").is_set_up())


def with_commands() -> list[str]:
    """The platforms that contribute commands to the command line: those whose folder has a `cli.py`."""
    folders = [Path(folder) for folder in __path__]
    return [name for name in names() if any((folder / name / "cli.py").is_file() for folder in folders)]


def commands_of(name: str) -> "typer.Typer":
    """The commands of the platform `name`: `app` of `adapters.<name>.cli`."""
    return importlib.import_module(f"{__name__}.{name}.cli").app


def open_platform(name: str) -> Platform:
    """The platform `name`, made by `open_platform()` of `adapters.<name>.app`. Raises BadSettings.

    It takes no arguments: a platform reads its own settings from its own environment variables.
    """
    if name not in names():
        raise BadSettings(f"There is no platform “{name}”; PLATFORMS may name: {', '.join(names())}.")
    return importlib.import_module(f"{__name__}.{name}.app").open_platform()
