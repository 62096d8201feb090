"""What dossier.toml doesn't say, found in the text: title, event, leaders, topics. Each guess is a doubt."""

import datetime
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.dossier import appointment, people, themes, words
from bot.dossier.blocks import MONTHS
from bot.dossier.manifest import Manifest
from bot.dossier.model import Document, Event, Leader, Topic

SAMPLE = 300_000
"""Characters that are guessed from: more don't change whom a text is about, and cost 3 s a megabyte."""

_TELL = "put a dossier.toml beside the documents"

_DATE_WITHIN = 1_000  # characters: behind these a date is no longer that of the text
_MONTHS: tuple[str, ...] = tuple(MONTHS.split("|"))
_DATE_LINE = re.compile(
    r"^[ \t*_]*+(?:by [^\n,.]{2,60},[ \t]+)?(?-i:[A-ZÀ-ÖØ-Þ]{2,}(?: [A-ZÀ-ÖØ-Þ]{2,})*,[ \t]+)?"
    r"(?:(?:published|updated|posted|date)\b:?[ \t]+(?:on[ \t]+)?)?(?:[a-z]+day,?[ \t]+)?"
    r"(?:(?P<year>\d{4})-(?P<m>\d\d)-(?P<day>\d\d)"
    rf"|(?:(?P<d>\d{{1,2}})[ \t]+)?(?P<month>{'|'.join(_MONTHS)})[ \t]+"
    r"(?:(?P<d2>\d{1,2}),?[ \t]+)?(?P<y>\d{4}))"
    r"(?:[ \t*_\r]*$|(?<=\d)(?=\s(?:-|–|—)\s))",
    re.I | re.M,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Completed:
    """The manifest made whole, and what in it was guessed."""

    title: str
    event: Event | None
    leaders: tuple[Leader, ...]
    topics: tuple[Topic, ...]
    doubts: tuple[str, ...]


def readable(name: str) -> str:
    """A file's name as a title: "01-my_notes.md" is "My notes"."""
    stem = re.sub(r"\.\w+$", "", name.rsplit("/", 1)[-1])
    words = re.sub(r"[-_\s]+", " ", re.sub(r"^\d+[-_ ]+(?=\D)", "", stem)).strip()
    return words[:1].upper() + words[1:] or name


def date_line(text: str) -> tuple[datetime.date | None, str]:
    """The date that stands alone in a line near the beginning of `text`, and that line."""
    found = _DATE_LINE.search(text[:_DATE_WITHIN])
    if not found:
        return None, ""
    try:
        year, day = int(found["year"] or found["y"]), int(found["day"] or found["d"] or found["d2"] or 0)
        month = int(found["m"]) if found["m"] else 1 + _MONTHS.index(found["month"].casefold())
        return datetime.date(year, month, day), " ".join(found[0].split())
    except ValueError:
        return None, ""


def complete(table: Manifest, documents: Sequence[Document], name: str) -> Completed:
    """Fill in what `table` leaves out. `name` is the file's or folder's."""
    doubts: list[str] = []
    title = table.title or (table.event.name if table.event else None)
    if not title:
        title = documents[0].title if len(documents) == 1 else readable(name)
        if title in (readable(name), readable(documents[0].id)):
            doubts.append(f"The title “{title}” is a guess; {_TELL}.")
    leaders, topics = table.leaders, table.topics
    event = table.event
    texts = () if leaders and topics else tuple(_sample(documents))
    guessed = people.guess(texts)
    if not leaders:
        leaders = guessed.leaders
        named = ", ".join(f"{leader.name} ({leader.office or 'office not found'})" for leader in leaders)
        doubts.append(f"Leaders were guessed: {named or 'none found'}; if that is wrong, {_TELL}.")
    if event is None and not table.leaders:
        event, doubt = _event(title, texts, documents, leaders)
        doubts.append(doubt)
    if not topics:
        topics = themes.guess(texts, leaders, guessed.others | _place(event))
        named = ", ".join(topic.name for topic in topics)
        doubts.append(f"Topics were guessed: {named or 'none found'}; if others matter, {_TELL}.")
    return Completed(title=title, event=event, leaders=leaders, topics=topics, doubts=tuple(doubts))


def _event(
    title: str, texts: Sequence[str], documents: Sequence[Document], leaders: Sequence[Leader]
) -> tuple[Event | None, str]:
    """The event as guessed, and what is doubtful about it."""
    called = frozenset(word for leader in leaders for word in words.fold(leader.name).split())
    known = min((document.date for document in documents if document.date), default=None)
    event = appointment.guess(title, texts, known, called)
    date = f"{event.date:%Y-%m-%d}" if event and event.date else "date not found"
    place = (event.place if event else None) or "place not found"
    return event, f"The event was guessed: {date}, {place}; if that is wrong, {_TELL}."


def _place(event: Event | None) -> frozenset[str]:
    return frozenset(words.tokens(event.place)) if event and event.place else frozenset()


def _sample(documents: Sequence[Document]) -> Iterator[str]:
    """Sentences to guess from: as many of each document, so that a long one doesn't drown the others."""
    share = SAMPLE // len(documents)
    for document in documents:
        left = share
        for passage in document.passages:
            for sentence in passage.sentences:
                yield sentence.text
            left -= len(passage.text)
            if left <= 0:
                break
