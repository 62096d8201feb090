"""Phrases that mean one word: "give up" is surrender, and search, which drops "give" and "up", would miss it.

`phrases.txt` has a line for each word: its phrases, separated by commas, then "=" and the word.
"""

import re
from functools import cache
from pathlib import Path

_FILE = Path(__file__).with_name("phrases.txt")


def meant(text: str) -> list[str]:
    """The words that phrases of `text` stand for, in order; [] for most texts."""
    pattern, word_of = _phrases()
    return [word_of[" ".join(found[0].casefold().split())] for found in pattern.finditer(text)]


@cache
def _phrases() -> tuple[re.Pattern[str], dict[str, str]]:
    word_of: dict[str, str] = {}
    for line in _FILE.read_text(encoding="utf-8").splitlines():
        phrases, equals, word = line.partition("#")[0].partition("=")
        if equals:
            word_of.update(
                (" ".join(phrase.casefold().split()), word.strip()) for phrase in phrases.split(",")
            )
    longest = sorted(word_of, key=lambda phrase: (-len(phrase), phrase))
    written = "|".join(r"\s+".join(map(re.escape, phrase.split())) for phrase in longest)
    return re.compile(rf"(?<!\w)(?:{written})(?!\w)" if written else r"(?!)", re.I), word_of
