"""A clipping: what was shown, kept with all that its buttons need after a restart or an edit of the dossier."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from bot.platform import Address
from bot.reply import Action, Actions, Reply, Source


class Shape(StrEnum):
    """What kind of thing was shown."""

    ANSWER = "answer"
    NOT_STATED = "not_stated"
    COMPARISON = "comparison"
    BRIEFING = "briefing"
    VERDICT = "verdict"
    EDITION = "edition"


@dataclass(frozen=True, slots=True, kw_only=True)
class Exhibit:
    """A quote in its passage: `before` and `after` are the rest of it, `source` holds the quote and where it stands."""

    before: str
    source: Source
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A statement as it was shown and what carries it; a statement of None is that of the reply as a whole."""

    statement: str | None
    exhibits: tuple[Exhibit, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Clipping:
    """A row of what was shown.

    `dossier` is the version that was cited; `engine` and `prompt` as in an `Answer`. `space`,
    `address` and `person` are those of who asked, "" for an edition, which many channels share.
    """

    id: str
    space: str
    address: Address
    person: str
    shape: Shape
    dossier: str
    engine: str
    prompt: str | None
    reply: Reply
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rating:
    """What one person thought of one reply: no words of either, and nobody's name."""

    shown: str
    at: datetime.datetime
    space: str
    shape: Shape
    dossier: str
    engine: str
    prompt: str | None
    is_good: bool


def actions_of(reply: Reply) -> Iterator[Action]:
    """All actions of a reply, in the order that `/press` counts them by."""
    for block in reply.blocks:
        if isinstance(block, Actions):
            yield from block.items
