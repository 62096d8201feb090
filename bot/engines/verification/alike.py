"""Whether a word of a claim stands in its quotes in another form or as another word for the same thing."""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from bot.dossier import idioms, lexicon, words
from bot.engines.verification import english, names
from bot.engines.verification.facts import Facts, Word

_NEAR = 0.5
"""How nearly a word of the lexicon must mean the same, 0 to 1."""
_ENDING = re.compile(
    r"(?:e?ments?|ers?|ors?|als?|ions?|ations?|ances?|ences?|ures?|ists?|able|ive|ship|ness|dom|ful|men|man)$"
)
_SHORTEST = 3
"""Letters that are left of a word without such an ending."""
_SHARED, _SHARE = 4, 0.6
"""Letters, and share of the longer word, that two words of one family begin with ("closure", "close")."""


def stands(word: Word, quotes: Iterable[Facts]) -> bool:
    """Whether `word`, or another word for it, stands in one of `quotes`."""
    return any(_in(word, quote) for quote in quotes)


def coverage(
    claim: Facts, quotes: Sequence[Facts], passed: Iterable[Word] = ()
) -> tuple[float, tuple[Word, ...]]:
    """The share (0 to 1) of the claim's content words that stand in its quotes, and the words that don't.

    `passed` are words that another check has in hand (names); they and words that add nothing count neither way.
    """
    skipped = {word.start for word in passed}
    content = {
        word.stem: word
        for word in claim.content
        if word.start not in skipped and word.stem and not adds_nothing(word)
    }
    told = _told_by_phrases(claim, quotes)
    missing = tuple(w for w in content.values() if w.start not in told and not stands(w, quotes))
    return (1 - len(missing) / len(content) if content else 1.0), missing


def literal(claim: Facts, quotes: Sequence[Facts], passed: Iterable[Word] = ()) -> float:
    """The share (0 to 1) of the claim's content words that its quotes have themselves, and not others for them."""
    skipped = {word.start for word in passed}
    content = [w for w in claim.content if w.start not in skipped and w.stem not in english.light()]
    found = sum(any(w.stem in q.stems or w.token in q.tokens for q in quotes) for w in content)
    return found / len(content) if content else 1.0


def adds_nothing(word: Word) -> bool:
    """Whether a claim may have the word though its quotes don't: it says or wants, or says hardly anything."""
    if (
        word.stem in english.light()
        or word.stem in english.slight()
        or word.stem in english.filler()
        or word.token in english.listed("openers")
    ):
        return True
    return english.reservation(word.token) is not None or word.token in english.listed("negations")


def _told_by_phrases(claim: Facts, quotes: Sequence[Facts]) -> set[int]:
    """The words of phrases of the claim that mean what a word of the quotes means ("runs out": "expires")."""
    told: set[int] = set()
    for start, end, meaning in idioms.places(claim.text):
        stem = words.stem(meaning)
        if any(
            stem == other or same(stem, other)
            for quote in quotes
            for other in (*quote.stems, *_phrases(quote.text))
        ):
            told |= {word.start for word in claim.words if start <= word.start < end}
    return told


@lru_cache(maxsize=4096)
def _phrases(text: str) -> frozenset[str]:
    """The stems of what the phrases of a text mean."""
    return frozenset(map(words.stem, idioms.meant(text)))


@lru_cache(maxsize=16384)
def same(one: str, other: str) -> bool:
    """Whether two stems mean about the same."""
    if one == other or any(variant == other and near >= _NEAR for variant, near in lexicon.variants(one)):
        return True
    if other in english.synonyms().get(one, ()):
        return True
    kin = english.kin()
    if one in kin and kin[one] == kin.get(other):
        return True
    return _is_family(one, other)


def _in(word: Word, quote: Facts) -> bool:
    if word.stem is None or word.stem in quote.stems or word.token in quote.tokens:
        return True
    if any(same(word.stem, stem) for stem in (*quote.stems, *_phrases(quote.text))):
        return True
    return word.capital and any(names.same(word.token, token) for token in quote.tokens)


def _is_family(one: str, other: str) -> bool:
    bare, plain = _ENDING.sub("", one), _ENDING.sub("", other)
    if len(bare) >= _SHORTEST and bare.rstrip("e") == plain.rstrip("e") and one.isalpha():
        return True
    if not (one.isalpha() and other.isalpha()) or words.fold(one[:_SHARED]) != words.fold(other[:_SHARED]):
        return False
    shared = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), None)
    length = min(len(one), len(other)) if shared is None else shared
    return length >= _SHARED and length >= _SHARE * max(len(one), len(other))
