"""The dossier as frozen facts: documents, passages, sentences, leaders, topics, the event.

Every offset in this module counts characters (Unicode code points) of `Document.text`, which is the
document's file as decoded, header included and line ends untouched: `text[start:end]` is the quote.
"""

import datetime
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """One sentence, the unit that is quoted. `id` counts from 0 through the whole dossier."""

    id: int
    passage: int
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A paragraph or a list item. `number` counts from 1 through the whole dossier, as people see it."""

    number: int
    document: str
    heading: str | None
    start: int
    end: int
    text: str
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A file of the dossier. `id` is its path below `documents/`, or the file's name for a single file."""

    id: str
    title: str
    date: datetime.date | None
    source: str | None
    text: str
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Leader:
    """A leader of the summit. `aliases` are other forms of the name, the office not among them.

    `names` holds what other languages call the leader, by the language's code ("uk"); pairs, so that a leader
    can be a key.
    """

    name: str
    aliases: tuple[str, ...] = ()
    office: str | None = None
    names: tuple[tuple[str, tuple[str, ...]], ...] = ()

    def called(self, language: str | None) -> tuple[str, ...]:
        """What that language calls the leader, as far as the dossier says; `name` isn't among it."""
        return next((forms for code, forms in self.names if code == language), ())


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """A subject of the summit with the words that betray it in a document or a question."""

    name: str
    terms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """The summit as an appointment: metadata, with a `source` of its own for the date.

    `guessed`: it was found in the text, so that `name` may be no more than "Meeting".
    """

    name: str
    place: str | None = None
    date: datetime.date | None = None
    source: str | None = None
    guessed: bool = False


@dataclass(frozen=True, kw_only=True)
class Dossier:
    """All that is known. `version` is a hash of the content, so that it changes when a file does.

    `doubts` are sentences for people: what was guessed or looked odd while reading.
    """

    name: str
    path: Path
    title: str
    version: str
    event: Event | None
    leaders: tuple[Leader, ...]
    topics: tuple[Topic, ...]
    documents: tuple[Document, ...]
    doubts: tuple[str, ...] = ()

    @cached_property
    def passages(self) -> tuple[Passage, ...]:
        """All passages; passage number `n` stands at `n - 1`."""
        return tuple(p for d in self.documents for p in d.passages)

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        """All sentences; the sentence with id `i` stands at `i`."""
        return tuple(s for p in self.passages for s in p.sentences)

    @cached_property
    def as_of(self) -> datetime.date | None:
        """The date of the newest document; None if no document has one."""
        return max((d.date for d in self.documents if d.date), default=None)

    def passage(self, number: int) -> Passage | None:
        """Passage `number`, or None if there is none."""
        return self.passages[number - 1] if 0 < number <= len(self.passages) else None

    def document(self, id: str) -> Document | None:
        """The document with that id, or None."""
        return next((d for d in self.documents if d.id == id), None)
