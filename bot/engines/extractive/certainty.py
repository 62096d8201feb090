"""How sure it is that the first sentence of a ranking answers, beyond what its words share with the question.

The ranking's confidence is fitted on encyclopedia questions. This weighs it again, with the same evidence, the kind
of question and what a careful reader minds: a hope where the question asks what happened, a denial where it takes
for granted that something did. Weighed by `certainty.json`, which `benchmarks/fit.py` fits on questions
about summits. What no answer can lack isn't weighed but ruled out before: `lacks`.
"""

import json
import math
import re
from functools import cache
from pathlib import Path

from bot.engines.extractive import evidence
from bot.engines.extractive.question import Kind, Query
from bot.engines.extractive.ranking import Ranking
from bot.engines.extractive.weights import Linear

PATH = Path(__file__).with_name("certainty.json")

_KINDS = tuple(Kind)

NAMES = ("confidence", "ahead", "denied", *(f"asks_{kind}" for kind in _KINDS), *evidence.NAMES)
"""The names of the numbers that are weighed, in order."""

_HAPPENED = re.compile(
    r"\b(?:did|was|were|has|have|had)\b(?!.*\b(?:want|wants|hope|hopes|plan|plans|expect|expects|intend|said|say)\b)",
    re.I,
)
_AHEAD = re.compile(
    r"\b(?:will|would|could|may|might|can|shall|hopes?|hoping|expects?|expected|due to|plans?|planned|intends?|possibly"
    r"|perhaps|possible|if|whether|believes?|wants?|proposed|supposed to|is to|are to)\b",
    re.I,
)
_DENIED = re.compile(
    r"\b(?:not|no|never|neither|nor|none|nobody|nothing|without|denie[sd]|refuse[sd]?)\b|n['’]t\b", re.I
)
_NEVER = 1e-4


def certainty(query: Query, ranking: Ranking) -> float:
    """How likely the first hit answers, 0 to 1; 0 without a hit."""
    if not ranking.hits:
        return 0.0
    return 1 / (1 + math.exp(-_weights().score(signs(query, ranking))))


def signs(query: Query, ranking: Ranking) -> list[float]:
    """The values of `NAMES` for the first hit of a ranking that has one; the confidence is in log-odds."""
    text = ranking.hits[0].sentence.text
    confidence = min(max(ranking.confidence, _NEVER), 1 - _NEVER)
    happened, denies = _HAPPENED.search(query.text), _DENIED.search(query.text)
    return [
        math.log(confidence / (1 - confidence)),
        float(bool(happened and _AHEAD.search(text))),
        float(bool(query.kind is not Kind.YES_NO and not denies and _DENIED.search(text))),
        *(float(query.kind is kind) for kind in _KINDS),
        *ranking.evidence,
    ]


@cache
def _weights() -> Linear:
    return Linear.named(NAMES, json.loads(PATH.read_text(encoding="utf-8")))
