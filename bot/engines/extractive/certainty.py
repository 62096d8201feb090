"""How sure it is that a sentence answers, beyond what its words share with the question.

The ranking's confidence is about words. This adds what a careful reader minds: a hope where the question
asks what happened, a denial where it takes for granted that something did, the measure that it asks for.
Weighed by `certainty.json`, which `benchmarks/certainty_fit.py` fits on the gold questions for tuning.
What no answer can lack (a time for "when", the name it is about) isn't weighed: `is_ruled_out`.
"""

import json
import math
import re
from functools import cache
from pathlib import Path

from bot.dossier import words
from bot.dossier.names import CALENDAR
from bot.dossier.reading import Reading
from bot.engines.extractive.question import Kind, Query
from bot.engines.extractive.ranking import Ranked, Ranking

PATH = Path(__file__).with_name("certainty.json")

NAMES = ("confidence", "ahead", "denied", "measured")

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


_WHO_IS = re.compile(
    r"^\W*who(?:['’]s| is| was| are| were)\s+(?:the\s+)?([^?]+?)(?:\s+(?:of|in|for|at|on)\b.*)?[?\s]*$", re.I
)
_EVERYONE = re.compile(r"\b(?:both|each|all (?:two|three|four|of them))\b", re.I)
_NEVER = 1e-4
_ROOT = 5
"""Letters by which a name and its adjective are alike."""

_TYPED = (Kind.WHO, Kind.WHEN, Kind.WHERE, Kind.HOW_MANY)
_MEASURES = (
    (r"old", r"\baged?\b|\byears? old\b|-year-old\b|\bborn\b|\bbirthday\b|, \d\d,"),
    (r"tall|high|deep|wide|broad", r"\b(?:met(?:re|er)s?|feet|foot|ft|inch(?:es)?|storeys?|km|cm)\b|\d ?m\b"),
    (r"far", r"\b(?:kilomet(?:re|er)s?|km|miles?|met(?:re|er)s?|hours?|minutes?)\b"),
    (
        r"long",
        r"\b(?:seconds?|minutes?|hours?|days?|weeks?|months?|years?|decades?|kilomet(?:re|er)s?|km|miles?)\b",
    ),
    (r"heavy", r"\b(?:kilos?|kilograms?|kg|tons?|tonnes?|pounds?)\b"),
    (r"often", r"\b(?:times|once|twice|thrice|every|daily|weekly|monthly|yearly|annually|never|always)\b"),
)
_HOW = tuple((re.compile(rf"\bhow (?:{asked})\b", re.I), re.compile(held, re.I)) for asked, held in _MEASURES)


def certainty(query: Query, ranking: Ranking) -> float:
    """How likely the first hit answers, 0 to 1; 0 without a hit."""
    if not ranking.hits:
        return 0.0
    weights = _weights()
    rated = zip(NAMES, signs(query, ranking), strict=True)
    doubt = weights["bias"] + sum(weights[name] * value for name, value in rated)
    return 1 / (1 + math.exp(-doubt))


def is_ruled_out(query: Query, hit: Ranked, reading: Reading) -> bool:
    """Whether the hit lacks what no answer can lack.

    That is a thing of the kind asked for ("when": a time), the names that the question is about, the office
    in "who is the minister?", and some word besides a leader's name.
    """
    text = hit.sentence.text
    return (
        (query.kind in _TYPED and not query.focus and hit.fits is False)
        or any(asked.search(query.text) and not held.search(text) for asked, held in _HOW)
        or _shares_only_leaders(query, hit, reading)
        or _lacks_role(query, hit)
        or _lacks_names(query, hit, reading)
    )


def _shares_only_leaders(query: Query, hit: Ranked, reading: Reading) -> bool:
    content = [term for term in query.terms if not reading.index.is_name(term.token)]
    return bool(content) and all(term in hit.missing for term in content)


def _lacks_role(query: Query, hit: Ranked) -> bool:
    found = _WHO_IS.match(query.text)
    role = {words.token(word) for word in words.split(found[1])[-1:]} if found else set[str]()
    return any(term.token in role and not term.name and term in hit.missing for term in query.terms)


def _lacks_names(query: Query, hit: Ranked, reading: Reading) -> bool:
    """Whether a name in the question is one that the sentence has nothing to do with.

    A country's name and its adjective are one; leaders are no matter here, nor are days and months.
    """
    around = {token[:_ROOT] for token in _names_around(hit, reading)}
    known = CALENDAR | {term.token for term in query.terms if reading.index.is_name(term.token)}
    strangers = [t for t in query.terms if t.name and t in hit.missing and t.token not in known]
    return any(t.token[:_ROOT] not in around for t in strangers) and not _EVERYONE.search(hit.sentence.text)


def signs(query: Query, ranking: Ranking) -> list[float]:
    """The values of `NAMES` for the first hit of a ranking: the confidence as log-odds, the others 0 or 1."""
    text = ranking.hits[0].sentence.text
    confidence = min(max(ranking.confidence, _NEVER), 1 - _NEVER)
    happened, denies = _HAPPENED.search(query.text), _DENIED.search(query.text)
    return [
        math.log(confidence / (1 - confidence)),
        float(bool(happened and _AHEAD.search(text))),
        float(bool(query.kind is not Kind.YES_NO and not denies and _DENIED.search(text))),
        float(any(asked.search(query.text) and held.search(text) for asked, held in _HOW)),
    ]


def _names_around(hit: Ranked, reading: Reading) -> set[str]:
    """Tokens of the sentence, the one before it, the heading, the title, and of the leaders they speak of."""
    passage = reading.dossier.passages[hit.sentence.passage - 1]
    around = [hit.sentence.text, passage.heading or "", reading.dossier.title]
    if hit.sentence.id > passage.sentences[0].id:
        around.append(reading.dossier.sentences[hit.sentence.id - 1].text)
    leaders = {mention.leader for text in around for mention in reading.who.mentions(text)}
    meant = {word.token for word in reading.index.words(hit.sentence)}
    for number, leader in enumerate(reading.dossier.leaders):
        if number in leaders or meant.issuperset(words.tokens(leader.name)):
            around.append(f"{leader.name} {leader.office or ''}")
    return {token for text in around for token in words.tokens(text)}


@cache
def _weights() -> dict[str, float]:
    return json.loads(PATH.read_text(encoding="utf-8"))
