"""Where the database is: what DATABASE_URL may say, and the place it has unless told otherwise."""

from pathlib import Path

import pytest

from bot.errors import BadSettings
from bot.store.place import data_home, place_of


def test_unset_it_is_a_file_in_the_data_directory(data_home: Path) -> None:
    for unset in (None, ""):
        assert place_of(unset).path == data_home / "rapporteur" / "rapporteur.db"


@pytest.mark.parametrize(
    ("environ", "platform", "folder"),
    [
        ({"XDG_DATA_HOME": "/data"}, "linux", "/data/rapporteur"),
        ({"XDG_DATA_HOME": "/data"}, "darwin", "/data/rapporteur"),
        ({"XDG_DATA_HOME": "not/absolute"}, "linux", "/home/ann/.local/share/rapporteur"),
        ({}, "linux", "/home/ann/.local/share/rapporteur"),
        ({}, "darwin", "/home/ann/Library/Application Support/rapporteur"),
        ({}, "win32", "/home/ann/AppData/Local/rapporteur"),
        ({"LOCALAPPDATA": "/local"}, "win32", "/local/rapporteur"),
    ],
)
def test_each_system_has_its_usual_place(
    environ: dict[str, str], platform: str, folder: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", "/home/ann")
    assert data_home(environ, platform) == Path(folder)


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("sqlite:////var/lib/bot.db", "/var/lib/bot.db"),
        ("sqlite+aiosqlite:////var/lib/bot.db?mode=rw", "/var/lib/bot.db"),
        ("sqlite:////var/my%20bot.db", "/var/my bot.db"),
        ("sqlite:///bot.db", str(Path.cwd() / "bot.db")),
        ("sqlite:///~/bot.db", str(Path.home() / "bot.db")),
    ],
)
def test_sqlite_is_a_file(url: str, path: str) -> None:
    place = place_of(url)
    assert (place.path, place.shown) == (Path(path), path)


@pytest.mark.parametrize(
    ("url", "dsn", "shown"),
    [
        (
            "postgresql://ann:s%40x@db:5433/bot",
            "postgresql://ann:s%40x@db:5433/bot",
            "postgresql://ann@db:5433/bot",
        ),
        ("postgres://db/bot", "postgresql://db/bot", "postgresql://db/bot"),
        ("postgresql+asyncpg://ann@db/bot", "postgresql://ann@db/bot", "postgresql://ann@db/bot"),
        (
            "postgresql://ann:x@db/bot?sslmode=require&channel_binding=require&connect_timeout=9",
            "postgresql://ann:x@db/bot?sslmode=require",
            "postgresql://ann@db/bot",
        ),
        (
            "postgresql://ann@/bot?host=/run/pg",
            "postgresql://ann@/bot?host=%2Frun%2Fpg",
            "postgresql://ann@/run/pg/bot",
        ),
    ],
)
def test_postgresql_is_given_as_asyncpg_wants_it_and_shown_without_its_password(
    url: str, dsn: str, shown: str
) -> None:
    place = place_of(url)
    assert (place.path, place.dsn, place.shown) == (None, dsn, shown)
    assert "dsn" not in repr(place)


@pytest.mark.parametrize(
    "url",
    [
        "mysql://ann:secret@db/bot",
        "sqlite://",
        "sqlite:///",
        "sqlite:///:memory:",
        "bot.db",
        "postgresql://[::1/secret",
    ],
)
def test_what_cant_be_used_is_refused_without_a_password(url: str) -> None:
    with pytest.raises(BadSettings, match=r"DATABASE_URL can't be used.*see \.env\.example") as refused:
        place_of(url)
    assert "secret" not in str(refused.value)
