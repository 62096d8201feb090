"""What a text says that can be checked: its words, numbers, dates and names, read once."""

import re
from dataclasses import dataclass
from functools import lru_cache

from bot.dossier import words
from bot.engines.verification import dates, numbers
from bot.engines.verification.dates import When
from bot.engines.verification.numbers import Number

_WORD = re.compile(
    r"(?:[^\W\d_]\.){2,}|[^\W_](?:[^\W_]|[\u0300-\u036f\u00ad])*(?:['’][^\W_]+)*|(?P<end>[.!?:…]+[\"'”’)»]*(?=\s|$)|\n\s*\n|[;—])"
)
_OPENING = re.compile(r"[\"“„«‘(\[]\s*$")


@dataclass(frozen=True, slots=True)
class Word:
    """A word at its place. `stem` is None for a word that carries no subject.

    `opens`: it stands where a capital means nothing, at the start of a sentence or a quotation.
    """

    text: str
    token: str
    stem: str | None
    start: int
    end: int
    opens: bool

    @property
    def capital(self) -> bool:
        """Whether it begins with a capital."""
        return self.text[0].isupper()


@dataclass(frozen=True, slots=True)
class Facts:
    """A text as it is checked. `subjects` are the words that count as its content: no numbers, no dates."""

    text: str
    words: tuple[Word, ...]
    numbers: tuple[Number, ...]
    whens: tuple[When, ...]
    stems: frozenset[str]
    tokens: frozenset[str]
    content: tuple[Word, ...]


@lru_cache(maxsize=4096)
def read(text: str) -> Facts:
    """The facts of a text of any length."""
    whens = dates.read(text)
    spans = [(when.start, when.end) for when in whens]
    found = numbers.read(text, spans)
    taken = [*spans, *((number.start, number.end) for number in found if not number.soft)]
    listed = _words(text)
    return Facts(
        text=text,
        words=listed,
        numbers=found,
        whens=whens,
        stems=frozenset(word.stem for word in listed if word.stem),
        tokens=frozenset(word.token for word in listed),
        content=tuple(word for word in listed if word.stem and not _inside(word, taken)),
    )


def _words(text: str) -> tuple[Word, ...]:
    listed: list[Word] = []
    opens = True
    for match in _WORD.finditer(text):
        if match["end"]:
            opens = True
            continue
        written = words.plain(match[0])
        if not written:
            continue
        token = words.token(written)
        opens = opens or bool(_OPENING.search(text, max(0, match.start() - 3), match.start()))
        stem = None if token in words.STOP else words.stem(token)
        listed.append(Word(match[0], token, stem, match.start(), match.end(), opens))
        opens = False
    return tuple(listed)


def _inside(word: Word, spans: list[tuple[int, int]]) -> bool:
    return any(start <= word.start < end for start, end in spans)
