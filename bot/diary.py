"""The diary: which editions of a subscription still come, as its dossier and its deliveries stand now."""

import datetime
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfoNotFoundError

from bot.confirmed import Confirmed
from bot.errors import UnusableInput
from bot.holdings import Holdings
from bot.subscriptions import GRACE, UNTIL_EVENT, Stage, Subscription
from bot.wording import say

if TYPE_CHECKING:
    from bot.store.store import Store

_COMING = 3
"""Local times that a confirmation tells."""

_NEWEST = 20
"""Deliveries among which today's is looked for: those out of turn stand there too."""

_NEVER_ARRIVED = frozenset({Stage.SKIPPED, Stage.GONE, Stage.FAILED})

_DAY = datetime.timedelta(days=1)


class Diary:
    """Looks up what a schedule alone doesn't know; `now` tells the time (aware)."""

    def __init__(self, store: "Store", holdings: Holdings, now: Callable[[], datetime.datetime]) -> None:
        self._store = store
        self._holdings = holdings
        self._now = now

    async def shown(self, subscription: Subscription) -> Confirmed:
        """It as it is, with when it comes next."""
        event = await self._event(subscription)
        done = await self._done(subscription)
        try:
            coming = () if subscription.paused else self._coming(subscription, self._now(), event, done)
        except UnusableInput:  # It is listed all the same.
            coming = ()
        return self._confirmed(subscription, coming, event)

    async def planned(
        self, subscription: Subscription, now: datetime.datetime, was: Subscription | None = None
    ) -> Confirmed:
        """It with its next edition put in, once it is new or was changed from `was`, and when it comes next.

        Raises UnusableInput where it never would.
        """
        event = await self._event(subscription)
        if subscription.paused:
            return self._confirmed(subscription, (), event)
        done = await self._done(subscription)
        coming = self._coming(subscription, now, event, done)
        if not coming:
            raise UnusableInput(say("No briefing would ever come: that end is over before the next one."))
        first, today = coming[0].date(), subscription.schedule.local(now).date()
        # What is due and not yet claimed stays so: the claim knows whether the new schedule still has it today.
        due = was.next_due_at if was and _is_due(was, now) else coming[0].astimezone(datetime.UTC)
        planned = replace(subscription, next_due_at=due)
        confirmed = self._confirmed(planned, coming, event)
        if was is None or done is None or done < today or _clock(was) == _clock(subscription):
            return confirmed
        return replace(
            confirmed,
            starts=first,
            is_tomorrow=first == today + _DAY,
            was_skipped=await self._was_skipped(subscription, done),
        )

    async def next_date(self, subscription: Subscription, now: datetime.datetime) -> datetime.date | None:
        """The local date of the edition that is posted next."""
        event, done = await self._event(subscription), await self._done(subscription)
        with _known_zone(subscription):
            if _is_due(subscription, now):
                newest, due = subscription.edition(now, event=event)
                if (done is None or newest > done) and due + GRACE >= now:
                    return newest
            return next((date for date, _ in subscription.coming(now, event=event, done=done)), None)

    def _confirmed(
        self,
        subscription: Subscription,
        coming: tuple[datetime.datetime, ...],
        event: datetime.date | None,
    ) -> Confirmed:
        is_only = self._holdings.names() == [subscription.dossier]
        return Confirmed(
            subscription=subscription,
            coming=coming,
            dossier=None if is_only else subscription.dossier,
            event=event,
        )

    async def _event(self, subscription: Subscription) -> datetime.date | None:
        """The day of the event with which a subscription ends, as its dossier has it now; None while that isn't known."""
        if subscription.until != UNTIL_EVENT:
            return None
        try:
            holding = await self._holdings.get(subscription.dossier)
        except UnusableInput:  # It was taken away; the courier's log says so.
            return None
        await holding.refresh()
        event = holding.dossier.event
        return event.date if event else None

    async def _done(self, subscription: Subscription) -> datetime.date | None:
        """The newest edition that has gone out already."""
        last = await self._store.last_edition(subscription.id)
        return datetime.date.fromisoformat(last) if last else None

    async def _was_skipped(self, subscription: Subscription, edition: datetime.date) -> bool:
        newest = await self._store.deliveries(subscription.id, _NEWEST)
        return any(one.edition == edition.isoformat() and one.stage in _NEVER_ARRIVED for one in newest)

    def _coming(
        self,
        subscription: Subscription,
        now: datetime.datetime,
        event: datetime.date | None,
        done: datetime.date | None,
    ) -> tuple[datetime.datetime, ...]:
        with _known_zone(subscription):
            coming = subscription.coming(now, event=event, done=done)
            return tuple(subscription.schedule.local(due) for _, due in islice(coming, _COMING))


@contextmanager
def _known_zone(subscription: Subscription) -> Generator[None]:
    try:
        yield
    except ZoneInfoNotFoundError as error:  # Another machine's, or an older tzdata.
        raise UnusableInput(
            say(
                "The time zone {zone} isn't known here; change it: {example}",
                zone=subscription.schedule.zone,
                example=f"/briefings change {subscription.id} Europe/Berlin",
            )
        ) from error


def _clock(subscription: Subscription) -> tuple[datetime.time, str]:
    return subscription.schedule.at, subscription.schedule.zone


def _is_due(subscription: Subscription, now: datetime.datetime) -> bool:
    """Whether an edition waits to be claimed."""
    promised = subscription.next_due_at
    return subscription.paused is None and promised is not None and promised <= now
