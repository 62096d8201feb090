"""What a model writes: the JSON that it is asked for, and the lenient reading of what it sends."""

import json
from collections.abc import Mapping
from functools import cache
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

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


class WrittenQuote(_Written):
    """Words of a passage, as the model has them."""

    passage: int
    quote: str


class WrittenClaim(_Written):
    """A claim with its quotes, before anything was checked."""

    text: str
    quotes: tuple[WrittenQuote, ...] = ()


class WrittenQuestion(_Written):
    """A question that follows on, and what answers it."""

    text: str
    passage: int = 0
    quote: str = ""


class WrittenAnswer(_Written):
    """An answer; the order of the fields is the order in which they arrive."""

    asked: str = ""
    stated: bool
    claims: tuple[WrittenClaim, ...] = ()
    questions: tuple[WrittenQuestion, ...] = ()


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

    repaired: tuple[Mended, ...] = ()


class WrittenSearch(_Written):
    """What to look for in documents that are too long to be read whole."""

    asked: str = ""
    words: tuple[str, ...] = Field(default=())


_W = TypeVar("_W", bound=BaseModel)

_LENGTH = 200_000
"""Characters of a reply that are read at most: fifty times a long answer."""


@cache
def schema_of(kind: type[BaseModel]) -> Mapping[str, Any]:
    """The strict JSON schema that a model is asked for; nobody changes it, as it is kept."""
    return kind.model_json_schema()


def read(text: str, kind: type[_W]) -> _W:
    """What the model wrote. Raises ModelTrouble where that is nothing (EMPTY) or not `kind` (MALFORMED).

    JSON in a fence or with words around it is read, but its fields are held to the schema.
    """
    if not text.strip():
        raise ModelTrouble(
            Trouble.EMPTY,
            say("The model sent an empty reply."),
            remedy="The model sent nothing; try another with OPENAI_MODEL.",
        )
    decoder = json.JSONDecoder()
    text = text[:_LENGTH]
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
