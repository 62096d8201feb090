"""The words of a claim against the words of a sentence: support, negation, antonyms, hedges."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot.dossier import words
from bot.engines.verification import english
from bot.engines.verification.facts import Facts, Word

_NO_NEGATION = re.compile(
    r"\b(?:not only|not just|not merely|whether or not|no doubt|no\.? ?\d|nothing but|no sooner|not least)\b",
    re.IGNORECASE,
)
_FAILS = re.compile(r"\bfail(?:s|ed|ing)?(?=\s+to\b)", re.IGNORECASE)
_INSTEAD = {
    "before": "after", "after": "before", "from": "to", "to": "from", "for": "against", "against": "for",
}  # fmt: skip
_BEHIND_VERB = frozenset({"for", "against"})
_PHRASE_WITH_ALL = frozenset({"at", "after", "above", "not", "if"})
_TRUE = frozenset({"true", "case", "correct", "fact"})
_CLAUSE_END = re.compile(
    r"[,;:.!?—–()]|\b(?:but|while|although|though|whereas|because|unless|so that)\b", re.IGNORECASE
)
_BREAK = re.compile(
    r"[;:—–]|[.!?](?=\s)|,?\s+(?:while|whereas|although|though|but)\s+|,\s+(?:and|or|so|yet)\s+",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Clash:
    """Two words that can't both be true: what the claim says and what the document says."""

    said: str
    stated: str
    start: int
    end: int


def coverage(
    claim: Facts, quotes: Sequence[Facts], passed: Iterable[Word] = ()
) -> tuple[float, tuple[Word, ...]]:
    """The share (0 to 1) of the claim's content words that stand in its quotes, and the words that don't.

    `passed` are words that another check has in hand (names); they count neither way.
    """
    stems = frozenset(stem for quote in quotes for stem in quote.stems)
    skipped = {word.start for word in passed}
    content = {word.stem: word for word in claim.content if word.start not in skipped}
    missing = tuple(word for stem, word in content.items() if stem not in stems)
    return (1 - len(missing) / len(content) if content else 1.0), missing


def flipped(claim: Facts, sentences: Sequence[Facts]) -> Clash | None:
    """A word that the claim negates and the sentences don't, or the other way round."""
    stated_stems = frozenset(stem for sentence in sentences for stem in sentence.stems)
    claimed, stated = list(_negated(claim)), [scope for sentence in sentences for scope in _negated(sentence)]
    denied_here = {word.stem for _, scope in claimed for word in scope}
    denied_there = {word.stem for _, scope in stated for word in scope}
    for cue, scope in claimed:
        if not scope or not any(word.stem in denied_there for word in scope[:2]):
            known = [word for word in scope[:2] if word.stem in stated_stems]
            if known or not stated:
                where = known[0] if known else cue
                said = f"{cue.text} {where.text}" if known else cue.text
                return Clash(said, where.text if known else "no such thing", cue.start, where.end)
    for cue, scope in stated:
        heads = scope if scope and scope[0].stem in _TRUE else scope[:1]
        for word in heads:
            if word.stem in claim.stems and word.stem not in denied_here:
                here = next(w for w in claim.words if w.stem == word.stem)
                return Clash(here.text, f"{cue.text} {word.text}", here.start, here.end)
    return None


def cut_off(claim: Facts, before: Sequence[Facts]) -> tuple[str, bool] | None:
    """The last word before a quote that turns or softens it, if the claim leaves it out; True if it turns it.

    `before` is what stands before each quote in its sentence: "It is not true that".
    """
    negations, hedges = english.listed("negations"), english.listed("hedges")
    own = {words.fold(word.text) for word in claim.words}
    for left in before:
        for word in reversed(left.words):
            folded = words.fold(word.text)
            if folded in negations and not own & negations:
                return word.text, True
            if folded in hedges and not own & (hedges | english.listed("speech")):
                return word.text, False
    return None


