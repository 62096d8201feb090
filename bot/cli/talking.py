"""The commands that answer."""

import contextlib
from typing import Annotated

import typer

from bot.cli import output, reading, showing
from bot.cli.options import DossierOption, EngineOption, JsonOption, desk_for, settings_for, words_here


def run(context: typer.Context, dossier: DossierOption = None, engine: EngineOption = None) -> None:
    """Start the bot: a conversation in the terminal, or where PLATFORMS says.

    In a pipe, it answers one question a line.

    \b
    rapporteur run
    rapporteur run --dossier notes.txt
    echo "What does each side want?" | rapporteur run
    """
    settings = settings_for(context, dossier, engine)

    async def serve() -> None:
        from bot import telemetry
        from bot.app import open_app, platforms_of
        from bot.store import place_of

        with showing.stopping():
            async with contextlib.AsyncExitStack() as stack:
                file = telemetry.log_file() if "terminal" in platforms_of(settings) else None
                stack.enter_context(telemetry.logging_to(file))
                with reading.progress_shown() as progress:
                    app = await stack.enter_async_context(open_app(settings, progress))
                if app.delivery:
                    showing.remark(
                        f"Subscriptions and replies are kept in {place_of(settings.database_url).shown}"
                    )
                await app.serve()

    showing.carry_out(serve())


def ask(
    context: typer.Context,
    question: Annotated[
        list[str] | None, typer.Argument(metavar="QUESTION", help="- or nothing in a pipe: read from stdin.")
    ] = None,
    dossier: DossierOption = None,
    engine: EngineOption = None,
    as_json: JsonOption = False,
) -> None:
    """Answer a question from the documents, with quotes.

    \b
    rapporteur ask What does each side want?
    rapporteur ask "Who won't be at the table?" --json
    echo "When do they meet?" | rapporteur ask
    """
    text = reading.text_of(question or (), "question", 'rapporteur ask "What does each side want?"')

    async def answer() -> None:
        from bot import present
        from bot.answers import Question

        words = words_here()
        async with desk_for(context, dossier, engine) as desk:
            result = await desk.ask(Question(text=text, language=words.language))
        if as_json:
            showing.show_json(output.ask(result))
        else:
            await showing.show(present.answer(result, desk.dossier, words))

    showing.carry_out(answer())


def brief(
    context: typer.Context,
    length: Annotated[str, typer.Argument(help="headline, short or full.", metavar="LENGTH")] = "short",
    dossier: DossierOption = None,
    engine: EngineOption = None,
    as_json: JsonOption = False,
) -> None:
    """Print the briefing: a headline, about five points, or all that matters.

    \b
    rapporteur brief
    rapporteur brief headline
    rapporteur brief full --json
    """
    from bot.commands import parse_length

    chosen = parse_length(length)

    async def write() -> None:
        from bot import present

        words = words_here()
        async with desk_for(context, dossier, engine) as desk:
            result = await desk.brief(chosen, words)
        if as_json:
            showing.show_json(output.brief(result))
        else:
            await showing.show(present.briefing(result, desk.dossier, words))

    showing.carry_out(write())


def compare(
    context: typer.Context,
    who: Annotated[
        list[str] | None,
        typer.Argument(metavar="WHO", help="Leaders, and a topic behind “on”; nothing compares all."),
    ] = None,
    topic: Annotated[str | None, typer.Option("--topic", "-t", help="Only this topic.")] = None,
    dossier: DossierOption = None,
    engine: EngineOption = None,
    as_json: JsonOption = False,
) -> None:
    """Set the leaders side by side, by aspect or on one topic.

    \b
    rapporteur compare
    rapporteur compare NAME NAME
    rapporteur compare NAME vs NAME on trade
    rapporteur compare --topic trade
    """
    about = reading.typed([*(who or ()), *(["on", topic] if topic else [])])

    async def put_side_by_side() -> None:
        from bot import present

        async with desk_for(context, dossier, engine) as desk:
            result = await desk.compare(about, words=words_here())
        if as_json:
            showing.show_json(output.compare(result))
        else:
            await showing.show(present.comparison(result, desk.dossier, words_here()))

    showing.carry_out(put_side_by_side())


def verify(
    context: typer.Context,
    text: Annotated[
        list[str] | None, typer.Argument(metavar="TEXT", help="- or nothing in a pipe: read from stdin.")
    ] = None,
    dossier: DossierOption = None,
    as_json: JsonOption = False,
) -> None:
    """Hold a text against the documents, statement by statement: supported, contradicted or not mentioned.

    \b
    rapporteur verify "The leaders meet on Friday. Lunch is served."
    rapporteur verify - < speech.txt
    rapporteur verify --json - < speech.txt
    """
    whole = reading.text_of(text or (), "text", 'rapporteur verify "The leaders meet on Friday."')

    async def check() -> None:
        from bot import present

        async with desk_for(context, dossier, "extractive") as desk:  # Checking needs no model.
            results = desk.verify(whole)
        if as_json:
            showing.show_json(output.verify(results))
        else:
            await showing.show(present.verdicts(results, desk.dossier, desk.engine_name, words_here()))

    showing.carry_out(check())
