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


def holds(at: int, asked: Asked, sentence: Sentence) -> bool:
    """Whether an answer stands in this sentence at its own place, its paragraph starting at `at`."""
    return at >= 0 and any(sentence.start <= at + place < sentence.end for place in asked.starts)


SHORT = 8
"""Paragraphs of a short dossier, which is about as long as those that people hand in: 1,000 words."""


def situations(articles: list[Article]) -> Iterator[tuple[str, Asked, Index, int]]:
    """Every question over its own article ("own"), over that without the paragraph that answers ("removed"),
    over the article before it ("other"), and over the short dossier of the paragraphs around it ("short own",
    "short removed") and one that ends before it begins ("short other"). Last, where the paragraph starts."""
    for number, article in enumerate(articles):
        own = index(article)
        following = articles[(number + 1) % len(articles)]
        parts = [
            Article(title=article.title, paragraphs=article.paragraphs[at : at + SHORT], asked=())
            for at in range(0, len(article.paragraphs), SHORT)
        ]
        indexes = [index(part) for part in parts]
        for asked in article.asked:
            which, place = divmod(asked.paragraph, SHORT)
            yield "own", asked, own, start(article, asked.paragraph)
            yield "short own", asked, indexes[which], start(parts[which], place)
            yield "short other", asked, indexes[which - 1], -1
        for asked in following.asked:
            yield "other", asked, own, -1
        for paragraph in range(len(article.paragraphs)):
            which, place = divmod(paragraph, SHORT)
            answerable = [asked for asked in article.asked if asked.paragraph == paragraph]
            rest = index(article, without=paragraph) if answerable else own
            short = (
                index(parts[which], without=place)
                if answerable and len(parts[which].paragraphs) > 1
                else None
            )
            for asked in answerable:
                yield "removed", asked, rest, -1
                if short:
                    yield "short removed", asked, short, -1
