"""`rapporteur subscriptions …`: the operator's side, for people and, with --json, for programs."""

import datetime
import json
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot.cli import run
from tests.bot.newsrooms import write_dossier

ROOT = Path(__file__).parents[3]
HERE = "terminal:1:local"

Cli = Callable[..., tuple[int, str, str]]


@pytest.fixture
def cli(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    prepared_sqlite: Path,
    data_home: Path,
) -> Cli:
    """Runs `rapporteur subscriptions …` in this process; exit code, stdout, stderr."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DOSSIER", str(write_dossier(tmp_path / "bridge")))
    for name in ("ENGINE", "PLATFORMS", "DOSSIERS", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)
    (data_home / "rapporteur").mkdir(parents=True)
    (data_home / "rapporteur" / "rapporteur.db").write_bytes(prepared_sqlite.read_bytes())

    def command(*arguments: str) -> tuple[int, str, str]:
        code = run(["subscriptions", *arguments])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return command


def as_json(out: tuple[int, str, str]) -> Any:
    code, text, complaint = out
    assert (code, complaint) == (0, "")
    return json.loads(text)


def assert_complaint(out: tuple[int, str, str], *words: str) -> None:
    code, text, complaint = out
    assert (code, text, complaint.count("\n")) == (2, "", 1)
    for word in words:
        assert word in complaint


def added(cli: Cli, *schedule: str) -> str:
    return as_json(cli("add", HERE, *(schedule or ("08:00", "Europe/Berlin")), "--json"))["id"]


def test_what_is_added_is_confirmed_with_its_next_times_and_listed(cli: Cli) -> None:
    code, text, complaint = cli("add", HERE, "every", "weekday", "at", "8", "in", "Berlin", "full")
    assert (code, complaint) == (0, "")
    assert "Subscribed: 08:00 Europe/Berlin, weekdays, full, English." in text
    assert sum(line.endswith("08:00") for line in text.splitlines()) == 3
    code, text, complaint = cli("list")
    assert (code, complaint) == (0, "")
    assert f"{HERE} · " in text


def test_a_program_gets_all_facts_of_a_subscription(cli: Cli) -> None:
    one = as_json(
        cli("add", HERE, "7.30 Europe/Berlin mon,wed headline only when something is new", "--json")
    )
    coming = [datetime.datetime.fromisoformat(at) for at in one.pop("next")]
    assert [at.strftime("%H:%M") for at in coming] == ["07:30"] * 3
    assert {at.weekday() for at in coming} == {0, 2}
    assert len(one.pop("id")) == 8
    assert one == {
        "address": HERE,
        "dossier": "bridge",
        "time": "07:30",
        "zone": "Europe/Berlin",
        "days": [0, 2],
        "length": "headline",
        "language": "en",
        "until": None,
        "only_new": True,
        "paused": None,
        "person": "operator",
    }
    assert [found["address"] for found in as_json(cli("list", "--json"))["subscriptions"]] == [HERE]


def test_one_is_changed_paused_resumed_and_removed_by_its_id(cli: Cli) -> None:
    id, other = added(cli), added(cli, "20:00 Berlin")
    assert as_json(cli("change", id, "07:30", "weekdays", "--json"))["time"] == "07:30"
    paused = as_json(cli("pause", id, "--json"))
    assert (paused["paused"], paused["next"]) == ("paused by hand", [])
    assert "paused (paused by hand)" in cli("list")[1]
    assert as_json(cli("resume", id, "--json"))["paused"] is None
    assert "Removed: 07:30" in cli("remove", id)[1]
    assert [one["id"] for one in as_json(cli("list", "--json"))["subscriptions"]] == [other]


def test_an_edition_that_was_ordered_stands_in_the_history(cli: Cli) -> None:
    id = added(cli)
    assert "No edition was due yet." in cli("history", id)[1]
    assert as_json(cli("history", id, "--json")) == {"deliveries": []}
    assert "on its way" in cli("now", id)[1]
    (delivery,) = as_json(cli("history", id, "--json"))["deliveries"]
    assert delivery["edition"].startswith("now-")
    assert (delivery["stage"], delivery["attempts"]) == ("due", 0)
    (entry,) = delivery["history"]
    assert (entry["stage"], entry["cause"], entry["receipt"]) == ("due", None, None)
    assert datetime.datetime.fromisoformat(entry["at"]).tzinfo
    assert ": due" in cli("history", id)[1]


def test_a_preview_prints_the_edition(cli: Cli) -> None:
    code, text, complaint = cli("preview", added(cli))
    assert (code, complaint) == (0, "")
    assert "bridge" in text
    assert "engine: extractive" in text


def test_a_program_gets_what_will_be_posted_and_for_which_date(cli: Cli) -> None:
    id = added(cli, "8 Berlin every day")
    found = as_json(cli("preview", id, "--json"))
    assert "Boris Holm refuses to pay for the bridge" in found["text"]
    assert datetime.date.fromisoformat(found["date"])
    assert (found["id"], found["paused"]) == (id, None)
    cli("pause", id)
    assert as_json(cli("preview", id, "--json"))["paused"] == "paused by hand"


def test_what_can_be_done_next_is_offered_as_it_is_typed_here(cli: Cli) -> None:
    text = cli("add", HERE, "8", "Berlin")[1]
    assert "rapporteur subscriptions pause " in text
    assert "/briefings" not in text


@pytest.mark.parametrize("command", ["pause", "resume", "remove", "now", "preview", "history", "change"])
def test_an_id_that_is_not_there_is_one_line_that_says_where_ids_stand(cli: Cli, command: str) -> None:
    added(cli)
    more = ("08:00",) if command == "change" else ()
    assert_complaint(cli(command, "nothere", *more), "no subscription “nothere”", "list")


def test_a_schedule_that_cannot_be_read_is_one_line_and_nothing_is_added(cli: Cli) -> None:
    assert_complaint(cli("add", HERE, "08:00"), "Which time zone?")
    assert_complaint(cli("add", HERE, "8 Berlin wekdays"), "weekdays")
    assert as_json(cli("list", "--json")) == {"subscriptions": []}
    assert "There are no subscriptions yet." in cli("list")[1]


@pytest.mark.parametrize("address", ["nowhere:1:local", "local", "", ":"])
def test_an_address_of_no_platform_is_refused_since_nothing_would_ever_come(cli: Cli, address: str) -> None:
    assert_complaint(cli("add", address, "8 Berlin"), "There is no platform", "terminal")


def test_the_dossier_that_is_named_is_the_one_that_is_subscribed(cli: Cli, tmp_path: Path) -> None:
    canal = write_dossier(tmp_path / "canal", "canal")
    one = as_json(cli("add", HERE, "8 Berlin", "--dossier", str(canal), "--json"))
    assert one["dossier"] == "canal"


def test_a_database_that_cannot_be_opened_is_one_line_without_its_password(
    cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "mysql://bot:hunter2@db/news")
    out = cli("list")
    assert_complaint(out, "DATABASE_URL")
    assert "hunter2" not in out[2]


def test_a_database_that_is_locked_is_one_line_with_its_place_and_nothing_is_lost(
    cli: Cli, data_home: Path
) -> None:
    id = added(cli)
    path = data_home / "rapporteur" / "rapporteur.db"
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    assert_complaint(cli("pause", id), str(path), "locked by another process; wait a moment")
    assert [one["paused"] for one in as_json(cli("list", "--json"))["subscriptions"]] == [None]
    other.execute("ROLLBACK")
    other.close()
    assert as_json(cli("pause", id, "--json"))["paused"] == "paused by hand"


def test_a_database_file_that_is_none_is_one_line(cli: Cli, data_home: Path) -> None:
    path = data_home / "rapporteur" / "rapporteur.db"
    path.write_text("These are my notes. " * 99, encoding="utf-8")
    assert_complaint(cli("list"), str(path), "isn't an SQLite database; name another file with DATABASE_URL")


@pytest.mark.parametrize(
    ("given", "locale", "language"),
    [
        (["--language", "de"], "C.UTF-8", "de"),
        (["--language", "Spanish"], "de_DE.UTF-8", "es"),
        (["--language", "français"], "C.UTF-8", "fr"),
        ([], "uk_UA.UTF-8", "uk"),
        ([], "tlh_QO.UTF-8", "en"),
        ([], "C.UTF-8", "en"),
    ],
)
def test_the_language_is_the_one_that_is_named_else_the_systems_else_english(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, given: list[str], locale: str, language: str
) -> None:
    monkeypatch.setenv("LC_ALL", locale)
    one = as_json(cli("add", HERE, "8 Berlin", *given, "--json"))
    assert one["language"] == language
    changed = as_json(cli("change", one["id"], "--language", "Russian", "--json"))
    assert (changed["language"], changed["time"]) == ("ru", one["time"])


def test_a_language_that_we_do_not_speak_is_one_line_that_names_those_we_do(cli: Cli) -> None:
    assert_complaint(cli("add", HERE, "8 Berlin", "--language", "Klingon"), "“Klingon”", "en, de, fr")
    assert_complaint(cli("add", HERE, "8 Berlin in French", "--language", "de"), "Two languages")
    assert as_json(cli("list", "--json")) == {"subscriptions": []}


def test_a_change_of_nothing_is_one_line(cli: Cli) -> None:
    assert_complaint(cli("change", added(cli)), "What shall be changed?")


def test_without_a_command_there_is_help(cli: Cli) -> None:
    code, text, _ = cli()
    assert code == 0
    assert "history" in text


def test_a_pipe_makes_no_database_and_sigterm_ends_it_quietly(data_home: Path, tmp_path: Path) -> None:
    environ = {"PATH": os.environ["PATH"], "XDG_DATA_HOME": str(data_home), "LC_ALL": "C.UTF-8"}
    environ |= {"DOSSIER": str(write_dossier(tmp_path / "bridge")), "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        [sys.executable, "-m", "bot", "run"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=tmp_path,
        env=environ,
    ) as process:
        assert process.stdin
        assert process.stdout
        process.stdin.write(b"/briefings\n")
        process.stdin.flush()
        while not (line := process.stdout.readline()).startswith(b"Briefings can be"):
            assert line, "it ended"
        process.send_signal(signal.SIGTERM)
        _, complaint = process.communicate(timeout=20)
    assert (process.returncode, complaint) == (0, b"")
    assert not list(data_home.glob("rapporteur/*.db*"))
