"""In a pipe: one question a line, plain text, and an end."""

import asyncio
import io
import os
import threading

import pytest

from adapters.terminal import limits
from adapters.terminal.app import Terminal
from bot.platform import Level
from bot.state import Memory
from tests.adapters.desks import EchoDesk


async def served(stdin: bytes, screen: io.TextIOBase | None = None, **environ: str) -> str:
    """What is printed for these bytes on stdin."""
    reading, writing = os.pipe()

    def write() -> None:
        with os.fdopen(writing, "wb") as keyboard:
            keyboard.write(stdin)

    threading.Thread(target=write).start()
    screen = screen or io.StringIO()
    with os.fdopen(reading, encoding="utf-8") as source:
        await Terminal(source, screen, environ).serve(EchoDesk(), Memory())  # pyright: ignore[reportArgumentType]
    return screen.getvalue() if isinstance(screen, io.StringIO) else ""


async def test_a_question_is_answered_behind_itself_without_prompt_or_codes() -> None:
    text = await served(b"who meets?\n")
    assert text.startswith("> who meets?\n\nYou said who meets? [1]\n\n[1] “The two meet on Friday.”\n")
    assert "\x1b" not in text


async def test_the_last_line_needs_no_line_end_and_empty_lines_are_passed_over() -> None:
    text = await served(b"\n  \r\n\xef\xbb\xbfone\r\n\n\ntwo")
    assert text.count("> ") == 2
    assert "You said one [1]" in text
    assert "You said two [1]" in text


async def test_nothing_on_stdin_prints_nothing() -> None:
    assert await served(b"") == ""
    await Terminal(None, io.StringIO(), {}).serve(EchoDesk(), Memory())


async def test_bytes_that_are_not_utf8_and_codes_do_no_harm() -> None:
    text = await served(b"a\xff\xfeb \x1b[31m \xe2\x80\xae\n")
    assert "You said a\ufffd\ufffdb ␛[31m \ufffd" in text


async def test_long_lines_and_many_lines_are_answered() -> None:
    assert "x" * 60 in await served(b"x" * 10_000 + b"\n")
    text = await served(b"y" * (5 * limits.LINE) + b"\nnext\n")
    assert "You said next" in text
    assert text.count("y") <= 2 * limits.LINE
    assert (await served(b"q\n" * 2_000)).count("You said q") == 2_000


async def test_quit_ends_it_and_copy_prints_the_last_answer_unwrapped() -> None:
    text = await served(b"/copy\n" + b"long " * 40 + b"\n/copy\n/quit\nnever\n")
    assert "There is no answer to copy yet." in text
    assert "You said " + "long " * 39 + "long [1]\n" in text
    assert "[1] “The two meet on Friday.” (Notes, passage 3, 1 May 2030)" in text
    assert "never" not in text


async def test_a_closed_screen_ends_it() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "w", encoding="utf-8") as screen:
        with pytest.raises(BrokenPipeError):
            await served(b"who?\nwhen?\n", screen)
        with pytest.raises(BrokenPipeError):
            screen.flush()
        os.dup2(os.open(os.devnull, os.O_WRONLY), screen.fileno())


async def test_an_ascii_screen_gets_ascii() -> None:
    raw = io.BytesIO()
    screen = io.TextIOWrapper(raw, encoding="ascii")
    await served("wer “é” ─?\n".encode(), screen)
    assert b'You said wer "e" -?' in raw.getvalue()
    findings = await Terminal(None, screen, {}).check()
    assert any(f.level is Level.WARNING and f.subject == "letters" and f.remedy for f in findings)


async def test_columns_are_told_by_the_environment_where_there_is_no_window() -> None:
    text = await served(b"compare\n", COLUMNS="40")
    assert max(map(len, text.split("\n"))) <= 40
    findings = await Terminal(None, io.StringIO(), {"COLUMNS": "40"}).check()
    assert any(f.level is Level.WARNING and f.subject == "width" for f in findings)


async def test_serving_can_be_cancelled_while_it_waits_for_a_line() -> None:
    reading, writing = os.pipe()
    with os.fdopen(reading, encoding="utf-8") as source, os.fdopen(writing, "wb"):
        serving = asyncio.ensure_future(Terminal(source, io.StringIO(), {}).serve(EchoDesk(), Memory()))
        await asyncio.sleep(0)
        serving.cancel()
        with pytest.raises(asyncio.CancelledError):
            await serving
