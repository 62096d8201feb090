"""Where the database is: DATABASE_URL, or a file in the user's data directory. Pure."""

import os
import sys
import urllib.parse
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bot.errors import BadSettings

FILE = "rapporteur.db"

_POSTGRESQL = frozenset({"postgresql", "postgres", "postgresql+asyncpg"})
_SQLITE = frozenset({"sqlite", "sqlite+aiosqlite"})
_LIBPQ_ONLY = frozenset({"channel_binding", "connect_timeout", "gssencmode", "keepalives"})
"""Parameters that libpq knows and asyncpg would send to the server as settings, which then refuses the connection."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A database: an SQLite file at `path`, or, where that is None, PostgreSQL at `dsn` (asyncpg's form).

    `shown` names it to people, without a password.
    """

    shown: str
    path: Path | None = None
    dsn: str = field(default="", repr=False)


def place_of(url: str | None) -> Place:
    """The database that DATABASE_URL names; None is the file in the user's data directory.

    Raises BadSettings for a URL that can't be used; its message never holds a password.
    """
    if not url:
        return _file(data_home(os.environ, sys.platform) / FILE)
    scheme, _, rest = url.partition("://")
    if scheme in _SQLITE and rest.startswith("/") and len(rest) > 1 and ":memory:" not in rest:
        return _file(Path(urllib.parse.unquote(rest[1:].partition("?")[0])).expanduser())
    if scheme in _POSTGRESQL:
        return _server(rest)
    raise BadSettings(
        f"DATABASE_URL can't be used: it starts with {scheme.partition(':')[0][:20]!r}; write sqlite:///FILE or "
        "postgresql://USER:PASSWORD@HOST/DATABASE (see .env.example)."
    )


def data_home(environ: Mapping[str, str], platform: str) -> Path:
    """The folder for data: under XDG_DATA_HOME if that is absolute, otherwise the usual place of `sys.platform`.

    Raises BadSettings where no home directory is known.
    """
    chosen = environ.get("XDG_DATA_HOME", "")
    if Path(chosen).is_absolute():  # the XDG specification: a relative path is to be ignored
        return Path(chosen) / "rapporteur"
    try:
        home = Path.home()
    except RuntimeError as error:
        raise BadSettings(
            "No home directory is known for the database; set DATABASE_URL to sqlite:////FOLDER/FILE."
        ) from error
    if platform == "darwin":
        return home / "Library" / "Application Support" / "rapporteur"
    if platform == "win32":
        local = environ.get("LOCALAPPDATA", "")
        return (Path(local) if local else home / "AppData" / "Local") / "rapporteur"
    return home / ".local" / "share" / "rapporteur"


def _file(path: Path) -> Place:
    path = path.absolute()
    return Place(shown=str(path), path=path)


def _server(rest: str) -> Place:
    try:
        parts = urllib.parse.urlsplit(f"postgresql://{rest}")
        query = urllib.parse.parse_qsl(parts.query, keep_blank_values=True)
    except ValueError as error:
        raise BadSettings("DATABASE_URL can't be used: its host can't be read (see .env.example).") from error
    kept = urllib.parse.urlencode([(name, value) for name, value in query if name not in _LIBPQ_ONLY])
    host = parts.netloc.rpartition("@")[2] or dict(query).get("host", "localhost")
    user = parts.netloc.rpartition("@")[0].partition(":")[0]
    shown = f"postgresql://{user + '@' if user else ''}{host}{parts.path}"
    return Place(shown=shown, dsn=parts._replace(query=kept).geturl())
