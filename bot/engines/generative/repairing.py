"""What fails verification goes back once, with the precise reasons; what fails again is dropped."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import structlog

from bot.answers import Claim, Dropped
from bot.engines.generative.checking import Examined
from bot.engines.generative.model import Message, Request
from bot.engines.generative.prompting import prompt, quoted
from bot.engines.generative.scribe import Scribe
from bot.engines.generative.written import WrittenClaim, WrittenRepair, schema_of, thought
from bot.errors import ModelTrouble

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Settled:
    """What became of a claim in the end: one of both is None."""

    claim: Claim | None
    dropped: Dropped | None = None


Examine = Callable[[int, WrittenClaim], Examined]
"""Holds what is to stand in the place of a claim (its number in the list) to all that held for the first."""


async def settle(
    examined: Sequence[Examined], request: Request, reply: str, scribe: Scribe, examine: Examine
) -> list[Settled]:
    """Every claim's end, in order: as it stood, mended, as its bare quotes where its words were weak, or dropped.

    The model is asked once more, for all that failed; where that call fails, what stands is shown all the same.
    """
    failed = [place for place, one in enumerate(examined) if one.claim is None]
    mended: dict[int, Examined] = {}
    if failed:
        try:
            written = await _mended([examined[place] for place in failed], request, reply, scribe)
            for one in written.repaired:
                if one.claim and 0 < one.number <= len(failed):
                    place = failed[one.number - 1]
                    mended[place] = examine(place, one.claim)
        except ModelTrouble as trouble:
            log.info("repair_failed", trouble=trouble.trouble)
    return [_end(one, mended.get(place)) for place, one in enumerate(examined)]


async def _mended(failed: Sequence[Examined], request: Request, reply: str, scribe: Scribe) -> WrittenRepair:
    failures = "\n".join(
        f"{number}| {quoted(one.written.text)}: {' '.join(one.reasons)}"
        for number, one in enumerate(failed, 1)
    )
    asked = prompt("repair").render(failures=failures).strip()
    again = replace(
        request,
        messages=(
            *request.messages,
            Message(reply[thought(reply) or 0 :].strip(), by_model=True),
            Message(asked),
        ),
        schema=schema_of(WrittenRepair),
    )
    written, _ = await scribe.write(again, WrittenRepair)
    return written


def _end(first: Examined, second: Examined | None) -> Settled:
    claim = first.claim or (second and (second.claim or second.bare)) or first.bare
    return Settled(claim) if claim else Settled(None, (second or first).dropped)
