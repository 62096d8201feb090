"""What a person wants compared, out of what they typed and the names in it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.dossier import names, words

_NAME = "\0"

_LEADING = re.compile(
    r"^[\s,.:;!?-]*(?:(?:please|can you|could you)\s+)?"
    r"(?:(?:compare|comparison|contrast|differences?|versus|vs\.?)\b[\s:]*)*(?:(?:of|between)\s+)?",
    re.I,
)
_ABOUT = re.compile(r"(?:^|(?<=[\s\0]))(?:on|about|regarding|concerning|over)\s+|\s*:\s*", re.I)
_AGAINST = re.compile(r"(?:^|(?<=[\s\0]))(?:vs\.?|versus)(?=\s|\0|$)", re.I)
_JOINED = re.compile(
    r"\s*(?:&|/)\s*|(?:^|(?<=[\s\0]))(?:and|with|against|or|to|vs\.?|versus)(?=[\s\0]|$)", re.I
)
_ALL = re.compile(
    r"\b(?:both|all|every|everyone|everybody)(?:\s+of\s+them)?"
    r"(?:\s+(?:of\s+)?(?:the\s+)?(?:two|three|four|leaders?|sides?|presidents?))?\b"
    r"|\b(?:the\s+)?(?:(?:two|three|four)\s+)?leaders\b|\bthem\b",
    re.I,
)
_EDGES = " \t\r\n,.;:!?&/-–—\"'“”"


class Span(Protocol):
    """A place in a text."""

    @property
    def start(self) -> int:
        """Where it begins."""
        ...

    @property
    def end(self) -> int:
        """Where it ends."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What is asked for. `unknown` stands where a leader's name should; `all` means every leader."""

    topic: str = ""
    unknown: str | None = None
    all: bool = False


def read(text: str, found: Sequence[Span]) -> Request:
    """The request in `text`, `found` being the places in it where leaders are named."""
    masked = _LEADING.sub("", _masked(text, found))
    about = _ABOUT.search(masked)
    left, right = (masked[: about.start()], masked[about.end() :]) if about else (masked, "")
    everyone = not found and bool(_ALL.search(left))
    if everyone:
        left = _ALL.sub(" ", left, count=1)
    topic = " ".join(part for part in (_topic(left), _topic(right)) if part)
    if not everyone and (unknown := _unknown(left, len(found))):
        return Request(unknown=unknown)
    return Request(topic=topic, all=everyone)


def words_left(text: str, found: Sequence[Span]) -> str:
    """What `text` holds besides names, titles and words of no weight."""
    rest = words.tokens(_masked(text, found).replace(_NAME, " "))
    small = words.STOP | names.OFFICES | names.COURTESIES
    return " ".join(word for word in rest if len(word) > 1 and word not in small)


def _masked(text: str, found: Sequence[Span]) -> str:
    """`text` with each name, its possessive ending and its titles as one character."""
    masked, at = "", 0
    for span in found:
        masked += text[at : span.start].replace(_NAME, " ") + _NAME
        at = span.end
        if ending := re.match(r"['’]s?(?!\w)", text[at:]):
            at += ending.end()
    return masked + text[at:].replace(_NAME, " ")


def _unknown(left: str, known: int) -> str | None:
    """The words at a place where a name should be: beside "vs", or joined to the only name."""
    sides = _AGAINST.split(left)
    if len(sides) < 2 and known == 1:
        sides = [side for side in _JOINED.split(left) if side.strip(_EDGES)]
    if len(sides) < 2:
        return None
    strange = (side.strip(_EDGES) for side in sides if _NAME not in side)
    return next((side for side in strange if side), None)


def _topic(part: str) -> str:
    """What is left when names and what joins them are taken out; "war and peace" stays whole."""
    pieces = part.split(_NAME)
    kept: list[str] = []
    for n, piece in enumerate(pieces):
        piece = piece.strip(_EDGES)
        while n > 0 and (
            joint := re.match(r"(?:and|with|against|or|to|vs\.?|versus|&|/)(?:\s+|$)", piece, re.I)
        ):
            piece = piece[joint.end() :].strip(_EDGES)
        while n + 1 < len(pieces) and (
            joint := re.search(
                r"(?:^|\s)(?:and|with|against|or|to|vs\.?|versus|of|by|from|between)$", piece, re.I
            )
        ):
            piece = piece[: joint.start()].strip(_EDGES)
        if n + 1 < len(pieces) and words.fold(piece) in names.OFFICES | names.COURTESIES | words.STOP:
            piece = ""
        kept.append(piece)
    return " ".join(piece for piece in kept if piece)
