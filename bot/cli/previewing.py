"""What a platform would be sent: its payloads, without a token."""

import base64
import dataclasses
import json
from collections.abc import Callable, Coroutine
from contextlib import AbstractAsyncContextManager
from typing import Annotated, Any

import typer

from bot.cli import reading, showing
from bot.cli.options import DossierOption, EngineOption, desk_for, words_here
from bot.desk import Desk
from bot.reply import Reply
from bot.wording import Words

preview = typer.Typer(name="preview", invoke_without_command=True, rich_markup_mode=None)

PlatformOption = Annotated[
    str, typer.Option("--platform", "-p", metavar="NAME", help="discord, slack, terminal, …")
]

_ID = "0" * 12
"""The row that the buttons of a preview name: none has that id."""


@preview.callback()
def explain(context: typer.Context) -> None:
    """What a platform would be sent, as JSON; no token is needed, and nothing is sent.

    \b
    rapporteur preview ask --platform slack What does each side want?
    rapporteur preview brief full --platform discord
    rapporteur preview compare --platform discord
    """
    if context.invoked_subcommand is None:
        print(context.get_help())


@preview.command(name="ask")
def ask(
    context: typer.Context,
    question: Annotated[
        list[str] | None, typer.Argument(metavar="QUESTION", help="- or nothing in a pipe: read from stdin.")
    ] = None,
    platform: PlatformOption = "terminal",
    dossier: DossierOption = None,
    engine: EngineOption = None,
) -> None:
    """Print the payloads of an answer.

    \b
    rapporteur preview ask --platform slack What does each side want?
    """
    text = reading.text_of(
        question or (), "question", 'rapporteur preview ask --platform slack "What does each side want?"'
    )

    async def answer(desk: Desk, words: Words) -> tuple[Any, Reply]:
        from bot import present
        from bot.answers import Question

        result = await desk.ask(Question(text=text, language=words.language))
        return result, present.answer(result, desk.dossier, words)

    _print(platform, desk_for(context, dossier, engine), answer)


@preview.command(name="brief")
def brief(
    context: typer.Context,
    length: Annotated[str, typer.Argument(help="headline, short or full.", metavar="LENGTH")] = "short",
    platform: PlatformOption = "terminal",
    dossier: DossierOption = None,
    engine: EngineOption = None,
) -> None:
    """Print the payloads of a briefing.

    \b
    rapporteur preview brief full --platform discord
    """
    from bot.commands import parse_length

    chosen = parse_length(length)

    async def write(desk: Desk, words: Words) -> tuple[Any, Reply]:
        from bot import present

        result = await desk.brief(chosen, words)
        return result, present.briefing(result, desk.dossier, words)

    _print(platform, desk_for(context, dossier, engine), write)


@preview.command(name="compare")
def compare(
    context: typer.Context,
    who: Annotated[
        list[str] | None,
        typer.Argument(metavar="WHO", help="Leaders, and a topic behind “on”; nothing compares all."),
    ] = None,
    platform: PlatformOption = "terminal",
    dossier: DossierOption = None,
    engine: EngineOption = None,
) -> None:
    """Print the payloads of a comparison.

    \b
    rapporteur preview compare --platform discord
    rapporteur preview compare NAME vs NAME on trade --platform slack
    """
    about = reading.typed(who or ())

    async def put_side_by_side(desk: Desk, words: Words) -> tuple[Any, Reply]:
        from bot import present

        result = await desk.compare(about)
        return result, present.comparison(result, desk.dossier, words)

    _print(platform, desk_for(context, dossier, engine), put_side_by_side)


def _print(
    name: str,
    opening: AbstractAsyncContextManager[Desk],
    write: Callable[[Desk, Words], Coroutine[None, None, tuple[Any, Reply]]],
) -> None:
    async def work() -> None:
        from bot.app import open_platform
        from bot.evidence import evidence_of, with_buttons

        platform, words = open_platform(name), words_here()
        async with opening as desk:
            result, reply = await write(desk, words)
        has_evidence = bool(evidence_of(result, desk.dossier, words))
        shown = with_buttons(reply, _ID, words, has_evidence=has_evidence)
        payloads = json.loads(json.dumps([*platform.render(shown)], default=_plain))
        showing.show_json({"platform": platform.name, "payloads": payloads})

    showing.carry_out(work())


def _plain(value: object) -> object:
    """What JSON has no form for: a payload's own class, and pictures as base64."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, set | frozenset):
        return sorted(value, key=str)  # pyright: ignore[reportUnknownArgumentType]
    return str(value)
