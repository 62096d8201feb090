"""Questions for what is still open: answered with what a briefing shows under that heading."""

import re
from dataclasses import replace

from bot.answers import Length
from bot.dossier import words
from bot.dossier.reading import Reading
from bot.engines.extractive.aspects import meeting
from bot.engines.extractive.attribution import Statement
from bot.engines.extractive.choice import OPEN, plan_of, sections
from bot.engines.extractive.stance import event_words

MOST = 3
"""Sentences of the answer at most; the first of them are those of a short briefing."""

_ASKED = re.compile(
    r"^\W*(?:so\W+)?(?:what|which)\b.*\b(?:open|un(?:decided|resolved|settled|clear|certain|answered)|disputed|contested"
    r"|(?:not|yet|n['’]t)\s(?:\w+\s){0,3}(?:decided|resolved|settled|clear|agreed|solved)|in dispute|up in the air"
    r"|sticking points?|disagree(?:ments?)?)\b",
    re.I,
)
_EMPTY = frozenset(
    map(
        words.stem,
        "open undecided unresolved unsettled unclear uncertain unanswered disputed contested decided resolved settled"
        " clear agreed solved dispute sticking point disagree disagreement air remain remains question issue matter"
        " left leaders sides parties part main big know today document currently".split(),
    )
)


def asks_what_is_open(text: str, reading: Reading) -> bool:
    """Whether a question asks what is open, unresolved or disputed, and of nothing more than the meeting."""
    if not _ASKED.search(text) or reading.who.mentions(text):
        return False
    return set(words.terms(text)) <= _EMPTY | meeting() | event_words(reading)


def left_open(reading: Reading) -> list[Statement]:
    """What the documents say is open, in their order."""
    dossier = reading.dossier
    plan = replace(plan_of(Length.SHORT, len(dossier.sentences), len(dossier.leaders)), open=MOST)
    return [c.statement for name, chosen in sections(plan, reading) if name == OPEN for c in chosen]
