from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answers import Length
from bot.commands import (
    USAGES,
    Ask,
    Brief,
    Compare,
    Copy,
    Forget,
    Help,
    Leaders,
    PressButton,
    Rate,
    ShowEvidence,
    Sources,
    Verify,
    parse,
)
from bot.errors import UnknownName, UnusableInput


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("What does Adams want?", Ask("What does Adams want?")),
        ("  /ask   Who comes? ", Ask("Who comes?")),
        ("/brief", Brief(Length.SHORT)),
        ("/brief FULL", Brief(Length.FULL)),
        ("brief me", Brief(Length.SHORT)),
        ("Give me the full briefing.", Brief(Length.FULL)),
        ("/compare", Compare("")),
        ("/compare Adams Baker", Compare("Adams Baker")),
        ("Adams vs Baker on trade", Compare("Adams vs Baker on trade")),
        ("compare Adams and Baker", Compare("Adams and Baker")),
        ("/verify They meet on Friday.", Verify("They meet on Friday.")),
        ("/verify\nThey meet.\nThey leave.", Verify("They meet.\nThey leave.")),
        ("/leaders", Leaders()),
        ("/sources", Sources()),
        ("/sources 3", Sources(3)),
        ("/sources #3", Sources(3)),
        ("/help", Help()),
        ("help", Help()),
        ("/help rules", Help(rules=True)),
        ("/forget", Forget()),
        ("/evidence 0123456789ab", ShowEvidence("0123456789ab")),
        ("/copy 0123456789ab", Copy("0123456789ab")),
        ("/press 0123456789ab 12", PressButton("0123456789ab", 12)),
        ("/feedback 0123456789ab good", Rate("0123456789ab", is_good=True)),
        ("/feedback 0123456789ab bad", Rate("0123456789ab", is_good=False)),
    ],
)
def test_what_people_type_becomes_the_command_they_mean(text: str, command: object) -> None:
    assert parse(text) == command


def test_a_misspelt_command_names_the_one_that_was_meant() -> None:
    with pytest.raises(UnknownName, match=r"did you mean /compare\?") as caught:
        parse("/comapre Adams Baker")
    assert caught.value.suggestions[0] == "/compare"


def test_a_length_that_does_not_exist_names_those_that_do() -> None:
    with pytest.raises(UnknownName, match="headline, short or full"):
        parse("/brief zzzzzz")


@pytest.mark.parametrize("text", ["/ask", "/verify", "/sources three", "/sources -1"])
def test_a_command_without_what_it_needs_shows_an_example(text: str) -> None:
    with pytest.raises(UnusableInput, match="example"):
        parse(text)


@given(st.text())
def test_any_text_is_a_command_or_a_clear_error(text: str) -> None:
    with suppress(UnusableInput):
        assert parse(text) is not None


def test_every_command_of_the_help_is_understood() -> None:
    typed = {"sources": "3", "brief": "full", "briefings": "list", "dossier": "use notes"}
    for usage in USAGES:
        parse(f"/{usage.name} {typed.get(usage.name, 'x')}")


def test_what_buttons_send_is_in_no_list() -> None:
    assert not {"evidence", "copy", "press", "feedback"} & {usage.name for usage in USAGES}
