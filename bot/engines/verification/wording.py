"""The words of a claim against the words of a sentence: support, opposites, prepositions, clauses."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot.engines.verification import alike, english
from bot.engines.verification.facts import Facts, Word

_INSTEAD = {
    "before": "after", "after": "before", "from": "to", "to": "from", "for": "against", "against": "for",
}  # fmt: skip
_BEHIND_VERB = frozenset({"for", "against"})
_BREAK = re.compile(
    r"[;:—–]|[.!?](?=\s)|,?\s+(?:while|whereas|although|though|but)\s+|,\s+(?:and|or|so|yet)\s+",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Clash:
    """Two words that can't both be true: what the claim says and what the document says."""

    said: str
    stated: str
    start: int
    end: int


def opposed(claim: Facts, sentences: Sequence[Facts]) -> Clash | None:
    """A word of the claim whose opposite stands in the sentences instead."""
    stated = {word.stem: word for sentence in sentences for word in sentence.words if word.stem}
    for word in claim.words:
        if word.stem is None or word.stem in stated or alike.stands(word, sentences):
            continue
        for other in english.opposites().get(word.stem, ()):
            if other in stated and other not in claim.stems:
                return Clash(word.text, stated[other].text, word.start, word.end)
    return None


def turned(claim: Facts, sentences: Sequence[Facts]) -> Clash | None:
    """A preposition of the claim in whose place the sentences have its opposite ("after" for "before")."""
    stated = {place for sentence in sentences for _, place in _prepositions(sentence)}
    for word, (preposition, anchor) in _prepositions(claim):
        if (preposition, anchor) in stated:
            continue
        other = _INSTEAD[preposition]
        if (other, anchor) in stated:
            return Clash(word.text, other, word.start, word.end)
    return None


def _prepositions(facts: Facts) -> Iterator[tuple[Word, tuple[str, str]]]:
    """Each preposition that has an opposite, with the stem that tells what it is said of."""
    for place, word in enumerate(facts.words):
        if word.token not in _INSTEAD:
            continue
        after_verb = word.token in _BEHIND_VERB
        near = facts.words[max(0, place - 1) : place] if after_verb else facts.words[place + 1 : place + 4]
        anchor = next((other.stem for other in near if other.stem), None)
        if anchor:
            yield word, (word.token, anchor)


def is_light(stem: str) -> bool:
    """Whether a statement may have the word though its quote hasn't: a verb of saying or wanting."""
    return stem in english.light()


def clauses(facts: Facts) -> Iterator[tuple[Word, ...]]:
    """The words of a text, clause by clause: cut at strong punctuation and contrasting conjunctions."""
    cuts = [match.start() for match in _BREAK.finditer(facts.text)]
    bounds = [0, *cuts, len(facts.text)]
    for start, end in pairwise(bounds):
        clause = tuple(word for word in facts.words if start <= word.start < end)
        if clause:
            yield clause
