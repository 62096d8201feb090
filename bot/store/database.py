"""The connection to the database: transactions that are whole, whatever happens to who asked for them."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from typing import Any, TypeVar

import asyncpg
import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from bot.errors import StoreUnavailable
from bot.store import migrating
from bot.store.place import Place
from bot.store.tables import HEAD
from bot.store.trouble import gave_way, translated
from bot.wording import say

T = TypeVar("T")
Work = Callable[[AsyncConnection], Awaitable[T]]

_RUNS = 5
"""Times a transaction is run that PostgreSQL gave up for the sake of another."""


class Database:
    """An engine for `place`; `patience` in seconds for a lock, a connection or an answer."""

    def __init__(self, place: Place, patience: float) -> None:
        self.place = place
        self._patience = patience
        self._engine = _sqlite(place, patience) if place.path else _postgresql(place, patience)
        # One who only reads begins no transaction on SQLite: each statement sees the database at one moment.
        self._reader = self._engine.execution_options(begin="")
        # SQLite has one writer at a time and makes the others sleep and try again, in no order: those of one process
        # queue here instead.
        self._turn = asyncio.Lock()
        self._under_way: set[asyncio.Task[Any]] = set()
        self._waiting: list[tuple[Work[None], asyncio.Future[None]]] = []
        self._is_gathering = False

    async def prepare(self) -> None:
        """Makes the file if need be, and brings the schema up to date. Raises StoreUnavailable."""
        path = self.place.path
        with translated(self.place):
            if path is not None:
                path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                await self._into_wal()
        # Who finds it up to date needn't wait for the right to write.
        if await self.read(migrating.revision) != HEAD:
            await self.write(migrating.upgrade)

    async def read(self, work: Work[T]) -> T:
        """What `work` gives, which only reads, in one statement if it must all be of one moment.

        Raises StoreUnavailable.
        """
        return await self._whole(self._carry_out(self._reader, work))

    async def write(self, work: Work[T]) -> T:
        """What `work` gives in a transaction, committed. Raises StoreUnavailable; then nothing was written, unless
        the connection broke during the commit itself.
        """
        return await self._whole(self._written(work))

    async def write_together(self, work: Work[None]) -> None:
        """As `write`, in one transaction with all that comes while another such is under way.

        A commit waits for the disk: two hundred at once would wait for each other. Raises StoreUnavailable, and so does
        each of those that it shared its transaction with.
        """
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((work, done))
        if not self._is_gathering:
            self._is_gathering = True
            task = asyncio.ensure_future(self._write_waiting())
            self._under_way.add(task)
            task.add_done_callback(self._under_way.discard)
        await done

    async def _write_waiting(self) -> None:
        try:
            while self._waiting:
                together, self._waiting = self._waiting, []

                async def all_of(connection: AsyncConnection, works: Any = together) -> None:
                    for work, _ in works:
                        await work(connection)

                try:
                    await self._written(all_of)
                except Exception as error:
                    _settle(together, error)
                else:
                    _settle(together, None)
        finally:
            self._is_gathering = False

    async def close(self) -> None:
        """Waits for what is under way and closes all connections."""
        await asyncio.gather(*self._under_way, return_exceptions=True)
        with translated(self.place):
            await self._engine.dispose()

    async def _whole(self, work: Awaitable[T]) -> T:
        # Who asked may be cancelled at any await. A transaction isn't cut off with them: a driver that is cut off leaves
        # its thread, or the server, in a transaction that holds its locks.
        task = asyncio.ensure_future(work)
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)
        return await asyncio.shield(task)

    async def _written(self, work: Work[T]) -> T:
        if self.place.path is None:
            return await self._carry_out(self._engine, work)
        async with self._in_turn():
            return await self._carry_out(self._engine, work)

    @asynccontextmanager
    async def _in_turn(self) -> AsyncGenerator[None]:
        try:
            async with asyncio.timeout(self._patience):
                await self._turn.acquire()
        except TimeoutError as error:
            raise StoreUnavailable(
                f"The database {self.place.shown} is busy for more than {self._patience:g} s; try again.",
                reason=say("it is busy"),
            ) from error
        try:
            yield
        finally:
            self._turn.release()

    async def _carry_out(self, engine: AsyncEngine, work: Work[T]) -> T:
        with translated(self.place):
            for run in range(1, _RUNS + 1):
                try:
                    async with engine.begin() as connection:
                        return await work(connection)
                except DBAPIError as error:
                    if run == _RUNS or not gave_way(error):
                        raise
        raise AssertionError("unreachable")

    async def _into_wal(self) -> None:
        """Write-ahead logging is kept in the file. The change wants it alone and, unlike a transaction, doesn't wait."""
        loop = asyncio.get_running_loop()
        until = loop.time() + self._patience
        while True:
            try:
                async with self._reader.connect() as connection:
                    if (await connection.exec_driver_sql("PRAGMA journal_mode=WAL")).scalar() == "wal":
                        return
            except OperationalError as error:
                if "locked" not in str(error) or loop.time() > until:
                    raise
            else:
                if loop.time() > until:
                    raise StoreUnavailable(
                        f"The database {self.place.shown} can't keep a write-ahead log; put it on a local disk."
                    )
            await asyncio.sleep(0.02)


def _settle(written: Iterable[tuple[Work[None], "asyncio.Future[None]"]], error: Exception | None) -> None:
    for _, done in written:
        if done.done():  # Who asked was cancelled.
            continue
        if error is None:
            done.set_result(None)
        else:
            done.set_exception(error)


def _sqlite(place: Place, patience: float) -> AsyncEngine:
    engine = create_async_engine(
        sa.URL.create("sqlite+aiosqlite", database=str(place.path)),
        # None: the driver begins no transaction of its own; `begin` below does.
        connect_args={"isolation_level": None, "timeout": patience},
        pool_size=2,
        max_overflow=4,
        pool_timeout=patience,
    )

    def connect(connection: Any, _: object) -> None:
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout={round(patience * 1000)}")
        cursor.execute("PRAGMA foreign_keys=ON")
        # With a write-ahead log, NORMAL may lose the last commits in a power cut. Were "sending" lost, the edition
        # would be posted again.
        cursor.execute("PRAGMA synchronous=FULL")
        cursor.close()

    def begin(connection: sa.Connection) -> None:
        # A transaction that reads and then writes must begin as a writer: SQLite refuses the step up at once, whatever
        # the busy timeout, if another has written in between.
        statement = connection.get_execution_options().get("begin", "BEGIN IMMEDIATE")
        if statement:
            connection.exec_driver_sql(statement)

    event.listen(engine.sync_engine, "connect", connect)
    event.listen(engine.sync_engine, "begin", begin)
    return engine


def _postgresql(place: Place, patience: float) -> AsyncEngine:
    async def connect() -> asyncpg.Connection:
        # asyncpg reads the URL as PostgreSQL's own tools do, sslmode and sockets included.
        limits: dict[str, Any] = {"timeout": patience, "command_timeout": patience}
        return await asyncpg.connect(place.dsn, **limits)

    return create_async_engine(
        "postgresql+asyncpg://",
        async_creator=connect,
        pool_size=4,
        max_overflow=4,
        pool_timeout=patience,
        pool_pre_ping=True,  # a server that was away is found to be back
    )
