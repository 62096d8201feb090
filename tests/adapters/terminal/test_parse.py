"""A typed line to what it asks for."""

import pytest

from adapters.terminal.parse import Copy, Nothing, Quit, parse
from bot.platform import Inbound


@pytest.mark.parametrize(
    ("line", "asked"),
    [(" \t ", Nothing()), ("", Nothing()), ("/copy", Copy()), (" /QUIT\n", Quit()), ("/exit", Quit())],
)
def test_the_terminal_s_own_commands_in_any_case(line: str, asked: object) -> None:
    assert parse(line, "event") == asked


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("/copy that", "/copy that"),
        ("a\r\nb \u2028 c", "a b c"),
        ("a\udcff\ud800b", "a\ufffd\ufffdb"),
        ("\U0001f600 é", "\U0001f600 é"),
    ],
)
def test_anything_else_is_for_the_desk(line: str, text: str) -> None:
    inbound = parse(line, "event")
    assert isinstance(inbound, Inbound)
    assert (inbound.text, inbound.event) == (text, "event")
