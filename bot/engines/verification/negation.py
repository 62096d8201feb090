"""Negation: what a claim denies and its sentences don't, or the other way round."""

import re
from collections.abc import Iterator, Sequence

from bot.dossier import idioms, words
from bot.engines.verification import alike, english, polarity
from bot.engines.verification.facts import Facts, Word
from bot.engines.verification.wording import Clash

_NO_NEGATION = re.compile(
    r"\b(?:not only|not just|not merely|whether or not|no doubt|no\.? ?\d|nothing but|no sooner|not least|with or without"
    r"|without (?:whose|which|whom))\b",
    re.IGNORECASE,
)
_FAILS = re.compile(r"\bfail(?:s|ed|ing)?(?=\s+to\b)", re.IGNORECASE)
_RATHER = re.compile(r"\b(?:rather than|instead of|yet to|rul(?:e|es|ed|ing) out)$", re.IGNORECASE)
_DECLINES = re.compile(r"declin(?:e|es|ed|ing)\b(?! to\b)", re.IGNORECASE)
_WORTH = 2
"""Words of a quote that a claim must have for what stands before the quote to matter."""
_TRUE = frozenset({"true", "case", "correct", "fact"})
_ENDED = frozenset(
    "drop dropped drops abandoned abandons gave stopped ended former waived scrapped withdrew quit".split()
)
"""Words by which a document says that something is no longer so."""
_FREE = re.compile(r"\b(\w+)-free\b")
_NOBODY = frozenset({"none", "nothing", "nobody"})
_PLAIN = frozenset({"not", "no", "never"})
_CLAUSE_END = re.compile(
    r"[,;:.!?—–()]|\b(?:but|while|although|though|whereas|because|unless|so that)\b", re.IGNORECASE
)


def flipped(claim: Facts, sentences: Sequence[Facts]) -> Clash | None:
    """A word that the claim negates and the sentences don't, or the other way round."""
    stated_stems = frozenset(stem for sentence in sentences for stem in sentence.stems)
    claimed = list(_negated(claim))
    stated = [scope for sentence in sentences for scope in _negated(sentence)]
    denied_here = {word.stem for cue, scope in claimed for word in (*scope, *_before(cue, claim))}
    denied_here |= {stem for _, scope in claimed for stem in _by_phrases(scope, claim)}
    denied_there = {word.stem for _, scope in stated for word in scope}
    denied_there |= {w.stem for s in sentences for cue, _ in _negated(s) for w in _before(cue, s)}
    denied_here |= {words.stem(match[1].casefold()) for match in _FREE.finditer(claim.text)}
    bare = any(not scope for _, scope in stated)
    for cue, scope in claimed:
        if not scope or _are_denied(scope[:2], claim, denied_there) or _is_shared(cue, sentences):
            continue
        if bare and (cue.token == "no" or cue.token not in _PLAIN):
            continue
        if _is_otherwise_said(cue, scope, claim, sentences):
            continue
        known = [word for word in scope[:2] if word.stem in stated_stems]
        more = cue.token == "not" and polarity.is_turned_once_more(claim, sentences)
        if (more or known or not stated) and not polarity.balanced(claim, sentences, cue.start, claimed=True):
            where = known[0] if known else cue
            said = f"{cue.text} {where.text}" if known else cue.text
            return Clash(said, where.text if known else "no such thing", cue.start, where.end)
    unless = "unless" in claim.tokens
    for sentence in sentences:
        if unless and "unless" not in sentence.tokens:
            continue
        if _is_beside(sentence, claim, sentences):
            continue
        for cue, scope in _negated(sentence):
            if cue.token in _PLAIN and _is_past(cue, sentence, claim):
                continue
            heads = scope if scope and scope[0].stem in _TRUE else scope[:1]
            for word in () if _is_shared(cue, (claim,)) else heads:
                here = _said(word, claim)
                if here is None or any(_is_one(word.stem, denied) for denied in denied_here):
                    continue
                if not polarity.balanced(claim, [sentence], cue.start, claimed=False):
                    return Clash(here.text, f"{cue.text} {word.text}", here.start, here.end)
    return None


def _is_otherwise_said(cue: Word, scope: Sequence[Word], claim: Facts, sentences: Sequence[Facts]) -> bool:
    """Whether the sentences have a claim's negation in other words: "unless", "dropped the demand", "close" for "not open"."""
    stated = frozenset(token for sentence in sentences for token in sentence.tokens)
    before = [w.token for w in claim.words if w.start < cue.start][-6:]
    if "unless" in stated and {"if", "without", "once", "when"}.intersection(before):
        return True
    if scope[0].token == "longer" and stated & _ENDED:
        return True
    stems = frozenset(stem for sentence in sentences for stem in sentence.stems)
    denied = [word.stem for word in scope[:2] if word.stem and word.stem not in stems]
    return any(english.opposites().get(stem, frozenset()) & stems for stem in denied)


