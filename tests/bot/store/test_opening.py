"""Opening: the schema is brought up to date, whoever else is at it."""

import asyncio
import datetime
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.pool import Pool

from bot.errors import BadSettings, StoreUnavailable
from bot.store import open_store, place_of
from bot.store.database import Database
from bot.store.migrating import SCRIPTS
from bot.store.store import Store
from bot.store.tables import HEAD, metadata
from bot.subscriptions import Stage
from tests.bot.store.stores import NOW, claim, opened, subscription

ROOT = Path(__file__).parents[3]


async def test_an_empty_database_is_made_ready_and_stays_so(empty_database_url: str) -> None:
    async with opened(empty_database_url) as store:
        await store.ping()
        await store.add(subscription())
    async with opened(empty_database_url) as store:
        assert await store.get("a") == subscription()


def test_replicas_that_start_together_dont_trip(empty_database_url: str) -> None:
    async def start(number: int) -> None:
        async with opened(empty_database_url, patience=30) as one, opened(empty_database_url, patience=30):
            await one.add(subscription(f"s{number}"))

    with ThreadPoolExecutor(4) as pool:
        for started in [pool.submit(asyncio.run, start(number)) for number in range(4)]:
            started.result()

    async def look() -> None:
        async with opened(empty_database_url) as store:
            assert len(await store.find()) == 4

    asyncio.run(look())


async def test_the_migrations_make_what_the_tables_say(empty_database_url: str) -> None:
    def compare(connection: sa.Connection) -> list[Any]:
        return compare_metadata(MigrationContext.configure(connection), metadata)

    async def differences(connection: AsyncConnection) -> list[Any]:
        return await connection.run_sync(compare)

    async with opened(empty_database_url):
        assert await _in(empty_database_url, differences) == []


def test_the_newest_script_is_the_revision_that_the_code_wants() -> None:
    assert ScriptDirectory(str(SCRIPTS)).get_current_head() == HEAD


async def test_a_database_of_an_older_version_keeps_what_it_holds(database_url: str) -> None:
    async def age(connection: AsyncConnection) -> None:
        await connection.execute(sa.text("ALTER TABLE deliveries DROP COLUMN reply"))
        for table in ("asked", "usage", "turns", "shown", "feedback"):
            await connection.execute(sa.text(f"DROP TABLE {table}"))
        await connection.execute(sa.text("UPDATE alembic_version SET version_num = '0001'"))

    async with opened(database_url) as store:
        await store.add(subscription())
        (claimed,) = await claim(store)
    await _in(database_url, age)
    async with opened(database_url) as store:
        assert await store.deliveries("a", 9) == [claimed.delivery]
        assert await store.record(claimed.delivery.id, "one", Stage.SENDING, NOW, reply="reply:x")
        assert [one.reply for one in await store.deliveries("a", 9)] == ["reply:x"]


async def test_a_database_from_the_future_is_left_alone(database_url: str) -> None:
    async def age(connection: AsyncConnection) -> None:
        await connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))

    async def back(connection: AsyncConnection) -> None:
        await connection.execute(sa.text(f"UPDATE alembic_version SET version_num = '{HEAD}'"))

    await _in(database_url, age)
    with pytest.raises(StoreUnavailable, match=r"another version of the bot.*9999"):
        async with opened(database_url):
            pass
    await _in(database_url, back)


async def test_sqlite_keeps_what_was_committed_through_a_power_cut(tmp_path: Path) -> None:
    path = tmp_path / "new" / "bot.db"
    with every_checkout("PRAGMA synchronous", "PRAGMA foreign_keys", "PRAGMA journal_mode") as answers:
        async with opened(f"sqlite:///{path}") as store:
            await store.add(subscription())
    full = 2
    assert set(answers[1:]) == {(full, 1, "wal")}
    assert os.stat(path.parent).st_mode & 0o777 == 0o700  # noqa: PTH116


async def test_a_url_that_cant_be_used_is_refused_before_anything_is_opened() -> None:
    with pytest.raises(BadSettings):
        async with open_store("mysql://db", now=lambda: datetime.datetime.now(datetime.UTC)):
            pass


