"""A dossier made searchable: what every engine reads from."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.dossier.index import Index
from bot.dossier.leaders import WhoIsWho
from bot.dossier.model import Dossier
from bot.dossier.topics import TopicFinder


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One version of a dossier with its index, its who-is-who and its topics."""

    index: Index
    who: WhoIsWho
    topics: TopicFinder

    @property
    def dossier(self) -> Dossier:
        """The dossier that was read."""
        return self.index.dossier


def read(dossier: Dossier, progress: Callable[[float], None] | None = None) -> Reading:
    """Index `dossier`: seconds for tens of megabytes, nothing for an article."""
    return Reading(
        index=Index(dossier, progress), who=WhoIsWho(dossier.leaders), topics=TopicFinder(dossier.topics)
    )
