"""Several dossiers: what there is, which one a space uses, and what becomes of one that can't be read."""

import shutil
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest
import pytest_asyncio

from bot.app import open_app, open_holdings
from bot.doctor import examine
from bot.engines.extractive import Extractive
from bot.errors import UnknownName, UnusableDossier
from bot.holdings import Holdings
from bot.platform import MANAGES, Level
from bot.reply import Actions
from bot.settings import Settings
from tests.bot.newsrooms import HOUR, MONDAY, Newsroom, copied, newsroom, write_dossier


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two dossiers, a single file, one that can't be read, and what is none."""
    folder = tmp_path / "dossiers"
    write_dossier(folder / "bridge", "bridge")
    write_dossier(folder / "canal", "canal")
    (folder / "ferry.md").write_text("Anna Grey wants a ferry. Boris Holm wants none.\n", encoding="utf-8")
    (folder / "broken").mkdir()
    (folder / "broken" / "dossier.toml").write_text("titel = 1\n", encoding="utf-8")
    (folder / ".git").mkdir()
    (folder / "canal.pdf").write_bytes(b"%PDF")
    return folder


@pytest.fixture
def database(prepared_sqlite: Path, tmp_path: Path) -> Path:
    return copied(prepared_sqlite, tmp_path)


@pytest_asyncio.fixture
async def room(database: Path, folder: Path) -> AsyncGenerator[Newsroom]:
    async with newsroom(database, folder / "bridge", folder) as opened:
        yield opened


async def test_the_dossiers_are_listed_and_the_one_in_use_is_marked(room: Newsroom) -> None:
    text = await room.say("/dossier list")
    names = [line.strip("• -") for line in text.splitlines()]
    assert [name for name in names if name][1:5] == ["bridge · in use here", "broken", "canal", "ferry"]
    assert await room.say("/dossier") == text


async def test_each_space_uses_its_own(room: Newsroom) -> None:
    await room.say("/dossier use canal", space="fake:2")
    assert "a canal across the strait" in await room.say("What does Anna Grey want?", space="fake:2")
    assert "a bridge across the strait" in await room.say("What does Anna Grey want?")
    assert [choice.value for choice in room.desk.suggest("topic", "", "fake:2")] == ["canal"]
    assert "The canal talks" in str(room.desk.home("ann", "fake:2"))
    assert "The bridge talks" in str(room.desk.home("ann", "fake:1"))


async def test_what_a_space_uses_is_kept_across_a_restart(database: Path, folder: Path) -> None:
    for command in ("/dossier use canal", "/dossier"):
        async with newsroom(database, folder / "bridge", folder) as room:
            assert "canal · in use here" in await room.say(command)


async def test_a_dossier_that_was_taken_away_gives_its_space_the_first_one_again(
    database: Path, folder: Path
) -> None:
    async with newsroom(database, folder / "bridge", folder) as room:
        await room.say("/dossier use ferry")
    (folder / "ferry.md").unlink()
    async with newsroom(database, folder / "bridge", folder) as room:
        assert "a bridge across the strait" in await room.say("What does Anna Grey want?")


async def test_a_subscription_is_of_the_dossier_that_its_space_uses(room: Newsroom) -> None:
    await room.say("/dossier use canal")
    await room.say("/briefings subscribe 9:00")
    room.at = MONDAY + HOUR
    (post,) = await room.deliver()
    assert "canal" in post
    assert "bridge" not in post


async def test_one_that_cannot_be_read_is_told_without_its_path_and_the_one_in_use_stays(
    room: Newsroom,
) -> None:
    text = await room.say("/dossier use broken")
    reason = "broken has no documents/; put the texts into that folder."
    assert text == f"The dossier “broken” can't be read: {reason}"
    assert "bridge · in use here" in await room.say("/dossier")


