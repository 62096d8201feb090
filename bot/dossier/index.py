"""A dossier made searchable: which sentences hold which terms, ranked by BM25.

The terms are `words.stem` of the tokens, but a leader's names are kept as they stand: a stemmer that bends
one name and not the other would not be even-handed.
"""

import heapq
import math
from array import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from bot.dossier import idioms, words
from bot.dossier.leaders import WhoIsWho
from bot.dossier.model import Dossier, Sentence
from bot.dossier.vocabulary import Vocabulary

K1, B = 0.9, 0.4
"""BM25's saturation and length normalisation; these values suit sentences (Lin et al., Anserini)."""

_COMMON = 4_000
"""A term in more sentences than this only adds to sentences that a rarer term has found."""


_PRONOUNS = frozenset({"he", "she", "his", "her"})


@dataclass(frozen=True, slots=True)
class Hit:
    """A sentence and its BM25 score, which compares only within one search."""

    sentence: Sentence
    score: float


@dataclass(frozen=True, slots=True)
class Word:
    """A word as it stands in a sentence. `term` is None for a stop word; `capital`: it begins with one."""

    token: str
    term: str | None
    capital: bool


class Index:
    """Terms to sentences for one version of a dossier. Building takes about 0.3 s per megabyte of text.

    `progress` is called now and then with the share that is done, 0 to 1.
    """

    def __init__(self, dossier: Dossier, progress: Callable[[float], None] | None = None) -> None:
        self.dossier = dossier
        self._names = frozenset(
            token
            for leader in dossier.leaders
            for name in (leader.name, *leader.aliases)
            for word in words.split(name)
            if word[0].isupper() and (token := words.token(word)) not in words.STOP - words.ALSO_NAMES
        )
        self._words: dict[str, Word] = {}
        self._postings: dict[str, array[int]] = {}
        self._lengths = array("I")
        self._read: dict[int, tuple[Word, ...]] = {}
        self._implied: dict[int, list[str]] = {}
        self._fill(progress)

    def _fill(self, progress: Callable[[float], None] | None) -> None:
        postings, lengths, seen = self._postings, self._lengths, self._words
        total = max(len(self.dossier.sentences), 1)
        for sentence, implied in zip(self.dossier.sentences, _implied(self.dossier), strict=True):
            count = 0
            if implied:
                self._implied[sentence.id] = implied
            for written in (*words.split(sentence.text), *implied):
                word = seen.get(written)
                if word is None:
                    word = seen[written] = self._word(written)
                if word.term is None:
                    continue
                count += 1
                if word.term in postings:
                    postings[word.term].append(sentence.id)
                else:
                    postings[word.term] = array("I", (sentence.id,))
            lengths.append(count)
            if progress and sentence.id % 1000 == 0:
                progress(sentence.id / total)
        self._average = sum(lengths) / total or 1.0
        if progress:
            progress(1.0)

    def _word(self, written: str) -> Word:
        token = words.token(written)
        capital = written[0].isupper()
        term = self.term(token) if token not in words.STOP or (capital and token in self._names) else None
        return Word(token, term, capital)

    def term(self, token: str) -> str:
        """The term under which a token is indexed: its stem, or itself if it is a leader's name."""
        return token if token in self._names else words.stem(token)

    def is_name(self, token: str) -> bool:
        """Whether a token is part of a leader's name."""
        return token in self._names

    def read(self, text: str) -> tuple[Word, ...]:
        """The words of a text as this index sees them."""
        return tuple(self._words.get(written) or self._word(written) for written in words.split(text))

    def words(self, sentence: Sentence) -> tuple[Word, ...]:
        """The words of one of the dossier's sentences, and behind them the names that it implies; read once."""
        read = self._read.get(sentence.id)
        if read is None:
            implied = map(self._word, self._implied.get(sentence.id, ()))
            read = self._read[sentence.id] = (*self.read(sentence.text), *implied)
        return read

    def __contains__(self, term: str) -> bool:
        return term in self._postings

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The dossier's words, to find what a misspelt or related word stands for."""
        known = [(word, word.term) for word in list(self._words.values()) if word.term in self._postings]
        plain = frozenset(term for word, term in known if term and not word.capital) - self._names
        return Vocabulary([(word.token, term) for word, term in known if term], plain)

    def frequency(self, term: str) -> int:
        """How many times the term stands in the dossier."""
        return len(self._postings.get(term, ()))

    def idf(self, term: str) -> float:
        """Rarity: ln(1 + (N - n + 0.5) / (n + 0.5)), never negative, highest for an unknown term."""
        total, n = len(self._lengths), min(self.frequency(term), len(self._lengths))
        return math.log(1 + (total - n + 0.5) / (n + 0.5))

    @property
    def rarest(self) -> float:
        """The highest `idf` there is: that of a term that the dossier doesn't have."""
        return self.idf("")

    def search(self, terms: Sequence[str], k: int) -> list[Hit]:
        """The `k` sentences that BM25 puts first, best first; ties in the dossier's order."""
        scores = self.scores(dict.fromkeys(terms, 1.0))
        best = heapq.nsmallest(k, scores.items(), key=lambda item: (-item[1], item[0]))
        return [Hit(self.dossier.sentences[id], score) for id, score in best]

    def scores(self, weights: dict[str, float]) -> dict[int, float]:
        """BM25 by sentence id, each term counted with its weight."""
        scores: dict[int, float] = {}
        known = [term for term in weights if term in self._postings]
        lengths, average = self._lengths, self._average
        for term in sorted(known, key=self.frequency):
            ids = self._postings[term]
            gain = weights[term] * self.idf(term) * (K1 + 1)
            only_found = bool(scores) and len(ids) > _COMMON
            run, last = 0, -1
            for id in [*ids, -1]:
                if id == last:
                    run += 1
                    continue
                if run and not (only_found and last not in scores):
                    norm = K1 * (1 - B + B * lengths[last] / average)
                    scores[last] = scores.get(last, 0.0) + gain * run / (run + norm)
                run, last = 1, id
        return scores


def _implied(dossier: Dossier) -> Iterator[list[str]]:
    """For each sentence the words that it means without saying them.

    Those of the names of leaders whom it means by an office, an alias or "he", and those of its idioms.
    """
    who = WhoIsWho(dossier.leaders)
    names = [words.split(leader.name) for leader in dossier.leaders]
    before, passage = set[int](), 0
    for sentence in dossier.sentences:
        meant = {mention.leader for mention in who.mentions(sentence.text)}
        said = words.split(sentence.text)
        if (
            not meant
            and passage == sentence.passage
            and not _PRONOUNS.isdisjoint(map(str.casefold, said[:4]))
        ):
            meant = before if len(before) == 1 else set[int]()
        before, passage = meant, sentence.passage
        implied = [word for leader in sorted(meant) for word in names[leader] if word not in said]
        yield implied + idioms.meant(sentence.text)
