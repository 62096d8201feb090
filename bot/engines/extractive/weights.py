"""The fitted weights, from `weights.json`; read once, at the first question."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

PATH = Path(__file__).with_name("weights.json")


@dataclass(frozen=True, slots=True)
class Linear:
    """A linear score over features."""

    weights: tuple[float, ...]
    bias: float

    def score(self, features: Sequence[float]) -> float:
        """Bias plus the weighted sum."""
        return self.bias + sum(w * x for w, x in zip(self.weights, features, strict=True))


@dataclass(frozen=True, slots=True)
class Fitted:
    """`rank` orders sentences by `features.NAMES`; `answers` gives log-odds over `ranking.evidence`."""

    rank: Linear
    answers: Linear


@cache
def load() -> Fitted:
    """The weights that this version was shipped with."""
    raw = json.loads(PATH.read_text(encoding="utf-8"))
    return Fitted(*(Linear(tuple(raw[name]["weights"]), raw[name]["bias"]) for name in ("rank", "answers")))
