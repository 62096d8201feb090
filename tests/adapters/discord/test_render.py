"""Any reply becomes messages that Discord takes, and that hold all of its text or a way to it."""

import io
import json

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from PIL import Image as Pillow

from adapters.discord import limits, press
from adapters.discord.picture import can_draw, draw
from adapters.discord.render import asked_line, count, keyed, render, text_length, without_files
from adapters.discord.text import escaped, link, pieces, shortened
from bot.reply import (
    Action,
    Actions,
    Bullets,
    Footnote,
    Heading,
    Image,
    Kind,
    Paragraph,
    Quote,
    Reply,
    Source,
    Sources,
    Table,
)
from bot.wording import words_for
from tests.adapters.contract import replies, texts_of
from tests.adapters.desks import TABLE
from tests.adapters.discord.shown import is_valid, plain, words_of
from tests.servers.discord_server import parts

wild = st.text(max_size=200) | st.text("ab* _`~[](){}<>@#-\\\n:/|é😀", max_size=5_000)
letters = st.text("abcdefgh ж😀", min_size=1, max_size=3_000)
actions = st.lists(
    st.builds(Action, st.text(max_size=200), st.text(max_size=200), st.sampled_from(Kind)), max_size=40
)


# Wild replies are slow to make on a busy machine.
_AT_LEISURE = [HealthCheck.too_slow, HealthCheck.data_too_large]


@settings(max_examples=150, deadline=None, suppress_health_check=_AT_LEISURE)
@given(reply=replies(wild), more=actions, id=st.none() | st.text("abc0123456789", min_size=1, max_size=120))
def test_any_reply_gives_messages_that_discord_takes(
    reply: Reply, more: list[Action], id: str | None
) -> None:
    whole = Reply((*reply.blocks, Actions(tuple(more))), id=id)
    payloads = render(whole)
    assert payloads
    for payload in payloads:
        assert is_valid(payload)
        assert payload["allowed_mentions"] == {"parse": []}
        json.dumps(payload)  # Preview prints it.
    assert is_valid(asked_line(payloads[0], "Why? " * 500))


@settings(max_examples=100, deadline=None, suppress_health_check=_AT_LEISURE)
@given(reply=replies(letters), id=st.none() | st.just("7"))
def test_all_text_is_there_or_can_be_pressed(reply: Reply, id: str | None) -> None:
    payloads = render(Reply(reply.blocks, id=id))
    shown = "".join("".join(map(words_of, payloads)).split())
    said = [press.read(part["custom_id"]) for one in payloads for part in parts(one) if part["type"] == 2]
    pressed = {one.text for one in said if isinstance(one, press.Said)}
    labels = [a for block in reply.blocks if isinstance(block, Actions) for a in block.items]
    for text in texts_of(reply):
        place = next((n for n, a in enumerate(labels, 1) if a.text == text), None)
        if place and (" ".join(text.split()) in pressed or f"/press {id} {place}" in pressed):
            continue
        for word in text.split():
            assert word[:40] in shown


@settings(max_examples=200, deadline=None)
@given(text=wild)
@example("1. one\n2) two\n- three\n> four\n# five")
@example(":fire: at 10:30:45")
@example("https://evil.example **b** <@1> @everyone [a](b) `c` ||d||")
def test_escaped_text_reads_as_it_stood_and_costs_what_was_reckoned(text: str) -> None:
    for piece in pieces(text, 200):
        assert limits.length(escaped(piece)) <= 200
        shown = plain("x" + escaped(piece)).replace("@\u200a", "@")
        assert shown == "x" + piece


@pytest.mark.parametrize("length", [limits.LABEL, limits.LABEL + 1])
def test_a_label_at_its_limit_and_one_over(length: int) -> None:
    (payload,) = render(Reply((Actions((Action("x" * length, "short"),)),)))
    (button,) = [part for part in parts(payload) if part["type"] == 2]
    assert len(button["label"]) == limits.LABEL
    assert "x" * length in words_of(payload)


@pytest.mark.parametrize(("length", "id"), [(98, "t:" + "x" * 98), (99, "p:7:1")])
def test_a_buttons_text_at_its_limit_and_one_over(length: int, id: str) -> None:
    reply = Reply((Actions((Action("Press", "x" * length),)),), id="7")
    (button,) = [part for part in parts(render(reply)[0]) if part["type"] == 2]
    assert button["custom_id"] == id
    without = render(Reply(reply.blocks))[0]
    assert ("x" * length in words_of(without)) == (length > 98)


@pytest.mark.parametrize(("number", "messages"), [(25, 1), (26, 1), (31, 2)])
def test_more_buttons_than_fit_go_on_in_another_message(number: int, messages: int) -> None:
    reply = Reply((Actions(tuple(Action(f"b{n}", f"b{n}") for n in range(number))),))
    payloads = render(reply)
    assert len(payloads) == messages
    assert sum(part["type"] == 2 for one in payloads for part in parts(one)) == number


def test_text_fills_a_message_and_leaves_room_for_key_and_question() -> None:
    for payload in render(Reply((Paragraph("word " * 9_000),))):
        whole = asked_line(keyed(payload, "k" * 24), "q" * 400)
        assert text_length(whole) <= limits.CONTENT
        assert count(whole) <= limits.COMPONENTS


def test_words_of_a_picture_at_their_limit_and_one_over() -> None:
    png = draw(("", "A", "B"), (("x", "y", "z"),))
    for length in (limits.ALT, limits.ALT + 1):
        (payload,) = render(Reply((Image(png, "x" * length),)))
        assert len(payload["attachments"][0]["description"]) == limits.ALT
        assert (text_length(payload) > 0) == (length > limits.ALT)


