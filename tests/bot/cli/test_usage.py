"""`rapporteur usage`: what models used, for people and, with --json, for programs."""

import asyncio
import datetime
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot.answers import OPERATOR, Asker
from bot.cli import run
from bot.clock import utc_now
from bot.engines.generative.model import Usage
from bot.ledger import StoredLedger
from bot.settings import Settings
from bot.store import open_store
from tests.databases import outside

Cli = Callable[..., tuple[int, str, str]]

ANN = Asker(space="fake:1", person="ann")
BOB = Asker(space="fake:22", person="bob")
DAY = datetime.timedelta(days=1)
PRICES = {"openai_price_in": 1.0, "openai_price_cached": 0.5, "openai_price_out": 4.0}


@pytest.fixture
def cli(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], database_url: str
) -> Cli:
    """Runs `rapporteur usage …` in this process on a database that is empty; exit code, stdout, stderr."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", database_url)
    for name in Settings.model_fields:
        if name != "database_url":
            monkeypatch.delenv(name.upper(), raising=False)

    def command(*arguments: str) -> tuple[int, str, str]:
        code = run(["usage", *arguments])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return command


@pytest.fixture
def use(database_url: str) -> Callable[..., None]:
    """Records what was used, `days` ago."""

    def record(asker: Asker, *, days: int = 0, model: str = "m", is_priced: bool = True, **used: int) -> None:
        prices: dict[str, Any] = PRICES if is_priced else {}
        settings = Settings(_env_file=None, **prices)  # pyright: ignore[reportCallIssue]

        async def work() -> None:
            async with (
                open_store(database_url, now=utc_now) as store,
                StoredLedger(store, settings, lambda: utc_now() - days * DAY) as ledger,
            ):
                await ledger.record(asker, model, Usage(**{"calls": 1, **used}))

        outside(work())

    return record


def lines(out: tuple[int, str, str]) -> list[str]:
    """What was printed, runs of blanks as one."""
    code, text, complaint = out
    assert (code, complaint) == (0, "")
    return [re.sub(r"  +", " | ", line.strip()) for line in text.splitlines()]


def test_days_and_spaces_stand_in_a_table_with_sums_and_the_newest_first(
    cli: Cli, use: Callable[..., None]
) -> None:
    use(ANN, read=1000, cached=400, written=50)
    use(ANN, read=2000, cached=0, written=50)
    use(BOB, days=1, read=1_000_000, written=200_000)
    use(OPERATOR, read=10, written=1)
    use(ANN, days=7, read=5, written=5)
    today = utc_now().date()
    printed = lines(cli())
    start = printed.index("Day | Space | Calls | Read | Cached | Written | Cost")
    assert printed[start + 2 : start + 6] == [
        f"{today} | operator | 1 | 10 | 0 | 1 | 0.0000",
        f"{today} | fake:1 | 2 | 3,000 | 400 | 100 | 0.0032",
        f"{today - DAY} | fake:22 | 1 | 1,000,000 | 0 | 200,000 | 1.8000",
        "Sum | 4 | 1,003,010 | 400 | 200,101 | 1.8032",
    ]
    assert "7 days" in printed[0]
    assert any(line.startswith(f"{today - 7 * DAY}") for line in lines(cli("--days", "8")))


def test_the_limits_are_told_and_how_much_of_today_s_budget_is_used(
    cli: Cli, use: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TOKENS_PER_SPACE", "2000")
    monkeypatch.setenv("QUESTIONS_PER_PERSON", "0")
    use(ANN, read=300, written=20)
    use(BOB, read=3000)
    use(ANN, days=1, read=1000)
    use(OPERATOR, read=1000)
    printed = lines(cli())
    assert "• questions of a person in an hour: no limit (QUESTIONS_PER_PERSON)" in printed
    assert "• questions of a space in an hour: 600 (QUESTIONS_PER_SPACE)" in printed
    assert "• tokens of a space in a day: 2,000 (TOKENS_PER_SPACE)" in printed
    budget = printed.index("Used of today's budget")
    assert printed[budget + 1 : budget + 4] == [
        "• fake:22: 150.0 % (3,000 tokens)",
        "• fake:1: 16.0 % (320 tokens)",
        "",
    ]


def test_one_space_or_one_day_can_be_asked_for(cli: Cli, use: Callable[..., None]) -> None:
    use(ANN, read=1)
    use(ANN, days=1, read=2)
    use(BOB, read=4)
    use(OPERATOR, read=8)

    def read(*arguments: str) -> int:
        return json.loads(cli("--json", *arguments)[1])["total"]["read"]

    assert [read(), read("--days", "1"), read("--space", "fake:1"), read("--space", "operator")] == [
        15,
        13,
        3,
        8,
    ]
    assert read("-s", "fake:1", "-n", "1") == 1


def test_a_program_gets_every_figure_by_model(
    cli: Cli, use: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TOKENS_PER_SPACE", "1000")
    use(ANN, read=100, cached=40, written=20)
    use(ANN, model="small", is_priced=False, read=7, written=1)
    today = utc_now().date().isoformat()
    code, text, complaint = cli("--json", "--days", "1")
    assert (code, complaint) == (0, "")
    assert json.loads(text) == {
        "from": today,
        "to": today,
        "usage": [
            {"day": today, "space": "fake:1", "model": "m", "calls": 1, "read": 100, "cached": 40, "written": 20,
             "cost": 0.00016},
            {"day": today, "space": "fake:1", "model": "small", "calls": 1, "read": 7, "cached": 0, "written": 1,
             "cost": None},
        ],
        "total": {"calls": 2, "read": 107, "cached": 40, "written": 21, "cost": 0.00016},
        "limits": {
            "questions_per_person_an_hour": 60,
            "questions_per_space_an_hour": 600,
            "tokens_per_space_a_day": 1000,
        },
        "today": [{"space": "fake:1", "tokens": 128, "percent_of_budget": 12.8}],
    }  # fmt: skip


def test_several_models_are_told_apart_below_and_a_part_without_a_price_is_said(
    cli: Cli, use: Callable[..., None]
) -> None:
    use(ANN, model="large", read=100, written=20)
    use(ANN, model="small", is_priced=False, read=7, written=1)
    printed = lines(cli())
    assert "large | 1 | 100 | 0 | 20 | 0.0002" in printed
    assert "small | 1 | 7 | 0 | 1 | -" in printed
    assert "counts as nothing" in " ".join(printed)


def test_without_prices_there_is_no_cost_and_a_word_on_how_to_get_one(
    cli: Cli, use: Callable[..., None]
) -> None:
    use(ANN, is_priced=False, read=7, written=1)
    text = cli()[1]
    assert "Cost" not in text
    assert "OPENAI_PRICE_IN" in text


def test_an_empty_table_says_what_would_fill_it(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    text = " ".join(lines(cli()))
    assert "Nothing was used." in text
    assert "set OPENAI_API_KEY, or OPENAI_BASE_URL" in text
    assert "tokens of a space in a day: 2,000,000" in text
    monkeypatch.setenv("OPENAI_BASE_URL", "http://localhost:9/v1")
    monkeypatch.setenv("OPENAI_MODEL", "tiny")
    text = " ".join(lines(cli()))
    assert "when tiny has written" in text
    assert "OPENAI_API_KEY" not in text
    assert json.loads(cli("--json")[1])["total"] == {
        "calls": 0,
        "read": 0,
        "cached": 0,
        "written": 0,
        "cost": None,
    }


def test_a_space_that_used_nothing_is_told_which_did(cli: Cli, use: Callable[..., None]) -> None:
    use(BOB, read=1)
    use(OPERATOR, read=1)
    assert "Nothing was used by “nope”; there is something of: fake:22, operator." in lines(
        cli("--space", "nope")
    )


@pytest.mark.parametrize("days", ["0", "-1", "401", "many"])
def test_a_number_of_days_that_cannot_be_is_one_line(cli: Cli, days: str) -> None:
    code, text, complaint = cli("--days", days)
    assert (code, text, complaint.count("\n")) == (2, "", 1)
    assert "--days" in complaint


def test_a_database_that_is_away_is_one_line(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'file' / 'bot.db'}")
    code, text, complaint = cli()
    assert (code, text, complaint.count("\n")) == (2, "", 1)


def test_a_budget_used_by_many_at_once_is_shown_whole(cli: Cli, database_url: str) -> None:
    async def work() -> None:
        async with open_store(database_url, now=utc_now) as store:
            settings = Settings(_env_file=None)  # pyright: ignore[reportCallIssue]
            async with StoredLedger(store, settings, utc_now) as ledger:
                await asyncio.gather(*(ledger.record(ANN, "m", Usage(read=10, calls=1)) for _ in range(50)))

    outside(work())
    assert json.loads(cli("--json")[1])["total"]["read"] == 500
