"""Progress is shown where reading takes long, and only there."""

import io

from bot.cli.reading import progress_shown


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def shown(stream: io.StringIO, seconds: float) -> str:
    """What is shown of a reading that takes so long and reports ten times."""
    time = 0.0
    with progress_shown(stream, lambda: time) as progress:
        for step in range(1, 11):
            time = seconds * step / 10
            progress("Reading", step / 10)
    return stream.getvalue()


def test_a_quick_reading_is_silent() -> None:
    assert shown(io.StringIO(), 1.9) == ""
    assert shown(Terminal(), 0.4) == ""


def test_a_long_one_writes_a_line_now_and_then() -> None:
    lines = shown(io.StringIO(), 7).splitlines()
    assert lines[0] == "Reading the dossier: 30%"
    assert len(lines) == 3


def test_a_terminal_gets_a_bar() -> None:
    text = shown(Terminal(), 2)
    assert "Reading the dossier" in text
    assert "100%" in text
