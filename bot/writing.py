"""What an engine writes once for all channels: a briefing, and what quiet days can tell."""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import chain, zip_longest
from typing import TYPE_CHECKING, TypeVar

from bot.answers import Answer, Briefing, Citation, Claim, Comparison, Length, NotStated, Question, Row
from bot.dossier.model import Dossier, Leader, Topic
from bot.engines import Engine
from bot.errors import UnusableInput
from bot.wording import Words, words_for

if TYPE_CHECKING:
    from pydantic import TypeAdapter

_R = TypeVar("_R", Briefing, Comparison, Answer | NotStated)

FORMAT = 1
"""Goes up when a `Writing` of before can't be read any more: part of `name_of`, so that none is looked up."""

_ON_TOPIC = "What do the documents say about {}?"
_OPEN = "What is still open?"


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """What the documents say of one leader on a topic; `leader` is None for what is no single leader's.

    Without a claim the documents are silent, or, with `under`, say what stands under that topic already.
    """

    leader: str | None
    claim: Claim | None
    under: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OnTopic:
    """A topic, leader by leader in the dossier's order. `question` asks about it and is answered, if there is one."""

    topic: str
    sides: tuple[Side, ...]
    question: str | None = None

    @property
    def claims(self) -> tuple[Claim, ...]:
        """What it states, each claim once."""
        return tuple(dict.fromkeys(side.claim for side in self.sides if side.claim))


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOpen:
    """What the documents leave open, and a question that this answers."""

    claim: Claim
    question: str | None = None

    @property
    def claims(self) -> tuple[Claim, ...]:
        """What it states."""
        return (self.claim,)


Item = OnTopic | LeftOpen
"""What a quiet day can tell."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Writing:
    """What is written once per dossier version, length and language.

    `pool` is what quiet days rotate through, topics and open questions in turn, no statement in two items;
    `questions` are answered by the engine that wrote. `is_makeshift`: some of it had to do without its model.
    """

    version: str
    language: str
    briefing: Briefing
    pool: tuple[Item, ...]
    questions: tuple[str, ...]
    is_makeshift: bool = False


def name_of(version: str, length: Length, language: str, engine: str) -> str:
    """The name under which a writing is kept: it changes with all that the writing depends on."""
    return f"{FORMAT}:{version}:{length}:{language}:{engine}"


def to_json(writing: Writing) -> str:
    """The writing as JSON, to be read by `from_json` without loss."""
    return _adapter().dump_json(writing).decode()


def from_json(text: str) -> Writing:
    """The writing that `to_json` wrote. Raises UnusableInput for anything else."""
    try:
        return _adapter().validate_json(text)
    except ValueError as error:
        raise UnusableInput("A kept briefing can't be read; remove it, and it is written anew.") from error


@lru_cache(maxsize=1)
def _adapter() -> "TypeAdapter[Writing]":
    from pydantic import TypeAdapter  # Its import takes 60 ms, which only who keeps writings needs.

    return TypeAdapter(Writing)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a quote stands, in characters of its document, and what it says, as `digest_of` has it."""

    document: str
    start: int
    end: int
    digest: str

    def meets(self, other: "Place") -> bool:
        """Whether both say the same, or one is a part of the other's sentence."""
        overlap = self.start < other.end and other.start < self.end
        return self.digest == other.digest or (self.document == other.document and overlap)


def digest_of(citation: Citation) -> str:
    """8 hex digits of what a citation quotes, the same wherever it stands and however its lines break."""
    return hashlib.sha256(" ".join(citation.quote.split()).encode()).hexdigest()[:8]


def digests_of(claims: Iterable[Claim]) -> frozenset[str]:
    """The digests of all that these claims cite."""
    return frozenset(digest_of(citation) for claim in claims for citation in claim.citations)


def places_of(claim: Claim) -> tuple[Place, ...]:
    """The places that a claim cites."""
    return tuple(Place(c.document, c.start, c.end, digest_of(c)) for c in claim.citations)


def is_within(claim: Claim, told: Collection[Place]) -> bool:
    """Whether all that a claim cites was told."""
    return all(any(place.meets(other) for other in told) for place in places_of(claim))


