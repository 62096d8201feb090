"""Fits `bot/engines/extractive/weights.json` on SQuAD 2.0's development set, and says what it is worth.

    python -m benchmarks.squad_fit            held-out figures, articles in four folds (index mod 4)
    python -m benchmarks.squad_fit --write    the same, then weights fitted on all articles

The ranker is a linear softmax over the sentences looked at for a question: it maximises the likelihood of
a sentence that holds the answer. The answerability model is a logistic regression over `ranking.evidence`:
questions of their own article against those of another and those whose paragraph was taken out.
"""

import argparse
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from benchmarks import squad_data
from benchmarks.squad_data import FOLDS, Asked
from bot.engines.extractive import evidence, features, question
from bot.engines.extractive.ranking import look
from bot.engines.extractive.weights import PATH, Linear

OWN = ("own", "short own")

ANSWERED = 0.90
"""The share of answerable questions that must still be answered at the threshold."""

_RANK_PENALTY = 20.0
_ANSWER_PENALTY = 10.0
_OTHER_WEIGHT = 0.3  # questions of another article are easy: they count less than removed paragraphs


@dataclass(slots=True)
class Case:
    """A question in a situation: features of the sentences looked at, and which of them answer."""

    situation: str
    asked: Asked
    kind: question.Kind
    rows: np.ndarray
    answers: np.ndarray
    right_place: np.ndarray
    right_passage: np.ndarray


@dataclass(slots=True)
class Figures:
    """Held-out results: one entry per question."""

    first: list[bool] = field(default_factory=list)
    first_in_place: list[bool] = field(default_factory=list)
    three: list[bool] = field(default_factory=list)
    passage: list[bool] = field(default_factory=list)
    sure: dict[str, list[float]] = field(default_factory=lambda: {"own": [], "removed": [], "other": []})

    def threshold(self) -> float:
        """The log-odds at which `ANSWERED` of the answerable are still answered."""
        return float(np.quantile(self.sure["own"], 1 - ANSWERED))

    def lines(self) -> list[str]:
        """The figures as text."""
        own, removed, other = (np.array(self.sure[name]) for name in ("own", "removed", "other"))
        at = self.threshold()
        return [
            f"first sentence holds the answer   {np.mean(self.first):.4f}",
            f"  at the answer's own place       {np.mean(self.first_in_place):.4f}",
            f"one of the first three            {np.mean(self.three):.4f}",
            f"right paragraph first             {np.mean(self.passage):.4f}",
            f"another article's question: AUROC {auroc(own, other):.4f}, refused {np.mean(other < at):.4f}",
            f"paragraph taken out: refused      {np.mean(removed < at):.4f}, AUROC {auroc(own, removed):.4f}",
            f"threshold                         {at:+.3f} (confidence {1 / (1 + np.exp(-at)):.3f})",
        ]


def auroc(positive: np.ndarray, negative: np.ndarray) -> float:
    """How often a positive score lies above a negative one."""
    labels = np.r_[np.ones(len(positive)), np.zeros(len(negative))]
    return float(roc_auc_score(labels, np.r_[positive, negative]))


def cases(articles: list[squad_data.Article]) -> list[Case]:
    """What the engine sees for each question in each situation."""
    return [
        _case(situation, asked, index, at, len(articles[asked.article].paragraphs[asked.paragraph]))
        for situation, asked, index, at in squad_data.situations(articles)
    ]


def _case(situation: str, asked: Asked, index: squad_data.Index, at: int, length: int) -> Case:
    query = question.read(asked.text)
    seen = look(query, index)
    return Case(
        situation=situation,
        asked=asked,
        kind=query.kind,
        rows=np.array(seen.rows),
        answers=np.array([asked.is_answered_by(s) for s in seen.sentences], dtype=bool),
        right_place=np.array([squad_data.holds(at, asked, s) for s in seen.sentences], dtype=bool),
        right_passage=np.array([0 <= at <= s.start < at + length for s in seen.sentences], dtype=bool),
    )


