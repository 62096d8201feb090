"""The command line as whole processes: pipes, signals, closed streams, and a person at a terminal."""

import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.adapters.terminal.window import Window

ROOT = Path(__file__).parents[3]
BOT = [sys.executable, "-m", "bot"]


def shell(script: str, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    """Runs `script` in a shell that knows the command as $bot."""
    environ = {name: os.environ[name] for name in ("PATH", "XDG_DATA_HOME")}
    environ |= {"PYTHONPATH": str(ROOT), "bot": " ".join(BOT)}
    return subprocess.run(
        ["sh", "-c", script], input=stdin, capture_output=True, cwd=ROOT, env=environ, check=False
    )


def test_a_piped_question_is_answered_and_the_process_ends() -> None:
    done = shell("$bot run", b"\nWhat is the summit about?\n")
    text = done.stdout.decode()
    assert (done.returncode, done.stderr) == (0, b"")
    assert text.startswith("> What is the summit about?\n\n")
    assert "engine: extractive" in text
    assert "\x1b" not in text


def test_ask_reads_a_pipe_and_imports_nothing_that_it_does_not_need() -> None:
    script = "import sys, bot.cli; print(bot.cli.run(['ask', '--json']), *sys.modules, file=sys.stderr)"
    done = subprocess.run(
        [sys.executable, "-c", script], input=b"Where is it?\xff", capture_output=True, cwd=ROOT, check=True
    )
    code, *modules = done.stderr.decode().split()
    assert code == "0"
    assert json.loads(done.stdout)["dossier"]
    unneeded = {
        "babel",
        "prompt_toolkit",
        "jinja2",
        "numpy",
        "rich",
        "sqlalchemy",
        "alembic",
        "aiosqlite",
        "asyncpg",
    }
    assert not unneeded & set(modules)


def test_the_system_s_language_is_that_of_answers_errors_and_conversations() -> None:
    german = "export LANG=de_AT.UTF-8;"
    answered = shell(f"{german} $bot ask Where is it?").stdout.decode()
    assert "Stand: 14. August 2025 · Engine: extractive" in answered
    refused = shell(f"{german} $bot compare Nobody vs Zzyzx").stderr.decode()
    assert "gibt es in diesem Dossier nicht; es nennt" in refused
    talked = shell(f"{german} $bot run", b"/comapre\nQu\xc3\xa9 quiere el presidente?\n").stdout.decode()
    assert "Den Befehl /comapre gibt es nicht; meinten Sie /compare?" in talked
    assert "La pregunta parece estar en otro idioma (español)." in talked
    assert "as of" in shell("LANG=tlh_QO.UTF-8 $bot ask Where is it?").stdout.decode()


def test_a_person_at_a_terminal_is_welcomed_in_their_language() -> None:
    with Window("-m", "bot", "run", environ={"LC_ALL": "fr_FR.UTF-8", "PYTHONUTF8": "1"}) as window:
        text = window.wait_for("Ctrl-D quitte")
        assert "Quelques questions utiles" in text
        window.type("/copy\r")
        window.wait_for("Il n’y a pas encore de réponse à copier.")


def test_a_reader_that_leaves_early_is_no_error() -> None:
    done = shell("$bot brief full | head -1; $bot compare --json | head -1; $bot ask Who? </dev/null >&-")
    assert done.stderr == b""
    assert done.stdout.count(b"\n") == 2


@pytest.mark.parametrize("command", ["ask Who?", "ask Who? --json", "dossier show", "dossier show --json"])
def test_a_reader_that_is_gone_before_the_first_line_is_no_error_either(command: str) -> None:
    done = shell(f"{{ $bot {command}; echo $? >&2; }} | true")
    assert done.stderr == b"0\n"


def test_a_closed_stderr_takes_nothing_from_the_answer_and_adds_nothing_to_it() -> None:
    done = shell("$bot ask --json Who? 2>&-")
    assert (done.returncode, json.loads(done.stdout)["engine"]) == (0, "extractive")
    done = shell("$bot ask --no-such-option 2>&-")
    assert (done.returncode, done.stdout) == (2, b"")


def test_a_full_disk_is_one_line() -> None:
    if not Path("/dev/full").exists():
        pytest.skip("this system has no /dev/full")
    done = shell("$bot brief --json >/dev/full")
    assert done.returncode == 2
    assert done.stderr.count(b"\n") == 1


def test_ctrl_c_in_a_pipe_ends_without_a_traceback() -> None:
    with subprocess.Popen(
        [*BOT, "run"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT
    ) as process:
        assert process.stdin
        assert process.stdout
        process.stdin.write(b"Who meets?\n")
        process.stdin.flush()
        assert process.stdout.readline() == b"> Who meets?\n"
        process.send_signal(signal.SIGINT)
        _, complaint = process.communicate(timeout=20)
    assert (process.returncode, complaint) == (130, b"")


def test_a_person_at_a_terminal_is_welcomed_asks_compares_and_leaves(tmp_path: Path) -> None:
    environ = {"XDG_STATE_HOME": str(tmp_path), "DOSSIER": "benchmarks/dossiers/three-rivers"}
    with Window("-m", "bot", "run", environ=environ, rows=60) as window:
        welcome = window.wait_for(lambda text: text.endswith("\n>"))
        assert len(re.findall(r"^• .*\?$", welcome, re.M)) == 3
        assert "engine: extractive" in welcome
        question = next(iter(re.findall(r"^• (.*\?)$", welcome, re.M)))
        window.type(f"{question}\r")
        window.wait_for(lambda text: "[1] “" in text and text.endswith("\n>"))
        window.type("/comp\t")
        window.wait_for("> /compare")
        window.type("\r")
        window.wait_for(lambda text: "───" in text and text.count("engine: extractive") == 3)
        assert all(len(line) <= 80 for line in window.lines)
        window.type("\x04")
        assert window.wait_for_end() == 0
