"""How good answers are, against questions whose answers are known: pure scoring."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from bot.answers import Answer, NotStated, Question, Turn
from bot.errors import UnusableInput


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A question with what a right answer holds.

    `accept`: texts of which the first cited quote must contain one; none means that any answer will do.
    `also`: for each of these lists, some cited quote must contain one of its texts (a question about both
    sides). `history` are the earlier questions of the thread; `kind` and `split` are only for tables.
    """

    line: int
    question: Question
    answerable: bool
    accept: tuple[str, ...] = ()
    also: tuple[tuple[str, ...], ...] = ()
    kind: str = ""
    split: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """A question with what was said to it; `reply` is the first cited quote, or that nothing is stated."""

    known: Known
    right: bool
    reply: str


@dataclass(frozen=True, slots=True)
class Tally:
    """How many of how many."""

    right: int
    of: int

    @property
    def percent(self) -> float | None:
        """The share in percent; None of nothing."""
        return 100 * self.right / self.of if self.of else None

    def __str__(self) -> str:
        return f"{self.right} of {self.of}" + (f" ({self.percent:.1f} %)" if self.percent is not None else "")


def read_known(text: str, split: str | None = None) -> list[Known]:
    """The questions of a JSON Lines file, only those of `split` if it is given.

    Raises UnusableInput with the line's number for what isn't a question.
    """
    known = [_known(number, line) for number, line in enumerate(text.split("\n"), 1) if line.strip()]
    chosen = [k for k in known if split is None or k.split == split]
    if not chosen:
        of_split = f' with "split": "{split}"' if split else ""
        raise UnusableInput(f"There is no question{of_split} in that file; give one JSON object a line.")
    return chosen


def _known(number: int, line: str) -> Known:
    try:
        return _parsed(number, json.loads(line))
    except json.JSONDecodeError as error:
        raise UnusableInput(f"Line {number} is not JSON ({error.msg}, column {error.colno}).") from error
    except (RecursionError, ValueError) as error:  # ValueError: a number of thousands of digits.
        raise UnusableInput(f"Line {number} is nested too deeply, or holds too long a number.") from error


def _parsed(number: int, raw: object) -> Known:
    if not isinstance(raw, dict):
        raise UnusableInput(
            f'Line {number} is not an object such as {{"question": "…", "answerable": true}}.'
        )
    entry = cast("Mapping[str, Any]", raw)
    if not isinstance(entry.get("question"), str):
        raise UnusableInput(f'Line {number} lacks "question", a text.')
    if not isinstance(entry.get("answerable"), bool):
        raise UnusableInput(f'Line {number} lacks "answerable", true or false.')
    also = entry.get("also") or []
    if not isinstance(also, list):
        raise UnusableInput(f'Line {number}: "also" must be a list of lists of texts.')
    return Known(
        line=number,
        question=Question(
            text=entry["question"],
            turns=tuple(map(Turn, _texts(number, "history", entry.get("history")))),
        ),
        answerable=entry["answerable"],
        accept=_texts(number, "accept", entry.get("accept")),
        also=tuple(_texts(number, "also", item) for item in cast("list[object]", also)),
        kind=str(entry.get("kind") or ""),
        split=str(entry.get("split") or ""),
    )


def _texts(number: int, name: str, raw: object) -> tuple[str, ...]:
    items = cast("list[object]", raw) if isinstance(raw, list) else None
    if raw is None:
        return ()
    if items is None or not all(isinstance(item, str) for item in items):
        raise UnusableInput(f'Line {number}: "{name}" must be a list of texts.')
    return tuple(cast("list[str]", items))


def score(known: Known, result: Answer | NotStated) -> Scored:
    """Whether `result` is right."""
    match result:
        case NotStated():
            return Scored(known=known, right=not known.answerable, reply="(not stated)")
        case Answer():
            quotes = [citation.quote for claim in result.claims for citation in claim.citations]
            right = known.answerable and bool(quotes) and _is_accepted(known, quotes)
            return Scored(known=known, right=right, reply=quotes[0] if quotes else "(nothing cited)")


def _is_accepted(known: Known, quotes: Sequence[str]) -> bool:
    folded = [_fold(quote) for quote in quotes]
    first = not known.accept or any(_fold(text) in folded[0] for text in known.accept)
    return first and all(
        any(_fold(text) in quote for text in texts for quote in folded) for texts in known.also if texts
    )


def _fold(text: str) -> str:
    return " ".join(text.split()).casefold()


def tally(scored: Iterable[Scored]) -> Tally:
    """How many are right."""
    rights = [item.right for item in scored]
    return Tally(sum(rights), len(rights))


def by_kind(scored: Sequence[Scored]) -> Iterator[tuple[str, Tally, Tally]]:
    """For each kind in alphabetical order: the answerable and the unanswerable."""
    for kind in sorted({item.known.kind for item in scored}):
        of_kind = [item for item in scored if item.known.kind == kind]
        yield kind, *sides(of_kind)


def sides(scored: Sequence[Scored]) -> tuple[Tally, Tally]:
    """The answerable and the unanswerable."""
    return (
        tally(item for item in scored if item.known.answerable),
        tally(item for item in scored if not item.known.answerable),
    )