def fit_rank(seen: Sequence[Case]) -> Linear:
    """Weights under which sentences that hold the answer are likeliest, those at its own place counted thrice."""
    used = [
        case
        for case in seen
        if case.situation in OWN and (case.answers.astype(bool) | case.right_place.astype(bool)).any()
    ]
    rows = np.concatenate([case.rows for case in used])
    gold = np.concatenate([case.answers + 2.0 * case.right_place for case in used])
    sizes = np.array([len(case.rows) for case in used])
    starts = np.r_[0, np.cumsum(sizes)[:-1]]
    group = np.repeat(np.arange(len(sizes)), sizes)
    mean, spread = _scale(rows)
    scaled = (rows - mean) / spread

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        scores = scaled @ weights
        raised = np.exp(scores - np.maximum.reduceat(scores, starts)[group])
        total, right = np.add.reduceat(raised, starts), np.add.reduceat(raised * gold, starts)
        slope = scaled.T @ (raised / total[group] - raised * gold / right[group])
        value = -np.log(right / total).sum() + _RANK_PENALTY * weights @ weights
        return value / len(used), (slope + 2 * _RANK_PENALTY * weights) / len(used)

    found = minimize(loss, np.zeros(rows.shape[1]), jac=True, method="L-BFGS-B", options={"maxiter": 300}).x
    return _linear(found, 0.0, mean, spread)


def fit_answers(seen: Sequence[Case], rank: Linear) -> Linear:
    """Log-odds that a question is answered at all, over `evidence` for the sentences as `rank` orders them."""
    looked = [case for case in seen if len(case.rows)]
    rows = np.array([_evidence(case, rank) for case in looked])
    labels = np.array([case.situation in OWN for case in looked])
    weights = np.array([_OTHER_WEIGHT if case.situation.endswith("other") else 1.0 for case in looked])
    mean, spread = _scale(rows)
    model = LogisticRegression(C=1 / _ANSWER_PENALTY, max_iter=1000)
    model.fit((rows - mean) / spread, labels, sample_weight=weights)
    return _linear(model.coef_[0], float(model.intercept_[0]), mean, spread)


def _scale(rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    spread = rows.std(axis=0)
    return rows.mean(axis=0), np.where(spread > 0, spread, 1.0)


def _linear(weights: np.ndarray, bias: float, mean: np.ndarray, spread: np.ndarray) -> Linear:
    """Weights for scaled features as weights for the features themselves."""
    plain = weights / spread
    return Linear(tuple(map(float, plain)), float(bias - plain @ mean))


def _order(case: Case, rank: Linear) -> tuple[np.ndarray, np.ndarray]:
    scores = case.rows @ np.array(rank.weights) + rank.bias
    return scores, np.argsort(-scores, kind="stable")


def _evidence(case: Case, rank: Linear) -> list[float]:
    scores, order = _order(case, rank)
    return evidence.evidence(case.kind, case.rows[order].tolist(), scores[order].tolist())


def judge(seen: Sequence[Case], rank: Linear, answers: Linear, figures: Figures) -> None:
    """Adds the figures of held-out cases."""
    for case in seen:
        doubt = -100.0
        if len(case.rows):
            doubt = answers.score(_evidence(case, rank))
        figures.sure[case.situation].append(doubt)
        if case.situation != "own":
            continue
        order = _order(case, rank)[1] if len(case.rows) else np.array([], dtype=int)
        figures.first.append(bool(case.answers[order[:1]].any()))
        figures.first_in_place.append(bool(case.right_place[order[:1]].any()))
        figures.three.append(bool(case.answers[order[:3]].any()))
        figures.passage.append(bool(case.right_passage[order[:1]].any()))


def held_out(seen: Sequence[Case]) -> Figures:
    """Each fold judged by weights that were fitted on the others."""
    figures = Figures()
    for fold in range(FOLDS):
        others = [case for case in seen if case.asked.fold != fold]
        rank = fit_rank(others)
        judge([case for case in seen if case.asked.fold == fold], rank, fit_answers(others, rank), figures)
    return figures


def write(seen: Sequence[Case], path: Path = PATH) -> None:
    """Fits on everything and writes the weights that are shipped."""
    rank = fit_rank(seen)
    table = {
        "rank": rank.by_name(features.NAMES),
        "answers": fit_answers(seen, rank).by_name(evidence.NAMES),
    }
    path.write_text(json.dumps(table, indent=1) + "\n", encoding="utf-8")


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--write", action="store_true", help="write the weights, fitted on all articles")
    options = parser.parse_args()
    seen = cases(squad_data.load())
    print("\n".join(held_out(seen).lines()))
    if options.write:
        write(seen)


if __name__ == "__main__":
    main()
