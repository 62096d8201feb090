"""Courier: claims what is due, has it written once, posts it, settles it.

Never two posts of an edition: before each post "sending" is recorded, and only by who holds the delivery; what
nobody knows the end of is looked for on the platform, after the time that a request may take to land, and posted
again only where it certainly isn't.
"""

import asyncio
import datetime
import random
import secrets
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import structlog

from bot.errors import StoreUnavailable
from bot.platform import Platform, platform_of
from bot.post import Outcome, Postman
from bot.press import Press
from bot.rules import Rules
from bot.store.claimed import Claimed
from bot.subscriptions import Subscription

if TYPE_CHECKING:
    from bot.store.store import Store

log = structlog.get_logger()

_LONG_AGO = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)


@dataclass(slots=True)
class _Gate:
    """A workspace's way out: how many may post at once, and until when (UTC) nobody may."""

    slots: asyncio.Semaphore
    closed_until: datetime.datetime = _LONG_AGO


@dataclass(frozen=True, slots=True)
class _Held:
    """A delivery as it was claimed last, and until when (UTC) that is ours without a word."""

    claimed: Claimed
    until: datetime.datetime


@dataclass(slots=True)
class _Queue:
    """A platform's deliveries under way, also by workspace.

    `refill_at`: when so few are left more is claimed, for at the last claim more may have been due than there was room
    for; -1 where all that was due was claimed.
    """

    slots: asyncio.Semaphore
    refill_at: int = -1
    by_space: Counter[str] = field(default_factory=lambda: Counter[str]())
    gates: dict[str, _Gate] = field(default_factory=lambda: {})
    tasks: set[asyncio.Task[None]] = field(default_factory=lambda: set())


