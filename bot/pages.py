"""The pages beside the answers: who is who, the documents, the help, the welcome, and lines of ours."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import replace

from bot.commands import USAGES, Usage
from bot.dossier.model import Document, Dossier, Event, Passage
from bot.errors import UnknownName
from bot.present import countdown, dossier_line, offered, small_print
from bot.reply import Action, Actions, Block, Bullets, Footnote, Heading, Paragraph, Quote, Reply
from bot.wording import ENGLISH, Words, say


def leaders(dossier: Dossier, words: Words = ENGLISH) -> Reply:
    """Who is who."""
    items = tuple(
        Paragraph(
            " · ".join(
                [
                    leader.name,
                    *([leader.office] if leader.office else []),
                    *([words.text("also: {names}", names=leader.aliases)] if leader.aliases else []),
                ]
            )
        )
        for leader in dossier.leaders
    )
    none = words.text(
        "This dossier names no leaders; add {section} to its dossier.toml to compare them.",
        section="[[leaders]]",
    )
    return Reply(
        (
            Heading(words.text("Leaders")),
            Bullets(items) if items else Paragraph(none),
            dossier_line(dossier, words),
        )
    )


def sources(dossier: Dossier, words: Words = ENGLISH) -> Reply:
    """The documents with their dates, sources and passages."""
    blocks: list[Block] = [
        Heading(words.text("Documents")),
        Bullets(tuple(Paragraph(_document(document, words)) for document in dossier.documents)),
    ]
    if dossier.event and dossier.event.date:
        blocks.append(Paragraph(_event(dossier.event, dossier.event.date, words)))
    blocks.append(Paragraph(words.text("/sources NUMBER shows a passage in full.")))
    return Reply((*blocks, dossier_line(dossier, words)))


def _document(document: Document, words: Words) -> str:
    first, last = (str(document.passages[place].number) for place in (0, -1))
    if first == last:
        span = words.text("passage {number}", number=first)
    else:
        span = words.text("passages {first}–{last}", first=first, last=last)
    return words.text(
        "{title} ({date}; {passages}). Source: {source}",
        title=document.title,
        date=document.date or words.text("undated"),
        passages=span,
        source=document.source or words.text("not given"),
    )


def _event(event: Event, date: datetime.date, words: Words) -> str:
    if event.source:
        return words.text(
            "Event: {name}, {day}. Source of the date: {source}",
            name=event.name,
            day=date,
            source=event.source,
        )
    return words.text("Event: {name} ({day})", name=event.name, day=date)


def passage(found: Passage, dossier: Dossier, words: Words = ENGLISH) -> Reply:
    """One passage in full."""
    document = dossier.document(found.document)
    title = document.title if document else found.document
    place = words.text("passage {number}", number=str(found.number))
    heading = f"{title}, {place}" + (f": {found.heading}" if found.heading else "")
    return Reply((Heading(heading), Quote(" ".join(found.text.split())), dossier_line(dossier, words)))


def numbered(number: int, dossier: Dossier, words: Words = ENGLISH) -> Reply:
    """The passage with that number. Raises UnknownName if there is none."""
    found = dossier.passage(number)
    if found is None:
        raise UnknownName(
            say(
                "There is no passage {number}: they are numbered from 1 to {last}.",
                number=str(number),
                last=str(len(dossier.passages)),
            )
        )
    return passage(found, dossier, words)


EXAMPLES = "What does each side want? · /compare A vs B on trade · /brief full · /sources 3"
"""What can be typed as it stands: the question is in English, which every engine reads."""


def help_page(rules: str | None, words: Words = ENGLISH) -> Reply:
    """What can be typed; with `rules`, what the bot holds itself to."""
    if rules:
        return Reply((Heading(words.text("What this bot is held to")), *_paragraphs(rules)))
    return Reply(
        (
            Heading(words.text("What you can type")),
            Paragraph(
                words.text("Just ask, in plain words. Every answer comes with the quote that carries it.")
            ),
            Bullets(tuple(Paragraph(_usage(usage, words)) for usage in USAGES)),
            Paragraph(words.text("Examples: {examples}", examples=EXAMPLES)),
        )
    )


def rules() -> str:
    """What the bot holds itself to, in English for every reader: it is a prompt as well, held to in that wording."""
    from prompts import load  # Jinja costs 50 ms of import, which only this page needs.

    return load("rules").render()


def _usage(usage: Usage, words: Words) -> str:
    typed = f"/{usage.name} {words.said(usage.arguments)}".rstrip()
    return f"{typed}: {words.said(usage.summary)}"


def _paragraphs(text: str) -> Iterable[Block]:
    for part in text.strip().split("\n\n"):
        if part.startswith("- "):
            yield Bullets(tuple(Paragraph(" ".join(item.split())) for item in part[2:].split("\n- ")))
        else:
            yield Paragraph(" ".join(part.split()))


def welcome(
    dossier: Dossier, engine: str, questions: Sequence[str], today: datetime.date, words: Words = ENGLISH
) -> Reply:
    """What a person sees first: which dossier, which engine, and questions worth asking."""
    blocks: list[Block] = [
        Heading(f"Rapporteur · {dossier.title}"),
        Paragraph(
            words.text(
                "Ask about the summit: every answer carries a quote that was checked in the documents."
            )
        ),
    ]
    if line := countdown(dossier.event, today, words):
        blocks.append(Paragraph(line))
    if questions:
        blocks.append(Paragraph(words.text("Worth asking:")))
        blocks.append(Bullets(tuple(map(Paragraph, questions))))
    blocks.append(Paragraph(words.text("Or: /brief, /compare, /verify TEXT, /leaders, /sources, /help")))
    return Reply((*blocks, small_print(engine, dossier, dossier.as_of, words)))


DAILY = "08:00"
"""The hour that a hello offers for a daily briefing."""


def hello(dossier: Dossier, questions: Sequence[str], words: Words = ENGLISH) -> Reply:
    """What is said once to a channel that the bot was added to; each question can be pressed."""
    daily = Action(
        words.text(
            "Brief this channel daily at {time}?", time=words.time(datetime.time.fromisoformat(DAILY))
        ),
        f"/briefings subscribe {DAILY}",
    )
    return Reply(
        (
            Heading(f"Rapporteur · {dossier.title}"),
            Paragraph(
                words.text(
                    "I answer questions about the summit, set the leaders side by side and post a briefing every "
                    "morning. Every statement carries a quote that was checked in the documents; what they don't "
                    "say, I don't say."
                )
            ),
            Actions(
                (*(Action(question, question) for question in questions), daily), words.text("Worth asking:")
            ),
            dossier_line(dossier, words),
        )
    )


def notice(text: str, actions: Sequence[str] = (), words: Words = ENGLISH) -> Reply:
    """A line of ours, worded already: an error or a hint that says what to do next."""
    return Reply((Paragraph(text), *offered(actions, words)))


def with_complaint(reply: Reply, complaint: str | None, words: Words = ENGLISH) -> Reply:
    """The reply with a line on why an edit of the dossier couldn't be read, if so."""
    if complaint is None:
        return reply
    note = words.text(
        "The dossier was edited but can't be read, so its last good version answers: {complaint}",
        complaint=complaint,
    )
    return replace(reply, blocks=(*reply.blocks, Footnote(note)))
