"""What speaks for a sentence as the answer to a question, as numbers for the weights in `weights.json`."""

from bot.dossier.index import Word
from bot.dossier.model import Passage, Sentence
from bot.engines.extractive import frames, signs
from bot.engines.extractive.sight import Scan, Sight, Slot
from bot.engines.extractive.wanted import Wanted

STATES = ("same", "like", "near", "far", "off", "nowhere")
"""Where a term of the question is: in the sentence, by another word, in the sentence before or the heading,
elsewhere in the passage, elsewhere in the dossier, or nowhere."""

_COUNTED = ("one", "rarity", "weight", "weighed", "name", "number", "focus", "light")
_SIGNS = tuple(sorted(signs.SIGNS))

NAMES = (
    "bm25", "bm25_share", "passage_bm25", "exact", "covered", "with_before", "with_passage", "before",
    "after", "heading", "pairs", "order", "tightness", "density", "distinct", "held", "lost_max",
    "lost_passage_max", "lost_names", "held_names", "rarest", "second_rarest", "first_term", "last_term",
    "focus", "length", "place", "is_first", "pronoun", "fresh", "fresh_capitals", "fresh_numbers", "defines",
    "early", "above_others", "terms", "carried",
    *(f"fits_{kind}" for kind in _SIGNS),
    *(f"close_{kind}" for kind in _SIGNS),
    *(f"{state}_{what}" for state in STATES for what in _COUNTED),
    *frames.NAMES,
)  # fmt: skip
"""The names of the numbers that `features` gives, in order."""

_AROUND = 4
"""Sentences of the passage, on either side, that count as near."""


def features(
    sight: Sight,
    wanted: Wanted,
    sentence: Sentence,
    passage: Passage,
    bm25: tuple[float, float, float],
    best_covered: float,
) -> list[float]:
    """The numbers of `NAMES` for one sentence.

    `bm25` is its score, the best sentence's and its passage's share of the best passage's; `best_covered` the
    largest share of the question that any sentence holds.
    """
    score, best_score, passage_score = bm25
    slots, total = sight.slots, sight.total
    read, scan = sight.index.words(sentence), sight.scan(sentence)
    held = scan.held
    place = sentence.id - passage.sentences[0].id
    around = passage.sentences[max(0, place - _AROUND) : place + _AROUND + 1]
    before = sight.scan(passage.sentences[place - 1]).held if place else None
    after = sight.scan(passage.sentences[place + 1]).held if place + 1 < len(passage.sentences) else None
    heading = sight.scan_words(sight.index.read(passage.heading)).held if passage.heading else None
    with_before = _merged(held, before, heading)
    with_passage = _merged(with_before, *(sight.scan(other).held for other in around))
    covered = sight.share(held)
    matched = {place for place, _ in scan.places}
    fresh = [i for i, word in enumerate(read) if word.term and i not in matched]
    rarest = sorted(range(len(slots)), key=lambda n: -slots[n].weight)
    distinct = len({slot for _, slot in scan.places})
    n = len(slots)
    return [
        score / best_score if best_score else 0.0,
        score / total,
        passage_score,
        sum(slot.weight for slot, exact in zip(slots, scan.exact, strict=True) if exact) / total,
        covered,
        sight.share(with_before),
        sight.share(with_passage),
        sight.share(before) if before else 0.0,
        sight.share(after) if after else 0.0,
        sight.share(heading) if heading else 0.0,
        _pairs(scan, slots),
        _order(scan) / n if n else 0.0,
        _tightness(scan, distinct),
        len(matched) / (len(matched) + len(fresh)) if matched else 0.0,
        distinct / n if n else 0.0,
        distinct,
        _heaviest_lost(slots, held),
        _heaviest_lost(slots, with_passage),
        sum(s.weight * (1 - h) for s, h in zip(slots, held, strict=True) if s.taken.name),
        sum(s.weight * h for s, h in zip(slots, held, strict=True) if s.taken.name),
        held[rarest[0]] if n else 0.0,
        held[rarest[1]] if n > 1 else 0.0,
        held[0] if n else 0.0,
        held[-1] if n else 0.0,
        _focus(sight.query.focus, read),
        min(len(read), 80),
        min(place, 10),
        float(place == 0),
        float(bool(read) and read[0].token in signs.PRONOUNS),
        min(len(fresh), 40),
        sum(read[i].capital for i in fresh if i),
        sum(read[i].token[0].isdigit() for i in fresh),
        _defines(scan, read),
        scan.places[0][0] if scan.places else 50,
        covered - best_covered,
        n,
        sight.share(before) if before and _leans(read) else 0.0,
        *_answers_kind(sight, read, matched),
        *_states(slots, scan, with_before, with_passage, sight),
        *frames.frames(wanted, sight, sentence.text, read, scan),
    ]  # fmt: skip


