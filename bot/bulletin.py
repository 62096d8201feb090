"""An edition put into words: what is posted to a channel, and the lines of ours about editions; pure.

`words` is the language of the subscription.
"""

import datetime
from collections.abc import Iterable, Sequence

from bot.answers import Length
from bot.dossier.model import Dossier
from bot.editions import Edition
from bot.present import NOT_STATED, Numbers, countdown, grouped, label, left_out, noted, small_print
from bot.reply import Action, Actions, Audience, Block, Bullets, Heading, Paragraph, Reply, Table
from bot.store.claimed import PAUSED
from bot.subscriptions import NOW, Delivery
from bot.wording import ENGLISH, Words
from bot.writing import Item, LeftOpen, OnTopic, Side

NOTHING_NEW = "nothing new"
OVER = "the event is over"

_NOT_MISSED = (NOTHING_NEW, OVER, PAUSED)
"""Causes of editions that nobody waited for."""

_NOTES = 3
"""Skipped editions that the next one names, the newest."""


def edition(
    edition: Edition,
    dossier: Dossier,
    notes: Sequence[str] = (),
    *,
    subscription: str = "",
    words: Words = ENGLISH,
) -> Reply:
    """An edition: what is new under its headings, or what the quiet day tells; then what was told before.

    `notes` are lines of ours that stand on top ("The edition of 3 May was not sent: …"); `subscription` is
    the id behind the commands of the actions, nothing where the asker has only one.
    """
    numbers = Numbers(dossier, words)
    blocks: list[Block] = [Heading(words.said(edition.title)), *map(Paragraph, notes)]
    if line := _distance(edition, dossier, words):
        blocks.append(Paragraph(line))
    for name, claims in grouped(edition.news):
        heading = label(name, words)
        new = heading if edition.is_first else words.text("New: {heading}", heading=heading)
        blocks.append(Heading(new, 2))
        paragraphs = tuple(numbers.paragraph(claim) for claim in claims)
        blocks.append(paragraphs[0] if len(paragraphs) == 1 else Bullets(paragraphs))
    if edition.item:
        blocks += _item(edition.item, numbers, dossier, words)
    if line := _told_before(edition, words):
        blocks.append(Paragraph(line))
    blocks += [
        *numbers.sources(tersely=True),
        *noted(edition.note, words),
        *left_out(edition.dropped, words),
    ]
    actions = Actions(tuple(_actions(edition, dossier, subscription, words)), words.text("What next:"))
    return Reply((*blocks, actions, small_print(edition.engine, dossier, edition.as_of, words)))


def notes(skipped: Sequence[Delivery], words: Words = ENGLISH) -> tuple[str, ...]:
    """The lines that stand above an edition: which ones were skipped since the last, and why."""
    lines = [
        not_sent(datetime.date.fromisoformat(one.edition), one.cause, words)
        for one in skipped
        if one.cause not in _NOT_MISSED and not one.edition.startswith(NOW)
    ]
    return tuple(lines[-_NOTES:])


def not_sent(date: datetime.date, cause: str | None, words: Words = ENGLISH) -> str:
    """The line on an edition that was skipped; `cause` as it was kept, in English."""
    if not cause:
        return words.text("The edition of {day} was not sent.", day=date)
    return words.text("The edition of {day} was not sent: {cause}.", day=date, cause=words.kept(cause))


def gone(dossier: str, at: datetime.time, words: Words = ENGLISH) -> Reply:
    """What who made a subscription is told when its channel is gone."""
    text = words.text(
        "Your {time} briefing on {dossier} can't be posted any more: the channel is gone or I was removed from it. "
        "The subscription is paused; /briefings resume starts it again once I am back.",
        time=words.time(at),
        dossier=dossier,
    )
    return Reply((Paragraph(text),), Audience.ASKER)


def _distance(edition: Edition, dossier: Dossier, words: Words) -> str | None:
    """The countdown, or how many days ago the event was and whether the documents are from before it."""
    event, days = edition.event, edition.days
    if event is None or event.date is None or days is None or days >= 0:
        return countdown(event, edition.date, words)
    day = words.long_day(event.date) + (f", {event.place}" if event.place else "")
    line = words.text("Day {number} after the event ({day}).", number=-days, day=day)
    dates = [document.date for document in dossier.documents]
    are_before = bool(dates) and all(date is not None and date < event.date for date in dates)
    return f"{line} {words.text('All documents are from before it.')}" if are_before else line


def _item(item: Item, numbers: Numbers, dossier: Dossier, words: Words) -> Iterable[Block]:
    """A topic leader by leader, or what is open."""
    match item:
        case LeftOpen(claim=claim):
            return Heading(words.text("From the documents: still open"), 2), numbers.paragraph(claim)
        case OnTopic(sides=sides) if len(item.claims) == 1 and all(side.claim for side in sides):
            whose = ", ".join(side.leader for side in sides if side.leader)
            topic = _topic(item.topic, dossier, words) + (f" ({whose})" if whose else "")
            heading = words.text("From the documents: {topic}", topic=topic)
            return Heading(heading, 2), numbers.paragraph(item.claims[0])
        case OnTopic(sides=sides):
            cells = (
                numbers.paragraph(side.claim) if side.claim else _silence(side, dossier, words)
                for side in sides
            )
            header = ("", *(side.leader or "" for side in sides))
            row = (Paragraph(_topic(item.topic, dossier, words)), *cells)
            return Heading(words.text("From the documents"), 2), Table(header, (row,))


def _topic(name: str, dossier: Dossier, words: Words) -> str:
    """A topic of the dossier stays as it is; without topics, aspects take their place."""
    return name if dossier.topics else label(name, words)


def _silence(side: Side, dossier: Dossier, words: Words) -> Paragraph:
    if side.under is None:
        return Paragraph(words.said(NOT_STATED))
    return Paragraph(words.text("see {topic}", topic=_topic(side.under, dossier, words)))


def _told_before(edition: Edition, words: Words) -> str | None:
    before = ""
    if edition.unchanged and edition.length is not Length.HEADLINE:  # A headline is one line.
        before = words.plural(
            "Told before: {number} point, unchanged ({headings}).",
            "Told before: {number} points, unchanged ({headings}).",
            edition.unchanged,
            headings=tuple(label(heading, words) for heading in edition.headings),
        )
    if edition.is_news:
        return before or None
    if edition.is_first:
        return words.text("The documents don't state enough for a briefing.")
    return f"{words.text('Nothing new in the documents since the last edition.')} {before}".rstrip()


def _actions(edition: Edition, dossier: Dossier, subscription: str, words: Words) -> Iterable[Action]:
    if edition.question:
        yield Action(words.text("Ask about this"), edition.question)
    if len(dossier.leaders) > 1:
        topic = edition.item.topic if isinstance(edition.item, OnTopic) else None
        is_known = any(topic == known.name for known in dossier.topics)
        yield Action(words.text("Compare"), f"/compare {topic}" if is_known else "/compare")
    yield Action(words.text("Change time"), f"/briefings change {subscription}".rstrip())
    yield Action(words.text("Stop"), f"/briefings remove {subscription}".rstrip())
