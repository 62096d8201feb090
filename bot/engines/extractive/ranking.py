"""From a question to the sentences that answer it, best first, and how sure that is.

BM25 picks the sentences worth a closer look; `features` says what speaks for each; a linear score orders
them, and a logistic one over the first of them says how likely it answers. Both are fitted by
`benchmarks/squad_fit.py`.
"""

import math
from dataclasses import dataclass

from bot.dossier.index import Index
from bot.dossier.model import Sentence
from bot.engines.extractive import signs, weights
from bot.engines.extractive.features import NAMES, features
from bot.engines.extractive.question import Kind, Query, Term
from bot.engines.extractive.sight import Sight

LOOKED_AT = 40
"""Sentences that get a closer look."""

_PASSAGE_SHARE = 0.3
"""What the passage's score, and each further sentence in it, counts beside the sentence's own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranked:
    """A sentence as an answer.

    `score`: its share of what speaks for all the sentences looked at, 0 to 1; `covered`: the share of the
    question's weight that it holds, 0 to 1; `missing`: the question's terms that it doesn't hold; `fits`: it
    holds what the kind of question asks for (a person, a time, a place, a number, a reason), None where the
    kind asks for nothing of the sort.
    """

    sentence: Sentence
    score: float
    covered: float
    missing: tuple[Term, ...]
    fits: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranking:
    """`confidence`, 0 to 1: how likely the first hit answers. `unknown`: terms that the dossier never uses."""

    hits: tuple[Ranked, ...]
    confidence: float
    unknown: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Look:
    """The sentences looked at, and for each its features."""

    sight: Sight
    sentences: list[Sentence]
    rows: list[list[float]]


def rank(query: Query, index: Index, k: int = 10) -> Ranking:
    """The `k` sentences that answer `query` best, best first; no hit if no word of it is in the dossier.

    About 2 ms for an article. Sentences that score the same stay in the dossier's order.
    """
    seen = look(query, index)
    unknown = tuple(slot.term for slot in seen.sight.slots if slot.unknown)
    if not seen.sentences:
        return Ranking(hits=(), confidence=0.0, unknown=unknown)
    fitted = weights.load()
    scores = [fitted.rank.score(row) for row in seen.rows]
    order = sorted(range(len(scores)), key=lambda n: (-scores[n], seen.sentences[n].id))
    shares = softmax(scores)
    hits = tuple(_ranked(seen.sight, seen.sentences[n], shares[n]) for n in order[:k])
    doubt = fitted.answers.score(
        evidence(query.kind, [seen.rows[n] for n in order], [scores[n] for n in order])
    )
    return Ranking(hits=hits, confidence=1 / (1 + math.exp(-doubt)), unknown=unknown)


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
    best, best_passage = max(scores.values()), max(passage_scores.values())
    best_covered = max(sight.share(sight.scan(sentence).held) for sentence in chosen)
    rows = [
        features(
            sight,
            sentence,
            passages[sentence.passage - 1],
            (scores[sentence.id], best, passage_scores[sentence.passage] / best_passage),
            best_covered,
        )
        for sentence in chosen
    ]
    return Look(sight, chosen, rows)


_HIGHEST = tuple(
    NAMES.index(name)
    for name in (
        "bm25_share", "exact", "covered", "with_before", "with_passage", "pairs", "tightness", "order",
        "distinct", "held_names", "rarest", "second_rarest", "density",
    )
)  # fmt: skip
_LOWEST = tuple(NAMES.index(name) for name in ("lost_max", "lost_passage_max", "lost_names"))
_COVERED, _EXACT, _PAIRS, _PASSAGE, _TERMS = (
    NAMES.index(name) for name in ("covered", "exact", "pairs", "with_passage", "terms")
)


_FITS = tuple((kind, NAMES.index(f"fits_{kind}")) for kind in sorted(signs.SIGNS))


def evidence(kind: Kind, rows: list[list[float]], scores: list[float]) -> list[float]:
    """What speaks for the first sentence as an answer at all, from features and scores, both best first."""
    first, n = rows[0], len(rows)
    covered = sorted((row[_COVERED] for row in rows), reverse=True)
    shares = softmax(scores)
    return [
        *first,
        scores[0],
        scores[0] - scores[1] if n > 1 else 3.0,
        scores[0] - sum(scores[:5]) / len(scores[:5]),
        *(max(row[i] for row in rows) for i in _HIGHEST),
        *(min(row[i] for row in rows) for i in _LOWEST),
        sum(row[_COVERED] for row in rows[:3]) / len(rows[:3]),
        sum(row[_COVERED] for row in rows[:10]) / len(rows[:10]),
        covered[min(1, n - 1)],
        covered[min(4, n - 1)],
        -sum(share * math.log(share + 1e-9) for share in shares),
        shares[0],
        first[_PASSAGE] - first[_COVERED],
        first[_EXACT] ** 2,
        first[_EXACT] * first[_PAIRS],
        first[_PASSAGE] ** 2,
        first[_COVERED] * min(first[_TERMS], 8),
        *(float(kind is asked and not first[fits]) for asked, fits in _FITS),
    ]


def softmax(scores: list[float]) -> list[float]:
    """Scores as shares of 1."""
    highest = max(scores)
    raised = [math.exp(score - highest) for score in scores]
    return [value / sum(raised) for value in raised]


def _ranked(sight: Sight, sentence: Sentence, share: float) -> Ranked:
    scan, kind = sight.scan(sentence), sight.query.kind
    found = signs.found(kind, sight.index.words(sentence), {place for place, _ in scan.places})
    return Ranked(
        sentence=sentence,
        score=share,
        covered=sight.share(scan.held),
        missing=tuple(slot.term for slot, held in zip(sight.slots, scan.held, strict=True) if not held),
        fits=bool(found) if kind in signs.SIGNS else None,
    )
