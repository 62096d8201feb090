"""`rapporteur preview`: the exact messages, without a token."""

import json
from pathlib import Path

import pytest

from bot.cli import run
from tests.bot.newsrooms import write_dossier
from tests.servers.discord_checks import check_message


@pytest.mark.parametrize("typed", [("ask", "What does Anna Grey want?"), ("brief", "full"), ("compare",)])
def test_what_is_printed_is_what_discord_takes(
    typed: tuple[str, ...],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DOSSIER", str(write_dossier(tmp_path / "bridge")))
    monkeypatch.delenv("DISCORD_BOT_TOKEN", raising=False)
    assert run(["preview", *typed, "--platform", "discord"]) == 0
    payloads = json.loads(capsys.readouterr().out)["messages"]
    assert "across the strait" in json.dumps(payloads)
    for payload in payloads:
        check_message(payload, [one["filename"] for one in payload.get("attachments", ())])


def test_what_is_no_command_or_no_platform_is_complained_of(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["preview", "nonsense"]) == 2
    assert run(["preview", "brief", "--platform", "pigeon"]) == 2
    assert "pigeon" in capsys.readouterr().err
