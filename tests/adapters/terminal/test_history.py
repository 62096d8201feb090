"""The history of what was typed is private, and never a reason to fail."""

import stat
from pathlib import Path

from adapters.terminal import limits
from adapters.terminal.history import open_history


def test_it_is_kept_for_the_next_conversation_and_for_its_owner_only(tmp_path: Path) -> None:
    environ = {"XDG_STATE_HOME": str(tmp_path / "state")}
    open_history(environ).store_string("who meets? \ud800")
    assert list(open_history(environ).load_history_strings()) == ["who meets? ?"]
    path = tmp_path / "state" / "rapporteur" / "history"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_where_no_file_can_be_it_lives_in_memory(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    for state in (str(tmp_path / "file"), "/proc/none", "a\x00b"):
        history = open_history({"XDG_STATE_HOME": state})
        history.store_string("who?")
        assert list(history.load_history_strings()) in (["who?"], [])


def test_a_file_that_goes_away_or_is_torn_costs_the_history_only(tmp_path: Path) -> None:
    history = open_history({"XDG_STATE_HOME": str(tmp_path)})
    path = tmp_path / "rapporteur" / "history"
    path.write_bytes(b"+\xff\xfe torn\n+")
    assert list(history.load_history_strings())
    path.unlink()
    path.mkdir()
    history.store_string("who?")
    assert list(history.load_history_strings()) == []


def test_a_file_that_has_grown_too_long_is_begun_anew(tmp_path: Path) -> None:
    path = tmp_path / "rapporteur" / "history"
    path.parent.mkdir()
    path.write_bytes(b"+x\n" * limits.HISTORY)
    open_history({"XDG_STATE_HOME": str(tmp_path)})
    assert path.stat().st_size == 0
