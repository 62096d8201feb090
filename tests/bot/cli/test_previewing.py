"""`rapporteur preview …`: exactly what a platform would be sent, and nothing sent."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

import adapters
from bot.cli import run
from tests.bot.newsrooms import write_dossier

Cli = Callable[..., tuple[int, str, str]]

_PIGEON = '''
import dataclasses

from bot.reply import Actions, plain_text


@dataclasses.dataclass
class Letter:
    """A payload of its own class, with a picture."""

    text: str
    buttons: tuple
    picture: bytes = b"PNG"


class Pigeon:
    name = "pigeon"

    def render(self, reply):
        buttons = [action.text for b in reply.blocks if isinstance(b, Actions) for action in b.items]
        return (Letter(plain_text(reply), tuple(buttons)), {"second": [1, None]})


def open_platform():
    return Pigeon()
'''


@pytest.fixture
def cli(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Cli:
    """Runs `rapporteur preview …` with a platform beside ours; exit code, stdout, stderr."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DOSSIER", str(write_dossier(tmp_path / "bridge")))
    for name in ("ENGINE", "PLATFORMS", "DOSSIERS", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "more" / "pigeon").mkdir(parents=True)
    (tmp_path / "more" / "pigeon" / "__init__.py").touch()
    (tmp_path / "more" / "pigeon" / "app.py").write_text(_PIGEON, encoding="utf-8")
    monkeypatch.setattr(adapters, "__path__", [*adapters.__path__, str(tmp_path / "more")])

    def command(*arguments: str) -> tuple[int, str, str]:
        code = run(["preview", *arguments])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return command


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("ask", "What", "does", "Anna", "Grey", "want?"), "Anna Grey wants a bridge across the strait. [1]"),
        (("brief", "full"), "The bridge talks"),
        (("compare",), "Anna Grey / Boris Holm"),
        (("compare", "Anna Grey", "vs", "Boris Holm", "on", "bridge"), "Anna Grey / Boris Holm"),
    ],
)
def test_the_payloads_of_any_platform_are_printed_as_json(
    cli: Cli, arguments: tuple[str, ...], words: str
) -> None:
    code, text, complaint = cli(*arguments, "--platform", "pigeon")
    assert (code, complaint) == (0, "")
    shown = json.loads(text)
    letter, second = shown["payloads"]
    assert shown["platform"] == "pigeon"
    assert words in letter["text"]
    assert (letter["picture"], second) == ("UE5H", {"second": [1, None]})
    for button in ("/evidence", "/copy", "/feedback"):
        assert any(pressed.startswith(button) for pressed in letter["buttons"])


def test_the_terminals_payloads_are_strings(cli: Cli) -> None:
    code, text, _ = cli("compare", "--platform", "terminal")
    (payload,) = json.loads(text)["payloads"]
    assert code == 0
    assert payload.startswith("Anna Grey / Boris Holm\n")
    assert "/evidence" not in payload


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        (("compare", "--platform", "goose"), "PLATFORMS may name: discord, pigeon, slack, terminal."),
        (("brief", "epic"), "headline, short or full"),
        (("compare", "Anna Grey vs Zzyzx"), "Zzyzx"),
    ],
)
def test_what_cannot_be_used_is_one_line_that_teaches(
    cli: Cli, arguments: tuple[str, ...], hint: str
) -> None:
    code, text, complaint = cli(*arguments)
    assert (code, text, complaint.count("\n")) == (2, "", 1)
    assert hint in complaint


def test_the_help_shows_how_it_is_used(cli: Cli) -> None:
    code, text, _ = cli()
    assert code == 0
    assert "rapporteur preview ask --platform slack" in text
