"""Commands that platforms contribute: `rapporteur NAME …` is `adapters/NAME/cli.py`, loaded when it is called."""

import importlib
from typing import Any

import typer
from typer.core import TyperGroup


class WithPlatforms(TyperGroup):
    """The commands of the bot, and behind them those of platforms; none of these is imported for another."""

    def list_commands(self, ctx: Any) -> list[str]:
        """The names that the help shows."""
        return [*super().list_commands(ctx), *_adapters().with_commands()]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """A command to be listed or completed; a platform's is one line about it."""
        found = super().get_command(ctx, cmd_name)
        if found is None and cmd_name in _adapters().with_commands():
            return TyperGroup(name=cmd_name, help=f"What only {cmd_name} needs.")
        return found

    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[Any, Any, list[str]]:
        """The command to be carried out."""
        name = args[0]
        if name not in self.commands and name in _adapters().with_commands():
            return name, typer.main.get_command(_adapters().commands_of(name)), args[1:]
        return super().resolve_command(ctx, args)


def _adapters() -> Any:
    # By name: the core imports no platform.
    return importlib.import_module("adapters")
