"""Briefings that arrive in a terminal, in a real process at the real prompt."""

import asyncio
import datetime
import sqlite3
from pathlib import Path

import pytest

from adapters.terminal.parse import HERE, SPACE
from bot.clock import utc_now
from bot.store import open_store
from bot.subscriptions import Schedule, Stage
from tests.adapters.terminal.window import Window
from tests.bot.newsrooms import HOUR, write_dossier
from tests.bot.store.stores import subscription

POINT = "Boris Holm refuses to pay for the bridge before the vote in June. ["
"""What a first briefing says, and nothing else that a terminal shows unasked."""


@pytest.fixture
def environ(tmp_path: Path, data_home: Path, prepared_sqlite: Path) -> dict[str, str]:
    """A small dossier, and a database with nothing in it."""
    (data_home / "rapporteur").mkdir(parents=True)
    (data_home / "rapporteur" / "rapporteur.db").write_bytes(prepared_sqlite.read_bytes())
    return {"XDG_STATE_HOME": str(tmp_path), "DOSSIER": str(write_dossier(tmp_path / "bridge"))}


def opened(environ: dict[str, str]) -> Window:
    return Window("-m", "bot", "run", environ=environ, rows=60)


def ends_with_prompt(text: str) -> bool:
    return text.endswith("\n>")


async def fell_due(data_home: Path, ago: datetime.timedelta) -> None:
    """A subscription of the terminal's whose edition fell due so long ago."""
    due = (utc_now() - ago).replace(microsecond=0)
    schedule = Schedule(at=due.time(), zone="UTC")
    one = subscription(address=HERE, space=SPACE, dossier="bridge", schedule=schedule, next_due_at=due)
    async with open_store(f"sqlite:///{data_home}/rapporteur/rapporteur.db", now=utc_now) as store:
        await store.add(one)


async def stages(data_home: Path) -> list[Stage]:
    async with open_store(f"sqlite:///{data_home}/rapporteur/rapporteur.db", now=utc_now) as store:
        return [delivery.stage for delivery in await store.deliveries("a", 9)]


def briefings_in(text: str) -> int:
    """How many stand there."""
    return text.count(POINT)


def test_a_briefing_that_is_ordered_appears_above_the_line_that_is_being_typed(
    environ: dict[str, str],
) -> None:
    with opened(environ) as window:
        window.wait_for(ends_with_prompt)
        window.type("/briefings subscribe 08:00 Europe/Berlin full\r")
        window.wait_for(lambda text: "Subscribed: 08:00 Europe/Berlin" in text and ends_with_prompt(text))
        window.type("/briefings now\r")
        window.wait_for("is on its way")
        window.type("half a thought")
        text = window.wait_for(lambda text: briefings_in(text) > 0 and text.endswith("> half a thought"))
        assert briefings_in(text) == 1
        window.type("\x03")
        window.wait_for(ends_with_prompt)
        window.type("/quit\r")
        assert window.wait_for_end() == 0


def test_what_fell_due_while_it_was_closed_is_shown_at_the_next_start_once(
    environ: dict[str, str], data_home: Path
) -> None:
    asyncio.run(fell_due(data_home, HOUR))
    with opened(environ) as window:
        window.wait_for(lambda text: briefings_in(text) == 1 and ends_with_prompt(text))
        window.type("/quit\r")
        assert window.wait_for_end() == 0
    assert asyncio.run(stages(data_home)) == [Stage.SENT]
    with opened(environ) as window:
        window.wait_for(ends_with_prompt)
        window.type("/briefings list\r")
        text = window.wait_for(lambda text: "next: " in text and ends_with_prompt(text))
        assert briefings_in(text) == 0
        window.type("/quit\r")
        window.wait_for_end()
    assert asyncio.run(stages(data_home)) == [Stage.SENT]


def test_a_database_that_is_locked_is_told_and_the_next_try_works(
    environ: dict[str, str], data_home: Path
) -> None:
    with opened(environ) as window:
        window.wait_for(ends_with_prompt)
        other = sqlite3.connect(data_home / "rapporteur" / "rapporteur.db", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        window.type("/briefings subscribe 08:00 Europe/Berlin\r")
        # "another process has it locked", or "it is busy" where our own jobs wait for that before us.
        # It waits for its turn and for the lock, 5 s each.
        told = "The database can't be used now"
        window.wait_for(lambda text: told in text and ends_with_prompt(text), patience=30)
        assert "Subscribed" not in window.text
        other.execute("ROLLBACK")
        other.close()
        window.type("/briefings subscribe 08:00 Europe/Berlin\r")
        window.wait_for(lambda text: "Subscribed: 08:00 Europe/Berlin" in text and ends_with_prompt(text))
        window.type("/quit\r")
        assert window.wait_for_end() == 0


def test_a_database_that_cannot_be_opened_is_one_line_and_no_prompt(
    environ: dict[str, str], data_home: Path
) -> None:
    path = data_home / "rapporteur" / "rapporteur.db"
    path.write_text("These are my notes. " * 99, encoding="utf-8")
    with opened(environ) as window:
        assert window.wait_for_end() == 2
        assert "isn't an SQLite database" in " ".join(window.text.split())
