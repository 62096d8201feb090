"""What people are told of their subscriptions: confirmations, the list. Pure."""

import datetime
from collections.abc import Sequence

from bot.confirmed import Confirmed, Done, Preview
from bot.reply import Action, Actions, Audience, Block, Bullets, Heading, Paragraph, Reply
from bot.store.claimed import Entry
from bot.subscriptions import EVERY_DAY, UNTIL_EVENT, WEEKDAYS, Delivery
from bot.wording import ENGLISH, LANGUAGES, Words, say

_LENGTHS = {"headline": say("headline"), "short": say("short"), "full": say("full")}


def told(verb: str, done: Done, words: Words = ENGLISH) -> Reply:
    """What was done at `/briefings VERB`, with what can be done next."""
    match done:
        case Preview():
            return _preview(done, words)
        case list():
            return _listed(done, words)
        case Confirmed(subscription=subscription):
            what = described(done, words)
            again = Actions(
                (Action(words.text("Resume"), f"/briefings resume {subscription.id}"),),
                words.text("What next:"),
            )
    match verb:
        case "remove":
            return _private(Paragraph(words.text("Removed: {what}. No briefing comes any more.", what=what)))
        case "pause":
            return _private(Paragraph(words.text("Paused: {what}.", what=what)), again)
        case "now":
            on_its_way = words.text(
                "An edition out of turn is on its way; the next one comes when it would have come."
            )
            return _private(Paragraph(on_its_way))
        case "change":
            if subscription.paused:
                return _private(Paragraph(words.text("Changed: {what}.", what=what)), again)
            return _confirmed(words.text("Changed: {what}.", what=what), done, words)
        case "resume":
            return _confirmed(words.text("Running again: {what}.", what=what), done, words)
        case _:
            return _confirmed(words.text("Subscribed: {what}.", what=what), done, words)


def everywhere(found: Sequence[Confirmed], words: Words = ENGLISH) -> Reply:
    """All subscriptions, for the operator, each with its address."""
    if not found:
        return _private(Paragraph(words.text("There are no subscriptions yet.")))
    items = tuple(Paragraph(f"{one.subscription.address} · {_line(one, words)}") for one in found)
    return _private(Heading(words.text("Subscriptions")), Bullets(items))


def history(told: Sequence[tuple[Delivery, Sequence[Entry]]]) -> Reply:
    """How the last editions were delivered, for the operator, in English."""
    blocks: list[Block] = []
    for delivery, entries in told:
        blocks.append(Heading(f"{delivery.edition}: {delivery.stage}", 2))
        blocks.append(Bullets(tuple(map(_step, entries))))
    return _private(*(blocks or [Paragraph("No edition was due yet.")]))


def _step(entry: Entry) -> Paragraph:
    cause = f" ({entry.cause})" if entry.cause else ""
    receipt = f", arrived as {entry.receipt}" if entry.receipt else ""
    return Paragraph(f"{entry.at:%Y-%m-%d %H:%M:%S} UTC: {entry.stage}{cause}{receipt}")


def _listed(found: Sequence[Confirmed], words: Words) -> Reply:
    if not found:
        example = "/briefings subscribe 08:00 Europe/Berlin"
        hint = words.text("Nothing is subscribed here. For example: {example}", example=example)
        return _private(Paragraph(hint))
    return _private(
        Heading(words.text("Subscriptions")), Bullets(tuple(Paragraph(_line(one, words)) for one in found))
    )


def dossiers(names: Sequence[str], used: str, words: Words = ENGLISH) -> Reply:
    """The dossiers that there are, and which is used here."""
    items = tuple(
        Paragraph(f"{name} · {words.text('in use here')}" if name == used else name) for name in names
    )
    choose = tuple(Action(name, f"/dossier use {name}") for name in names if name != used)[:5]
    blocks: list[Block] = [Heading(words.text("Dossiers")), Bullets(items)]
    return Reply((*blocks, Actions(choose, words.text("What next:"))) if choose else tuple(blocks))


