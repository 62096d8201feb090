"""How well a text carries a claim, as a number: for a ranking, or to compare with what people say."""

from collections.abc import Iterator, Sequence

from bot.dossier.sentences import split
from bot.engines.verification import alike, facts, names, negation, wording
from bot.engines.verification.facts import Facts
from bot.engines.verification.numbers import same

_WEIGHTS = {"words": 1.0, "likes": 1.0, "pairs": 1.0, "triples": 0.5}
"""What counts how much: the claim's words anywhere in the text, these or their like in its nearest sentence, and
runs of two and three words. Set on the two sets of QAGS."""
_STRANGE, _TURNED = 0.8, 0.8
"""What is left of the support for each number or name that the text lacks, and for a word that turns the claim."""


def support(claim_text: str, source_text: str) -> float:
    """How far `source_text` carries `claim_text`, from 0 (not at all) to 1 (word by word).

    The share of the claim's words, and of its runs of words, that stand in the text, less what speaks against it:
    numbers and names that the text lacks, a negation or an opposite in its nearest sentence. No word of either
    text is taken for a leader's name. For the same claim and text it is always the same.
    """
    claim = facts.read(" ".join(claim_text.split()))
    if not claim.content and not claim.numbers:
        return 0.0
    sentences = [facts.read(source_text[start:end]) for start, end in split(source_text)]
    if not sentences:
        return 0.0
    near = max(sentences, key=lambda sentence: _shared(claim, sentence))
    parts = {
        "words": _runs(claim, sentences, 1),
        "likes": alike.coverage(claim, [near])[0],
        "pairs": _runs(claim, sentences, 2),
        "triples": _runs(claim, sentences, 3),
    }
    carried = sum(_WEIGHTS[part] * share for part, share in parts.items()) / sum(_WEIGHTS.values())
    return carried * _against(claim, sentences, near)


def _shared(claim: Facts, sentence: Facts) -> float:
    found = sum(word.stem in sentence.stems for word in claim.content)
    return found + 0.01 / (1 + len(sentence.words))


def _runs(claim: Facts, sentences: Sequence[Facts], length: int) -> float:
    """The share of the claim's runs of so many words that stand in the text; 1 if it has none so long."""
    stated = {run for sentence in sentences for run in _cut(sentence, length)}
    wanted = list(_cut(claim, length))
    return sum(run in stated for run in wanted) / len(wanted) if wanted else 1.0


def _cut(text: Facts, length: int) -> Iterator[tuple[str, ...]]:
    tokens = [word.token for word in text.words]
    yield from (tuple(tokens[at : at + length]) for at in range(len(tokens) - length + 1))


def _against(claim: Facts, sentences: Sequence[Facts], near: Facts) -> float:
    stated = [number for sentence in sentences for number in sentence.numbers]
    missing = sum(not number.soft and not any(same(number, o) for o in stated) for number in claim.numbers)
    missing += sum(1 for _ in names.unsupported(claim, sentences, ()))
    turned = bool(negation.flipped(claim, [near]) or wording.opposed(claim, [near]))
    return _STRANGE**missing * (_TURNED if turned else 1.0)
