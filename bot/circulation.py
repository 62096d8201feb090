"""Circulation: what people do with their subscriptions, `/briefings …` on every platform and on the command line."""

import datetime
import re
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from bot import bulletin, times
from bot.answers import Length
from bot.confirmed import Confirmed, Done, Preview
from bot.diary import Diary
from bot.editions import compose
from bot.errors import UnknownName, UnusableInput
from bot.holdings import Holdings
from bot.permissions import may_decide
from bot.platform import Address, Inbound
from bot.press import Press
from bot.reply import Audience
from bot.subscriptions import Delivery, Subscription
from bot.wording import LANGUAGES, say, words_for

if TYPE_CHECKING:
    from bot.store.claimed import Entry
    from bot.store.store import Store

PAUSED_BY_HAND = say("paused by hand")

_ID = re.compile(r"^[0-9a-f]{8}\b", re.I)

_TRIES = 20
"""How often a change is made anew because somebody came between."""

_MOST = 20
"""Subscriptions of one address: more is a slip, or somebody's game."""


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
        self._diary = Diary(store, holdings, now)
        self._now = now
        self._prepare = prepare

    async def carry_out(self, verb: str, inbound: Inbound, text: str) -> Done:
        """What `commands.BRIEFINGS` names, done; `text` is what stood behind the verb. Raises UnusableInput.

        What an UnknownName suggests can be typed as it stands.
        """
        try:
            return await self._carry_out(verb, inbound, text)
        except UnknownName as error:
            # Of a schedule's words it suggests words, which alone say nothing.
            ids = [one for one in error.suggestions if _ID.fullmatch(one)]
            rest = _ID.sub("", text, count=1).strip() if verb == "change" else ""
            typed = (f"/briefings {verb} {id} {rest}".rstrip() for id in ids)
            raise UnknownName(error.args[0], suggestions=tuple(typed)) from error

    async def _carry_out(self, verb: str, inbound: Inbound, text: str) -> Done:
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
        return [await self._diary.shown(one) for one in await self._store.find()]

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
            until=read.until,
            only_new=read.only_new,
        )
        confirmed = await self._diary.planned(subscription, now)
        if self._prepare:  # Last: it may open a thread, which no slip in a schedule shall leave behind.
            title = (await self._holdings.get(subscription.dossier)).dossier.title
            prepared = await self._prepare(inbound.address, title)
            confirmed = replace(confirmed, subscription=replace(confirmed.subscription, address=prepared))
        await self._store.add(confirmed.subscription)
        return confirmed

    async def here(self, inbound: Inbound) -> list[Confirmed]:
        """The subscriptions of where `inbound` came from, with what comes next."""
        return [await self._diary.shown(one) for one in await self._store.find(address=inbound.address)]

    async def change(self, inbound: Inbound, text: str) -> Confirmed:
        """A subscription with what `text` says of its schedule; after today's edition a new time starts tomorrow."""
        return await self._edited(inbound, text, self._with)

    def _with(self, subscription: Subscription, rest: str) -> Subscription:
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
            until=None if parts.endless else parts.until or subscription.until,
            only_new=subscription.only_new if parts.only_new is None else parts.only_new,
        )
        if changed == subscription:
            raise UnusableInput(
                say(
                    "What shall be changed? For example: {example}",
                    example="/briefings change 07:30 weekdays",
                )
            )
        return changed

    async def pause(self, inbound: Inbound, text: str) -> Confirmed:
        """No more editions until it is resumed."""

        def pause(subscription: Subscription, rest: str) -> Subscription:
            _all_read(rest, subscription)
            return replace(subscription, paused=subscription.paused or PAUSED_BY_HAND)

        return await self._edited(inbound, text, pause)

    async def resume(self, inbound: Inbound, text: str) -> Confirmed:
        """Editions again from the next one on; what was missed stays missed."""

        def resume(subscription: Subscription, rest: str) -> Subscription:
            _all_read(rest, subscription)
            return replace(subscription, paused=None)

        return await self._edited(inbound, text, resume)

    async def remove(self, inbound: Inbound, text: str) -> Confirmed:
        """The subscription that is no more."""
        subscription = await self._named(inbound, text)
        removed = await self._diary.shown(subscription)
        await self._store.remove(subscription.id)
        return replace(removed, coming=())

    async def now(self, inbound: Inbound, text: str) -> Confirmed:
        """An edition out of turn, at once; the next one comes when it would have come."""
        subscription = await self._named(inbound, text)
        await self._store.order_now(subscription.id, self._now())
        return await self._diary.shown(subscription)

    async def preview(self, inbound: Inbound, text: str) -> Preview:
        """Exactly what will be posted next, for the asker alone; of a paused one, what would be."""
        subscription = await self._named(inbound, text)
        now = self._now()
        date = await self._diary.next_date(subscription, now)
        if date is None:
            return Preview(subscription=subscription)
        printed = await self._press.print(subscription.dossier, subscription.length, subscription.language)
        told = await self._store.told(subscription.id)
        edition = compose(printed.writing, told, date, printed.dossier.event)
        if subscription.only_new and not edition.is_news:
            return Preview(subscription=subscription, date=date)
        words = words_for(subscription.language)
        notes = bulletin.notes(await self._store.skipped_since_sent(subscription.id), words)
        reply = bulletin.edition(edition, printed.dossier, notes, words=words)
        return Preview(subscription=subscription, date=date, edition=replace(reply, audience=Audience.ASKER))

    async def _named(self, inbound: Inbound, text: str) -> Subscription:
        """The subscription that a text names, or the only one here if it names none.

        Raises UnknownName for any other: the button of one that is gone must not hit another.
        """
        subscription, rest = await self._meant(inbound, text)
        _all_read(rest, subscription)
        return subscription

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

    async def _edited(
        self, inbound: Inbound, text: str, edit: Callable[[Subscription, str], Subscription]
    ) -> Confirmed:
        """The subscription that `text` means as `edit` makes it, from the row and the rest of the text.

        Who comes between, a person or the courier, loses nothing: then it is made anew from what they left.
        """
        for _ in range(_TRIES):
            was, rest = await self._meant(inbound, text)
            confirmed = await self._diary.planned(edit(was, rest), self._now(), was)
            if await self._store.change(confirmed.subscription, was=was):
                return confirmed
        raise UnusableInput(say("Others are changing this subscription at the same time; try again."))


def _all_read(rest: str, subscription: Subscription) -> None:
    if rest.strip():
        raise _no_such(rest.strip(), subscription)


def _no_such(id: str, there: Subscription) -> UnknownName:
    message = say("There is no subscription “{id}” here; there is: {found}.", id=id[:40], found=there.id)
    return UnknownName(message, suggestions=(there.id,))
