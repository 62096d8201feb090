"""In which language a briefing comes, and in which its confirmations and errors are told."""

import sqlite3
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest
import pytest_asyncio
from structlog.testing import capture_logs

from bot.wording import LANGUAGES
from tests.bot.newsrooms import MONDAY, Newsroom, copied, newsroom, subscribed, write_dossier

FOREIGN = [code for code in LANGUAGES if code != "en"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two dossiers, and three that can't be read."""
    folder = tmp_path / "dossiers"
    write_dossier(folder / "bridge")
    write_dossier(folder / "canal", "canal")
    (folder / "hollow" / "documents").mkdir(parents=True)
    (folder / "empty.txt").write_text("\n", encoding="utf-8")
    (folder / "misspelt" / "documents").mkdir(parents=True)
    (folder / "misspelt" / "dossier.toml").write_text('titel = "Talks"\n', encoding="utf-8")
    return folder


@pytest.fixture
def database(prepared_sqlite: Path, tmp_path: Path) -> Path:
    return copied(prepared_sqlite, tmp_path)


@pytest_asyncio.fixture
async def room(database: Path, folder: Path) -> AsyncGenerator[Newsroom]:
    async with newsroom(database, folder / "bridge", folder, patience=0.05) as opened:
        yield opened


# The briefing's


@pytest.mark.parametrize(
    ("words", "code", "name"),
    [
        ("in German", "de", "German"),
        ("auf Deutsch", "de", "German"),
        ("lang de", "de", "German"),
        ("language=fr", "fr", "French"),
        ("lang uk", "uk", "Ukrainian"),
        ("en español", "es", "Spanish"),
        ("lang fr weekdays", "fr", "French"),
    ],
)
async def test_a_language_that_is_named_is_confirmed_and_listed(
    room: Newsroom, words: str, code: str, name: str
) -> None:
    assert f", {name}, bridge." in await room.say(f"/briefings subscribe 9:00 Berlin {words}")
    one = await room.only()
    assert (one.language, one.length) == (code, "short")
    assert f", {name}, bridge · next:" in await room.say("/briefings list")
    await room.say(f"/briefings remove {one.id}")
    await subscribed(room, "9:00 Berlin headline")
    assert f"headline, {name}, bridge." in await room.say(f"/briefings change {words}")
    assert (await room.only()).language == code


@pytest.mark.parametrize(
    ("locale", "code"), [("de_AT.UTF-8", "de"), ("es-419", "es"), ("it_IT", "en"), ("C", "en"), (None, "en")]
)
async def test_without_a_language_it_is_the_persons_else_english(
    room: Newsroom, locale: str | None, code: str
) -> None:
    await room.say("/briefings subscribe 9:00 Berlin", locale=locale)
    assert (await room.only()).language == code


async def test_lang_by_itself_is_german_for_a_long_one(room: Newsroom) -> None:
    await room.say("/briefings subscribe um 9 Uhr in Berlin lang", locale="de")
    one = await room.only()
    assert (one.language, one.length) == ("de", "full")


# The errors'

ERRORS = [
    "/briefings subscribe",
    "/briefings subscribe 9:00 Berlin wekdays",
    "/briefings subscribe at the crack of dawn",
    "/briefings subscribe 9:00 10:00 Berlin",
    "/briefings subscribe 25:99 Berlin",
    "/briefings subscribe 9:00 Berlin Tokyo",
    "/briefings subscribe 9:00 UTC+2",
    "/briefings subscribe 9:00 Berlin until 3 May 2020",
    "/briefings subscribe 9:00 Berlin until",
    "/briefings subscribe 9:00 Berlin every day except weekdays and weekends",
    f"/briefings subscribe {'x' * 600}",
    "/briefings change",
    "/briefings change 9:00 Berlin",
    "/briefings pause 00000000",
    "/briefings puase",
    "/dossier use cannal",
    "/dossier use hollow",
    "/dossier use empty",
    "/dossier use misspelt",
    "/dossier please",
]


@pytest.mark.parametrize("locale", FOREIGN)
async def test_errors_are_told_in_the_language_of_the_asker(room: Newsroom, locale: str) -> None:
    await subscribed(room)
    for command in ERRORS:
        english, foreign = await room.say(command), await room.say(command, locale=locale)
        assert not {*_sentences(english)} & {*_sentences(foreign)}, command
        assert "rapporteur" not in foreign, command
    for command in ("/briefings now", "/dossier use canal"):
        texts = [await room.say(command, locale=code, roles=frozenset()) for code in (None, locale)]
        assert not {*_sentences(texts[0])} & {*_sentences(texts[1])}, command


def _sentences(text: str) -> list[str]:
    """The parts of a text that hold words, and not only names or a command."""
    parts = text.replace("; ", ". ").replace(": ", ". ").split(". ")
    return [part for part in parts if part.count(" ") > 1 and part[0] != "/"]


@pytest.mark.parametrize(
    ("locale", "words"),
    [
        ("en", "The database can't be used now: another process has it locked. Nothing is lost; try again"),
        ("de", "Die Datenbank ist gerade nicht zu gebrauchen: ein anderer Prozess hält sie gesperrt."),
    ],
)
async def test_a_database_that_cannot_be_used_is_told_without_its_place_and_works_again(
    room: Newsroom, database: Path, locale: str, words: str
) -> None:
    other = sqlite3.connect(database, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with capture_logs() as log:
        for command in ("/briefings subscribe 9:00 Berlin", "/dossier use canal"):
            text = await room.say(command, locale=locale)
            assert words in text
            assert str(database) not in text
    assert all(str(database) in line["reason"] for line in log)
    assert len(log) == 2
    other.execute("ROLLBACK")
    other.close()
    assert await room.store.find() == []
    await room.say("/briefings subscribe 9:00 Berlin")
    assert (await room.only()).next_due_at is not None
    assert room.at == MONDAY


async def test_a_zone_that_this_machine_doesnt_know_is_told_and_the_list_goes_on(
    room: Newsroom, database: Path
) -> None:
    await subscribed(room)
    with sqlite3.connect(database) as other:
        other.execute("UPDATE subscriptions SET zone = 'Mars/Olympus'")
    assert "Mars/Olympus" in await room.say("/briefings list")
    for command in ("preview", "change 10:00", "resume"):
        text = await room.say(f"/briefings {command}")
        assert "The time zone Mars/Olympus isn't known here; change it: /briefings change" in text
    assert "Changed: 09:00 Europe/Paris" in await room.say("/briefings change Europe/Paris")
