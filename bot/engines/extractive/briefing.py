"""A briefing in the documents' own sentences: what the summit is, where each leader stands, what is open."""

from collections.abc import Iterable, Iterator, Sequence

from bot.answers import Briefing, Claim, Dropped, Length, Point, joined
from bot.dossier.reading import Reading
from bot.engines.extractive.answers import NAME
from bot.engines.extractive.choice import plan_of, sections
from bot.engines.extractive.points import Candidate
from bot.engines.extractive.statements import claim_from
from bot.engines.verification import verify_claims
from bot.wording import all_of, say

_NAMED_IN_TITLE = 4


def brief(length: Length, reading: Reading) -> Briefing:
    """A briefing of the given length, without a countdown: that is for whoever knows what day it is.

    A short one has a point of two or three sentences for each heading, a full one a point for each sentence.
    """
    dossier = reading.dossier
    plan = plan_of(length, len(dossier.sentences), len(dossier.leaders))
    dropped: list[Dropped] = []
    points: list[Point] = []
    for section, chosen in sections(plan, reading):
        heading = section if isinstance(section, str) else dossier.leaders[section].name
        claims = list(_claims(chosen, reading, dropped))
        if plan.joined and claims:
            points.append(Point(heading=heading, claim=joined(claims), parts=tuple(claims)))
        else:
            points.extend(Point(heading=heading, claim=claim) for claim in claims)
    return Briefing(
        title=_title(length, points, reading),
        length=length,
        points=tuple(points),
        engine=NAME,
        dossier=dossier.name,
        as_of=dossier.as_of,
        dropped=tuple(dropped),
    )


def _title(length: Length, points: Sequence[Point], reading: Reading) -> str:
    """The event's name, in a headline with the leaders whom its sentence leaves unnamed."""
    dossier = reading.dossier
    title = dossier.event.name if dossier.event and not dossier.event.guessed else dossier.title
    if length is not Length.HEADLINE:
        return title
    named = {m.leader for p in points for m in reading.who.mentions(p.claim.text)}
    if len(named) == len(dossier.leaders) or len(dossier.leaders) > _NAMED_IN_TITLE:
        return title
    return say("{title}: {names}", title=title, names=all_of([leader.name for leader in dossier.leaders]))


def _claims(chosen: Iterable[Candidate], reading: Reading, dropped: list[Dropped]) -> Iterator[Claim]:
    claims = [claim_from(candidate.statement, reading) for candidate in chosen]
    standing, failed = verify_claims(claims, reading.dossier)
    dropped.extend(failed)
    yield from standing
