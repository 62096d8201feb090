"""A claim as a model wrote it, held against the documents."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from bot.answers import Citation, Claim, Dropped
from bot.dossier.model import Dossier, Leader
from bot.dossier.reading import Reading
from bot.engines.extractive.attribution import attribute
from bot.engines.generative.quoting import cited
from bot.engines.generative.written import WrittenClaim
from bot.engines.verification import Check, check, cite, context, links, verify_claims
from bot.wording import say

LONGEST = 600
"""Characters of a claim at most: three long sentences."""

# A sentence that speaks to the bot: what it orders is nothing that the documents state.
_ORDER = re.compile(
    r"\b(?:ignore|disregard|forget|override|bypass)\b.{0,40}\b(?:instructions?|rules?|prompts?|above|previous)\b"
    r"|\b(?:system|hidden) (?:prompt|message)\b|\byou are (?:now|no longer) (?:an?|the)\b"
    r"|</?(?:system|instructions?|prompt|user|assistant)>|\[(?:system|inst)\]|^\s*(?:system|assistant)\s*:",
    re.I | re.M | re.S,
)
# What a model puts into plain words though it was told not to: emphasis, a bullet, numbers of its quotes.
_EMPHASIS = re.compile(r"(?<!\w)(\*\*|__)(?=\S)([^*_]{1,600}?)(?<=\S)\1(?!\w)")
_BULLET = re.compile(r"^[-*•–]\s+")
_MARK = re.compile(
    r"\s*(?:\[\s*(?:passages?\s*)?\d{1,4}(?:\s*[,;–-]\s*\d{1,4})*\s*\]|\(passages? \d{1,4}(?:(?:,| and) \d{1,4})*\))",
    re.I,
)
_REASONS = 3

_TOLD = {
    Check.NUMBER: say("It has a number that its quotes don't have."),
    Check.DATE: say("It has a date that its quotes don't have."),
    Check.NAME: say("It names someone or something that its quotes don't name."),
    **dict.fromkeys(
        (Check.NEGATION, Check.HEDGE, Check.WORDS), say("It says something that its quotes don't carry.")
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """A claim after verification: `claim` is what may be shown, None where nothing may as it is written.

    `bare` are the quotes alone, where they stand but don't quite carry the words; `reasons` say what was wrong, in
    English for the model. `told` says it to people without a word of the claim: nothing of it was found true.
    """

    written: WrittenClaim
    claim: Claim | None = None
    bare: Claim | None = None
    reasons: tuple[str, ...] = ()
    told: str | None = None

    @property
    def dropped(self) -> Dropped:
        """As it is told to people when nothing came of it."""
        return Dropped(text=self.written.text[:LONGEST], reason=self.told or self.reasons[0])


def examine(written: WrittenClaim, reading: Reading) -> Examined:
    """What verification says of a claim. Quotes that stand nowhere carry nothing and are left out.

    Where a quote has only "he", the sentence that has the name is cited too, as far as it is plain whom it means; where a
    clause alone doesn't carry the claim, the whole sentence is cited.
    """
    dossier = reading.dossier
    text = _plain(written.text)
    if len(text) > LONGEST:
        reason = say("A claim has {limit} characters at most.", limit=LONGEST)
        return Examined(written=written, reasons=(reason,))
    if not text.isprintable():
        reason = say("A claim holds characters that can't be seen.")
        return Examined(written=written, reasons=(reason,))
    # Also where a document says it: what a model writes has no foreign links.
    if links.strange(text, dossier):
        reason = say("The claim has a link or markup that is none of the dossier's sources.")
        return Examined(written=written, reasons=(reason,))
    citations = cited(written, dossier)
    if not citations:
        reason = say("A quote of the claim does not stand in the passage that it names.")
        return Examined(written=written, reasons=(reason,))
    if any(_ORDER.search(_sentences(citation, dossier).quote) for citation in citations):
        reason = say("A quote of the claim is an order to the reader, not a statement.")
        return Examined(written=written, reasons=(reason,))
    grown = tuple(dict.fromkeys(_sentences(citation, dossier) for citation in citations))
    for quotes in _ways(citations, grown, reading):
        standing, _ = verify_claims([Claim(text=text, citations=quotes)], dossier)
        if standing and standing[0].text == text:
            return Examined(written=written, claim=standing[0])
    # By whole sentences: a clause cut off from "he denied that" would say what nobody says.
    claim = Claim(text=text, citations=grown)
    standing, dropped = verify_claims([claim], dossier)
    verdicts = check(claim, dossier)[:_REASONS]
    reasons = tuple(verdict.reason for verdict in verdicts)
    return Examined(
        written=written,
        bare=standing[0] if standing else None,
        reasons=reasons or tuple(item.reason for item in dropped),
        told=_TOLD.get(verdicts[0].check) if verdicts else None,
    )


def _ways(
    citations: tuple[Citation, ...], grown: tuple[Citation, ...], reading: Reading
) -> Iterator[tuple[Citation, ...]]:
    """What a claim can be held to, one after the other; most stand at the first, so names are looked up behind it."""
    yield citations
    names = _names(citations, reading)
    if names:
        yield (*citations, *names)
    if grown != citations:
        yield grown
        if names:
            yield (*grown, *names)


def _plain(text: str) -> str:
    """The words of a claim without marks of form; what is left is what is checked and shown."""
    return _MARK.sub("", _EMPHASIS.sub(r"\2", _BULLET.sub("", " ".join(text.split())))).strip()


def _names(citations: Iterable[Citation], reading: Reading) -> tuple[Citation, ...]:
    """The sentences with the names that pronouns in these quotes stand for."""
    found: dict[Citation, None] = {}
    for citation in citations:
        around = map(reading.dossier.passage, (citation.passage - 1, citation.passage))
        for statement in attribute([one for one in around if one], reading):
            touches = statement.start < citation.end and citation.start < statement.end
            if touches and statement.antecedent:
                found[cite(statement.antecedent, reading.dossier)] = None
    return tuple(name for name in found if name not in citations)


def about(one: Examined, leader: Leader, reading: Reading) -> Examined:
    """What of a claim may stand under a leader's name: what speaks of that leader.

    Its bare quotes too, as they say of nobody else what is read as this one's.
    """
    if one.claim and not _speaks_of(one.claim, leader, reading):
        reason = say("The claim does not name {name}, in whose column it stands.", name=leader.name)
        return Examined(written=one.written, reasons=(reason,))
    if one.bare and not _speaks_of(one.bare, leader, reading):
        return replace(one, bare=None)
    return one


def _speaks_of(claim: Claim, leader: Leader, reading: Reading) -> bool:
    if named := reading.who.named(claim.text):
        return leader in named
    # Names in another language are hard to tell in all their cases: the quotes then have to name them.
    quotes = " ".join(citation.quote for citation in claim.citations)
    return claim.is_translation and leader in reading.who.named(quotes)


def whole(claim: Claim, dossier: Dossier) -> Claim:
    """The claim with its quotes grown to whole sentences: what a channel was told is told apart by sentences."""
    grown = (_sentences(citation, dossier) for citation in claim.citations)
    return Claim(text=claim.text, citations=tuple(dict.fromkeys(grown)), is_translation=claim.is_translation)


def _sentences(citation: Citation, dossier: Dossier) -> Citation:
    before, quote, behind = context.sentences(citation, dossier)
    return replace(
        citation,
        quote=f"{before}{quote}{behind}",
        start=citation.start - len(before),
        end=citation.end + len(behind),
    )
