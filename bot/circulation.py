"""Circulation: what people do with their subscriptions, `/briefings …` on every platform and on the command line."""

import datetime
import re
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING

from bot import bulletin, times
from bot.answers import Length
from bot.editions import compose
from bot.errors import UnknownName, UnusableInput
from bot.holdings import Holdings
from bot.permissions import may_decide
from bot.platform import Address, Inbound
from bot.press import Press
from bot.reply import Audience, Reply
from bot.subscriptions import UNTIL_EVENT, Delivery, Subscription
from bot.wording import LANGUAGES, say, words_for

if TYPE_CHECKING:
    from bot.store.claimed import Entry
    from bot.store.store import Store

PAUSED_BY_HAND = say("paused by hand")

_ID = re.compile(r"[0-9a-f]{8}", re.I)

_COMING = 3
"""Local times that a confirmation tells."""

_MOST = 20
"""Subscriptions of one address: more is a slip, or somebody's game."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmed:
    """A subscription as it now is, the times (local) at which it comes next, and whether today's has gone out."""

    subscription: Subscription
    coming: tuple[datetime.datetime, ...]
    has_had_today: bool = False


class Circulation:
    """Subscriptions in a store; `now` tells the time (aware), `prepare` is the platforms' (see `Platform.prepare`)."""

    def __init__(
        self,
        store: "Store",
        holdings: Holdings,
        press: Press,
        now: Callable[[], datetime.datetime],
        *,
        prepare: Callable[[Address, str], Awaitable[Address]] | None = None,
    ) -> None:
        self._store = store
        self._holdings = holdings
        self._press = press
        self._now = now
        self._prepare = prepare

    async def carry_out(
        self, verb: str, inbound: Inbound, text: str
    ) -> "Confirmed | list[Confirmed] | Reply":
        """What `commands.BRIEFINGS` names, done; `text` is what stood behind the verb. Raises UnusableInput."""
        match verb:
            case "subscribe":
                return await self.subscribe(inbound, text)
            case "change":
                return await self.change(inbound, text)
            case "pause":
                return await self.pause(inbound, text)
            case "resume":
                return await self.resume(inbound, text)
            case "remove":
                return await self.remove(inbound, text)
            case "now":
                return await self.now(inbound, text)
            case "preview":
                return await self.preview(inbound, text)
            case "list":
                return await self.here(inbound)
            case _:
                raise AssertionError(f"commands let through /briefings {verb}")

    async def get(self, id: str) -> Subscription | None:
        """The subscription with that id, wherever it is."""
        return await self._store.get(id)

    async def everywhere(self) -> "list[Confirmed]":
        """All subscriptions, for the operator."""
        return [await self._shown(one) for one in await self._store.find()]

    async def history(self, id: str, limit: int = 10) -> "list[tuple[Delivery, list[Entry]]]":
        """The newest deliveries of a subscription, each with what became of it. Raises UnknownName."""
        if await self._store.get(id) is None:
            raise UnknownName(
                say("There is no subscription “{id}”; `list` names those that are there.", id=id[:40])
            )
        found = await self._store.deliveries(id, limit)
        return [(delivery, await self._store.history(delivery.id)) for delivery in found]

    async def subscribe(self, inbound: Inbound, text: str) -> Confirmed:
        """A new subscription for where `inbound` came from, its schedule as people write it.

        Raises UnusableInput for a schedule that can't be read, or where the person or the bot may not.
        """
        may_decide(inbound)
        now = self._now()
        read = times.read_schedule(text, inbound.zone, now=now)
        if len(await self._store.find(address=inbound.address)) >= _MOST:
            raise UnusableInput(
                say("There are {number} subscriptions here already; remove one first.", number=_MOST)
            )
        language = (read.language or (inbound.locale or "en")).split("-")[0].split("_")[0].casefold()
        subscription = Subscription(
            id=secrets.token_hex(4),
            address=inbound.address,
            space=inbound.space,
            dossier=(await self._holdings.recall(inbound.space, self._store)).name,
            schedule=read.schedule,
            length=read.length or Length.SHORT,
            language=language if language in LANGUAGES else "en",
            person=inbound.person,
            until=await self._end(inbound, read.until),
            only_new=read.only_new,
        )
        confirmed = await self._planned(subscription, now)
        if self._prepare:  # Last: it may open a thread, which no slip in a schedule shall leave behind.
            title = (await self._holdings.get(subscription.dossier)).dossier.title
            prepared = await self._prepare(inbound.address, title)
            confirmed = replace(confirmed, subscription=replace(confirmed.subscription, address=prepared))
        await self._store.add(confirmed.subscription)
        return confirmed

    async def here(self, inbound: Inbound) -> list[Confirmed]:
        """The subscriptions of where `inbound` came from, with what comes next."""
        return [await self._shown(one) for one in await self._store.find(address=inbound.address)]

    async def change(self, inbound: Inbound, text: str) -> Confirmed:
        """A subscription with what `text` says of its schedule; after today's edition a new time starts tomorrow."""
        subscription, rest = await self._meant(inbound, text)
        now = self._now()
        parts = times.read_parts(rest, now=now)
        old = subscription.schedule
        schedule = replace(
            old, at=parts.at or old.at, zone=parts.zone or old.zone, days=parts.days or old.days
        )
        changed = replace(
            subscription,
            schedule=schedule,
            length=parts.length or subscription.length,
            language=parts.language or subscription.language,
            until=None if parts.endless else await self._end(inbound, parts.until) or subscription.until,
            only_new=subscription.only_new if parts.only_new is None else parts.only_new,
        )
        if changed == subscription:
            raise UnusableInput(
                say(
                    "What shall be changed? For example: {example}",
                    example="/briefings change 07:30 weekdays",
                )
            )
        return await self._changed(changed, now)

    async def pause(self, inbound: Inbound, text: str) -> Confirmed:
        """No more editions until it is resumed."""
        subscription = await self._named(inbound, text)
        paused = replace(subscription, paused=subscription.paused or PAUSED_BY_HAND)
        await self._store.change(paused)
        return Confirmed(subscription=paused, coming=())

    async def resume(self, inbound: Inbound, text: str) -> Confirmed:
        """Editions again from the next one on; what was missed stays missed."""
        subscription = await self._named(inbound, text)
        return await self._changed(replace(subscription, paused=None), self._now())

    async def remove(self, inbound: Inbound, text: str) -> Confirmed:
        """The subscription that is no more."""
        subscription = await self._named(inbound, text)
        await self._store.remove(subscription.id)
        return Confirmed(subscription=subscription, coming=())

    async def now(self, inbound: Inbound, text: str) -> Confirmed:
        """An edition out of turn, at once; the next one comes when it would have come."""
        subscription = await self._named(inbound, text)
        await self._store.order_now(subscription.id, self._now())
        return await self._shown(subscription)

    async def preview(self, inbound: Inbound, text: str) -> Reply:
        """Exactly what will be posted next, for the asker alone."""
        subscription = await self._named(inbound, text)
        now = self._now()
        coming = subscription.coming(now, done=await self._done(subscription))
        printed = await self._press.print(subscription.dossier, subscription.length, subscription.language)
        told = await self._store.told(subscription.id)
        date, _ = next(coming, (subscription.schedule.local(now).date(), now))
        edition = compose(printed.writing, told, date, printed.dossier.event)
        words = words_for(subscription.language)
        notes = bulletin.notes(await self._store.skipped_since_sent(subscription.id), words)
        reply = bulletin.edition(edition, printed.dossier, notes, words=words)
        return replace(reply, audience=Audience.ASKER)

    async def _shown(self, subscription: Subscription) -> Confirmed:
        done = await self._done(subscription)
        coming = () if subscription.paused else self._coming(subscription, self._now(), done)
        return Confirmed(subscription=subscription, coming=coming)

    async def _named(self, inbound: Inbound, text: str) -> Subscription:
        """The subscription that a text names, or the only one here if it names none.

        Raises UnknownName for any other: the button of one that is gone must not hit another.
        """
        subscription, rest = await self._meant(inbound, text)
        if rest.strip():
            raise _no_such(rest.strip(), subscription)
        return subscription

    async def _done(self, subscription: Subscription) -> datetime.date | None:
        """The newest edition that has gone out already."""
        last = await self._store.last_edition(subscription.id)
        return datetime.date.fromisoformat(last) if last else None

    async def _meant(self, inbound: Inbound, text: str) -> tuple[Subscription, str]:
        """The subscription that a text begins with, or the only one here; and the rest of the text."""
        may_decide(inbound)
        found = await self._store.find(address=inbound.address)
        first, _, rest = text.strip().partition(" ")
        if named := next((one for one in found if one.id == first.casefold()), None):
            return named, rest
        if len(found) == 1:
            if _ID.fullmatch(first):
                raise _no_such(first, found[0])
            return found[0], text
        if not found:
            example = "/briefings subscribe 08:00 Europe/Berlin"
            raise UnusableInput(
                say("There is no subscription here yet. For example: {example}", example=example)
            )
        ids = tuple(one.id for one in found)
        raise UnknownName(
            say("There are several subscriptions here; name one: {ids}.", ids=ids), suggestions=ids[:3]
        )

    async def _end(self, inbound: Inbound, until: datetime.date | str | None) -> datetime.date | str | None:
        """The day of the event instead of its name, where the dossier has one."""
        event = (await self._holdings.recall(inbound.space, self._store)).dossier.event
        return event.date if until == UNTIL_EVENT and event and event.date else until

    async def _changed(self, subscription: Subscription, now: datetime.datetime) -> Confirmed:
        confirmed = await self._planned(subscription, now)
        await self._store.change(confirmed.subscription)
        return confirmed

    async def _planned(self, subscription: Subscription, now: datetime.datetime) -> Confirmed:
        done = await self._done(subscription)
        coming = self._coming(subscription, now, done)
        if not coming:
            raise UnusableInput(say("No briefing would ever come: that end is over before the next one."))
        today = now.astimezone(coming[0].tzinfo).date()
        planned = replace(subscription, next_due_at=coming[0].astimezone(datetime.UTC))
        return Confirmed(
            subscription=planned, coming=coming, has_had_today=done is not None and done >= today
        )

    def _coming(
        self, subscription: Subscription, now: datetime.datetime, done: datetime.date | None
    ) -> tuple[datetime.datetime, ...]:
        coming = subscription.coming(now, done=done)
        return tuple(subscription.schedule.local(due) for _, due in islice(coming, _COMING))


def _no_such(id: str, there: Subscription) -> UnknownName:
    message = say("There is no subscription “{id}” here; there is: {found}.", id=id[:40], found=there.id)
    return UnknownName(message, suggestions=(there.id,))