async def write(engine: Engine, dossier: Dossier, length: Length, language: str) -> Writing:
    """Have `engine` write what channels of that length and language get of this version of the dossier.

    `dossier` is the one that the engine reads. The same input gives the same writing, and the leaders' order
    and names decide nothing but the order in which they stand.
    """
    asking = _Asking(engine, language)
    briefing = asking.heard(await engine.brief(length))
    topics = [item async for item in _topics(asking, dossier)]
    if length is Length.HEADLINE:
        topics = list(chain.from_iterable(map(_one_by_one, topics)))
    topics = list(_each_once(topics))
    told = [claim for topic in topics for claim in topic.claims]
    is_open: list[LeftOpen] = []
    for claim in await asking.claims(_OPEN):
        if not any(_say_the_same(claim, other) for other in told):
            is_open.append(LeftOpen(claim=claim, question=_OPEN))
            told.append(claim)
    return Writing(
        version=dossier.version,
        language=language,
        briefing=_worded(briefing, words_for(language)),
        pool=tuple(item for pair in zip_longest(topics, is_open) for item in pair if item is not None),
        questions=await asyncio.to_thread(engine.questions),
        is_makeshift=asking.is_makeshift,
    )


def _worded(briefing: Briefing, words: Words) -> Briefing:
    """What is of ours in a briefing, said in its language once for all who get it: kept text can't be said again."""
    dropped = tuple(replace(item, reason=words.said(item.reason)) for item in briefing.dropped)
    note = words.said(briefing.note) if briefing.note else None
    return replace(briefing, title=words.said(briefing.title), dropped=dropped, countdown=None, note=note)


class _Asking:
    """Asks an engine for replies in a language, and notices whether one came without its model."""

    def __init__(self, engine: Engine, language: str) -> None:
        self._engine = engine
        self._language = language
        self.is_makeshift = False

    def heard(self, reply: _R) -> _R:
        self.is_makeshift = self.is_makeshift or reply.note is not None
        return reply

    async def claims(self, question: str) -> tuple[Claim, ...]:
        answer = self.heard(await self._engine.answer(Question(text=question, reply_in=self._language)))
        return answer.claims if isinstance(answer, Answer) else ()

    async def compare(self, leaders: Sequence[Leader], topic: Topic | None = None) -> Comparison:
        return self.heard(await self._engine.compare(leaders, topic))


async def _topics(asking: _Asking, dossier: Dossier) -> AsyncIterator[OnTopic]:
    """The dossier's topics with what is stated of each leader, else of the topic; without topics, the aspects."""
    are_compared = len(dossier.leaders) > 1
    if not dossier.topics and are_compared:
        compared = await asking.compare(dossier.leaders)
        for row in compared.rows:
            yield OnTopic(topic=row.aspect, sides=_sides(compared.leaders, row))
    for topic in dossier.topics:
        await asyncio.sleep(0)  # An engine that never waits would hold up everyone for seconds.
        asked = _ON_TOPIC.format(topic.name)
        answered = await asking.claims(asked)
        sides: tuple[Side, ...] = ()
        if are_compared:
            compared = await asking.compare(dossier.leaders, topic)
            sides = tuple(chain.from_iterable(_sides(compared.leaders, row) for row in compared.rows[:1]))
        if not any(side.claim for side in sides):
            sides = tuple(Side(leader=None, claim=claim) for claim in answered[:1])
        yield OnTopic(topic=topic.name, sides=sides, question=asked if answered else None)


def _sides(leaders: Sequence[str], row: Row) -> tuple[Side, ...]:
    return tuple(Side(leader=leader, claim=cell) for leader, cell in zip(leaders, row.cells, strict=True))


def _one_by_one(item: OnTopic) -> Iterator[OnTopic]:
    """An item for each claim, with all leaders of whom it is told: for a headline, which is one statement."""
    for claim in item.claims:
        yield replace(item, sides=tuple(side for side in item.sides if side.claim == claim))


def _each_once(items: Iterable[OnTopic]) -> Iterator[OnTopic]:
    """The items, a statement that an earlier one has only named there; those with nothing of their own left out."""
    told: list[tuple[Claim, str]] = []
    for item in items:
        sides = tuple(_under(side, told) for side in item.sides)
        kept = replace(item, sides=sides)
        if kept.claims:
            told.extend((claim, item.topic) for claim in kept.claims)
            yield kept


def _under(side: Side, told: Iterable[tuple[Claim, str]]) -> Side:
    if side.claim is None:
        return side
    under = next((topic for claim, topic in told if _say_the_same(side.claim, claim)), None)
    return side if under is None else replace(side, claim=None, under=under)


def _say_the_same(claim: Claim, other: Claim) -> bool:
    return is_within(claim, places_of(other)) or is_within(other, places_of(claim))
