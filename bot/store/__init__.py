"""What must survive a restart: subscriptions, deliveries, writings, and what platforms remember.

The one home of `sqlalchemy` and `alembic`. Importing this package loads neither: `open_store` does.
"""

import datetime
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from bot.store.claimed import Claimed, Entry
from bot.store.place import Place, place_of

if TYPE_CHECKING:
    from bot.store.store import Store

__all__ = ["PATIENCE", "Claimed", "Entry", "Place", "clock_ahead", "look", "open_store", "place_of"]

PATIENCE = 5.0
"""Seconds that an operation waits for a database that is locked or a server that doesn't answer."""


@asynccontextmanager
async def open_store(
    url: str | None, *, now: Callable[[], datetime.datetime], patience: float = PATIENCE
) -> "AsyncGenerator[Store]":
    """The store at `url` (the setting DATABASE_URL; None is the SQLite file of `place_of`), its schema up to date.

    `now` tells the time (aware) where a method isn't given it; `patience` is in seconds.
    Raises BadSettings for a URL that can't be used, StoreUnavailable for a database that can't be reached.
    """
    place = place_of(url)

    from bot.store.database import Database
    from bot.store.store import Store

    database = Database(place, patience)
    try:
        await database.prepare()
        yield Store(database, now)
    finally:
        await database.close()


async def look(url: str | None, patience: float = PATIENCE) -> str:
    """One line on the database at `url`, for the doctor: where it is and whether it is ready. Changes nothing.

    Raises BadSettings and StoreUnavailable, as `open_store` does.
    """
    place = place_of(url)
    if place.path is not None and not place.path.exists():
        return f"{place.shown} (will be made)"

    from bot.store import migrating
    from bot.store.database import Database
    from bot.store.tables import HEAD

    database = Database(place, patience)
    try:
        revision = await database.read(migrating.revision)
    finally:
        await database.close()
    return place.shown if revision == HEAD else f"{place.shown} (its tables will be brought up to date)"


async def clock_ahead(
    url: str | None, now: Callable[[], datetime.datetime], patience: float = PATIENCE
) -> datetime.timedelta | None:
    """By how much `now` is ahead of the clock of the server at `url`, which its replicas share; None for a file.

    Raises BadSettings and StoreUnavailable, as `open_store` does.
    """
    place = place_of(url)
    if place.path is not None:
        return None

    from bot.store import keeping
    from bot.store.database import Database

    database = Database(place, patience)
    try:
        await database.read(keeping.server_time)  # The connection takes its time, which shall not count.
        before = now()
        theirs = await database.read(keeping.server_time)
        after = now()
    finally:
        await database.close()
    return before + (after - before) / 2 - theirs
