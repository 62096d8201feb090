"""Databases for tests: the same tests on SQLite and on a real PostgreSQL that the tests start themselves.

`tests/conftest.py` makes these fixtures known everywhere:

- `database_url`: a test that takes it runs on each, with a database of its own whose schema is up to date
- `sqlite_url`: the same on SQLite alone, and in memory where the system has a folder for that
- `empty_database_url`: as `database_url`, with nothing in it
- `postgresql`: the server alone, for tests that stop it

The server's programs are the system's, otherwise those of PyPI's `pgserver`.
"""

import asyncio
import contextlib
import datetime
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

PATIENCE = 30
"""Seconds for the server to start or stop: it takes under 1 on two cores, and CI's may be busy."""

missing: list[str] = []
"""Why there is no PostgreSQL here: the closing lines of the tests say it."""

_PEOPLE = ("postgres", "nobody")
"""Who the server runs as where the tests run as root: it refuses to run as root."""

PREPARED = "prepared"
"""The name of the database on PostgreSQL that `database_url` clears for each test."""

_BARE = "DROP SCHEMA public CASCADE; CREATE SCHEMA public"

_GUARD = """
read _
kill -QUIT "$(head -n 1 "$1/data/postmaster.pid")" && sleep 1
rm -rf "$1"
"""
"""Waits for the tests' process to end, however it ends, and ends the server: a killed test run leaves nothing."""


class NoServer(Exception):
    """No PostgreSQL is to be had."""


class PostgreSQL:
    """A server of our own in a temporary folder, reached through a socket there: no port, no password, no network."""

    def __init__(self, programs: Path) -> None:
        """Makes a cluster with `programs`, a folder, and starts it. Raises NoServer if that can't be done here."""
        self._user = _server_user()
        self.folder = Path(tempfile.mkdtemp(prefix="pg"))
        self._guard = subprocess.Popen(
            ["sh", "-c", _GUARD, "sh", str(self.folder)],
            stdin=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C isn't for it
        )
        try:
            self._programs = self._reachable(programs)
            self._create()
        except BaseException:
            self.end()
            raise
        self._names: set[str] = set()

    def start(self) -> None:
        """Starts the server and waits until it answers."""
        self._run("pg_ctl", "start", "-w", "-t", PATIENCE, "-D", self._data, "-l", self.folder / "log")

    def stop(self) -> None:
        """Stops the server at once, as a crash would, and waits until it is gone."""
        self._run("pg_ctl", "stop", "-w", "-t", PATIENCE, "-m", "immediate", "-D", self._data)

    def end(self) -> None:
        """Stops the server and removes its folder."""
        if (self._data / "postmaster.pid").exists():
            with contextlib.suppress(NoServer):
                self.stop()
        assert self._guard.stdin
        self._guard.stdin.close()
        self._guard.wait(PATIENCE)

    def url(self, name: str) -> str:
        """The URL of the database `name`."""
        return f"postgresql://bot@/{name}?host={self.folder}"

    def emptied(self, name: str, statement: str) -> str:
        """The URL of the database `name` after `statement`; made if need be, and whoever was connected is cut off."""
        if name not in self._names:
            self._say("postgres", f"CREATE DATABASE {name} TEMPLATE template0")
            self._names.add(name)
        cut_off = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
        self._say(name, f"{cut_off} AND datname = '{name}'; {statement}")
        return self.url(name)

    @property
    def _data(self) -> Path:
        return self.folder / "data"

    def _create(self) -> None:
        if self._user:
            os.chown(self.folder, self._user.pw_uid, self._user.pw_gid)
        self._run("initdb", "-D", self._data, "-U", "bot", "-A", "trust", "-E", "UTF8", "--no-sync")
        settings = {
            "listen_addresses": "''",
            "unix_socket_directories": f"'{self.folder}'",
            "fsync": "off",  # processes are killed here, machines aren't
            "shared_buffers": "'16MB'",
            "dynamic_shared_memory_type": "mmap",  # /dev/shm is small in containers
            "max_connections": "60",
        }
        with (self._data / "postgresql.conf").open("a", encoding="utf-8") as file:
            file.writelines(f"{name} = {value}\n" for name, value in settings.items())
        self.start()

    def _reachable(self, programs: Path) -> Path:
        """`programs`, or a copy of pgserver's: another user can't reach into a folder of root's."""
        package = programs.parents[1]
        if not self._user or package.name != "pgserver":
            return programs
        copy = self.folder / "site" / "pgserver"
        shutil.copytree(package, copy, ignore=shutil.ignore_patterns("include", "__pycache__"))
        libraries = package.with_name("pgserver.libs")
        if libraries.is_dir():
            shutil.copytree(libraries, copy.with_name("pgserver.libs"))
        return copy / programs.relative_to(package)

    def _say(self, database: str, statement: str) -> None:
        import asyncpg

        async def say() -> None:
            connection = await asyncpg.connect(self.url(database), timeout=PATIENCE, command_timeout=PATIENCE)
            try:
                await connection.execute(statement)
            finally:
                await connection.close()

        outside(say())

    def _run(self, program: str, *arguments: object) -> None:
        """Runs one of the programs as the server's user. Raises NoServer with what it said."""
        command = [str(self._programs / program), *map(str, arguments)]
        user = self._user
        who: dict[str, Any] = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": ()} if user else {}
        environ = {"PATH": os.environ.get("PATH", ""), "HOME": str(self.folder), "LC_ALL": "C", "TZ": "UTC"}
        said = self.folder / f"{program}.said"  # no pipe: the server would keep it open
        try:
            with said.open("wb") as out:
                done = subprocess.run(
                    command,
                    stdin=subprocess.DEVNULL,
                    stdout=out,
                    stderr=subprocess.STDOUT,
                    env=environ,
                    cwd=self.folder,
                    timeout=2 * PATIENCE,
                    check=False,
                    **who,
                )
        except (OSError, subprocess.SubprocessError) as error:
            raise NoServer(f"{command[0]}: {error}") from error
        if done.returncode:
            text = said.read_text("utf-8", "replace").strip()
            raise NoServer(f"{command[0]} ended with {done.returncode}: {text[-500:]}")


