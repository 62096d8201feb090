"""The conversation, in a real process behind a real pty, as a person sees it at 80 columns."""

import re
import signal
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.adapters.terminal.window import Window

ECHO = ("-m", "tests.adapters.terminal.echo")
UP, TAB, CTRL_C, CTRL_D = "\x1b[A", "\t", "\x03", "\x04"


@pytest.fixture
def window(tmp_path: Path) -> Iterator[Window]:
    with Window(*ECHO, environ={"XDG_STATE_HOME": str(tmp_path)}) as window:
        window.wait_for(ends_with_prompt)
        yield window


def ends_with_prompt(text: str) -> bool:
    return text.endswith("\n>")


def test_a_person_is_welcomed_asks_completes_recalls_and_leaves(window: Window, tmp_path: Path) -> None:
    assert "Welcome" in window.text
    assert "• When do they meet?" in window.text
    assert "Ctrl-D leaves" in window.text

    window.type("who meets?\r")
    window.wait_for("You said who meets? [1]")
    assert "[1] “The two meet on Friday.”" in window.wait_for("engine: echo\n\n>")

    window.type("/com" + TAB)
    window.wait_for("> /compare")
    window.type("\r")
    text = window.wait_for("has no money for it")
    assert re.search(r"^ +Anna Grey +Boris Holm$", text, re.M)
    assert re.search(r"^Goals +wants the bridge .* +not stated$", text, re.M)

    window.type("What does Bor" + TAB)
    window.wait_for("> What does Boris Holm")
    window.type(" want?\r")
    window.wait_for("You said What does Boris Holm want?")

    window.type("/brief fu" + TAB)
    window.wait_for("> /brief full")
    window.type("\r")
    window.wait_for("You said /brief full")

    window.type(UP + UP)
    window.wait_for(lambda text: text.endswith("> What does Boris Holm want?"))
    window.type(CTRL_C)
    window.wait_for(ends_with_prompt)

    window.type("/copy\r")
    window.wait_for("[1] “The two meet on Friday.” (Notes, passage 3, 1 May 2030)")

    window.type(CTRL_D)
    assert window.wait_for_end() == 0
    (history,) = tmp_path.glob("rapporteur/history")
    assert stat.S_IMODE(history.stat().st_mode) == 0o600
    assert "+who meets?" in history.read_text(encoding="utf-8")


def test_ctrl_c_stops_an_answer_clears_a_line_and_says_how_to_leave(window: Window) -> None:
    window.type("wait\r")
    window.wait_for("Looking …")
    window.type(CTRL_C)
    window.wait_for("Stopped.\n\n>")
    assert "Looking" not in window.text

    window.type("half a thought")
    window.wait_for("> half a thought")
    window.type(CTRL_C)
    window.wait_for(ends_with_prompt)
    window.type(CTRL_C)
    window.wait_for("Ctrl-D or /quit leaves.\n>")

    window.type("fail\r")
    window.wait_for("That went wrong inside the program (LookupError)")
    window.type("still there?\r")
    window.wait_for("You said still there?")
    window.type("/quit\r")
    assert window.wait_for_end() == 0


def test_a_post_appears_above_the_line_that_is_being_typed_once(window: Window) -> None:
    window.type("half a thought")
    window.wait_for("> half a thought")
    for _ in range(2):
        window.child.kill(signal.SIGUSR1)
    text = window.wait_for(lambda text: "A briefing arrives" in text and text.endswith("> half a thought"))
    assert text.count("A briefing arrives") == 1
    window.type(" goes on\r")
    window.wait_for("You said half a thought goes on")
    assert window.text.count("A briefing arrives") == 1


def test_parts_are_shown_once_and_a_changed_whole_is_shown_whole(window: Window) -> None:
    window.type("parts\r")
    text = window.wait_for("engine: echo\n\n>")
    assert text.count("You said parts") == 1
    assert text.count("The two meet on Friday.") == 1
    window.type("change\r")
    window.wait_for("In its final form:\n\nIt is otherwise [1]")


def test_pasted_control_and_bidi_characters_never_come_back_raw(window: Window) -> None:
    window.type("\x1b[200~a\x1b]0;title\x07b\u202ec\u200bd\nsecond\x1b[201~\r")
    window.wait_for(lambda text: "You said a" in text and "second" in text.split("You said")[1])
    for raw in ("\x1b]0;title", "\u202e", "\u200b"):
        assert raw.encode() not in window.raw


def test_the_width_of_the_window_is_measured_for_each_answer(window: Window) -> None:
    window.type("/compare\r")
    window.wait_for("has no money for it")
    window.resize(50, 40)
    window.type("/compare\r")
    window.wait_for("  Boris Holm: not stated")
    assert max(len(line) for line in window.lines) <= 80


@pytest.mark.parametrize("environ", [{"TERM": "dumb"}, {"NO_COLOR": "1"}])
def test_a_plain_terminal_gets_no_colour(environ: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "state").write_text("a file where the folder should be", encoding="utf-8")
    with Window(*ECHO, environ={**environ, "XDG_STATE_HOME": str(tmp_path / "state")}) as window:
        window.wait_for(ends_with_prompt)
        window.type("who?\r")
        window.wait_for("You said who? [1]")
        assert not re.search(rb"\x1b\[[0-9;]*[1-9][0-9]*m", window.raw)
        if "TERM" in environ:
            assert b"\x1b" not in window.raw
        window.type(CTRL_D)
        assert window.wait_for_end() == 0
