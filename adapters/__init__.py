"""The platforms: one folder each; this package imports none of them until it is asked for."""

import importlib
import pkgutil

from bot.errors import BadSettings
from bot.platform import Platform


def names() -> list[str]:
    """The platforms that can be opened: the folders beside this file."""
    return sorted(module.name for module in pkgutil.iter_modules(__path__) if module.ispkg)


def open_platform(name: str) -> Platform:
    """The platform `name`, made by `open_platform()` of `adapters.<name>.app`. Raises BadSettings.

    It takes no arguments: a platform reads its own settings from its own environment variables.
    """
    if name not in names():
        raise BadSettings(f"There is no platform “{name}”; PLATFORMS may name: {', '.join(names())}.")
    return importlib.import_module(f"{__name__}.{name}.app").open_platform()
