"""Checking claims: what each says must stand in what it quotes."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from bot.answers import Citation, Claim, Dropped
from bot.dossier.model import Dossier, Leader
from bot.engines.verification import dates, facts, figures, foreign, names, numbers, pairing, roles, wording
from bot.engines.verification.counts import counted, listed
from bot.engines.verification.facts import Facts
from bot.engines.verification.markup import comparable
from bot.engines.verification.quotes import anchor
from bot.engines.verification.verdicts import (
    Check,
    Severity,
    Verdict,
    missing,
    nowhere,
    of_others,
    otherwise,
    quoted,
    weak,
    wrong,
)
from bot.language import language_of
from bot.wording import all_of, one_of, say

WEAK_SUPPORT, LEAST_SUPPORT = 0.6, 0.35
"""Shares of a claim's content words in its quotes: under the first it is weak, under the second dropped."""


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
        return [
            wrong(
                Check.QUOTE,
                0,
                len(text),
                say("A quote of the claim does not stand in the passage that it names."),
            )
        ]
    contexts = [context(citation, dossier) for citation in found]
    if any(comparable(text) == comparable("".join(parts)) for parts in contexts):
        return []
    language = language_of(text)
    languages = [_language(citation, dossier) for citation in found]
    if language in foreign.known() and any(known not in (None, "en") for known in (language, *languages)):
        quotes = [
            foreign.Quote(
                quote, "".join((before, quote, behind)), known if known in foreign.known() else language
            )
            for (before, quote, behind), known in zip(contexts, languages, strict=True)
        ]
        return foreign.judge(text, language, quotes, dossier)
    claim, quoted = facts.read(text), [facts.read(quote) for _, quote, _ in contexts]
    verdicts = judge(claim, quoted, [facts.read("".join(parts)) for parts in contexts], dossier.leaders)
    cut = wording.cut_off(claim, [facts.read(before) for before, _, _ in contexts if before])
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


def context(citation: Citation, dossier: Dossier) -> tuple[str, str, str]:
    """A quote in the whole sentences that it is cut from: before, quote, behind. No "not" is cut off so."""
    passage, document = dossier.passage(citation.passage), dossier.document(citation.document)
    touched = (
        [s for s in passage.sentences if s.start < citation.end and citation.start < s.end] if passage else []
    )
    if not touched or document is None:
        return "", citation.quote, ""
    first, last = min(touched[0].start, citation.start), max(touched[-1].end, citation.end)
    return document.text[first : citation.start], citation.quote, document.text[citation.end : last]


def judge(
    claim: Facts, quotes: Sequence[Facts], sentences: Sequence[Facts], leaders: tuple[Leader, ...]
) -> list[Verdict]:
    """What speaks against `claim` on these quotes from these whole sentences, the worst first."""
    verdicts = [
        *_numbers(claim, quotes, leaders),
        *_dates(claim, quotes),
        *_names(claim, quotes, leaders),
        *_wording(claim, quotes, sentences, leaders),
    ]
    return sorted(verdicts, key=lambda verdict: -verdict.severity)


def _numbers(claim: Facts, quotes: Sequence[Facts], leaders: tuple[Leader, ...]) -> Iterator[Verdict]:
    stated = [number for quote in quotes for number in (*quote.numbers, *figures.in_dates(quote.whens))]
    percent = any("percent" in token for quote in quotes for token in quote.tokens)
    for number in claim.numbers:
        fitting = [
            other
            for other in stated
            if numbers.same(number, other) or (percent and figures.as_share(number, other))
        ]
        if fitting and not figures.counts_others(number, fitting, stated):
            if figures.counts_strangers(number, fitting, quotes):
                reason = say("The quotes have “{number}”, but of other things.", number=number.text)
                yield weak(Check.NUMBER, number.start, number.end, reason)
            continue
        rival = figures.rival(number, stated, claim.numbers)
        if counted(number, quotes, leaders) or (
            number.soft and not (rival and set(rival.nouns) & set(number.nouns))
        ):
            continue
        instead = rival.text if rival else listed(number, quotes)
        reason = otherwise(instead, number.text) if instead else missing(number.text)
        yield wrong(Check.NUMBER, number.start, number.end, reason, instead)


