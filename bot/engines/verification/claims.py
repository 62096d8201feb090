"""Checking claims: what each says must stand in what it quotes."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from bot.answers import Citation, Claim, Dropped
from bot.dossier.model import Dossier
from bot.engines.verification import context, facts, foreign, gender, links, names, negation, numbers
from bot.engines.verification.facts import Facts
from bot.engines.verification.judging import CERTAIN_SUPPORT, judge
from bot.engines.verification.markup import comparable
from bot.engines.verification.quotes import anchor
from bot.engines.verification.verdicts import Check, Severity, Verdict, weak, wrong
from bot.language import language_of
from bot.wording import say

_RUN = re.compile(r"(?:[^\W\d_][\w’'-]*[ -])*")
_STANDING_IN = frozenset(
    "he she him her his it its they their them our we my this that these company country party".split()
)
"""Words of a quote in whose place a claim may put a name."""

_OFTEN = 2
"""How often a document has a name that a claim may put in for what a quote only calls "the state"."""

_ROOT = 5
"""Letters by which a place is known in another form of its name."""


def check(claim: Claim, dossier: Dossier) -> list[Verdict]:
    """What speaks against `claim`, the worst first; empty if it stands."""
    return _check(claim.text, [anchor(citation, dossier) for citation in claim.citations], dossier)


def verify_claims(claims: Iterable[Claim], dossier: Dossier) -> tuple[list[Claim], list[Dropped]]:
    """The claims that stand, in order, and those that were dropped, with the reason.

    Citations of what stands carry the documents' own spans. A claim with weak support gives way to its
    bare quotes, unless it is in another language than they are: then it is marked as a translation, and only what
    contradicts them drops it.
    """
    standing: list[Claim] = []
    dropped: list[Dropped] = []
    for claim in claims:
        anchored = [anchor(citation, dossier) for citation in claim.citations]
        verdicts = _check(claim.text, anchored, dossier)
        citations = tuple(citation for citation in anchored if citation)
        if verdicts and verdicts[0].severity is Severity.WRONG:
            dropped.append(Dropped(text=claim.text, reason=verdicts[0].reason))
        elif _is_translation(claim.text, citations, dossier):
            standing.append(replace(claim, citations=citations, is_translation=True))
        elif verdicts:
            standing.append(Claim(text=_bare(citations), citations=citations))
        else:
            standing.append(replace(claim, citations=citations))
    return standing, dropped


def _bare(citations: Sequence[Citation]) -> str:
    return " ".join(dict.fromkeys(" ".join(citation.quote.split()) for citation in citations))


def _check(text: str, citations: Sequence[Citation | None], dossier: Dossier) -> list[Verdict]:
    if not text.strip():
        return [wrong(Check.WORDS, 0, len(text), say("The claim says nothing."))]
    if not citations:
        return [wrong(Check.QUOTE, 0, len(text), say("The claim quotes nothing."))]
    found = [citation for citation in citations if citation]
    if len(found) < len(citations):
        reason = say("A quote of the claim does not stand in the passage that it names.")
        return [wrong(Check.QUOTE, 0, len(text), reason)]
    if any(_is_bare(text, citation, dossier) for citation in found):
        return []
    strange = links.strange(text, dossier)
    if strange:
        reason = say("The claim has a link or markup that is none of the dossier's sources.")
        return [wrong(Check.LINK, *strange, reason)]
    telling = [citation for citation in found if context.says_enough(citation, dossier)]
    if not telling:
        reason = say("The quote “{quote}” is too short to show anything.", quote=found[0].quote)
        return [wrong(Check.LENGTH, 0, len(text), reason)]
    verdicts = _against(text, telling, dossier)
    if len(telling) < len(found) and any(verdict.check is Check.NAME for verdict in verdicts):
        return _against(text, found, dossier)  # A short quote may say who is meant.
    return verdicts


def _is_bare(text: str, citation: Citation, dossier: Dossier) -> bool:
    """Whether a claim is the whole sentence that it quotes from."""
    return comparable(text) == comparable("".join(context.sentences(citation, dossier)))


def _against(text: str, citations: Sequence[Citation], dossier: Dossier) -> list[Verdict]:
    contexts = [context.sentences(citation, dossier) for citation in citations]
    language = language_of(text)
    languages = [_language(citation, dossier) for citation in citations]
    if language in foreign.known() and any(known not in (None, "en") for known in (language, *languages)):
        quotes = [
            foreign.Quote(
                quote, "".join((before, quote, behind)), known if known in foreign.known() else language
            )
            for (before, quote, behind), known in zip(contexts, languages, strict=True)
        ]
        return foreign.judge(text, language, quotes, dossier)
    claim, quoted = facts.read(text), [facts.read(quote) for _, quote, _ in contexts]
    sentences = [facts.read("".join(parts)) for parts in contexts]
    meant = frozenset[int]().union(*(context.meant(citation, dossier) for citation in citations))
    found = judge(claim, quoted, sentences, dossier.leaders, meant, CERTAIN_SUPPORT)
    verdicts = [
        _eased(verdict, claim.text, citations, dossier)
        for verdict in found
        if not _is_filled_in(verdict, claim, quoted, citations, dossier)
    ]
    home = dossier.document(citations[0].document)
    known = gender.of(dossier.leaders, home.text if home else "")
    mistaken = gender.mistaken(claim, sentences, dossier.leaders, known)
    if mistaken:
        name = dossier.leaders[mistaken.leader].name
        reason = say("The document gives {name} another part in this.", name=name)
        verdicts.append(weak(Check.NAME, mistaken.start, mistaken.end, reason))
    cut = negation.cut_off(claim, [(facts.read(a), facts.read(b)) for a, b, _ in contexts if a])
    if cut:
        word, turned = cut
        reason = say("The quote leaves out the “{word}” before it.", word=word)
        severity = Severity.WRONG if turned else Severity.WEAK
        what = Check.NEGATION if turned else Check.HEDGE
        verdicts.append(
            Verdict(check=what, severity=severity, start=0, end=len(text), reason=reason, stated=word)
        )
    return sorted(verdicts, key=lambda verdict: -verdict.severity)


def _is_translation(text: str, citations: Sequence[Citation], dossier: Dossier) -> bool:
    """Whether a claim is in another language than one of its quotes, and both can be read; a copy never is."""
    language = language_of(text)
    return language in foreign.known() and any(
        _language(citation, dossier) not in (None, language)
        and comparable(citation.quote) != comparable(text)
        for citation in citations
    )


def _language(citation: Citation, dossier: Dossier) -> str | None:
    """The language of the passage that is quoted, or of its document; a quote alone may be too short to tell."""
    passage, document = dossier.passage(citation.passage), dossier.document(citation.document)
    return (passage and language_of(passage.text)) or (document and language_of(document.text)) or None


def _eased(verdict: Verdict, text: str, citations: Sequence[Citation], dossier: Dossier) -> Verdict:
    """A number, name or date that is not in the quotes but in what is around them: the claim gives way to its quotes.

    A name may also stand anywhere in the document if the quotes have none in its place, or often: it is what the
    document is about, and a claim has it for "the state" or "the company".
    """
    if verdict.severity is not Severity.WRONG:
        return verdict
    said, is_rivalled = text[verdict.start : verdict.end], verdict.stated is not None
    is_eased = False
    if verdict.check is Check.NUMBER and not is_rivalled:
        is_eased = any(_is_counted_around(said, c, dossier) for c in citations)
    elif verdict.check in {Check.NAME, Check.DATE}:
        around = any(_is_around(said, c, dossier) for c in citations)
        is_eased = around and not _is_named(said, citations, dossier)
    if verdict.check is Check.NAME and not names.mentions(said, dossier.leaders):
        least = _OFTEN if is_rivalled else 1
        is_eased = is_eased or any(_is_in_document(said, c, dossier, least) for c in citations)
    return replace(verdict, severity=Severity.WEAK) if is_eased else verdict


def _is_filled_in(
    verdict: Verdict, claim: Facts, quoted: Sequence[Facts], citations: Sequence[Citation], dossier: Dossier
) -> bool:
    """Whether a name that the quotes lack only completes one of them, or stands for their "his" or "the company"."""
    said = claim.text[verdict.start : verdict.end].removesuffix("'s").removesuffix("’s")
    if verdict.check is not Check.NAME or verdict.severity is not Severity.WRONG:
        return False
    if names.mentions(said, dossier.leaders):
        return False
    documents = [document for c in citations if (document := dossier.document(c.document))]
    last = [word for word in claim.words if word.start >= verdict.start and word.capital]
    run = [w for w in last if _RUN.fullmatch(claim.text, verdict.start, w.start)][:4]
    full = claim.text[verdict.start : run[-1].end].removesuffix("'s").removesuffix("’s") if run else said
    if full != said and any(full in d.text for d in documents):
        return any(run[-1].token in quote.tokens for quote in quoted)
    if names.rivals(claim, quoted, dossier.leaders) or not any(q.tokens & _STANDING_IN for q in quoted):
        return False
    return any(_is_around(said, citation, dossier) for citation in citations)


def _is_around(said: str, citation: Citation, dossier: Dossier) -> bool:
    """Whether a leader is named in the document of a quote, or another name or date in its passage or title."""
    passage, document = dossier.passage(citation.passage), dossier.document(citation.document)
    if passage is None or document is None:
        return False
    wanted = {m.leader for m in names.mentions(said, dossier.leaders)}
    if wanted:
        return wanted <= {m.leader for m in names.mentions(document.text, dossier.leaders)}
    around = f"{document.title}\n{passage.heading or ''}\n{passage.text}"
    return facts.read(said).tokens <= facts.read(around).tokens


def _is_counted_around(said: str, citation: Citation, dossier: Dossier) -> bool:
    """Whether the passage of a quote has a number."""
    passage = dossier.passage(citation.passage)
    around = facts.read(passage.text).numbers if passage else ()
    return any(numbers.same(number, other) for number in facts.read(said).numbers for other in around)


def _is_in_document(said: str, citation: Citation, dossier: Dossier, least: int) -> bool:
    """Whether a name stands so often in the document of a quote, also as the adjective of a place."""
    document = dossier.document(citation.document)
    words = facts.read(document.text).words if document else ()
    wanted = [w.token for w in facts.read(said).words if w.stem]
    return all(sum(_is_form(token, w.token) for w in words) >= least for token in wanted)


def _is_form(one: str, other: str) -> bool:
    """Whether two words are forms of one name, also by an ending that no rule has: "Auldmere", "Auldmerish"."""
    return names.same(one, other) or (min(len(one), len(other)) > _ROOT and one[:_ROOT] == other[:_ROOT])


def _is_named(said: str, citations: Sequence[Citation], dossier: Dossier) -> bool:
    """Whether the quotes name the leader themselves, so that nothing around them is needed."""
    wanted = {m.leader for m in names.mentions(said, dossier.leaders)}
    return any(wanted & {m.leader for m in names.mentions(c.quote, dossier.leaders)} for c in citations)
