"""What the looking commands found, as replies in English: they are the operator's; pure."""

from collections.abc import Iterable, Sequence

from bot import present
from bot.dossier.model import Document, Dossier
from bot.evaluation import Scored, by_kind, sides
from bot.platform import Finding
from bot.reply import Block, Bullets, Footnote, Heading, Paragraph, Reply, Table
from bot.wording import ENGLISH


def dossier(known: Dossier) -> Reply:
    """What a dossier holds."""
    return Reply((Heading(known.title), *_contents(known)))


def dossier_check(known: Dossier) -> Reply:
    """What was understood of a dossier, and what is doubtful."""
    doubts = (
        (Bullets(tuple(map(Paragraph, known.doubts))),)
        if known.doubts
        else (Paragraph("Nothing is doubtful."),)
    )
    return Reply(
        (
            Heading(f"Understood: {known.title}"),
            *_contents(known),
            Heading("Doubtful", 2),
            *doubts,
            Footnote(f"It can be used: rapporteur run --dossier {known.path}"),
        )
    )


def _contents(known: Dossier) -> Iterable[Block]:
    yield Paragraph(f"Version {known.version}, {present.as_of(known.as_of)}")
    if known.event:
        parts = [
            known.event.name,
            known.event.place,
            ENGLISH.day(known.event.date) if known.event.date else None,
        ]
        yield Heading("Event", 2)
        yield Paragraph(" · ".join(part for part in parts if part))
    yield Heading(f"Leaders ({len(known.leaders)})", 2)
    yield _list(
        " · ".join([leader.name, *([leader.office] if leader.office else []), *leader.aliases])
        for leader in known.leaders
    )
    yield Heading(f"Topics ({len(known.topics)})", 2)
    yield _list(f"{topic.name}: {', '.join(topic.terms)}" for topic in known.topics)
    yield Heading(f"Documents ({len(known.documents)})", 2)
    yield _list(map(_document, known.documents))
    passages = present.count(len(known.passages), "passage")
    yield Paragraph(f"{passages}, {present.count(len(known.sentences), 'sentence')}")


def _document(document: Document) -> str:
    date = ENGLISH.day(document.date) if document.date else "undated"
    return f"{document.title} ({document.id}; {date}; {present.count(len(document.passages), 'passage')})"


def _list(items: Iterable[str]) -> Block:
    bullets = tuple(map(Paragraph, items))
    return Bullets(bullets) if bullets else Paragraph("none")


def findings(found: Sequence[Finding]) -> Reply:
    """The doctor's findings with their remedies."""
    rows = tuple(
        (
            Paragraph(finding.subject),
            Paragraph(str(finding.level)),
            Paragraph(finding.text),
            Paragraph(finding.remedy or "-"),
        )
        for finding in found
    )
    return Reply((Table(("Looked at", "State", "Found", "What to do"), rows),))


def evaluation(scored: Sequence[Scored], engine: str, known: Dossier) -> Reply:
    """How many are right on each side and by kind, and what went wrong."""
    answerable, unanswerable = sides(scored)
    blocks: list[Block] = [
        Heading(present.count(len(scored), "question")),
        Bullets(
            (Paragraph(f"answerable: {answerable} right"), Paragraph(f"not answerable: {unanswerable} right"))
        ),
    ]
    if any(item.known.kind for item in scored):
        rows = tuple(
            (
                Paragraph(kind or "(none)"),
                Paragraph(str(can) if can.of else "-"),
                Paragraph(str(cannot) if cannot.of else "-"),
            )
            for kind, can, cannot in by_kind(scored)
        )
        blocks.append(Table(("Kind", "Answerable", "Not answerable"), rows))
    wrong = [item for item in scored if not item.right]
    if wrong:
        blocks.append(Heading(f"Failures ({len(wrong)})", 2))
        blocks.append(Bullets(tuple(Paragraph(_failure(item)) for item in wrong)))
    return Reply((*blocks, Footnote(f"{known.title} · version {known.version} · engine: {engine}")))


def _failure(item: Scored) -> str:
    asked = " → ".join([*item.known.question.history, item.known.question.text])
    return f"line {item.known.line}: {asked}\nsaid: {item.reply}\nexpected: {expected(item)}"


def expected(item: Scored) -> str:
    """What would have been right, in a line."""
    if not item.known.answerable:
        return "(not stated)"
    groups = [" | ".join(texts) for texts in (item.known.accept, *item.known.also) if texts]
    return " and also ".join(groups) or "any answer"
