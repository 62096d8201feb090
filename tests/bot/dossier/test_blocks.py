from hypothesis import given
from hypothesis import strategies as st

from bot.dossier.blocks import lay_out, unquoted

MARKDOWN = """# The lake summit

Opening words
over two lines.

## *Water*

- first point
  goes on
* second point
1. one
2) two

> quoted words
> in two lines
>
> and a third

### Money ###
| Who | What |
|-----|------|
| Baker | tolls |

<!-- hidden
lines -->
<div>
![picture](x.png)
[1]: https://example.org
***
Last *words*.

Underlined
----------
The end.
"""


def blocks(text: str, **options: bool) -> list[tuple[str, str | None]]:
    return [(text[block.start : block.end], block.heading) for block in lay_out(text, **options).blocks]


def test_markdown_gives_paragraphs_items_and_rows_under_their_headings() -> None:
    assert lay_out(MARKDOWN).title == "The lake summit"
    assert blocks(MARKDOWN) == [
        ("Opening words\nover two lines.", None),
        ("first point\n  goes on", "Water"),
        ("second point", "Water"),
        ("one", "Water"),
        ("two", "Water"),
        ("quoted words\n> in two lines", "Water"),
        ("and a third", "Water"),
        ("Who | What", "Money"),
        ("Baker | tolls", "Money"),
        ("Last *words*.", "Money"),
        ("The end.", "Underlined"),
    ]


def test_with_a_title_from_elsewhere_the_first_heading_is_a_heading() -> None:
    assert lay_out("## Water\n\nIt flows.", titled=True).title is None
    assert blocks("## Water\n\nIt flows.", titled=True) == [("It flows.", "Water")]


def test_pasted_text_has_its_title_and_headings_in_short_lines_of_their_own() -> None:
    text = "The lake summit\r\n\r\nThe two meet.\r\n\r\nWater\r\n\r\nIt flows down.\r\n\r\nNo full stop"
    assert lay_out(text).title == "The lake summit"
    assert blocks(text) == [("The two meet.", None), ("It flows down.", "Water"), ("No full stop", "Water")]


def test_a_title_may_be_followed_by_an_author_and_a_date() -> None:
    text = "The lake summit\nBy Jo Roe\n12 May 2027\n\nThe two meet."
    assert lay_out(text).title == "The lake summit"
    assert blocks(text) == [("By Jo Roe\n12 May 2027", None), ("The two meet.", None)]


def test_a_text_of_one_line_is_a_paragraph_and_no_title() -> None:
    assert lay_out("The two will meet").title is None
    assert blocks("The two will meet") == [("The two will meet", None)]


def test_long_lines_are_paragraphs_without_a_blank_line_between_them() -> None:
    long = "The river flows. " * 20
    assert [text for text, _ in blocks(f"Title\n{long}\n{long}\n")] == [long.strip()] * 2


def test_a_number_at_the_start_of_a_wrapped_line_makes_no_list() -> None:
    assert [text for text, _ in blocks("It rose in\n24. That was much.")] == [
        "It rose in\n24. That was much."
    ]


def test_old_line_ends_and_unclosed_marks_do_no_harm() -> None:
    assert [text for text, _ in blocks("One.\r\rTwo.\r")] == ["One.", "Two."]
    assert [text for text, _ in blocks("One.\n\n<!-- never closed\n\n```\nTwo.")] == [
        "One.",
        "<!-- never closed",
        "Two.",
    ]


def test_the_mark_of_a_quoted_line_is_no_part_of_the_sentence_after_it() -> None:
    text = "One.\n> Two."
    assert text[slice(*unquoted(text, 5, 11))] == "Two."
    assert unquoted(">", 0, 1) == (0, 1)


@given(st.text(st.one_of(st.sampled_from(list("\n\n\r #>-*_=|<!~`[]1.) aA")), st.characters()), max_size=200))
def test_blocks_are_in_order_and_begin_and_end_with_something(text: str) -> None:
    at = 0
    for block in lay_out(text).blocks:
        assert at <= block.start < block.end <= len(text)
        assert text[block.start : block.end].strip()
        at = block.end


@given(st.text("ab, \n", max_size=200))
def test_plain_words_are_never_lost(text: str) -> None:
    assert "".join("".join(block for block, _ in blocks(text)).split()) == "".join(text.split())


def test_a_question_heads_what_it_asks_and_a_long_line_can_be_a_title() -> None:
    text = (
        "Leaders of three islands gather in Port Clare for climate and ferry talks next week\n\n"
        "They meet.\n\nWhy now?\n\nThe water comes.\n"
    )
    layout = lay_out(text)
    assert layout.title == text.splitlines()[0]
    assert [(text[b.start : b.end], b.heading) for b in layout.blocks] == [
        ("They meet.", None),
        ("The water comes.", "Why now?"),
    ]


def test_a_title_that_tells_a_date_can_be_quoted_too() -> None:
    for text in ("Lake summit, 9 June 2026\n\nThey meet.", "# Lake summit, 9 June 2026\n\nThey meet."):
        layout = lay_out(text)
        assert layout.title == "Lake summit, 9 June 2026"
        assert [text[b.start : b.end] for b in layout.blocks] == ["Lake summit, 9 June 2026", "They meet."]


def test_minutes_keep_their_entries_apart_and_their_numbered_headings() -> None:
    text = (
        "MINUTES\nDate: 14 January 2027\nSummit: 20 February 2027, Port Sela\n\n"
        "1. Opening\nThe chair opened the meeting.\n\n2. Water shares\nThe two did not agree.\nThey will.\n"
    )
    layout = lay_out(text)
    assert layout.title == "MINUTES"
    assert [(text[b.start : b.end], b.heading) for b in layout.blocks] == [
        ("Date: 14 January 2027", None),
        ("Summit: 20 February 2027, Port Sela", None),
        ("The chair opened the meeting.", "Opening"),
        ("The two did not agree.\nThey will.", "Water shares"),
    ]
