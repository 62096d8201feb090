"""The only wiring: settings to dossiers, engine, store, desk, courier and platforms."""

import asyncio
import datetime
import importlib
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager, nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.desk import Desk
from bot.dossier import reader
from bot.dossier.model import Dossier
from bot.dossier.reading import Reading
from bot.dossier.shelf import Progress
from bot.engines import Engine
from bot.holdings import Holdings
from bot.platform import Address, Platform, State, platform_of
from bot.settings import Settings
from bot.state import Memory

if TYPE_CHECKING:
    from bot.circulation import Circulation
    from bot.courier import Courier
    from bot.store.store import Store

TICK = 2.0
"""Seconds between two looks at what is due: with `Rules.under_way` it allows 100 posts a second and platform."""

RETENTION = datetime.timedelta(days=30)
"""How long settled deliveries with their history are kept, and what was shown."""

DRAINING = 30.0
"""Seconds that a shutdown waits for posts under way."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """What briefings need: the store, the courier, and what people do with their subscriptions.

    `conversation_days` is how long the store keeps the turns of threads.
    """

    store: "Store"
    courier: "Courier"
    circulation: "Circulation"
    conversation_days: int = 30

    @asynccontextmanager
    async def going_on(self) -> AsyncGenerator[None]:
        """Deliver what is due while the block runs; behind it, finish what is being posted."""
        from bot.clock import Job, ticking

        async def forget(now: datetime.datetime) -> None:
            await self.store.forget(now - RETENTION)
            await self.store.forget_conversations(now - datetime.timedelta(days=self.conversation_days))

        async def health(_: datetime.datetime) -> None:
            await self.store.ping()

        jobs = [
            Job("deliveries", TICK, self.courier.tick),
            Job("retention", 86_400.0, forget),
            Job("health", 60.0, health),
        ]
        try:
            async with ticking(jobs):
                yield
        finally:  # A shutdown ends the block by cancelling it.
            await self.courier.drain(DRAINING)


@dataclass(frozen=True, slots=True)
class App:
    """What runs: one desk, the platforms that call it, and the delivery to those that can be posted to."""

    desk: Desk
    platforms: tuple[Platform, ...]
    delivery: "Delivery | None" = None

    async def serve(self) -> None:
        """Serve all platforms until each has stopped, and deliver meanwhile; the failure of one stops them all."""
        state: State = self.delivery.store.state() if self.delivery else Memory()
        serving = [asyncio.ensure_future(p.serve(self.desk, state)) for p in self.platforms]
        try:
            async with self.delivery.going_on() if self.delivery else nullcontext():
                await asyncio.gather(*serving)
        finally:
            for task in serving:
                task.cancel()
            await asyncio.gather(*serving, return_exceptions=True)


@asynccontextmanager
async def open_app(settings: Settings, progress: Progress | None = None) -> AsyncGenerator[App]:
    """Everything that `settings` ask for, ready to serve. Raises UnusableDossier, BadSettings, StoreUnavailable.

    Where nobody can be posted to (a pipe), no database is opened.
    """
    platforms = tuple(open_platform(name) for name in settings.platforms)
    if not any(platform.receives for platform in platforms):
        yield App(desk=open_desk(settings, progress), platforms=platforms)
        return
    holdings = open_holdings(settings, progress)
    async with _delivery(settings, holdings, platforms) as delivery:
        desk = Desk(
            holdings,
            _today,
            store=delivery.store,
            circulation=delivery.circulation,
            keeps_turns=settings.conversation_days > 0,
        )
        yield App(desk=desk, platforms=platforms, delivery=delivery)


@asynccontextmanager
async def open_circulation(settings: Settings) -> AsyncGenerator["Circulation"]:
    """The subscriptions alone, for the command line. Raises as `open_app`."""
    async with _delivery(settings, open_holdings(settings), ()) as delivery:
        yield delivery.circulation


@asynccontextmanager
async def _delivery(
    settings: Settings, holdings: Holdings, platforms: tuple[Platform, ...]
) -> AsyncGenerator[Delivery]:
    from bot.circulation import Circulation
    from bot.clock import utc_now
    from bot.courier import Courier
    from bot.press import Press
    from bot.store import open_store

    async def read(name: str) -> tuple[Dossier, Engine]:
        holding = await holdings.get(name)
        await holding.refresh()
        return holding.dossier, holding.engine

    by_name = {platform.name: platform for platform in platforms}

    async def prepare(address: Address, title: str) -> Address:
        # On the command line no platform runs: what its address needs, whoever subscribes it there must know.
        platform = by_name.get(platform_of(address))
        return await platform.prepare(address, title) if platform else address

    async with open_store(settings.database_url, now=utc_now) as store:
        press = Press(store, read)
        yield Delivery(
            store=store,
            courier=Courier(store, press, {p.name: p for p in platforms if p.receives}, utc_now),
            circulation=Circulation(store, holdings, press, utc_now, prepare=prepare),
            conversation_days=settings.conversation_days,
        )


def open_desk(settings: Settings, progress: Progress | None = None) -> Desk:
    """The desk alone, for a command that needs neither platform nor database. Raises UnusableDossier."""
    return Desk(open_holdings(settings, progress), _today)


def open_holdings(settings: Settings, progress: Progress | None = None) -> Holdings:
    """The dossiers that `settings` name. Raises UnusableDossier, also for a DOSSIERS folder that holds none."""
    return Holdings(
        settings.dossier or reader.default_path(),
        engine_maker(settings.engine_used),
        folder=settings.dossiers,
        progress=progress,
    )


def open_platform(name: str) -> Platform:
    """A platform by its name. Platforms know the bot, not the other way round: no import at load time.

    Raises BadSettings for a name that isn't there.
    """
    return importlib.import_module("adapters").open_platform(name)


def engine_maker(name: str) -> Callable[[Reading], Engine]:
    """What makes the engine `name` for a reading."""
    from bot.engines.extractive import Extractive

    match name:
        case "extractive":
            return Extractive
        case _:
            from bot.errors import BadSettings

            raise BadSettings(f"The engine {name!r} isn't there yet; set ENGINE=extractive.")


def _today() -> datetime.date:
    """The date where the bot runs: a countdown is read by people there."""
    return datetime.datetime.now().astimezone().date()
