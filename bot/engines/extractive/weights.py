"""The fitted weights, from `weights.json`; read once, at the first question."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from operator import mul
from pathlib import Path

from bot.engines.extractive import evidence, features

PATH = Path(__file__).with_name("weights.json")

BIAS = "bias"
"""What the constant is called among the weights."""


@dataclass(frozen=True, slots=True)
class Linear:
    """A linear score."""

    weights: tuple[float, ...]
    bias: float = 0.0

    def score(self, values: Sequence[float]) -> float:
        """Bias plus the weighted sum of as many values as there are weights."""
        return self.bias + sum(map(mul, self.weights, values))

    @classmethod
    def named(cls, names: Sequence[str], weights: Mapping[str, float]) -> "Linear":
        """The weights of `names` in their order; a name without a weight counts nothing."""
        return cls(tuple(weights.get(name, 0.0) for name in names), weights.get(BIAS, 0.0))

    def by_name(self, names: Sequence[str]) -> dict[str, float]:
        """The weights that are not zero, by name, to five places."""
        rounded = {name: round(weight, 5) for name, weight in zip(names, self.weights, strict=True)}
        return {BIAS: round(self.bias, 5), **{name: weight for name, weight in rounded.items() if weight}}


@dataclass(frozen=True, slots=True)
class Fitted:
    """`rank` orders sentences by `features`; `answers` gives log-odds over `evidence`."""

    rank: Linear
    answers: Linear


@cache
def load() -> Fitted:
    """The weights that this version was shipped with."""
    raw = json.loads(PATH.read_text(encoding="utf-8"))
    return Fitted(
        rank=Linear.named(features.NAMES, raw["rank"]), answers=Linear.named(evidence.NAMES, raw["answers"])
    )
