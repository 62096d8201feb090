"""The word lists of verification, from `english.toml`; read once, when first needed."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from bot.dossier import words

_PATH = Path(__file__).with_name("english.toml")
_ANTONYMS = Path(__file__).with_name("antonyms.txt")
_SYNONYMS = Path(__file__).with_name("synonyms.txt")


@cache
def listed(name: str) -> frozenset[str]:
    """The words of a list, folded as they stand in the file."""
    return frozenset(_lists()[name].split())


@cache
def slight() -> frozenset[str]:
    """Stems of the words that a claim may add without saying more."""
    return frozenset(map(words.stem, listed("slight")))


@cache
def anybody() -> frozenset[str]:
    """Stems of the nouns that count people in general."""
    return frozenset(map(words.stem, listed("anybody")))


@cache
def filler() -> frozenset[str]:
    """Stems of the words by which a claim ties together what its quotes have."""
    return frozenset(map(words.stem, listed("filler")))


@cache
def states() -> frozenset[str]:
    """Stems of words for how things stand, which someone may want otherwise: "held", "closed"."""
    return frozenset(map(words.stem, listed("states")))


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
def synonyms() -> dict[str, frozenset[str]]:
    """Stems to the stems of words that share a sense with them, by WordNet."""
    table: dict[str, set[str]] = {}
    for line in _wordnet(_SYNONYMS):
        stems = {words.stem(word) for word in line.split()}
        for stem in stems:
            table.setdefault(stem, set()).update(stems - {stem})
    return {stem: frozenset(others) for stem, others in table.items()}


@cache
def opposites() -> dict[str, frozenset[str]]:
    """Stems to the stems that contradict them, both ways: our own pairs and groups, and WordNet's pairs."""
    pairs = [tuple(pair.split()) for pair in (*_lists()["opposites"], *_wordnet(_ANTONYMS))]
    pairs += [(one, other) for group in _lists()["groups"] for one, other in _across(group)]
    table: dict[str, set[str]] = {}
    for one, other in pairs:
        first, second = words.stem(one), words.stem(other)
        table.setdefault(first, set()).add(second)
        table.setdefault(second, set()).add(first)
    return {stem: frozenset(others - {stem}) for stem, others in table.items()}


@cache
def small_opposites() -> dict[str, frozenset[str]]:
    """Small words (tokens) to those that cannot stand for the same thing, both ways."""
    return _both_ways("small_opposites")


@cache
def sides() -> dict[str, frozenset[str]]:
    """Prepositions to those that turn them round, both ways."""
    return _both_ways("sides")


@cache
def strange() -> dict[str, frozenset[str]]:
    """Words that a claim may not add, each with those of which it may make them."""
    return {word: frozenset(likes.split()) for word, likes in _lists()["strange"].items()}


@cache
def side_of() -> dict[str, str]:
    """Prepositions to the name of the side on which they stand, for those that stand on one only."""
    return {word: side for group in _lists()["sides"] for side in group.split(" | ") for word in side.split()}


@cache
def scopes() -> dict[str, str]:
    """Words that say how far a statement reaches, to the first word of their kind."""
    kinds = ("all", "none", "only", "exactly", "always", "some")
    listed_kinds = zip(kinds, _lists()["scopes"], strict=True)
    return {word: kind for kind, line in listed_kinds for word in line.split()}


def _both_ways(name: str) -> dict[str, frozenset[str]]:
    table: dict[str, set[str]] = {}
    for group in _lists()[name]:
        for one, other in _across(group):
            table.setdefault(one, set()).add(other)
            table.setdefault(other, set()).add(one)
    return {word: frozenset(others) for word, others in table.items()}


def _across(group: str) -> list[tuple[str, str]]:
    left, right = (side.split() for side in group.split("|"))
    return [(one, other) for one in left for other in right]


def _wordnet(path: Path) -> list[str]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


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
    by_stem = {words.stem(word): kind for kind, listing in reservations().items() for word in listing}
    by_stem.pop("will", None)  # of "willing"
    return by_stem | {word: kind for kind, listing in reservations().items() for word in listing}


def reservation(token: str) -> str | None:
    """The kind of reservation that a word makes, in any of its forms, if it makes one."""
    return _kinds().get(token) or _kinds().get(words.stem(token))


@cache
def _lists() -> dict[str, Any]:
    return tomllib.loads(_PATH.read_text(encoding="utf-8"))
