"""Leaders side by side, aspect by aspect, in the documents' own sentences."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.answers import Claim, Comparison, Dropped, Row
from bot.dossier.model import Leader, Topic
from bot.dossier.reading import Reading
from bot.dossier.topics import TopicFinder
from bot.engines.extractive.answers import NAME
from bot.engines.extractive.aspects import ENOUGH, aspects, substance, weights
from bot.engines.extractive.attribution import Statement
from bot.engines.extractive.statements import claim_from, statements
from bot.engines.extractive.subjects import Hold
from bot.engines.verification import verify_claims

_AGAIN = 2.0
"""What a statement must weigh beyond `ENOUGH` to stand in a second row of the same leader."""

_HOLD = {Hold.OWN: 3.0, Hold.SIDE: 2.0, Hold.ABOUT: 1.5, Hold.NONE: 0.0}
_TOPIC_RANK = (1.5, 1.0, 0.5)


@dataclass(frozen=True, slots=True)
class _Held:
    """A statement of one leader: its place in the dossier, its weight for each aspect, and its topics."""

    statement: Statement
    place: int
    told: dict[str, float]
    topics: tuple[Topic, ...]


@dataclass(frozen=True, slots=True)
class _Fit:
    weight: float
    row: str
    held: _Held

    @property
    def order(self) -> tuple[float, int]:
        """Best first; ties in the dossier's order."""
        return -self.weight, self.held.place


def compare(leaders: Sequence[Leader], topic: Topic | None, reading: Reading) -> Comparison:
    """One row for each aspect and each topic, a cell for each of `leaders` in the order given.

    With `topic`, only its row. A cell is None where the documents are silent. Each leader's cells depend on
    nothing but what is said of him, so that another order, or other company, changes none of them.
    """
    finder = reading.topics
    if topic is not None and topic not in finder.topics:
        finder = TopicFinder((topic,))
    held = [_held(reading.dossier.leaders.index(leader), finder, reading) for leader in leaders]
    if topic is not None:
        rows = [(topic.name, [_on_topic(topic, own) for own in held])]
    else:
        columns = [_assigned(own) for own in held]
        rows = [(aspect.name, [column.get(aspect.name) for column in columns]) for aspect in aspects()]
        rows += _topic_rows(held, columns, reading)
    dropped: list[Dropped] = []
    return Comparison(
        leaders=tuple(leader.name for leader in leaders),
        rows=tuple(
            Row(aspect=name, cells=tuple(_cell(cell, reading, dropped) for cell in cells))
            for name, cells in rows
        ),
        engine=NAME,
        dossier=reading.dossier.name,
        as_of=reading.dossier.as_of,
        dropped=tuple(dropped),
    )


def _held(leader: int, finder: TopicFinder, reading: Reading) -> list[_Held]:
    return [
        _Held(statement, place, weights(statement), tuple(finder.named(statement.own_words)))
        for place, statement in enumerate(statements(reading))
        if leader in statement.holders
    ]


def _cell(statement: Statement | None, reading: Reading, dropped: list[Dropped]) -> Claim | None:
    if statement is None:
        return None
    claims, failed = verify_claims([claim_from(statement, reading)], reading.dossier)
    dropped.extend(failed)
    return claims[0] if claims else None


def _assigned(held: Sequence[_Held]) -> dict[str, Statement]:
    """The statement of each aspect: the best pairs first, no statement twice unless nothing else is left."""
    fits = [
        _Fit(value + substance(own.statement), aspect, own)
        for own in held
        for aspect, value in own.told.items()
        if value >= ENOUGH
    ]
    rows: dict[str, Statement] = {}
    taken: set[int] = set()
    for fit in sorted(fits, key=lambda fit: fit.order):
        if fit.row not in rows and fit.held.place not in taken:
            rows[fit.row] = fit.held.statement
            taken.add(fit.held.place)
    for fit in sorted(fits, key=lambda fit: fit.order):
        if fit.row not in rows and fit.weight >= ENOUGH + _AGAIN:
            rows[fit.row] = fit.held.statement
    return rows


def _on_topic(topic: Topic, held: Sequence[_Held]) -> Statement | None:
    """The statement that tells most of a topic."""
    fits: list[_Fit] = []
    for own in held:
        statement = own.statement
        if topic not in own.topics or any(c.passive and c.reports for c in statement.clauses):
            continue
        rank = own.topics.index(topic)
        if rank and (statement.hold is Hold.ABOUT or len(statement.holders) > 1):
            continue  # What isn't his alone must be about the topic above all.
        value = _HOLD[statement.hold] + _TOPIC_RANK[min(rank, len(_TOPIC_RANK) - 1)]
        fits.append(_Fit(value + 0.3 * max(own.told.values()) + substance(statement), topic.name, own))
    return min(fits, key=lambda fit: fit.order).held.statement if fits else None


def _topic_rows(
    held: Sequence[Sequence[_Held]], columns: Sequence[dict[str, Statement]], reading: Reading
) -> list[tuple[str, list[Statement | None]]]:
    """The topics on which at least one leader has something that the rows before don't show yet."""
    rows: list[tuple[str, list[Statement | None]]] = []
    seen = [{id(statement) for statement in column.values()} for column in columns]
    aspect_names = {aspect.name.casefold() for aspect in aspects()}
    for topic in reading.dossier.topics:
        if topic.name.casefold() in aspect_names:
            continue
        cells = [_on_topic(topic, own) for own in held]
        if any(cell is not None and id(cell) not in shown for cell, shown in zip(cells, seen, strict=True)):
            rows.append((topic.name, cells))
            for cell, shown in zip(cells, seen, strict=True):
                shown.add(id(cell))
    return rows
