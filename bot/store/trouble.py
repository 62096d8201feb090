"""What goes wrong in a database, said once: StoreUnavailable with the remedy, the cause kept."""

from collections.abc import Generator
from contextlib import contextmanager

import asyncpg
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from bot.errors import StoreUnavailable
from bot.store.place import Place

_SQLITE = (
    ("locked", "is locked by another process; wait a moment, or close what holds it, and try again"),
    ("busy", "is locked by another process; wait a moment, or close what holds it, and try again"),
    ("full", "can't grow: the disk is full; free some space and try again"),
    ("readonly", "can't be written; give this user the right to write the file and its folder"),
    ("unable to open", "can't be opened; check that its folder is there and that this user may write to it"),
    ("not a database", "isn't an SQLite database; name another file with DATABASE_URL"),
    ("malformed", "is damaged; put back a copy of it, or name another file with DATABASE_URL"),
)

_REFUSED = (
    asyncpg.InvalidAuthorizationSpecificationError,  # the base of InvalidPasswordError
    asyncpg.InvalidCatalogNameError,
    asyncpg.InsufficientPrivilegeError,
)

_AGAIN = frozenset({"40001", "40P01"})
"""PostgreSQL's codes for transactions that it gave up for the sake of another: they may simply be run again."""


@contextmanager
def translated(place: Place) -> Generator[None]:
    """Turns whatever SQLAlchemy, its drivers and the network raise into StoreUnavailable."""
    try:
        yield
    except (SQLAlchemyError, asyncpg.PostgresError, asyncpg.InterfaceError, OSError) as error:
        raise StoreUnavailable(f"The database {place.shown} {_said(place, error)}.") from error


def gave_way(error: BaseException) -> bool:
    """Whether PostgreSQL gave this transaction up for the sake of another."""
    return isinstance(error, DBAPIError) and getattr(error.orig, "sqlstate", None) in _AGAIN


def _said(place: Place, error: Exception) -> str:
    causes = (error, error.__cause__, getattr(error, "orig", None), getattr(error, "driver_exception", None))
    text = str(getattr(error, "orig", None) or error).strip().splitlines()
    first = (text[0].rpartition(">: ")[2] if text else "") or type(error).__name__
    if place.path is not None:
        known = (remedy for word, remedy in _SQLITE if word in first.casefold())
        return next(known, f"can't be used ({first.rstrip('.')}); check its disk and the rights to the file")
    orig = getattr(error, "orig", None)
    causes += (getattr(orig, "__cause__", None),)
    if any(isinstance(cause, _REFUSED) for cause in causes):
        return f"refuses us ({first.rstrip('.')}); correct DATABASE_URL or the rights of its user"
    if any(isinstance(cause, asyncpg.DiskFullError) for cause in causes):
        return "can't grow: its disk is full; free some space there and try again"
    return f"doesn't answer ({first.rstrip('.')}); start its server, or correct DATABASE_URL, and try again"
