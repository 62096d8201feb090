"""SQuAD 2.0's development set as dossiers: each article is one, its paragraphs the passages.

The data (CC BY-SA 4.0) is not part of the project: `RAPPORTEUR_DATA` names the folder that holds
`squad2-dev.json`, by default `../shared/data` beside the project.
"""

import json
import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.dossier import reader
from bot.dossier.index import Index
from bot.dossier.model import Dossier, Sentence

DATA = Path(os.environ.get("RAPPORTEUR_DATA", Path(__file__).parents[2] / "shared" / "data"))
FOLDS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """An answerable question of article number `article`, whose answers stand in paragraph `paragraph`."""

    text: str
    article: int
    paragraph: int
    answers: tuple[str, ...]
    starts: tuple[int, ...]

    @property
    def fold(self) -> int:
        """The fold by which it is held out."""
        return self.article % FOLDS

    def is_answered_by(self, sentence: Sentence) -> bool:
        """Whether the sentence contains the text of an answer."""
        return any(answer in sentence.text for answer in self.answers)


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """An article: its paragraphs in order and the answerable questions about them."""

    title: str
    paragraphs: tuple[str, ...]
    asked: tuple[Asked, ...]


def load(path: Path = DATA / "squad2-dev.json") -> list[Article]:
    """The articles in the file's order."""
    raw = json.loads(path.read_text(encoding="utf-8"))["data"]
    return [_article(number, article) for number, article in enumerate(raw)]


def _article(number: int, raw: dict) -> Article:
    asked = [
        Asked(
            text=qa["question"],
            article=number,
            paragraph=place,
            answers=tuple(answer["text"] for answer in qa["answers"]),
            starts=tuple(answer["answer_start"] for answer in qa["answers"]),
        )
        for place, paragraph in enumerate(raw["paragraphs"])
        for qa in paragraph["qas"]
        if not qa["is_impossible"]
    ]
    texts = tuple(paragraph["context"] for paragraph in raw["paragraphs"])
    return Article(title=raw["title"], paragraphs=texts, asked=tuple(asked))


def index(article: Article, without: int | None = None) -> Index:
    """The article read and indexed as a text file, with or `without` one of its paragraphs."""
    return Index(dossier(article, without))


def dossier(article: Article, without: int | None = None) -> Dossier:
    """The article as a dossier that is a single text file, a blank line between paragraphs."""
    kept = [text for place, text in enumerate(article.paragraphs) if place != without]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / f"{article.title}.txt"
        file.write_bytes("\n\n".join(kept).encode())
        return reader.open_dossier(file)


def start(article: Article, paragraph: int) -> int:
    """Where a paragraph starts in the text of `dossier(article)`."""
    return sum(len(text) + 2 for text in article.paragraphs[:paragraph])


def holds(article: Article, asked: Asked, sentence: Sentence) -> bool:
    """Whether an answer stands in this sentence at its own place, not just its text."""
    base = start(article, asked.paragraph)
    return any(sentence.start <= base + start_ < sentence.end for start_ in asked.starts)


def situations(articles: list[Article]) -> Iterator[tuple[str, Asked, Index]]:
    """Every question thrice: of its own article ("own"), of that without the paragraph that answers
    ("removed"), and of the article before it ("other"). The last two should be refused."""
    for number, article in enumerate(articles):
        own = index(article)
        for asked in article.asked:
            yield "own", asked, own
        for asked in articles[(number + 1) % len(articles)].asked:
            yield "other", asked, own
        for place in range(len(article.paragraphs)):
            answerable = [asked for asked in article.asked if asked.paragraph == place]
            if answerable:
                rest = index(article, without=place)
                for asked in answerable:
                    yield "removed", asked, rest
