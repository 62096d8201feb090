"""What an engine found, put into words: all wording of replies lives here; pure."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import replace

from bot.answers import (
    Answer,
    Briefing,
    Checked,
    Citation,
    Claim,
    Comparison,
    Dropped,
    NotStated,
    Standing,
    Why,
)
from bot.commands import USAGES
from bot.dossier.model import Dossier, Event, Passage
from bot.reply import (
    Action,
    Actions,
    Block,
    Bullets,
    Footnote,
    Heading,
    Paragraph,
    Quote,
    Reply,
    Source,
    Sources,
    Table,
)

NOT_STATED = "not stated"
"""What stands in a cell of a comparison where the documents are silent."""


class _Numbers:
    """Numbers citations in the order in which they are first shown."""

    def __init__(self, dossier: Dossier) -> None:
        self._dossier = dossier
        self._seen: dict[Citation, int] = {}
        self._said: set[Citation] = set()

    def of(self, citations: Iterable[Citation]) -> tuple[int, ...]:
        return tuple(self._seen.setdefault(c, len(self._seen) + 1) for c in citations)

    def paragraph(self, claim: Claim) -> Paragraph:
        self._said |= {c for c in claim.citations if " ".join(c.quote.split()) in claim.text}
        return Paragraph(claim.text, self.of(claim.citations))

    def sources(self, *, tersely: bool = False) -> tuple[Block, ...]:
        """The citations that were numbered; `tersely`, a quote that stands in the text isn't said twice."""
        terse = self._said if tersely else set[Citation]()
        items = (source(n, citation, self._dossier) for citation, n in self._seen.items())
        shown = tuple(
            replace(item, quote=None) if citation in terse else item
            for item, citation in zip(items, self._seen, strict=True)
        )
        return (Sources(shown),) if shown else ()


def source(number: int, citation: Citation, dossier: Dossier) -> Source:
    """A citation as a numbered source: its document's title and date, and a link if its source is one."""
    document = dossier.document(citation.document)
    link = (document.source if document else None) or ""
    return Source(
        number=number,
        quote=" ".join(citation.quote.split()),
        title=document.title if document else citation.document,
        passage=citation.passage,
        date=day(document.date) if document and document.date else None,
        link=link if link.startswith(("https://", "http://")) else None,
    )


def day(date: datetime.date) -> str:
    """A date as people write it: 14 August 2025."""
    return f"{date.day} {date:%B %Y}"


def as_of(date: datetime.date | None) -> str:
    """ "as of 14 August 2025", or that the documents are undated."""
    return f"as of {day(date)}" if date else "documents undated"


def countdown(event: Event | None, today: datetime.date) -> str | None:
    """How far off the event is, or how long ago: a computed line; None without a date."""
    if event is None or event.date is None:
        return None
    days = (event.date - today).days
    if days == 0:
        far = "today"
    elif abs(days) == 1:
        far = "tomorrow" if days > 0 else "yesterday"
    else:
        far = f"in {days} days" if days > 0 else f"{-days} days ago"
    place = f", {event.place}" if event.place else ""
    return f"Date of the event: {event.date:%A}, {day(event.date)}{place} ({far})."


def answer(result: Answer | NotStated, dossier: Dossier) -> Reply:
    """An answer with numbered citations, or an honest "the documents don't say" with what comes nearest."""
    match result:
        case Answer():
            return _answer(result, dossier)
        case NotStated():
            return _not_stated(result, dossier)


def _answer(result: Answer, dossier: Dossier) -> Reply:
    numbers = _Numbers(dossier)
    claims = tuple(numbers.paragraph(claim) for claim in result.claims)
    body: Block = claims[0] if len(claims) == 1 else Bullets(claims)
    return Reply(
        (
            body,
            *numbers.sources(),
            *_dropped(result.dropped),
            *_questions(result.questions),
            _small_print(result.engine, dossier, result.as_of),
        )
    )


_WHY = {
    Why.NOT_FOUND: "The documents don't say.",
    Why.PRESUMES: "The documents don't say that.",
    Why.SMALL_TALK: "Hello! I answer questions about the summit, each answer with a quote from its documents.",
    Why.ORDER: "I only report what the documents say about the summit; I don't do other tasks.",
    Why.OPINION: "I have no opinions: I report what the documents say that each side wants, says and does.",
    Why.LANGUAGE: "This engine reads English only.",
    Why.UNCLEAR: "It isn't clear whom you mean. Please ask again with the name.",
    Why.EMPTY: "There is no question in that. Type a question about the summit, or /help.",
}


def not_stated_line(result: NotStated) -> str:
    """Why there is no answer, in one or two sentences."""
    line = _WHY[result.why]
    match result.why, result.detail:
        case (Why.NOT_FOUND, str(detail)):
            return f"{line} They don't mention {detail}."
        case (Why.PRESUMES, str(detail)):
            return f"{line} The question takes for granted what they don't state: {detail}."
        case (Why.UNCLEAR, str(detail)):
            return f"It isn't clear whom “{detail}” means. Please ask again with the name."
        case (Why.LANGUAGE, str(detail)):
            return f"That looks like {detail}. {line} Please ask in English; quotes are shown as they stand."
        case _:
            return line


