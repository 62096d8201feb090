"""The words of a claim beside those of its quotes, both in one language that isn't English."""

from collections.abc import Callable, Iterator, Sequence
from functools import cache, lru_cache

import Stemmer

from bot.engines.verification.foreign import lists
from bot.engines.verification.verdicts import Check, Severity, Verdict, quoted
from bot.wording import say

WEAK_SUPPORT, LEAST_SUPPORT = 0.6, 0.35
"""Shares of a claim's longer words in its quotes: under the first it is weak, under the second dropped."""

_SHORT = 3  # letters: words of no more are taken for function words
_ROOT = 5  # letters by which words are compared where there is no stemmer
_STEMMERS = {"de": "german", "fr": "french", "es": "spanish", "ru": "russian"}


def unsupported(
    text: str, quotes: Sequence[str], language: str, settled: Sequence[tuple[int, int]]
) -> Iterator[Verdict]:
    """That the quotes lack most of a claim's words; `settled` spans (numbers, dates) count neither way."""
    stated = {
        _stem(match[0], language) for quote in quotes for match in lists.WORD.finditer(lists.flat(quote))
    }
    content = {
        _stem(match[0], language): match
        for match in lists.WORD.finditer(lists.flat(text))
        if len(match[0]) > _SHORT and not any(start <= match.start() < end for start, end in settled)
    }
    lost = [match for stem, match in content.items() if stem not in stated]
    share = 1 - len(lost) / len(content) if content else 1.0
    if share < WEAK_SUPPORT:
        said = quoted(text[match.start() : match.end()] for match in lost[:4])
        yield Verdict(
            check=Check.WORDS,
            severity=Severity.WRONG if share < LEAST_SUPPORT else Severity.WEAK,
            start=lost[0].start(),
            end=lost[-1].end(),
            reason=say("The quotes say nothing of {words}.", words=said),
        )


@lru_cache(maxsize=16384)
def _stem(word: str, language: str) -> str:
    return _stemmer(language)(word) if language in _STEMMERS else word[:_ROOT]


@cache
def _stemmer(language: str) -> Callable[[str], str]:
    return Stemmer.Stemmer(_STEMMERS[language]).stemWord
