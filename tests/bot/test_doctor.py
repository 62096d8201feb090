"""The doctor looks at everything and raises nothing that a person can mend."""

import asyncio
import datetime
from pathlib import Path

import pytest

from bot.clock import utc_now
from bot.doctor import examine
from bot.platform import Finding, Level
from bot.rules import Rules
from bot.settings import read_settings
from tests.databases import PREPARED, PostgreSQL


async def test_what_is_in_place_is_found_so() -> None:
    findings = await examine(read_settings())
    assert all(finding.level is not Level.ERROR for finding in findings)
    assert {"engine", "dossier", "database"} < {finding.subject for finding in findings}
    assert any(finding.subject.startswith("terminal") for finding in findings)


async def test_what_is_not_in_place_comes_with_a_remedy(tmp_path: Path) -> None:
    settings = read_settings(dossier=tmp_path / "nowhere", platforms=("terminal", "pigeon"))
    broken = [finding for finding in await examine(settings) if finding.level is Level.ERROR]
    assert [finding.subject for finding in broken] == ["dossier", "pigeon"]
    assert all(finding.remedy for finding in broken)


def test_the_database_is_named_and_not_made(data_home: Path) -> None:
    findings = asyncio.run(examine(read_settings()))
    (found,) = [finding for finding in findings if finding.subject == "database"]
    assert found == Finding(
        Level.OK, "database", f"{data_home / 'rapporteur' / 'rapporteur.db'} (will be made)"
    )
    assert not data_home.exists()


async def test_a_database_that_is_there_is_ready(database_url: str) -> None:
    findings = await examine(read_settings(database_url=database_url))
    (found,) = [finding for finding in findings if finding.subject == "database"]
    assert (found.level, "(" in found.text) == (Level.OK, False)


@pytest.mark.parametrize("url", ["mysql://me:secret@there/db", "postgresql://me:secret@127.0.0.1:1/db"])
async def test_a_database_that_isnt_there_comes_with_a_remedy_and_no_password(url: str) -> None:
    findings = await examine(read_settings(database_url=url))
    (found,) = [finding for finding in findings if finding.subject == "database"]
    assert (found.level, bool(found.remedy)) == (Level.ERROR, True)
    assert "secret" not in found.text
    assert "secret" not in repr(read_settings(database_url=url))


@pytest.mark.parametrize("share", [-1.0, -0.6, -0.4, 0.0, 0.4, 0.6, 1.0])
async def test_a_clock_that_another_replica_s_may_be_too_far_from_is_an_error(
    share: float, prepared_postgresql: PostgreSQL
) -> None:
    def now() -> datetime.datetime:
        return utc_now() + share * Rules().slack

    settings = read_settings(database_url=prepared_postgresql.url(PREPARED))
    (found,) = [finding for finding in await examine(settings, now) if finding.subject == "clock"]
    assert found.level is (Level.ERROR if abs(share) > 0.5 else Level.OK)
    assert f"{abs(share) * 30:.0f}." in found.text or share == 0
    if found.level is Level.ERROR:
        assert ("ahead" in found.text) == (share > 0)
        assert "30 s" in (found.remedy or "")


async def test_one_process_with_its_file_has_no_clock_to_agree_with(sqlite_url: str) -> None:
    findings = await examine(read_settings(database_url=sqlite_url))
    assert "clock" not in {finding.subject for finding in findings}
