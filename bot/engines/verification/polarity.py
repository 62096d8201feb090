"""What turns a statement, in whatever words: "opposes any return" and "wants no return" are turned once each.

A negation of a claim may have another word for its counterpart in the document: a verb ("refuses"), a noun
("failure"), a prefix ("unclear"), a phrase ("turned down"). So the turns of both sides are counted out.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.dossier import idioms, words
from bot.engines.verification import alike, english
from bot.engines.verification.facts import Facts, Word

_PREFIX = re.compile(r"(?:un|in|im|il|ir|dis|non)(?=[a-z]{3})")
_CLAUSE_END = re.compile(
    r"[,;:.!?—–()]|\b(?:but|while|although|though|whereas|because|unless)\b", re.IGNORECASE
)
_VOID = re.compile(
    r"\b(?:not only|no doubt|no\.? ?\d|nothing but|no sooner|not least|whether or not|with or without|not long)\b",
    re.IGNORECASE,
)
_SPLIT = re.compile(
    r"\b(?:turn(?:s|ed|ing)? (?:it|them|this|that|both) down|rul(?:e|es|ed|ing) (?:it|them|this|that|both) out)\b",
    re.IGNORECASE,
)
_REJECT = words.stem("reject")
"""What a phrase means that has its object inside."""
_NOT_YET = re.compile(r"(?:\bnot|\bnever|n['’]t|\bno \w+)\s+yet$", re.IGNORECASE)
_PLAIN = "not"
"""The name of all plain negations: one stands for another."""

_DRAWN = 2
"""Words of a clause that a claim must have to draw on it, or half of a short one."""


@dataclass(frozen=True, slots=True)
class Turn:
    """Something that turns what is said: a word or phrase from `start` to `end`, by the stem of what it means."""

    stem: str
    start: int
    end: int


@lru_cache(maxsize=4096)
def turns(facts: Facts) -> tuple[Turn, ...]:
    """All that turns a statement in a text, in order."""
    spans = [(start, end, words.stem(word)) for start, end, word in idioms.places(facts.text)]
    void = [match.span() for match in _VOID.finditer(facts.text)]
    spans += [(*match.span(), _REJECT) for match in _SPLIT.finditer(facts.text)]
    found = [Turn(stem, start, end) for start, end, stem in spans if stem in _contraries()]
    for word in facts.words:
        if any(start <= word.start < end for start, end, *_ in (*spans, *void)):
            continue
        if word.token == "yet" and _NOT_YET.search(facts.text[: word.end]):
            continue
        stem = _turning(word)
        if stem:
            found.append(Turn(stem, word.start, word.end))
    return tuple(sorted(found, key=lambda turn: turn.start))


def balanced(claim: Facts, sentences: Sequence[Facts], cue: int, *, claimed: bool) -> bool:
    """Whether a negation that only one side has is made up for by another word of the other side.

    `cue` is its place in the claim if it is `claimed`, otherwise in one of the sentences.
    """
    here = list(turns(claim))
    there = _drawn_on(claim, sentences)
    for turn in tuple(here):
        match = next((other for other in there if _is_same(turn.stem, other.stem)), None)
        if match:
            here.remove(turn)
            there.remove(match)
            own = turn if claimed else match
            if own.start <= cue < own.end and own.stem != _PLAIN:
                return True
    if claimed and not any(turn.start <= cue < turn.end for turn in here):
        return False
    return 0 < len(here) <= len(there) if claimed else 0 < len(there) <= len(here)


def is_turned_once_more(claim: Facts, sentences: Sequence[Facts]) -> bool:
    """Whether a claim has more turns than what it draws on has, whatever their words."""
    return len(turns(claim)) > len(_drawn_on(claim, sentences))


def is_turned(word: Word, facts: Facts) -> bool:
    """Whether a word stands behind something that turns it, in its clause."""
    cuts = [match.start() for match in _CLAUSE_END.finditer(facts.text)]
    left = max([0, *(cut for cut in cuts if cut < word.start)])
    return sum(left <= turn.start < word.start for turn in turns(facts)) % 2 == 1


def _drawn_on(claim: Facts, sentences: Sequence[Facts]) -> list[Turn]:
    return [turn for sentence in sentences for turn in turns(sentence) if _bears(turn, sentence, claim)]


def _bears(turn: Turn, sentence: Facts, claim: Facts) -> bool:
    """Whether the claim draws on the clause in which the turn stands."""
    cuts = [match.start() for match in _CLAUSE_END.finditer(sentence.text)]
    left = max([0, *(cut for cut in cuts if cut < turn.start)])
    right = min([len(sentence.text), *(cut for cut in cuts if cut >= turn.end)])
    inside = [w for w in sentence.content if left <= w.start < right and not turn.start <= w.start < turn.end]
    shared = sum(alike.stands(word, [claim]) for word in inside)
    return shared >= min(_DRAWN, (len(inside) + 1) // 2)


def _turning(word: Word) -> str:
    if word.token in english.listed("plain_negations") or word.token.endswith("n't"):
        return _PLAIN
    if word.token in english.listed("negations") or word.token in english.listed("denials"):
        return word.stem or word.token
    stem = word.stem or word.token
    if stem in _contraries():
        return stem
    bare = _PREFIX.sub("", word.token)
    is_prefixed = bare != word.token and words.stem(bare) in english.opposites().get(stem, ())
    return stem if is_prefixed else ""


def _is_same(one: str, other: str) -> bool:
    return one == other or alike.same(one, other)


@lru_cache(maxsize=1)
def _contraries() -> frozenset[str]:
    listed = (*english.listed("contraries"), *english.listed("negations"), *english.listed("denials"))
    return frozenset(map(words.stem, listed))
