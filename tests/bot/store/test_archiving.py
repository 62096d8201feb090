"""What was shown and how it was rated: kept whole, under retention, one rating for each person."""

import datetime
from dataclasses import replace
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.clipping import Clipping, Evidence, Exhibit, Shape
from bot.platform import Address
from bot.reply import Action, Actions, Kind, Paragraph, Reply, Source, Sources
from bot.store import open_store
from bot.store.store import Store
from tests.bot.store.stores import DAY, NOW, opened

SOURCE = Source(1, "They meet.", "Notes", 3, "1 May 2030", "https://example.org/notes")
CLIPPING = Clipping(
    id="0123456789ab",
    space="fake:1",
    address=Address("fake:1:a"),
    person="ann",
    shape=Shape.ANSWER,
    dossier="v1",
    engine="extractive",
    prompt=None,
    reply=Reply(
        (
            Paragraph("They meet. 🎙", (1,)),
            Sources((SOURCE,)),
            Actions((Action("👍", "/feedback 0123456789ab good", Kind.GOOD),)),
        ),
        id="0123456789ab",
    ),
    evidence=(
        Evidence(statement="They meet.", exhibits=(Exhibit(before="…", source=SOURCE, after="Then"),)),
    ),
)


async def test_what_was_shown_comes_back_whole_after_a_restart(database_url: str) -> None:
    async with opened(database_url) as store:
        assert await store.shown(CLIPPING.id) is None
        await store.keep_shown(CLIPPING)
    async with opened(database_url) as store:
        kept = await store.shown(CLIPPING.id)
        assert kept is not None
        assert kept == CLIPPING
        assert isinstance(kept.reply.blocks[2], Actions)
        assert isinstance(kept.reply.blocks[2].items[0].kind, Kind)


async def test_the_same_id_again_makes_no_second_row(database_url: str) -> None:
    async with opened(database_url) as store:
        await store.keep_shown(CLIPPING)
        await store.keep_shown(replace(CLIPPING, person="bob"))
        assert await store.shown(CLIPPING.id) == CLIPPING


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(reply=st.from_type(Reply), text=st.text(st.characters()))
async def test_any_reply_can_be_kept(sqlite_url: str, reply: Reply, text: str) -> None:
    reply = replace(reply, blocks=(*reply.blocks, Paragraph(f"{text}\0\ud800")))
    async with opened(sqlite_url) as store:
        id = f"{abs(hash((reply, text))):012x}"[:12]
        await store.keep_shown(replace(CLIPPING, id=id, reply=reply))
        kept = await store.shown(id)
        assert kept is not None
        assert kept.reply == reply


async def test_words_that_only_json_can_hold_are_kept_by_both_databases(database_url: str) -> None:
    async with opened(database_url) as store:
        odd = replace(CLIPPING, reply=Reply((Paragraph("a\0b\ud800"),)))
        await store.keep_shown(odd)
        assert await store.shown(odd.id) == odd


async def test_a_person_has_one_rating_for_a_reply_and_can_change_it(database_url: str) -> None:
    async with opened(database_url) as store:
        for person, is_good in (("ann", True), ("bob", True), ("ann", False)):
            await store.rate(CLIPPING, space="fake:1", person=person, is_good=is_good)
        assert sorted(rating.is_good for rating in await store.ratings()) == [False, True]
        (first, _) = await store.ratings()
        assert (first.shape, first.engine, first.dossier) == (Shape.ANSWER, "extractive", "v1")
        assert (first.space, first.prompt, first.shown, first.at) == ("fake:1", None, CLIPPING.id, NOW)


def written(url: str) -> bytes:
    """All bytes on the disk."""
    path = Path(url.removeprefix("sqlite:///"))
    return b"".join(file.read_bytes() for file in path.parent.iterdir())


async def test_nobody_is_named_in_what_was_rated(sqlite_url: str) -> None:
    async with opened(sqlite_url) as store:
        await store.rate(CLIPPING, space="fake:1", person="ann-the-person", is_good=True)
        assert "ann-the-person" not in str(await store.ratings())
    assert b"ann-the-person" not in written(sqlite_url)


async def rated_at(store: Store, id: str) -> None:
    await store.keep_shown(replace(CLIPPING, id=id))
    await store.rate(replace(CLIPPING, id=id), space="fake:1", person="ann", is_good=True)


async def test_what_was_shown_is_forgotten_and_its_rating_is_not(database_url: str) -> None:
    time = NOW

    def now() -> datetime.datetime:
        return time

    async with open_store(database_url, now=now) as store:
        await rated_at(store, "aaaaaaaaaaaa")
        time = NOW + DAY
        await rated_at(store, "bbbbbbbbbbbb")
        assert await store.forget(NOW + DAY) == 1
        assert await store.shown("aaaaaaaaaaaa") is None
        assert await store.shown("bbbbbbbbbbbb") is not None
        assert [rating.shown for rating in await store.ratings()] == ["aaaaaaaaaaaa", "bbbbbbbbbbbb"]
        assert [rating.shown for rating in await store.ratings(NOW + DAY)] == ["bbbbbbbbbbbb"]
