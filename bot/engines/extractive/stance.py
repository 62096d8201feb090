"""Questions for what a leader wants, says, faces, does or expects: answered by aspect, as in a comparison."""

import re

from bot.dossier import words
from bot.dossier.reading import Reading
from bot.engines.extractive.aspects import ENOUGH, Aspect, aspects, meeting, substance, weight
from bot.engines.extractive.attribution import Statement
from bot.engines.extractive.statements import statements
from bot.engines.extractive.subjects import Hold

# The first that fits: "What does he hope to get out of the summit?" asks for goals, "expect" for expectations.
_ASKED = (
    ("Expectations", r"\bexpect(?:s|ed|ing|ations?)?\b|\b(?:optimistic|pessimistic|hopeful)\b"),
    (
        "Goals",
        r"\b(?:wants?|hop(?:es?|ing) (?:for|to)|goals?|aims?|objectives?|ambitions?|seeks?|after|pursu(?:es?|ing)"
        r"|(?:trying|looking) (?:to|for)|(?:get|gain|achieve|win) (?:out of|from|at)|interests?|agenda|priorit(?:y|ies)"
        r"|intends?|wish(?:es)?|desires?|demands?)\b",
    ),
    (
        "Constraints",
        r"\b(?:limits?|constrain(?:s|ts?|ed)|burdens?|weighs?|pressures?|weakness(?:es)?|challenges?|problems?"
        r"|obstacles?|holds? .{0,30}back|hamper(?:s|ed)?|hand(?:s)? (?:not )?(?:free|tied)|under pressure)\b",
    ),
    ("Position", r"\b(?:position|stance|stands?|views?|say|said|think|thinks)\b"),
)
# What such a question may also hold without asking for anything more.
_EMPTY = frozenset(
    map(
        words.stem,
        "main get come result much most real exactly personal ultimate overall want achieve leader".split(),
    )
)
_OUTRIGHT = 2.0
_PLAINEST = {
    "Goals": frozenset(map(words.stem, "want goal aim objective ambition aspire seek".split())),
    "Expectations": frozenset(map(words.stem, "expect expectation".split())),
}
_COMPILED = tuple((name, re.compile(pattern, re.I)) for name, pattern in _ASKED)


def aspect_of(text: str) -> Aspect | None:
    """The aspect that a question asks for by its words, or None."""
    found = next((name for name, pattern in _COMPILED if pattern.search(text)), None)
    return next((aspect for aspect in aspects() if aspect.name == found), None)


def is_plain(text: str, reading: Reading) -> bool:
    """Whether a question names nothing but a leader, an aspect and the summit itself."""
    for mention in reversed(reading.who.mentions(text)):
        text = f"{text[: mention.start]} {text[mention.end :]}"
    for _, pattern in _COMPILED:
        text = pattern.sub(" ", text)
    return not set(words.terms(text)) - event_words(reading) - meeting() - _EMPTY


def event_words(reading: Reading) -> set[str]:
    """Stems of the event's name and place; none without an event."""
    event = reading.dossier.event
    return set(words.terms(f"{event.name} {event.place or ''}")) if event else set()


def stated(leader: int, aspect: Aspect, reading: Reading) -> list[Statement]:
    """What the documents state of that aspect of a leader (an index), the most telling first."""
    held = [statement for statement in statements(reading) if leader in statement.holders]
    weighed = [
        (weight(statement, aspect), statement) for statement in held if statement.hold is not Hold.NONE
    ]
    telling = [
        (value + substance(statement) + _OUTRIGHT * _says_outright(statement, aspect), statement)
        for value, statement in weighed
        if value >= ENOUGH
    ]
    return [statement for _, statement in sorted(telling, key=lambda item: (-item[0], item[1].sentence.id))]


def _says_outright(statement: Statement, aspect: Aspect) -> bool:
    """Whether it tells of the aspect by the plainest word there is: "wants", not "insists on"."""
    return not _PLAINEST.get(aspect.name, frozenset()).isdisjoint(words.terms(statement.text))
