"""Questions for the meeting itself: who meets, when and where, as a briefing's headline tells it."""

import re
from functools import lru_cache

from bot.dossier import words
from bot.dossier.appointment import ANOTHER
from bot.dossier.reading import Reading
from bot.engines.extractive import signs
from bot.engines.extractive.aspects import meeting
from bot.engines.extractive.attribution import Statement
from bot.engines.extractive.points import Candidate, candidates
from bot.engines.extractive.question import Kind, Query
from bot.engines.extractive.stance import event_words
from bot.engines.extractive.wanted import Wanted

_WORDS = frozenset(
    words.stem(word)
    for word in (
        "meet met meets hold held happen start begin open opens place venue location site spot host city day date"
        " time hour weekday leader president take part attend participant participate side party head state gather"
    ).split()
)
_ALL_MEET = 2.0
"""What a sentence is worth that names all leaders, and that they meet."""

_AFTERWARDS = re.compile(
    r"\b(?:after|following|since|during|at the end of) (?:the |their |this |that )?(?:\w+ )?"
    r"(?:summit|meeting|talks|session|negotiations?|conference)\b"
    r"|\b(?:in the end|when (?:it|they|the \w+) (?:was|were) over)\b"
    r"|^\W*what (?:did|does|was|is) (?:said in |written in |in )?the (?:final|joint|closing|concluding) "
    r"(?:statement|communiqu[eé]|declaration|text|document)\b(?!.*\b(?:supposed|expected|going|likely)\b)",
    re.I,
)


def is_afterwards(text: str, reading: Reading) -> bool:
    """Whether a question asks what came of an event that the documents only look ahead to."""
    event, as_of = reading.dossier.event, reading.dossier.as_of
    ahead = event is not None and event.date is not None and as_of is not None and as_of < event.date
    return ahead and bool(_AFTERWARDS.search(text))


def is_occasion(query: Query, text: str, reading: Reading) -> bool:
    """Whether a question of who, when or where names nothing but the meeting, its place and its leaders."""
    if query.kind not in (Kind.WHO, Kind.WHEN, Kind.WHERE):
        return query.kind in (Kind.WHAT, Kind.OTHER) and set(words.terms(text)) in ({"venu"}, {"date"})
    if Wanted(query).clock:  # An hour is told elsewhere than the day.
        return False
    event = reading.dossier.event
    known_place = (
        event is not None and event.place and query.focus and words.fold(event.place) in words.fold(text)
    )
    if known_place or len({mention.leader for mention in reading.who.mentions(text)}) == 1:
        return False
    for mention in reversed(reading.who.mentions(text)):
        text = f"{text[: mention.start]} {text[mention.end :]}"
    asked = set(words.terms(text))
    return bool(asked & (meeting() | _WORDS)) and asked <= meeting() | _WORDS | event_words(reading)


def told(query: Query, reading: Reading) -> list[Statement]:
    """The sentences that tell who meets, when or where, best first."""
    found = [(worth, c.statement) for c in _candidates(reading) if (worth := _worth(query, c, reading))]
    return [statement for _, statement in sorted(found, key=lambda item: (-item[0], item[1].sentence.id))]


def _worth(query: Query, candidate: Candidate, reading: Reading) -> float:
    """How well a sentence tells of the meeting what is asked; 0 for not at all."""
    sentence = candidate.statement.sentence
    read = reading.index.read(sentence.text)
    fits = query.kind is Kind.WHO or bool(signs.found(query.kind, read, set()))
    named = {mention.leader for mention in reading.who.mentions(sentence.text)}
    meets = any(word.term in meeting() or word.term in _WORDS for word in read)
    everyone = len(reading.dossier.leaders) == len(candidate.statement.holders | named) > 0
    told = candidate.event or (
        _ALL_MEET if fits and meets and len(named) == len(reading.dossier.leaders) else 0.0
    )
    another = bool(ANOTHER.search(sentence.text))
    if (
        not told
        or another
        or (query.kind is Kind.WHEN and not fits)
        or (query.kind is Kind.WHO and not (everyone and meets))
    ):
        return 0.0
    return told + meets + fits + _ALL_MEET * _tells_known(query, sentence.text, reading)


def _tells_known(query: Query, text: str, reading: Reading) -> bool:
    """Whether a sentence has the event's date, asked when, or its place, asked where."""
    event = reading.dossier.event
    if event is None:
        return False
    if query.kind is Kind.WHEN and event.date:
        day, month = event.date.day, f"{event.date:%B}"
        return bool(re.search(rf"\b{day}\b.{{0,12}}\b{month}\b|\b{month} {day}\b", text))
    return (
        query.kind is Kind.WHERE and bool(event.place) and words.fold(event.place or "") in words.fold(text)
    )


@lru_cache(maxsize=4)
def _candidates(reading: Reading) -> list[Candidate]:
    return candidates(reading)
