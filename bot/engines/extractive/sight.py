"""A question held against a dossier: what stands for each of its terms, and where sentences hold them."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from bot.dossier.index import Index, Word
from bot.dossier.model import Sentence
from bot.dossier.vocabulary import KIN, MISSPELT
from bot.engines.extractive.question import Query, Term


@dataclass(frozen=True, slots=True)
class Slot:
    """A term of the question in this dossier.

    `taken` is the term as it counts here, where a leader's name is one however it is written; `matches` are
    the terms that stand for it with how nearly, 1 for itself; `weight` is its own weight times its rarity
    here; `unknown`: nothing in the dossier stands for it.
    """

    term: Term
    taken: Term
    matches: dict[str, float]
    weight: float
    unknown: bool


@dataclass(frozen=True, slots=True)
class Scan:
    """Where a text holds the slots: how nearly each, whether in the very word, and (place, slot) in order."""

    held: list[float]
    exact: list[bool]
    places: list[tuple[int, int]]


class Sight:
    """One question over one dossier; scans each sentence once."""

    def __init__(self, query: Query, index: Index) -> None:
        self.query = query
        self.index = index
        self.slots = [_slot(term, index) for term in query.terms]
        self.total = sum(slot.weight for slot in self.slots) or 1.0
        self._lookup: dict[str, list[tuple[int, float]]] = {}
        for number, slot in enumerate(self.slots):
            for term, nearness in slot.matches.items():
                self._lookup.setdefault(term, []).append((number, nearness))
        self._scans: dict[int, Scan] = {}

    def weights(self) -> dict[str, float]:
        """Terms to search for, each with what it counts; what only stands for a term counts half."""
        weights: dict[str, float] = {}
        for slot in self.slots:
            for term, nearness in slot.matches.items():
                counts = slot.taken.weight * (1.0 if nearness == 1.0 else nearness / 2)
                weights[term] = max(counts, weights.get(term, 0.0))
        return weights

    def scan(self, sentence: Sentence) -> Scan:
        """Where a sentence of the dossier holds the slots."""
        scan = self._scans.get(sentence.id)
        if scan is None:
            scan = self._scans[sentence.id] = self.scan_words(self.index.words(sentence))
        return scan

    def scan_words(self, read: Iterable[Word]) -> Scan:
        """Where any words hold the slots."""
        held = [0.0] * len(self.slots)
        exact = [False] * len(self.slots)
        places: list[tuple[int, int]] = []
        for place, word in enumerate(read):
            found = self._lookup.get(word.term) if word.term else None
            for slot, nearness in found or ():
                held[slot] = max(held[slot], nearness)
                exact[slot] = exact[slot] or nearness == 1.0
                places.append((place, slot))
        return Scan(held, exact, places)

    def share(self, held: list[float]) -> float:
        """The share of the question's weight that is held, 0 to 1."""
        return sum(slot.weight * near for slot, near in zip(self.slots, held, strict=True)) / self.total


def _slot(term: Term, index: Index) -> Slot:
    key, taken = index.term(term.token), term
    if index.is_name(term.token):
        taken = replace(term, weight=1.0, name=True, light=False, variants=())
    matches = {variant: nearness for variant, nearness in taken.variants if variant in index}
    if key in index:
        matches[key] = 1.0
    elif not matches and not term.number:
        matches = _guesses(taken, index)
    weight = taken.weight * index.idf(key)
    return Slot(term=term, taken=taken, matches=matches, weight=weight, unknown=not matches)


def _guesses(term: Term, index: Index) -> dict[str, float]:
    """What an unknown word may stand for: a word of its family, or the word that it misspells."""
    known = index.vocabulary
    kin = known.people(term.token) if term.name else known.kin(term.stem)
    if kin:
        return dict.fromkeys(kin, KIN)
    return dict.fromkeys(known.misspelt(term.token), MISSPELT) if term.weight == 1.0 else {}
