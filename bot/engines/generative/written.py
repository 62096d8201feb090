"""What a model writes: the JSON that it is asked for, and the lenient reading of what it sends."""

import json
import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Annotated, Any, TypeVar, cast

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from bot.errors import ModelTrouble, Trouble
from bot.wording import say


def _strict(schema: dict[str, Any]) -> None:
    """Strict schemas know no optional property and no default."""
    schema["additionalProperties"] = False
    schema["required"] = list(schema["properties"])
    for each in schema["properties"].values():
        each.pop("default", None)


class _Written(BaseModel):
    """Strict in what it asks for, lenient in what it takes: more than was asked for is passed over."""

    model_config = ConfigDict(extra="ignore", frozen=True, json_schema_extra=_strict)


def _number(raw: object) -> object:
    """The number of a passage out of "passage 2"; 0 for nothing, as the quote is looked for everywhere then."""
    if isinstance(raw, str) and (found := re.search(r"\d{1,6}", raw)):
        return int(found[0])
    return 0 if raw is None or isinstance(raw, str) else raw


def _quotes(raw: object) -> object:
    """Quotes that are mere texts, with no passage named."""
    if not isinstance(raw, list | tuple):
        return () if raw is None else raw
    items = cast("Sequence[object]", raw)
    return [{"passage": 0, "quote": one} if isinstance(one, str) else one for one in items]


def _several(raw: object) -> object:
    return () if raw is None else raw


_Number = Annotated[int, BeforeValidator(_number)]


class WrittenQuote(_Written):
    """Words of a passage, as the model has them."""

    passage: _Number
    quote: str


class WrittenClaim(_Written):
    """A claim with its quotes, before anything was checked."""

    text: str
    quotes: Annotated[tuple[WrittenQuote, ...], BeforeValidator(_quotes)] = ()


class WrittenQuestion(_Written):
    """A question that follows on, and what answers it."""

    text: str
    passage: _Number = 0
    quote: str = ""


class WrittenAnswer(_Written):
    """An answer; the order of the fields is the order in which they arrive."""

    asked: str = ""
    stated: bool
    claims: Annotated[tuple[WrittenClaim, ...], BeforeValidator(_several)] = ()
    questions: Annotated[tuple[WrittenQuestion, ...], BeforeValidator(_several)] = ()


class WrittenCell(_Written):
    """A cell of a comparison; None where the documents don't say."""

    aspect: str
    leader: str
    claim: WrittenClaim | None = None


class WrittenComparison(_Written):
    """A comparison by cell."""

    cells: tuple[WrittenCell, ...]


class WrittenPoint(_Written):
    """A point of a briefing."""

    heading: str
    claim: WrittenClaim


class WrittenBriefing(_Written):
    """A briefing by point."""

    points: tuple[WrittenPoint, ...]


class Mended(_Written):
    """What shall stand in the place of claim `number`; None where nothing can."""

    number: int
    claim: WrittenClaim | None = None


class WrittenRepair(_Written):
    """Claims mended after they failed."""

    repaired: tuple[Mended, ...]


class WrittenSearch(_Written):
    """What to look for in documents that are too long to be read whole."""

    asked: str = ""
    words: tuple[str, ...] = Field(default=())


_W = TypeVar("_W", bound=BaseModel)


_THINKING, _THOUGHT = "<think>", "</think>"


def thought(text: str) -> int | None:
    """Where a reply begins, behind what a model thinks aloud; None while it still does. Drafts in there don't count."""
    if not text.lstrip().startswith(_THINKING):
        return 0
    end = text.find(_THOUGHT)
    return end + len(_THOUGHT) if end >= 0 else None


@cache
def schema_of(kind: type[BaseModel]) -> Mapping[str, Any]:
    """The strict JSON schema that a model is asked for; nobody changes it, as it is kept."""
    return kind.model_json_schema()


def read(text: str, kind: type[_W]) -> _W:
    """What the model wrote. Raises ModelTrouble where that is nothing (EMPTY) or not `kind` (MALFORMED).

    JSON in a fence, with words around it or behind a model's thinking is read, but its fields are held to the schema.
    """
    text = text[thought(text) or 0 :]
    if not text.strip():
        raise ModelTrouble(
            Trouble.EMPTY,
            say("The model sent an empty reply."),
            remedy="The model sent nothing; try another with OPENAI_MODEL.",
        )
    decoder = json.JSONDecoder(strict=False)
    start, tries = text.find("{"), 0
    while start >= 0 and tries < 20:
        tries += 1
        try:
            raw, _ = decoder.raw_decode(text, start)
            return kind.model_validate(raw)
        except (ValueError, RecursionError, ValidationError):
            start = text.find("{", start + 1)
    raise ModelTrouble(
        Trouble.MALFORMED,
        say("The model's reply could not be read."),
        remedy=f"The model's reply was not the JSON that was asked for ({kind.__name__}); "
        "a model that knows JSON schemas does better: set OPENAI_MODEL.",
    )