def program_folders() -> Iterator[Path]:
    """Where the server's programs are, the system's first."""
    found = shutil.which("initdb")
    if found:
        yield Path(found).resolve().parent
    installed = Path("/usr/lib/postgresql").glob("*/bin")
    yield from sorted(installed, key=lambda path: int(path.parent.name), reverse=True)
    package = find_spec("pgserver")
    if package and package.origin:
        yield Path(package.origin).parent / "pginstall" / "bin"


def outside(work: Coroutine[Any, Any, None]) -> None:
    """Carries out `work` in a loop of its own, whatever loop this thread has."""
    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, work).result()


def _server_user() -> pwd.struct_passwd | None:
    if os.getuid() != 0:
        return None
    for name in _PEOPLE:
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    raise NoServer(f"root can't run it, and there is no user {' or '.join(_PEOPLE)}")


async def _open_once(url: str) -> None:
    from bot.store import open_store

    async with open_store(url, now=lambda: datetime.datetime.now(datetime.UTC)):
        pass


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgreSQL]:
    """One server for the whole session."""
    reasons: list[str] = []
    for programs in dict.fromkeys(program_folders()):
        try:
            server = PostgreSQL(programs)
        except NoServer as error:
            reasons.append(str(error))
            continue
        try:
            yield server
        finally:
            server.end()
        return
    reason = f"no PostgreSQL: {'; '.join(reasons) or 'install it, or pgserver from PyPI'}"
    missing.append(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def prepared_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file whose schema is up to date, to be copied."""
    path = tmp_path_factory.mktemp("prepared") / "prepared.db"
    outside(_open_once(f"sqlite:///{path}"))
    return path


@pytest.fixture
def sqlite_url(prepared_sqlite: Path) -> Iterator[str]:
    """`database_url` for tests in which neither the kind of the database nor its disk makes a difference."""
    in_memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    with tempfile.TemporaryDirectory(dir=in_memory) as folder:
        path = Path(folder) / "rapporteur.db"
        shutil.copy(prepared_sqlite, path)
        yield f"sqlite:///{path}"


@pytest.fixture(scope="session")
def prepared_postgresql(postgresql: PostgreSQL) -> PostgreSQL:
    """The server, with a database whose schema is up to date."""
    outside(_open_once(postgresql.emptied(PREPARED, _BARE)))
    return postgresql


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a database with our tables and nothing in them: the test runs once on each kind."""
    if request.param == "sqlite":
        path = tmp_path / "rapporteur.db"
        shutil.copy(request.getfixturevalue("prepared_sqlite"), path)
        return f"sqlite:///{path}"
    return request.getfixturevalue("prepared_postgresql").emptied(PREPARED, clear())


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a database without a table, or of a file that isn't there yet."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'made' / 'rapporteur.db'}"
    return request.getfixturevalue("postgresql").emptied("empty", _BARE)


def clear() -> str:
    """The statement that empties our tables."""
    from bot.store.tables import metadata

    # Quicker than TRUNCATE, which makes new files, and far quicker than a new database.
    return "; ".join(f"DELETE FROM {table.name}" for table in reversed(metadata.sorted_tables))
