"""The default dossier with its leaders' names exchanged gives the same output with the names exchanged."""

import re
import shutil
from pathlib import Path

import pytest

from bot.answers import Length
from bot.dossier.reader import default_path, open_dossier
from bot.dossier.reading import Reading, read
from bot.engines.extractive.briefing import brief
from bot.engines.extractive.comparison import compare

SWAP = {"Donald": "Vladimir", "Vladimir": "Donald", "Trump": "Putin", "Putin": "Trump"}
_NAMES = re.compile(r"\b(?:Donald|Vladimir|Trump|Putin)\b")


def renamed(text: str) -> str:
    return _NAMES.sub(lambda match: SWAP[match.group()], text)


@pytest.fixture(scope="module")
def default() -> Reading:
    return read(open_dossier(default_path()))


@pytest.fixture(scope="module")
def exchanged(tmp_path_factory: pytest.TempPathFactory) -> Reading:
    folder = tmp_path_factory.mktemp("dossiers") / "exchanged"
    shutil.copytree(default_path(), folder)
    for file in [*folder.glob("*.toml"), *folder.glob("documents/*.md")]:
        Path(file).write_text(renamed(file.read_text(encoding="utf-8")), encoding="utf-8")
    return read(open_dossier(folder))


def test_the_comparison_is_the_same(default: Reading, exchanged: Reading) -> None:
    for topic, other in [(None, None), *zip(default.dossier.topics, exchanged.dossier.topics, strict=True)]:
        before = compare(default.dossier.leaders, topic, default)
        after = compare(exchanged.dossier.leaders, other, exchanged)
        assert after.leaders == tuple(map(renamed, before.leaders))
        assert [[c and c.text for c in row.cells] for row in after.rows] == [
            [c and renamed(c.text) for c in row.cells] for row in before.rows
        ]


@pytest.mark.parametrize("length", list(Length))
def test_the_briefing_is_the_same(default: Reading, exchanged: Reading, length: Length) -> None:
    before, after = brief(length, default), brief(length, exchanged)
    assert [(p.heading, p.claim.text) for p in after.points] == [
        (renamed(p.heading), renamed(p.claim.text)) for p in before.points
    ]


def test_no_cell_of_the_default_comparison_was_dropped(default: Reading) -> None:
    assert compare(default.dossier.leaders, None, default).dropped == ()


@pytest.mark.parametrize("length", [Length.SHORT, Length.FULL])
def test_the_default_briefing_spends_alike_on_both(default: Reading, length: Length) -> None:
    points = brief(length, default).points
    spent = [
        sum(len(p.claim.text.split()) for p in points if p.heading == leader.name)
        for leader in default.dossier.leaders
    ]
    assert max(spent) <= 1.5 * min(spent)


OTHER = {"Donald": "Theresa", "Trump": "May", "Vladimir": "Jo", "Putin": "Will"}


def test_names_that_are_common_words_change_no_briefing_and_no_cell(default: Reading, tmp_path: Path) -> None:
    def other(text: str) -> str:
        return _NAMES.sub(lambda match: OTHER[match.group()], text)

    folder = tmp_path / "words"
    shutil.copytree(default_path(), folder)
    for file in [*folder.glob("*.toml"), *folder.glob("documents/*.md")]:
        file.write_text(other(file.read_text(encoding="utf-8")), encoding="utf-8")
    renamed_too = read(open_dossier(folder))
    for length in Length:
        before, after = brief(length, default), brief(length, renamed_too)
        assert [p.claim.text for p in after.points] == [other(p.claim.text) for p in before.points]
    before_rows = compare(default.dossier.leaders, None, default).rows
    after_rows = compare(renamed_too.dossier.leaders, None, renamed_too).rows
    assert [[c and c.text for c in row.cells] for row in after_rows] == [
        [c and other(c.text) for c in row.cells] for row in before_rows
    ]
