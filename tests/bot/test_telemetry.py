"""Logs: facts, one a line, no secret; and no trouble of the log's own."""

import io
import json
import logging
import sys
from pathlib import Path

import pytest
import structlog

from bot import telemetry


def test_a_log_is_a_line_of_facts_in_the_file(tmp_path: Path) -> None:
    file = tmp_path / "logs" / "rapporteur.log"
    with telemetry.logging_to(file):
        structlog.get_logger().info("delivery_settled", outcome="sent", seconds=0.2)
    (line,) = file.read_text(encoding="utf-8").splitlines()
    told = json.loads(line)
    assert (told["event"], told["outcome"], told["seconds"]) == ("delivery_settled", "sent", 0.2)


def test_what_is_called_a_secret_is_not_written(tmp_path: Path) -> None:
    file = tmp_path / "rapporteur.log"
    with telemetry.logging_to(file):
        structlog.get_logger().warning("opened", bot_token="xoxb-1", database_password="hunter2", url="a")
    text = file.read_text(encoding="utf-8")
    assert "xoxb-1" not in text
    assert "hunter2" not in text


def test_a_log_that_cannot_be_written_costs_nothing_but_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    with telemetry.logging_to(tmp_path / "file" / "rapporteur.log"):
        structlog.get_logger().warning("nobody_reads_this")
    gone = io.StringIO()
    gone.close()
    monkeypatch.setattr(sys, "stderr", gone)
    with telemetry.logging_to():
        structlog.get_logger().warning("nor_this")


@pytest.mark.parametrize(
    "fact",
    [
        {"API_KEY": "hunter2"},
        {"headers": {"Authorization": "Bearer hunter2"}},
        {"reason": "no answer from postgresql://bot:hunter2@db.example/news"},
        {"error": ValueError("postgresql://bot:hunter2@db.example/news")},
        {"tried": ["amqp://bot:hunter2@one", {"password": "hunter2"}]},
        {"url": "redis://:hunter2@cache/0"},
    ],
)
def test_no_secret_is_written_wherever_it_stands(tmp_path: Path, fact: dict[str, object]) -> None:
    file = tmp_path / "rapporteur.log"
    with telemetry.logging_to(file):
        structlog.get_logger().warning("claim_failed", **fact)
    assert "claim_failed" in file.read_text(encoding="utf-8")
    assert "hunter2" not in file.read_text(encoding="utf-8")


def open_connection(url: str) -> None:
    raise ConnectionError(url)


def test_no_secret_is_written_with_a_traceback_or_by_a_library(tmp_path: Path) -> None:
    file = tmp_path / "rapporteur.log"
    with telemetry.logging_to(file):
        try:
            open_connection("postgresql://bot:hunter2@db.example/news")
        except ConnectionError:
            structlog.get_logger().exception("writing_fault")
            logging.getLogger("library").exception("lost postgresql://bot:%s@db.example", "hunter2")
    ours, theirs = map(json.loads, file.read_text(encoding="utf-8").splitlines())
    assert "ConnectionError" in ours["exception"]
    assert "ConnectionError" in theirs["exception"]
    assert theirs["event"].startswith("lost postgresql://bot:")
    assert "hunter2" not in file.read_text(encoding="utf-8")


def test_what_is_no_secret_is_left_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "rapporteur.log"
    telling = "see https://example.org/a:b and ann@example.org, 08:00@sea"
    with telemetry.logging_to(file):
        structlog.get_logger().info("told", telling=telling, many=[1, True, None])
    fact = json.loads(file.read_text(encoding="utf-8"))
    assert (fact["telling"], fact["many"]) == (telling, [1, True, None])


def test_a_log_of_a_library_that_cannot_be_written_is_not_complained_of_on_the_screen(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shown = sys.stderr
    gone = io.StringIO()
    gone.close()
    monkeypatch.setattr(sys, "stderr", gone)
    with telemetry.logging_to():
        monkeypatch.setattr(sys, "stderr", shown)
        logging.getLogger("library").error("lost")
    assert capsys.readouterr() == ("", "")


def test_the_log_lies_beside_the_database(data_home: Path) -> None:
    assert telemetry.log_file() == data_home / "rapporteur" / "rapporteur.log"
