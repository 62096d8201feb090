"""What a platform would be sent, without sending it."""

from typing import Annotated

import typer

from bot.cli import reading, showing
from bot.cli.options import DossierOption, desk_for, settings_for

PlatformOption = Annotated[
    str | None,
    typer.Option(
        "--platform", "-p", metavar="NAME", help="Default: the first of PLATFORMS.", show_default=False
    ),
]


def preview(
    context: typer.Context,
    command: Annotated[
        str, typer.Argument(metavar="COMMAND", help="ask, brief, compare, verify, leaders, …")
    ],
    text: Annotated[list[str] | None, typer.Argument(metavar="TEXT", help="What stands behind it.")] = None,
    platform: PlatformOption = None,
    dossier: DossierOption = None,
) -> None:
    """Print as JSON the messages that a platform would be sent. No token is needed, and nothing is sent.

    \b
    rapporteur preview ask "What does each side want?" --platform discord
    rapporteur preview compare --platform discord
    """
    from bot import commands
    from bot.app import open_platform
    from bot.platform import Address, Final, Inbound

    typed = f"/{command.removeprefix('/')} {reading.typed(text or ())}".rstrip()
    commands.parse(typed)  # What isn't a command is complained of, not answered.
    settings = settings_for(context, dossier)
    opened = open_platform(platform or settings.platforms[0])
    desk = desk_for(context, dossier)

    async def draw() -> None:
        inbound = Inbound(event="preview", address=Address("preview:1"), person="preview", text=typed)
        async for shown in desk.handle(inbound):
            if isinstance(shown, Final):
                showing.show_json({"platform": opened.name, "messages": [*opened.render(shown.reply)]})

    showing.carry_out(draw())
