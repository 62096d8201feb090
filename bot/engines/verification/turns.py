"""Small words that turn what a claim says: prepositions, comparisons, conditions, concessions, "all" for "some"."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from bot.engines.verification import alike, english, polarity
from bot.engines.verification.facts import Facts, Word
from bot.engines.verification.wording import Clash

_NOT_ONLY = re.compile(
    r"\bnot (only|just|merely|simply|all|every|everyone|everybody|always|solely|both)\b", re.IGNORECASE
)
_APART = re.compile(r"[,;:.!?—()]|\b(?:and|but|or|nor|that|which|who|because|if|than|as)\b", re.IGNORECASE)
_EVEN_IF = re.compile(r"\beven (?:if|though|after|when|without|with|before)\b", re.IGNORECASE)
"""An "even" that sets a contrast; any other only stresses what is said."""
_CAUSAL = frozenset({"because", "since", "therefore", "so", "due", "thanks", "reason"})
_SOFT = frozenset({"although", "though"})
"""What may as well join two facts."""
_REACH = 3
"""Words behind a preposition among which its noun is looked for."""


def directed(claim: Facts, sentences: Sequence[Facts]) -> Clash | None:
    """A preposition of the claim before a word that has its opposite before it in the sentences."""
    stated = [pair for sentence in sentences for pair in _prepositions(sentence)]
    for word, anchor in _prepositions(claim):
        sides = english.sides().get(word.token, frozenset())
        there = [other for other, near in stated if _is_same(anchor, near)]
        if any(other.token == word.token or _is_ally(word, other) for other in there):
            continue
        against = next((other for other in there if _clash(word, other, sides, anchor)), None)
        if against:
            return Clash(word.text, against.text, word.start, anchor.end)
    return None


def compared(claim: Facts, sentences: Sequence[Facts]) -> Clash | None:
    """A "more", "most", "up" of the claim where the sentences have only its opposite."""
    stated = {w.token for s in sentences for w in s.words}
    for place, word in enumerate(claim.words):
        against = english.small_opposites().get(word.token, frozenset()) - claim.tokens
        if word.token in stated or not against:
            continue
        near = _near(claim, place)
        for sentence in sentences:
            for at, other in enumerate(sentence.words):
                if other.token in against and _share(near, _near(sentence, at)):
                    return Clash(word.text, other.text, word.start, word.end)
    return None


def _near(facts: Facts, place: int) -> list[str]:
    """The stems on each side of a word, three words far."""
    around = (*facts.words[max(0, place - _REACH) : place], *facts.words[place + 1 : place + 1 + _REACH])
    return [w.stem for w in around if w.stem]


def _share(one: Sequence[str], other: Sequence[str]) -> bool:
    return any(alike.same(a, b) for a in one for b in other)


def conceded(claim: Facts, sentences: Sequence[Facts]) -> Word | None:
    """An "although", "despite", "even if", "regardless" of the claim where no sentence has a contrast."""
    lists = english.listed
    even = _EVEN_IF.search(claim.text)
    if even and not any(
        s.tokens & {"even", "though", "although", "regardless", "whether"} for s in sentences
    ):
        return next((w for w in claim.words if w.start == even.start()), None)
    if any(w.token in lists("contrasts") for s in sentences for w in s.words):
        return None
    causal = any(w.token in _CAUSAL for s in sentences for w in s.words)
    told = claim.tokens & _CAUSAL
    hard = lists("concessions") if causal and not told else lists("concessions") - _SOFT
    found = (w for w in claim.words if w.token in hard)
    return next((w for w in found if w.token != "even" or _EVEN_IF.match(claim.text, w.start)), None)


def conditioned(claim: Facts, sentences: Sequence[Facts]) -> Word | None:
    """An "if" for the document's "unless", or the other way round."""
    tokens = frozenset(token for s in sentences for token in s.tokens)
    for one, other in (("if", "unless"), ("unless", "if")):
        if one == "unless" and tokens & english.listed("negations"):
            continue
        turned = one in claim.tokens and other not in claim.tokens and one not in tokens and other in tokens
        if turned and not claim.tokens & english.listed("negations"):
            return next(w for w in claim.words if w.token == one)
    return None


def widened(claim: Facts, sentences: Sequence[Facts]) -> Word | None:
    """An "all", "only", "always" or "exactly" of the claim of which the sentences have no like."""
    stated = {english.scopes().get(w.token) for s in sentences for w in s.words}
    counted = {number.start for number in claim.numbers if not number.soft}
    for place, word in enumerate(claim.words):
        kind = english.scopes().get(word.token)
        if kind in {None, "none", "some"} or kind in stated:
            continue
        if word.token == "both" and any("two" in s.tokens for s in sentences):
            continue
        behind = claim.words[place + 1].start if place + 1 < len(claim.words) else -1
        before = claim.words[place - 1].token if place else ""
        if _is_told(word, kind, claim, sentences):
            continue
        is_phrase = before in {"at", "after", "above", "not", "if", "once"}
        if not is_phrase and not (kind in {"all", "only"} and behind in counted):
            return word
    return None


