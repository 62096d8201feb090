"""What a model may cost, as the engine sees it: asked before a call, told after."""

from typing import Protocol

from bot.answers import Asker
from bot.engines.generative.model import Usage


class Ledger(Protocol):
    """Who may have a model write, and what was used."""

    async def allow(self, asker: Asker) -> None:
        """Count a question of theirs. Raises ModelTrouble (LIMIT) where a limit or the day's budget is used up."""
        ...

    async def record(self, asker: Asker, model: str, usage: Usage) -> None:
        """Write down what was used. Never raises: a reply that is paid for is shown."""
        ...
