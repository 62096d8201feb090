import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.dossier.header import Header, read
from bot.errors import UnusableDossier


def test_a_header_gives_title_date_and_source_and_where_the_text_begins() -> None:
    text = '---\r\ntitle: "The dam: a preview"\r\ndate: 2026-04-30\r\nsource: https://example.org/a\r\n---\r\nText.'
    head = read("a.md", text)
    assert (head.title, head.date) == ("The dam: a preview", datetime.date(2026, 4, 30))
    assert head.source == "https://example.org/a"
    assert text[head.end :] == "Text."


def test_other_keys_are_named_and_lists_under_them_are_passed_over() -> None:
    head = read("a.md", "---\ntitle: A\ntags:\n  - x\n- y\ndat: 1\n---\n")
    assert head.unknown == ("tags", "dat")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Text.",
        "---\nText: not closed",
        "---\nJust a line.\n---\n",
        "---\nnote: x\n---\n",
        "text\n---\ntitle: A\n---\n",
    ],
)
def test_what_is_no_header_is_text(text: str) -> None:
    assert read("a.md", text) == Header()


def test_a_header_may_be_empty_or_end_the_file() -> None:
    assert read("a.md", "---\n---\nText.").end == 8
    assert read("a.md", "---\ntitle:\ndate:\n---") == Header(end=20)


@pytest.mark.parametrize("date", ["30 April 2026", "2026-13-01", "soon"])
def test_a_bad_date_is_an_error_with_file_and_line(date: str) -> None:
    with pytest.raises(UnusableDossier, match=r"^a\.md, line 3: “.*” is no date; write it as year-month-day"):
        read("a.md", f"---\ntitle: A\ndate: {date}\n---\n")


def test_a_time_behind_the_date_is_left_out() -> None:
    assert read("a.md", "---\ndate: 2026-04-30T10:00:00Z\n---\n").date == datetime.date(2026, 4, 30)


@given(st.text(st.sampled_from(list("-\n\r: abtitle")), max_size=100))
def test_any_text_has_a_header_or_not(text: str) -> None:
    assert 0 <= read("a.md", f"---\n{text}").end <= len(text) + 4
