"""What was meant by a word that can't be read."""

from functools import cache

from rapidfuzz import fuzz, process

from bot.times import zones
from bot.times.folding import key
from bot.times.words import table

_NUMBERS = {"hours", "minutes", "oclock"}
_SURE = 78
"""How alike, of 100: one letter wrong in five."""


def nearest(run: str) -> tuple[str, ...]:
    """The places, zones and words of schedules that look most like `run` or its first word, two at most."""
    words = key(run[:60])
    for typed in dict.fromkeys((" ".join(words), *words[:2])):
        if len(typed) < 4 or words in table().phrases or (typed,) in table().phrases:
            continue
        found = process.extract(typed, _pool(), scorer=fuzz.ratio, limit=2, score_cutoff=_SURE)
        if found:
            best = found[0][1]
            return tuple(spelt for _, score, spelt in found if score >= best - 5)
    return ()


@cache
def _pool() -> dict[str, str]:
    """What may be meant: as it is spelt, by its spelling without capitals, its folded form as the text to compare."""
    names = {name: " ".join(key(name)) for name in zones.names().values() if "/" in name}
    spelt = {written: " ".join(words) for words, written in zones.places().spelt.items() if len(written) > 3}
    phrases = {
        " ".join(words): " ".join(words)
        for words, meanings in table().phrases.items()
        if len("".join(words)) > 3 and not {word.kind for word in meanings} & _NUMBERS
    }
    return phrases | names | spelt
