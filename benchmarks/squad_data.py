"""SQuAD 2.0's development set as dossiers: each article is one, a text file with its paragraphs.

The data (CC BY-SA 4.0) is not part of the project: `RAPPORTEUR_DATA` names the folder that holds
`squad2-dev.json`, by default `../shared/data` beside the project.
"""

import json
import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from bot.dossier import reader
from bot.dossier.index import Index
from bot.dossier.model import Sentence

DATA = Path(os.environ.get("RAPPORTEUR_DATA", Path(__file__).parents[2] / "shared" / "data"))
FOLDS = 4

SHORT = 8
"""Paragraphs of a short dossier: about 1,000 words, as long as those that people hand in."""

_BETWEEN = "\n\n"


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
    """Paragraphs in order and the answerable questions about them: an article, or a part of one."""

    title: str
    paragraphs: tuple[str, ...]
    asked: tuple[Asked, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """A question put to a dossier.

    `kind`: "own", the dossier answers; "removed", the paragraph that answers was taken out; "other", it is
    about something else. `paragraph` is the place of the answering paragraph in the dossier's text, as start
    and end, None unless the kind is "own". `short`: the dossier is part of an article. `index` is None once it isn't
    needed any more.
    """

    kind: str
    asked: Asked
    index: Index | None
    paragraph: tuple[int, int] | None
    short: bool

    def is_in_place(self, sentence: Sentence) -> bool:
        """Whether an answer stands in the sentence at its own place, not just its text."""
        if not self.paragraph:
            return False
        places = (self.paragraph[0] + start for start in self.asked.starts)
        return any(sentence.start <= place < sentence.end for place in places)

    def is_in_paragraph(self, sentence: Sentence) -> bool:
        """Whether the sentence stands in the answering paragraph."""
        return bool(self.paragraph) and self.paragraph[0] <= sentence.start < self.paragraph[1]


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


def situations(articles: list[Article], *, short: bool = True) -> Iterator[Situation]:
    """Every question in every situation: over whole articles and, if `short`, over parts of `SHORT` paragraphs.

    The "other" questions of an article are those of the next one; of a part, those of the next part of the
    same article, which are about the same people and places and so much harder to tell.
    """
    for number, article in enumerate(articles):
        yield from _over(article, articles[(number + 1) % len(articles)].asked, is_short=False)
        parts = list(_parts(article)) if short else []
        for place, part in enumerate(parts):
            following = parts[(place + 1) % len(parts)]
            yield from _over(part, following.asked if following is not part else (), is_short=True)


def _parts(article: Article) -> Iterator[Article]:
    for first in range(0, len(article.paragraphs), SHORT):
        texts = article.paragraphs[first : first + SHORT]
        asked = (
            replace(asked, paragraph=asked.paragraph - first)
            for asked in article.asked
            if first <= asked.paragraph < first + SHORT
        )
        yield Article(title=article.title, paragraphs=texts, asked=tuple(asked))


def _over(article: Article, others: tuple[Asked, ...], *, is_short: bool) -> Iterator[Situation]:
    whole = _index(article)
    start = 0
    for place, text in enumerate(article.paragraphs):
        span = (start, start + len(text))
        start = span[1] + len(_BETWEEN)
        about = [asked for asked in article.asked if asked.paragraph == place]
        for asked in about:
            yield Situation(kind="own", asked=asked, index=whole, paragraph=span, short=is_short)
        rest = _index(article, without=place) if about and len(article.paragraphs) > 1 else None
        for asked in about if rest else ():
            yield Situation(kind="removed", asked=asked, index=rest, paragraph=None, short=is_short)
    for asked in others:
        yield Situation(kind="other", asked=asked, index=whole, paragraph=None, short=is_short)


def _index(article: Article, without: int | None = None) -> Index:
    """The paragraphs read and indexed as a text file, with or `without` one of them."""
    kept = [text for place, text in enumerate(article.paragraphs) if place != without]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / f"{article.title}.txt"
        file.write_bytes(_BETWEEN.join(kept).encode())
        return Index(reader.open_dossier(file))
