"""From a question to the end of its answer: each is a task that a person can stop, edit or take back."""

import asyncio
import re
import time
from collections.abc import AsyncGenerator
from contextlib import suppress
from dataclasses import replace

import structlog

from adapters.slack import limits, modals
from adapters.slack.asking import Asking, fault
from adapters.slack.chat import Chat
from adapters.slack.gate import Gate
from adapters.slack.inbox import Entry, Inbox
from adapters.slack.mailbox import Mailbox
from adapters.slack.parse import Asked, Deleted, Stopped, Way
from adapters.slack.people import People, Profile
from adapters.slack.privately import Privately
from adapters.slack.remembered import Remembered
from adapters.slack.render import line
from adapters.slack.showing import Showing, question
from adapters.slack.whereabouts import Whereabouts, is_before
from adapters.slack.works import Why, Work, Works
from bot.errors import DeliveryError, Gone, Rejected
from bot.platform import Desk, Final, Part, Status
from bot.wording import Words, words_for

log = structlog.get_logger()

_PRIVATE = re.compile(r"/(?:briefings|dossiers?|evidence|copy|feedback|forget)\b", re.I)
"""What only whoever asked is shown the answer of, so that nothing is posted before it is known."""

_BRIEFINGS = re.compile(r"/briefings\b", re.I)