class Courier:
    """Delivers for the platforms it is given; several couriers may share a store.

    `now` tells the time (aware); `holder` names this process to others, a new one for each start.
    """

    def __init__(
        self,
        store: "Store",
        press: Press,
        platforms: Mapping[str, Platform],
        now: Callable[[], datetime.datetime],
        *,
        rules: Rules | None = None,
        holder: str | None = None,
        chance: random.Random | None = None,
    ) -> None:
        self._store = store
        self._now = now
        self._rules = rules or Rules()
        self._holder = holder or secrets.token_hex(8)
        self._postman = Postman(
            store, press, platforms, now, self._rules, self._holder, chance or random.Random()
        )
        self._queues = {name: _Queue(asyncio.Semaphore(self._rules.at_once)) for name in platforms}
        self._in_hand: dict[str, _Held] = {}
        self._claiming = asyncio.Lock()
        self._is_draining = False

    async def tick(self, now: datetime.datetime) -> int:
        """Claim what is due at `now` and start to deliver it, as much as there is room for; how much that was.

        Each platform has room of its own: one that hangs doesn't keep another waiting. A database that can't be
        used now is logged, and the next tick tries again: nothing is lost.
        """
        return sum([await self._fill(name, queue, now) for name, queue in self._queues.items()])

    async def _fill(self, name: str, queue: _Queue, now: datetime.datetime) -> int:
        async with self._claiming:
            room = self._rules.under_way - len(queue.tasks)
            if self._is_draining or room < 1:
                return 0
            most = self._rules.under_way_in_space
            full = {space for space, number in queue.by_space.items() if number >= most}
            soon = now + datetime.timedelta(seconds=self._rules.short_wait)
            try:
                claimed = await self._store.claim(
                    now,
                    room,
                    self._holder,
                    self._rules.lease,
                    self._rules.grace,
                    [name],
                    but_not=full | {name for name, gate in queue.gates.items() if gate.closed_until > soon},
                    per_space=most,
                    in_hand=queue.by_space,
                )
            except StoreUnavailable as error:
                log.warning("claim_failed", platform=name, reason=str(error))
                return 0
            started = sum([self._start(_Held(one, now + self._rules.lease), queue) for one in claimed])
            has_more = len(claimed) == room or any(number >= most for number in queue.by_space.values())
            queue.refill_at = len(queue.tasks) // 2 if has_more and claimed else -1
            return started

    def _start(self, held: _Held, queue: _Queue) -> bool:
        id = held.claimed.delivery.id
        is_new = id not in self._in_hand
        # What has waited here for longer than its lease comes again: to whoever waits with it already, and as it stands
        # now, for another may have had it meanwhile.
        self._in_hand[id] = held
        if is_new:
            queue.by_space[held.claimed.subscription.space] += 1
            task = asyncio.create_task(self._hold(id, held.claimed.subscription, queue))
            queue.tasks.add(task)
            task.add_done_callback(queue.tasks.discard)
        return is_new

    async def _hold(self, id: str, subscription: Subscription, queue: _Queue) -> None:
        try:
            await self._in_turn(id, subscription.space, queue)
        finally:
            del self._in_hand[id]
            queue.by_space[subscription.space] -= 1
            queue.by_space += Counter()  # Without those that have none.
        if len(queue.tasks) - 1 <= queue.refill_at:  # Without this one.
            # A crowd is due: until the next tick its room would stand empty.
            queue.refill_at = -1
            await self._fill(platform_of(subscription.address), queue, self._now())

    async def settled(self) -> None:
        """Wait until nothing is under way."""
        while tasks := [task for queue in self._queues.values() for task in queue.tasks]:
            await asyncio.wait(tasks)

    async def drain(self, patience: float) -> None:
        """Stop: what is being posted is finished, at most `patience` seconds; what hasn't begun stays due."""
        self._is_draining = True
        async with self._claiming:  # A claim that is under way would come after the release.
            pass
        tasks = [task for queue in self._queues.values() for task in queue.tasks]
        if tasks:
            _, late = await asyncio.wait(tasks, timeout=patience)
            for task in late:  # It stays "sending", and whoever comes next looks for it.
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
        try:
            await self._store.release(self._holder, self._now())
        except StoreUnavailable as error:
            log.warning("release_failed", reason=str(error), remedy="their lease ends by itself")

    async def _in_turn(self, id: str, space: str, queue: _Queue) -> None:
        gate = queue.gates.setdefault(space, _Gate(asyncio.Semaphore(self._rules.at_once_in_space)))
        started = self._now()
        async with gate.slots:
            silence = (gate.closed_until - self._now()).total_seconds()
            if 0 < silence <= self._rules.short_wait:
                await asyncio.sleep(silence)
            async with queue.slots:
                held = self._in_hand[id]
                if self._is_draining:
                    return  # Still claimed: released at the end of `drain`.
                if held.until <= self._now():
                    return  # Another may have it by now, and may have posted it: the next claim knows.
                outcome = await self._settle(held, gate)
        if outcome is not None:
            self._log(held.claimed, outcome, started)

    async def _settle(self, held: _Held, gate: _Gate) -> Outcome | None:
        id = held.claimed.delivery.id
        try:
            outcome = await self._postman.deliver(
                held.claimed, closed_until=gate.closed_until, held_until=held.until
            )
        except StoreUnavailable as error:
            log.warning("delivery_unrecorded", delivery=id, reason=str(error))
            return None
        except Exception:
            # It may have been posted: who takes it over when its lease ends finds it as far as it was recorded.
            log.exception("delivery_fault", delivery=id)
            return None
        if outcome.closed_until is not None:
            gate.closed_until = max(gate.closed_until, outcome.closed_until)
        return outcome

    def _log(self, claimed: Claimed, outcome: Outcome, started: datetime.datetime) -> None:
        log.info(
            "delivery_settled",
            delivery=claimed.delivery.id,
            platform=platform_of(claimed.subscription.address),
            edition=claimed.delivery.edition,
            outcome=outcome.stage,
            cause=outcome.cause,
            seconds=round((self._now() - started).total_seconds(), 3),
        )
