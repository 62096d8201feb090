"""How well a text carries a claim, as a number: for a ranking, or to compare with what people say."""

from collections.abc import Sequence
from itertools import pairwise

from bot.dossier.sentences import split
from bot.engines.verification import alike, facts, names, negation, wording
from bot.engines.verification.facts import Facts
from bot.engines.verification.numbers import same

_NEAREST = 3
"""Sentences of the text that are looked at together: the claim may join as many."""
_PAIRS = 0.6
"""What words that follow one another as they do in the text weigh, beside single words."""
_STRANGE, _TURNED = 0.7, 0.8
"""What is left of the support for each number or name that the text lacks, and for a word that turns the claim."""


def support(claim_text: str, source_text: str) -> float:
    """How far `source_text` carries `claim_text`, from 0 (not at all) to 1 (word by word).

    The share of the claim's words, and of its pairs of words, that stand in the text, less what speaks against it:
    numbers and names that the text lacks, a negation or an opposite in its nearest sentences. No word of either
    text is taken for a leader's name.
    """
    claim = facts.read(" ".join(claim_text.split()))
    if not claim.content and not claim.numbers:
        return 0.0
    sentences = [facts.read(source_text[start:end]) for start, end in split(source_text)]
    near = sorted(sentences, key=lambda sentence: -_shared(claim, sentence))[:_NEAREST]
    if not near:
        return 0.0
    together = (1 - _PAIRS) * alike.coverage(claim, near)[0] + _PAIRS * _pairs(claim, sentences)
    return together * _against(claim, sentences, near)


def _shared(claim: Facts, sentence: Facts) -> float:
    found = sum(word.stem in sentence.stems for word in claim.content)
    return found + 0.01 / (1 + len(sentence.words))


def _pairs(claim: Facts, sentences: Sequence[Facts]) -> float:
    """The share of neighbouring words in the claim that are neighbours in the text as well."""
    stated = {(a.token, b.token) for sentence in sentences for a, b in pairwise(sentence.words)}
    wanted = [(a.token, b.token) for a, b in pairwise(claim.words)]
    return sum(pair in stated for pair in wanted) / len(wanted) if wanted else 1.0


def _against(claim: Facts, sentences: Sequence[Facts], near: Sequence[Facts]) -> float:
    stated = [number for sentence in sentences for number in sentence.numbers]
    missing = sum(not number.soft and not any(same(number, o) for o in stated) for number in claim.numbers)
    missing += sum(1 for _ in names.unsupported(claim, sentences, ()))
    turned = bool(negation.flipped(claim, near[:1]) or wording.opposed(claim, near[:1]))
    return _STRANGE**missing * (_TURNED if turned else 1.0)
