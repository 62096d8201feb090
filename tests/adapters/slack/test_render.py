"""Replies as Block Kit: within the limits at and one over, nothing parsed, no text lost."""

import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.slack import limits
from adapters.slack.plainer import plainer
from adapters.slack.render import pieces, render, render_view
from bot.reply import (
    Action,
    Actions,
    Bullets,
    Footnote,
    Heading,
    Kind,
    Paragraph,
    Quote,
    Reply,
    Source,
    Sources,
    Table,
    plain_text,
)
from tests.adapters.contract import HOSTILE, replies
from tests.servers import slack_blocks
from tests.servers.slack_blocks import size, words_of

hostile = st.text(
    st.sampled_from(list("<>&@#!*_~`|[]() \n\\ab😀\u202e\x00")), max_size=400
) | st.sampled_from(
    [
        HOSTILE,
        "<!channel>",
        "<@U1>",
        "<https://evil.example|here>",
        "https://evil.example",
        "&lt;!here&gt;",
        ":smile:",
    ]
)


def objects(node: Any) -> list[dict[str, Any]]:
    """All dictionaries in a payload."""
    if isinstance(node, dict):
        return [node, *(found for child in node.values() for found in objects(child))]
    return [found for child in node for found in objects(child)] if isinstance(node, list) else []


@settings(max_examples=200, deadline=None)
@given(reply=replies(hostile | st.text(max_size=5_000)))
def test_slack_takes_every_payload_and_every_plainer_form_and_parses_nothing(reply: Reply) -> None:
    for payload in render(reply):
        assert slack_blocks.problem(payload["blocks"]) is None
        assert 0 < size(payload["text"]) <= limits.MESSAGE_TEXT + 400
        assert not re.search(r"[<>]|&(?!amp;|lt;|gt;)", payload["text"])
        assert (payload["parse"], payload["mrkdwn"]) == ("none", False)
        *forms, plainest = plainer(payload)
        assert all(slack_blocks.problem(form["blocks"]) is None for form in forms)
        assert "blocks" not in plainest
        for found in objects(payload["blocks"]):
            assert found.get("type") not in {
                "mrkdwn",
                "markdown",
                "user",
                "usergroup",
                "broadcast",
                "channel",
            }
            assert found.get("type") != "plain_text" or found["emoji"] is False
    view = render_view(reply)
    assert slack_blocks.problem(view[:100], slack_blocks.MODAL) is None


@settings(max_examples=100, deadline=None)
@given(text=hostile)
def test_only_a_source_of_the_dossier_can_form_a_link(text: str) -> None:
    links = Sources(
        (Source(1, text, text, 1, link="https://paper.example/a?b=c&d"), Source(2, text, text, 2, link=text))
    )
    reply = Reply((Paragraph(text), Quote(text, text), links, Actions((Action(text, text),))))
    found = [
        one["url"]
        for payload in render(reply)
        for one in objects(payload["blocks"])
        if one.get("type") == "link"
    ]
    assert set(found) <= {"https://paper.example/a?b=c&d", text.strip()}
    assert all(not re.search(r"[<>|\s]", url) for url in found)


@pytest.mark.parametrize("over", [0, 1])
def test_a_heading_is_a_header_up_to_its_limit(over: int) -> None:
    (payload,) = render(Reply((Heading("x" * (limits.HEADER + over)),)))
    assert [b["type"] for b in payload["blocks"]] == [["header"], ["rich_text"]][over]
    assert "x" * (limits.HEADER + over) in payload["text"]


