"""Fits `bot/engines/extractive/certainty.json` on the gold questions that are there for tuning.

    python -m benchmarks.certainty_fit            how well it tells answers from guesses, dossier by dossier
    python -m benchmarks.certainty_fit --write    the same, then the weights fitted on all of them

Each dossier is judged by weights fitted on the others. The questions held back are never read.
"""

import argparse
import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression

from bot.answers import Question
from bot.conversation import standalone
from bot.dossier.reader import default_path, open_dossier
from bot.dossier.reading import Reading, read
from bot.engines.extractive import answers
from bot.engines.extractive.certainty import NAMES, PATH, signs

HERE = Path(__file__).parent
DOSSIERS = {
    "alaska-summit": default_path(),
    "silicon-strait": HERE / "dossiers" / "silicon-strait",
    "three-rivers": HERE / "dossiers" / "three-rivers",
}
_PENALTY = 0.5
_WRONG_SENTENCE = 0.5
"""What an answerable question whose first sentence is wrong counts, as one better not answered."""


def rows(name: str) -> Iterator[tuple[list[float], bool, float]]:
    """Signs, whether to answer, and weight, for each question that is left to the ranking."""
    reading = read(open_dossier(DOSSIERS[name]))
    for line in (HERE / "gold" / name / "questions.jsonl").read_text(encoding="utf-8").splitlines():
        gold = json.loads(line)
        if gold["split"] != "tune":
            continue
        question = Question(text=gold["question"], history=tuple(gold.get("history") or ()))
        for asked in left_to_ranking(question, reading):
            quote = " ".join(asked.ranking.hits[0].sentence.text.split()).casefold()
            right = any(" ".join(text.split()).casefold() in quote for text in gold["accept"])
            answer = gold["answerable"] and right
            yield (
                signs(asked.query, asked.ranking, reading),
                answer,
                1.0 if gold["answerable"] == answer else _WRONG_SENTENCE,
            )


def left_to_ranking(question: Question, reading: Reading) -> list[answers.Asked]:
    """The question as the ranking sees it, if nothing before the ranking settles it."""
    if answers.intent(question.text) or answers.foreign_language(question.text):
        return []
    asked = answers.ask(answers.in_document_words(standalone(question, reading.who), reading), reading)
    settled = answers.before_ranking(asked, reading)
    return [asked] if settled is None and asked.ranking.hits else []


def fit(data: list[tuple[list[float], bool, float]]) -> LogisticRegression:
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
    data = {name: list(rows(name)) for name in DOSSIERS}
    for name, own in data.items():
        model = fit([row for other, found in data.items() if other != name for row in found])
        sure = model.predict(np.array([row[0] for row in own]))
        right = [bool(s) == row[1] for s, row in zip(sure, own, strict=True)]
        print(f"{name:16} {np.mean(right):.1%} of {len(own)} decided right by the others' weights")
    if parser.parse_args().write:
        model = fit([row for found in data.values() for row in found])
        weights = {name: round(float(w), 3) for name, w in zip(NAMES, model.coef_[0], strict=True)}
        weights["bias"] = round(float(model.intercept_[0]), 3)
        PATH.write_text(json.dumps(weights, indent=1) + "\n", encoding="utf-8")
        print(json.dumps(weights, indent=1))


if __name__ == "__main__":
    main()
