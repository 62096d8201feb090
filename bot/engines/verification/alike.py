"""Whether a word of a claim stands in its quotes in another form or as another word for the same thing."""

from collections.abc import Iterable
from functools import lru_cache

from bot.dossier import lexicon, words
from bot.engines.verification import english, names
from bot.engines.verification.facts import Facts, Word

_NEAR = 0.5
"""How nearly a word of the lexicon must mean the same, 0 to 1."""
_SHARED, _SHARE = 4, 0.6
"""Letters, and share of the longer word, that two words of one family begin with ("closure", "close")."""


def stands(word: Word, quotes: Iterable[Facts]) -> bool:
    """Whether `word`, or another word for it, stands in one of `quotes`."""
    return any(_in(word, quote) for quote in quotes)


@lru_cache(maxsize=16384)
def same(one: str, other: str) -> bool:
    """Whether two stems mean about the same."""
    if one == other or any(variant == other and near >= _NEAR for variant, near in lexicon.variants(one)):
        return True
    kin = english.kin()
    if one in kin and kin[one] == kin.get(other):
        return True
    return _is_family(one, other)


def _in(word: Word, quote: Facts) -> bool:
    if word.stem is None or word.stem in quote.stems or word.token in quote.tokens:
        return True
    if any(same(word.stem, stem) for stem in quote.stems):
        return True
    return word.capital and any(names.same(word.token, token) for token in quote.tokens)


def _is_family(one: str, other: str) -> bool:
    if not (one.isalpha() and other.isalpha()) or words.fold(one[:_SHARED]) != words.fold(other[:_SHARED]):
        return False
    shared = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), None)
    length = min(len(one), len(other)) if shared is None else shared
    return length >= _SHARED and length >= _SHARE * max(len(one), len(other))