def test_links_lead_to_the_web_and_to_nothing_else() -> None:
    assert link("A [b]", "https://example.org/a_(b)?c=d") == (
        "[A \\[b\\]](<https://example.org/a_%28b%29?c=d>)"
    )
    for bad in (
        "javascript:alert(1)",
        "https://a.b/c>d",
        "https://a.b/\u202ec",
        "discord://x",
        "https://a b",
    ):
        assert link("A", bad) is None
    source = Source(1, "Quote", "Title", 3, link="javascript:alert(1)")
    (payload,) = render(Reply((Sources((source,)),)))
    assert "](" not in parts(payload)[0]["content"]


def test_a_post_keeps_its_key_beside_buttons_and_without_any() -> None:
    for reply in (Reply((Paragraph("x"),)), Reply((Heading("x"), Actions((Action("a", "b"),))))):
        marked = keyed(render(reply)[0], "key-1")
        assert [p["custom_id"] for p in parts(marked) if p["type"] == 2][-1] == "k:key-1"
        assert is_valid(marked)


def test_an_old_reply_of_nothing_still_shows_something() -> None:
    for reply in (Reply(()), Reply((Paragraph("\u200b"), Quote(""), Footnote(" "), Bullets(())))):
        (payload,) = render(reply)
        assert is_valid(payload)


def test_a_picture_holds_the_table_in_light_and_dark_and_is_the_same_each_time() -> None:
    (payload,) = render(TABLE)
    (spec,) = payload["files"]
    assert "wants the bridge" in payload["attachments"][0]["description"]
    pictures = {theme: draw(spec["header"], spec["rows"], theme) for theme in ("dark", "light")}
    assert pictures["dark"] != pictures["light"]
    assert pictures["dark"] == draw(spec["header"], spec["rows"], "dark")
    assert Pillow.open(io.BytesIO(pictures["light"])).size[0] == 1_280
    wide = draw(("", *"ABCDE"), (("x", *"abcde"),) * 2)
    assert Pillow.open(io.BytesIO(wide)).size[0] == 2_080


def test_what_the_font_cannot_write_or_is_too_large_gets_no_picture_but_all_its_text() -> None:
    row = (Paragraph("Goals"), Paragraph("Хоче миру"), Paragraph("和平"))
    assert can_draw(("", "A", "B"), (("Goals", "Хоче миру", "мир"),) * 2)
    assert not can_draw(("", "A", "B"), (("Goals", "A row", "reads as well"),))
    payload = render(Reply((Table(("", "A", "B"), (row, row)),), id="7"))[0]
    assert "files" not in payload
    assert "和平" in words_of(payload)
    assert not can_draw(("", "A", "B"), (("a", "b" * 6_001, "c"),) * 2)


def grid(cell: str) -> Table:
    return Table(("", "Anna", "Boris"), ((Paragraph("Goals"), Paragraph(cell, (1,)), Paragraph("ж")),) * 2)


def test_a_picture_stands_for_its_words_which_are_a_press_away() -> None:
    (payload,) = render(Reply((grid("word " * 150),), id="7"), words=words_for("de"))
    assert [part["type"] for part in parts(payload)] == [12, 1, 2]
    assert parts(payload)[2]["label"] == "Als Text"
    assert press.read(parts(payload)[2]["custom_id"]) == press.Said("/copy 7", is_private=True)
    assert parts(payload)[0]["items"][0]["description"].endswith("…")
    bare = without_files(payload)
    assert "files" not in bare
    assert words_of(bare).count("word") == 300


def test_where_no_button_can_open_them_the_words_stand_below_a_picture_that_cannot_describe_all() -> None:
    (payload,) = render(Reply((grid("word " * 150),)))
    assert words_of(payload).count("word") > 300
    assert text_length(payload) == text_length(without_files(payload))
    (short,) = render(Reply((grid("word " * 50),)))
    assert [part["type"] for part in parts(short)] == [12]
    assert words_of(short).count("word") == 100


@settings(max_examples=50, deadline=None)
@given(cells=st.lists(st.text("ab *ж:", max_size=900), min_size=4, max_size=12), id=st.none() | st.just("7"))
def test_the_words_of_any_table_are_shown_described_or_a_press_away(cells: list[str], id: str | None) -> None:
    rows = tuple(tuple(map(Paragraph, ("Goals", *cells[n : n + 2]))) for n in range(0, len(cells) - 1, 2))
    payloads = render(Reply((Table(("", "A", "B"), rows),), id=id))
    assert all(map(is_valid, payloads))
    assert all(is_valid(without_files(one)) for one in payloads)
    ids = {part["custom_id"] for one in payloads for part in parts(one) if part["type"] == 2}
    shown = "".join("".join(map(words_of, payloads)).split())
    assert "w:7" in ids or all("".join(cell.split()) in shown for cell in cells[: len(rows) * 2])


def test_sources_of_one_document_share_a_line_and_dates_are_not_broken() -> None:
    def source(number: int, title: str, link: str | None = None) -> Source:
        return Source(number, None, title, number + 2, "14 August 2025", link)

    (payload,) = render(
        Reply((Sources((source(1, "A"), source(2, "B", "https://b.example"), source(3, "A"))),))
    )
    (text,) = [part["content"] for part in parts(payload) if part["type"] == 10]
    day = "14\u00a0August\u00a02025"
    assert text.splitlines() == [
        f"-# A, {day}: \\[1\\]\u00a0passage\u00a03 · \\[3\\]\u00a0passage\u00a05",
        f"-# \\[2\\] [B, passage\u00a04, {day}](<https://b.example>)",
    ]


@settings(deadline=None)
@given(text=st.text(max_size=60), room=st.integers(1, 60))
def test_shortened_text_fits(text: str, room: int) -> None:
    assert limits.length(shortened(text, room)) <= room
