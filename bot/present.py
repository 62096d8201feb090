"""What an engine found, put into words: all wording of replies lives here; pure.

`words` is the language of the reply. Quotes, names and the dossier's own topics stay as they are.
"""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import replace

from bot import refusals
from bot.answers import (
    Answer,
    Briefing,
    Checked,
    Citation,
    Claim,
    Comparison,
    Dropped,
    NotStated,
    Point,
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
from bot.wording import ENGLISH, Words, say, words_in

NOT_STATED = say("not stated")
"""What stands in a cell of a comparison where the documents are silent."""

LABELS: dict[str, str] = {
    label: label
    for label in (
        say("Goals"),
        say("Position"),
        say("Constraints"),
        say("Moves"),
        say("Expectations"),
        say("What it is"),
        say("Background"),
        say("What is open"),
        say("What to watch"),
    )
}
"""The aspects of a comparison and the headings of a briefing, under the English names that engines give them."""


class Numbers:
    """Numbers the citations of one reply in the order in which they are first shown."""

    def __init__(self, dossier: Dossier, words: Words) -> None:
        self._dossier = dossier
        self._words = words
        self._seen: dict[Citation, int] = {}
        self._said: set[Citation] = set()
        self._translated: set[Citation] = set()

    def of(self, citations: Iterable[Citation]) -> tuple[int, ...]:
        """Their numbers."""
        return tuple(self._seen.setdefault(c, len(self._seen) + 1) for c in citations)

    def paragraph(self, claim: Claim) -> Paragraph:
        """The claim with the numbers of what it cites, marked if it is a translation."""
        if claim.is_translation:
            self._translated.update(claim.citations)
            text = self._words.text("{statement} (translated)", statement=claim.text)
            return Paragraph(text, self.of(claim.citations))
        self._said |= {c for c in claim.citations if " ".join(c.quote.split()) in claim.text}
        return Paragraph(claim.text, self.of(claim.citations))

    def sources(self, *, tersely: bool = False) -> tuple[Block, ...]:
        """The citations that were numbered; `tersely`, a quote that stands in the text isn't said twice.

        What a translated claim quotes is always shown, and a line behind it says what was checked of such claims.
        """
        terse = self._said - self._translated if tersely else set[Citation]()
        items = (source(n, citation, self._dossier, self._words) for citation, n in self._seen.items())
        shown = tuple(
            replace(item, quote=None) if citation in terse else item
            for item, citation in zip(items, self._seen, strict=True)
        )
        return (Sources(shown), *self._on_translations()) if shown else ()

    def _on_translations(self) -> tuple[Footnote, ...]:
        if not self._translated:
            return ()
        line = self._words.text(
            "Statements marked as translated are in another language than their quotes: they were checked by "
            "numbers, names, dates and negation only."
        )
        return (Footnote(line),)


def source(number: int, citation: Citation, dossier: Dossier, words: Words = ENGLISH) -> Source:
    """A citation as a numbered source: its document's title and date, and a link if its source is one."""
    document = dossier.document(citation.document)
    link = (document.source if document else None) or ""
    return Source(
        number=number,
        quote=" ".join(citation.quote.split()),
        title=document.title if document else citation.document,
        passage=citation.passage,
        date=words.day(document.date) if document and document.date else None,
        link=link if link.startswith(("https://", "http://")) else None,
        place=words.text("passage {number}", number=str(citation.passage)),
    )


def label(name: str, words: Words) -> str:
    """The name of an aspect or the heading of a briefing in the reader's language; any other stays as it is."""
    return words.said(LABELS.get(name, name))


def as_of(date: datetime.date | None, words: Words = ENGLISH) -> str:
    """ "as of 14 August 2025", or that the documents are undated."""
    return words.text("as of {day}", day=date) if date else words.text("documents undated")


def count(number: int, what: str) -> str:
    """ "1 passage", "2 passages": for the reports to the operator, which are in English."""
    return f"{number} {what}" + ("" if number == 1 else "s")


def countdown(event: Event | None, today: datetime.date, words: Words = ENGLISH) -> str | None:
    """How far off the event is, or how long ago: a computed line; None without a date."""
    if event is None or event.date is None:
        return None
    day, far = words.long_day(event.date), distance((event.date - today).days, words)
    if event.place:
        return words.text("Date of the event: {day}, {place} ({far}).", day=day, place=event.place, far=far)
    return words.text("Date of the event: {day} ({far}).", day=day, far=far)


def distance(days: int, words: Words = ENGLISH) -> str:
    """How far off a date is: "in 3 days", "tomorrow", "today", "yesterday", "3 days ago"."""
    match days:
        case 0:
            return words.text("today")
        case 1:
            return words.text("tomorrow")
        case -1:
            return words.text("yesterday")
        case _ if days > 0:
            return words.plural("in {number} day", "in {number} days", days)
        case _:
            return words.plural("{number} day ago", "{number} days ago", -days)


def answer(result: Answer | NotStated, dossier: Dossier, words: Words = ENGLISH) -> Reply:
    """An answer with numbered citations, or an honest "the documents don't say" with what comes nearest.

    Whoever asked in a language that the engine doesn't read, but we speak, is told so in that language.
    """
    match result:
        case Answer():
            return _answer(result, dossier, words)
        case NotStated(why=Why.LANGUAGE):
            return _not_stated(result, dossier, words_in(result.detail) or words)
        case NotStated():
            return _not_stated(result, dossier, words)


def _answer(result: Answer, dossier: Dossier, words: Words) -> Reply:
    numbers = Numbers(dossier, words)
    claims = tuple(numbers.paragraph(claim) for claim in result.claims)
    # What a model wrote reads as one text, and stands as it was streamed; sentences of documents are a list.
    body: tuple[Block, ...] = claims if result.prompt or len(claims) == 1 else (Bullets(claims),)
    return Reply(
        (
            *body,
            *numbers.sources(),
            *_understood(result.asked, words),
            *noted(result.note, words),
            *left_out(result.dropped, words),
            *offered(result.questions, words),
            small_print(result.engine, dossier, result.as_of, words),
        )
    )


def _not_stated(result: NotStated, dossier: Dossier, words: Words) -> Reply:
    blocks: list[Block] = [Paragraph(refusals.line(result, words))]
    if result.nearest:
        blocks.append(Paragraph(words.text("What comes nearest in the documents:")))
        blocks.append(Sources(tuple(source(n, c, dossier, words) for n, c in enumerate(result.nearest, 1))))
    blocks += [
        *_understood(result.asked, words),
        *noted(result.note, words),
        *left_out(result.dropped, words),
        *offered(result.questions, words),
    ]
    return Reply((*blocks, small_print(result.engine, dossier, result.as_of, words)))


def comparison(result: Comparison, dossier: Dossier, words: Words = ENGLISH) -> Reply:
    """Leaders side by side: a row for each aspect, a column for each leader."""
    numbers = Numbers(dossier, words)
    silent = Paragraph(words.said(NOT_STATED))
    on_topic = len(result.rows) == 1  # A topic is the dossier's own and stays, also one called "Goals".
    rows = tuple(
        (
            Paragraph(row.aspect if on_topic else label(row.aspect, words)),
            *(numbers.paragraph(cell) if cell else silent for cell in row.cells),
        )
        for row in result.rows
    )
    return Reply(
        (
            Heading(" / ".join(result.leaders)),
            Table(("", *result.leaders), rows),
            *numbers.sources(tersely=True),
            *noted(result.note, words),
            *left_out(result.dropped, words),
            small_print(result.engine, dossier, result.as_of, words),
        )
    )


def briefing(result: Briefing, dossier: Dossier, words: Words = ENGLISH) -> Reply:
    """A briefing: its points under their headings, and the countdown."""
    numbers = Numbers(dossier, words)
    blocks: list[Block] = [Heading(words.said(result.title))]
    if result.countdown:
        blocks.append(Paragraph(result.countdown))
    for heading, claims in grouped(result.points):
        if heading:
            blocks.append(Heading(label(heading, words), 2))
        paragraphs = tuple(numbers.paragraph(claim) for claim in claims)
        blocks.append(paragraphs[0] if len(paragraphs) == 1 else Bullets(paragraphs))
    if not result.points:
        blocks.append(Paragraph(words.text("The documents don't state enough for a briefing.")))
    blocks += [
        *numbers.sources(tersely=True),
        *noted(result.note, words),
        *left_out(result.dropped, words),
    ]
    return Reply((*blocks, small_print(result.engine, dossier, result.as_of, words)))


def grouped(points: Iterable[Point]) -> Iterable[tuple[str, list[Claim]]]:
    """The claims of points that follow each other under one heading."""
    groups: list[tuple[str, list[Claim]]] = []
    for point in points:
        if groups and groups[-1][0] == point.heading:
            groups[-1][1].append(point.claim)
        else:
            groups.append((point.heading, [point.claim]))
    return groups


_STANDING = {
    Standing.SUPPORTED: say("Supported"),
    Standing.CONTRADICTED: say("Contradicted"),
    Standing.NOT_MENTIONED: say("Not mentioned"),
}


def verdicts(results: Sequence[Checked], dossier: Dossier, engine: str, words: Words = ENGLISH) -> Reply:
    """Each statement of a text with its verdict, the reason and the quotes."""
    numbers = Numbers(dossier, words)
    header = (words.text("Statement"), words.text("Verdict"), words.text("Why"))
    rows = tuple(
        (
            Paragraph(result.text),
            Paragraph(words.said(_STANDING[result.standing]), numbers.of(result.citations)),
            Paragraph(words.said(result.reason)),
        )
        for result in results
    )
    return Reply(
        (
            Table(header, rows),
            *numbers.sources(),
            small_print(engine, dossier, dossier.as_of, words),
        )
    )


def _understood(asked: str | None, words: Words) -> tuple[Block, ...]:
    """As what a follow-up was understood, so that who meant something else can say so."""
    return (Footnote(words.text("Understood as: “{question}”", question=asked)),) if asked else ()


def noted(note: str | None, words: Words) -> tuple[Block, ...]:
    """The line of ours on how a reply came about, or nothing."""
    return (Footnote(words.said(note)),) if note else ()


def left_out(dropped: Sequence[Dropped], words: Words) -> tuple[Block, ...]:
    """How many statements didn't pass verification, and why; nothing if all did."""
    if not dropped:
        return ()
    reasons = "; ".join(dict.fromkeys(words.said(item.reason) for item in dropped))
    what = words.plural(
        "{number} statement was left out because verification failed: {reasons}",
        "{number} statements were left out because verification failed: {reasons}",
        len(dropped),
        reasons=reasons,
    )
    return (Footnote(what),)


def offered(questions: Sequence[str], words: Words = ENGLISH) -> tuple[Block, ...]:
    """Questions to press, or nothing."""
    if not questions:
        return ()
    return (Actions(tuple(Action(q, q) for q in questions), words.text("You could also ask:")),)


def small_print(
    engine: str, dossier: Dossier, date: datetime.date | None, words: Words = ENGLISH
) -> Footnote:
    """Which dossier, as of when, and which engine."""
    by = words.text("engine: {name}", name=engine)
    return Footnote(f"{dossier.title} · {as_of(date, words)} · {by}")


def dossier_line(dossier: Dossier, words: Words = ENGLISH) -> Footnote:
    """Which dossier, and as of when."""
    return Footnote(f"{dossier.title} · {as_of(dossier.as_of, words)}")
