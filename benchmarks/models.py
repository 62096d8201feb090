"""The two models that are fitted, as numerics: which sentence answers, and whether a sentence answers at all."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression

from bot.engines.extractive.weights import Linear

_RANK_PENALTY = 60.0


@dataclass(frozen=True, slots=True)
class Choice:
    """A question to the ranking: a row of features a sentence, how much each is the answer, and its weight."""

    rows: np.ndarray
    gold: np.ndarray
    weight: float = 1.0


def fit_rank(choices: Sequence[Choice]) -> Linear:
    """Weights of a softmax over the sentences of a question under which those that answer are likeliest."""
    used = [choice for choice in choices if len(choice.rows) and choice.gold.any()]
    rows = np.concatenate([choice.rows for choice in used])
    gold = np.concatenate([choice.gold for choice in used]).astype(float)
    weight = np.array([choice.weight for choice in used])
    sizes = np.array([len(choice.rows) for choice in used])
    starts = np.r_[0, np.cumsum(sizes)[:-1]]
    group = np.repeat(np.arange(len(sizes)), sizes)
    mean, spread = _scale(rows)
    scaled = (rows - mean) / spread

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        scores = scaled @ weights
        raised = np.exp(scores - np.maximum.reduceat(scores, starts)[group])
        total, right = np.add.reduceat(raised, starts), np.add.reduceat(raised * gold, starts)
        slope = scaled.T @ (weight[group] * (raised / total[group] - raised * gold / right[group]))
        value = -(weight * np.log(right / total)).sum() + _RANK_PENALTY * weights @ weights
        return value / len(used), (slope + 2 * _RANK_PENALTY * weights) / len(used)

    found = minimize(loss, np.zeros(rows.shape[1]), jac=True, method="L-BFGS-B", options={"maxiter": 300}).x
    return _linear(found, 0.0, mean, spread)


def fit_logistic(rows: np.ndarray, labels: np.ndarray, weights: np.ndarray, penalty: float) -> Linear:
    """Log-odds that a label is true, over rows that are scaled first."""
    mean, spread = _scale(rows)
    model = LogisticRegression(C=1 / penalty, max_iter=3000)
    model.fit((rows - mean) / spread, labels, sample_weight=weights)
    return _linear(model.coef_[0], float(model.intercept_[0]), mean, spread)


def _scale(rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    spread = rows.std(axis=0)
    return rows.mean(axis=0), np.where(spread > 1e-9, spread, 1.0)


def _linear(weights: np.ndarray, bias: float, mean: np.ndarray, spread: np.ndarray) -> Linear:
    """Weights for scaled features as weights for the features themselves."""
    plain = weights / spread
    return Linear(tuple(map(float, plain)), float(bias - plain @ mean))