def _said(word: Word, claim: Facts) -> Word | None:
    """Where the claim has a word, another for it, or a phrase that means it."""
    phrases = {start: words.stem(meaning) for start, _, meaning in idioms.places(claim.text)}
    fitting = (
        w for w in claim.words if _is_one(w.stem, word.stem) or _is_one(phrases.get(w.start), word.stem)
    )
    return next(fitting, None)


def _are_denied(scope: Sequence[Word], claim: Facts, denied: set[str | None]) -> bool:
    """Whether one of the words, or a phrase that one of them opens ("come back"), is denied on the other side."""
    stems = [*(word.stem for word in scope), *_by_phrases(scope, claim)]
    return any(_is_one(stem, other) for stem in stems for other in denied)


def _is_past(cue: Word, sentence: Facts, claim: Facts) -> bool:
    """Whether a sentence denies something since some time, of which the claim says nothing: "have not met since"."""
    since = any(w.token == "since" and w.start > cue.start for w in sentence.words)
    return since and "since" not in claim.tokens and not claim.tokens & {"has", "have"}


def _by_phrases(scope: Sequence[Word], facts: Facts) -> list[str]:
    """The stems of what the phrases mean that the words of a scope open."""
    opening = {word.start for word in scope}
    return [words.stem(meaning) for start, _, meaning in idioms.places(facts.text) if start in opening]


def _is_one(one: str | None, other: str | None) -> bool:
    return bool(one and other) and alike.same(one or "", other or "")


def _is_shared(cue: Word, others: Sequence[Facts]) -> bool:
    """Whether a negation that is a word of its own ("rejects", "hardly") stands on the other side as well."""
    if cue.token in _PLAIN or cue.token.endswith("n't"):
        return False
    if any(cue.token in other.tokens or (cue.stem and cue.stem in other.stems) for other in others):
        return True
    return cue.stem is not None and any(found.stem for other in others for found, _ in _negated(other))


def _before(cue: Word, facts: Facts) -> tuple[Word, ...]:
    """The word before a "no" or "none": "release no vaccine" denies the release."""
    if cue.token not in _NOBODY | {"no"}:
        return ()
    place = facts.words.index(cue)
    return tuple(w for w in facts.words[max(0, place - 1) : place] if w.stem)


def _is_beside(sentence: Facts, claim: Facts, sentences: Sequence[Facts]) -> bool:
    """Whether the claim draws on other sentences, and only a word of it stands in this one."""
    drawn = max(_overlap(other, claim) for other in sentences)
    return _overlap(sentence, claim) <= 1 and drawn > 1


def _overlap(sentence: Facts, claim: Facts) -> int:
    return len({w.stem for w in claim.content if not w.capital and w.stem in sentence.stems})


def cut_off(claim: Facts, before: Sequence[tuple[Facts, Facts]]) -> tuple[str, bool] | None:
    """The last word before a quote that turns or softens it, if the claim leaves it out; True if it turns it.

    `before` has what stands before each quote in its sentence ("It is not true that"), and the quote.
    """
    negations, hedges = english.listed("negations"), english.listed("hedges")
    own = {words.fold(word.text) for word in claim.words}
    own_words = [word for word in claim.content if not word.capital]
    for left, quote in before:
        if len({w.stem for w in own_words if w.stem in quote.stems}) < _WORTH:
            continue
        cuts = [match.end() for match in _CLAUSE_END.finditer(left.text)]
        for word in reversed([w for w in left.words if not cuts or w.start >= cuts[-1]]):
            folded = words.fold(word.text)
            if folded in negations and not own & negations:
                return word.text, True
            if (
                folded in hedges
                and not (word.capital and not word.opens)
                and not own & (hedges | english.listed("speech"))
            ):
                return word.text, False
    return None


def _negated(facts: Facts) -> Iterator[tuple[Word, tuple[Word, ...]]]:
    """Each negation with the content words behind it up to the end of its clause; two cancel out."""
    negations = english.listed("negations")
    void = [match.span() for match in _NO_NEGATION.finditer(facts.text)]
    cues = [
        place
        for place, word in enumerate(facts.words)
        if (
            (words.fold(word.text) in negations and not _DECLINES.match(facts.text, word.start))
            or word.token in english.listed("denials")
            or _FAILS.match(facts.text, word.start)
            or _RATHER.search(facts.text[max(0, word.start - 9) : word.end])
        )
        and not any(start <= word.start < end for start, end in void)
    ]
    skip = -1
    for place in cues:
        if place == skip:
            continue
        behind = [near for near in cues if place < near <= place + 3]
        if behind and all(word.stem is None for word in facts.words[place + 1 : behind[0]]):
            skip = behind[0]
            if facts.words[behind[0]].stem:
                continue
        cue = facts.words[place]
        if cue.token in _NOBODY and place and facts.words[place - 1].stem:
            yield cue, ()
            continue
        end = _CLAUSE_END.search(facts.text, cue.end)
        stop = end.start() if end else len(facts.text)
        yield (
            cue,
            tuple(
                w
                for w in facts.words
                if cue.start < w.start < stop and w.stem and w.token not in negations and w.token != "far"
            ),
        )
