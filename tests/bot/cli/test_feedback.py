"""`rapporteur feedback export`: what people thought, for a person, a spreadsheet and a program."""

import asyncio
import csv
import datetime
import io
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from bot.cli import run
from bot.store import open_store
from tests.bot.store.test_archiving import CLIPPING

Cli = Callable[..., tuple[int, str, str]]

DAYS = (
    datetime.datetime(2030, 4, 30, 23, 59, tzinfo=datetime.UTC),
    datetime.datetime(2030, 5, 1, 0, 0, tzinfo=datetime.UTC),
)


@pytest.fixture
def cli(
    tmp_path: Path, sqlite_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Cli:
    """Runs `rapporteur feedback …` in this process; exit code, stdout, stderr."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", sqlite_url)
    monkeypatch.setenv("COLUMNS", "120")

    def command(*arguments: str) -> tuple[int, str, str]:
        code = run(["feedback", *arguments])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return command


@pytest.fixture
def rated(sqlite_url: str) -> None:
    """A good rating on the last of April, and a bad one at the first moment of May, from a space with an odd name."""

    async def rate() -> None:
        for at, is_good in zip(DAYS, (True, False), strict=True):
            async with open_store(sqlite_url, now=lambda at=at: at) as store:
                clipping = replace(CLIPPING, id=f"{at.day:012x}", prompt="answer 1")
                await store.rate(clipping, space="=1+1,x", person="ann", is_good=is_good)

    asyncio.run(rate())


def test_before_anybody_rated_it_says_so(cli: Cli) -> None:
    assert cli("export") == (0, "Nobody has rated a reply yet.\n", "")
    code, text, _ = cli("export", "--json")
    assert (code, json.loads(text)) == (0, {"feedback": []})


@pytest.mark.usefixtures("rated")
def test_a_program_gets_what_was_rated_and_no_words_of_it(cli: Cli) -> None:
    code, text, complaint = cli("export", "--json")
    assert (code, complaint) == (0, "")
    first, second = json.loads(text)["feedback"]
    assert first == {
        "at": "2030-04-30T23:59:00+00:00",
        "rating": "good",
        "kind": "answer",
        "engine": "extractive",
        "prompt": "answer 1",
        "space": "=1+1,x",
        "dossier": "v1",
        "reply": f"{30:012x}",
    }
    assert second["rating"] == "bad"
    assert "They meet" not in text
    assert "ann" not in text.replace("answer", "")


@pytest.mark.usefixtures("rated")
def test_a_spreadsheet_gets_rows_and_no_formula(cli: Cli) -> None:
    code, text, _ = cli("export", "--csv")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert (code, [row["rating"] for row in rows]) == (0, ["good", "bad"])
    assert {row["space"] for row in rows} == {"'=1+1,x"}


@pytest.mark.usefixtures("rated")
def test_since_a_day_means_from_its_first_moment_on(cli: Cli) -> None:
    _, text, _ = cli("export", "--json", "--since", "2030-05-01")
    assert [row["rating"] for row in json.loads(text)["feedback"]] == ["bad"]


@pytest.mark.usefixtures("rated")
def test_a_person_gets_a_table_with_a_sum(cli: Cli) -> None:
    code, text, _ = cli("export")
    assert code == 0
    assert "1 good, 1 bad" in text
    assert "extractive" in text


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [(("--since", "yesterday"), "2030-05-01"), (("--csv", "--json"), "Choose one"), (("--xml",), "--help")],
)
def test_what_cannot_be_used_is_one_line_that_teaches(
    cli: Cli, arguments: tuple[str, ...], hint: str
) -> None:
    code, text, complaint = cli("export", *arguments)
    assert (code, text, complaint.count("\n")) == (2, "", 1)
    assert hint in complaint


def test_the_help_shows_how_it_is_used(cli: Cli) -> None:
    code, text, _ = cli()
    assert code == 0
    assert "rapporteur feedback export" in text
    assert "--since 2030-05-01" in cli("export", "--help")[1]
