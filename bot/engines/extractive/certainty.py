"""How sure it is that a sentence answers, beyond what its words share with the question.

The ranking's confidence is about words. This adds what a careful reader minds: a word of the question that
the documents never use, a name that the sentence isn't about, a hope where the question asks what happened,
a denial where it takes for granted that something did. Weighed by `certainty.json`, which
`benchmarks/certainty_fit.py` fits on the gold questions that are there for tuning.
"""

import json
import math
import re
from functools import cache
from pathlib import Path

from bot.dossier import words
from bot.dossier.reading import Reading
from bot.engines.extractive.question import Kind, Query, Term
from bot.engines.extractive.ranking import Ranked, Ranking

PATH = Path(__file__).with_name("certainty.json")

NAMES = (
    "confidence", "share", "covered", "unknown", "unknown_name", "missing", "missing_name", "fits", "fits_not",
    "ahead", "denied", "yes_no", "held_name",
)  # fmt: skip

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


def certainty(query: Query, ranking: Ranking, reading: Reading) -> float:
    """How likely the first hit answers, 0 to 1; 0 without a hit."""
    if not ranking.hits:
        return 0.0
    weights = _weights()
    rated = zip(NAMES, signs(query, ranking, reading), strict=True)
    doubt = weights["bias"] + sum(weights[name] * value for name, value in rated)
    return 1 / (1 + math.exp(-doubt))


def signs(query: Query, ranking: Ranking, reading: Reading) -> list[float]:
    """The values of `NAMES` for the first hit of a ranking."""
    hit = ranking.hits[0]
    total = sum(reading.index.idf(reading.index.term(t.token)) * t.weight for t in query.terms) or 1.0

    def weigh(terms: tuple[Term, ...]) -> float:
        return sum(reading.index.idf(reading.index.term(t.token)) * t.weight for t in terms) / total

    unknown = tuple(t for t in ranking.unknown if not (t.name or t.number))
    strange = tuple(t for t in ranking.unknown if t.name or t.number)
    missing = tuple(t for t in hit.missing if t not in ranking.unknown)
    about = _names_around(hit, reading)
    event = reading.dossier.event
    about |= set(words.tokens(f"{event.name} {event.place or ''}")) if event else set[str]()
    named = [t for t in query.terms if (t.name or t.number) and t.token not in about]
    missing_names = [t for t in named if t in missing]
    confidence = min(max(ranking.confidence, 1e-4), 1 - 1e-4)
    happened = bool(_HAPPENED.search(query.text))
    denies = bool(_DENIED.search(query.text))
    return [
        math.log(confidence / (1 - confidence)),
        hit.score,
        hit.covered,
        weigh(unknown),
        float(bool(strange)),
        weigh(tuple(t for t in missing if t not in missing_names)),
        float(bool(missing_names)),
        float(hit.fits is True),
        float(hit.fits is False),
        float(happened and bool(_AHEAD.search(hit.sentence.text))),
        float(query.kind is not Kind.YES_NO and not denies and bool(_DENIED.search(hit.sentence.text))),
        float(query.kind is Kind.YES_NO),
        float(bool(named) and not missing_names and not strange),
    ]


def _names_around(hit: Ranked, reading: Reading) -> set[str]:
    """Tokens of the heading, the sentence before it and the leaders' names that the sentence speaks of."""
    passage = reading.dossier.passages[hit.sentence.passage - 1]
    around = [passage.heading or ""]
    if hit.sentence.id > passage.sentences[0].id:
        around.append(reading.dossier.sentences[hit.sentence.id - 1].text)
    around += [
        reading.dossier.leaders[m.leader].name
        for text in (hit.sentence.text, *around)
        for m in reading.who.mentions(text)
    ]
    return {token for text in around for token in words.tokens(text)}


@cache
def _weights() -> dict[str, float]:
    return json.loads(PATH.read_text(encoding="utf-8"))
