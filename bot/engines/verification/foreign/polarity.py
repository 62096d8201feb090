"""Negations and hedges across languages, by their small words: counted, since words can't be compared."""

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from bot.engines.verification.foreign import lists

_NEAR = 8
"""Words between two negative words that say one "no" together, as in French and Spanish."""
_PAIRED = frozenset({"nor", "ni", "ні", "ни", "noch", "neither", "nobody", "nichts"})
_OPENING = frozenset({"ні", "ни"})
"""Those that need a second: ни один … не."""
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")


@dataclass(frozen=True, slots=True)
class Polarity:
    """How often a text says "no" outright, and how often in other words ("refuses"); where the first "no" stands.

    `denials` takes "neither … nor" and "ne … jamais" for one "no", `words_of_denial` counts each of their words.
    """

    denials: int
    words_of_denial: int
    softened: int
    hedged: bool
    length: int
    start: int
    end: int


@lru_cache(maxsize=4096)
def read(text: str, language: str) -> Polarity:
    """The negations and hedges of a text."""
    flat = lists.flat(text)
    bare = _void(language).sub(lambda match: "_" * len(match[0]), flat)
    cues = [(match.start(), match.end(), match[0]) for match in _outright(language).finditer(bare)]
    denials = _merged(bare, cues)
    count = len(cues)
    for match in lists.pattern(language, "concord").finditer(bare):
        count += 1
        if not any(_words(bare, match.end(), start) <= _NEAR for start, _, _ in cues):
            denials += _merged(bare, [(match.start(), match.end(), match[0])])
            cues.append((match.start(), match.end(), match[0]))
    softened = [
        match
        for match in lists.pattern(language, "softened").finditer(bare)
        if not any(start <= match.start() < end for start, end, _ in cues)
    ]
    first = min(cues, default=(0, len(text), ""))
    return Polarity(
        denials=len(denials),
        words_of_denial=count,
        softened=len(softened),
        hedged=bool(lists.pattern(language, "hedges").search(flat)),
        length=len(flat),
        start=first[0],
        end=first[1],
    )


def _merged(flat: str, cues: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """The cues without the second halves of "neither … nor"."""
    kept: list[tuple[int, int, str]] = []
    for cue in cues:
        paired = kept and (cue[2] in _PAIRED or kept[-1][2] in _OPENING)
        if paired and _words(flat, kept[-1][1], cue[0]) <= _NEAR:
            continue
        kept.append(cue)
    return kept


def _words(flat: str, one: int, other: int) -> int:
    """How many words stand between two places; many if a sentence ends there."""
    between = flat[min(one, other) : max(one, other)]
    return 99 if re.search(r"[.!?;](?=\s)", between) else len(_WORD.findall(between))


@cache
def _outright(language: str) -> re.Pattern[str]:
    own = lists.pattern(language, "negations").pattern
    return re.compile(rf"{own}|[a-z]+n't(?!\w)" if language == "en" else own)


@cache
def _void(language: str) -> re.Pattern[str]:
    """Phrases with a negative word that deny nothing."""
    return re.compile(rf"(?<!\w)(?:{lists.text(language, 'void') or '(?!)'})")
