"""What speaks against a claim, and the words in which it is said."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum, StrEnum

from bot.wording import Said, say


class Check(StrEnum):
    """What was looked at."""

    QUOTE = "quote"
    NUMBER = "number"
    DATE = "date"
    NAME = "name"
    NEGATION = "negation"
    HEDGE = "hedge"
    WORDS = "words"
    LENGTH = "length"
    LINK = "link"


class Severity(IntEnum):
    """How bad it is: a weak claim may give way to its bare quotes, a wrong one is dropped."""

    WEAK = 1
    WRONG = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What is wrong with a claim, and where: characters `start` to `end` of its text.

    `stated` is what the quotes say in the place of it; None where they say nothing that could stand there.
    """

    check: Check
    severity: Severity
    start: int
    end: int
    reason: str
    stated: str | None = None


def weak(check: Check, start: int, end: int, reason: str, stated: str | None = None) -> Verdict:
    """A verdict of weak support."""
    return Verdict(check=check, severity=Severity.WEAK, start=start, end=end, reason=reason, stated=stated)


def wrong(check: Check, start: int, end: int, reason: str, stated: str | None = None) -> Verdict:
    """A verdict that drops the claim."""
    return Verdict(check=check, severity=Severity.WRONG, start=start, end=end, reason=reason, stated=stated)


def nowhere(name: str) -> str:
    """That the quotes don't name someone."""
    return say("The quotes do not name {name}.", name=name)


def missing(text: str) -> str:
    """That something stands in no quote."""
    return say("“{text}” stands in none of the quotes.", text=text)


def otherwise(stated: str, said: str) -> str:
    """That the document says one thing and the text another."""
    return say("The document says {stated}, the text says {said}.", stated=stated, said=said)


def of_others(others: str, name: str) -> str:
    """That the document says it of someone else."""
    return say("The document says this of {others}, not of {name}.", others=others, name=name)


def quoted(words: Iterable[str]) -> tuple[Said, ...]:
    """Words in quotation marks, for a message that lists them."""
    return tuple(say("“{word}”", word=word) for word in words)
