"""Who did what to whom: whether a claim fits its quotes better with two of its names exchanged."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

from bot.dossier.model import Leader
from bot.engines.verification import alike, english, names
from bot.engines.verification.facts import Facts, Word

_BREAK = re.compile(
    r"[;:—]|[.!?](?=\s)|,\s+(?:and|but|while|whereas|though|although)\s|\s(?:while|whereas|but)\s"
)
_BE = frozenset("is are was were be been being".split())
_REACH = 5
"""Content words on each side of a name that say what it has to do with them."""
_MARGIN = 0.75
"""By how much the exchanged claim must fit better."""
_PERSONAL = frozenset("he she him her his".split())


@dataclass(frozen=True, slots=True)
class _Name:
    """Someone or something called by name: a leader's number, or the folded words."""

    key: int | str
    start: int
    end: int


_FAR = 0.5
"""What a bond counts less with each content word in between."""

Bond = tuple[str, str, float]
"""What a name has to do with a word, and how closely: it stands before or behind it, or owns it; or its preposition."""


def exchanged(
    claim: Facts, quotes: Sequence[Facts], leaders: tuple[Leader, ...], meant: frozenset[int] = frozenset()
) -> tuple[int, int] | None:
    """The place of a name in `claim` that should stand where another one stands, by what the quotes say.

    `meant` are the leaders of whom the quotes speak without a name.
    """
    called = _names(claim, leaders)
    keys = list(dict.fromkeys(name.key for name in called))
    if len(keys) < 2:
        return None
    named = meant.union(m.leader for quote in quotes for m in names.mentions(quote.text, leaders))
    alone = next(iter(named)) if len(named) == 1 else None
    stated: dict[int | str, set[Bond]] = {key: set() for key in keys}
    known: set[int | str] = set()
    for quote in quotes:
        for name in [*_names(quote, leaders), *_meant(quote, alone)]:
            for key in keys:
                if _is_one(key, name.key):
                    known.add(key)
                    stated[key] |= set(_bonds(quote, name, leaders))
    here: dict[int | str, set[Bond]] = {key: set() for key in keys}
    for name in called:
        here[name.key] |= set(_bonds(claim, name, leaders))
    for one, other in combinations(keys, 2):
        if not known.issuperset({one, other}) or _are_listed(claim, called, one, other):
            continue
        fits = _fit(here[one], stated[one]) + _fit(here[other], stated[other])
        turned = _fit(here[one], stated[other]) + _fit(here[other], stated[one])
        if turned >= fits + _MARGIN and turned > 1.2 * fits:
            place = next(name for name in called if name.key == one)
            return place.start, place.end
    return None


def _fit(here: set[Bond], stated: set[Bond]) -> float:
    """How many of the bonds a name has in the quotes as well."""
    return sum(
        max((min(b[2], s[2]) for s in stated if b[0] == s[0] and alike.same(b[1], s[1])), default=0.0)
        for b in here
    )


def _bonds(facts: Facts, name: _Name, leaders: tuple[Leader, ...]) -> Iterator[Bond]:
    others = [o for o in _names(facts, leaders) if o.start != name.start]
    cuts = [m.start() for m in _BREAK.finditer(facts.text)]
    left = max([0, *(c for c in cuts if c < name.start)])
    right = min([len(facts.text), *(c for c in cuts if c >= name.end)])
    before = [w for w in facts.words if left <= w.start and w.end <= name.start]
    behind = [w for w in facts.words if name.end <= w.start < right]
    passive = _passive(facts, left, right)
    prior = before[-1].token if before else ""
    agent = prior == "by" and bool(passive)
    stop_left = max([left, *(o.end for o in others if o.end <= name.start)])
    stop_right = min([right, *(o.start for o in others if o.start >= name.end)])
    if _owns(facts, name):
        owned = next((w for w in behind if w.stem), None)
        if owned and owned.stem:
            yield "owns", owned.stem, 1.0
        return
    ahead = [w for w in behind if w.stem and w.start < stop_right][:_REACH]
    for rank, word in enumerate([] if agent else ahead):
        yield ("behind" if word.start in passive else "before"), word.stem or "", _FAR**rank
    near = [w for w in reversed(before) if w.stem and w.start >= stop_left][:_REACH]
    for rank, word in enumerate(near):
        yield ("before" if agent and word.start in passive else "behind"), word.stem or "", _FAR**rank
    if prior in english.listed("prepositions") and not agent:
        yield "preposition", prior, 1.0
        if prior == "of" and near and near[0].stem:
            yield "owns", near[0].stem, 1.0


def _passive(facts: Facts, left: int, right: int) -> set[int]:
    """The places of the participles of a passive in that part of a text."""
    found: set[int] = set()
    inside = [w for w in facts.words if left <= w.start < right]
    for place, word in enumerate(inside):
        is_participle = word.token.endswith(("ed", "en")) or word.token in english.listed("participles")
        if is_participle and any(w.token in _BE for w in inside[max(0, place - 3) : place]):
            found.add(word.start)
    return found


def _owns(facts: Facts, name: _Name) -> bool:
    tail = facts.text[name.end - 2 : name.end + 2].replace("’", "'")
    return "'" in tail or facts.text[name.start : name.end].casefold() in {"his", "her"}


def _are_listed(claim: Facts, called: Sequence[_Name], one: int | str, other: int | str) -> bool:
    """Whether the two stand side by side: "A and B"."""
    for first, second in pairwise(called):
        if {first.key, second.key} == {one, other}:
            between = claim.text[first.end : second.start].strip(" ,")
            if between in {"and", "or", ""}:
                return True
    return False


def _meant(quote: Facts, leader: int | None) -> Iterator[_Name]:
    """The pronouns of a quote as names of the only leader of whom it can speak."""
    if leader is not None:
        yield from (_Name(leader, w.start, w.end) for w in quote.words if w.token in _PERSONAL)


def _is_one(one: int | str, other: int | str) -> bool:
    if isinstance(one, int) or isinstance(other, int):
        return one == other
    return any(names.same(a, b) for a in one.split() for b in other.split())


def _names(facts: Facts, leaders: tuple[Leader, ...]) -> list[_Name]:
    found = [_Name(m.leader, m.start, m.end) for m in names.mentions(facts.text, leaders)]
    taken = [(n.start, n.end) for n in found] + [(when.start, when.end) for when in facts.whens]
    for run in names.runs(facts):
        free: list[Word] = [w for w in run if not any(a <= w.start < b for a, b in taken)]
        if free:
            key = " ".join(w.token for w in free)
            found.append(_Name(key, free[0].start, free[-1].end))
    return sorted(found, key=lambda name: name.start)
