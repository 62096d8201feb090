"""The pages beside the answers: who is who, the documents, the help, the welcome, and lines of ours."""

import datetime
from collections.abc import Iterable, Sequence

from bot.commands import USAGES
from bot.dossier.model import Dossier, Passage
from bot.present import countdown, day, dossier_line, offered, small_print
from bot.reply import Block, Bullets, Heading, Paragraph, Quote, Reply


def leaders(dossier: Dossier) -> Reply:
    """Who is who."""
    items = tuple(
        Paragraph(
            " · ".join(
                [
                    leader.name,
                    *([leader.office] if leader.office else []),
                    *([f"also: {', '.join(leader.aliases)}"] if leader.aliases else []),
                ]
            )
        )
        for leader in dossier.leaders
    )
    none = Paragraph("This dossier names no leaders; add [[leaders]] to its dossier.toml to compare them.")
    return Reply((Heading("Leaders"), Bullets(items) if items else none, dossier_line(dossier)))


def sources(dossier: Dossier) -> Reply:
    """The documents with their dates, sources and passages."""
    blocks: list[Block] = [Heading("Documents")]
    items: list[Paragraph] = []
    for document in dossier.documents:
        first, last = document.passages[0].number, document.passages[-1].number
        date = day(document.date) if document.date else "undated"
        span = f"passage {first}" if first == last else f"passages {first}–{last}"
        items.append(
            Paragraph(f"{document.title} ({date}; {span}). Source: {document.source or 'not given'}")
        )
    blocks.append(Bullets(tuple(items)))
    if dossier.event and dossier.event.date:
        where = f" Source of the date: {dossier.event.source}" if dossier.event.source else ""
        blocks.append(Paragraph(f"Event: {dossier.event.name}, {day(dossier.event.date)}.{where}"))
    blocks.append(Paragraph("/sources NUMBER shows a passage in full."))
    return Reply((*blocks, dossier_line(dossier)))


def passage(found: Passage, dossier: Dossier) -> Reply:
    """One passage in full."""
    document = dossier.document(found.document)
    title = document.title if document else found.document
    heading = f"{title}, passage {found.number}" + (f": {found.heading}" if found.heading else "")
    return Reply((Heading(heading), Quote(" ".join(found.text.split())), dossier_line(dossier)))


def help_page(rules: str | None) -> Reply:
    """What can be typed; with `rules`, what the bot holds itself to."""
    if rules:
        return Reply((Heading("What this bot is held to"), *_paragraphs(rules)))
    lines = tuple(Paragraph(f"{usage}: {usage.summary}") for usage in USAGES)
    example = "Examples: What does each side want? · /compare A vs B on trade · /brief full · /sources 3"
    return Reply(
        (
            Heading("What you can type"),
            Paragraph("Just ask, in plain words. Every answer comes with the quote that carries it."),
            Bullets(lines),
            Paragraph(example),
        )
    )


def _paragraphs(text: str) -> Iterable[Block]:
    for part in text.strip().split("\n\n"):
        if part.startswith("- "):
            yield Bullets(tuple(Paragraph(" ".join(item.split())) for item in part[2:].split("\n- ")))
        else:
            yield Paragraph(" ".join(part.split()))


def welcome(dossier: Dossier, engine: str, questions: Sequence[str], today: datetime.date) -> Reply:
    """What a person sees first: which dossier, which engine, and questions worth asking."""
    blocks: list[Block] = [
        Heading(f"Rapporteur · {dossier.title}"),
        Paragraph("Ask about the summit: every answer carries a quote that was checked in the documents."),
    ]
    if line := countdown(dossier.event, today):
        blocks.append(Paragraph(line))
    if questions:
        blocks.append(Paragraph("Worth asking:"))
        blocks.append(Bullets(tuple(map(Paragraph, questions))))
    blocks.append(Paragraph("Or: /brief, /compare, /verify TEXT, /leaders, /sources, /help"))
    return Reply((*blocks, small_print(engine, dossier, dossier.as_of)))


def notice(text: str, actions: Sequence[str] = ()) -> Reply:
    """A line of ours: an error or a hint that says what to do next."""
    return Reply((Paragraph(text), *offered(actions)))
