"""Small dossiers for the tests of comparisons and briefings, made in memory: each paragraph is a passage."""

import datetime
import re
from pathlib import Path

from bot.dossier.model import Document, Dossier, Event, Leader, Passage, Sentence, Topic
from bot.dossier.reading import Reading, read

ADA = Leader(name="Ada Morgan", aliases=("Morgan", "President Morgan"), office="President of Estmark")
BO = Leader(name="Bo Lindqvist", aliases=("Lindqvist", "Premier Lindqvist"), office="Premier of Vessland")
CY = Leader(name="Cyrus Okello", aliases=("Okello",), office="Chancellor of Tarn")
FISH = Topic(name="Fishing", terms=("fish", "quota", "trawler"))
TOLLS = Topic(name="Tolls", terms=("toll", "fee"))
TALKS = Event(name="Harbour talks", place="Skerry", date=datetime.date(2026, 5, 4), source="made up")

_PARAGRAPH = re.compile(r"(?:[^\n]+(?:\n(?!\n)|$)?)+")
_SENTENCE = re.compile(r"\S.*?(?:[.?!][\"”]?(?=\s|$)|$)", re.S)


def reading(
    *documents: str,
    leaders: tuple[Leader, ...] = (ADA, BO),
    topics: tuple[Topic, ...] = (FISH, TOLLS),
    event: Event | None = TALKS,
) -> Reading:
    """These documents as a dossier that was read; a paragraph that starts with ## is a heading."""
    made: list[Document] = []
    passages = sentences = 0
    for number, text in enumerate(documents):
        heading, own = None, list[Passage]()
        for paragraph in _PARAGRAPH.finditer(text):
            if paragraph.group().startswith("## "):
                heading = paragraph.group()[3:].strip()
                continue
            passages += 1
            found = [
                Sentence(id=sentences + n, passage=passages, start=s.start(), end=s.end(), text=s.group())
                for n, s in enumerate(_SENTENCE.finditer(text, *paragraph.span()))
            ]
            sentences += len(found)
            start, end = paragraph.span()
            own.append(
                Passage(
                    number=passages,
                    document=f"{number}.md",
                    heading=heading,
                    start=start,
                    end=end,
                    text=text[start:end],
                    sentences=tuple(found),
                )
            )
        made.append(
            Document(
                id=f"{number}.md",
                title=f"Notes {number}",
                date=datetime.date(2026, 5, 2),
                source="made up",
                text=text,
                passages=tuple(own),
            )
        )
    return read(
        Dossier(
            name="harbour-talks",
            path=Path("harbour-talks"),
            title="The harbour talks",
            version="1",
            event=event,
            leaders=leaders,
            topics=topics,
            documents=tuple(made),
        )
    )
