"""What speaks for the first sentence of a ranking as an answer at all: the numbers behind `confidence`."""

import math
from collections.abc import Sequence

from bot.engines.extractive import features, signs
from bot.engines.extractive.question import Kind

_HIGHEST = (
    "bm25_share", "exact", "covered", "with_before", "with_passage", "pairs", "tightness", "order", "distinct",
    "held_names", "rarest", "second_rarest", "density",
)  # fmt: skip
_LOWEST = ("lost_max", "lost_passage_max", "lost_names")
_KINDS = tuple(sorted(signs.SIGNS))

NAMES = (
    *(f"first_{name}" for name in features.NAMES),
    "score", "lead", "lead_over_five",
    *(f"highest_{name}" for name in _HIGHEST),
    *(f"lowest_{name}" for name in _LOWEST),
    "covered_by_three", "covered_by_ten", "second_covered", "fifth_covered", "entropy", "share",
    "only_in_passage", "exact_squared", "exact_pairs", "passage_squared", "covered_by_length",
    *(f"lacks_{kind}" for kind in _KINDS),
)  # fmt: skip
"""The names of the numbers that `evidence` gives, in order."""

_AT = {name: place for place, name in enumerate(features.NAMES)}
_COVERED, _EXACT, _PAIRS, _PASSAGE, _TERMS = (
    _AT[name] for name in ("covered", "exact", "pairs", "with_passage", "terms")
)
_ALONE = 3.0  # the lead of a sentence without a rival


def evidence(kind: Kind, rows: Sequence[Sequence[float]], scores: Sequence[float]) -> list[float]:
    """The numbers of `NAMES`, from the features and scores of the sentences looked at, both best first."""
    first, n = rows[0], len(rows)
    covered = [row[_COVERED] for row in rows]
    by_cover = sorted(covered, reverse=True)
    shares = softmax(scores)
    return [
        *first,
        scores[0],
        scores[0] - scores[1] if n > 1 else _ALONE,
        scores[0] - _mean(scores[:5]),
        *(max(row[_AT[name]] for row in rows) for name in _HIGHEST),
        *(min(row[_AT[name]] for row in rows) for name in _LOWEST),
        _mean(covered[:3]),
        _mean(covered[:10]),
        by_cover[min(1, n - 1)],
        by_cover[min(4, n - 1)],
        -sum(share * math.log(share + 1e-9) for share in shares),
        shares[0],
        first[_PASSAGE] - first[_COVERED],
        first[_EXACT] ** 2,
        first[_EXACT] * first[_PAIRS],
        first[_PASSAGE] ** 2,
        first[_COVERED] * min(first[_TERMS], 8),
        *(float(asked is kind and not first[_AT[f"fits_{asked}"]]) for asked in _KINDS),
    ]  # fmt: skip


def softmax(scores: Sequence[float]) -> list[float]:
    """Scores as shares of 1."""
    highest = max(scores)
    raised = [math.exp(score - highest) for score in scores]
    total = sum(raised)
    return [value / total for value in raised]


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)
