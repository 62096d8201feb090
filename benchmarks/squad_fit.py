"""How good the fitted ranking is on SQuAD 2.0's development set, articles that it wasn't fitted on.

    python -m benchmarks.squad_fit

Articles in four folds (index mod 4), each judged by weights fitted on the others and on the summits. The ranker is
a linear softmax over the sentences looked at for a question: it maximises the likelihood of a sentence that holds
the answer. The answerability model is a logistic regression over `evidence`: questions of their own article against
those of another and those whose paragraph was taken out.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from sklearn.metrics import roc_auc_score

from benchmarks import squad_data, summits
from benchmarks.models import Choice, fit_logistic, fit_rank
from benchmarks.squad_data import FOLDS, SHORT, Situation
from bot.engines.extractive import evidence, question
from bot.engines.extractive.question import Kind
from bot.engines.extractive.ranking import look
from bot.engines.extractive.weights import Linear

NO_HIT = -100.0
"""How sure an engine is that found nothing."""

ANSWERED = 0.90
"""The share of answerable questions that must still be answered at the threshold."""

_ANSWER_PENALTY = 10.0
_WEIGHTS = {"own": 1.0, "removed": 1.0, "other": 0.3}  # questions of another article are easy


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A question in a situation: features of the sentences looked at, and which of them answer."""

    situation: Situation
    kind: Kind
    rows: np.ndarray
    answers: np.ndarray
    in_place: np.ndarray
    in_paragraph: np.ndarray

    @property
    def is_answerable(self) -> bool:
        """Whether the dossier answers."""
        return self.situation.kind == "own"

    @property
    def choice(self) -> Choice:
        """What the ranking is fitted on: sentences that hold the answer, those at its own place counted thrice."""
        return Choice(self.rows, (self.answers + 2.0 * self.in_place) * self.is_answerable)


@dataclass(slots=True)
class Figures:
    """Held-out results: one entry per question."""

    first: list[bool] = field(default_factory=list)
    first_in_place: list[bool] = field(default_factory=list)
    three: list[bool] = field(default_factory=list)
    paragraph: list[bool] = field(default_factory=list)
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
            f"right paragraph first             {np.mean(self.paragraph):.4f}",
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
    return [_case(situation) for situation in squad_data.situations(articles)]


def _case(situation: Situation) -> Case:
    query = question.read(situation.asked.text)
    seen = look(query, situation.index)
    light = replace(situation, index=None)  # thousands of indexes would not fit into memory
    return Case(
        situation=light,
        kind=query.kind,
        rows=np.array(seen.rows),
        answers=np.array([situation.asked.is_answered_by(s) for s in seen.sentences], dtype=bool),
        in_place=np.array([situation.is_in_place(s) for s in seen.sentences], dtype=bool),
        in_paragraph=np.array([situation.is_in_paragraph(s) for s in seen.sentences], dtype=bool),
    )


def fit_answers(seen: Sequence[Case], rank: Linear) -> Linear:
    """Log-odds that a question is answered at all, over `evidence` for the sentences as `rank` orders them."""
    looked = [case for case in seen if len(case.rows)]
    rows = np.array([_evidence(case, rank) for case in looked])
    labels = np.array([case.is_answerable for case in looked])
    weights = np.array([_WEIGHTS[case.situation.kind] for case in looked])
    return fit_logistic(rows, labels, weights, _ANSWER_PENALTY)


def _order(case: Case, rank: Linear) -> tuple[np.ndarray, np.ndarray]:
    scores = case.rows @ np.array(rank.weights) + rank.bias
    return scores, np.argsort(-scores, kind="stable")


def _evidence(case: Case, rank: Linear) -> list[float]:
    scores, order = _order(case, rank)
    return evidence.evidence(case.kind, case.rows[order].tolist(), scores[order].tolist())


def judge(case: Case, rank: Linear, answers: Linear, figures: Figures) -> None:
    """Adds what comes out for a held-out case."""
    sure, order = NO_HIT, np.array([], dtype=int)
    if len(case.rows):
        sure, order = answers.score(_evidence(case, rank)), _order(case, rank)[1]
    figures.sure[case.situation.kind].append(sure)
    if case.is_answerable:
        figures.first.append(bool(case.answers[order[:1]].any()))
        figures.first_in_place.append(bool(case.in_place[order[:1]].any()))
        figures.three.append(bool(case.answers[order[:3]].any()))
        figures.paragraph.append(bool(case.in_paragraph[order[:1]].any()))


def held_out(seen: Sequence[Case], also: Sequence[Choice]) -> tuple[Figures, Figures]:
    """Figures over whole articles and over short dossiers, each fold judged by weights fitted on the others and `also`."""
    whole, short = Figures(), Figures()
    for fold in range(FOLDS):
        others = [case for case in seen if case.situation.asked.fold != fold]
        rank = fit_rank([*(case.choice for case in others), *also])
        answers = fit_answers(others, rank)
        for case in seen:
            if case.situation.asked.fold == fold:
                judge(case, rank, answers, short if case.situation.short else whole)
    return whole, short


def main() -> None:
    """Prints the figures."""
    also = [choice for gold in summits.for_tuning().values() for choice in summits.choices(gold)]
    figures = held_out(cases(squad_data.load()), also)
    for title, found in zip(("Whole articles", f"Parts of {SHORT} paragraphs"), figures, strict=True):
        print(f"{title}\n" + "\n".join(found.lines()))


if __name__ == "__main__":
    main()
