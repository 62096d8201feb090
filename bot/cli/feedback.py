"""What people thought of replies, for the operator."""

import csv
import datetime
import io
import sys
from collections.abc import Iterable
from typing import Annotated

import typer

from bot.cli import showing
from bot.cli.options import JsonOption, settings_for
from bot.cli.output import Json
from bot.clipping import Rating
from bot.errors import UnusableInput
from bot.reply import Footnote, Paragraph, Reply, Table

feedback = typer.Typer(name="feedback", invoke_without_command=True, rich_markup_mode=None)

_COLUMNS: tuple[str, ...] = ("at", "rating", "kind", "engine", "prompt", "space", "dossier", "reply")


@feedback.callback()
def explain(context: typer.Context) -> None:
    """The 👍 and 👎 of people.

    \b
    rapporteur feedback export
    rapporteur feedback export --csv --since 2030-05-01 > feedback.csv
    """
    if context.invoked_subcommand is None:
        print(context.get_help())


@feedback.command(name="export")
def export(
    context: typer.Context,
    since: Annotated[
        str | None, typer.Option("--since", metavar="DATE", help="Only from this day (UTC) on: 2030-05-01.")
    ] = None,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print CSV, for spreadsheets.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Print each rating with what was rated: its kind, engine, prompt's version, space and dossier's version.

    Neither the question nor who rated is part of it. Ratings are kept; the replies themselves for 30 days.

    \b
    rapporteur feedback export
    rapporteur feedback export --since 2030-05-01
    rapporteur feedback export --json
    rapporteur feedback export --csv > feedback.csv
    """
    if as_csv and as_json:
        raise UnusableInput("Choose one of --csv and --json.")
    begin = _day(since)

    async def work() -> None:
        from bot.clock import utc_now
        from bot.store import open_store

        async with open_store(settings_for(context, None).database_url, now=utc_now) as store:
            found = [_row(rating) for rating in await store.ratings(begin)]
        if as_json:
            showing.show_json({"feedback": found})
        elif as_csv:
            sys.stdout.write(_csv(found))
            sys.stdout.flush()
        else:
            await showing.show(_table(found))

    showing.carry_out(work())


def _day(since: str | None) -> datetime.datetime | None:
    try:
        day = datetime.date.fromisoformat(since) if since else None
    except ValueError as error:
        raise UnusableInput(
            f"“{since}” is no date; write it as year-month-day, for example 2030-05-01."
        ) from error
    return day and datetime.datetime.combine(day, datetime.time(), datetime.UTC)


def _row(rating: Rating) -> Json:
    return {
        "at": rating.at.isoformat(timespec="seconds"),
        "rating": "good" if rating.is_good else "bad",
        "kind": rating.shape.value,
        "engine": rating.engine,
        "prompt": rating.prompt,
        "space": rating.space,
        "dossier": rating.dossier,
        "reply": rating.shown,
    }


def _csv(found: Iterable[Json]) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, _COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows({name: _harmless(value) for name, value in row.items()} for row in found)
    return out.getvalue()


def _harmless(value: str | None) -> str:
    """A spreadsheet takes what begins so for a formula."""
    return f"'{value}" if value and value[0] in "=+-@\t\r" else value or ""


def _table(found: list[Json]) -> Reply:
    if not found:
        return Reply((Paragraph("Nobody has rated a reply yet."),))
    names = _COLUMNS[:6]
    rows = tuple(tuple(Paragraph(row[name] or "-") for name in names) for row in found)
    good = sum(row["rating"] == "good" for row in found)
    return Reply((Table(names, rows), Footnote(f"{good} good, {len(found) - good} bad")))
