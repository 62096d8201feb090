"""A small dossier, and the real ones, read once."""

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.dossier import reader
from bot.dossier.model import Document, Dossier, Leader, Passage, Sentence
from bot.dossier.sentences import split

_ROOT = Path(__file__).parents[4]
_LEADERS = (
    Leader(name="Ana Miró", aliases=("Miró", "the chancellor"), office="Chancellor of Veldria"),
    Leader(name="Bo Lind", aliases=("Lind", "President Lind"), office="President of Norrland"),
)


def _build(*passages: str, leaders: tuple[Leader, ...] = _LEADERS) -> Dossier:
    text, built, ids = "", list[Passage](), 0
    for number, passage in enumerate(passages, 1):
        start, end = len(text), len(text) + len(passage)
        text += passage + "\n\n"
        spans = split(text, start, end)
        sentences = tuple(
            Sentence(id=ids + at, passage=number, start=a, end=b, text=text[a:b])
            for at, (a, b) in enumerate(spans)
        )
        ids += len(sentences)
        built.append(
            Passage(
                number=number,
                document="d.md",
                heading=None,
                start=start,
                end=end,
                text=passage,
                sentences=sentences,
            )
        )
    document = Document(id="d.md", title="D", date=None, source=None, text=text, passages=tuple(built))
    return Dossier(
        name="d",
        path=Path("d"),
        title="D",
        version="1",
        event=None,
        leaders=leaders,
        topics=(),
        documents=(document,),
    )


@pytest.fixture(scope="session")
def build() -> Callable[..., Dossier]:
    """A dossier of one document from its passages."""
    return _build


@pytest.fixture(scope="session")
def dossiers() -> tuple[Dossier, ...]:
    """The default dossier and those of the benchmarks."""
    paths = [reader.default_path(), *sorted((_ROOT / "benchmarks" / "dossiers").iterdir())]
    return tuple(map(reader.open_dossier, paths))
