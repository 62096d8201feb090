"""One reply that is being written: what it is written from, by whom, and what the key-less engine knows."""

from dataclasses import dataclass

from bot.dossier.model import Passage
from bot.dossier.reading import Reading
from bot.engines.extractive import Extractive
from bot.engines.generative import selection
from bot.engines.generative.scribe import Scribe
from bot.engines.generative.turns import Turns


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """`engine` is the name that goes on the reply, `language` the code of the language it is to have ("de").

    Whoever checks takes one of the `turns` for each claim, as others may wait for the event loop.
    """

    reading: Reading
    scribe: Scribe
    extractive: Extractive
    engine: str
    language: str
    turns: Turns

    @property
    def is_small(self) -> bool:
        """Whether the model reads the whole dossier."""
        return selection.is_small(self.reading)

    def passages(self, *queries: str, wider: bool = False) -> tuple[Passage, ...]:
        """All passages of a small dossier, of a large one those nearest to each of `queries`."""
        if self.is_small:
            return self.reading.dossier.passages
        characters = selection.PART * (selection.WIDER if wider else 1)
        return selection.nearest(self.reading, queries, characters)
