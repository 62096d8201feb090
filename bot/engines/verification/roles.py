"""Who a statement is about: a claim must not say of one leader what its quotes say of another."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot.dossier.leaders import Mention
from bot.dossier.model import Leader
from bot.dossier.words import tokens
from bot.engines.verification import facts, names
from bot.engines.verification.facts import Facts, Word

_JOINT = re.compile(r"(?:[\s,]|\b(?:and|or|with|the|both|of)\b|['’]s)*", re.IGNORECASE)
_BY = re.compile(r"\bby\s+(?:the\s+)?$", re.IGNORECASE)
_BEHIND_PREPOSITION = re.compile(
    r"\b(?:of|in|at|to|from|with|on|for|against|over|between|into|near|by|and|than|as|the|a)\s+$",
    re.IGNORECASE,
)
_PHRASE = 40
_OPENS = re.compile(r"(?:\A|[.!?]\s+)(?:the|a|an)\s+\w+\s+of\s+(?:the\s+)?\Z", re.IGNORECASE)
"""What may stand before the name of a subject: "The army of", at the start of a sentence."""

_LISTED = re.compile(r"\s*,?\s*(?:and|or|,)\s*")
_PRONOUNS = frozenset({"he", "she", "his", "her", "they", "their"})
_CLAUSE = re.compile(r"[;:—–]|[.!?](?=\s)|,|\b(?:and|while|whereas|although|though|but)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Swap:
    """A claim about `claimed` whose words the quotes say of `stated`, by name; `leaders` if they are some."""

    claimed: str
    leaders: tuple[int, ...]
    stated: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Actor:
    """Someone in a quote: the leaders that it may be (none for another name), and where it stands."""

    leaders: frozenset[int]
    start: int
    end: int
    text: str


def swapped(claim: Facts, quotes: Sequence[Facts], leaders: tuple[Leader, ...]) -> Swap | None:
    """The first clause of `claim` whose words the quotes mostly give to someone else than it does.

    Only words count of which the quotes leave no doubt; without a parser, whoever is named last before a
    word is taken for its subject.
    """
    named = names.mentions(claim.text, leaders)
    quote = quotes[0] if len(quotes) == 1 else facts.read("\n\n".join(quote.text for quote in quotes))
    found = names.mentions(quote.text, leaders)
    claimed, stated = _actors(claim, named), _actors(quote, found)
    if _is_passive(claim, named) != _is_passive(quote, found):
        return _turned(claim, named, claimed, quote, found, stated)
    for clause in _clauses(claim):
        against: list[Swap] = []
        matching = 0
        for word in clause:
            about = _holders(word.stem, [word], claimed)
            held = _holders(word.stem, quote.words, stated) if about and _is_plain(about[0], claim) else []
            if not held or any(actor.leaders != held[0].leaders for actor in held):
                continue
            mine, theirs = about[0], held[0]
            if any(_is_same(mine, actor) for actor in held):
                matching += 1
            else:
                against.append(
                    Swap(mine.text, tuple(sorted(theirs.leaders)), theirs.text, mine.start, mine.end)
                )
        if against and len(against) >= matching:
            return against[0]
    return None


def _turned(
    claim: Facts,
    named: Sequence[Mention],
    claimed: Sequence[_Actor],
    quote: Facts,
    found: Sequence[Mention],
    stated: Sequence[_Actor],
) -> Swap | None:
    """The same where one side is passive: who stands behind its "by" must act on the other side."""
    for agent, verb in _agents(claim, named):
        for actor in _holders(verb.stem, quote.words, stated):
            if actor.leaders and agent.leader not in actor.leaders:
                said = claim.text[agent.start : agent.end]
                return Swap(said, tuple(sorted(actor.leaders)), actor.text, agent.start, agent.end)
    for agent, verb in _agents(quote, found):
        for actor in _holders(verb.stem, claim.words, claimed):
            if actor.leaders and agent.leader not in actor.leaders:
                said = quote.text[agent.start : agent.end]
                return Swap(actor.text, (agent.leader,), said, actor.start, actor.end)
    return None


def _agents(read: Facts, found: Sequence[Mention]) -> Iterator[tuple[Mention, Word]]:
    """Who stands behind a "by", each with the verb before it."""
    for m in found:
        before = [word for word in read.words if word.stem and word.end <= m.start]
        if before and _BY.search(read.text[: m.start][-8:]):
            yield m, before[-1]


def _is_plain(actor: _Actor, claim: Facts) -> bool:
    """Whether it is plain that a claim's actor is its subject: a leader, or the name that opens it."""
    opens = actor.start == claim.words[0].start or _OPENS.search(claim.text[: actor.start][-_PHRASE:])
    return bool(actor.leaders or opens)


