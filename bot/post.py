"""A delivery from claimed to settled: write, render, record "sending", post, record what came of it."""

import asyncio
import datetime
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import structlog

from bot import bulletin
from bot.bulletin import NOTHING_NEW, OVER
from bot.editions import Edition
from bot.errors import Gone, Rejected, StoreUnavailable, Throttled, UnusableInput
from bot.galley import Galley, Proof
from bot.platform import Absent, CannotTell, Found, Platform, Receipt, platform_of
from bot.press import Press, Printed
from bot.rules import Rules
from bot.store.claimed import Claimed
from bot.subscriptions import NOW, Delivery, Stage, Subscription
from bot.wording import say, words_for

if TYPE_CHECKING:
    from bot.store.store import Store

log = structlog.get_logger()

SILENCE = "the workspace asked to wait"
TAKEN = "another courier has it"
LATE_START = "it took too long to begin; nothing was posted"
NEVER_ARRIVED = say("it never arrived, and its grace is over")
GONE = say("the channel is gone, or the bot was removed from it")

_WRITE_AGAIN = datetime.timedelta(seconds=1)
_LOOK_RARELY = datetime.timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a delivery stands now, why, and until when (UTC) its workspace asks for silence."""

    stage: Stage
    cause: str | None = None
    closed_until: datetime.datetime | None = None


class Postman:
    """Delivers one claimed delivery after another; the courier decides which and when."""

    def __init__(
        self,
        store: "Store",
        press: Press,
        platforms: Mapping[str, Platform],
        now: Callable[[], datetime.datetime],
        rules: Rules,
        holder: str,
        chance: random.Random,
    ) -> None:
        self._store = store
        self._press = press
        self._platforms = platforms
        self._now = now
        self._rules = rules
        self._holder = holder
        self._chance = chance
        self._pausing = asyncio.Lock()
        self._galley = Galley(store)

    async def deliver(
        self, claimed: Claimed, *, closed_until: datetime.datetime, held_until: datetime.datetime
    ) -> Outcome:
        """Post a delivery, or look for what an earlier try may have posted. Raises StoreUnavailable.

        Nothing is posted before `closed_until`: the workspace asked for silence. And no post is begun from
        `held_until` on, where another may have claimed and posted it.
        """
        delivery = claimed.delivery
        platform = self._platforms[platform_of(claimed.subscription.address)]
        if closed_until > self._now():
            stage = Stage.UNKNOWN if delivery.stage is Stage.UNKNOWN else Stage.DUE
            return await self._record(delivery, stage, SILENCE, retry_at=closed_until)
        receipt: Receipt | None = None
        if delivery.stage is Stage.UNKNOWN:
            seen = await self._look(platform, claimed)
            if isinstance(seen, Outcome):
                return seen
            delivery, receipt = seen
        try:
            proof, cited, needless = await self._proof(platform, replace(claimed, delivery=delivery))
        except StoreUnavailable:
            raise
        except UnusableInput as error:
            return await self._put_off(delivery, str(error), receipt)
        except Exception:
            # A fault of ours or the engine's, and nothing was posted: it costs this delivery a try.
            log.exception("writing_fault", delivery=delivery.id)
            return await self._put_off(delivery, "a fault inside the program; its log says more", receipt)
        if needless and not delivery.part:
            return await self._record(delivery, Stage.SKIPPED, needless)
        if held_until <= self._now():
            return Outcome(delivery.stage, TAKEN)
        return await self._post_all(platform, replace(claimed, delivery=delivery), proof, cited, receipt)

    async def _proof(
        self, platform: Platform, claimed: Claimed
    ) -> tuple[Proof, frozenset[str] | None, str | None]:
        """What is to be posted, what it cites (None: as recorded), and why nobody waits for it, if so."""
        if claimed.delivery.part and (begun := await self._galley.begun(platform, claimed)):
            return begun, None, None
        subscription = claimed.subscription
        printed = await self._press.print(subscription.dossier, subscription.length, subscription.language)
        edition, proof = await self._galley.set(platform, claimed, printed)
        return proof, edition.cited, _needless(claimed, printed, edition)

    async def _put_off(self, delivery: Delivery, cause: str, receipt: Receipt | None) -> Outcome:
        """Try again later, longer after each try."""
        delivery = replace(delivery, attempt=delivery.attempt + 1)
        retry_at = self._later(delivery)
        return await self._record(delivery, Stage.DUE, cause, retry_at=retry_at, receipt=receipt)

    async def _look(self, platform: Platform, claimed: Claimed) -> Outcome | tuple[Delivery, Receipt | None]:
        """What became of the part that may have arrived: how it is settled, or the delivery as it goes on.

        With the receipt of the part, if it was found.
        """
        delivery, subscription = claimed.delivery, claimed.subscription
        try:
            async with asyncio.timeout(self._rules.post):
                found = await platform.find(subscription.address, _key(delivery))
        except Throttled as error:
            until = self._now() + datetime.timedelta(seconds=error.retry_after)
            return await self._record(delivery, Stage.UNKNOWN, str(error), retry_at=until, closed_until=until)
        except Gone as error:
            return await self._gone(claimed, delivery, error)
        except Exception as error:  # Whatever it is: who can't look must not post.
            found = CannotTell(str(error) or f"no answer within {self._rules.post:g} s")
        is_over = delivery.until < self._now()
        match found:
            case Found(receipt):
                log.info("found_again", delivery=delivery.id, receipt=receipt.id)
                return replace(delivery, part=delivery.part + 1), receipt
            case Absent():
                if is_over:
                    return await self._record(delivery, Stage.SKIPPED, NEVER_ARRIVED)
                return delivery, None
            case CannotTell(reason):
                if is_over:
                    log.error(
                        "delivery_unknown",
                        delivery=delivery.id,
                        reason=reason,
                        remedy="look in the channel; it is not posted again",
                    )
                wait = _LOOK_RARELY if is_over else self._rules.look_again
                return await self._record(delivery, Stage.UNKNOWN, reason, retry_at=self._now() + wait)

    async def _post_all(
        self,
        platform: Platform,
        claimed: Claimed,
        proof: Proof,
        cited: frozenset[str] | None,
        receipt: Receipt | None,
    ) -> Outcome:
        delivery, address = claimed.delivery, claimed.subscription.address
        is_plain = False
        while delivery.part < len(proof.payloads):
            delivery = replace(delivery, attempt=delivery.attempt + 1, reply=proof.name)
            begun = await self._write(delivery, Stage.SENDING, cited=cited, receipt=receipt)
            receipt = None
            if begun is None:
                return Outcome(delivery.stage, TAKEN)
            if self._now() > begun + self._rules.slack:
                # A slow database, or a machine that slept: who takes over would look before this has landed.
                return await self._record(delivery, Stage.DUE, LATE_START, retry_at=self._now())
            try:
                async with asyncio.timeout(self._rules.post):
                    receipt = await platform.post(address, proof.payloads[delivery.part], _key(delivery))
            except Rejected as error:
                if is_plain or delivery.part:
                    return await self._record(delivery, Stage.FAILED, str(error))
                log.warning("plain_form", delivery=delivery.id, reason=str(error))
                is_plain = True
                proof = await self._galley.plain(platform, proof, claimed)
            except Throttled as error:
                until = self._now() + datetime.timedelta(seconds=error.retry_after)
                return await self._record(delivery, Stage.DUE, str(error), retry_at=until, closed_until=until)
            except Gone as error:
                return await self._gone(claimed, delivery, error)
            except Exception as error:  # Unknown, a timeout, or a fault: it may have arrived.
                cause = str(error) or f"no answer within {self._rules.post:g} s"
                settles = self._later(delivery) + self._rules.settling
                return await self._record(delivery, Stage.UNKNOWN, cause, retry_at=settles)
            else:
                delivery = replace(delivery, part=delivery.part + 1)
        return await self._record(delivery, Stage.SENT, None, receipt=receipt)

    async def _gone(self, claimed: Claimed, delivery: Delivery, error: Gone) -> Outcome:
        """Pause the subscription, and tell who made it, if there is a way."""
        outcome = await self._record(delivery, Stage.GONE, str(error))
        async with self._pausing:  # Two editions of a channel may meet this at once; its maker is told once.
            while True:
                subscription = await self._store.get(claimed.subscription.id)
                if subscription is None or subscription.paused is not None:
                    return outcome
                if await self._store.change(replace(subscription, paused=GONE), was=subscription):
                    break
        await self._tell(claimed.subscription, delivery)
        return outcome

    async def _tell(self, subscription: Subscription, delivery: Delivery) -> None:
        platform = self._platforms[platform_of(subscription.address)]
        try:
            address = platform.direct(subscription.person)
            if address is None or address == subscription.address:
                return
            words = words_for(subscription.language)
            told = bulletin.gone(subscription.dossier, subscription.schedule.at, words)
            (payload, *_) = platform.render(told)
            async with asyncio.timeout(self._rules.post):
                await platform.post(address, payload, f"{delivery.id}-g")
        except Exception as error:  # A courtesy: its failure costs nothing but itself.
            log.warning("maker_not_told", delivery=delivery.id, reason=str(error))

    async def _record(
        self,
        delivery: Delivery,
        stage: Stage,
        cause: str | None,
        *,
        retry_at: datetime.datetime | None = None,
        closed_until: datetime.datetime | None = None,
        receipt: Receipt | None = None,
    ) -> Outcome:
        at = await self._write(delivery, stage, cause=cause, retry_at=retry_at, receipt=receipt)
        return Outcome(stage, TAKEN if at is None else cause, closed_until)

    async def _write(
        self,
        delivery: Delivery,
        stage: Stage,
        *,
        cause: str | None = None,
        retry_at: datetime.datetime | None = None,
        cited: frozenset[str] | None = None,
        receipt: Receipt | None = None,
    ) -> datetime.datetime | None:
        """Record it: when that was, None if it isn't ours any more. `receipt` is of the part that arrived before.

        While the database is away, it is tried again as long as a lease lasts: what a post came to, only we know.
        """
        give_up = self._now() + self._rules.lease
        wait = _WRITE_AGAIN
        while True:
            at = self._now()
            try:
                is_ours = await self._store.record(
                    delivery.id,
                    self._holder,
                    stage,
                    at,
                    cause=cause,
                    retry_at=retry_at,
                    attempt=delivery.attempt,
                    part=delivery.part,
                    reply=delivery.reply,
                    receipt=receipt.id if receipt else None,
                    cited=cited,
                )
            except StoreUnavailable as error:
                log.warning("record_failed", delivery=delivery.id, stage=stage, reason=str(error))
                if self._now() + wait > give_up:
                    raise
                await asyncio.sleep(wait.total_seconds())
                wait *= 2
            else:
                return at if is_ours else None

    def _later(self, delivery: Delivery) -> datetime.datetime:
        wait = min(self._rules.first_wait * 2 ** min(delivery.attempt, 20), self._rules.longest_wait)
        return self._now() + datetime.timedelta(seconds=wait * self._chance.uniform(0.5, 1.5))


def _needless(claimed: Claimed, printed: Printed, edition: Edition) -> str | None:
    """Why nobody waits for this edition, or None; who asked for one out of turn does."""
    if claimed.delivery.edition.startswith(NOW):
        return None
    event = printed.dossier.event
    last = claimed.subscription.last(event.date if event else None)
    if last is not None and edition.date > last:
        return OVER
    return NOTHING_NEW if claimed.subscription.only_new and not edition.is_news else None


def _key(delivery: Delivery) -> str:
    """The idempotency key of the part that is to be posted next: the same for each try, and for others."""
    return f"{delivery.id}-{delivery.part}"
