"""Reply: what is shown, in a few neutral blocks that each platform draws in its own way."""

from dataclasses import dataclass
from enum import StrEnum


class Audience(StrEnum):
    """Who sees a reply."""

    EVERYONE = "everyone"
    ASKER = "asker"


@dataclass(frozen=True, slots=True)
class Heading:
    """A title; `level` 1 is the reply's, 2 a section's."""

    text: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A text with the numbers of the sources that carry it, shown behind it as [1][2].

    No numbers: a computed line or wording of ours, never a statement about the summit.
    """

    text: str
    citations: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list of paragraphs; `numbered` where the order means something."""

    items: tuple[Paragraph, ...]
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of a document, and where they stand ("Document title, passage 3")."""

    text: str
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A table: every row is as long as `header`; the first column names the row."""

    header: tuple[str, ...]
    rows: tuple[tuple[Paragraph, ...], ...]


@dataclass(frozen=True, slots=True)
class Source:
    """One citation as shown: its number in this reply, what it quotes and where that stands.

    `quote` is None where the text that cites it says just that, word for word. `place` is the passage in the
    reply's language ("passage 3"); English if it isn't given.
    """

    number: int
    quote: str | None
    title: str
    passage: int
    date: str | None = None
    link: str | None = None
    place: str | None = None

    @property
    def where(self) -> str:
        """Where the quote stands: "Title, passage 3, 14 August 2025"."""
        place = self.place or f"passage {self.passage}"
        return ", ".join([self.title, place, *([self.date] if self.date else [])])


@dataclass(frozen=True, slots=True)
class Sources:
    """The sources of a reply in the order of their numbers."""

    items: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Image:
    """A picture as PNG bytes; `alt` holds the same words."""

    png: bytes
    alt: str


class Kind(StrEnum):
    """What pressing an action does, so that a platform can draw it in its own way."""

    ASK = "ask"
    OPEN = "open"
    GOOD = "good"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Action:
    """Something to press: `text` is what the desk gets, as if the person had typed it.

    ASK asks on, for everyone; OPEN shows more to whoever pressed (evidence, the answer to copy); GOOD and BAD rate the
    reply. A text that is too long for a platform's button is pressed as "/press ID N": `Reply.id`, and the action's
    place (from 1) among all actions of the reply.
    """

    label: str
    text: str
    kind: Kind = Kind.ASK


@dataclass(frozen=True, slots=True)
class Actions:
    """What can be done next; `lead` stands before it where the platform shows them as text."""

    items: tuple[Action, ...]
    lead: str = "You could also ask:"


@dataclass(frozen=True, slots=True)
class Footnote:
    """Small print: engine, dossier, as-of date."""

    text: str


Block = Heading | Paragraph | Bullets | Quote | Table | Sources | Image | Actions | Footnote


@dataclass(frozen=True, slots=True)
class Reply:
    """A whole reply: its blocks from top to bottom, and who may see it. `id` is its row in the store, if it has one."""

    blocks: tuple[Block, ...]
    audience: Audience = Audience.EVERYONE
    id: str | None = None


def plain_text(reply: Reply) -> str:
    """The reply as plain text with citations, for the clipboard, a pipe or a notification.

    Loses no words of any block but the labels of actions; no line is wrapped; ends without a line end.
    """
    parts = [part for block in reply.blocks if (part := _plain(block))]
    return "\n\n".join(parts)


def _plain(block: Block) -> str:
    match block:
        case Heading(text):
            return text
        case Paragraph():
            return cited(block)
        case Bullets(items, numbered):
            marks = [f"{n}." if numbered else "-" for n in range(1, len(items) + 1)]
            return "\n".join(f"{mark} {cited(item)}" for mark, item in zip(marks, items, strict=True))
        case Quote(text, source):
            return f"“{text}”" + (f" ({source})" if source else "")
        case Table(header, rows):
            return "\n\n".join(_plain_row(header, row) for row in rows)
        case Sources(items):
            return "\n".join(map(source_line, items))
        case Image(alt=alt):
            return alt
        case Actions():
            return ""
        case Footnote(text):
            return text


def _plain_row(header: tuple[str, ...], row: tuple[Paragraph, ...]) -> str:
    cells = [f"  {name}: {cited(cell)}" for name, cell in zip(header[1:], row[1:], strict=True)]
    return "\n".join([cited(row[0]), *cells])


def cited(paragraph: Paragraph) -> str:
    """The paragraph's text with its citation numbers behind it: `Both met. [1][3]`."""
    marks = "".join(f"[{number}]" for number in paragraph.citations)
    return f"{paragraph.text} {marks}" if marks else paragraph.text


def source_line(source: Source) -> str:
    """A source in one line: `[1] “quote” (Title, passage 3, 14 August 2025) link`."""
    what = f"“{source.quote}” ({source.where})" if source.quote is not None else source.where
    return f"[{source.number}] {what}" + (f" {source.link}" if source.link else "")
