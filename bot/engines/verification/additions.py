"""What a claim adds of its own: phrases of which no quote has a word."""

import re
from collections.abc import Sequence
from itertools import pairwise

from bot.engines.verification import alike, english
from bot.engines.verification.facts import Facts, Word

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
            longest = max(longest, run, key=_length)
    return longest if _length(longest) >= _LONG else []


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
