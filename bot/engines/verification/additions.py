"""What a claim adds of its own: phrases of which no quote has a word."""

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from bot.engines.verification import alike, english
from bot.engines.verification.facts import Facts, Word, read

_JOINT = re.compile(
    r"[,;:.!?()—–]|\b(?:and|but|or|because|although|though|while|as|that|which|who|after|before|when|if|by|for|from"
    r"|in|into|of|on|over|to|under|with|without|despite|at|than|about|against|since|until|within|among|through)\b",
    re.IGNORECASE,
)
_FREE = frozenset({"maybe", "likely", "would", "if"})
_LONG = 1.5
"""What the words of a phrase that no quote has count together, from which it is an addition."""


def added(claim: Facts, quotes: Sequence[Facts], passed: Sequence[Word] = ()) -> list[Word]:
    """The words of the longest stretch of phrases of `claim` of which the quotes have none.

    Empty where that is shorter than two words, or holds but one word in each phrase of a longer text that the
    quotes do have. `passed` are words that another check has in hand (names).
    """
    skipped = {word.start for word in passed}
    longest: list[Word] = []
    run: list[Word] = []
    for phrase in _phrases(claim):
        weighed = [w for w in phrase if w.start not in skipped and _weight(w)]
        if any(alike.stands(word, quotes) for word in weighed) or any(w.start in skipped for w in phrase):
            run = []
        else:
            run = [*run, *weighed]
            if _length(run) > _length(longest) and not _replaces(run, claim, quotes):
                longest = run
    return longest if _length(longest) >= _LONG else []


def _replaces(run: Sequence[Word], claim: Facts, quotes: Sequence[Facts]) -> bool:
    """Whether a stretch in the middle of a claim stands where a quote has as many words of its own between the same two."""
    before = [w for w in claim.content if w.end <= run[0].start]
    behind = [w for w in claim.content if w.start >= run[-1].end]
    for quote in quotes:
        left = next((at for w in reversed(before) if (at := _place(w, quote)) is not None), None)
        right = next((at for w in behind if (at := _place(w, quote)) is not None), None)
        if left is None or right is None:
            continue
        low, high = sorted((left, right))
        between = [w for w in quote.content if low < w.start < high and not alike.stands(w, [claim])]
        if sum(_weight(w) > 0 for w in between) >= len(run):
            return True
    return False


def _place(word: Word, quote: Facts) -> int | None:
    return next((w.start for w in quote.content if alike.stands(word, [_alone(w)])), None)


@lru_cache(maxsize=4096)
def _alone(word: Word) -> Facts:
    return read(word.text)


def _length(run: Sequence[Word]) -> float:
    return sum(map(_weight, run))


def _weight(word: Word) -> float:
    """What a word counts: little if a claim may well add it, nothing if it only says that something is wanted."""
    kind = english.reservation(word.token)
    if (
        word.stem in english.light() | english.filler()
        or word.token in english.listed("openers")
        or kind in _FREE
    ):
        return 0.0
    is_slight = word.stem in english.slight() or word.token in english.listed("negations") or kind == "want"
    return 0.5 if is_slight else 1.0


def _phrases(claim: Facts) -> list[list[Word]]:
    cuts = [match.start() for match in _JOINT.finditer(claim.text)]
    bounds = [0, *cuts, len(claim.text)]
    found = [[word for word in claim.content if start <= word.start < end] for start, end in pairwise(bounds)]
    return [phrase for phrase in found if phrase]
