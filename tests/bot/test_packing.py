"""A reply that is kept comes back as it was."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import UnusableInput
from bot.packing import packed, unpacked
from bot.reply import Reply


@settings(deadline=None, max_examples=200)
@given(st.from_type(Reply))
def test_a_kept_reply_comes_back_without_loss(reply: Reply) -> None:
    text = packed(reply)
    text.encode()
    assert unpacked(text) == reply
    assert packed(unpacked(text)) == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "7",
        "{",
        '{"is": "Reply"}',
        '{"is": "Heading", "text": "x", "level": 1}',
        '{"is": "Nothing"}',
        '{"text": "x"}',
        '{"is": "Reply", "blocks": [], "audience": "nobody"}',
    ],
)
def test_what_is_no_reply_is_refused(text: str) -> None:
    with pytest.raises(UnusableInput):
        unpacked(text)
