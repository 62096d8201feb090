"""A circuit: a server that failed several times in a row is left alone for a while, then one call tries it."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

FAILURES = 5
"""So many failures in a row open the circuit."""

REST = 30.0
"""Seconds of the first rest; each further one in a row is twice as long."""

LONGEST_REST = 300.0
"""Seconds of a rest at most."""


class Outcome(Enum):
    """How a call ended, as far as the server is concerned."""

    GOOD = "good"
    BAD = "bad"
    UNKNOWN = "unknown"
    """It was cancelled before the server said anything."""


@dataclass(frozen=True, slots=True)
class Call:
    """A call that was let through; `tries` if it alone finds out whether the server is back."""

    tries: bool


class Resting(Exception):
    """No call is let through; `seconds` until one will be, None while one tries."""

    def __init__(self, seconds: float | None) -> None:
        super().__init__(seconds)
        self.seconds = seconds


class Circuit:
    """Lets calls through, or not. `now` gives seconds that only go up."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._failures = 0
        self._rests = 0
        self._until: float | None = None
        self._trying: Call | None = None

    def enter(self) -> Call:
        """Let a call through; every one must be ended with `leave`. Raises Resting."""
        if self._until is None:
            return Call(tries=False)
        if self._trying:
            raise Resting(None)
        if (left := self._until - self._now()) > 0:
            raise Resting(left)
        self._trying = Call(tries=True)
        return self._trying

    def leave(self, call: Call, outcome: Outcome) -> None:
        """Tell how a call ended that was let through."""
        tried = call is self._trying
        if tried:
            self._trying = None
        match outcome:
            case Outcome.GOOD:
                self._failures, self._rests, self._until = 0, 0, None
            case Outcome.BAD if tried:
                self._rest()
            case Outcome.BAD if self._until is None:
                self._failures += 1
                if self._failures >= FAILURES:
                    self._rest()
            case _:
                pass  # Nothing is known, or what fails late began before the rest did.

    def _rest(self) -> None:
        # Capped before it is raised: a server that is down for months makes no number too large.
        seconds = min(REST * 2 ** min(self._rests, 10), LONGEST_REST)
        self._rests += 1
        self._until = self._now() + seconds
