"""What an engine says, before anyone words or draws it: frozen facts, the same for every engine."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What a person asked. `history` are the earlier questions of the thread, oldest first."""

    text: str
    history: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """A quote at its place: `Document.text[start:end] == quote`, inside passage number `passage`."""

    document: str
    passage: int
    quote: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A statement and the quotes that carry it, at least one."""

    text: str
    citations: tuple[Citation, ...]


def joined(claims: Sequence[Claim]) -> Claim:
    """Claims, at least one, as one text; each citation once."""
    citations = dict.fromkeys(citation for claim in claims for citation in claim.citations)
    return Claim(text=" ".join(claim.text for claim in claims), citations=tuple(citations))


@dataclass(frozen=True, slots=True, kw_only=True)
class Dropped:
    """A claim that verification didn't let through, and why in one sentence for people."""

    text: str
    reason: str


class Why(StrEnum):
    """Why there is no answer; `present` words each."""

    NOT_FOUND = "not_found"
    PRESUMES = "presumes"
    SMALL_TALK = "small_talk"
    ORDER = "order"
    OPINION = "opinion"
    LANGUAGE = "language"
    UNCLEAR = "unclear"
    EMPTY = "empty"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Claims, best first. `questions` are follow-ups that this dossier answers."""

    claims: tuple[Claim, ...]
    engine: str
    dossier: str
    as_of: date | None
    dropped: tuple[Dropped, ...] = ()
    questions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NotStated:
    """The documents don't say. `nearest` is what they say that comes closest, `questions` what they answer.

    `detail` names what is missing or presumed ("Geneva"), the language that isn't read, or the word ("he")
    of which it isn't clear whom it means.
    """

    why: Why
    nearest: tuple[Citation, ...]
    engine: str
    dossier: str
    as_of: date | None
    detail: str | None = None
    dropped: tuple[Dropped, ...] = ()
    questions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One aspect of a comparison: a cell for each leader in order, None where the documents are silent."""

    aspect: str
    cells: tuple[Claim | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Leaders side by side: every row has one cell for each of `leaders`."""

    leaders: tuple[str, ...]
    rows: tuple[Row, ...]
    engine: str
    dossier: str
    as_of: date | None
    dropped: tuple[Dropped, ...] = ()


class Length(StrEnum):
    """How long a briefing is: one line, about five points, or all that matters."""

    HEADLINE = "headline"
    SHORT = "short"
    FULL = "full"


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """A point of a briefing under its heading ("What it is", a leader's name, "Open", "To watch").

    `parts` are the claims that `claim` was joined of, where they can be told one by one.
    """

    heading: str
    claim: Claim
    parts: tuple[Claim, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Briefing:
    """A briefing. `countdown` is a computed line (days to or since the event), not a claim."""

    title: str
    length: Length
    points: tuple[Point, ...]
    engine: str
    dossier: str
    as_of: date | None
    countdown: str | None = None
    dropped: tuple[Dropped, ...] = ()


class Standing(StrEnum):
    """How a statement stands to the documents."""

    SUPPORTED = "supported"
    CONTRADICTED = "contradicted"
    NOT_MENTIONED = "not_mentioned"


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """A statement of a text that someone handed in, as checked against the documents."""

    text: str
    standing: Standing
    citations: tuple[Citation, ...]
    reason: str
