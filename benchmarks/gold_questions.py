"""The gold questions that are there for tuning, as the ranking sees them. Those held back are never read here."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.answers import Question
from bot.conversation import standalone
from bot.dossier.model import Sentence
from bot.dossier.reader import default_path, open_dossier
from bot.dossier.reading import Reading, read
from bot.engines.extractive import answers
from bot.engines.extractive.answers import Asked

HERE = Path(__file__).parent
DOSSIERS = {
    "alaska-summit": default_path(),
    "salt-road": HERE / "dossiers" / "salt-road",
    "silicon-strait": HERE / "dossiers" / "silicon-strait",
    "three-rivers": HERE / "dossiers" / "three-rivers",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Tuned:
    """A gold question, its dossier, and how the ranking sees it."""

    reading: Reading
    asked: Asked
    answerable: bool
    accept: tuple[str, ...]

    def is_answered_by(self, sentence: Sentence) -> bool:
        """Whether the sentence is one that answers."""
        return self.answerable and any(_folded(text) in _folded(sentence.text) for text in self.accept)


def tuned(name: str) -> Iterator[Tuned]:
    """The questions of a dossier that nothing before the ranking settles."""
    reading = read(open_dossier(DOSSIERS[name]))
    for line in (HERE / "gold" / name / "questions.jsonl").read_text(encoding="utf-8").splitlines():
        gold = json.loads(line)
        if gold["split"] != "tune":
            continue
        question = Question(text=gold["question"], history=tuple(gold.get("history") or ()))
        if answers.intent(question.text) or answers.foreign_language(question.text):
            continue
        asked = answers.ask(answers.in_document_words(standalone(question, reading.who), reading), reading)
        if asked.ranking.hits and answers.before_ranking(asked, reading) is None:
            yield Tuned(
                reading=reading, asked=asked, answerable=gold["answerable"], accept=tuple(gold["accept"])
            )


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()
