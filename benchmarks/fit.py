"""Fits what the extractive engine weighs: `weights.json` on SQuAD 2.0 and summits, `certainty.json` on summits.

    python -m benchmarks.fit            how well answers are told from guesses, dossiers that weren't fitted on
    python -m benchmarks.fit --write    the same, then both files, fitted on everything but what is held back

The dossiers of `summits.for_tuning` are in six folds. For each, the ranking is fitted on SQuAD and the dossiers of
the other folds, so that the certainty is fitted on first sentences as good as those of a dossier nobody knows. About
ten minutes. SQuAD's own held-out figures: `benchmarks.squad_fit`.
"""

import argparse
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from unittest.mock import patch

import numpy as np

from benchmarks import squad_data, squad_fit, summits
from benchmarks.models import Choice, fit_logistic, fit_rank
from bot.engines.extractive import answers, certainty, evidence, features, weights
from bot.engines.extractive.weights import Fitted, Linear

_FOLDS = 6
_PENALTY = 100.0
_WRONG_SENTENCE = 0.5
"""What an answerable question whose first sentence is wrong counts, as one better not answered."""


@dataclass(frozen=True, slots=True)
class Row:
    """The signs of a first sentence, whether it answers, and whether anything does."""

    dossier: str
    signs: list[float]
    right: bool
    answerable: bool

    @property
    def weight(self) -> float:
        """What it counts in fitting."""
        return 1.0 if self.right == self.answerable else _WRONG_SENTENCE


def rows(gold: summits.Gold, fitted: Fitted) -> Iterator[Row]:
    """A row for each question of a dossier that is left to the ranking, ranked by `fitted`."""
    with patch.object(weights, "load", lambda: fitted):
        for one in summits.known(gold):
            asked = answers.ask(one.text, one.reading)
            if asked.ranking.hits and answers.before_ranking(asked, one.reading) is None:
                right = one.is_answered_by(asked.ranking.hits[0].sentence)
                yield Row(gold.name, certainty.signs(asked.query, asked.ranking), right, one.answerable)


def fit_certainty(data: Sequence[Row]) -> Linear:
    """Log-odds that a first sentence answers."""
    return fit_logistic(
        np.array([row.signs for row in data]),
        np.array([row.right for row in data]),
        np.array([row.weight for row in data]),
        _PENALTY,
    )


def report(data: Sequence[Row]) -> float:
    """Prints both sides, each dossier judged by the others, where they are most alike; the threshold for that."""
    sure = np.zeros(len(data))
    for name in {row.dossier for row in data}:
        model = fit_certainty([row for row in data if row.dossier != name])
        for place, row in enumerate(data):
            if row.dossier == name:
                sure[place] = 1 / (1 + np.exp(-model.score(row.signs)))
    right, answerable = (np.array([getattr(row, of) for row in data]) for of in ("right", "answerable"))

    def sides(at: float) -> tuple[float, float]:
        shown = sure >= at
        return (shown & right).sum() / answerable.sum(), (~shown & ~answerable).sum() / (~answerable).sum()

    best = max(np.linspace(0.02, 0.98, 97), key=lambda at: min(sides(at)))
    print(f"left to the ranking: {answerable.sum()} answerable, the first sentence right for {right.sum()}")
    for at in sorted({0.4, 0.45, 0.5, 0.55, 0.6, round(float(best), 2)}):
        answered, refused = sides(at)
        print(f"  at {at:.2f}: {answered:.1%} answered right, {refused:.1%} of {(~answerable).sum()} refused")
    return float(best)


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--write", action="store_true", help="write both files")
    options = parser.parse_args()
    gold = list(summits.for_tuning().values())
    cases = squad_fit.cases(squad_data.load())
    squad = [case.choice for case in cases]
    of_dossier = {one.name: list(summits.choices(one)) for one in gold}

    def without(names: set[str]) -> list[Choice]:
        return squad + [choice for name, own in of_dossier.items() if name not in names for choice in own]

    rank = fit_rank(without(set()))
    confident = squad_fit.fit_answers(cases, rank)
    data: list[Row] = []
    for fold in range(_FOLDS):
        own = gold[fold::_FOLDS]
        fitted = Fitted(rank=fit_rank(without({one.name for one in own})), answers=confident)
        data += [row for one in own for row in rows(one, fitted)]
    report(data)
    if options.write:
        table = {"rank": rank.by_name(features.NAMES), "answers": confident.by_name(evidence.NAMES)}
        weights.PATH.write_text(json.dumps(table, indent=1) + "\n", encoding="utf-8")
        sure = fit_certainty(data).by_name(certainty.NAMES)
        certainty.PATH.write_text(json.dumps(sure, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
