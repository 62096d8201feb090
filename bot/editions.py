"""What a channel's edition says: first what it wasn't told yet; on a quiet day one thing in turn. Pure.

A channel is never told a statement in two editions running: neither as news, which is only what cites something
that the channel doesn't know, nor in the turn of quiet days, which passes over what the last edition showed.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from bot.answers import Citation, Claim, Dropped, Length, Point, joined
from bot.dossier.model import Event
from bot.writing import Item, Place, Writing, digest_of, digests_of, is_within

_EARLIER = "~"
"""Stands before the key of what was told in an edition before, and isn't in this one."""


def key_of(citation: Citation) -> str:
    """What a cited sentence is stored under: document, place in characters, and 8 hex digits of its words."""
    return f"{citation.document}:{citation.start}-{citation.end}:{digest_of(citation)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """What is told to channels that were told the same before.

    `news` are the points that this channel wasn't told, or what is new of them; `item` is what a quiet day
    tells, None on a day with news or where all there is was told yesterday. `unchanged` counts the points
    told before, under `headings`. `days` are those to the event, negative after it, None without a date.
    `cited` is to be stored as told once this was sent: all that is shown, and, marked, what was told before
    and still stands. `question` is one that the engine answers, about the item where it answers one on that.
    """

    date: datetime.date
    title: str
    length: Length
    is_first: bool
    news: tuple[Point, ...]
    item: Item | None
    unchanged: int
    headings: tuple[str, ...]
    event: Event | None
    days: int | None
    cited: frozenset[str]
    question: str | None
    engine: str
    as_of: datetime.date | None
    dropped: tuple[Dropped, ...] = ()
    note: str | None = None

    @property
    def is_news(self) -> bool:
        """Whether there is something to tell that the channel doesn't know."""
        return bool(self.news)


def compose(writing: Writing, told: frozenset[str], date: datetime.date, event: Event | None) -> Edition:
    """The edition of a local date for a channel whose last sent edition cited `told`; empty for the first.

    `told` is the `cited` of the edition that was sent last. A sentence counts as told by its words: one that
    moved in its document, or to another, is no news. One that the documents or the briefing dropped is
    forgotten, and would be news if it came back.
    """
    shown = frozenset(_place(key) for key in told if not key.startswith(_EARLIER))
    known = frozenset(_place(key).digest for key in told)
    news: list[Point] = []
    unchanged = 0
    headings: dict[str, None] = {}
    for point in writing.briefing.points:
        parts = [part for part in point.parts or (point.claim,) if part.citations]
        new = [part for part in parts if not digests_of((part,)) <= known]
        if new:
            is_whole = len(new) == len(point.parts or (point.claim,))
            news.append(point if is_whole else _only(new, point.heading))
        if len(new) < len(parts):
            unchanged += len(parts) - len(new)
            headings[point.heading] = None
    item = None if news else _in_turn(writing.pool, shown, date)
    return Edition(
        date=date,
        title=writing.briefing.title,
        length=writing.briefing.length,
        is_first=not told,
        news=tuple(news),
        item=item,
        unchanged=unchanged,
        headings=tuple(headings),
        event=event,
        days=(event.date - date).days if event and event.date else None,
        cited=_cited([point.claim for point in news] + list(item.claims if item else ()), writing, known),
        question=_question(item, writing.questions, date),
        engine=writing.briefing.engine,
        as_of=writing.briefing.as_of,
        dropped=writing.briefing.dropped if news else (),
        note=writing.briefing.note,
    )


def _place(key: str) -> Place:
    document, span, digest = key.rsplit(":", 2)
    start, _, end = span.partition("-")
    return Place(document, int(start), int(end), digest)


def _only(parts: Sequence[Claim], heading: str) -> Point:
    return Point(heading=heading, claim=joined(parts), parts=tuple(parts))


def _in_turn(pool: Sequence[Item], shown: frozenset[Place], date: datetime.date) -> Item | None:
    """The item behind the one that the last edition showed, else the date's; never one that repeats it.

    Going on from the last one, and not by the date alone, lets a weekly channel see all of a pool of seven.
    """
    said = frozenset(place.digest for place in shown)
    after = (n + 1 for n, item in enumerate(pool) if digests_of(item.claims) == said)
    start = next(after, date.toordinal())
    turn = (pool[(start + step) % len(pool)] for step in range(len(pool)))
    return next((item for item in turn if _may_show(item, shown)), None)


def _may_show(item: Item, shown: frozenset[Place]) -> bool:
    return bool(item.claims) and all(claim.citations and not is_within(claim, shown) for claim in item.claims)


def _cited(claims: Sequence[Claim], writing: Writing, known: frozenset[str]) -> frozenset[str]:
    now = digests_of(claims)
    standing = [point.claim for point in writing.briefing.points]
    standing += [claim for item in writing.pool for claim in item.claims]
    citations = {citation for claim in (*claims, *standing) for citation in claim.citations}
    shown = {key_of(c) for c in citations if digest_of(c) in now}
    return frozenset(
        shown | {_EARLIER + key_of(c) for c in citations if digest_of(c) in known and digest_of(c) not in now}
    )


def _question(item: Item | None, questions: Sequence[str], date: datetime.date) -> str | None:
    if item and item.question:
        return item.question
    return questions[date.toordinal() % len(questions)] if questions else None
