"""Names in a claim: which words are names, and whether two forms name the same."""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from bot.dossier import words
from bot.dossier.leaders import Mention, WhoIsWho
from bot.dossier.model import Leader
from bot.engines.verification import english
from bot.engines.verification.facts import Facts, Word

_ENDINGS_OF_A = ("n", "ns")
_ENDINGS = ("ian", "ians", "an", "ans", "i", "is", "ese", "ish", "er", "ers", "ite", "ites", "ais", "aise")
_SHORTEST = 4
"""Letters that a place must have before its adjective is formed by rule."""

_INITIAL = re.compile(r"(?<![^\W_])(?<!['’])[^\W\d_]")
_NEVER = frozenset({"i", "i'm", "i've", "i'd", "i'll", "mr", "mrs", "ms", "dr", "sir", "lord", "president"})


@lru_cache(maxsize=8)
def _who(leaders: tuple[Leader, ...]) -> WhoIsWho:
    return WhoIsWho(leaders)


@lru_cache(maxsize=4096)
def mentions(text: str, leaders: tuple[Leader, ...]) -> tuple[Mention, ...]:
    """The leaders that `text` names, in order: names, aliases, offices; also if all is in small letters."""
    if text[1:].islower():
        capitals = _INITIAL.sub(lambda initial: initial[0].upper(), text)
        text = capitals if len(capitals) == len(text) else text
    return tuple(_who(leaders).mentions(text))


def same(one: str, other: str) -> bool:
    """Whether two folded words are forms of one name: equal, plural, possessive, or a place's adjective."""
    if one == other:
        return True
    group = english.nations().get(one)
    if group is not None and group == english.nations().get(other):
        return True
    return other in _forms(one) or one in _forms(other)


def unsupported(claim: Facts, quotes: Sequence[Facts], leaders: tuple[Leader, ...]) -> Iterator[list[Word]]:
    """The words of each name of `claim` that stand in none of `quotes`, leaders aside."""
    spans = [(when.start, when.end) for when in claim.whens]
    spans += [(found.start, found.end) for found in mentions(claim.text, leaders)]
    spans += [(number.start, number.end) for number in claim.numbers]
    stated = _spelt_out(frozenset(token for quote in quotes for token in quote.tokens))
    stems = frozenset(stem for quote in quotes for stem in quote.stems)
    for run in runs(claim):
        new = [
            word
            for word in run
            if not any(start <= word.start < end for start, end in spans)
            and not _stands(word, stated)
            and not (word.opens and word.stem in stems)
        ]
        if new:
            yield new


def candidates(facts: Facts) -> Iterator[Word]:
    """The words that may be names: capitals inside a sentence, codes, and a subject that opens one."""
    for place, word in enumerate(facts.words):
        if (
            word.stem is None
            or word.token in _NEVER
            or any(w.start <= word.start < w.end for w in facts.whens)
        ):
            continue
        if word.token.isdigit() or not any(sign.isalpha() for sign in word.token):
            continue
        if any(sign.isdigit() for sign in word.token):
            if not word.token[0].isdigit():
                yield word
            continue
        if word.capital and (not word.opens or _is_subject(facts, place)):
            yield word


def rivals(claim: Facts, quotes: Iterable[Facts], leaders: tuple[Leader, ...]) -> list[str]:
    """Names that the quotes have and the claim hasn't, in order; names of several words in one."""
    found: dict[str, None] = {}
    for quote in quotes:
        spans = [(m.start, m.end) for m in mentions(quote.text, leaders)]
        spans += [(when.start, when.end) for when in quote.whens]
        for run in runs(quote):
            inside = any(start <= word.start < end for word in run for start, end in spans)
            if not inside and not any(_stands(word, claim.tokens) for word in run):
                found[name_of(run, quote)] = None
    return list(found)


def runs(facts: Facts) -> Iterator[list[Word]]:
    """The names of a text, each with all its words ("Peace Prize")."""
    run: list[Word] = []
    for word in candidates(facts):
        if (
            run
            and facts.text[run[-1].end : word.start].strip(" ") == ""
            and not run[-1].text.endswith(("'s", "’s"))
        ):
            run.append(word)
            continue
        if run:
            yield run
        run = [word]
    if run:
        yield run


def name_of(run: Sequence[Word], facts: Facts) -> str:
    """A name as its text has it, without a possessive."""
    return facts.text[run[0].start : run[-1].end].removesuffix("'s").removesuffix("’s")


def _is_subject(facts: Facts, place: int) -> bool:
    """Whether the word that opens a sentence is likely a name: a singular before a small letter."""
    word = facts.words[place]
    if word.token in english.listed("openers") or word.token.endswith(("ly", "ing", "ed")):
        return False
    between = facts.text[word.end : facts.words[place + 1].start] if place + 1 < len(facts.words) else ""
    possessive = words.fold(word.text).endswith(("'s", "s'"))
    return possessive or (
        place + 1 < len(facts.words) and not between.strip() and not word.token.endswith("s")
    )


def _stands(word: Word, stated: frozenset[str]) -> bool:
    return word.token in stated or any(same(word.token, other) for other in stated)


def _spelt_out(tokens: frozenset[str]) -> frozenset[str]:
    """The tokens with "UN" where "United Nations" stands, and the other way round."""
    short = {name for name, parts in english.spelt_out().items() if tokens.issuperset(parts)}
    return tokens.union(short, *(english.spelt_out()[name] for name in tokens & english.spelt_out().keys()))


@lru_cache(maxsize=8192)
def _forms(place: str) -> frozenset[str]:
    """What people and things of a place are called, by rule: Russia, Russian, Russians."""
    if len(place) < _SHORTEST:
        return frozenset()
    forms = {f"{place}s"}
    if place[-1] == "a":
        forms |= {place + end for end in _ENDINGS_OF_A} | {
            place[:-1] + end for end in ("ese", "an", "i", "is")
        }
    elif place[-1] in "eoy":
        forms |= {place[:-1], f"{place[:-1]}s"} if place.endswith("any") else set()
        forms |= {place[:-1] + end for end in (*_ENDINGS, "ean", "eans")} | {place + "an", place + "ans"}
    else:
        forms |= {place + end for end in _ENDINGS}
    if place.endswith("land") and len(place) > _SHORTEST + len("land") - 1:
        forms |= {place.removesuffix("land") + end for end in ("ish", "er", "ers")}
    return frozenset(forms)