def _not_stated(result: NotStated, dossier: Dossier) -> Reply:
    blocks: list[Block] = [Paragraph(not_stated_line(result))]
    if result.nearest:
        blocks.append(Paragraph("What comes nearest in the documents:"))
        blocks.append(Sources(tuple(source(n, c, dossier) for n, c in enumerate(result.nearest, 1))))
    blocks += [*_dropped(result.dropped), *_questions(result.questions)]
    return Reply((*blocks, _small_print(result.engine, dossier, result.as_of)))


def comparison(result: Comparison, dossier: Dossier) -> Reply:
    """Leaders side by side: a row for each aspect, a column for each leader."""
    numbers = _Numbers(dossier)
    rows = tuple(
        (
            Paragraph(row.aspect),
            *(numbers.paragraph(cell) if cell else Paragraph(NOT_STATED) for cell in row.cells),
        )
        for row in result.rows
    )
    return Reply(
        (
            Heading(" / ".join(result.leaders)),
            Table(("", *result.leaders), rows),
            *numbers.sources(tersely=True),
            *_dropped(result.dropped),
            _small_print(result.engine, dossier, result.as_of),
        )
    )


def briefing(result: Briefing, dossier: Dossier) -> Reply:
    """A briefing: its points under their headings, and the countdown."""
    numbers = _Numbers(dossier)
    blocks: list[Block] = [Heading(result.title)]
    if result.countdown:
        blocks.append(Paragraph(result.countdown))
    for heading, claims in _grouped(result):
        if heading:
            blocks.append(Heading(heading, 2))
        paragraphs = tuple(numbers.paragraph(claim) for claim in claims)
        blocks.append(paragraphs[0] if len(paragraphs) == 1 else Bullets(paragraphs))
    if not result.points:
        blocks.append(Paragraph("The documents don't state enough for a briefing."))
    blocks += [*numbers.sources(tersely=True), *_dropped(result.dropped)]
    return Reply((*blocks, _small_print(result.engine, dossier, result.as_of)))


def _grouped(result: Briefing) -> Iterable[tuple[str, list[Claim]]]:
    groups: list[tuple[str, list[Claim]]] = []
    for point in result.points:
        if groups and groups[-1][0] == point.heading:
            groups[-1][1].append(point.claim)
        else:
            groups.append((point.heading, [point.claim]))
    return groups


_STANDING = {
    Standing.SUPPORTED: "Supported",
    Standing.CONTRADICTED: "Contradicted",
    Standing.NOT_MENTIONED: "Not mentioned",
}


def verdicts(results: Sequence[Checked], dossier: Dossier, engine: str) -> Reply:
    """Each statement of a text with its verdict, the reason and the quotes."""
    numbers = _Numbers(dossier)
    rows = tuple(
        (
            Paragraph(result.text),
            Paragraph(_STANDING[result.standing], numbers.of(result.citations)),
            Paragraph(result.reason),
        )
        for result in results
    )
    if not rows:
        return notice("There is no statement in that text. Give one or more whole sentences to check.")
    return Reply(
        (
            Table(("Statement", "Verdict", "Why"), rows),
            *numbers.sources(),
            _small_print(engine, dossier, dossier.as_of),
        )
    )


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
    return Reply((Heading("Leaders"), Bullets(items) if items else none, _dossier_line(dossier)))


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
    return Reply((*blocks, _dossier_line(dossier)))


def passage(found: Passage, dossier: Dossier) -> Reply:
    """One passage in full."""
    document = dossier.document(found.document)
    title = document.title if document else found.document
    heading = f"{title}, passage {found.number}" + (f": {found.heading}" if found.heading else "")
    return Reply((Heading(heading), Quote(" ".join(found.text.split())), _dossier_line(dossier)))


def help_page(rules: str | None) -> Reply:
    """What can be typed; with `rules`, what the bot holds itself to."""
    if rules:
        return Reply((Heading("What this bot is held to"), *_paragraphs(rules)))
    lines = tuple(Paragraph(f"{usage}: {usage.summary}") for usage in USAGES)
    example = "Examples: What is still open? · /compare A vs B on trade · /brief full · /sources 3"
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
    return Reply((*blocks, _small_print(engine, dossier, dossier.as_of)))


def notice(text: str, actions: Sequence[str] = ()) -> Reply:
    """A line of ours: an error or a hint that says what to do next."""
    return Reply((Paragraph(text), *_questions(actions)))


def _dropped(dropped: Sequence[Dropped]) -> tuple[Block, ...]:
    if not dropped:
        return ()
    reasons = "; ".join(dict.fromkeys(item.reason for item in dropped))
    what = "1 statement was" if len(dropped) == 1 else f"{len(dropped)} statements were"
    return (Footnote(f"{what} left out because verification failed: {reasons}"),)


def _questions(questions: Sequence[str]) -> tuple[Block, ...]:
    return (Actions(tuple(Action(q, q) for q in questions)),) if questions else ()


def _small_print(engine: str, dossier: Dossier, date: datetime.date | None) -> Footnote:
    return Footnote(f"{dossier.title} · {as_of(date)} · engine: {engine}")


def _dossier_line(dossier: Dossier) -> Footnote:
    return Footnote(f"{dossier.title} · {as_of(dossier.as_of)}")