@pytest.mark.parametrize("over", [0, 1])
def test_a_text_is_one_block_up_to_its_limit(over: int) -> None:
    assert len(list(pieces(Reply((Paragraph("y" * (limits.BLOCK_TEXT + over)),))))) == 1 + over
    assert len(list(pieces(Reply((Footnote("😀" * (limits.BLOCK_TEXT // 2) + "z" * over),))))) == 1 + over


@pytest.mark.parametrize("over", [0, 1])
def test_a_message_holds_as_many_blocks_and_as_much_text_as_it_may(over: int) -> None:
    many = Reply(tuple(Footnote("f") for _ in range(limits.BLOCKS - 2 + over)))
    assert len(render(many)) == 1 + over
    half = limits.MESSAGE_TEXT // 2
    long = Reply((Paragraph("a" * half), Paragraph("b" * (half - 2 + over))))
    assert len(render(long)) == 1 + over


@pytest.mark.parametrize("over", [0, 1])
def test_a_button_carries_its_text_up_to_the_limit_and_then_the_replys_id(over: int) -> None:
    text = "q" * (limits.BUTTON_VALUE + over)
    (payload,) = render(Reply((Actions((Action("Go", "x"), Action("Press", text))),), id="42"))
    values = [one["value"] for one in objects(payload["blocks"]) if one.get("type") == "button"]
    assert values == ["x", [text, "/press 42 2"][over]]
    without = render(Reply((Actions((Action("Press", text),)),)))
    assert ("q" * 100 in without[0]["text"]) is bool(over)


@pytest.mark.parametrize("over", [0, 1])
def test_a_label_is_cut_on_the_button_and_whole_above_it(over: int) -> None:
    label = "l" * (limits.BUTTON_TEXT + over)
    (payload,) = render(Reply((Actions((Action(label, "x"),)),)))
    (button,) = [one for one in objects(payload["blocks"]) if one.get("type") == "button"]
    assert button["text"]["text"] == [label, "l" * (limits.BUTTON_TEXT - 1) + "…"][over]
    assert "\n".join(words_of(payload["blocks"])).count(label) == 1


@pytest.mark.parametrize("over", [0, 1])
def test_actions_stand_in_rows_of_as_many_as_one_may_hold(over: int) -> None:
    items = tuple(Action(f"b{n}", f"t{n}") for n in range(limits.ACTIONS + over))
    (payload,) = render(Reply((Actions(items),)))
    assert [len(b["elements"]) for b in payload["blocks"] if b["type"] == "actions"] == [[25], [25, 1]][over]


@pytest.mark.parametrize("over", [0, 1])
def test_a_table_is_one_up_to_its_columns_and_rows(over: int) -> None:
    wide = Table(tuple(f"c{n}" for n in range(20 + over)), (tuple(Paragraph("x") for _ in range(20 + over)),))
    (payload,) = render(Reply((wide,)))
    assert next(b["type"] for b in payload["blocks"]) == ["table", "rich_text"][over]
    long = Table(
        ("", "a"), tuple((Paragraph(str(n)), Paragraph("x")) for n in range(limits.TABLE_ROWS - 1 + over))
    )
    tables = [b for p in render(Reply((long,))) for b in p["blocks"] if b["type"] == "table"]
    assert [len(t["rows"]) for t in tables] == [[100], [100, 2]][over]


def test_two_tables_come_in_two_messages() -> None:
    table = Table(("", "a"), ((Paragraph("r"), Paragraph("")),))
    assert len(render(Reply((table, table)))) == 2


def test_ratings_are_feedback_buttons_in_messages_and_buttons_in_views() -> None:
    rate = Actions(
        (Action("Good", "/feedback 1 good", Kind.GOOD), Action("Bad", "/feedback 1 bad", Kind.BAD)), ""
    )
    (payload,) = render(Reply((rate,)))
    assert [b["type"] for b in payload["blocks"]] == ["context_actions"]
    assert [b["type"] for b in render_view(Reply((rate,)))] == ["actions"]


def test_the_text_is_the_whole_in_plain_form() -> None:
    reply = Reply(
        (
            Heading("Title"),
            Bullets((Paragraph("A < B", (1,)), Paragraph("C"))),
            Table(("", "X"), ((Paragraph("Goals"), Paragraph("peace", (2,))),)),
            Sources((Source(1, "A < B", "Notes", 3, link="https://a.example/"),)),
            Footnote("engine: x"),
        )
    )
    (payload,) = render(reply)
    shown = payload["text"].replace("&lt;", "<").replace("•", "-")
    assert shown == plain_text(reply)


def test_a_table_that_is_refused_is_said_in_sections_first() -> None:
    table = Table(("", "X", "Y"), ((Paragraph("Goals"), Paragraph("peace"), Paragraph("war")),))
    first, second, third = plainer(render(Reply((table,)))[0])
    assert [b["type"] for b in first["blocks"]] == ["table"]
    assert [b["type"] for b in second["blocks"]] == ["section"] * 3
    assert "peace" in third["text"]
