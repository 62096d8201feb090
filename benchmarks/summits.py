"""Dossiers on summits with questions whose answers are known, and the questions as the ranking sees them.

Four have gold files for everything (`gold/`, part of their questions held back from tuning), fifteen are there for
fitting (`training/`), five for a last look (`unseen/`): nothing is fitted on those, nor read while tuning.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.models import Choice
from bot.answers import Question, Turn
from bot.conversation import dangling, standalone
from bot.dossier.model import Sentence
from bot.dossier.reader import default_path, open_dossier
from bot.dossier.reading import Reading, read
from bot.engines.extractive import answers
from bot.engines.extractive import question as questions
from bot.engines.extractive.ranking import look

HERE = Path(__file__).parent
TRAINING, UNSEEN = HERE / "training", HERE / "unseen"

_WEIGHT = 10.0
"""What a question about a summit counts beside one of SQuAD's."""

_ELSEWHERE = ("group", "topic")
"""Kinds of question that the ranking alone doesn't answer."""


@dataclass(frozen=True, slots=True)
class Gold:
    """A dossier's folder and its questions."""

    name: str
    folder: Path
    questions: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A gold question, its dossier, and itself made to stand alone in the documents' words."""

    reading: Reading
    text: str
    answerable: bool
    accept: tuple[str, ...]

    def is_answered_by(self, sentence: Sentence) -> bool:
        """Whether the sentence is one that answers."""
        return self.answerable and any(_folded(text) in _folded(sentence.text) for text in self.accept)


def for_tuning() -> dict[str, Gold]:
    """The dossiers whose questions may be fitted on, by name."""
    found = {"alaska-summit": default_path()}
    found |= {path.name: path for path in sorted((HERE / "dossiers").iterdir())}
    gold = [Gold(name, folder, HERE / "gold" / name / "questions.jsonl") for name, folder in found.items()]
    gold += [in_folder(folder) for folder in sorted(TRAINING.iterdir())]
    return {one.name: one for one in gold}


def in_folder(folder: Path) -> Gold:
    """A dossier that has its questions beside it."""
    return Gold(folder.name, folder, folder / "questions.jsonl")


def known(gold: Gold) -> Iterator[Known]:
    """The questions for tuning that nothing settles before the dossier is searched."""
    reading = read(open_dossier(gold.folder))
    for line in gold.questions.read_text(encoding="utf-8").splitlines():
        raw = json.loads(line)
        if raw.get("split", "tune") != "tune" or raw["kind"] in _ELSEWHERE:
            continue
        if answers.intent(raw["question"]) or answers.foreign_language(raw["question"]):
            continue
        text = standalone(
            Question(text=raw["question"], turns=tuple(map(Turn, raw.get("history") or ()))), reading.who
        )
        if dangling(text, reading.who):
            continue
        yield Known(
            reading=reading,
            text=answers.in_document_words(text, reading),
            answerable=raw["answerable"],
            accept=tuple(raw["accept"]),
        )


def choices(gold: Gold) -> Iterator[Choice]:
    """The answerable questions as the ranking is fitted on them."""
    for one in known(gold):
        if one.answerable:
            seen = look(questions.read(one.text), one.reading.index)
            right = np.array([one.is_answered_by(sentence) for sentence in seen.sentences], dtype=float)
            yield Choice(np.array(seen.rows), right, _WEIGHT)


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()
