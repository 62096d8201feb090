"""From a question to the sentences that answer it, best first, and how sure that is.

BM25 picks the sentences worth a closer look; `features` says what speaks for each, and a linear score orders
them; `evidence` says what speaks for the first as an answer, and a logistic score how likely it is one. Both are fitted by
`benchmarks/fit.py`.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bot.dossier.index import Index
from bot.dossier.model import Sentence
from bot.engines.extractive import frames, signs, weights
from bot.engines.extractive.evidence import evidence, softmax
from bot.engines.extractive.features import features
from bot.engines.extractive.question import Query, Term
from bot.engines.extractive.sight import Sight
from bot.engines.extractive.wanted import Wanted

LOOKED_AT = 40
"""Sentences that get a closer look."""

_LED = 8
"""Of these, the first whose next sentence gets one too, as what they name may go on as "he" or "it"."""

_PASSAGE_SHARE = 0.3
"""What the passage's score, and each further sentence in it, counts beside the sentence's own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranked:
    """A sentence as an answer.

    `score`: its share of what speaks for all the sentences looked at, 0 to 1; `covered`: the share of the
    question's weight that it holds, 0 to 1; `missing`: the question's terms that it doesn't hold; `fits`: it
    holds what the kind of question asks for (a person, a time, a place, a number, a reason), None where the
    kind asks for nothing of the sort; `frame`: the numbers of `frames.NAMES` by name.
    """

    sentence: Sentence
    score: float
    covered: float
    missing: tuple[Term, ...]
    fits: bool | None
    frame: Mapping[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranking:
    """What was found: the sentences that may answer (`hits`) and, those that can't included, the `nearest`.

    `confidence`, 0 to 1: how likely the first hit answers, by its `evidence`, the numbers of `evidence.NAMES`
    (none without a hit). `unknown`: terms that the dossier never uses.
    """

    hits: tuple[Ranked, ...]
    nearest: tuple[Ranked, ...]
    confidence: float
    evidence: tuple[float, ...]
    unknown: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Look:
    """The sentences looked at, and for each its features."""

    sight: Sight
    sentences: list[Sentence]
    rows: list[list[float]]


def rank(query: Query, index: Index, k: int = 10, may: Callable[[Ranked], bool] = lambda _: True) -> Ranking:
    """The `k` sentences that answer `query` best, best first; no hit if no word of it is in the dossier.

    Those that `may` refuses are left out, as if the dossier hadn't said them. About 2 ms for an article.
    Sentences that score the same stay in the dossier's order.
    """
    seen = look(query, index)
    unknown = tuple(slot.term for slot in seen.sight.slots if slot.unknown)
    fitted = weights.load()
    scores = [fitted.rank.score(row) for row in seen.rows]
    order = sorted(range(len(scores)), key=lambda n: (-scores[n], seen.sentences[n].id))
    shares = softmax(scores) if scores else []
    nearest = {n: _ranked(seen, n, shares[n]) for n in order[:k]}
    order = [n for n in order if n not in nearest or may(nearest[n])]
    hits = tuple(nearest[n] for n in order if n in nearest)
    if not hits:
        return Ranking(hits=(), nearest=tuple(nearest.values()), confidence=0.0, evidence=(), unknown=unknown)
    found = evidence(query.kind, [seen.rows[n] for n in order], [scores[n] for n in order])
    return Ranking(
        hits=hits,
        nearest=tuple(nearest.values()),
        confidence=1 / (1 + math.exp(-fitted.answers.score(found))),
        evidence=tuple(found),
        unknown=unknown,
    )


def look(query: Query, index: Index) -> Look:
    """The sentences of the dossier that are worth a closer look, in no order that matters."""
    sight = Sight(query, index)
    scores = index.scores(sight.weights())
    if not scores:
        return Look(sight, [], [])
    sentences, passages = index.dossier.sentences, index.dossier.passages
    top = sorted(scores, key=lambda id: (-scores[id], id))[: LOOKED_AT * 5]
    by_passage: dict[int, list[float]] = {}
    for id in top:
        by_passage.setdefault(sentences[id].passage, []).append(scores[id])
    passage_scores = {
        number: first + _PASSAGE_SHARE * sum(others[:3]) for number, (first, *others) in by_passage.items()
    }
    top.sort(key=lambda id: (-scores[id] - _PASSAGE_SHARE * passage_scores[sentences[id].passage], id))
    chosen = [sentences[id] for id in top[:LOOKED_AT]]
    chosen += _followers(chosen, index)
    best, best_passage = max(scores.values()), max(passage_scores.values())
    best_covered = max(sight.share(sight.scan(sentence).held) for sentence in chosen)
    wanted = Wanted(query)
    rows = [
        features(
            sight,
            wanted,
            sentence,
            passages[sentence.passage - 1],
            (scores.get(sentence.id, 0.0), best, passage_scores[sentence.passage] / best_passage),
            best_covered,
        )
        for sentence in chosen
    ]
    return Look(sight, chosen, rows)


def _followers(chosen: list[Sentence], index: Index) -> list[Sentence]:
    """The sentences behind the first that weren't chosen themselves: "He will not be at the table."."""
    known = {sentence.id for sentence in chosen}
    behind = (
        s.id + 1 for s in chosen[:_LED] if s.id != index.dossier.passages[s.passage - 1].sentences[-1].id
    )
    return [index.dossier.sentences[id] for id in behind if id not in known]


def _ranked(seen: Look, place: int, share: float) -> Ranked:
    sight, sentence = seen.sight, seen.sentences[place]
    scan, kind = sight.scan(sentence), sight.query.kind
    found = signs.found(kind, sight.index.words(sentence), {at for at, _ in scan.places})
    return Ranked(
        sentence=sentence,
        score=share,
        covered=sight.share(scan.held),
        missing=tuple(slot.term for slot, held in zip(sight.slots, scan.held, strict=True) if not held),
        fits=bool(found) if kind in signs.SIGNS else None,
        frame=dict(zip(frames.NAMES, seen.rows[place][-len(frames.NAMES) :], strict=True)),
    )
