"""Courier: claims what is due, has it written once, posts it, settles it.

Never two posts of an edition: before each post "sending" is recorded, and only by who holds the delivery; what
nobody knows the end of is looked for on the platform, after the time that a request may take to land, and posted
again only where it certainly isn't.
"""

import asyncio
import datetime
import random
import secrets
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

if TYPE_CHECKING:
    from bot.store.store import Store

log = structlog.get_logger()

_LONG_AGO = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)


@dataclass(slots=True)
class _Gate:
    """A workspace's way out: how many may post at once, and until when (UTC) nobody may."""

    slots: asyncio.Semaphore
    closed_until: datetime.datetime = _LONG_AGO


@dataclass(slots=True)
class _Queue:
    """A platform's deliveries under way."""

    slots: asyncio.Semaphore
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
        self._in_hand: set[str] = set()
        self._claiming = asyncio.Lock()
        self._is_draining = False

    async def tick(self, now: datetime.datetime) -> int:
        """Claim what is due at `now` and start to deliver it, as much as there is room for; how much that was.

        Each platform has room of its own: one that hangs doesn't keep another waiting. A database that can't be
        used now is logged, and the next tick tries again: nothing is lost.
        """
        started = 0
        async with self._claiming:
            for name, queue in self._queues.items():
                room = self._rules.under_way - len(queue.tasks)
                if self._is_draining or room < 1:
                    continue
                try:
                    claimed = await self._store.claim(
                        now, room, self._holder, self._rules.lease, self._rules.grace, [name]
                    )
                except StoreUnavailable as error:
                    log.warning("claim_failed", platform=name, reason=str(error))
                    break
                # What has waited here for longer than its lease comes again: to whoever waits with it already.
                started += sum([self._start(one, queue) for one in claimed])
        return started

    def _start(self, claimed: Claimed, queue: _Queue) -> bool:
        if claimed.delivery.id in self._in_hand:
            return False
        self._in_hand.add(claimed.delivery.id)
        task = asyncio.create_task(self._hold(claimed, queue))
        queue.tasks.add(task)
        task.add_done_callback(queue.tasks.discard)
        return True

    async def _hold(self, claimed: Claimed, queue: _Queue) -> None:
        try:
            await self._deliver(claimed, queue)
        finally:
            self._in_hand.discard(claimed.delivery.id)

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

    async def _deliver(self, claimed: Claimed, queue: _Queue) -> None:
        gate = queue.gates.setdefault(
            claimed.subscription.space, _Gate(asyncio.Semaphore(self._rules.at_once_in_space))
        )
        started = self._now()
        async with gate.slots, queue.slots:
            if self._is_draining:
                return  # Still claimed: released at the end of `drain`.
            try:
                outcome = await self._postman.deliver(claimed, closed_until=gate.closed_until)
            except StoreUnavailable as error:
                log.warning("delivery_unrecorded", delivery=claimed.delivery.id, reason=str(error))
                return
            except Exception:
                # It may have been posted: who takes it over when its lease ends finds it as far as it was recorded.
                log.exception("delivery_fault", delivery=claimed.delivery.id)
                return
        if outcome.closed_until is not None:
            gate.closed_until = max(gate.closed_until, outcome.closed_until)
        self._log(claimed, outcome, started)

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
