"""Commands of platforms: there when they are called, and not imported for anything else."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]

_CLI = '''
import typer

app = typer.Typer(rich_markup_mode=None)


@app.callback()
def explain() -> None:
    """Pigeons."""


@app.command(name="feed")
def feed(grains: int) -> None:
    """Feed them."""
    print(f"{grains} grains")
'''
_RUN = """
import sys
import adapters
adapters.__path__.append(sys.argv[1])
from bot.cli import run
code = run(sys.argv[2:])
print(*[name for name in sys.modules if "pigeon" in name], file=sys.stderr)
sys.exit(code)
"""


@pytest.fixture
def more(tmp_path: Path) -> Path:
    """A folder with a platform that has commands, and one that has none."""
    for name in ("pigeon", "goose"):
        (tmp_path / "more" / name).mkdir(parents=True)
        (tmp_path / "more" / name / "__init__.py").touch()
    (tmp_path / "more" / "pigeon" / "cli.py").write_text(_CLI, encoding="utf-8")
    return tmp_path / "more"


def called(more: Path, *arguments: str) -> tuple[int, str, list[str]]:
    """Exit code, stdout and the lines of stderr of a process of its own."""
    done = subprocess.run(
        [sys.executable, "-c", _RUN, str(more), *arguments],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={name: os.environ[name] for name in ("PATH", "XDG_DATA_HOME")},
        check=False,
    )
    return done.returncode, done.stdout, done.stderr.splitlines()


def test_a_platforms_command_is_carried_out(more: Path) -> None:
    code, text, (loaded,) = called(more, "pigeon", "feed", "3")
    assert (code, text) == (0, "3 grains\n")
    assert "adapters.pigeon.cli" in loaded


def test_its_help_and_its_complaints_are_like_ours(more: Path) -> None:
    code, text, _ = called(more, "pigeon", "--help")
    assert (code, "feed" in text) == (0, True)
    code, text, (complaint, _) = called(more, "pigeon", "feed", "three")
    assert (code, text) == (2, "")
    assert "Examples: rapporteur pigeon feed --help" in complaint


@pytest.mark.parametrize("arguments", [("--help",), ("dossier", "show"), ("pigeons",)])
def test_it_is_not_imported_for_another_command(more: Path, arguments: tuple[str, ...]) -> None:
    *_, loaded = called(more, *arguments)[2]
    assert loaded == ""


def test_the_help_lists_platforms_that_have_commands_and_no_others(more: Path) -> None:
    _, text, _ = called(more, "--help")
    assert "pigeon" in text
    assert "goose" not in text
    code, _, (complaint, _) = called(more, "goose", "feed")
    assert code == 2
    assert "goose" in complaint