class Answering:
    """Answers through `mailbox` what the desk says; `me` is our own user."""

    def __init__(
        self,
        desk: Desk,
        state: Remembered,
        mailbox: Mailbox,
        people: People,
        inbox: Inbox,
        gate: Gate,
        me: str,
    ) -> None:
        self.desk = desk
        self.state = state
        self.mailbox = mailbox
        self.people = people
        self._inbox = inbox
        self.gate = gate
        self.asking = Asking(desk, people)
        self._privately = Privately(self.asking, state, mailbox)
        self._me = me
        self._working = asyncio.Semaphore(limits.WORKERS)
        self.works = Works()
        self._whereabouts = Whereabouts(state, mailbox, me)

    async def close(self) -> None:
        """End all work; what isn't answered stays in the inbox."""
        await self.works.close()

    async def take(self, asked: Asked) -> Work | None:
        """Answer what came, once; what isn't meant for us is left alone, for which there is no work."""
        came = time.monotonic()
        if asked.is_unbidden and not asked.is_again and not await self._whereabouts.is_ours(asked.place):
            return None
        async with self.works.in_turn(asked.place.channel, asked.ts):
            entry = await self._inbox.accept(asked, came, self.gate.clear)
            if entry is None:
                return None
            if asked.is_again and not await self._is_to_be_answered_again(entry):
                await self._inbox.done(entry)
                return None
            return self.start(entry)

    async def _is_to_be_answered_again(self, entry: Entry) -> bool:
        """Whether an edited message is a question: one that was answered, or that names us now."""
        asked = entry.asked
        known = await self._shown_for(asked)
        if known is None and asked.is_unbidden:
            return False
        if known is not None:
            entry.room, entry.shown, *entry.more = known
        await self._whereabouts.edited(asked)
        await self._inbox.write()
        return True

    def start(self, entry: Entry) -> Work:
        """Work on an entry of the inbox."""
        return self.works.begin(entry, self._carry_out)

    async def resume(self, entry: Entry, now: float) -> None:
        """Finish what another process left: answer it, or say that it was interrupted.

        What may have changed something (a subscription, a rating) is not done again.
        """
        asked = entry.asked
        entry.tries += 1
        is_harmless = asked.way is not Way.OPEN and not _PRIVATE.match(asked.text)
        if is_harmless and now - entry.at < limits.FRESH and entry.tries <= 3:
            await self._inbox.write()
            self.start(entry)
            return
        words = words_for((await self.people.of(asked.user)).locale)
        with suppress(DeliveryError):
            await self._tell_interrupted(entry, words)
        await self._inbox.done(entry)

    async def _tell_interrupted(self, entry: Entry, words: Words) -> None:
        asked = entry.asked
        told = words.text("I was interrupted; please ask again.")
        if _BRIEFINGS.match(asked.text):
            told = words.text("I was interrupted: /briefings list shows whether it was done.")
        showing = self._showing(entry, "")
        if entry.shown:
            await showing.leave(entry.shown)
            await self.mailbox.update(entry.room, entry.shown, line(told))
        else:
            await self._privately.tell(asked, told, words)
        if asked.is_direct and asked.place.thread:
            await showing.end()  # Or the agent would seem to work on for ever.

    async def stop(self, stopped: Stopped) -> None:
        """End what is under way in a session, also where another replica works on it."""
        channel, thread = stopped.place.channel, stopped.place.thread
        ended = self.works.end(
            Why.STOPPED,
            lambda asked: (
                (asked.place.channel, asked.place.thread) == (channel, thread)
                and is_before(asked.written, stopped.at)
            ),
        )
        if not ended:
            await self._whereabouts.stopped(stopped)

    async def drop(self, deleted: Deleted) -> None:
        """End what a message asked that is gone, also where another replica works on it."""
        channel, ts = deleted.place.channel, deleted.ts
        async with self.works.in_turn(channel, ts):
            self.works.end(Why.DELETED, lambda asked: (asked.place.channel, asked.ts) == (channel, ts))
            await self._whereabouts.deleted(deleted)

    async def _watch(self, work: Work) -> None:
        """End work that was stopped, edited or deleted where another replica heard of it."""
        asked = work.entry.asked
        why = None
        while why is None:
            await asyncio.sleep(limits.LOOK)
            why = await self._whereabouts.overtaken(asked)
        self.works.end(why, lambda other: other is asked)

    async def _shown_for(self, asked: Asked) -> list[str] | None:
        """Where the answer to an edited question stands, or is coming: channel and messages. None: it wasn't answered."""
        place = asked.place

        def is_it(other: Asked) -> bool:
            return (other.place.channel, other.ts) == (place.channel, asked.ts)

        for work in self.works.end(Why.EDITED, is_it):
            await work.finished()
            entry = work.entry
            return [entry.room, entry.shown, *entry.more]
        return await self._whereabouts.answer_to(place.channel, asked.ts)

    async def _carry_out(self, work: Work) -> None:
        entry = work.entry
        try:
            async with self._working:
                await self.gate.between()
                await self._answer(work)
        except asyncio.CancelledError:
            if work.why is None:
                raise  # A shutdown: whoever comes next finishes it.
        except DeliveryError as error:
            log.warning("answer_not_shown", way=entry.asked.way.value, reason=str(error))
        except Exception:
            log.exception("answer_fault", way=entry.asked.way.value)
        finally:
            self.works.over(work)
        await self._inbox.done(entry)

    async def _answer(self, work: Work) -> None:
        asked = work.entry.asked
        if (
            asked.way is not Way.MESSAGE
            and asked.is_direct
            and not asked.view
            and not await self._is_with_us(asked)
        ):
            asked = work.entry.asked = replace(asked, is_direct=False)
        profile = await self.people.of(asked.user)
        words = words_for(profile.locale)
        if (form := modals.form_for(asked, profile, words)) and await modals.opened(
            self.mailbox, asked.trigger, form
        ):
            return
        if asked.view or asked.way is Way.OPEN or (_PRIVATE.match(asked.text) and not asked.is_direct):
            await self._privately.answer(asked, profile, words)
        else:
            await self._openly(work, profile, words)

    async def _is_with_us(self, asked: Asked) -> bool:
        """Whether a direct message is the one with us: commands can be given in any."""
        direct = replace(asked.place, channel="", thread="", person=asked.user)
        try:
            return await self.mailbox.room(direct) == asked.place.channel
        except DeliveryError:
            return False

    async def _openly(self, work: Work, profile: Profile, words: Words) -> None:
        entry, asked = work.entry, work.entry.asked
        is_typed = bool(asked.ts)
        lead = "" if is_typed or asked.is_direct else question(profile.name, asked.text)
        showing = self._showing(entry, lead)
        watching = self.works.spawn(self._watch(work)) if is_typed else None
        try:
            try:
                await showing.begin(words.text("Looking in the documents …"))
            except (Gone, Rejected):
                if not asked.response_url:
                    raise
                await self._privately.by_url(asked, profile, words, lead)
                return
            await self._follow(showing, replace(asked, place=showing.place), profile, words)
        except asyncio.CancelledError:
            match work.why:
                case Why.STOPPED:
                    await showing.tell(words.text("Stopped."))
                case Why.DELETED:
                    await showing.drop()
                case Why.EDITED:
                    await showing.leave()
                case None:
                    raise
        finally:
            if watching:
                watching.cancel()
            if work.why is not None or not _is_cancelled():
                await showing.end()

    def _showing(self, entry: Entry, lead: str) -> Showing:
        async def placed() -> None:
            await self._placed(entry)

        is_chat = entry.asked.is_direct and entry.asked.place.thread
        return (Chat if is_chat else Showing)(self.mailbox, entry, self._me, placed, lead)

    async def _follow(self, showing: Showing, asked: Asked, profile: Profile, words: Words) -> None:
        events = self.desk.handle(await self.asking.inbound(asked, profile))
        extra = modals.chooser(asked, self.desk, words)
        try:
            async for event in events:
                match event:
                    case Status(text):
                        await showing.status(text)
                    case Part(block):
                        await showing.part(block)
                    case Final(reply):
                        match await self._whereabouts.overtaken(asked):
                            case None:
                                await showing.final(reply, extra)
                            case Why.STOPPED:
                                await showing.tell(words.text("Stopped."))
                            case Why.DELETED:
                                await showing.drop()
                            case Why.EDITED:  # Another replica answers it.
                                await showing.leave()
        except DeliveryError:
            raise
        except Exception as error:
            log.exception("desk_fault")
            await showing.tell(fault(error, words))
        finally:
            if isinstance(events, AsyncGenerator):
                await events.aclose()

    async def _placed(self, entry: Entry) -> None:
        await self._whereabouts.placed(entry)
        await self._inbox.write()


def _is_cancelled() -> bool:
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0
