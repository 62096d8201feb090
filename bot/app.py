"""The only wiring: settings to dossiers, engine, store, desk, courier and platforms."""

import asyncio
import datetime
import gc
import importlib
from collections.abc import AsyncGenerator, Callable
from contextlib import AsyncExitStack, asynccontextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bot.desk import Desk
from bot.dossier import reader
from bot.dossier.model import Dossier
from bot.dossier.reading import Reading
from bot.dossier.shelf import Progress
from bot.engines import Engine
from bot.errors import StoreUnavailable
from bot.holdings import Holdings, first_in
from bot.platform import Address, Platform, State, platform_of
from bot.settings import Settings
from bot.state import Memory

if TYPE_CHECKING:
    from bot.circulation import Circulation
    from bot.courier import Courier
    from bot.engines.generative.ledger import Ledger
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
        """Serve all platforms until each has stopped, and deliver meanwhile; the failure of one stops them all.

        Whatever ends it, the others serve until the posts under way are finished.
        """
        keep_loaded()
        state: State = self.delivery.store.state() if self.delivery else Memory()
        serving = [asyncio.ensure_future(p.serve(self.desk, state)) for p in self.platforms]
        try:
            async with self.delivery.going_on() if self.delivery else nullcontext():
                # Not `gather`: cancelled, that cancels what it waits for, and posts need the connections.
                done, _ = await asyncio.wait(serving, return_when=asyncio.FIRST_EXCEPTION)
                for task in done:
                    task.result()
        finally:
            for task in serving:
                task.cancel()
            await asyncio.gather(*serving, return_exceptions=True)


def keep_loaded() -> None:
    """Take what is loaded so far out of the garbage collector's sight: modules, dossiers, wiring.

    To look through all that stops everything for a tenth of a second, again and again under load.
    """
    gc.collect()
    gc.freeze()


@asynccontextmanager
async def open_app(settings: Settings, progress: Progress | None = None) -> AsyncGenerator[App]:
    """Everything that `settings` ask for, ready to serve. Raises UnusableDossier, BadSettings, StoreUnavailable.

    Where nobody can be posted to (a pipe), no subscription is kept.
    """
    platforms = tuple(open_platform(name) for name in platforms_of(settings))
    if not any(platform.receives for platform in platforms):
        async with open_desk(settings, progress) as desk:
            yield App(desk=desk, platforms=platforms)
        return
    async with _delivery(settings, platforms, progress) as (delivery, holdings):
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
    async with _delivery(settings, (), None) as (delivery, _):
        yield delivery.circulation


@asynccontextmanager
async def _delivery(
    settings: Settings, platforms: tuple[Platform, ...], progress: Progress | None
) -> AsyncGenerator[tuple[Delivery, Holdings]]:
    from bot.circulation import Circulation
    from bot.clock import utc_now
    from bot.courier import Courier
    from bot.ledger import StoredLedger
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

    async with (
        open_store(settings.database_url, now=utc_now) as store,
        _engines(settings, StoredLedger(store, settings, utc_now)) as engine_for,
    ):
        holdings = open_holdings(settings, engine_for, progress)
        press = Press(store, read)
        delivery = Delivery(
            store=store,
            courier=Courier(store, press, {p.name: p for p in platforms if p.receives}, utc_now),
            circulation=Circulation(store, holdings, press, utc_now, prepare=prepare),
            conversation_days=settings.conversation_days,
        )
        yield delivery, holdings


@asynccontextmanager
async def open_desk(
    settings: Settings, progress: Progress | None = None, *, record: Path | None = None
) -> AsyncGenerator[Desk]:
    """The desk alone, for a command that needs no platform. Raises UnusableDossier and BadSettings.

    A database is opened only for what a model costs; where it is away, that is counted in memory. What is asked of
    the model and what it says goes into the folder `record`, if there is one.
    """
    async with AsyncExitStack() as stack:
        ledger = await _ledger(settings, stack) if settings.engine_used == "generative" else None
        engine_for = await stack.enter_async_context(_engines(settings, ledger, record))
        yield Desk(open_holdings(settings, engine_for, progress), _today)


async def _ledger(settings: Settings, stack: AsyncExitStack) -> "Ledger":
    import structlog

    from bot.clock import utc_now
    from bot.ledger import MemoryLedger, StoredLedger
    from bot.store import open_store

    try:
        store = await stack.enter_async_context(open_store(settings.database_url, now=utc_now))
    except StoreUnavailable as error:
        structlog.get_logger().warning("usage_in_memory", error=str(error))
        return MemoryLedger(settings, utc_now)
    return StoredLedger(store, settings, utc_now)


@asynccontextmanager
async def _engines(
    settings: Settings, ledger: "Ledger | None", record: Path | None = None
) -> AsyncGenerator[Callable[[Reading], Engine]]:
    """What makes the engine that `settings` ask for, for a reading. Raises BadSettings."""
    from bot.engines.extractive import Extractive

    if settings.engine_used == "extractive" or ledger is None:
        yield Extractive
        return
    from bot.engines.fallback import Fallback
    from bot.engines.generative.books import Books
    from bot.engines.generative.engine import Generative
    from bot.engines.generative.openai_model import open_model
    from bot.engines.generative.recording import Recording

    async with Books(ledger) as books, open_model(settings) as client:
        model = Recording(client, record) if record else client

        def engine(reading: Reading) -> Engine:
            plain = Extractive(reading)
            written = Generative(
                reading=reading, model=model, ledger=books, deadline=settings.openai_deadline, plain=plain
            )
            return Fallback(written, plain)

        yield engine


def open_holdings(
    settings: Settings, engine_for: Callable[[Reading], Engine], progress: Progress | None = None
) -> Holdings:
    """The dossiers that `settings` name. Raises UnusableDossier, also for a DOSSIERS folder that holds none."""
    return Holdings(first_dossier(settings), engine_for, folder=settings.dossiers, progress=progress)


def first_dossier(settings: Settings) -> Path:
    """The dossier that is in use where none was chosen: DOSSIER, else the first of DOSSIERS, else what comes along.

    Raises UnusableDossier for a DOSSIERS folder that holds none.
    """
    if settings.dossier is None and settings.dossiers is not None:
        return first_in(settings.dossiers)
    return settings.dossier or reader.default_path()


def platforms_of(settings: Settings) -> tuple[str, ...]:
    """The names of the platforms to run: those that are set, else those that have their tokens, else the terminal.

    Raises BadSettings for a token or another setting of theirs that can't be used.
    """
    return settings.platforms or importlib.import_module("adapters").set_up() or ("terminal",)


def open_platform(name: str) -> Platform:
    """A platform by its name. Platforms know the bot, not the other way round: no import at load time.

    Raises BadSettings for a name that isn't there.
    """
    return importlib.import_module("adapters").open_platform(name)


def _today() -> datetime.date:
    """The date where the bot runs: a countdown is read by people there."""
    return datetime.datetime.now().astimezone().date()
