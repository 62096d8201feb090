"""Of which leaders "he", "she" or an office can speak: by their titles, or by how the documents go on after a name."""

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

from bot.dossier.leaders import Mention
from bot.dossier.model import Leader
from bot.dossier.sentences import split
from bot.engines.verification import names
from bot.engines.verification.facts import Facts

_TITLES = {
    "he": frozenset("mr king emir sir lord chairman prince sultan duke baron spokesman father".split()),
    "she": frozenset(
        "mrs ms miss queen chairwoman madam lady princess duchess baroness sheikha spokeswoman".split()
    ),
}
_PRONOUN = re.compile(r"\b(?:(?P<he>he|his|him|himself)|(?P<she>she|her|herself))\b", re.IGNORECASE)
_OFFICE = re.compile(
    r"\bthe (?P<office>president|prime minister|premier|chancellor|king|queen|emir|chairman|chairwoman|marshal|first minister)\b"
    r"(?! of\b)(?-i:(?! [A-Z]))",
    re.IGNORECASE,
)
_TITLED = {
    "he": re.compile(r"\b(?:Mr|Lord|Sir)\.? [A-Z]"),
    "she": re.compile(r"\b(?:Mrs|Ms|Miss|Lady)\.? [A-Z]"),
}
_CLEAR = 3
"""How many times as often one pronoun must follow a name as the other."""


@lru_cache(maxsize=256)
def of(leaders: tuple[Leader, ...], text: str) -> tuple[str | None, ...]:
    """For each leader "he" or "she"; None if neither a title nor `text`, a document's, tells."""
    return tuple(_titled(leader) or _told(number, leaders, text) for number, leader in enumerate(leaders))


def holders(text: str, leaders: tuple[Leader, ...]) -> frozenset[int]:
    """The leaders whom a text calls by an office that no other leader of the dossier has ("the president")."""
    found: set[int] = set()
    for match in _OFFICE.finditer(text):
        office = match["office"].casefold()
        having = [
            n for n, leader in enumerate(leaders) if any(office in a.casefold() for a in leader.aliases)
        ]
        if len(having) == 1:
            found.add(having[0])
    return frozenset(found)


def mistaken(
    claim: Facts, sentences: Sequence[Facts], leaders: tuple[Leader, ...], known: Sequence[str | None]
) -> Mention | None:
    """The only leader of a claim, if the sentence that it draws on most has only "he" where it should have "she"."""
    found = names.mentions(claim.text, leaders)
    if len({mention.leader for mention in found}) != 1 or not sentences:
        return None
    leader, kind = found[0].leader, known[found[0].leader]
    nearest = max(sentences, key=lambda sentence: sum(w.stem in sentence.stems for w in claim.content))
    there = {mention.leader for mention in names.mentions(nearest.text, leaders)}
    if kind is None or leader in there | holders(nearest.text, leaders):
        return None
    kinds = nearest.tokens & {"he", "she"}
    return found[0] if kinds and kind not in kinds else None


def names_other(text: str, kind: str) -> bool:
    """Whether a text has a title of that kind before a name ("Mr Temirkan"), whoever it is."""
    return bool(_TITLED[kind].search(text))


def _titled(leader: Leader) -> str | None:
    called = {
        word.strip(".").casefold() for alias in (leader.name, *leader.aliases) for word in alias.split()
    }
    return next((kind for kind, titles in _TITLES.items() if called & titles), None)


def _told(number: int, leaders: tuple[Leader, ...], text: str) -> str | None:
    counts: Counter[str] = Counter()
    for start, end in split(text):
        sentence = text[start:end]
        found = names.mentions(sentence, leaders)
        if {mention.leader for mention in found} == {number}:
            match = _PRONOUN.search(sentence, found[0].end)
            if match:
                counts["he" if match["he"] else "she"] += 1
    he, she = counts["he"], counts["she"]
    return "he" if he >= max(1, _CLEAR * she) else "she" if she >= max(1, _CLEAR * he) else None