def _is_told(word: Word, kind: str | None, claim: Facts, sentences: Sequence[Facts]) -> bool:
    """Whether an "only", "single" or "each" of a claim is what the sentences tell in other words."""
    stated = frozenset(token for s in sentences for token in s.tokens)
    behind = [w for w in claim.words if w.start > word.start][:3]
    near = [w.token for w in behind]
    if word.token == "single":
        return bool(stated & {"a", "an", "one"})
    if word.token == "each":
        return bool(stated & {"apiece", "per"}) or any(" a time" in s.text for s in sentences)
    if kind != "only":
        return False
    if stated & {"once", "except", "unless", "until", "nobody", "none", "nothing"}:
        return True
    if near[:1] and near[0] in {"when", "once", "after", "if"}:
        return bool(stated & {"when", "once", "after", "if", "unless", "until"})
    return any(number.start <= w.start < number.end for number in claim.numbers for w in behind)


def narrowed(claim: Facts, sentences: Sequence[Facts]) -> Clash | None:
    """A "some" of the claim before a word that has "all" before it in the sentences, or "no" for "every"."""
    stated = [pair for sentence in sentences for pair in _determined(sentence)]
    known = {english.scopes().get(w.token) for s in sentences for w in s.words}
    for word, anchor in _determined(claim):
        if english.scopes()[word.token] in known:
            continue
        there = [other for other, near in stated if _is_same(anchor, near)]
        kinds = english.scopes()
        if there and {kinds[word.token], kinds[there[0].token]} & {"all", "none"}:
            return Clash(word.text, there[0].text, word.start, anchor.end)
    return None


def strange(claim: Facts, sentences: Sequence[Facts]) -> Word | None:
    """A word of the claim that turns what is behind it ("until", "fears"), and of which no sentence has a like."""
    stated = frozenset(token for sentence in sentences for token in sentence.tokens)
    turned = any(polarity.turns(sentence) for sentence in sentences)
    for word in claim.words:
        likes = english.strange().get(word.token)
        is_new = likes is not None and not stated & (likes | {word.token})
        if is_new and not (turned and word.token in {"against", "without"}):
            if word.token == "without" and claim.text[: word.start].endswith("with or "):
                continue
            return word
    return None


def doubled(claim: Facts, sentences: Sequence[Facts]) -> Clash | None:
    """A second "not" in a clause of the claim, or a "not only", of which the sentences have none."""
    only = _NOT_ONLY.search(claim.text)
    if only and not any(_NOT_ONLY.search(sentence.text) for sentence in sentences):
        return Clash(only[0], only[1], only.start(), only.end())
    if any(_twice(sentence) for sentence in sentences):
        return None
    twice = _twice(claim)
    return (
        Clash(f"{twice[0].text} … {twice[1].text}", twice[0].text, twice[0].start, twice[1].end)
        if twice
        else None
    )


def _twice(facts: Facts) -> tuple[Word, Word] | None:
    plain = english.listed("plain_negations")
    cues = [w for w in facts.words if w.token in plain or w.token.endswith("n't")]
    for one, other in pairwise(cues):
        if not _APART.search(facts.text, one.end, other.start):
            return one, other
    return None


def _determined(facts: Facts) -> Iterator[tuple[Word, Word]]:
    for place, word in enumerate(facts.words):
        if english.scopes().get(word.token) in {"all", "none", "some"}:
            anchor = next((w for w in facts.words[place + 1 : place + 1 + _REACH] if w.stem), None)
            if anchor:
                yield word, anchor


def _prepositions(facts: Facts) -> Iterator[tuple[Word, Word]]:
    """Each preposition that has an opposite, with the first content word behind it."""
    for place, word in enumerate(facts.words):
        if word.token in english.sides():
            anchor = next((w for w in facts.words[place + 1 : place + 1 + _REACH] if w.stem), None)
            if anchor:
                yield word, anchor


def _clash(word: Word, other: Word, sides: frozenset[str], anchor: Word) -> bool:
    if {word.token, other.token} == {"to", "by"}:
        return anchor.token[0].isdigit()
    return other.token in sides


def _is_ally(word: Word, other: Word) -> bool:
    return english.side_of().get(word.token) == english.side_of().get(other.token)


def _is_same(one: Word, other: Word) -> bool:
    return bool(one.stem and other.stem) and alike.same(one.stem or "", other.stem or "")
