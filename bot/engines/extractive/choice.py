"""Which sentences a briefing shows under which heading: what the summit is, each leader, what is open."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import ceil

from bot.answers import Length
from bot.dossier.reading import Reading
from bot.engines.extractive.aspects import CONSTRAINTS, ENOUGH, EXPECTATIONS, GOALS, MOVES, POSITION
from bot.engines.extractive.points import SAME, Candidate, candidates, overlap
from bot.engines.extractive.subjects import Hold

WHAT, OPEN, WATCH, BACKGROUND = "What it is", "What is open", "What to watch", "Background"

RATIO = 1.4
"""Words for one leader by words for another at most; below the promised 1.5, as names differ in length."""

_FIRST = {GOALS: 2.0, POSITION: 0.75, EXPECTATIONS: 0.5, CONSTRAINTS: 0.5, MOVES: 0.25}
"""What a leader wants comes before what he says, and that before what he did."""

_PLAIN = 4.0
"""Weight of an aspect from which more cues say no more."""

_NEW = 0.5
"""How much of a sentence's worth is lost for each share of it that was said already."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Sentences of each section at most, those of a leader for each, and whether a section is one point.

    What is missing of `total` is background.
    """

    what: int
    leader: int
    open: int
    watch: int
    total: int
    joined: bool


MOST, LEAST, SHARE = 24, 8, 0.55
"""Sentences of a full briefing at most and at least, and in between the share of the dossier's sentences."""

SHORT_LEADERS = 7
"""Sentences of a short briefing on all leaders together, so that more leaders don't make it long."""

HEADLINE = Plan(what=1, leader=0, open=0, watch=0, total=1, joined=True)