def _dates(claim: Facts, quotes: Sequence[Facts]) -> Iterator[Verdict]:
    stated = [when for quote in quotes for when in quote.whens]
    for when in claim.whens:
        if any(dates.same(when, other) for other in stated):
            continue
        free = [other for other in stated if not any(dates.same(own, other) for own in claim.whens)]
        rival = next((other for other in free if dates.rivals(when, other)), None)
        if rival is None:
            yield wrong(Check.DATE, when.start, when.end, missing(when.text))
        else:
            reason = otherwise(rival.text.rstrip("."), when.text.rstrip("."))
            yield wrong(Check.DATE, when.start, when.end, reason, rival.text)


def _names(claim: Facts, quotes: Sequence[Facts], leaders: tuple[Leader, ...]) -> Iterator[Verdict]:
    stated = {m.leader for quote in quotes for m in names.mentions(quote.text, leaders)}
    claimed = names.mentions(claim.text, leaders)
    others = [leaders[place].name for place in sorted(stated - {m.leader for m in claimed})]
    seen: set[int] = set()
    for mention in claimed:
        if mention.leader in stated or mention.leader in seen:
            continue
        seen.add(mention.leader)
        name = leaders[mention.leader].name
        instead = all_of(others) if others else None
        reason = of_others(instead, name) if instead else nowhere(name)
        yield wrong(Check.NAME, mention.start, mention.end, reason, instead)
    rivals = names.rivals(claim, quotes, leaders)
    for run in names.unsupported(claim, quotes, leaders):
        name, rival = names.name_of(run, claim), one_of(rivals[:2]) if rivals else None
        reason = otherwise(rival, name) if rival else nowhere(name)
        yield wrong(Check.NAME, run[0].start, run[-1].end, reason, rival)
    swap = roles.swapped(claim, quotes, leaders)
    if swap:
        instead = all_of([leaders[place].name for place in swap.leaders])
        about = next((leaders[m.leader].name for m in claimed if m.start == swap.start), swap.claimed)
        certain = instead and any(m.start == swap.start for m in claimed)
        yield Verdict(
            check=Check.NAME,
            severity=Severity.WRONG if certain else Severity.WEAK,
            start=swap.start,
            end=swap.end,
            reason=of_others(instead or swap.stated, about),
            stated=instead if certain else None,
        )


def _wording(
    claim: Facts, quotes: Sequence[Facts], sentences: Sequence[Facts], leaders: tuple[Leader, ...]
) -> Iterator[Verdict]:
    clash = (
        wording.flipped(claim, sentences)
        or wording.opposed(claim, sentences)
        or wording.turned(claim, sentences)
    )
    if clash:
        reason = otherwise(*quoted((clash.stated, clash.said)))
        yield wrong(Check.NEGATION, clash.start, clash.end, reason, clash.stated)
    apart = pairing.apart(claim, sentences, leaders)
    if apart:
        start, end = apart
        reason = say("The document says “{word}” of someone else.", word=claim.text[start:end])
        yield weak(Check.NAME, start, end, reason)
    hedge = wording.hardened(claim, sentences)
    if hedge:
        reason = say("The document only says “{word}”, the text states it as a fact.", word=hedge)
        yield weak(Check.HEDGE, 0, len(claim.text), reason)
    whole = wording.generalised(claim, sentences)
    if whole:
        reason = say("The quotes do not say “{word}”.", word=whole.text)
        yield weak(Check.WORDS, whole.start, whole.end, reason)
    spans = names.mentions(claim.text, leaders)
    named = [word for word in claim.content if any(m.start <= word.start < m.end for m in spans)]
    share, missing = wording.coverage(claim, quotes, named)
    if share < WEAK_SUPPORT:
        severity = Severity.WRONG if share < LEAST_SUPPORT else Severity.WEAK
        reason = say("The quotes say nothing of {words}.", words=quoted(word.text for word in missing[:4]))
        yield Verdict(
            check=Check.WORDS, severity=severity, start=missing[0].start, end=missing[-1].end, reason=reason
        )
