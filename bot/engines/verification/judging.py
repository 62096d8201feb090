"""Judging what a claim says against what its quotes say: numbers, dates, names and words."""

import re
from collections.abc import Iterator, Sequence

from bot.dossier.model import Leader
from bot.engines.verification import (
    additions,
    alike,
    dates,
    exchange,
    figures,
    hedging,
    names,
    negation,
    numbers,
    pairing,
    reckoning,
    roles,
    turns,
    wording,
)
from bot.engines.verification.counts import counted, listed
from bot.engines.verification.facts import Facts
from bot.engines.verification.numbers import Number
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
from bot.wording import all_of, one_of, say

WEAK_SUPPORT, DISTANT_SUPPORT, LEAST_SUPPORT = 0.5, 0.25, 0.1
"""Shares of a claim's content words in its quotes: under the first it is weak, under the last dropped.
Under the second a statement for which quotes were looked for is about something else."""

CERTAIN_SUPPORT = 0.95
"""The share of a claim's words that must stand in the document as they are, for a turned word to contradict it for
certain: the rest is the same."""

_COUNTED = re.compile(
    r"\b(?:the (?:next|following) day|the day (?:after|before)|days? (?:later|earlier))\b", re.I
)
"""By which a quote counts a day from another, so that a claim may name it."""


def judge(
    claim: Facts,
    quotes: Sequence[Facts],
    sentences: Sequence[Facts],
    leaders: tuple[Leader, ...],
    meant: frozenset[int] = frozenset(),
    certain: float = 0.0,
) -> list[Verdict]:
    """What speaks against `claim` on these quotes from these whole sentences, the worst first.

    `meant` are the leaders, by number, of whom the quotes speak without a name; `certain` is the
    share of the claim's words that must stand in them for a turned word to make it wrong, and not only weak.
    """
    verdicts = [
        *_numbers(claim, quotes, leaders, certain),
        *_dates(claim, quotes),
        *_names(claim, quotes, leaders, meant),
        *_roles(claim, quotes, sentences, leaders, meant, certain),
        *_wording(claim, quotes, sentences, leaders, least=LEAST_SUPPORT if certain else DISTANT_SUPPORT),
        *_turned(claim, sentences, certain),
    ]
    return sorted(verdicts, key=lambda verdict: -verdict.severity)


def _numbers(
    claim: Facts, quotes: Sequence[Facts], leaders: tuple[Leader, ...], certain: float
) -> Iterator[Verdict]:
    stated = [number for quote in quotes for number in (*quote.numbers, *figures.in_dates(quote.whens))]
    percent = any("percent" in token for quote in quotes for token in quote.tokens)
    for number in claim.numbers:
        if _is_idle(number, claim, leaders):
            continue
        fitting = [
            other
            for other in stated
            if numbers.same(number, other) or (percent and figures.as_share(number, other))
        ]
        if fitting and not figures.counts_others(number, fitting, stated):
            if not counted(number, quotes, leaders) and figures.counts_strangers(number, fitting, quotes):
                reason = say("The quotes have “{number}”, but of other things.", number=number.text)
                yield weak(Check.NUMBER, number.start, number.end, reason)
            continue
        if fitting and not number.text[0].isdigit():
            reason = say("The quotes have “{number}”, but of other things.", number=number.text)
            yield weak(Check.NUMBER, number.start, number.end, reason)
            continue
        rival = figures.rival(number, stated, claim.numbers)
        if counted(number, quotes, leaders) or (
            number.soft and not (rival and set(rival.nouns) & set(number.nouns))
        ):
            continue
        if reckoning.says_same(number, claim, quotes, stated):
            continue
        instead = rival.text if rival else listed(number, quotes)
        reason = otherwise(instead, number.text) if instead else missing(number.text)
        if reckoning.is_reckoned(number, stated) or (
            certain and reckoning.is_own_count(number, rival, quotes)
        ):
            yield weak(Check.NUMBER, number.start, number.end, reason, instead)
            continue
        yield wrong(Check.NUMBER, number.start, number.end, reason, instead)


def _is_idle(number: Number, claim: Facts, leaders: tuple[Leader, ...]) -> bool:
    """Whether a number counts nothing: "at first", "in half", "the two" of two leaders."""
    before, text = claim.text[: number.start].casefold(), number.text.casefold()
    if (text == "first" and before.endswith("at ")) or (text == "half" and before.endswith("in ")):
        return True
    return before.endswith("the ") and text.isalpha() and len(leaders) in number.values


def _dates(claim: Facts, quotes: Sequence[Facts]) -> Iterator[Verdict]:
    stated = [when for quote in quotes for when in quote.whens]
    now = any(word in quote.tokens for quote in quotes for word in ("now", "currently"))
    for when in claim.whens:
        if now and when.relative == "today":
            continue
        if any(dates.same(when, other) for other in stated):
            continue
        free = [other for other in stated if not any(dates.same(own, other) for own in claim.whens)]
        rival = next((other for other in free if dates.rivals(when, other)), None)
        if when.weekday is not None and any(_COUNTED.search(quote.text) for quote in quotes):
            yield weak(Check.DATE, when.start, when.end, missing(when.text))
        elif rival is None:
            yield wrong(Check.DATE, when.start, when.end, missing(when.text))
        else:
            reason = otherwise(rival.text.rstrip("."), when.text.rstrip("."))
            yield wrong(Check.DATE, when.start, when.end, reason, rival.text)


