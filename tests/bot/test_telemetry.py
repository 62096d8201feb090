"""Logs: facts, one a line, no secret; and no trouble of the log's own."""

import io
import json
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