async def test_a_misspelt_name_is_answered_with_what_was_meant_and_what_there_is(room: Newsroom) -> None:
    text = await room.say("/dossier use cannal")
    assert "There is no dossier “cannal”" in text
    assert "canal" in text.replace("cannal", "")
    actions = [b for b in (await room.reply("/dossier use cannal")).blocks if isinstance(b, Actions)]
    assert actions[0].items[0].text == "/dossier use canal"
    with pytest.raises(UnknownName) as told:
        await room.holdings.get("cannal")
    assert told.value.suggestions[0] == "canal"


@pytest.mark.parametrize("name", ["../secret", ".git", "/etc", "canal.pdf", "ferry.md", "x" * 5000, "🌊"])
async def test_nothing_outside_of_the_list_can_be_used(room: Newsroom, folder: Path, name: str) -> None:
    write_dossier(folder.parent / "secret", "secret")
    assert "There is no dossier" in await room.say(f"/dossier use {name}")


async def test_who_does_not_manage_the_channel_may_look_but_not_choose(room: Newsroom) -> None:
    nobody = frozenset[str]()
    assert "Only those who manage" in await room.say("/dossier use canal", roles=nobody)
    assert "bridge · in use here" in await room.say("/dossier list", roles=nobody)
    assert "canal · in use here" in await room.say("/dossier use canal", roles=frozenset({MANAGES}))


async def test_what_lies_beside_a_dossier_under_nearly_its_name_is_not_taken_for_it(tmp_path: Path) -> None:
    folder = tmp_path / "dossiers"
    first = write_dossier(folder / "v1", "bridge")
    for name, topic in (("v2.1", "canal"), ("v2", "ferry"), ("v2.0", "tunnel")):
        write_dossier(folder / name, topic)
    (folder / "v2.pdf").write_bytes(b"%PDF")
    holdings = Holdings(first, Extractive, folder=folder)
    assert (await holdings.get("v2")).dossier.title == "The ferry talks"
    assert (await holdings.get("v2.0")).dossier.title == "The tunnel talks"


async def test_a_folder_that_is_gone_leaves_what_was_read(room: Newsroom, folder: Path) -> None:
    await room.say("/dossier use canal")
    shutil.rmtree(folder)
    assert "There is no dossier “ferry”; there are: bridge or canal" in await room.say("/dossier use ferry")
    assert [choice.value for choice in room.desk.suggest("dossier", "", "")] == ["bridge", "canal"]


async def test_without_a_folder_there_is_the_one_dossier(folder: Path) -> None:
    holdings = Holdings(folder / "bridge", Extractive)
    assert holdings.names() == ["bridge"]
    with pytest.raises(UnknownName):
        await holdings.get("canal")


async def test_a_first_dossier_that_cannot_be_read_is_told_at_once(folder: Path) -> None:
    with pytest.raises(UnusableDossier):
        Holdings(folder / "broken", Extractive, folder=folder)


# DOSSIERS without DOSSIER


def test_without_a_dossier_the_first_of_the_folder_by_name_is_in_use(folder: Path) -> None:
    shutil.rmtree(folder / "broken")
    (folder / "README.md").write_text("What lies in this folder.\n", encoding="utf-8")
    (folder / "aqueduct.txt").write_text("Anna Grey wants an aqueduct.\n", encoding="utf-8")
    assert open_holdings(Settings(dossiers=folder), Extractive).first.name == "aqueduct"
    (folder / "aqueduct.txt").unlink()
    holdings = open_holdings(Settings(dossiers=folder), Extractive)
    assert (holdings.first.name, holdings.names()) == ("bridge", ["bridge", "canal", "ferry"])


def test_a_dossier_that_is_named_goes_before_the_folder(folder: Path) -> None:
    holdings = open_holdings(Settings(dossiers=folder, dossier=folder / "ferry.md"), Extractive)
    assert holdings.first.name == "ferry"


async def test_an_empty_folder_is_an_error_that_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    settings = Settings(dossiers=tmp_path)
    with pytest.raises(UnusableDossier, match=r"DOSSIERS\) holds no dossier; put a folder"):
        async with open_app(settings):
            pass
    (found,) = [finding for finding in await examine(settings) if finding.subject == "dossier"]
    assert (found.level, "holds no dossier" in found.text) == (Level.ERROR, True)