def _names(
    claim: Facts, quotes: Sequence[Facts], leaders: tuple[Leader, ...], meant: frozenset[int]
) -> Iterator[Verdict]:
    stated = {m.leader for quote in quotes for m in names.mentions(quote.text, leaders)} | meant
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


def _roles(
    claim: Facts,
    quotes: Sequence[Facts],
    sentences: Sequence[Facts],
    leaders: tuple[Leader, ...],
    meant: frozenset[int],
    certain: float,
) -> Iterator[Verdict]:
    """Who did it to whom, and who says it."""
    claimed = names.mentions(claim.text, leaders)
    swap = roles.swapped(claim, quotes, leaders)
    pronouns = any(quote.tokens & {"he", "she", "his", "her"} for quote in quotes)
    if certain and pronouns and not exchange.exchanged(claim, sentences, leaders, meant):
        swap = None
    if swap and swap.leaders and any(m.start == swap.start for m in claimed):
        instead = all_of([leaders[place].name for place in swap.leaders])
        about = next(leaders[m.leader].name for m in claimed if m.start == swap.start)
        is_sure = max(alike.literal(claim, [sentence]) for sentence in sentences) >= certain
        tell = wrong if is_sure else weak
        yield tell(Check.NAME, swap.start, swap.end, of_others(instead, about), instead)
    place = exchange.exchanged(claim, sentences, leaders, meant)
    if place:
        reason = say("The document gives {name} another part in this.", name=claim.text[place[0] : place[1]])
        yield weak(Check.NAME, *place, reason)
    apart = pairing.apart(claim, sentences, leaders)
    if apart:
        start, end = apart
        reason = say("The document says “{word}” of someone else.", word=claim.text[start:end])
        yield weak(Check.NAME, start, end, reason)
    says = hedging.attributed(claim, sentences, leaders)
    if says:
        reason = say("The quotes do not say “{word}”.", word=says.text)
        yield weak(Check.NAME, says.start, says.end, reason)


def _wording(
    claim: Facts,
    quotes: Sequence[Facts],
    sentences: Sequence[Facts],
    leaders: tuple[Leader, ...],
    least: float,
) -> Iterator[Verdict]:
    hedge = hedging.hardened(claim, sentences)
    if hedge:
        reason = say("The document only says “{word}”, the text states it as a fact.", word=hedge)
        yield weak(Check.HEDGE, 0, len(claim.text), reason)
    for found, kind in (
        (hedging.surer(claim, sentences), Check.HEDGE),
        (turns.widened(claim, sentences), Check.WORDS),
        (turns.conceded(claim, sentences), Check.WORDS),
        (turns.strange(claim, sentences), Check.NEGATION),
        (turns.conditioned(claim, sentences), Check.NEGATION),
    ):
        if found:
            yield weak(kind, found.start, found.end, say("The quotes do not say “{word}”.", word=found.text))
    spans = names.mentions(claim.text, leaders)
    called = {w.start for run in names.runs(claim) for w in run if not alike.stands(w, quotes)}
    named = [w for w in claim.content if w.start in called or any(m.start <= w.start < m.end for m in spans)]
    share, absent = alike.coverage(claim, quotes, named)
    extra = additions.added(claim, sentences, named)
    if extra:
        reason = say("The quotes say nothing of {words}.", words=quoted(word.text for word in extra[:4]))
        yield weak(Check.WORDS, extra[0].start, extra[-1].end, reason)
    if share < WEAK_SUPPORT and len(absent) > 1:
        severity = Severity.WRONG if share < least else Severity.WEAK
        reason = say("The quotes say nothing of {words}.", words=quoted(word.text for word in absent[:4]))
        yield Verdict(
            check=Check.WORDS, severity=severity, start=absent[0].start, end=absent[-1].end, reason=reason
        )


def _turned(claim: Facts, sentences: Sequence[Facts], certain: float) -> Iterator[Verdict]:
    """Negations, opposites and prepositions that turn what the document says."""
    clash = (
        negation.flipped(claim, sentences)
        or wording.opposed(claim, sentences)
        or wording.turned(claim, sentences)
    )
    if clash:
        homes = [s for s in sentences if clash.stated.split()[-1] in s.text] or list(sentences)
        turned = [word for word in claim.words if clash.start <= word.start < clash.end]
        share = max(alike.literal(claim, [home], turned) for home in homes)
        severity = Severity.WRONG if share >= certain else Severity.WEAK
        yield Verdict(
            check=Check.NEGATION,
            severity=severity,
            start=clash.start,
            end=clash.end,
            reason=otherwise(*quoted((clash.stated, clash.said))),
            stated=clash.stated,
        )
    for test in (turns.directed, turns.compared, turns.narrowed, turns.doubled):
        found = test(claim, sentences)
        if found:
            reason = otherwise(*quoted((found.stated, found.said)))
            yield weak(Check.NEGATION, found.start, found.end, reason)
