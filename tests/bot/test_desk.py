import datetime
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot import commands
from bot.answers import Length, Question
from bot.clipping import actions_of
from bot.desk import QUESTION_LENGTH, Desk
from bot.engines.extractive import Extractive
from bot.errors import UnknownName, UnusableInput
from bot.holdings import Holdings
from bot.platform import Address, Final, Inbound, Shown, Status
from bot.reply import Paragraph, Reply, Table, plain_text

DOSSIER = """\
title = "The lake summit"

[event]
name = "Lake summit"
place = "Geneva"
date = 2026-05-04
source = "Joint announcement"

[[leaders]]
name = "John Adams"
aliases = ["Adams"]
office = "President of Ostland"

[[leaders]]
name = "Ann Baker"
aliases = ["Baker"]
office = "Premier of Utland"

[[topics]]
name = "Water"
terms = ["water", "dam", "reservoir"]
"""
DOCUMENT = """\
---
title: What to expect at the lake
date: 2026-04-30
source: https://example.org/preview
---

John Adams and Ann Baker will meet in Geneva on Monday. Adams wants a binding treaty on water.
Baker wants to keep the old dam in use. Adams has ordered a survey of the reservoir.
Baker said that the dam brings power to four million homes.
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "documents").mkdir()
    (tmp_path / "dossier.toml").write_text(DOSSIER, encoding="utf-8")
    (tmp_path / "documents" / "preview.md").write_text(DOCUMENT, encoding="utf-8")
    return tmp_path


@pytest.fixture
def desk(folder: Path) -> Desk:
    return Desk(Holdings(folder, Extractive), lambda: datetime.date(2026, 5, 1))


_events: Iterator[int] = iter(range(10**9))


async def shown(desk: Desk, text: str, address: str = "here") -> list[Shown]:
    inbound = Inbound(event=str(next(_events)), address=Address(address), person="p", text=text)
    return [item async for item in desk.handle(inbound)]


async def reply(desk: Desk, text: str, address: str = "here") -> Reply:
    *before, last = await shown(desk, text, address)
    assert isinstance(last, Final)
    assert not any(isinstance(item, Final) for item in before)
    return last.reply


async def text_of(desk: Desk, text: str, address: str = "here") -> str:
    return plain_text(await reply(desk, text, address))


async def test_a_question_is_answered_with_its_quote(desk: Desk) -> None:
    text = await text_of(desk, "What does Adams want?")
    assert "Adams wants a binding treaty on water. [1]" in text
    assert "What to expect at the lake" in text


async def test_a_follow_up_knows_its_thread_and_no_other(desk: Desk) -> None:
    await reply(desk, "What does Adams want?", "one")
    assert "Baker wants to keep the old dam" in await text_of(desk, "And Baker?", "one")
    assert "It isn't clear whom “he” means" in await text_of(desk, "Why does he want it?", "two")


@pytest.mark.parametrize("about", ["", "Adams Baker", "baker vs adams", "John Adams and Ann Baker on water"])
async def test_a_comparison_has_a_column_for_each_leader(desk: Desk, about: str) -> None:
    blocks = (await reply(desk, f"/compare {about}")).blocks
    (table,) = [block for block in blocks if isinstance(block, Table)]
    assert set(table.header[1:]) == {"John Adams", "Ann Baker"}


@pytest.mark.parametrize("length", list(Length))
async def test_a_briefing_counts_down_to_the_event(desk: Desk, length: Length) -> None:
    assert "(in 3 days)" in await text_of(desk, f"/brief {length}")


async def test_a_text_is_checked_statement_by_statement(desk: Desk) -> None:
    text = await text_of(desk, "/verify Baker said the dam brings power to five million homes.")
    assert "Contradicted" in text
    assert "four" in text


@pytest.mark.parametrize("command", ["/leaders", "/sources", "/sources 1", "/help", "/help rules"])
async def test_every_other_command_shows_its_page(desk: Desk, command: str) -> None:
    assert len(await text_of(desk, command)) > 40


@pytest.mark.parametrize(
    ("typed", "hint"),
    [
        ("/comapre", "did you mean /compare"),
        ("/compare " + "x" * (QUESTION_LENGTH + 1), "at most"),
        ("/sources 99", "numbered from 1"),
        ("/ask", "for example"),
        ("x" * (QUESTION_LENGTH + 1), "at most"),
        ("/compare Adams vs Zzyzx", "Zzyzx"),
        ("/compare Adams Zzyzx", "There is no leader “Zzyzx”"),
        ("/compare Reservoir Adams", "There is no leader “Reservoir”"),
    ],
)
async def test_what_cannot_be_used_is_answered_with_what_to_do(desk: Desk, typed: str, hint: str) -> None:
    assert hint in await text_of(desk, typed)


async def test_a_misspelt_comparison_is_understood(desk: Desk) -> None:
    text = await text_of(desk, "/compare Adms Baker on wter")
    assert text.startswith("John Adams / Ann Baker\n\nWater\n  John Adams: ")


async def test_a_question_that_is_refused_for_its_length_leaves_the_thread_as_it_was(desk: Desk) -> None:
    await reply(desk, "What does Adams want?")
    await reply(desk, "x" * (QUESTION_LENGTH + 1))
    assert "Baker wants to keep the old dam" in await text_of(desk, "And Baker?")


@pytest.mark.parametrize(
    "typed",
    ["", "\ud800", " \n", "?", "\x1b[31m", "\u202eabc", "@everyone", "*" * 5000, "a " * 5000, "{leader}"],
)
async def test_any_text_gets_a_reply(desk: Desk, typed: str) -> None:
    assert (await reply(desk, typed)).blocks


async def test_the_command_line_is_told_by_errors(desk: Desk) -> None:
    with pytest.raises(UnknownName):
        await desk.compare("Adams vs Zzyzx")
    with pytest.raises(UnusableInput):
        await desk.ask(Question(text="x" * (QUESTION_LENGTH + 1)))


async def test_an_edit_of_the_dossier_is_noticed(desk: Desk, folder: Path) -> None:
    (folder / "documents" / "more.md").write_text("Adams arrived with ninety advisers.\n", encoding="utf-8")
    statuses = [
        item.text for item in await shown(desk, "How many advisers came?") if isinstance(item, Status)
    ]
    assert any("edited" in status for status in statuses)
    assert "ninety advisers" in await text_of(desk, "How many advisers arrived with Adams?")


async def test_an_edit_that_cannot_be_read_leaves_the_last_good_version_answering(
    desk: Desk, folder: Path
) -> None:
    (folder / "dossier.toml").write_text("titel = 1\n", encoding="utf-8")
    text = await text_of(desk, "What does Adams want?")
    assert "binding treaty" in text
    assert "last good version" in text
    (folder / "dossier.toml").write_text(DOSSIER, encoding="utf-8")
    assert "last good version" not in await text_of(desk, "What does Adams want?")


def test_suggestions_come_from_the_dossier(desk: Desk) -> None:
    assert [choice.value for choice in desk.suggest("leader", "ba", "")] == ["Ann Baker"]
    assert [choice.value for choice in desk.suggest("topic", "", "")] == ["Water"]
    assert "/compare" in [choice.value for choice in desk.suggest("command", "/com", "")]
    assert desk.suggest("nothing", "", "") == []


def test_the_welcome_names_dossier_engine_and_questions(desk: Desk) -> None:
    text = plain_text(desk.home("p", "s"))
    assert "The lake summit" in text
    assert "extractive" in text
    assert "What does Ann Baker want?" in text


async def test_a_hello_offers_questions_that_are_answered_and_a_daily_briefing(desk: Desk) -> None:
    *questions, daily = actions_of(desk.hello("s"))
    assert questions
    for question in questions:
        assert (await reply(desk, question.text)).blocks[0] != Paragraph("The documents don't say.")
    assert commands.parse(daily.text) == commands.Briefings("subscribe", "08:00")
    assert "Brief this channel daily" in daily.label
    german = plain_text(desk.hello("s", "de"))
    assert german != plain_text(desk.hello("s"))


async def test_a_thread_asks_for_less_and_for_the_other_one(desk: Desk) -> None:
    await text_of(desk, "What does Adams want?")
    short = await text_of(desk, "in one sentence")
    assert short.startswith("Adams wants a binding treaty on water. [1]")
    assert "Baker wants to keep the old dam in use." in await text_of(desk, "and what about the other one?")


async def test_what_cannot_be_translated_is_said_and_shown_as_it_stands(desk: Desk) -> None:
    await text_of(desk, "What does Adams want?")
    told = await text_of(desk, "in German")
    assert "doesn't translate" in told
    assert "Adams wants a binding treaty on water." in told


async def test_a_correction_is_checked_against_the_documents_and_not_agreed_with(desk: Desk) -> None:
    await text_of(desk, "How many homes get power from the dam?")
    told = await text_of(desk, "No, the dam brings power to nine million homes.")
    assert "Contradicted" in told
    assert "four million" in told


async def test_a_doubt_has_the_documents_read_again(desk: Desk) -> None:
    before = await text_of(desk, "What does Adams want?")
    told = await text_of(desk, "That's wrong!")
    assert "The documents were read again" in told
    assert before.splitlines()[0] in told
