"""The command line: what it prints, in which form, and with which exit code."""

import datetime
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot.cli import run

DOSSIER = """
title = "The bridge talks"
[event]
name = "Bridge talks"
place = "Varna"
date = 2030-05-03
[[leaders]]
name = "Anna Grey"
office = "Prime Minister of Northland"
[[leaders]]
name = "Boris Holm"
[[topics]]
name = "Bridge"
terms = ["bridge", "toll"]
"""
NOTES = """---
title: Notes from the road
date: 2030-05-01
---

Anna Grey and Boris Holm meet for a summit in Varna on Friday.

Anna Grey wants a bridge across the strait. She says that the toll must stay below four crowns.

Boris Holm refuses to pay for the bridge before the vote in June.
"""

Cli = Callable[..., tuple[int, str, str]]


@pytest.fixture
def dossier(tmp_path: Path) -> Path:
    """A small dossier with two leaders."""
    folder = tmp_path / "bridge-talks"
    (folder / "documents").mkdir(parents=True)
    (folder / "dossier.toml").write_text(DOSSIER, encoding="utf-8")
    (folder / "documents" / "notes.md").write_text(NOTES, encoding="utf-8")
    return folder


@pytest.fixture
def cli(
    dossier: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Cli:
    """Runs a command in this process with `dossier` as DOSSIER; exit code, stdout, stderr."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DOSSIER", str(dossier))
    for name in ("ENGINE", "PLATFORMS", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)

    def command(*arguments: str) -> tuple[int, str, str]:
        code = run(arguments)
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return command


def as_json(out: tuple[int, str, str]) -> Any:
    code, text, complaint = out
    assert (code, complaint) == (0, "")
    return json.loads(text)


def assert_one_line(out: tuple[int, str, str], *words: str) -> None:
    code, text, complaint = out
    assert (code, text) == (2, "")
    assert complaint.endswith("\n")
    assert complaint.count("\n") == 1
    for word in words:
        assert word in complaint


def test_ask_prints_the_answer_with_its_quote_engine_and_dossier(cli: Cli) -> None:
    code, text, complaint = cli("ask", "What", "does", "Anna", "Grey", "want?")
    assert (code, complaint) == (0, "")
    assert "[1] “Anna Grey wants a bridge across the strait.”" in text
    assert "Notes from the road, passage 2, 1 May 2030" in text
    assert "engine: extractive" in text
    assert "The bridge talks" in text
    assert max(map(len, text.split("\n"))) <= 80


def test_ask_as_json_has_exactly_the_promised_form(cli: Cli) -> None:
    form = as_json(cli("ask", "What does Anna Grey want?", "--json"))
    assert set(form) == {"status", "claims", "nearest", "engine", "dossier", "as_of"}
    assert (form["status"], form["nearest"], form["as_of"]) == ("answered", [], "2030-05-01")
    claim = form["claims"][0]
    assert set(claim) == {"text", "citations"}
    citation = claim["citations"][0]
    assert set(citation) == {"document", "passage", "quote", "start", "end"}
    assert NOTES[citation["start"] : citation["end"]] == citation["quote"]


def test_an_honest_refusal_is_no_error(cli: Cli) -> None:
    form = as_json(cli("ask", "Where did Anna Grey go to school?", "--json"))
    assert (form["status"], form["claims"]) == ("not_stated", [])
    assert set(form) == {"status", "claims", "nearest", "engine", "dossier", "as_of"}


def test_compare_as_json_has_a_cell_for_each_leader(cli: Cli) -> None:
    form = as_json(cli("compare", "--json"))
    assert set(form) == {"leaders", "rows", "engine", "dossier", "as_of"}
    assert form["leaders"] == ["Anna Grey", "Boris Holm"]
    for row in form["rows"]:
        assert set(row) == {"aspect", "cells"}
        assert len(row["cells"]) == 2
        for cell in row["cells"]:
            assert set(cell) == {"text", "citations"}
            assert bool(cell["citations"]) is (cell["text"] is not None)


def test_compare_takes_names_and_a_topic_as_people_type_them(cli: Cli) -> None:
    mirrored = as_json(cli("compare", "Boris", "Holm", "vs", "Anna", "Grey", "on", "Bridge", "--json"))
    assert mirrored["leaders"] == ["Boris Holm", "Anna Grey"]
    assert mirrored == as_json(cli("compare", "Holm", "and", "Grey", "--topic", "Bridge", "--json"))
    code, text, _ = cli("compare", "holm", "grey")
    assert code == 0
    assert text.index("Boris Holm") < text.index("Anna Grey")


def test_an_unknown_leader_is_one_line_that_helps(cli: Cli) -> None:
    assert_one_line(cli("compare", "Anna Grey", "vs", "Charles de Gaulle"), "Charles de Gaulle")


@pytest.mark.parametrize("length", ["headline", "short", "full"])
def test_brief_as_json_has_exactly_the_promised_form(cli: Cli, length: str) -> None:
    form = as_json(cli("brief", length, "--json"))
    assert set(form) == {"title", "length", "points", "engine", "dossier", "as_of"}
    assert form["length"] == length
    assert form["points"]
    for point in form["points"]:
        assert set(point) == {"heading", "text", "citations"}
        assert point["citations"]


def test_brief_is_short_unless_told(cli: Cli) -> None:
    assert as_json(cli("brief", "--json"))["length"] == "short"
    assert_one_line(cli("brief", "ful"), "did you mean full?")


def test_verify_as_json_has_exactly_the_promised_form(cli: Cli) -> None:
    text = "Anna Grey wants a bridge across the strait. The toll must stay below nine crowns. Cats purr."
    form = as_json(cli("verify", text, "--json"))
    assert set(form) == {"statements"}
    assert [s["verdict"] for s in form["statements"]] == ["supported", "contradicted", "not_mentioned"]
    for statement in form["statements"]:
        assert set(statement) == {"text", "verdict", "citations", "reason"}
        assert statement["reason"]


def test_verify_prints_a_table(cli: Cli) -> None:
    code, text, _ = cli("verify", "Anna Grey wants a bridge across the strait.")
    assert code == 0
    assert "Supported [1]" in text


def test_dossier_show_tells_what_it_holds(cli: Cli) -> None:
    _, text, _ = cli("dossier", "show")
    for word in (
        "The bridge talks",
        "Varna",
        "3 May 2030",
        "Anna Grey",
        "toll",
        "Notes from the road",
        "3 passages",
    ):
        assert word in text
    form = as_json(cli("dossier", "show", "--json"))
    assert form["event"] == {
        "name": "Bridge talks",
        "place": "Varna",
        "date": datetime.date(2030, 5, 3).isoformat(),
        "source": None,
        "guessed": False,
    }
    assert form["passages"] == 3
    assert form["version"]


def test_dossier_check_tells_what_was_understood_and_what_is_doubtful(cli: Cli, tmp_path: Path) -> None:
    notes = tmp_path / "notes.txt"
    notes.write_text("Anna Grey met Boris Holm. Boris Holm thanked Anna Grey.\n", encoding="utf-8")
    code, text, _ = cli("dossier", "check", str(notes))
    assert code == 0
    assert "Doubtful" in text
    assert "It can be used" in text
    assert as_json(cli("dossier", "check", str(notes), "--json"))["documents"][0]["id"] == "notes.txt"


@pytest.mark.parametrize(
    ("name", "content"), [("none.txt", None), ("empty.txt", b""), ("binary.txt", bytes(range(256)) * 20)]
)
def test_an_unusable_dossier_is_one_line(cli: Cli, tmp_path: Path, name: str, content: bytes | None) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    assert_one_line(cli("dossier", "check", str(path)), name)
    assert_one_line(cli("ask", "--dossier", str(path), "Who?"), name)
    assert_one_line(cli("--dossier", str(path), "brief"), name)


def test_the_dossier_is_chosen_before_or_behind_the_command(cli: Cli, tmp_path: Path) -> None:
    notes = tmp_path / "other.txt"
    notes.write_text("Clara Stone wants a lighthouse on the cape.\n", encoding="utf-8")
    before = as_json(cli("--dossier", str(notes), "ask", "--json", "What does Clara Stone want?"))
    behind = as_json(cli("ask", "--json", "What does Clara Stone want?", "-d", str(notes)))
    assert before == behind
    assert before["claims"][0]["citations"][0]["document"] == "other.txt"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["aks"], ["'aks'", "Did you mean 'ask'?"]),
        (["ask", "--jsn", "Who?"], ["--jsn", "rapporteur ask --help"]),
        (["ask", ""], ["no question", "rapporteur ask"]),
        (["verify", "  "], ["no text"]),
        (["dossier", "check"], ["Missing argument"]),
        (["dossier", "sow"], ["sow"]),
        (["eval", "none.jsonl"], ["none.jsonl"]),
        (["ask", "x" * 10_001], ["10,000"]),
        (["eval", "none.jsonl", "--engine", "oracle"], ["none.jsonl"]),
    ],
)
def test_wrong_usage_is_one_line_that_says_what_to_do(
    cli: Cli, arguments: list[str], words: list[str]
) -> None:
    assert_one_line(cli(*arguments), *words)


@pytest.mark.parametrize(
    ("name", "value"), [("ENGINE", "oracle"), ("PLATFORMS", "carrier-pigeon"), ("PLATFORMS", " , ")]
)
def test_a_bad_setting_is_one_line_that_names_it(
    cli: Cli, name: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)
    assert_one_line(cli("run"), name)


def test_settings_stand_in_a_file_too(cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DOSSIER")
    (tmp_path / ".env").write_text("DOSSIER=bridge-talks\nENGINE=\n", encoding="utf-8")
    assert "The bridge talks" in cli("dossier", "show")[1]
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / ".env").write_text("DOSSIER=~/bridge-talks\nPLATFORMS=terminal, terminal\n", encoding="utf-8")
    assert "The bridge talks" in cli("dossier", "show")[1]
    assert cli("check")[1].count("keyboard") == 1
    (tmp_path / ".env").write_bytes(b"DOSSIER=\xff\xfe")
    assert_one_line(cli("dossier", "show"), ".env")


def test_control_characters_never_reach_the_terminal(cli: Cli, dossier: Path) -> None:
    evil = "Anna Grey wants \x1b[31mpeace\u202e and quiet [red]now[/red].\n"
    (dossier / "documents" / "notes.md").write_text(evil, encoding="utf-8")
    asked = cli("ask", "What does Anna Grey want? \x1b]0;x\x07")
    as_data = cli("ask", "--json", "What does Anna Grey want?")
    failed = cli("dossier", "check", "no\x1b[31m\u202ething")
    for text in (*asked[1:], *as_data[1:], *failed[1:]):
        assert "\x1b" not in text
        assert "\u202e" not in text
    assert "[red]now[/red]" in asked[1]
    assert json.loads(as_data[1])["claims"][0]["citations"][0]["quote"] == evil.strip()


def test_check_looks_at_dossier_and_platforms(cli: Cli, dossier: Path) -> None:
    code, text, _ = cli("check")
    assert code == 0
    for word in ("engine", "dossier", "terminal"):
        assert word in text
    (dossier / "dossier.toml").write_text("titel = 1", encoding="utf-8")
    code, text, complaint = cli("check")
    assert (code, complaint.count("\n")) == (2, 1)
    assert "error" in text


def test_help_teaches_with_examples(cli: Cli) -> None:
    for arguments in (
        ["--help"],
        ["ask", "--help"],
        ["eval", "-h"],
        ["compare", "-h"],
        ["dossier", "check", "-h"],
    ):
        code, text, _ = cli(*arguments)
        assert code == 0
        assert text.count("rapporteur ") > 1
    assert cli()[:2] == cli("--help")[:2]
    assert cli("--version")[1].startswith("rapporteur ")


def test_eval_scores_both_sides_and_lists_the_failures(cli: Cli, tmp_path: Path) -> None:
    lines: list[dict[str, Any]] = [
        {
            "question": "What does Anna Grey want?",
            "answerable": True,
            "accept": ["a  BRIDGE across"],
            "kind": "what",
        },
        {
            "question": "What does Boris Holm refuse?",
            "answerable": True,
            "accept": ["lighthouse"],
            "kind": "what",
        },
        {"question": "Where did Anna Grey go to school?", "answerable": False, "split": "held"},
    ]
    file = tmp_path / "q.jsonl"
    file.write_text("\n".join(map(json.dumps, lines)) + "\n\n", encoding="utf-8")
    form = as_json(cli("eval", str(file), "--json"))
    assert form["answerable"] == {"right": 1, "of": 2, "percent": 50.0}
    assert form["unanswerable"] == {"right": 1, "of": 1, "percent": 100.0}
    assert [f["line"] for f in form["failures"]] == [2]
    assert as_json(cli("eval", str(file), "--split", "held", "--json"))["answerable"]["of"] == 0
    code, text, _ = cli("eval", str(file))
    assert code == 0
    for word in ("1 of 2 (50.0 %)", "line 2", "said: ", "expected: lighthouse"):
        assert word in text
    assert_one_line(cli("eval", str(file), "--engine", "oracle"), "ENGINE")
    file.write_text('{"question": "Who?", "answerable": true}\n{"question"\n', encoding="utf-8")
    assert_one_line(cli("eval", str(file)), "Line 2")