def plan_of(length: Length, sentences: int, leaders: int) -> Plan:
    """What a briefing of a dossier with so many sentences and leaders holds."""
    if length is Length.HEADLINE:
        return HEADLINE
    if length is Length.SHORT:
        each = max(1, min(3, SHORT_LEADERS // max(leaders, 1)))
        return Plan(what=2, leader=each, open=2, watch=2, total=0, joined=True)
    total = max(LEAST, min(MOST, ceil(SHARE * sentences)))
    leader = max(2, total // (2 * max(leaders, 1)))
    rest = max(4, total - leader * leaders)
    return Plan(
        what=round(0.3 * rest),
        leader=leader,
        open=round(0.25 * rest),
        watch=round(0.25 * rest),
        total=total,
        joined=False,
    )


def sections(plan: Plan, reading: Reading) -> list[tuple[str | int, list[Candidate]]]:
    """The headings, or numbers of leaders, with their sentences, as they are shown."""
    return _Choice(candidates(reading), len(reading.dossier.leaders)).sections(plan)


Worth = Callable[[Candidate], float]


class _Choice:
    """Chooses sentences for the sections, none that says what a chosen one says."""

    def __init__(self, pool: Sequence[Candidate], leaders: int) -> None:
        self._pool = pool
        self._leaders = range(leaders)
        self._chosen: list[Candidate] = []

    def sections(self, plan: Plan) -> list[tuple[str | int, list[Candidate]]]:
        """The sections in the order in which they are shown, each in the dossier's order."""
        what = self._take(self._pool, 1, _tells_event, least=1.5)
        setting = [
            c for c in self._pool if c.open < 1.0 and (c.holder is None or c.statement.hold is not Hold.OWN)
        ]
        what += self._take(setting, plan.what - len(what), lambda c: c.worth() + 0.4 * c.event, least=1.5)
        leaders = self._of_leaders(plan.leader)
        free = [c for c in self._pool if c.holder is None]
        clear = [c for c in self._pool if c.statement.pronoun is None]  # No heading tells here who "she" is.
        is_open = self._take(clear, plan.open, lambda c: _marked(c.open, c), least=1.0)
        watch = self._take(free, plan.watch, lambda c: _marked(c.ahead, c), least=1.0)
        background = self._take(free, max(0, plan.total - len(self._chosen)), Candidate.worth, least=0.5)
        sections: list[tuple[str | int, list[Candidate]]] = [
            (WHAT, what),
            *leaders,
            (BACKGROUND, background),
            (OPEN, is_open),
            (WATCH, watch),
        ]
        return [(name, sorted(chosen, key=lambda c: c.place)) for name, chosen in sections if chosen]

    def _take(self, pool: Sequence[Candidate], count: int, worth: Worth, least: float) -> list[Candidate]:
        """Up to `count` sentences, one after another the one with most that is new."""
        taken: list[Candidate] = []
        values = {c.place: worth(c) for c in pool}
        rest = [c for c in pool if values[c.place] >= least]
        while len(taken) < count and rest:
            gains = {c.place: values[c.place] * (1 - _NEW * self._said(c)) for c in rest}
            best = min(rest, key=lambda c: (-gains[c.place], c.place))
            rest = [c for c in rest if c is not best and self._said(c) < SAME]
            if self._said(best) < SAME:
                taken.append(best)
                self._chosen.append(best)
        return taken

    def _said(self, candidate: Candidate) -> float:
        return max((overlap(candidate, chosen) for chosen in self._chosen), default=0.0)

    def _of_leaders(self, count: int) -> list[tuple[str | int, list[Candidate]]]:
        if not count:
            return []
        orders = {leader: self._order(leader, count) for leader in self._leaders}
        counts = {leader: _enough(order, count, orders.values()) for leader, order in orders.items()}
        spent = [sum(c.words for c in order[: counts[leader]]) for leader, order in orders.items() if order]
        limit = RATIO * min(spent, default=0)
        sections: list[tuple[str | int, list[Candidate]]] = []
        for leader, order in orders.items():
            kept: list[Candidate] = []
            for candidate in order:
                fits = not kept or sum(c.words for c in kept) + candidate.words <= limit
                if fits and len(kept) < counts[leader]:
                    kept.append(candidate)
            self._chosen.extend(kept)
            sections.append((leader, kept))
        return sections

    def _order(self, leader: int, count: int) -> list[Candidate]:
        """A leader's sentences, best first: another aspect before more of the same, nothing twice."""
        pool = [
            c for c in self._pool if c.holder == leader and c not in self._chosen and self._said(c) < SAME
        ]
        order: list[Candidate] = []
        seen: list[str] = []
        while pool and len(order) < 4 * count:
            gains = {
                c.place: (0.6 * c.worth() + _telling(c, seen)[0])
                * (1 - _NEW * max((overlap(c, o) for o in (*order, *self._chosen)), default=0.0))
                for c in pool
            }
            best = min(pool, key=lambda c: (-gains[c.place], c.place))
            order.append(best)
            seen.append(_telling(best, seen)[1])
            pool = [c for c in pool if c is not best and overlap(c, best) < SAME]
        return order


def _enough(order: Sequence[Candidate], count: int, orders: Iterable[Sequence[Candidate]]) -> int:
    """`count` sentences, or one more where they are much shorter than those of the others."""
    spent = sorted(sum(c.words for c in other[:count]) for other in orders)
    short = sum(c.words for c in order[:count]) * RATIO < spent[len(spent) // 2]
    return count + 1 if short else count


def _telling(candidate: Candidate, seen: Sequence[str]) -> tuple[float, str]:
    """What a sentence tells of its holder beyond the aspects `seen` already, and the aspect."""
    values = [
        (min(told, _PLAIN) + _FIRST[aspect] - seen.count(aspect), aspect)
        for aspect, told in candidate.told.items()
        if told >= ENOUGH
    ]
    return max(values, key=lambda value: value[0], default=(0.0, ""))


def _marked(cue: float, candidate: Candidate) -> float:
    """The worth of a sentence for a section that needs a cue; a single weak word is none."""
    return 1.5 * cue + candidate.worth() if cue >= 1.0 else 0.0


def _tells_event(candidate: Candidate) -> float:
    return candidate.event + candidate.worth() if candidate.event >= 1.0 else 0.0
