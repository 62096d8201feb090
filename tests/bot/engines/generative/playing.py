"""A function in the place of a model, and a ledger that only counts."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Sequence
from dataclasses import dataclass, field

from bot.answers import Asker
from bot.dossier.reading import Reading
from bot.engines.generative.engine import Generative
from bot.engines.generative.model import Request, Spent, Usage
from bot.errors import ModelTrouble

Line = str | Exception
Script = Callable[[Request], Line] | Sequence[Line]


@dataclass(eq=False)
class Playing:
    """A `Model` that says what its script says, seven characters at a time; an exception ends the reply."""

    script: Script
    name: str = "player"
    breaks_after: int | None = None
    """Characters after which a reply breaks off with `trouble`."""
    trouble: ModelTrouble | None = None
    holds: asyncio.Event | None = None
    """Where set, a reply waits for it after `holds_after` characters."""
    holds_after: int = 0
    requests: list[Request] = field(default_factory=lambda: list[Request]())
    is_held: asyncio.Event = field(default_factory=asyncio.Event)
    closed: int = 0

    def name_for(self, request: Request) -> str:
        return f"small {self.name}" if request.small else self.name

    async def write(self, request: Request, spent: Spent) -> AsyncGenerator[str]:
        self.requests.append(request)
        line = self.script(request) if callable(self.script) else self.script[len(self.requests) - 1]
        said = 0
        try:
            if isinstance(line, Exception):
                raise line
            for start in range(0, len(line), 7):
                if self.holds and said >= self.holds_after:
                    self.is_held.set()
                    await self.holds.wait()
                if self.trouble and self.breaks_after is not None and said >= self.breaks_after:
                    raise self.trouble
                await asyncio.sleep(0)
                yield line[start : start + 7]
                said += 7
        finally:
            self.closed += 1
            spent(Usage(read=100, written=said // 4, calls=1))


@dataclass(eq=False)
class Counting:
    """A `Ledger` that lets `most` questions through."""

    most: int = 1_000_000
    refusal: ModelTrouble | None = None
    asked: list[Asker] = field(default_factory=lambda: list[Asker]())
    used: list[tuple[Asker, str, Usage]] = field(default_factory=lambda: list[tuple[Asker, str, Usage]]())

    async def allow(self, asker: Asker) -> None:
        if self.refusal and len(self.asked) >= self.most:
            raise self.refusal
        self.asked.append(asker)

    async def record(self, asker: Asker, model: str, usage: Usage) -> None:
        self.used.append((asker, model, usage))


def engine(
    model: Playing, reading: Reading, ledger: Counting | None = None, deadline: float = 60
) -> Generative:
    """The engine with that model over that reading."""
    return Generative(reading=reading, model=model, ledger=ledger or Counting(), deadline=deadline)
