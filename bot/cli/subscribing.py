"""Subscriptions from the operator's side: all of them, wherever they are."""

import datetime
import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from bot.cli import showing
from bot.cli.options import DossierOption, JsonOption, settings_for, words_here
from bot.cli.output import Json
from bot.confirmed import Confirmed, Preview
from bot.errors import UnknownName
from bot.platform import MANAGES, Address, Inbound, platform_of
from bot.reply import Actions, Reply, plain_text
from bot.store.claimed import Entry
from bot.subscriptions import Delivery
from bot.wording import locale_of, say

subscriptions = typer.Typer(name="subscriptions", invoke_without_command=True, rich_markup_mode=None)

Id = Annotated[str, typer.Argument(metavar="ID", help="A subscription's id, as `list` shows it.")]
Schedule = Annotated[
    list[str],
    typer.Argument(metavar="SCHEDULE", help='As people write it: "08:00 Europe/Berlin weekdays short".'),
]
Changes = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="SCHEDULE", help='What shall be changed: "07:30 weekdays full".', show_default=False
    ),
]
LanguageOption = Annotated[
    str | None,
    typer.Option(
        "--language",
        metavar="LANGUAGE",
        help="The briefing's language: de, fr, Spanish, … Default: this system's, else English.",
        show_default=False,
    ),
]


@subscriptions.callback()
def explain(context: typer.Context) -> None:
    """Briefings at an hour: who gets them, how they were delivered.

    \b
    rapporteur subscriptions list
    rapporteur subscriptions add terminal:1:local every weekday at 8 in Berlin
    rapporteur subscriptions history ID
    """
    if context.invoked_subcommand is None:
        print(context.get_help())


@subscriptions.command(name="list")
def show_all(context: typer.Context, as_json: JsonOption = False) -> None:
    """List all subscriptions, with when each comes next and why one is paused."""

    async def work() -> None:
        from bot.app import open_circulation

        async with open_circulation(settings_for(context, None)) as circulation:
            found = await circulation.everywhere()
        if as_json:
            showing.show_json({"subscriptions": [_json(one) for one in found]})
        else:
            from bot import subscription_pages

            await showing.show(subscription_pages.everywhere(found, words_here()))

    showing.carry_out(work())


@subscriptions.command(name="add")
def add(
    context: typer.Context,
    address: Annotated[str, typer.Argument(metavar="ADDRESS", help="Where it is posted: terminal:1:local.")],
    schedule: Schedule,
    dossier: DossierOption = None,
    language: LanguageOption = None,
    as_json: JsonOption = False,
) -> None:
    """Subscribe an address.

    \b
    rapporteur subscriptions add terminal:1:local 08:00 Europe/Berlin weekdays short
    """
    from bot.app import open_platform

    platform = open_platform(platform_of(Address(address))).name  # An address of none would wait for ever.
    _do(
        context,
        "subscribe",
        _operator(Address(address), platform),
        _said(schedule, language),
        as_json,
        dossier,
    )


@subscriptions.command(name="change")
def change(
    context: typer.Context,
    id: Id,
    schedule: Changes = None,
    language: LanguageOption = None,
    as_json: JsonOption = False,
) -> None:
    """Change a subscription's time, zone, days, length, language or end.

    \b
    rapporteur subscriptions change 1a2b3c4d 07:30
    """
    _do_to(context, "change", id, _said(schedule or (), language), as_json)


@subscriptions.command(name="pause")
def pause(context: typer.Context, id: Id, as_json: JsonOption = False) -> None:
    """Stop a subscription until it is resumed."""
    _do_to(context, "pause", id, "", as_json)


@subscriptions.command(name="resume")
def resume(context: typer.Context, id: Id, as_json: JsonOption = False) -> None:
    """Let a paused subscription go on with its next edition."""
    _do_to(context, "resume", id, "", as_json)


@subscriptions.command(name="remove")
def remove(context: typer.Context, id: Id, as_json: JsonOption = False) -> None:
    """Remove a subscription with its history."""
    _do_to(context, "remove", id, "", as_json)


@subscriptions.command(name="now")
def now(context: typer.Context, id: Id, as_json: JsonOption = False) -> None:
    """Order an edition out of turn; a running bot posts it."""
    _do_to(context, "now", id, "", as_json)


@subscriptions.command(name="preview")
def preview(context: typer.Context, id: Id, as_json: JsonOption = False) -> None:
    """Print exactly what will be posted next, or why nothing will be."""
    _do_to(context, "preview", id, "", as_json)


