"""Options that several commands take."""

import os
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Annotated

import typer

from bot.desk import Desk
from bot.settings import Settings
from bot.wording import Words

DossierOption = Annotated[
    Path | None,
    typer.Option(
        "--dossier",
        "-d",
        metavar="PATH",
        help="A dossier's folder, or a single text file. Default: DOSSIER, else the one that comes along.",
        show_default=False,
    ),
]
EngineOption = Annotated[
    str | None,
    typer.Option(
        "--engine",
        "-e",
        metavar="NAME",
        help="extractive or generative. Default: ENGINE, else generative if a key or an address of a model is set.",
        show_default=False,
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")]


def words_here() -> Words:
    """The language of whoever sits before this process."""
    from bot.wording import locale_of, words_for

    return words_for(locale_of(os.environ))


def settings_for(context: typer.Context, dossier: Path | None, engine: str | None = None) -> Settings:
    """The settings with what the command line chose, before or behind the command. Raises BadSettings."""
    from bot.settings import read_settings

    return read_settings(dossier=dossier or context.obj, engine=engine)


@asynccontextmanager
async def desk_for(
    context: typer.Context, dossier: Path | None, engine: str | None = None, record: Path | None = None
) -> AsyncGenerator[Desk]:
    """The desk that those settings ask for. Raises BadSettings and UnusableDossier."""
    from bot.app import open_desk
    from bot.cli.reading import progress_shown

    settings = settings_for(context, dossier, engine)
    async with AsyncExitStack() as stack:
        if settings.engine_used == "generative":
            from bot import telemetry

            stack.enter_context(
                telemetry.logging_to()
            )  # To stderr: why a model didn't write, and what to do.
        with progress_shown() as progress:
            desk = await stack.enter_async_context(open_desk(settings, progress, record=record))
        yield desk
