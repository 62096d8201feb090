"""Phrases that mean one word: "give up" is surrender, and search, which drops "give" and "up", would miss it.

`phrases.txt` has a line for each word: its phrases, separated by commas, then "=" and the word.
"""

import re
from functools import cache
from itertools import pairwise
from pathlib import Path

_FILE = Path(__file__).with_name("phrases.txt")
_WORD = re.compile(r"\w+(?:['’]\w+)*")

Pair = tuple[str, str]
"""The first two words of a phrase: by them it is looked up, as one pattern for all takes 20 times as long."""


def meant(text: str) -> list[str]:
    """The words that phrases of `text` stand for, in order; [] for most texts."""
    return [word for _, _, word in places(text)]


def places(text: str) -> list[tuple[int, int, str]]:
    """The same with the place of each phrase, characters from and to."""
    spans = [match.span() for match in _WORD.finditer(text)]
    said = [text[start:end].casefold() for start, end in spans]
    phrases = _phrases()
    if phrases.keys().isdisjoint(pairwise(said)):
        return []
    found: list[tuple[int, int, str]] = []
    behind = 0
    for at, pair in enumerate(pairwise(said)):
        for phrase, word in phrases.get(pair, ()) if at >= behind else ():
            if said[at : at + len(phrase)] == phrase:
                behind = at + len(phrase)
                found.append((spans[at][0], spans[behind - 1][1], word))
                break
    return found


@cache
def _phrases() -> dict[Pair, list[tuple[list[str], str]]]:
    """For each pair of first words the phrases that begin with it, the longest first, and what they mean."""
    found: dict[Pair, list[tuple[list[str], str]]] = {}
    for line in _FILE.read_text(encoding="utf-8").splitlines():
        phrases, _, word = line.partition("#")[0].partition("=")
        for phrase in (_WORD.findall(phrase.casefold()) for phrase in phrases.split(",")):
            if len(phrase) > 1:
                found.setdefault((phrase[0], phrase[1]), []).append((phrase, word.strip()))
    for known in found.values():
        known.sort(key=lambda entry: -len(entry[0]))
    return found
