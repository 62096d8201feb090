"""discord.py's client: events in, acknowledged at once, and handed on."""

import asyncio
import contextlib
import datetime
from collections import OrderedDict
from collections.abc import Callable, Coroutine
from dataclasses import replace
from typing import Any

import discord
import structlog

from adapters.discord import commands, limits, parse
from adapters.discord.answering import Answering
from adapters.discord.connection import intents, shards
from adapters.discord.errors import NETWORK
from adapters.discord.locales import Locales
from adapters.discord.parse import Asked, Completing, Empty, Opening, Threading
from adapters.discord.places import Channel, address_of, place_of, space_of
from adapters.discord.press import Form
from adapters.discord.render import render, render_line
from adapters.discord.rest import ACKNOWLEDGED, Refusal, Rest
from adapters.discord.screens import EPHEMERAL, ChannelScreen, InteractionScreen, Line, May
from adapters.discord.settings import DiscordSettings
from adapters.discord.surroundings import hall, may_answer, may_write
from adapters.discord.text import one_line, shortened
from adapters.discord.threads import Threads
from bot.errors import DeliveryError, StoreUnavailable
from bot.platform import Address, Choice, Desk, Payload, Receipt, State
from bot.wording import words_for

log = structlog.get_logger()

_SEEN = 1_000
"""Events that are remembered in memory, beside the store."""

_REMEMBERED = 3600.0
"""Seconds for which the store remembers an event: a gateway replays what it missed, minutes at most."""

_PATIENCE = 1.5
"""Seconds that an answer waits at most for interactions that aren't acknowledged yet."""

_NEWCOMER = datetime.timedelta(days=1)
"""How long after it was added to a server the bot still says hello."""

Post = Callable[[Address, Payload, str], Coroutine[Any, Any, Receipt]]


