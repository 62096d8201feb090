"""What models were used for: by day and space, beside the limits."""

from typing import Annotated

import typer

from bot.cli import showing
from bot.cli.options import JsonOption, settings_for

_DAYS = 7
_MOST = 400


def usage(
    context: typer.Context,
    days: Annotated[
        int,
        typer.Option(
            "--days", "-n", min=1, max=_MOST, metavar="N", help="How many days, today (UTC) included."
        ),
    ] = _DAYS,
    space: Annotated[
        str | None,
        typer.Option(
            "--space",
            "-s",
            metavar="SPACE",
            help="Only this server or workspace, as the table names it.",
            show_default=False,
        ),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Show the tokens that models used, by day and space, what they cost, and how much the limits leave.

    Tokens are what a model reads and writes text in, and what its server charges for: read (the question and
    the documents), of those cached (the server had read them just before, and charges less), and written.
    Costs are shown where OPENAI_PRICE_IN and OPENAI_PRICE_OUT are set. "operator" is what briefings used.

    \b
    rapporteur usage
    rapporteur usage --days 30
    rapporteur usage --space slack:T024BE7LD --json
    """

    async def work() -> None:
        from bot.cli import used
        from bot.clock import utc_now
        from bot.store import open_store

        settings = settings_for(context, None)
        now = utc_now()
        wanted = used.Wanted(days=days, space=space, today=now.date())
        async with open_store(settings.database_url, now=utc_now) as store:
            everywhere = await store.spent(wanted.since)
        if as_json:
            showing.show_json(used.as_json(everywhere, wanted, settings))
        else:
            await showing.show(used.report(everywhere, wanted, settings))

    showing.carry_out(work())
