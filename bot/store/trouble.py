"""What goes wrong in a database, said once: StoreUnavailable with the remedy, the cause kept."""

from collections.abc import Generator
from contextlib import contextmanager

import asyncpg
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from bot.errors import StoreUnavailable
from bot.store.place import Place
from bot.wording import say

_LOCKED = say("another process has it locked")
_FULL = say("its disk is full")
_UNWRITABLE = say("it can't be written")
_UNREADABLE = say("its file can't be read")
_REFUSES = say("it refuses the bot")
_SILENT = say("it doesn't answer")

_SQLITE = (
    ("locked", _LOCKED, "is locked by another process; wait a moment, or close what holds it, and try again"),
    ("busy", _LOCKED, "is locked by another process; wait a moment, or close what holds it, and try again"),
    ("full", _FULL, "can't grow: the disk is full; free some space and try again"),
    ("readonly", _UNWRITABLE, "can't be written; give this user the right to write the file and its folder"),
    (
        "unable to open",
        _UNREADABLE,
        "can't be opened; check that its folder is there and that this user may write to it",
    ),
    ("not a database", _UNREADABLE, "isn't an SQLite database; name another file with DATABASE_URL"),
    ("malformed", _UNREADABLE, "is damaged; put back a copy of it, or name another file with DATABASE_URL"),
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
        reason, said = _said(place, error)
        raise StoreUnavailable(f"The database {place.shown} {said}.", reason=reason) from error


def gave_way(error: BaseException) -> bool:
    """Whether PostgreSQL gave this transaction up for the sake of another."""
    return isinstance(error, DBAPIError) and getattr(error.orig, "sqlstate", None) in _AGAIN


def _said(place: Place, error: Exception) -> tuple[str, str]:
    """Why, for everyone; and why and what to do, for who runs the bot."""
    causes = (error, error.__cause__, getattr(error, "orig", None), getattr(error, "driver_exception", None))
    text = str(getattr(error, "orig", None) or error).strip().splitlines()
    first = (text[0].rpartition(">: ")[2] if text else "") or type(error).__name__
    if place.path is not None:
        known = ((reason, remedy) for word, reason, remedy in _SQLITE if word in first.casefold())
        other = f"can't be used ({first.rstrip('.')}); check its disk and the rights to the file"
        return next(known, (_UNREADABLE, other))
    orig = getattr(error, "orig", None)
    causes += (getattr(orig, "__cause__", None),)
    if any(isinstance(cause, _REFUSED) for cause in causes):
        return _REFUSES, f"refuses us ({first.rstrip('.')}); correct DATABASE_URL or the rights of its user"
    if any(isinstance(cause, asyncpg.DiskFullError) for cause in causes):
        return _FULL, "can't grow: its disk is full; free some space there and try again"
    return (
        _SILENT,
        f"doesn't answer ({first.rstrip('.')}); start its server, or correct DATABASE_URL, and try again",
    )