def test_a_file_that_is_no_database_says_so(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("These are my notes. " * 99, encoding="utf-8")
    with pytest.raises(StoreUnavailable, match=r"notes\.txt isn't an SQLite database"):
        asyncio.run(open_once(f"sqlite:///{path}"))


def test_a_folder_that_cant_be_made_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreUnavailable, match=r"bot\.db"):
        asyncio.run(open_once(f"sqlite:///{tmp_path / 'file' / 'bot.db'}"))


async def open_once(url: str) -> None:
    async with opened(url, patience=0.1):
        pass


def test_opening_what_is_ready_needs_no_alembic_and_importing_the_store_no_sqlalchemy(
    prepared_sqlite: Path,
) -> None:
    script = f"""
import asyncio, datetime, sys
import bot.app, bot.cli, bot.store, bot.doctor
print("sqlalchemy" in sys.modules)
async def main():
    async with bot.store.open_store("sqlite:///{prepared_sqlite}", now=lambda: datetime.datetime.now(datetime.UTC)) as s:
        await s.ping()
asyncio.run(main())
print("sqlalchemy" in sys.modules, "alembic" in sys.modules)
"""
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, cwd=ROOT, check=True
    )
    assert done.stdout.split() == ["False", "True", "False"]


@pytest.fixture
def sqlite(tmp_path: Path, prepared_sqlite: Path) -> Path:
    """A file of our own with our tables."""
    return Path(shutil.copy(prepared_sqlite, tmp_path / "bot.db"))


async def test_locked_by_another_it_says_so_and_works_again_afterwards(sqlite: Path) -> None:
    async with opened(f"sqlite:///{sqlite}", patience=0.05) as store:
        await store.add(subscription())
        other = sqlite3.connect(sqlite, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        calls = [claim(store), store.add(subscription("b")), store.state().claim("event", 9)]
        for refused in await asyncio.gather(*calls, return_exceptions=True):
            assert isinstance(refused, StoreUnavailable)
            assert refused.__cause__
            assert str(sqlite) in str(refused)
        assert await store.get("a") == subscription()  # who reads is in nobody's way
        other.execute("ROLLBACK")
        other.close()
        assert len(await claim(store)) == 1
        assert await store.state().claim("event", 9)


async def test_on_a_full_disk_nothing_is_half_written_and_it_works_again_afterwards(sqlite: Path) -> None:
    with every_checkout("PRAGMA page_count") as answers:
        async with opened(f"sqlite:///{sqlite}") as store:
            await store.ping()
    (pages,) = answers[-1]
    async with opened(f"sqlite:///{sqlite}") as store:
        with every_checkout(f"PRAGMA max_page_count={pages}"):
            with pytest.raises(StoreUnavailable, match="the disk is full; free some space"):
                await fill(store)
            with pytest.raises(StoreUnavailable, match="the disk is full"):
                await claim(store, limit=500)
        kept = await store.find()
        assert 0 < len(kept) < 200
        with every_checkout("PRAGMA max_page_count=1000000"):
            assert len(await claim(store, limit=500)) == len(kept)
            assert len(await store.deliveries(kept[0].id, 9)) == 1


async def fill(store: Store) -> None:
    """Adds more than there is room for."""
    for number in range(200):
        await store.add(subscription(f"s{number}"))


@contextmanager
def every_checkout(*pragmas: str) -> Generator[list[tuple[Any, ...]]]:
    """Asks each connection for `pragmas` whenever a store takes it; gives the answers."""
    answers: list[tuple[Any, ...]] = []

    def ask(connection: Any, *_: object) -> None:
        cursor = connection.cursor()
        rows: list[Any] = []
        for pragma in pragmas:
            cursor.execute(pragma)
            rows.append(cursor.fetchone()[0])
        cursor.close()
        answers.append(tuple(rows))

    event.listen(Pool, "checkout", ask)
    try:
        yield answers
    finally:
        event.remove(Pool, "checkout", ask)


async def _in(url: str, work: Any) -> Any:
    database = Database(place_of(url), 5)
    try:
        return await database.write(work)
    finally:
        await database.close()
