"""What is shown can be opened, copied, pressed and rated: after a restart, after an edit, and not by strangers."""

import sqlite3
from collections.abc import AsyncGenerator
from contextlib import closing
from pathlib import Path

import pytest
import pytest_asyncio
from structlog.testing import capture_logs

from bot.answers import Turn
from bot.clipping import Shape, actions_of
from bot.desk import Desk
from bot.engines.extractive import Extractive
from bot.errors import Throttled
from bot.holdings import Holdings
from bot.platform import Address, Final, Inbound
from bot.reply import Audience, Heading, Kind, Paragraph, Quote, Reply, Sources, plain_text
from bot.store import open_store
from tests.bot.newsrooms import CHANNEL, DAY, HOUR, MONDAY, SPACE, Newsroom, copied, newsroom, write_dossier

QUESTION = "What does Anna Grey want?"
SHOWN = [
    QUESTION,
    "/compare",
    "/brief full",
    "/verify Boris Holm refuses to pay for the bridge before the vote in June.",
]
ABSENT = "0123456789ab"


@pytest.fixture
def dossier(tmp_path: Path) -> Path:
    folder = write_dossier(tmp_path / "bridge")
    notes = folder / "documents" / "notes.md"
    text = notes.read_text(encoding="utf-8")
    notes.write_text(
        text.replace("date: 2030", "source: https://example.org/notes\ndate: 2030"), encoding="utf-8"
    )
    return folder


@pytest.fixture
def database(prepared_sqlite: Path, tmp_path: Path) -> Path:
    return copied(prepared_sqlite, tmp_path)


@pytest_asyncio.fixture
async def room(database: Path, dossier: Path) -> AsyncGenerator[Newsroom]:
    async with newsroom(database, dossier) as opened:
        yield opened


def id_of(reply: Reply) -> str:
    assert reply.id is not None
    return reply.id


def action(reply: Reply, kind: Kind, label: str = "") -> str:
    """The text of the first action of that kind whose label begins so."""
    return next(one.text for one in actions_of(reply) if one.kind is kind and one.label.startswith(label))


@pytest.mark.parametrize("typed", SHOWN)
async def test_whatever_is_shown_can_be_opened_copied_and_rated(room: Newsroom, typed: str) -> None:
    shown = await room.reply(typed)
    kinds = [one.kind for one in actions_of(shown) if one.kind is not Kind.ASK]
    assert kinds == [Kind.OPEN, Kind.OPEN, Kind.GOOD, Kind.BAD]
    assert all(id_of(shown) in one.text for one in actions_of(shown) if one.kind is not Kind.ASK)
    opened = await room.reply(action(shown, Kind.OPEN, "Show evidence"))
    (numbered,) = [block for block in shown.blocks if isinstance(block, Sources)]
    (listed,) = [block for block in opened.blocks if isinstance(block, Sources)]
    assert [(s.number, s.where, s.link) for s in listed.items] == [
        (s.number, s.where, s.link) for s in numbered.items
    ]
    assert listed.items[0].link == "https://example.org/notes"
    copy = await room.reply(action(shown, Kind.OPEN, "Copy"))
    (block,) = copy.blocks
    assert block == Paragraph(plain_text(shown))
    assert {opened.audience, copy.audience} == {Audience.ASKER}


async def test_evidence_shows_each_quote_inside_its_passage(room: Newsroom) -> None:
    shown = await room.reply(QUESTION)
    opened = await room.reply(f"/evidence {shown.id}")
    title, statement, quote, after, _ = opened.blocks
    assert title == Heading("Evidence")
    assert statement == Paragraph("Anna Grey wants a bridge across the strait.", (1,))
    assert quote == Quote(
        "Anna Grey wants a bridge across the strait.", "Notes on the bridge, passage 2, 28 April 2030"
    )
    assert after == Paragraph("She says that the toll must stay below four crowns.", (1,))


async def test_evidence_survives_a_restart_and_an_edit_of_the_dossier(database: Path, dossier: Path) -> None:
    async with newsroom(database, dossier) as room:
        shown = await room.reply(QUESTION)
        opened = await room.reply(f"/evidence {shown.id}")
    (dossier / "documents" / "notes.md").write_text("Anna Grey wants a tunnel.\n", encoding="utf-8")
    async with newsroom(database, dossier) as room:
        assert await room.reply(f"/evidence {shown.id}") == opened
        assert (await room.reply(f"/copy {shown.id}")).blocks == (Paragraph(plain_text(shown)),)
        assert "tunnel" in await room.say(QUESTION)


