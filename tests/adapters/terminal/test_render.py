"""Replies as text: readable at any width, without colour, and with no markup obeyed."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from adapters.terminal import limits
from adapters.terminal.render import Look, render, status
from bot.reply import Action, Actions, Bullets, Heading, Kind, Paragraph, Reply, Table
from tests.adapters.contract import replies, wild
from tests.adapters.desks import TABLE, said

LONG = Paragraph("wants the river to be shared by a rule that both sides can count on in a dry year", (1, 2))


def comparison(leaders: int) -> Reply:
    header = ("", *(f"Leader {n}" for n in range(1, leaders + 1)))
    return Reply((Table(header, ((Paragraph("Goals"), *[LONG] * leaders),)),))


def shown(reply: Reply, width: int = 80) -> str:
    return "".join(render(reply, Look(width)))


@given(replies(wild), st.integers(0, 300))
@settings(max_examples=100, deadline=None)
def test_no_line_is_wider_than_the_window(reply: Reply, width: int) -> None:
    for line in shown(reply, width).split("\n"):
        assert cell_len(line) <= min(max(width, limits.NARROWEST), limits.WIDEST)
        assert line == line.rstrip(" ")


def test_an_answer_reads_as_a_person_expects() -> None:
    assert shown(said("They meet on Friday.")) == (
        "They meet on Friday. [1]\n\n"
        "[1] “The two meet on Friday.”\n"
        "    Notes, passage 3, 1 May 2030\n\n"
        "Test dossier · engine: echo\n"
    )


def test_a_comparison_stands_side_by_side_at_80_columns() -> None:
    text = shown(TABLE)
    assert re.search(r"^ +Anna Grey +Boris Holm$", text, re.M)
    assert re.search(r"^Limits +not stated +has no money", text, re.M)


def test_leaders_get_columns_of_the_same_width() -> None:
    header = shown(comparison(2)).split("\n")[0]
    first, second = header.index("Leader 1"), header.index("Leader 2")
    assert abs((second - first) - (80 - second + 2)) <= 1


@pytest.mark.parametrize(
    ("leaders", "width", "stacked"),
    [
        (2, limits.TABLE, False),
        (2, limits.TABLE - 1, True),
        (3, 80, False),
        (3, 64, False),
        (3, limits.TABLE, True),
        (5, 90, True),
    ],
)
def test_a_table_too_narrow_to_read_is_stacked(leaders: int, width: int, stacked: bool) -> None:
    text = shown(comparison(leaders), width)
    assert ("  Leader 1: wants the river" in text) is stacked


def test_the_last_table_that_fits_gives_each_cell_what_it_needs() -> None:
    text = shown(comparison(3), 64)
    widths = [len(word) for word in re.findall(r"Leader \d +(?=Leader)", text)]
    assert min(widths) >= limits.CELL


def test_markup_and_emoji_codes_of_documents_are_text() -> None:
    text = shown(Reply((Heading("[red]a[/red]"), Paragraph("[link=x]b[/link] :smile: \\[c]"))))
    assert "[red]a[/red]" in text
    assert "[link=x]b[/link] :smile: \\[c]" in text


def test_colour_is_only_our_own_styles() -> None:
    reply = Reply((Heading("Title"), Bullets((Paragraph("42 “x” http://a.b True", (1,)),))))
    coloured = "".join(render(reply, Look(80, colour=True)))
    assert set(re.findall(r"\x1b\[[0-9;]*m", coloured)) <= {"\x1b[0m", "\x1b[1m", "\x1b[2m", "\x1b[36m"}
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == shown(reply)


@pytest.mark.parametrize("width", [80, limits.NARROWEST, 8, 0])
def test_a_status_is_one_line_of_the_window(width: int) -> None:
    assert len(status("x\n" * 200, Look(width))) == max(width - 1, 0)


def test_what_only_buttons_can_do_is_not_shown() -> None:
    questions = Actions((Action("Who meets?", "Who meets?"),), "You could also ask:")
    buttons = Actions(
        (
            Action("Show evidence", "/evidence 0", Kind.OPEN),
            Action("👍", "/feedback 0 good", Kind.GOOD),
            Action("👎", "/feedback 0 bad", Kind.BAD),
        ),
        "What next:",
    )
    answer = said("They meet on Friday.")
    with_all = Reply((*answer.blocks[:-1], questions, buttons, answer.blocks[-1]))
    assert shown(with_all) == shown(Reply((*answer.blocks[:-1], questions, answer.blocks[-1])))
    assert shown(Reply((*answer.blocks[:-1], buttons, answer.blocks[-1]))) == shown(answer)
