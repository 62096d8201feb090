"""What stands against one more question: limits as they are set, and the words for one that is used up."""

import datetime
import math

from bot.errors import ModelTrouble, Trouble
from bot.settings import Settings
from bot.store.spent import EVERYONE, Counted, Limit, Limits, day_of, hour_of
from bot.wording import say

_HOUR = datetime.timedelta(hours=1)
_DAY = datetime.timedelta(days=1)


def limits_of(settings: Settings) -> Limits:
    """The limits that are set."""
    return Limits(
        person=settings.questions_per_person,
        space=settings.questions_per_space,
        tokens=settings.tokens_per_space,
    )


NONE = Limits(person=0, space=0, tokens=0)
"""No limit at all."""


def limit_against(person: str, counted: Counted, limits: Limits) -> Limit | None:
    """The limit that a further question of `person` ("": nobody in particular) would break, by what is counted."""
    if limits.tokens and counted.tokens >= limits.tokens:
        return Limit.TOKENS
    if person and limits.person and counted.asked[person] >= limits.person:
        return Limit.PERSON
    if limits.space and counted.asked[EVERYONE] >= limits.space:
        return Limit.SPACE
    return None


def refusal(limit: Limit, limits: Limits, space: str, now: datetime.datetime) -> ModelTrouble:
    """Why nothing more is written at `now` (aware), and when that is over."""
    if limit is Limit.TOKENS:
        free = datetime.datetime.combine(day_of(now), datetime.time(), datetime.UTC) + _DAY
    else:
        free = hour_of(now) + _HOUR
    seconds = (free - now).total_seconds()
    when = _when(free, seconds)
    match limit:
        case Limit.PERSON:
            most, setting, span = limits.person, "QUESTIONS_PER_PERSON", "hour"
            message = say(
                "Your replies written by a model are used up for this hour (limit: {limit}); there will be more {when}.",
                limit=most,
                when=when,
            )
        case Limit.SPACE:
            most, setting, span = limits.space, "QUESTIONS_PER_SPACE", "hour"
            message = say(
                "The replies written by a model for everyone here are used up for this hour (limit: {limit}); "
                "there will be more {when}.",
                limit=most,
                when=when,
            )
        case Limit.TOKENS:
            most, setting, span = limits.tokens, "TOKENS_PER_SPACE", "day"
            message = say(
                "Today's budget for replies written by a model is used up here (limit in tokens: {limit}); "
                "there will be more {when}.",
                limit=most,
                when=when,
            )
    remedy = (
        f"{setting}={most} is used up in the space {space} for this {span}, until {free:%H:%M} UTC; if that is too "
        "little, raise it (0: no limit). `rapporteur usage` shows what was used."
    )
    return ModelTrouble(Trouble.LIMIT, message, remedy=remedy, retry_after=seconds)


def _when(free: datetime.datetime, seconds: float) -> str:
    time = f"{free:%H:%M}"
    if seconds > _HOUR.total_seconds():
        return say("in {hours} h, at {time} UTC", hours=math.ceil(seconds / 3600), time=time)
    return say("in {minutes} min, at {time} UTC", minutes=math.ceil(seconds / 60), time=time)