async def test_what_is_pressed_is_answered_as_if_it_were_typed(room: Newsroom) -> None:
    shown = await room.reply("Who won the cup in Geneva?")
    actions = list(actions_of(shown))
    assert actions[0].kind is Kind.ASK
    pressed = await room.reply(f"/press {shown.id} 1")
    assert plain_text(pressed) == await room.say(actions[0].text)
    (place,) = [n for n, one in enumerate(actions, 1) if one.label.startswith("Copy")]
    assert (await room.reply(f"/press {shown.id} {place}")).blocks == (Paragraph(plain_text(shown)),)


async def test_what_is_pressed_becomes_a_turn_in_its_own_words(room: Newsroom) -> None:
    shown = await room.reply("Who won the cup in Geneva?")
    question = next(actions_of(shown)).text
    await room.reply(f"/press {shown.id} 1")
    turns = await room.store.turns(CHANNEL, "new", 6)
    assert [turn.question for turn in turns] == ["Who won the cup in Geneva?", question]


async def test_a_rating_is_kept_once_for_a_person_and_can_be_changed(room: Newsroom) -> None:
    shown = await room.reply("/compare")
    for kind in (Kind.GOOD, Kind.GOOD, Kind.BAD):
        thanks = await room.reply(action(shown, kind))
        assert (thanks.audience, plain_text(thanks).startswith("Thank you.")) == (Audience.ASKER, True)
    (rating,) = await room.store.ratings()
    assert (rating.shape, rating.engine, rating.is_good) == (Shape.COMPARISON, "extractive", False)
    assert (rating.space, rating.shown) == (SPACE, shown.id)


@pytest.mark.parametrize(
    "typed",
    [
        f"/evidence {ABSENT}",
        f"/copy {ABSENT}",
        f"/press {ABSENT} 1",
        f"/feedback {ABSENT} good",
        "/evidence x",
        "/evidence \ud800\0",
    ],
)
async def test_a_button_of_what_is_not_there_any_more_says_so(room: Newsroom, typed: str) -> None:
    assert "isn't kept any more" in await room.say(typed)


@pytest.mark.parametrize(
    "typed",
    [
        "/evidence",
        "/copy",
        f"/press {ABSENT}",
        f"/press {ABSENT} x",
        f"/feedback {ABSENT} so-so",
        "/feedback",
    ],
)
async def test_half_a_button_is_explained(room: Newsroom, typed: str) -> None:
    assert "is what a button of a reply sends" in await room.say(typed)


async def test_a_button_that_the_reply_never_had_does_nothing(room: Newsroom) -> None:
    shown = await room.reply(QUESTION)
    for number in (0, 99):
        assert "isn't kept any more" in await room.say(f"/press {shown.id} {number}")


async def test_what_was_shown_in_a_space_is_out_of_reach_in_another(room: Newsroom) -> None:
    shown = await room.reply(QUESTION)
    for command in ("/evidence {}", "/copy {}", "/press {} 1", "/feedback {} good"):
        text = await room.say(command.format(shown.id), space="fake:2", address="fake:2:a")
        assert "isn't kept any more" in text
    assert await room.store.ratings() == []


async def test_what_cites_nothing_offers_no_evidence(room: Newsroom) -> None:
    shown = await room.reply("Hello!")
    assert not [one for one in actions_of(shown) if one.text.startswith("/evidence")]
    assert "cites nothing" in await room.say(f"/evidence {shown.id}")


@pytest.mark.parametrize("typed", ["/help", "/leaders", "/sources", "/dossier", "/briefings", "/comapre"])
async def test_pages_and_notices_are_no_rows(room: Newsroom, typed: str) -> None:
    assert (await room.reply(typed)).id is None


async def test_an_edition_can_be_opened_and_rated_in_each_channel_that_got_it(room: Newsroom) -> None:
    for place in ("a", "b"):
        await room.reply("/briefings subscribe 9:00 Europe/Berlin", address=f"fake:{place}:x")
    room.at += HOUR
    drawn: list[Reply] = []
    render = room.fake.render

    def note(reply: Reply) -> object:
        drawn.append(reply)
        return render(reply)

    room.fake.render = note  # pyright: ignore[reportAttributeAccessIssue]
    assert len(await room.deliver()) == 2
    (edition,) = set(drawn)
    labels = [one.label for one in actions_of(edition)]
    assert labels[-4:] == ["Show evidence", "Copy with citations", "👍", "👎"]
    assert {"Ask about this", "Compare", "Change time", "Stop"} <= {*labels}
    for space in ("fake:a", "fake:b"):
        assert "below four crowns" in await room.say(f"/evidence {edition.id}", space=space)
        await room.reply(f"/feedback {edition.id} good", space=space)
    ratings = await room.store.ratings()
    assert {rating.shape for rating in ratings} == {Shape.EDITION}


