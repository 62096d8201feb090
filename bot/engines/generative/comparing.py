"""Comparing with a model: cell by cell, each verified; the rows are the same as without a model."""

from collections.abc import Sequence
from dataclasses import replace

from bot.answers import Claim, Comparison, Dropped, Row
from bot.dossier.model import Leader, Topic
from bot.engines.generative import prompting, tongues
from bot.engines.generative.answering import unsupported
from bot.engines.generative.checking import Examined, about, examine
from bot.engines.generative.job import Job
from bot.engines.generative.repairing import settle
from bot.engines.generative.written import WrittenCell, WrittenClaim, WrittenComparison
from bot.language import NAMES
from bot.wording import say

MOST_WORDS = 60
"""Words of a cell at most, the same for each leader: 40 were asked for."""

_Place = tuple[str, str]


async def compare(leaders: Sequence[Leader], topic: Topic | None, job: Job) -> Comparison:
    """Leaders side by side. Raises ModelTrouble if no cell of the model's stands.

    A cell that was written but doesn't stand, or was passed over, gives way to the documents' own sentence, if there is
    one, and so does one that repeats another. A cell that the model says is empty stays so, but for a leader of whom
    it says nothing at all while it speaks of others.
    """
    plain = await job.extractive.compare(leaders, topic)
    rows = [row.aspect for row in plain.rows]
    queries = [f"{leader.name} {topic.name if topic else ''}" for leader in leaders]
    request = prompting.request(
        "comparison",
        WrittenComparison,
        prompting.grounded(job.reading, job.passages(*queries)),
        leaders=prompting.quoted(", ".join(plain.leaders)),
        aspects=prompting.quoted(", ".join(rows)),
        language=NAMES.get(job.language, "English"),
    )
    written, text = await job.scribe.write(request, WrittenComparison)
    examined: dict[_Place, Examined] = {}
    empty: set[_Place] = set()
    for cell in written.cells:
        place = _place(cell, rows, leaders)
        if place and not cell.claim:
            empty.add(place)
        if cell.claim and place and place not in examined:
            await job.turns.take()
            examined[place] = _examined(cell.claim, _leader(place, leaders), job)
    places = list(examined)
    ends = await settle(
        list(examined.values()),
        request,
        text,
        job.scribe,
        lambda number, claim: _examined(claim, _leader(places[number], leaders), job),
    )
    settled = dict(zip(examined, ends, strict=True))
    if not any(end.claim for end in ends):
        raise unsupported()
    told_of = {name for (_, name), end in settled.items() if end.claim}
    dropped: list[Dropped] = []
    cells: dict[_Place, Claim | None] = {}
    for row in plain.rows:
        for leader, own in zip(leaders, row.cells, strict=True):
            place = row.aspect, leader.name
            end = settled.get(place)
            if end and end.dropped:
                dropped.append(end.dropped)
            claim = end.claim if end else None
            is_empty = end is None and place in empty and leader.name in told_of
            there = [cells[other] for other in cells if other[1] == leader.name]
            cells[place] = next(
                (one for one in (claim, own) if one and one not in there and not is_empty), None
            )
    return replace(
        plain,
        rows=tuple(
            Row(aspect=aspect, cells=tuple(cells[aspect, leader.name] for leader in leaders))
            for aspect in rows
        ),
        engine=job.engine,
        dropped=tuple(dropped),
        prompt=request.prompt,
    )


def _place(cell: WrittenCell, rows: Sequence[str], leaders: Sequence[Leader]) -> _Place | None:
    """Where a cell belongs; None for a row or a leader that isn't asked for."""
    aspect = next((row for row in rows if row.casefold() == cell.aspect.strip().casefold()), None)
    name = next((one.name for one in leaders if one.name.casefold() == cell.leader.strip().casefold()), None)
    return (aspect, name) if aspect and name else None


def _leader(place: _Place, leaders: Sequence[Leader]) -> Leader:
    return next(leader for leader in leaders if leader.name == place[1])


def _examined(claim: WrittenClaim, leader: Leader, job: Job) -> Examined:
    one = about(examine(claim, job.reading), leader, job.reading)
    if one.claim and len(one.claim.text.split()) > MOST_WORDS:
        reason = say("A cell has {limit} words at most.", limit=MOST_WORDS)
        return Examined(written=claim, reasons=(reason,))
    return tongues.held_to(one, job.language)
