"""Which passages a model reads: all of a small dossier, the nearest of a large one."""

from collections.abc import Iterable, Sequence

from bot.dossier.model import Passage
from bot.dossier.reading import Reading

WHOLE = 60_000
"""Characters of a dossier that goes into the prompt whole: about 15,000 tokens, which every provider caches."""

PART = 24_000
"""Characters of passages for one question on a larger dossier; widened once, three times as many."""

WIDER = 3

_SENTENCES = 2_000
"""Sentences that a search looks at: their passages fill `PART` several times over."""


def is_small(reading: Reading) -> bool:
    """Whether the dossier goes into the prompt whole."""
    return sum(len(passage.text) for passage in reading.dossier.passages) <= WHOLE


def nearest(reading: Reading, queries: Iterable[str], characters: int) -> tuple[Passage, ...]:
    """The passages nearest to what is looked for, up to so many characters, in the dossier's order.

    Each query gets its turn: a comparison reads as much on one leader as on another. The passages on both sides of a
    hit follow it, as far as there is room: they hold what "he" and "this" mean.
    """
    ranked = [_ranked(reading, query) for query in queries]
    chosen: dict[int, Passage] = {}
    left = characters
    for depth in range(_SENTENCES):
        for passages in ranked:
            if depth >= len(passages):
                continue
            near = (passages[depth].number + step for step in (0, -1, 1))
            for passage in filter(None, map(reading.dossier.passage, near)):
                same = passage.document == passages[depth].document
                if same and passage.number not in chosen and len(passage.text) <= left:
                    chosen[passage.number] = passage
                    left -= len(passage.text)
        if left <= 0:
            break
    return tuple(chosen[number] for number in sorted(chosen))


def _ranked(reading: Reading, query: str) -> Sequence[Passage]:
    terms = [word.term for word in reading.index.read(query) if word.term]
    hits = reading.index.search(terms, _SENTENCES)
    numbers = dict.fromkeys(hit.sentence.passage for hit in hits)
    return [passage for number in numbers if (passage := reading.dossier.passage(number))]
