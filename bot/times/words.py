"""The table of the words that schedules are written in, by phrase."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from bot.times.folding import key

LANGUAGES = ("en", "de", "fr", "es", "uk", "ru")


@dataclass(frozen=True, slots=True)
class Word:
    """What a phrase means: its kind (a heading of words.toml), a value where the kind has some, in which language."""

    kind: str
    value: int | str
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """`phrases`: meanings by folded words, English first; `longest`: how many words they have at most."""

    phrases: dict[tuple[str, ...], tuple[Word, ...]]
    longest: int

    def of(self, words: tuple[str, ...], *kinds: str) -> Word | None:
        """The first meaning of a phrase among `kinds`."""
        return next((word for word in self.phrases.get(words, ()) if word.kind in kinds), None)


@cache
def table() -> Table:
    """The words of words.toml, and the codes of the languages."""
    source = tomllib.loads(Path(__file__).with_name("words.toml").read_text(encoding="utf-8"))
    phrases: dict[tuple[str, ...], list[Word]] = {}

    def put(phrase: str, kind: str, value: int | str, language: str) -> None:
        phrases.setdefault(key(phrase), []).append(Word(kind, value, language))

    for language in LANGUAGES:
        for kind, meant in source[language].items():
            if kind in ("days", "hours"):
                for number, forms in enumerate(meant):
                    for form in forms.split():
                        put(form, kind, number if kind == "days" else number + 1, language)
            elif isinstance(meant, dict):
                for value, forms in meant.items():
                    for form in forms:
                        put(form, kind, value if kind == "languages" else int(value), language)
            else:
                for phrase in meant:
                    put(phrase, kind, 0, language)
    for code in LANGUAGES:
        put(code, "languages", code, "code")
    return Table(
        phrases={words: tuple(found) for words, found in phrases.items()}, longest=max(map(len, phrases))
    )
