"""What all tests share: databases, and a user's folders that are not the user's."""

import itertools
import os
from pathlib import Path
from typing import Any

import pytest

from tests import databases
from tests.databases import (
    database_url,
    empty_database_url,
    postgresql,
    prepared_postgresql,
    prepared_sqlite,
    sqlite_url,
)

__all__ = [
    "database_url",
    "empty_database_url",
    "postgresql",
    "prepared_postgresql",
    "prepared_sqlite",
    "sqlite_url",
]


_NUMBERS = itertools.count(1)


@pytest.fixture(autouse=True)
def data_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """No test writes into the data directory of whoever runs it, nor reads their language, key or model."""
    folder = tmp_path_factory.getbasetemp() / f"data-home-{next(_NUMBERS)}"
    monkeypatch.setenv("XDG_DATA_HOME", str(folder))
    for name in [
        name
        for name in os.environ
        if name in {"DATABASE_URL", "ENGINE"}
        or name.startswith(("OPENAI_", "DISCORD_", "SLACK_", "PLATFORMS"))
    ]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    return folder


def pytest_sessionfinish(session: pytest.Session) -> None:
    """A process of several tells the one that started it what it missed."""
    if isinstance(told := getattr(session.config, "workeroutput", None), dict):
        told["missing"] = databases.missing


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """What a process missed is missing from the whole."""
    said: list[str] = getattr(node, "workeroutput", {}).get("missing", [])
    databases.missing.extend(reason for reason in said if reason not in databases.missing)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Nobody shall take a run without PostgreSQL for one with it."""
    for reason in databases.missing:
        terminalreporter.section("POSTGRESQL WAS NOT TESTED", sep="!", red=True, bold=True)
        terminalreporter.write_line(reason)
