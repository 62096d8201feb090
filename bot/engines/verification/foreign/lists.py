"""The word lists of the languages, from `languages.toml`, and the flat letters in which texts are compared."""

import re
import tomllib
import unicodedata
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

_PATH = Path(__file__).with_name("languages.toml")
_SIGNS = str.maketrans("’ʼ‘`´\u00a0\u202f\u2009‐‑", "'''''   --")
WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*")


@cache
def known() -> frozenset[str]:
    """The codes of the languages that can be read."""
    return frozenset(_lists())


@lru_cache(maxsize=8192)
def flat(text: str) -> str:
    """`text` in small letters without accents, apostrophes and spaces of one kind; a character for each of its own."""
    return "".join(map(_letter, text.translate(_SIGNS)))


@lru_cache(maxsize=4096)
def _letter(letter: str) -> str:
    small = unicodedata.normalize("NFKD", letter.casefold())[:1]
    return small or letter


@cache
def pattern(language: str, name: str) -> re.Pattern[str]:
    """A list of words as one pattern for flat text: "stem*" has any ending, "?" is a letter."""
    return any_of(str(_lists()[language].get(name, "")).split())


def any_of(words: list[str]) -> re.Pattern[str]:
    """One pattern for flat words; it matches nothing where there are none."""
    forms = [re.escape(flat(word)).replace(r"\*", r"\w*").replace(r"\?\?", r"\w+") for word in words]
    ends = [
        form if form.endswith("'") else rf"{form}(?![\w])" for form in sorted(forms, key=len, reverse=True)
    ]
    return re.compile(rf"(?<![\w])(?:{'|'.join(ends)})" if ends else r"(?!)")


@cache
def table(language: str, name: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """A list of "key:form|form" as keys with the pattern of a whole flat word."""
    pairs = (entry.partition(":") for entry in str(_lists()[language].get(name, "")).split())
    return tuple((key, re.compile(any_of(forms.split("|")).pattern + r"\Z")) for key, _, forms in pairs)


@lru_cache(maxsize=16384)
def looked_up(language: str, name: str, word: str) -> str | None:
    """The key of the list under which a flat word stands; None if it doesn't."""
    return next((key for key, forms in table(language, name) if forms.match(word)), None)


def text(language: str, name: str) -> str:
    """A list as it is written; empty where the language has none."""
    return str(_lists()[language].get(name, ""))


@cache
def _lists() -> dict[str, Any]:
    return tomllib.loads(_PATH.read_text(encoding="utf-8"))