async def test_an_edition_that_is_written_again_after_a_restart_has_the_same_row(
    database: Path, dossier: Path
) -> None:
    async with newsroom(database, dossier) as room:
        await room.say("/briefings subscribe 9:00 Europe/Berlin")
        room.at += HOUR
        room.fake.script = {Address(CHANNEL): [Throttled(2)]}
        assert await room.deliver() == []
    async with newsroom(database, dossier) as room:
        room.at += 2 * HOUR
        assert len(await room.deliver()) == 1
    with closing(sqlite3.connect(database)) as connection:
        assert connection.execute("SELECT count(*) FROM shown").fetchone() == (1,)


async def test_while_nothing_can_be_kept_the_reply_goes_out_without_buttons_and_it_is_logged(
    database: Path, dossier: Path
) -> None:
    async with open_store(f"sqlite:///{database}", now=lambda: MONDAY, patience=0.05) as store:
        room = Newsroom(store, Holdings(dossier, Extractive))
        with closing(sqlite3.connect(database, isolation_level=None)) as other, capture_logs() as log:
            other.execute("BEGIN IMMEDIATE")
            shown = await room.reply(QUESTION)
        assert "wants a bridge" in plain_text(shown)
        assert (shown.id, [one for one in actions_of(shown) if one.kind is not Kind.ASK]) == (None, [])
        assert {line["event"] for line in log} == {"reply_not_kept", "conversation_not_kept"}
        assert "Grey" not in str(log)
        assert (await room.reply(QUESTION)).id


async def test_without_a_store_there_are_no_buttons(dossier: Path) -> None:
    desk = Desk(Holdings(dossier, Extractive), lambda: MONDAY.date())
    inbound = Inbound(event="1", address=Address("here"), person="p", text=QUESTION)
    *_, last = [shown async for shown in desk.handle(inbound)]
    assert isinstance(last, Final)
    assert (last.reply.id, {one.kind for one in actions_of(last.reply)} - {Kind.ASK}) == (None, set())


async def test_a_turn_holds_the_words_of_the_reply_and_no_quotes(room: Newsroom) -> None:
    await room.reply(QUESTION)
    await room.reply("Who won the cup in Geneva?")
    first, second = await room.store.turns(CHANNEL, "new", 6)
    assert first == Turn(QUESTION, "Anna Grey wants a bridge across the strait.")
    assert second.reply.startswith("The documents don't say")


async def test_a_follow_up_is_understood_after_a_restart_until_the_thread_is_forgotten(
    database: Path, dossier: Path
) -> None:
    async with newsroom(database, dossier) as room:
        await room.reply("What does Boris Holm refuse?")
    async with newsroom(database, dossier) as room:
        assert "bridge" in await room.say("And Anna Grey?")
        forgotten = await room.reply("/forget")
        assert (forgotten.audience, plain_text(forgotten)[:9]) == (Audience.ASKER, "Forgotten")
        assert "It isn't clear whom" in await room.say("Why does he refuse?")


async def test_memory_only_leaves_no_question_on_the_disk(database: Path, dossier: Path) -> None:
    async with newsroom(database, dossier) as room:
        desk = Desk(room.holdings, lambda: MONDAY.date(), store=room.store, keeps_turns=False)
        for event, text in (("1", "What does Boris Holm refuse?"), ("2", "And Anna Grey?")):
            inbound = Inbound(event=event, address=Address(CHANNEL), person="p", text=text)
            *_, last = [shown async for shown in desk.handle(inbound)]
            assert isinstance(last, Final)
        assert "bridge" in plain_text(last.reply)
        assert await room.store.turns(CHANNEL, "new", 6) == []


async def test_what_was_shown_is_gone_after_its_time(room: Newsroom) -> None:
    shown = await room.reply(QUESTION)
    assert await room.store.forget(MONDAY + DAY) == 1
    assert "isn't kept any more" in await room.say(f"/evidence {shown.id}")
