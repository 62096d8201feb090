"""What speaks against a claim: what was looked at, how bad it is, and where."""

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


def weak(check: Check, start: int, end: int, reason: str) -> Verdict:
    """A verdict by which a claim may give way to its quotes."""
    return Verdict(check=check, severity=Severity.WEAK, start=start, end=end, reason=reason)


def wrong(check: Check, start: int, end: int, reason: str, stated: str | None = None) -> Verdict:
    """A verdict by which a claim is dropped."""
    return Verdict(check=check, severity=Severity.WRONG, start=start, end=end, reason=reason, stated=stated)


def quoted(words: Iterable[str]) -> tuple[Said, ...]:
    """Words in quotation marks, for a message that lists them."""
    return tuple(say("“{word}”", word=word) for word in words)
