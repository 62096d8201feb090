"""What a question asks for beyond its words: that something happened, an hour, a reason, an age, an office."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from bot.dossier import words
from bot.engines.extractive.question import Query

_FILE = Path(__file__).with_name("wanted.toml")

_ROLE = re.compile(
    r"^\W*(?:who(?:['’]s| is| was| are| were)|what(?:['’]s| is| was| are| were) the names? of)\s+(?:the\s+)?"
    r"([^?,]+?)(?:\s+(?:of|in|for|at|on|from|that|who|with)\b.*)?[?\s]*$",
    re.I,
)
_BEHIND = re.compile(r"\b(?:did|does|do|has|have|had|will|would|can|could|is|are|was|were)\b(.*)", re.I)
_NOT = re.compile(r"n['’]t\b", re.I)


@dataclass(frozen=True)
class Wanted:
    """What a question asks for in these terms; each is found out when it is first asked for."""

    query: Query

    @cached_property
    def happened(self) -> bool:
        """Whether it asks for something that has happened."""
        text = self.query.text
        behind = pattern("happened").search(text)
        outright = re.match(rf"\W*(?:who|what|which \w+) {pattern('happened_outright').pattern}", text, re.I)
        return bool(outright or (behind and not pattern("not_happened").search(text, behind.end())))

    @cached_property
    def denies(self) -> bool:
        """Whether it asks in the negative."""
        return bool(pattern("denies").search(self.query.text) or _NOT.search(self.query.text))

    @cached_property
    def clock(self) -> re.Pattern[str] | None:
        """A time of day, if it asks for one."""
        return pattern("clock") if pattern("clock_asked").search(self.query.text) else None

    @cached_property
    def measure(self) -> re.Pattern[str] | None:
        """What must stand in the answer to "how long", "how often"."""
        text = self.query.text
        return next((held for asked, held in _measures() if asked.search(text)), None)

    @cached_property
    def calling(self) -> re.Pattern[str] | None:
        """What must stand in the answer to "what did she do before politics?"."""
        return pattern("calling") if pattern("calling_asked").search(self.query.text) else None

    @cached_property
    def role(self) -> str | None:
        """The stem of the office or kin in "who is the minister?", "the name of his daughter"."""
        found = _ROLE.match(self.query.text)
        said = words.split(found[1]) if found else []
        return words.stem(words.token(said[-1])) if said else None

    @cached_property
    def verb(self) -> int | None:
        """The place among the terms of the first content word behind "did X" that is no name."""
        found = _BEHIND.search(self.query.text)
        behind = {words.token(word) for word in words.split(found[1])} if found else set[str]()
        return next((n for n, t in enumerate(self.query.terms) if t.token in behind and not t.name), None)


@cache
def pattern(name: str) -> re.Pattern[str]:
    """The alternatives of `wanted.toml` under a name, on whole words, in any case."""
    return _any_of(_tables()[name])


@cache
def cues(name: str) -> frozenset[str]:
    """The plain words of `wanted.toml` under a name."""
    return frozenset(_tables()["words"][name].split())


@cache
def _measures() -> tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]:
    found: dict[str, list[str]] = _tables()["measures"]
    return tuple(
        (re.compile(rf"\bhow (?:much )?(?:{asked})(?:er)?\b", re.I), _any_of(held))
        for asked, held in found.items()
    )


def _any_of(alternatives: list[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(alternatives)})(?!\w)", re.I)


@cache
def _tables() -> dict[str, Any]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))