class Client(discord.AutoShardedClient):
    """Keeps no members and no messages in memory; pings nobody."""

    def __init__(
        self, settings: DiscordSettings, desk: Desk, state: State, rest: Rest,
        line: Callable[[discord.Client], Line], post: Post,
    ) -> None:  # fmt: skip
        super().__init__(
            intents=intents(),
            allowed_mentions=discord.AllowedMentions.none(),
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            max_messages=None,
            **shards(settings),
        )
        self._desk = desk
        self._state = state
        self._locales = Locales(state)
        self._rest = rest
        self._line = line(self)
        self._post = post
        self._threads = Threads(rest, self._line)
        self._answering = Answering(desk, self._quiet, has_pictures=settings.discord_pictures != "off")
        self._has_own_gateway = settings.discord_gateway_url is not None
        self._tasks: set[asyncio.Task[None]] = set()
        self._seen: OrderedDict[str, None] = OrderedDict()
        self._unacknowledged = 0
        self._acknowledged = asyncio.Event()
        self._acknowledged.set()

    async def setup_hook(self) -> None:
        """Called by discord.py once the token is known to be good."""
        self._begin(self._register())

    async def launch_shards(self) -> None:
        """As discord.py does it, but at the gateway's address of the settings if there is one."""
        if self._has_own_gateway and not self.shard_count:
            self.shard_count, _, _ = await self.http.get_bot_gateway()
        await super().launch_shards()

    async def finish(self) -> None:
        """Cancel what is under way, and wait for it."""
        for task in [*self._tasks]:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _begin(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()):
            log.error("event_failed", reason=str(error), exc_info=error)

    # Interactions

    async def on_interaction(self, event: discord.Interaction) -> None:
        """Acknowledge, then answer."""
        asked = parse.interaction(event)
        match asked:
            case Completing():
                await self._complete(event, asked)
            case Opening(form):
                await self._open_form(event, form)
            case Threading():
                self._begin(self._threads.open(event))
            case Empty():
                await self._tell_empty(event)
            case Asked():
                self._unacknowledged += 1
                self._acknowledged.clear()
                self._begin(self._answer(event, asked))

    async def _answer(self, event: discord.Interaction, asked: Asked) -> None:
        flags = {"data": {"flags": EPHEMERAL}} if asked.is_private else {}
        try:
            await self._rest.respond(event.id, event.token, {"type": 5, **flags})
        except Refusal as error:
            if error.code == ACKNOWLEDGED:
                return  # Another replica has it.
            log.info("not_acknowledged", event_id=event.id, reason=str(error))
        except NETWORK as error:
            log.info("not_acknowledged", event_id=event.id, reason=type(error).__name__)
        finally:
            self._unacknowledged -= 1
            if not self._unacknowledged:
                self._acknowledged.set()
        if not await self._is_new(asked.inbound.event):
            return
        await self._quiet()
        await self._locales.learn(asked.inbound.person, asked.inbound.locale)
        place = place_of(asked.inbound.address)
        assert place is not None
        # Where the acknowledgement failed, the first edit tells, and normal messages take its place.
        may = May() if asked.is_private else may_answer(event)
        screen = InteractionScreen(self._line, event, place, is_private=asked.is_private, may=may)
        await self._answering.answer(await self._begun(asked, event.channel), screen)

    async def _begun(self, asked: Asked, channel: object) -> Asked:
        """With what its thread began with, unless it says itself what it is about."""
        if asked.inbound.earlier is not None or self.user is None:
            return asked
        begun = await self._threads.begun(channel, self.user.id)
        return replace(asked, inbound=replace(asked.inbound, earlier=begun))

    async def _quiet(self) -> None:
        """Others' three seconds go before our work, but not for ever."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_PATIENCE):
                await self._acknowledged.wait()

    async def _complete(self, event: discord.Interaction, field: Completing) -> None:
        found = self._desk.suggest(field.field, field.prefix, field.space)
        choices = [choice for one in found if (choice := _choice(one, event.data))][: limits.CHOICES]
        await self._respond(event, {"type": 8, "data": {"choices": choices}})

    async def _open_form(self, event: discord.Interaction, form: Form) -> None:
        words = words_for(event.locale.value)
        if form.command:
            title, label = words.text("A briefing here at an hour you choose"), words.said(commands.WHEN)
        else:
            title, label = words.text("Ask about this"), words.text("Your question")
        field = {"type": 4, "custom_id": form.custom_id, "style": 1 if form.command else 2, "required": True}
        field |= {"max_length": limits.MODAL_TEXT} | ({"value": f"{form.begun} "} if form.begun else {})
        shown = {
            "custom_id": form.custom_id,
            "title": shortened(title, limits.MODAL_TITLE),
            "components": [{"type": 18, "label": shortened(label, limits.MODAL_TITLE), "component": field}],
        }
        await self._respond(event, {"type": 9, "data": shown})

    async def _tell_empty(self, event: discord.Interaction) -> None:
        words = words_for(event.locale.value)
        line = render_line(
            words.text(
                "There is nothing to work on: no text is there, or the button is from an older version."
            )
        )
        await self._respond(event, {"type": 4, "data": {**line, "flags": line["flags"] | EPHEMERAL}})

    async def _respond(self, event: discord.Interaction, response: dict[str, Any]) -> None:
        try:
            await self._rest.respond(event.id, event.token, response)
        except (Refusal, *NETWORK) as error:
            log.info("response_failed", event_id=event.id, reason=str(error))

    # Messages

    async def on_message(self, event: discord.Message) -> None:
        """A mention, a reply or a direct message is a question."""
        assert self.user is not None
        asked = parse.message(event, self.user.id)
        if asked is not None:
            self._begin(self._converse(event, asked))

    async def _converse(self, event: discord.Message, asked: Asked) -> None:
        if not await self._is_new(asked.inbound.event):
            return
        if locale := await self._locales.of(asked.inbound.person):
            asked = replace(asked, inbound=replace(asked.inbound, locale=locale))
        place = place_of(asked.inbound.address)
        assert place is not None
        has_threads = isinstance(event.channel, discord.TextChannel)
        thread = shortened(one_line(asked.inbound.text), limits.THREAD_NAME) if has_threads else None
        screen = ChannelScreen(
            self._line,
            place,
            event.author.id,
            event.id,
            channel=event.channel.id,
            reply_to=event.id,
            thread=thread or None,
            may=may_write(event),
        )
        typing = asyncio.ensure_future(screen.type())
        try:
            await self._answering.answer(await self._begun(asked, event.channel), screen)
        finally:
            typing.cancel()

    # Servers

    async def on_guild_join(self, guild: discord.Guild) -> None:
        """Say hello, once for all times."""
        self._begin(self._greet(guild))

    async def on_guild_available(self, guild: discord.Guild) -> None:
        """The same where the bot was added while it was away or starting."""
        joined = guild.me.joined_at
        if joined is not None and discord.utils.utcnow() - joined < _NEWCOMER:
            self._begin(self._greet(guild))

    async def _greet(self, guild: discord.Guild) -> None:
        key = f"discord:hello:{guild.id}"
        if await self._state.get(key) or not await self._state.claim(key, _REMEMBERED):
            return
        channel = hall(guild)
        if channel is None:
            return
        hello = self._desk.hello(space_of(guild.id, 0), guild.preferred_locale.value)
        address = address_of(Channel(channel.id, guild.id))
        try:
            for n, payload in enumerate(render(hello)):
                await self._post(address, payload, f"h{n}-{guild.id}")
        except DeliveryError as error:
            log.info("hello_failed", reason=str(error))
            return
        await self._state.put(key, "said")

    # Commands

    async def _register(self) -> None:
        """Register the commands if they changed since they last were."""
        assert self.application_id is not None
        wanted = commands.payloads()
        key, print_ = f"discord:commands:{self.application_id}", commands.fingerprint(wanted)
        if await self._state.get(key) == print_:
            return
        try:
            await self.http.bulk_upsert_global_commands(self.application_id, wanted)
        except discord.HTTPException as error:
            log.warning("commands_refused", code=error.code, reason=error.text)
            return
        await self._state.put(key, print_)
        log.info("commands_registered", number=len(wanted))

    async def _is_new(self, event: str) -> bool:
        """Whether nobody has this event yet; while the store is away, only this process is asked."""
        if event in self._seen:
            return False
        self._seen[event] = None
        if len(self._seen) > _SEEN:
            self._seen.popitem(last=False)
        try:
            return await self._state.claim(event, _REMEMBERED)
        except StoreUnavailable as error:
            log.warning("claim_failed", reason=str(error))
            return True


def _choice(one: Choice, data: Any) -> dict[str, Any] | None:
    """A choice as Discord takes it; None where its value is too long to come back whole."""
    if limits.length(one.value) > limits.CHOICE or not one_line(one.label):
        return None
    options = (data or {}).get("options", ())
    while options and options[0]["type"] in {1, 2}:
        options = options[0].get("options", ())
    is_number = any(option.get("focused") and option["type"] == 4 for option in options)
    value: Any = int(one.value) if is_number else one.value
    return {"name": shortened(one_line(one.label), limits.CHOICE), "value": value}
