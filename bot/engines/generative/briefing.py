"""Briefing with a model: point by point, each verified; headings and extent are the same as without a model."""

from collections.abc import Mapping
from dataclasses import replace

from bot.answers import Briefing, Claim, Dropped, Length, Point
from bot.engines.generative import prompting, tongues
from bot.engines.generative.answering import unsupported
from bot.engines.generative.checking import Examined, about, examine, whole
from bot.engines.generative.job import Job
from bot.engines.generative.repairing import Settled, settle
from bot.engines.generative.written import WrittenBriefing, WrittenClaim
from bot.language import NAMES

_FULL, _SHORT = 3, 1
"""Points under a heading at most; a headline is one point in all."""


async def brief(length: Length, job: Job) -> Briefing:
    """A briefing. Raises ModelTrouble if no point of the model's stands.

    Under each heading stand as many points at most, for each leader the same; a heading for which the model has
    nothing that stands gets the documents' own sentences, so that no leader is left out.
    """
    plain = await job.extractive.brief(length)
    headings = list(dict.fromkeys(point.heading for point in plain.points))
    if not headings:
        return plain
    most = _FULL if length is Length.FULL else _SHORT
    request = prompting.request(
        "briefing",
        WrittenBriefing,
        prompting.grounded(job.reading, job.passages(*headings)),
        extent=_extent(length, most),
        headings=prompting.quoted(" | ".join(headings)),
        language=NAMES.get(job.language, "English"),
    )
    written, text = await job.scribe.write(request, WrittenBriefing)
    examined: list[tuple[str, Examined]] = []
    for point in written.points[: 2 * most * len(headings)]:
        heading = next((h for h in headings if h.casefold() == point.heading.strip().casefold()), None)
        if heading:
            await job.turns.take()
            examined.append((heading, _examined(point.claim, heading, job)))
    ends = await settle(
        [one for _, one in examined],
        request,
        text,
        job.scribe,
        lambda number, claim: _examined(claim, examined[number][0], job),
    )
    told = _told(headings, [(h, end) for (h, _), end in zip(examined, ends, strict=True)], most, job)
    if not any(told.values()):
        raise unsupported()
    points: list[Point] = []
    names = [leader.name for leader in job.reading.dossier.leaders]
    extent = max([len(told[name]) for name in names if name in told], default=0) or most
    for heading in headings:
        own = [Point(heading=heading, claim=claim) for claim in told[heading]]
        points += own or _plainly(plain, heading, extent if heading in names else None)
    dropped: list[Dropped] = [end.dropped for end in ends if end.dropped]
    return replace(
        plain, points=tuple(points), engine=job.engine, dropped=tuple(dropped), prompt=request.prompt
    )


def _examined(claim: WrittenClaim, heading: str, job: Job) -> Examined:
    """A claim after verification; under a leader's name it must speak of that leader."""
    one = examine(claim, job.reading)
    leader = next((leader for leader in job.reading.dossier.leaders if leader.name == heading), None)
    return tongues.held_to(about(one, leader, job.reading) if leader else one, job.language)


def _plainly(plain: Briefing, heading: str, most: int | None) -> list[Point]:
    """The documents' own sentences under a heading; under a leader's name no more than the model has on others."""
    points = [point for point in plain.points if point.heading == heading]
    if most is None:
        return points
    parts = [part for point in points for part in point.parts or (point.claim,)]
    return [Point(heading=heading, claim=part) for part in parts[:most]]


def _extent(length: Length, most: int) -> str:
    match length:
        case Length.HEADLINE:
            return "It is one point in all: the one sentence that says what matters most."
        case Length.SHORT:
            return "There is one point under each heading."
        case Length.FULL:
            return f"There are at most {most} points under each heading."


def _told(
    headings: list[str], ends: list[tuple[str, Settled]], most: int, job: Job
) -> Mapping[str, list[Claim]]:
    """What stands under each heading, each claim once; leaders who are spoken of get the same number but for one."""
    told: dict[str, list[Claim]] = {heading: [] for heading in headings}
    seen: set[str] = set()
    for heading, end in ends:
        if end.claim and end.claim.text not in seen and len(told[heading]) < most:
            seen.add(end.claim.text)
            told[heading].append(whole(end.claim, job.reading.dossier))
    leaders = [leader.name for leader in job.reading.dossier.leaders if told.get(leader.name)]
    fewest = min((len(told[name]) for name in leaders), default=0)
    for name in leaders:
        del told[name][fewest + 1 :]
    return told
