"""The tree of commands."""

from importlib import metadata
from typing import Annotated

import typer

from bot.cli import feedback, inspecting, previewing, subscribing, talking, using
from bot.cli.contributed import WithPlatforms
from bot.cli.options import DossierOption

app = typer.Typer(
    cls=WithPlatforms,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Every statement comes with a quote that was checked against the documents.",
)


def _print_version(wanted: bool) -> None:
    if wanted:
        try:
            version = metadata.version("rapporteur")
        except metadata.PackageNotFoundError:
            version = "(not installed)"
        print(f"rapporteur {version}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def root(
    context: typer.Context,
    dossier: DossierOption = None,
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """A rapporteur for a summit: answers, comparisons and briefings from documents, each with its quote.

    \b
    rapporteur run                             a conversation in the terminal
    rapporteur ask What does each side want?         one answer
    rapporteur compare                         the leaders side by side
    rapporteur brief full                      the briefing
    rapporteur ask --dossier notes.txt ...     the same for a document of yours
    """
    context.obj = dossier
    if context.invoked_subcommand is None:
        print(context.get_help())


_COMMANDS = (
    (talking.run, "run", "Start the bot: a conversation, or answers in a pipe."),
    (talking.ask, "ask", "Answer a question from the documents, with quotes."),
    (talking.brief, "brief", "Print the briefing: headline, short or full."),
    (talking.compare, "compare", "Set the leaders side by side."),
    (talking.verify, "verify", "Hold a text against the documents."),
    (inspecting.evaluate, "eval", "Score the answers to questions of yours."),
    (using.usage, "usage", "Show the tokens that models used, and the limits."),
    (inspecting.check, "check", "Look whether everything is in place."),
)
for function, name, short_help in _COMMANDS:
    app.command(name=name, short_help=short_help)(function)
app.add_typer(
    subscribing.subscriptions, name="subscriptions", short_help="Look at scheduled briefings and change them."
)
app.add_typer(feedback.feedback, name="feedback", short_help="Export what people thought of replies.")
app.add_typer(previewing.preview, name="preview", short_help="Print what a platform would be sent, as JSON.")
app.add_typer(inspecting.dossiers, name="dossier", short_help="Look at a dossier.")
