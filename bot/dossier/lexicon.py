"""What is known of English words beyond their stems: which mean the same, and which say little.

`lexicon.txt` holds words for the same thing and words that questions use lightly, `common.txt` the ordinary
words of the language; both are read once, at the first question.
"""

from functools import cache
from pathlib import Path

from bot.dossier import words

_LEXICON = Path(__file__).with_name("lexicon.txt")
_COMMON = Path(__file__).with_name("common.txt")

_NEARNESS = {"=": 0.8, "~": 0.5}
"""How nearly two words of a line mean the same, by its mark."""

_LIGHT = 0.4
_BANDS = (0.73, 0.93)
"""What a word counts, 0 to 1: one that questions use lightly, and those of the bands of `common.txt`."""


def variants(stem: str) -> tuple[tuple[str, float], ...]:
    """Stems that may stand for `stem` in a document, with how nearly they mean it, 0 to 1."""
    return _groups().get(stem, ())


def weight(stem: str) -> float:
    """How much a word says of what a question is about, 0 to 1; 1 for any word that isn't ordinary."""
    return _weights().get(stem, 1.0)


def is_light(stem: str) -> bool:
    """Whether questions use the word without meaning much by it ("name", "type", "main")."""
    return stem in _light()


@cache
def _groups() -> dict[str, tuple[tuple[str, float], ...]]:
    near: dict[str, dict[str, float]] = {}
    for mark, *line in _lines(_LEXICON):
        if mark not in _NEARNESS:
            continue
        stems = dict.fromkeys(words.stem(word) for word in line)
        for stem in stems:
            others = near.setdefault(stem, {})
            for other in stems:
                if other != stem:
                    others[other] = max(_NEARNESS[mark], others.get(other, 0.0))
    return {stem: tuple(others.items()) for stem, others in near.items()}


@cache
def _light() -> frozenset[str]:
    return frozenset(words.stem(word) for mark, *line in _lines(_LEXICON) if mark == "-" for word in line)


@cache
def _weights() -> dict[str, float]:
    """Weights by stem: a blank line in `common.txt` begins the next band, a light word's weight is halved."""
    bands = [block.split() for block in _without_comments(_COMMON).strip().split("\n\n") if block.strip()]
    weights = {
        words.stem(word): weight
        for band, weight in reversed(list(zip(bands, _BANDS, strict=True)))
        for word in band
    }
    weights.update({stem: _LIGHT * weights.get(stem, 1.0) for stem in _light()})
    return weights


def _lines(path: Path) -> list[list[str]]:
    return [line.split() for line in _without_comments(path).splitlines() if line.strip()]


def _without_comments(path: Path) -> str:
    lines = path.read_text(encoding="utf-8").splitlines()
    return "\n".join(line.partition("#")[0].rstrip() for line in lines)
