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
from bot.dossier.model import Dossier, Event
from bot.reply import (
    Action,
    Actions,
    Block,
    Bullets,
    Footnote,
    Heading,
    Paragraph,
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


def count(number: int, what: str) -> str:
    """ "1 passage", "2 passages"."""
    return f"{number} {what}" + ("" if number == 1 else "s")


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
            *offered(result.questions),
            small_print(result.engine, dossier, result.as_of),
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
    blocks += [*_dropped(result.dropped), *offered(result.questions)]
    return Reply((*blocks, small_print(result.engine, dossier, result.as_of)))


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
            small_print(result.engine, dossier, result.as_of),
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
    return Reply((*blocks, small_print(result.engine, dossier, result.as_of)))


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
    return Reply(
        (
            Table(("Statement", "Verdict", "Why"), rows),
            *numbers.sources(),
            small_print(engine, dossier, dossier.as_of),
        )
    )


def _dropped(dropped: Sequence[Dropped]) -> tuple[Block, ...]:
    if not dropped:
        return ()
    reasons = "; ".join(dict.fromkeys(item.reason for item in dropped))
    what = f"{count(len(dropped), 'statement')} {'was' if len(dropped) == 1 else 'were'}"
    return (Footnote(f"{what} left out because verification failed: {reasons}"),)


def offered(questions: Sequence[str]) -> tuple[Block, ...]:
    """Questions to press, or nothing."""
    return (Actions(tuple(Action(q, q) for q in questions)),) if questions else ()


def small_print(engine: str, dossier: Dossier, date: datetime.date | None) -> Footnote:
    """Which dossier, as of when, and which engine."""
    return Footnote(f"{dossier.title} · {as_of(date)} · engine: {engine}")


def dossier_line(dossier: Dossier) -> Footnote:
    """Which dossier, and as of when."""
    return Footnote(f"{dossier.title} · {as_of(dossier.as_of)}")