def _leans(read: tuple[Word, ...]) -> bool:
    """Whether a sentence begins by speaking of what the one before it named: "Its leader", "There will be"."""
    return any(
        word.token in signs.PRONOUNS or word.token in ("there", "both", "neither") for word in read[:4]
    )


def _merged(held: list[float], *others: list[float] | None) -> list[float]:
    for other in others:
        if other:
            held = [a if a > b else b for a, b in zip(held, other, strict=True)]
    return held


def _heaviest_lost(slots: list[Slot], held: list[float]) -> float:
    return max((slot.weight * (1 - near) for slot, near in zip(slots, held, strict=True)), default=0.0)


def _answers_kind(sight: Sight, read: tuple[Word, ...], matched: set[int]) -> list[float]:
    """Per kind that has a sign: whether the sentence holds it, and how close to the question's words."""
    found = signs.found(sight.query.kind, read, matched)
    fits, close = [0.0] * len(_SIGNS), [0.0] * len(_SIGNS)
    if found:
        which = _SIGNS.index(sight.query.kind)
        fits[which] = 1.0
        close[which] = 1 / (1 + min((abs(a - b) for a in found for b in matched), default=30))
    return fits + close


def _states(
    slots: list[Slot], scan: Scan, with_before: list[float], with_passage: list[float], sight: Sight
) -> list[float]:
    """For each of `STATES`, the terms of the question in it: counted and weighed in several ways."""
    sums = [[0.0] * len(_COUNTED) for _ in STATES]
    rarest = sight.index.rarest
    for n, slot in enumerate(slots):
        if scan.exact[n]:
            state = 0
        elif scan.held[n]:
            state = 1
        elif with_before[n]:
            state = 2
        elif with_passage[n]:
            state = 3
        else:
            state = 5 if slot.unknown else 4
        term = slot.taken
        rarity = slot.weight / term.weight / rarest
        counted = (
            1.0,
            rarity,
            term.weight,
            rarity * term.weight,
            term.name,
            term.number,
            term.stem in sight.query.focus,
            term.light,
        )
        sums[state] = [a + b for a, b in zip(sums[state], counted, strict=True)]
    return [value for row in sums for value in row]


def _pairs(scan: Scan, slots: list[Slot]) -> float:
    """The share, by weight, of the question's neighbouring terms that stand near each other here too."""
    at: dict[int, list[int]] = {}
    for place, slot in scan.places:
        at.setdefault(slot, []).append(place)
    gained = total = 0.0
    for left in range(len(slots) - 1):
        weight = slots[left].weight + slots[left + 1].weight
        total += weight
        gaps = [b - a for a in at.get(left, ()) for b in at.get(left + 1, ())]
        if any(0 < gap <= 3 for gap in gaps):
            gained += weight
        elif any(abs(gap) <= 5 for gap in gaps):
            gained += weight / 2
    return gained / total if total else 0.0


def _order(scan: Scan) -> int:
    """How many of the question's terms stand here one after the other in the question's order."""
    longest: dict[int, int] = {}
    for _, slot in scan.places:
        before = max((length for other, length in longest.items() if other < slot), default=0)
        longest[slot] = max(longest.get(slot, 0), before + 1)
    return max(longest.values(), default=0)


def _tightness(scan: Scan, distinct: int) -> float:
    """Terms held, over the words of the shortest stretch that holds them all; 0 with fewer than two."""
    if distinct < 2:
        return 0.0
    counts: dict[int, int] = {}
    shortest, left = len(scan.places) + scan.places[-1][0], 0
    for place, slot in scan.places:
        counts[slot] = counts.get(slot, 0) + 1
        while len(counts) == distinct:
            first, leaving = scan.places[left]
            shortest = min(shortest, place - first + 1)
            counts[leaving] -= 1
            if not counts[leaving]:
                del counts[leaving]
            left += 1
    return min(1.0, distinct / shortest)


def _focus(focus: tuple[str, ...], read: tuple[Word, ...]) -> float:
    """The share of the X of "which X" that stands here; -1 if the question has none."""
    if not focus:
        return -1.0
    terms = {word.term for word in read}
    return sum(stem in terms for stem in focus) / len(focus)


def _defines(scan: Scan, read: tuple[Word, ...]) -> float:
    """1 if the sentence begins with a term of the question and a form of "be" follows soon."""
    if not scan.places or scan.places[0][0] > 2:
        return 0.0
    first = scan.places[0][0]
    return float(any(word.token in signs.BE for word in read[first + 1 : first + 5]))
