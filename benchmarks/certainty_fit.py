"""Fits `bot/engines/extractive/certainty.json` on the gold questions that are there for tuning.

    python -m benchmarks.certainty_fit            how well it tells answers from guesses, dossier by dossier
    python -m benchmarks.certainty_fit --write    the same, then the weights fitted on all of them

Each dossier is judged by weights fitted on the others. The questions held back are never read.
"""

import argparse
import json

import numpy as np
from sklearn.linear_model import LogisticRegression

from benchmarks.gold_questions import DOSSIERS, tuned
from bot.engines.extractive.certainty import NAMES, PATH, signs

Row = tuple[list[float], bool, float]
"""Signs, whether to answer, and weight."""

_PENALTY = 0.5
_WRONG_SENTENCE = 0.5
"""What an answerable question whose first sentence is wrong counts, as one better not answered."""


def rows(name: str) -> list[Row]:
    """A row for each question of a dossier that is left to the ranking."""
    made: list[Row] = []
    for gold in tuned(name):
        ranking = gold.asked.ranking
        answer = gold.is_answered_by(ranking.hits[0].sentence)
        weight = 1.0 if gold.answerable == answer else _WRONG_SENTENCE
        made.append((signs(gold.asked.query, ranking), answer, weight))
    return made


def fit(data: list[Row]) -> LogisticRegression:
    """A logistic regression, its penalty on signs as they are: all are of the order of 1."""
    signs_of, answer, weight = zip(*data, strict=True)
    return LogisticRegression(C=1 / _PENALTY, max_iter=1000).fit(
        np.array(signs_of), np.array(answer), np.array(weight)
    )


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--write", action="store_true", help="write the weights fitted on all three")
    options = parser.parse_args()
    data = {name: rows(name) for name in DOSSIERS}
    for name, own in data.items():
        model = fit([row for other, found in data.items() if other != name for row in found])
        sure = model.predict(np.array([row[0] for row in own]))
        right = [bool(s) == row[1] for s, row in zip(sure, own, strict=True)]
        print(f"{name:16} {np.mean(right):.1%} of {len(own)} decided right by the others' weights")
    if options.write:
        model = fit([row for found in data.values() for row in found])
        weights = {name: round(float(w), 3) for name, w in zip(NAMES, model.coef_[0], strict=True)}
        weights["bias"] = round(float(model.intercept_[0]), 3)
        PATH.write_text(json.dumps(weights, indent=1) + "\n", encoding="utf-8")
        print(json.dumps(weights, indent=1))


if __name__ == "__main__":
    main()
