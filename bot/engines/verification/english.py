"""The word lists of verification, from `english.toml`; read once, when first needed."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from bot.dossier import words

_PATH = Path(__file__).with_name("english.toml")


@cache
def listed(name: str) -> frozenset[str]:
    """The words of a list, folded as they stand in the file."""
    return frozenset(_lists()[name].split())


@cache
def light() -> frozenset[str]:
    """Stems of the words of saying and wanting that weigh nothing in a statement."""
    return frozenset(map(words.stem, listed("light")))


@cache
def kin() -> dict[str, str]:
    """Tokens and stems of words that can take each other's place, to the name of their group."""
    groups = [group.split() for group in _lists()["kin"]]
    return {form: group[0] + "…" for group in groups for word in group for form in (word, words.stem(word))}


@cache
def opposites() -> dict[str, frozenset[str]]:
    """Stems to the stems that contradict them, both ways."""
    table: dict[str, set[str]] = {}
    for pair in _lists()["opposites"]:
        one, other = map(words.stem, pair.split())
        table.setdefault(one, set()).add(other)
        table.setdefault(other, set()).add(one)
    return {stem: frozenset(others - {stem}) for stem, others in table.items()}


@cache
def nations() -> dict[str, int]:
    """Folded names of nations to the number of the nation."""
    return {word: number for number, group in enumerate(_lists()["nations"]) for word in group.split()}


@cache
def spelt_out() -> dict[str, tuple[str, ...]]:
    """Short names to the words of the long ones."""
    return {short: tuple(long.split()) for short, long in _lists()["spelt_out"].items()}


@cache
def reservations() -> dict[str, frozenset[str]]:
    """The kinds of reservations ("maybe", "want"), each with its words."""
    return {kind: frozenset(listing.split()) for kind, listing in _lists()["reservations"].items()}


@cache
def keeps() -> dict[str, frozenset[str]]:
    """Each kind of reservation with the kinds by which a claim keeps it."""
    return {kind: frozenset(kinds.split()) for kind, kinds in _lists()["keeps"].items()}


@cache
def _kinds() -> dict[str, str]:
    return {word: kind for kind, listing in reservations().items() for word in listing}


def reservation(token: str) -> str | None:
    """The kind of reservation that a word makes, if any."""
    return _kinds().get(token)


@cache
def _lists() -> dict[str, Any]:
    return tomllib.loads(_PATH.read_text(encoding="utf-8"))
