"""The schema, brought up to date at opening."""

import asyncio
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.errors import StoreUnavailable
from bot.store.tables import HEAD

SCRIPTS = Path(__file__).with_name("migrations")

TURN = 60
"""Seconds that a replica waits for another to bring the schema up to date."""

_PAUSE = 0.05

_LOCK = 7_262_070_019
"""The number of PostgreSQL's advisory lock that migrations are run under: any, as long as it stays the same."""


async def upgrade(connection: AsyncConnection) -> None:
    """Runs the migrations that are missing, inside the writing transaction of `connection`.

    Replicas that start together take turns: on SQLite the transaction is the only writer, on PostgreSQL it holds a
    lock until it ends. A database that is up to date costs one query. Raises StoreUnavailable for one from the future.
    """
    if connection.dialect.name == "postgresql":
        await _take_turn(connection)
    if await revision(connection) != HEAD:
        await connection.run_sync(_run)


async def _take_turn(connection: AsyncConnection) -> None:
    # Asked for again and again: a wait inside the server would run into the limit for an answer.
    for _ in range(round(TURN / _PAUSE)):
        if (await connection.execute(sa.select(sa.func.pg_try_advisory_xact_lock(_LOCK)))).scalar():
            return
        await asyncio.sleep(_PAUSE)
    raise StoreUnavailable(
        f"Another replica has been at the database's tables for more than {TURN} s; see its log, and start again."
    )


async def revision(connection: AsyncConnection) -> str | None:
    """The revision that the database is at; None where there is none."""
    there = await connection.run_sync(lambda connection: sa.inspect(connection).has_table("alembic_version"))
    if not there:
        return None
    found = await connection.execute(sa.text("SELECT version_num FROM alembic_version"))
    return found.scalar()


def _run(connection: sa.Connection) -> None:
    # Alembic only where there is something to do: it takes longer to import than an open database to check.
    from alembic.migration import MigrationContext
    from alembic.operations import Operations
    from alembic.script import ScriptDirectory
    from alembic.util import CommandError

    scripts = ScriptDirectory(str(SCRIPTS))

    def missing(heads: Any, _: MigrationContext) -> Any:
        return scripts._upgrade_revs(HEAD, heads)  # pyright: ignore[reportPrivateUsage]

    context = MigrationContext.configure(connection, opts={"fn": missing})
    try:
        # The operations are handed to each script: Alembic's `op` is one for the whole process, and two stores may
        # be opened at once.
        context.run_migrations(operations=Operations(context))
    except CommandError as error:
        raise StoreUnavailable(
            f"The database was made by another version of the bot ({error}); run that version or a newer one."
        ) from error