def described(one: Confirmed, words: Words = ENGLISH) -> str:
    """A subscription in a line: "08:00 Europe/Berlin, weekdays, short, English"."""
    subscription, event = one.subscription, one.event
    schedule = subscription.schedule
    parts = [
        f"{words.time(schedule.at)} {schedule.zone}",
        _days(schedule.days, words),
        words.said(_LENGTHS[subscription.length]),
        words.language_name(LANGUAGES[subscription.language]),
    ]
    if subscription.until == UNTIL_EVENT and event is not None:
        parts.append(words.text("until the event ({day})", day=event))
    elif subscription.until == UNTIL_EVENT:
        parts.append(words.text("until the event"))
    elif isinstance(subscription.until, datetime.date):
        parts.append(words.text("until {day}", day=subscription.until))
    if subscription.only_new:
        parts.append(words.text("only when something is new"))
    if one.dossier is not None:
        parts.append(one.dossier)
    return ", ".join(parts)


def _days(days: frozenset[int], words: Words) -> str:
    if days == EVERY_DAY:
        return words.text("every day")
    return words.text("weekdays") if days == WEEKDAYS else words.list_of(map(words.weekday, sorted(days)))


def _line(one: Confirmed, words: Words) -> str:
    line = f"{one.subscription.id}: {described(one, words)}"
    if one.subscription.paused:
        return f"{line} · {words.text('paused ({reason})', reason=words.kept(one.subscription.paused))}"
    if one.coming:
        return f"{line} · {words.text('next: {when}', when=_moment(one.coming[0], words))}"
    return line


def _moment(at: datetime.datetime, words: Words) -> str:
    return f"{words.long_day(at.date())}, {words.time(at)}"


def _preview(preview: Preview, words: Words) -> Reply:
    """An edition as it will be posted; lines of ours above it, or in its place, where it won't."""
    lines: list[Block] = []
    subscription = preview.subscription
    if subscription.paused:
        paused = words.text(
            "Paused ({reason}): nothing is posted until it is resumed.",
            reason=words.kept(subscription.paused),
        )
        lines.append(Paragraph(paused))
    if preview.edition is not None:
        if subscription.paused:
            lines.append(Paragraph(words.text("This is what would come next:")))
        return Reply((*lines, *preview.edition.blocks), Audience.ASKER)
    if preview.date is None:
        lines.append(Paragraph(words.text("Nothing will be posted any more: its end is over.")))
    elif not subscription.paused:
        nothing = words.text(
            "Nothing will be posted on {day}: nothing is new in the documents. If that changes, what is new will be.",
            day=words.long_day(preview.date),
        )
        lines.append(Paragraph(nothing))
    again = Action(words.text("Resume"), f"/briefings resume {subscription.id}")
    change = Action(words.text("Change"), f"/briefings change {subscription.id}")
    return _private(*lines, Actions((again if subscription.paused else change,), words.text("What next:")))


def _confirmed(title: str, done: Confirmed, words: Words) -> Reply:
    coming = tuple(Paragraph(_moment(at, words)) for at in done.coming)
    blocks: list[Block] = [
        Paragraph(title),
        Paragraph(words.text("It comes next:")),
        Bullets(coming),
    ]
    if done.starts:
        blocks.append(Paragraph(_starts(done, done.starts, words)))
    id = done.subscription.id
    actions = (
        Action(words.text("Preview"), f"/briefings preview {id}"),
        Action(words.text("Send one now"), f"/briefings now {id}"),
        Action(words.text("Pause"), f"/briefings pause {id}"),
        Action(words.text("Remove"), f"/briefings remove {id}"),
    )
    return _private(*blocks, Actions(actions, words.text("What next:")))


def _starts(done: Confirmed, starts: datetime.date, words: Words) -> str:
    """From when on a new time counts."""
    day = words.long_day(starts)
    match done.was_skipped, done.is_tomorrow:
        case False, True:
            return words.text("Today's has gone out already; the new time starts tomorrow.")
        case False, False:
            return words.text(
                "Today's has gone out already; the new time starts on the next chosen day: {day}.", day=day
            )
        case True, True:
            return words.text("Today's was skipped; the new time starts tomorrow.")
        case _:
            return words.text(
                "Today's was skipped; the new time starts on the next chosen day: {day}.", day=day
            )


def _private(*blocks: Block) -> Reply:
    return Reply(blocks, Audience.ASKER)