def opposed(claim: Facts, sentences: Sequence[Facts]) -> Clash | None:
    """A word of the claim whose opposite stands in the sentences instead."""
    stated = {word.stem: word for sentence in sentences for word in sentence.words if word.stem}
    for word in claim.words:
        if word.stem is None or word.stem in stated:
            continue
        for other in english.opposites().get(word.stem, ()):
            if other in stated and other not in claim.stems:
                return Clash(word.text, stated[other].text, word.start, word.end)
    return None


def turned(claim: Facts, sentences: Sequence[Facts]) -> Clash | None:
    """A preposition of the claim in whose place the sentences have its opposite ("after" for "before")."""
    stated = {place for sentence in sentences for _, place in _prepositions(sentence)}
    for word, (preposition, anchor) in _prepositions(claim):
        if (preposition, anchor) in stated:
            continue
        other = _INSTEAD[preposition]
        if (other, anchor) in stated:
            return Clash(word.text, other, word.start, word.end)
    return None


def generalised(claim: Facts, sentences: Sequence[Facts]) -> Word | None:
    """An "all", "only" or "always" of the claim, where the sentences have nothing of the kind."""
    universals = english.listed("universals")
    if any(word.token in universals for sentence in sentences for word in sentence.words):
        return None
    counted = {number.start for number in claim.numbers}
    for place, word in enumerate(claim.words):
        if word.token not in universals:
            continue
        before = claim.words[place - 1].token if place else ""
        behind = claim.words[place + 1].start if place + 1 < len(claim.words) else -1
        if before not in _PHRASE_WITH_ALL and not (word.token == "all" and behind in counted):
            return word
    return None


def _prepositions(facts: Facts) -> Iterator[tuple[Word, tuple[str, str]]]:
    """Each preposition that has an opposite, with the stem that tells what it is said of."""
    for place, word in enumerate(facts.words):
        if word.token not in _INSTEAD:
            continue
        after_verb = word.token in _BEHIND_VERB
        near = facts.words[max(0, place - 1) : place] if after_verb else facts.words[place + 1 : place + 4]
        anchor = next((other.stem for other in near if other.stem), None)
        if anchor:
            yield word, (word.token, anchor)


def hardened(claim: Facts, sentences: Sequence[Facts]) -> str | None:
    """The hedge ("might", "hopes") of the clause that the claim draws on, if the claim has none."""
    hedges = english.listed("hedges")
    if any(word.token in hedges or word.token in english.listed("speech") for word in claim.words):
        return None
    wanted = {word.stem for word in claim.content}
    parts = (clause for sentence in sentences for clause in clauses(sentence))
    drawn = max(parts, key=lambda clause: len(wanted & {word.stem for word in clause}), default=())
    shared = [word.start for word in drawn if word.stem in wanted]
    for word in drawn:
        if word.token in hedges and 2 * sum(start > word.start for start in shared) >= len(shared):
            return word.text
    return None


def is_light(stem: str) -> bool:
    """Whether a statement may have the word though its quote hasn't: a verb of saying or wanting."""
    return stem in english.light()


def clauses(facts: Facts) -> Iterator[tuple[Word, ...]]:
    """The words of a text, clause by clause: cut at strong punctuation and contrasting conjunctions."""
    cuts = [match.start() for match in _BREAK.finditer(facts.text)]
    bounds = [0, *cuts, len(facts.text)]
    for start, end in pairwise(bounds):
        clause = tuple(word for word in facts.words if start <= word.start < end)
        if clause:
            yield clause


def _negated(facts: Facts) -> Iterator[tuple[Word, tuple[Word, ...]]]:
    """Each negation with the content words behind it up to the end of its clause; two cancel out."""
    negations = english.listed("negations")
    void = [match.span() for match in _NO_NEGATION.finditer(facts.text)]
    cues = [
        place
        for place, word in enumerate(facts.words)
        if (words.fold(word.text) in negations or _FAILS.match(facts.text, word.start))
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
        end = _CLAUSE_END.search(facts.text, cue.end)
        stop = end.start() if end else len(facts.text)
        yield (
            cue,
            tuple(
                w for w in facts.words if cue.start < w.start < stop and w.stem and w.token not in negations
            ),
        )
