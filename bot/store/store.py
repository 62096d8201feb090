"""The store: each method is one transaction, which is whole even if its caller is cancelled.

Times are aware; what comes back is in UTC. Every method raises StoreUnavailable if the database can't be used now,
and may simply be called again.
"""

import datetime
from collections.abc import Callable, Collection, Mapping
from functools import partial

from bot.answers import Turn
from bot.clipping import Clipping, Rating
from bot.store import archiving, claiming, conversing, delivering, keeping, spending, subscribing
from bot.store.claimed import Claimed, Entry
from bot.store.database import Database
from bot.store.spent import Limit, Limits, Spent
from bot.subscriptions import GRACE, Delivery, Stage, Subscription


class Store:
    """What `open_store` gives."""

    def __init__(self, database: Database, now: Callable[[], datetime.datetime]) -> None:
        self._database = database
        self._now = now

    async def add(self, subscription: Subscription) -> None:
        """Keeps a new subscription. Raises UnusableInput if its id is taken."""
        await self._database.write(partial(subscribing.add, subscription=subscription))

    async def get(self, id: str) -> Subscription | None:
        """The subscription with `id`, or None."""
        return await self._database.read(partial(subscribing.get, id=id))

    async def find(
        self, *, address: str | None = None, space: str | None = None, person: str | None = None
    ) -> list[Subscription]:
        """The subscriptions that have all that is given, by address and time of day."""
        return await self._database.read(
            partial(subscribing.find, address=address, space=space, person=person)
        )

    async def told(self, id: str) -> frozenset[str]:
        """The keys of what the last edition that a subscription was sent has cited; none before the first."""
        return await self._database.read(partial(subscribing.told, id=id))

    async def change(self, subscription: Subscription, *, was: Subscription | None = None) -> bool:
        """Writes the whole row anew. With `was`: only if it is still that one; otherwise False, and nothing is written.

        Raises UnknownName if it isn't there any more.
        """
        return await self._database.write(partial(subscribing.change, subscription=subscription, was=was))

    async def remove(self, id: str) -> bool:
        """Removes a subscription with its deliveries and their history; False if it wasn't there."""
        return await self._database.write(partial(subscribing.remove, id=id))

    async def claim(
        self,
        now: datetime.datetime,
        limit: int,
        holder: str,
        lease: datetime.timedelta,
        grace: datetime.timedelta,
        platforms: Collection[str],
        *,
        but_not: Collection[str] = (),
        per_space: int | None = None,
        in_hand: Mapping[str, int] | None = None,
    ) -> list[Claimed]:
        """At most `limit` deliveries that are due at `now`, the oldest due first, held by `holder` until
        `now + lease`; none that anybody else is given before then, and of a subscription one to post at a time. An
        empty list: nothing is due.

        That is, each subscription's newest edition (an earlier one that was missed is never made up for), what is to
        be retried, what another claimed and let lapse; and, as UNKNOWN, what may have been posted and must be looked
        for. What is past its grace is SKIPPED on the way. Only addresses of `platforms`, and none of
        the spaces in `but_not`; of any other at most `per_space`, with those that `in_hand` counts by space.
        """
        if limit < 1 or not platforms:
            return []
        wanted = claiming.Wanted(
            now=now,
            limit=limit,
            holder=holder,
            lease=lease,
            grace=grace,
            platforms=sorted(platforms),
            but_not=sorted(but_not),
            per_space=per_space,
            in_hand=in_hand or {},
        )
        while await self._database.read(partial(claiming.anything, wanted=wanted)):
            claimed, settled = await self._database.write(partial(claiming.claim, wanted=wanted))
            if claimed or not settled:
                return claimed
        return []

    async def record(
        self,
        delivery_id: str,
        holder: str,
        stage: Stage,
        at: datetime.datetime,
        *,
        cause: str | None = None,
        retry_at: datetime.datetime | None = None,
        attempt: int | None = None,
        part: int | None = None,
        receipt: str | None = None,
        reply: str | None = None,
        cited: Collection[str] | None = None,
    ) -> bool:
        """Writes how a delivery stands, with a line of history; what isn't given stays, but for the cause.

        False, and nothing is written, if it isn't held by `holder` any more: then it must not be posted. SENDING
        renews the lease by its whole length from `at`; DUE and UNKNOWN (from `retry_at` on, otherwise at once) and
        the final stages end it. `receipt` is the platform's name for the part that arrived since the line before;
        `reply` the key of the writing that the parts are taken from. SENT makes `cited`, here or in an earlier
        record, what the subscription was told.
        """
        return await self._database.write(
            partial(
                delivering.record,
                delivery=delivery_id,
                holder=holder,
                stage=stage,
                at=at,
                cause=cause,
                retry_at=retry_at,
                attempt=attempt,
                part=part,
                receipt=receipt,
                reply=reply,
                cited=cited,
            )
        )

    async def release(self, holder: str, at: datetime.datetime) -> int:
        """What `holder` has claimed and not begun to send is DUE again, at once; how many those are."""
        return await self._database.write(partial(delivering.release, holder=holder, at=at))

    async def order_now(
        self, subscription_id: str, now: datetime.datetime, grace: datetime.timedelta = GRACE
    ) -> Delivery:
        """An edition out of turn (`now-…`), DUE at once, of a paused subscription too; the next one comes when it
        would have come. Raises UnknownName for a subscription that isn't there.
        """
        return await self._database.write(
            partial(delivering.order_now, subscription=subscription_id, now=now, grace=grace)
        )

    async def last_edition(self, subscription_id: str) -> str | None:
        """The newest local date whose edition was claimed or skipped: no other delivery of that date will come."""
        return await self._database.read(partial(delivering.last_edition, subscription=subscription_id))

    async def deliveries(self, subscription_id: str, limit: int) -> list[Delivery]:
        """The deliveries of a subscription, the newest first."""
        return await self._database.read(
            partial(delivering.of_subscription, subscription=subscription_id, limit=limit)
        )

    async def history(self, delivery_id: str) -> list[Entry]:
        """What became of a delivery, the oldest first."""
        return await self._database.read(partial(delivering.story_of, delivery=delivery_id))

    async def skipped_since_sent(self, subscription_id: str) -> list[Delivery]:
        """What was skipped after the newest edition that was sent, the oldest first; their causes say why."""
        return await self._database.read(partial(delivering.skipped_since_sent, subscription=subscription_id))

    async def writing(self, key: str) -> str | None:
        """The text kept under `key`, or None."""
        return await self._database.read(partial(keeping.writing, key=key))

    async def keep_writing(self, key: str, text: str) -> str:
        """Keeps `text` under `key` unless there is one already; what is kept."""
        return await self._database.write(partial(keeping.keep_writing, key=key, text=text, at=self._now()))

    async def use_dossier(self, space: str, name: str) -> None:
        """From now on `space` uses the dossier `name`."""
        await self._database.write(partial(keeping.use_dossier, space=space, name=name))

    async def dossier_of(self, space: str) -> str | None:
        """The dossier that `space` uses, or None."""
        return await self._database.read(partial(keeping.dossier_of, space=space))

    async def turns(self, address: str, event: str, limit: int) -> list[Turn]:
        """The newest turns of a thread, `limit` at most, oldest first: those before `event`, if that is one of them."""
        return await self._database.read(
            partial(conversing.of_address, address=address, event=event, limit=limit)
        )

    async def keep_turn(self, address: str, event: str, turn: Turn, limit: int) -> None:
        """Keeps a turn and the `limit` newest of its thread; one of the same event takes the place of the first."""
        at = self._now()
        await self._database.write_together(
            partial(conversing.keep, address=address, event=event, turn=turn, limit=limit, at=at)
        )

    async def forget_turns(self, address: str) -> int:
        """Removes the turns of a thread; how many those were."""
        return await self._database.write(partial(conversing.forget, address=address))

    async def forget_conversations(self, before: datetime.datetime) -> int:
        """Removes the turns that are older than `before`; how many those were."""
        return await self._database.write(partial(conversing.forget_before, before=before))

    async def keep_shown(self, clipping: Clipping) -> None:
        """Keeps what was shown; the same id again only renews its time."""
        await self._database.write_together(partial(archiving.keep, clipping=clipping, at=self._now()))

    async def shown(self, id: str) -> Clipping | None:
        """What was shown under that id, or None. Raises UnusableInput for what another version of ours wrote."""
        return await self._database.read(partial(archiving.get, id=id))

    async def rate(self, clipping: Clipping, *, space: str, person: str, is_good: bool) -> None:
        """Keeps what a person thinks of it, in place of what they thought before."""
        await self._database.write(
            partial(
                archiving.rate, clipping=clipping, space=space, person=person, is_good=is_good, at=self._now()
            )
        )

    async def ratings(self, since: datetime.datetime | None = None) -> list[Rating]:
        """What people thought, the oldest first; with `since`, from then on."""
        return await self._database.read(partial(archiving.ratings, since=since))

    async def ask(self, space: str, person: str, limits: Limits, now: datetime.datetime) -> Limit | None:
        """Counts a question of `person` ("": nobody in particular) in the hour (UTC) of `now`; None, or the limit
        that stands against it, and then nothing is counted. Never lets more pass than the limits allow, however
        many ask at once; the day's tokens are those that were spent before.
        """
        work = partial(spending.ask, space=space, person=person, limits=limits, now=now)
        try:
            await self._database.write(work)
        except spending.Refused as refused:
            return refused.limit
        return None

    async def spend(self, spent: Spent) -> None:
        """Adds to what a space used of a model on a day."""
        await self._database.write(partial(spending.spend, spent=spent))

    async def spent(self, since: datetime.date, space: str | None = None) -> list[Spent]:
        """What was used from the day `since` (UTC) on, in all spaces or in one, by day, space and model."""
        return await self._database.read(partial(spending.spent, since=since, space=space))

    def state(self) -> "StoredState":
        """What platforms remember."""
        return StoredState(self._database, self._now)

    async def forget(self, before: datetime.datetime) -> int:
        """Removes settled deliveries that were due before `before` with their history, what was shown before, writings
        that are older, and keys that expired before; how many rows of these. Some days ago at least: a date that is
        forgotten could be delivered again, were its subscription set back to it. Whatever `before` is, the use of
        models goes after `spent.KEPT`, and the counts of questions when their hour is over.
        """
        total = 0
        for some in (keeping.forget_some, archiving.forget_some):
            while number := await self._database.write(partial(some, before=before)):
                total += number
        total += await self._database.write(partial(keeping.forget_rest, before=before))
        return total + await self._database.write(partial(spending.forget, now=self._now()))

    async def ping(self) -> None:
        """Returns if the database answers."""
        await self._database.read(keeping.ping)

    async def counts(self) -> dict[Stage, int]:
        """How many deliveries stand in each stage."""
        return await self._database.read(delivering.counts)


class StoredState:
    """A `bot.platform.State` that survives a restart and is shared by replicas."""

    def __init__(self, database: Database, now: Callable[[], datetime.datetime]) -> None:
        self._database = database
        self._now = now

    async def get(self, key: str) -> str | None:
        """See `State.get`."""
        return await self._database.read(partial(keeping.get_value, key=key))

    async def put(self, key: str, value: str) -> None:
        """See `State.put`."""
        await self._database.write(partial(keeping.put_value, key=key, value=value))

    async def claim(self, key: str, ttl: float) -> bool:
        """See `State.claim`."""
        now = self._now()
        until = now + datetime.timedelta(seconds=ttl)
        return await self._database.write(partial(keeping.claim_key, key=key, now=now, until=until))
