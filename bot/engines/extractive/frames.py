"""What a sentence does with the question's words: signs that it answers, or that it only sounds like it.

A sentence may hold every word of "How many rooms are booked?" and say "booked rooms for one night". Most signs
are 1 where they speak for the sentence, -1 where against, and 0 where the question doesn't ask for them.
"""

import re

from bot.dossier.index import Word
from bot.engines.extractive import signs
from bot.engines.extractive.question import Kind
from bot.engines.extractive.sight import Scan, Sight
from bot.engines.extractive.wanted import Wanted, cues, pattern

NAMES = (
    "counted", "role_named", "unreal", "unreal_anywhere", "negated", "clock", "measured", "verb", "verb_first",
    "reason", "reason_behind", "calling",
)  # fmt: skip
"""The names of the numbers that `frames` gives, in order."""

_NEAR = 4
"""Words within which a number counts a noun, or a name stands beside an office."""

_PLAINLY = re.compile(r"[;:“\"]")
"""What may give a reason without a word for it: a quotation, or what a colon announces."""


def frames(wanted: Wanted, sight: Sight, text: str, read: tuple[Word, ...], scan: Scan) -> list[float]:
    """The numbers of `NAMES` for a sentence: its text, its words and where it holds the question's terms."""
    content = [(place, slot) for place, slot in scan.places if not sight.slots[slot].taken.name]
    unreal, denied = _places(read, cues("unreal"), sight), _places(read, cues("denied"), sight)
    may_deny = wanted.denies or sight.query.kind is Kind.YES_NO
    return [
        _counted(sight, read, scan),
        _role_named(wanted, sight, read, scan),
        _share_behind(content, unreal, 5) if wanted.happened else 0.0,
        float(wanted.happened and bool(unreal)),
        0.0 if may_deny else _share_behind(content, denied, 3),
        _sign(wanted.clock, text),
        _sign(wanted.measure, text),
        *_verb(wanted, sight, scan),
        *_reason(sight, text),
        _sign(wanted.calling, text),
    ]


def _sign(asked: re.Pattern[str] | None, text: str) -> float:
    if asked is None:
        return 0.0
    return 1.0 if asked.search(text) else -1.0


def _counted(sight: Sight, read: tuple[Word, ...], scan: Scan) -> float:
    """Whether a number counts what "how many" asks for."""
    if sight.query.kind is not Kind.HOW_MANY or not sight.query.focus:
        return 0.0
    wanted = {n for n, slot in enumerate(sight.slots) if slot.term.stem in sight.query.focus}
    held = [place for place, slot in scan.places if slot in wanted]
    if not held:
        return 0.0
    numbers = [n for n, word in enumerate(read) if word.token[0].isdigit() or word.token in signs.NUMBERS]
    return 1.0 if any(0 < place - n <= _NEAR for place in held for n in numbers) else -1.0


def _role_named(wanted: Wanted, sight: Sight, read: tuple[Word, ...], scan: Scan) -> float:
    """Whether somebody stands beside the office that "who is" asks for."""
    if wanted.role is None:
        return 0.0
    known = {term.token for term in sight.query.terms}
    at = [place for place, slot in scan.places if sight.slots[slot].term.stem == wanted.role]
    names = [n for n, word in enumerate(read) if word.capital and word.term and word.token not in known and n]
    return 1.0 if any(abs(a - b) <= _NEAR for a in at for b in names) else -1.0


def _places(read: tuple[Word, ...], cue: frozenset[str], sight: Sight) -> list[int]:
    """Where words of `cue` stand; a leader's name is none, whatever it spells."""
    return [
        n
        for n, word in enumerate(read)
        if word.token in cue and not (word.capital and sight.index.is_name(word.token))
    ]


def _share_behind(content: list[tuple[int, int]], cues_at: list[int], reach: int) -> float:
    """The share of the terms held that stand within `reach` words behind one of the places `cues_at`."""
    slots = {slot for _, slot in content}
    free = {slot for place, slot in content if not any(0 < place - at <= reach for at in cues_at)}
    return 1 - len(free) / len(slots) if slots else 0.0


def _verb(wanted: Wanted, sight: Sight, scan: Scan) -> list[float]:
    """How nearly the question's verb is held, and whether the one it names stands before it, as there."""
    if wanted.verb is None:
        return [0.0, 0.0]
    at = [place for place, slot in scan.places if slot == wanted.verb]
    names = [place for place, slot in scan.places if sight.slots[slot].taken.name and slot < wanted.verb]
    before = (1.0 if min(names) < min(at) else -1.0) if at and names else 0.0
    return [scan.held[wanted.verb] or -1.0, before]


def _reason(sight: Sight, text: str) -> list[float]:
    """Whether a reason is given to "why", and not at the very beginning."""
    if sight.query.kind is not Kind.WHY:
        return [0.0, 0.0]
    found = pattern("reason").search(text) or _PLAINLY.search(text)
    return [1.0 if found else -1.0, float(found is not None and found.start() > len(text) / 3)]
