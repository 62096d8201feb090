"""The words of a claim against the words of a sentence: support, opposites, prepositions, clauses."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot.dossier import idioms, words
from bot.engines.verification import alike, english, polarity
from bot.engines.verification.facts import Facts, Word

_INSTEAD = {
    "before": "after", "after": "before", "from": "to", "to": "from", "for": "against", "against": "for",
}  # fmt: skip
_TO_COME = frozenset({"will", "to", "ready", "refuses", "refused"})
_BEFORE = 6
"""Words before a verb among which that stands by which it is wanted."""
_BESIDE = 3
"""Words on each side of an opposite that tell what it is said of."""
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
    """A word of the claim whose opposite stands in the sentences instead, turned as often as there."""
    stated = {word.stem: (word, sentence) for sentence in sentences for word in sentence.words if word.stem}
    for sentence in sentences:
        for start, end, meaning in idioms.places(sentence.text):
            inside = next((w for w in sentence.words if start <= w.start < end), None)
            if inside:
                stated.setdefault(words.stem(meaning), (inside, sentence))
    phrases = [(start, end) for start, end, _ in idioms.places(claim.text)]
    for word in claim.words:
        if word.stem is None or word.stem in stated or alike.stands(word, sentences):
            continue
        if any(start <= word.start < end for start, end in phrases):
            continue
        for other in english.opposites().get(word.stem, ()):
            if other not in stated or other in claim.stems:
                continue
            against, sentence = stated[other]
            if polarity.balanced(claim, sentences, word.start, claimed=True):
                continue
            if polarity.is_turned(word, claim) != polarity.is_turned(against, sentence):
                continue
            if (
                against.stem in english.states()
                and _is_wished(word, claim)
                and not _is_wished(against, sentence)
            ):
                continue
            if english.slight() & {word.stem, against.stem} and not _is_near(word, claim, against, sentence):
                continue
            return Clash(word.text, against.text, word.start, word.end)
    return None


def _is_wished(word: Word, facts: Facts) -> bool:
    """Whether something wanted, offered or possible is named, and no state: "wants them freed", not "holds them"."""
    place = facts.words.index(word)
    near = facts.words[max(0, place - _BEFORE) : place]
    return any(english.reservation(w.token) not in {None, "say"} or w.token in _TO_COME for w in near)


def _is_near(word: Word, claim: Facts, other: Word, sentence: Facts) -> bool:
    """Whether two words stand beside words for the same thing."""
    return any(alike.same(a, b) for a in _around(word, claim) for b in _around(other, sentence))


def _around(word: Word, facts: Facts) -> list[str]:
    place = facts.words.index(word)
    near = (*facts.words[max(0, place - _BESIDE) : place], *facts.words[place + 1 : place + 1 + _BESIDE])
    return [w.stem for w in near if w.stem]


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
