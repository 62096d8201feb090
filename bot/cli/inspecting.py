"""The commands that look: at a dossier, at how good the answers are, at whether everything is in place."""

import asyncio
import functools
from pathlib import Path
from typing import Annotated

import typer

from bot.cli import output, reading, reports, showing
from bot.cli.options import DossierOption, EngineOption, JsonOption, desk_for, settings_for
from bot.dossier.model import Dossier
from bot.errors import UnusableInput
from bot.reply import Reply

dossiers = typer.Typer(
    name="dossier",
    invoke_without_command=True,
    rich_markup_mode=None,
)


@dossiers.callback()
def explain(context: typer.Context) -> None:
    """Look at a dossier: what it holds, and whether one of yours is understood."""
    if context.invoked_subcommand is None:
        print(context.get_help())


@dossiers.command(name="show")
def show_dossier(context: typer.Context, dossier: DossierOption = None, as_json: JsonOption = False) -> None:
    """Print what the dossier holds: title, version, event, leaders, topics, documents, passages.

    \b
    rapporteur dossier show
    rapporteur dossier show --dossier notes.txt --json
    """

    async def read() -> Dossier:
        async with desk_for(context, dossier, "extractive") as desk:
            return desk.dossier

    known = asyncio.run(read())
    _tell(known, reports.dossier(known), as_json)


@dossiers.command(name="check")
def check_dossier(
    path: Annotated[Path, typer.Argument(help="A dossier's folder, or a single text file.")],
    as_json: JsonOption = False,
) -> None:
    """Read a dossier of yours: what was understood, and what is doubtful. 0 if it can be used, otherwise 2.

    \b
    rapporteur dossier check my-dossier/
    rapporteur dossier check notes.txt
    """
    from bot.dossier import reader

    with reading.progress_shown() as progress:
        known = reader.open_dossier(path, functools.partial(progress, "Reading"))
    _tell(known, reports.dossier_check(known), as_json)


def _tell(known: Dossier, report: Reply, as_json: bool) -> None:
    async def tell() -> None:
        if as_json:
            showing.show_json(output.dossier(known))
        else:
            await showing.show(report)

    showing.carry_out(tell())


def evaluate(
    context: typer.Context,
    file: Annotated[
        Path, typer.Argument(metavar="FILE.jsonl", help="Questions, a JSON object on each line.")
    ],
    dossier: DossierOption = None,
    engine: EngineOption = None,
    split: Annotated[
        str | None, typer.Option("--split", help='Only lines with this "split", for example held.')
    ] = None,
    record: Annotated[
        Path | None,
        typer.Option(
            "--record",
            metavar="FOLDER",
            help="Keep what is asked of the model and what it says, a JSON file for each call.",
            show_default=False,
        ),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Score an engine's answers against questions whose answers are known, and list the failures.

    An answerable question is right if the first cited quote holds one of "accept" (none: any answer will
    do), an unanswerable one if nothing is stated. A line of the file:

    \b
    {"question": "Where do they meet?", "answerable": true, "accept": ["in Vienna"], "history": []}

    \b
    rapporteur eval questions.jsonl
    rapporteur eval questions.jsonl --dossier my-dossier/ --json
    rapporteur eval questions.jsonl --engine generative --record calls/
    """
    from bot.evaluation import read_known, score

    questions = read_known(reading.file_text(file), split)

    async def ask_all() -> None:
        async with desk_for(context, dossier, engine, record) as desk:
            scored = [score(known, await desk.ask(known.question)) for known in questions]
        if as_json:
            showing.show_json(output.evaluation(scored, desk.engine_name, desk.dossier))
        else:
            await showing.show(reports.evaluation(scored, desk.engine_name, desk.dossier))

    showing.carry_out(ask_all())


def check(context: typer.Context, dossier: DossierOption = None) -> None:
    """Look whether everything is in place: settings, model, dossier, database, platforms; with what to do where it isn't.

    \b
    rapporteur check
    rapporteur check --dossier my-dossier/
    """
    from bot import doctor
    from bot.platform import Level

    settings = settings_for(context, dossier)
    findings = asyncio.run(doctor.examine(settings))
    showing.carry_out(showing.show(reports.findings(findings)))
    errors = sum(finding.level is Level.ERROR for finding in findings)
    if errors:
        raise UnusableInput(
            f"Not everything is in place ({errors} of {len(findings)}); the table says what to do."
        )
