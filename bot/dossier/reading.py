"""A dossier made searchable: what every engine reads from."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.dossier import words
from bot.dossier.index import Index
from bot.dossier.leaders import WhoIsWho
from bot.dossier.model import Dossier, Topic
from bot.dossier.topics import TopicFinder
from bot.errors import UnknownName


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

    def topic(self, name: str) -> Topic:
        """The topic called `name`, or one made of it if the documents hold its words. Raises UnknownName."""
        try:
            return self.topics.find(name)
        except UnknownName:
            asked = [self.index.term(token) for token in words.tokens(name) if token not in words.STOP]
            if not asked or not all(map(self.index.frequency, asked)):
                raise
            return Topic(name=name[:1].upper() + name[1:], terms=(name,))


def read(dossier: Dossier, progress: Callable[[float], None] | None = None) -> Reading:
    """Index `dossier`: seconds for tens of megabytes, nothing for an article."""
    return Reading(
        index=Index(dossier, progress), who=WhoIsWho(dossier.leaders), topics=TopicFinder(dossier.topics)
    )
