"""The quotes of what is shown, in their passages: taken down while the dossier is at hand, and drawn later; pure."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from bot.answers import Answer, Briefing, Checked, Citation, Claim, Comparison, NotStated
from bot.clipping import Clipping, Evidence, Exhibit
from bot.dossier.model import Dossier
from bot.editions import Edition
from bot.present import Numbers, source
from bot.reply import (
    Action,
    Actions,
    Audience,
    Block,
    Footnote,
    Heading,
    Kind,
    Paragraph,
    Quote,
    Reply,
    Sources,
)
from bot.wording import ENGLISH, Words

Result = Answer | NotStated | Comparison | Briefing | Edition | Sequence[Checked]
"""What can be shown under a row of its own."""

AROUND = 1_500
"""Characters of a passage that are kept on either side of a quote."""


def evidence_of(result: Result, dossier: Dossier, words: Words = ENGLISH) -> tuple[Evidence, ...]:
    """Each statement of a result that has quotes, with the numbers that they have in its reply."""
    numbers = Numbers(dossier, words)
    found: list[Evidence] = []
    for statement, citations in _statements(result):
        if citations:
            numbered = zip(numbers.of(citations), citations, strict=True)
            exhibits = tuple(_exhibit(number, citation, dossier, words) for number, citation in numbered)
            found.append(Evidence(statement=statement, exhibits=exhibits))
    return tuple(dict.fromkeys(found))


def _statements(result: Result) -> Iterable[tuple[str | None, tuple[Citation, ...]]]:
    match result:
        case NotStated(nearest=nearest):
            return [(None, nearest)]
        case Answer(claims=claims):
            return map(_stated, claims)
        case Comparison(rows=rows):
            return (_stated(cell) for row in rows for cell in row.cells if cell)
        case Briefing(points=points):
            return (_stated(point.claim) for point in points)
        case Edition(news=news, item=item):
            return map(_stated, (*(point.claim for point in news), *(item.claims if item else ())))
        case _:
            return ((checked.text, checked.citations) for checked in result)


def _stated(claim: Claim) -> tuple[str, tuple[Citation, ...]]:
    return claim.text, claim.citations


def _exhibit(number: int, citation: Citation, dossier: Dossier, words: Words) -> Exhibit:
    passage, document = dossier.passage(citation.passage), dossier.document(citation.document)
    before = after = ""
    if passage and document:
        start, end = max(passage.start, citation.start - AROUND), min(passage.end, citation.end + AROUND)
        before = " ".join(document.text[start : citation.start].split())
        after = " ".join(document.text[citation.end : end].split())
        before = f"… {before}" if before and start > passage.start else before
        after = f"{after} …" if after and end < passage.end else after
    return Exhibit(before=before, source=source(number, citation, dossier, words), after=after)


def with_buttons(reply: Reply, id: str, words: Words = ENGLISH, *, has_evidence: bool = True) -> Reply:
    """The reply with its row's id, and what can be done with it as actions before its small print."""
    evidence = Action(words.text("Show evidence"), f"/evidence {id}", Kind.OPEN)
    buttons = (
        *([evidence] if has_evidence else []),
        Action(words.text("Copy with citations"), f"/copy {id}", Kind.OPEN),
        Action("👍", f"/feedback {id} good", Kind.GOOD),
        Action("👎", f"/feedback {id} bad", Kind.BAD),
    )
    at = len(reply.blocks) - (1 if reply.blocks and isinstance(reply.blocks[-1], Footnote) else 0)
    actions = Actions(buttons, words.text("What next:"))
    return replace(reply, blocks=(*reply.blocks[:at], actions, *reply.blocks[at:]), id=id)


def page(clipping: Clipping, words: Words = ENGLISH) -> Reply:
    """For each statement its quotes inside their passages, then the sources with their links; for the asker."""
    if not clipping.evidence:
        nothing = words.text("That reply cites nothing, so there is no evidence to show.")
        return Reply((Paragraph(nothing),), Audience.ASKER)
    blocks: list[Block] = [Heading(words.text("Evidence"))]
    for evidence in clipping.evidence:
        numbers = tuple(exhibit.source.number for exhibit in evidence.exhibits)
        if evidence.statement is None:
            blocks.append(Paragraph(words.text("What comes nearest in the documents:")))
        else:
            blocks.append(Paragraph(evidence.statement, numbers))
        for exhibit in evidence.exhibits:
            blocks += _drawn(exhibit)
    sources = {e.source.number: e.source for evidence in clipping.evidence for e in evidence.exhibits}
    blocks.append(Sources(tuple(replace(sources[number], quote=None) for number in sorted(sources))))
    return Reply(tuple(blocks), Audience.ASKER)


def _drawn(exhibit: Exhibit) -> Iterable[Block]:
    # What stands around a quote is the document's too, and carries its number.
    number = (exhibit.source.number,)
    if exhibit.before:
        yield Paragraph(exhibit.before, number)
    yield Quote(exhibit.source.quote or "", exhibit.source.where)
    if exhibit.after:
        yield Paragraph(exhibit.after, number)
