"""What an engine says, before anyone words or draws it: frozen facts, the same for every engine."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Turn:
    """A question of the thread and the words that answered it; "" for either where it isn't known (any more)."""

    question: str
    reply: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What a person asked. `turns` are the thread's earlier ones, oldest first; `language` is the person's own.

    A reply is in the language of the question; `language` decides where the question doesn't show one. A question of ours
    says in `reply_in` which language the reply is to have whatever it is asked in. `again`: the person doubts the reply
    that there was, so that it mustn't be taken from memory.
    """

    text: str
    turns: tuple[Turn, ...] = ()
    language: str = "en"
    reply_in: str | None = None
    again: bool = False

    @property
    def history(self) -> tuple[str, ...]:
        """The earlier questions of the thread, oldest first."""
        return tuple(turn.question for turn in self.turns)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asker:
    """On whose account something is written: a space (server, workspace) and a person of it."""

    space: str
    person: str


OPERATOR = Asker(space="", person="")
"""Who runs the bot: on their account stand briefings, which all channels share, and the command line."""


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
    """A statement and the quotes that carry it, at least one.

    `is_translation`: it is in another language than its quotes, so that not every check of words could be made;
    its quotes must always be shown with it.
    """

    text: str
    citations: tuple[Citation, ...]
    is_translation: bool = False


def joined(claims: Sequence[Claim]) -> Claim:
    """Claims, at least one, as one text; each citation once."""
    citations = dict.fromkeys(citation for claim in claims for citation in claim.citations)
    return Claim(
        text=" ".join(claim.text for claim in claims),
        citations=tuple(citations),
        is_translation=any(claim.is_translation for claim in claims),
    )


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
    TRANSLATION = "translation"
    UNCLEAR = "unclear"
    EMPTY = "empty"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Claims, best first. `questions` are follow-ups that this dossier answers.

    `note` is a line of ours on how it came about (why the extractive engine answered), `prompt` the prompt's name
    and version where a model wrote it ("answer 1"), `asked` the question made to stand on its own, where that
    isn't what was typed.
    """

    claims: tuple[Claim, ...]
    engine: str
    dossier: str
    as_of: date | None
    dropped: tuple[Dropped, ...] = ()
    questions: tuple[str, ...] = ()
    note: str | None = None
    prompt: str | None = None
    asked: str | None = None


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
    note: str | None = None
    prompt: str | None = None
    asked: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One aspect of a comparison: a cell for each leader in order, None where the documents are silent."""

    aspect: str
    cells: tuple[Claim | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Leaders side by side: every row has one cell for each of `leaders`; `note` and `prompt` as in an `Answer`."""

    leaders: tuple[str, ...]
    rows: tuple[Row, ...]
    engine: str
    dossier: str
    as_of: date | None
    dropped: tuple[Dropped, ...] = ()
    note: str | None = None
    prompt: str | None = None


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
    """A briefing. `countdown` is a computed line (days to or since the event), not a claim.

    `note` and `prompt` as in an `Answer`.
    """

    title: str
    length: Length
    points: tuple[Point, ...]
    engine: str
    dossier: str
    as_of: date | None
    countdown: str | None = None
    dropped: tuple[Dropped, ...] = ()
    note: str | None = None
    prompt: str | None = None


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
