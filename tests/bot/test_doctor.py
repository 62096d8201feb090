"""The doctor looks at everything and raises nothing that a person can mend."""

from pathlib import Path

from bot.doctor import examine
from bot.platform import Level
from bot.settings import read_settings


async def test_what_is_in_place_is_found_so() -> None:
    findings = await examine(read_settings())
    assert all(finding.level is not Level.ERROR for finding in findings)
    assert {"engine", "dossier"} < {finding.subject for finding in findings}
    assert any(finding.subject.startswith("terminal") for finding in findings)


async def test_what_is_not_in_place_comes_with_a_remedy(tmp_path: Path) -> None:
    settings = read_settings(dossier=tmp_path / "nowhere", platforms=("terminal", "pigeon"))
    broken = [finding for finding in await examine(settings) if finding.level is Level.ERROR]
    assert [finding.subject for finding in broken] == ["dossier", "pigeon"]
    assert all(finding.remedy for finding in broken)
