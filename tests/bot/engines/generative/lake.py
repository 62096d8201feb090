"""A small dossier on a lake, and what a model might write about it."""

import json
from typing import Any

from bot.dossier.model import Leader, Topic
from bot.dossier.reading import Reading
from tests.bot.engines.extractive.made import reading

ADAMS = Leader(name="John Adams", aliases=("Adams",), office="President of Ostland")
BAKER = Leader(name="Ann Baker", aliases=("Baker",), office="Premier of Utland")
WATER = Topic(name="Water", terms=("water", "dam", "reservoir"))

FIRST = (
    "John Adams and Ann Baker will meet in Geneva on Monday. Adams wants a binding treaty on water. "
    "He may accept a smaller deal, officials say."
)
SECOND = (
    "Baker wants to keep the old dam in use. Baker said that the dam brings power to four million homes. "
    "She does not accept a treaty on water."
)
THIRD = "Adams has ordered a survey of the reservoir. It is not clear who will pay for the survey."


def lake(*more: str) -> Reading:
    """The dossier: passages 1 to 3, and `more` behind them."""
    text = "\n\n".join([FIRST, SECOND, THIRD, *more])
    return reading(text, leaders=(ADAMS, BAKER), topics=(WATER,), event=None)


def claim(text: str, *quotes: tuple[int, str]) -> dict[str, Any]:
    """A claim as a model writes it."""
    return {"text": text, "quotes": [{"passage": number, "quote": quote} for number, quote in quotes]}


TREATY = claim("John Adams wants a binding treaty on water.", (1, "Adams wants a binding treaty on water."))
DAM = claim("Ann Baker wants to keep using the old dam.", (2, "Baker wants to keep the old dam in use."))
SAID = (2, "Baker said that the dam brings power to four million homes.")
WRONG = claim("Ann Baker said that the dam brings power to nine million homes.", SAID)
MENDED = claim("Ann Baker said that the dam brings power to four million homes.", SAID)
INVENTED = claim("John Adams will resign.", (1, "Adams will resign on Tuesday, he told reporters."))


def answer(*claims: dict[str, Any], stated: bool = True, **more: Any) -> str:
    """An answer as a model writes it."""
    return json.dumps({"asked": "", "stated": stated, "claims": claims, "questions": [], **more})


def repair(**claims: dict[str, Any] | None) -> str:
    """A repair: `n1=` is the first claim that failed."""
    mended = [{"number": int(name[1:]), "claim": one} for name, one in claims.items()]
    return json.dumps({"repaired": mended})