@subscriptions.command(name="history")
def history(context: typer.Context, id: Id, as_json: JsonOption = False) -> None:
    """Tell how the last editions of a subscription were delivered, step by step, with the causes."""

    async def work() -> None:
        from bot.app import open_circulation

        async with open_circulation(settings_for(context, None)) as circulation:
            told = await circulation.history(id)
        if as_json:
            showing.show_json({"deliveries": [_delivery(*one) for one in told]})
        else:
            from bot import subscription_pages

            await showing.show(subscription_pages.history(told))

    showing.carry_out(work())


def _said(schedule: Sequence[str], language: str | None) -> str:
    """What a person would type. Raises UnknownName for a language that we don't speak."""
    if language is None:
        return " ".join(schedule)
    from bot.times import read_language

    return " ".join((*schedule, "language", read_language(language)))


def _operator(address: Address, space: str) -> Inbound:
    return Inbound(
        event="cli",
        address=address,
        person="operator",
        text="",
        space=space,
        locale=locale_of(os.environ),
        roles=frozenset({MANAGES}),
    )


def _do_to(context: typer.Context, verb: str, id: str, text: str, as_json: bool) -> None:
    async def work() -> None:
        from bot.app import open_circulation

        async with open_circulation(settings_for(context, None)) as circulation:
            found = await circulation.get(id)
            if found is None:
                raise UnknownName(
                    say(
                        "There is no subscription “{id}”; `list` names those that are there.",
                        id=id[:40],
                    )
                )
            inbound = _operator(found.address, found.space)
            await _carry_out(circulation, verb, inbound, f"{found.id} {text}".strip(), as_json)

    showing.carry_out(work())


def _do(
    context: typer.Context, verb: str, inbound: Inbound, text: str, as_json: bool, dossier: Path | None
) -> None:
    async def work() -> None:
        from bot.app import open_circulation

        async with open_circulation(settings_for(context, dossier)) as circulation:
            await _carry_out(circulation, verb, inbound, text, as_json)

    showing.carry_out(work())


async def _carry_out(circulation: object, verb: str, inbound: Inbound, text: str, as_json: bool) -> None:
    from bot.circulation import Circulation

    assert isinstance(circulation, Circulation)
    done = await circulation.carry_out(verb, inbound, text)
    if as_json and isinstance(done, Confirmed):
        showing.show_json(_json(done))
    elif as_json and isinstance(done, Preview):
        showing.show_json(_preview(done))
    else:
        from bot import subscription_pages

        reply = subscription_pages.told(verb, done, words_here())
        await showing.show(reply if isinstance(done, Preview) else _for_a_shell(reply))


def _for_a_shell(reply: Reply) -> Reply:
    """The commands that a reply offers, as they are typed here."""
    here = "rapporteur subscriptions "
    blocks = (
        replace(
            block,
            items=tuple(replace(one, text=one.text.replace("/briefings ", here)) for one in block.items),
        )
        if isinstance(block, Actions)
        else block
        for block in reply.blocks
    )
    return replace(reply, blocks=tuple(blocks))


def _preview(preview: Preview) -> Json:
    """`text` is null where nothing will be posted, `date` where nothing will ever be."""
    return {
        "id": preview.subscription.id,
        "date": preview.date.isoformat() if preview.date else None,
        "paused": preview.subscription.paused,
        "text": plain_text(preview.edition) if preview.edition else None,
    }


def _json(one: Confirmed) -> Json:
    subscription = one.subscription
    return {
        "id": subscription.id,
        "address": subscription.address,
        "dossier": subscription.dossier,
        "time": f"{subscription.schedule.at:%H:%M}",
        "zone": subscription.schedule.zone,
        "days": sorted(subscription.schedule.days),
        "length": subscription.length.value,
        "language": subscription.language,
        "until": str(subscription.until) if subscription.until else None,
        "only_new": subscription.only_new,
        "paused": subscription.paused,
        "person": subscription.person,
        "next": [at.isoformat() for at in one.coming],
    }


def _delivery(delivery: Delivery, entries: Sequence[Entry]) -> Json:
    history = [
        {"at": _moment(e.at), "stage": e.stage.value, "cause": e.cause, "receipt": e.receipt} for e in entries
    ]
    return {
        "edition": delivery.edition,
        "stage": delivery.stage.value,
        "attempts": delivery.attempt,
        "history": history,
    }


def _moment(at: datetime.datetime) -> str:
    return at.isoformat(timespec="milliseconds")