def _is_same(one: _Actor, other: _Actor) -> bool:
    if one.leaders or other.leaders:
        return bool(one.leaders & other.leaders)
    if other.text.casefold() in _PRONOUNS:
        return True
    return any(names.same(a, b) for a in tokens(one.text) for b in tokens(other.text))


def _clauses(claim: Facts) -> Iterator[list[Word]]:
    bounds = [0, *(match.start() for match in _CLAUSE.finditer(claim.text)), len(claim.text)]
    for start, end in pairwise(bounds):
        yield [word for word in claim.words if start <= word.start < end and word.stem]


def _enumerated(text: str, named: Sequence[Mention], mention: Mention) -> list[Mention]:
    """The mentions that stand with `mention` in one enumeration ("A, the president, and B")."""
    group = [mention]
    place = list(named).index(mention)
    for other in reversed(named[:place]):
        if not _JOINT.fullmatch(text[other.end : group[0].start]):
            break
        group.insert(0, other)
    for other in named[place + 1 :]:
        if not _JOINT.fullmatch(text[group[-1].end : other.start]):
            break
        group.append(other)
    return group


def _actors(quote: Facts, found: Sequence[Mention]) -> list[_Actor]:
    """Everyone in a quote who may hold a predicate, in order: leaders, pronouns, other names as subjects."""
    actors = [
        _Actor(
            frozenset(other.leader for other in _enumerated(quote.text, found, m)),
            m.start,
            m.end,
            quote.text[m.start : m.end],
        )
        for m in found
    ]
    for word in quote.words:
        if word.token in _PRONOUNS and not _in(word, found):
            before = frozenset(m.leader for m in found if m.end <= word.start)
            actors.append(_Actor(before, word.start, word.end, word.text))
    runs = [
        (run[0].start, run[-1].end) for run in names.runs(quote) if not any(_in(word, found) for word in run)
    ]
    for place, (start, end) in enumerate(runs):
        after = quote.text[end : runs[place + 1][0]] if place + 1 < len(runs) else "."
        before_it = quote.text[runs[place - 1][1] : start] if place else "."
        listed = _LISTED.fullmatch(after) or _LISTED.fullmatch(before_it)
        before = quote.text[:start]
        if not listed and (not _BEHIND_PREPOSITION.search(before[-9:]) or _OPENS.search(before[-_PHRASE:])):
            actors.append(_Actor(frozenset(), start, end, quote.text[start:end]))
    return sorted(actors, key=lambda actor: actor.start)


def _holders(stem: str | None, words: Sequence[Word], actors: Sequence[_Actor]) -> list[_Actor]:
    """Those of whom the stem is said: the nearest before each of its places, or the first behind it."""
    held: list[_Actor] = []
    for word in words:
        if word.stem == stem and not _in(word, actors) and actors:
            before = [actor for actor in actors if actor.end <= word.start]
            held.append(before[-1] if before else actors[0])
    return held


def _is_passive(read: Facts, found: Sequence[Mention]) -> bool:
    return any(_BY.search(read.text[: m.start][-8:]) for m in found)


def _in(word: Word, found: Sequence[Mention] | Sequence[_Actor]) -> bool:
    return any(m.start <= word.start < m.end for m in found)
