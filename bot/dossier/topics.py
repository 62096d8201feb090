"""The topics of a dossier: which of them a text touches, and which one a person means."""

from collections.abc import Sequence

from bot.dossier import words
from bot.dossier.model import Topic
from bot.errors import UnknownName
from bot.wording import say


class TopicFinder:
    """The topics by the stems of their names and terms."""

    def __init__(self, topics: Sequence[Topic]) -> None:
        self.topics = tuple(topics)
        self._terms: dict[str, list[tuple[tuple[str, ...], int]]] = {}
        for number, topic in enumerate(self.topics):
            for key in dict.fromkeys(tuple(words.terms(term)) for term in (topic.name, *topic.terms)):
                if key:
                    self._terms.setdefault(key[0], []).append((key, number))

    def named(self, text: str) -> list[Topic]:
        """The topics whose name or terms stand in `text` in any form, most words first."""
        stems = words.terms(text)
        found: dict[int, dict[tuple[str, ...], int]] = {}
        for at, stem in enumerate(stems):
            for key, number in self._terms.get(stem, ()):
                if tuple(stems[at : at + len(key)]) == key:
                    found.setdefault(number, {}).setdefault(key, at)
        strength = {n: (-sum(map(len, keys)), min(keys.values()), n) for n, keys in found.items()}
        return [self.topics[number] for number in sorted(strength, key=strength.__getitem__)]

    def find(self, name: str) -> Topic:
        """The topic called `name`, or touched by it. Raises UnknownName with those nearest to it."""
        folded = words.fold(" ".join(name.split()))
        for topic in self.topics:
            if words.fold(topic.name) == folded:
                return topic
        if named := self.named(name):
            return named[0]
        near = self._near(folded)
        if near and near[0][1] >= 85:
            return near[0][0]
        raise self._unknown(name, tuple(dict.fromkeys(topic.name for topic, _ in near)))

    def _near(self, folded: str) -> list[tuple[Topic, float]]:
        from rapidfuzz import fuzz, process

        forms = [(words.fold(form), topic) for topic in self.topics for form in (topic.name, *topic.terms)]
        scored = process.extract(
            folded[:80], [form for form, _ in forms], scorer=fuzz.ratio, limit=3, score_cutoff=70
        )
        return [(forms[place][1], score) for _, score, place in scored]

    def _unknown(self, name: str, near: tuple[str, ...]) -> UnknownName:
        shown = " ".join(name.split())[:40]
        if near:
            hint = say("did you mean {name}?", name=near[0])
        elif self.topics:
            hint = say("it has {names}.", names=tuple(topic.name for topic in self.topics))
        else:
            hint = say("its dossier.toml names none.")
        message = say("There is no topic “{name}” in this dossier; {hint}", name=shown, hint=hint)
        return UnknownName(message, suggestions=near)
