"""The press: written once for all who get it, in this process and among several."""

import asyncio

import pytest

from bot.answers import Length
from bot.dossier.model import Dossier
from bot.engines import Engine
from bot.errors import StoreUnavailable, UnusableDossier
from bot.press import AGAIN, Press
from bot.store.store import Store
from bot.writing import name_of
from tests.bot.couriers import Line, Scribe, dossier, office
from tests.simulated import simulated

SHORT = Length.SHORT


@simulated
async def test_a_briefing_is_written_once_however_many_ask_at_once(database_url: str) -> None:
    async with office(database_url) as place:
        place.scribe.takes = 30
        press = place.press()
        printed = await asyncio.gather(*(press.print("summit", SHORT, "en") for _ in range(200)))
        assert place.scribe.wrote == [SHORT]
        assert len({id(one.writing) for one in printed}) == 1


@simulated
async def test_each_length_language_and_version_is_a_writing_of_its_own(sqlite_url: str) -> None:
    async with office(sqlite_url) as place:
        press = place.press()
        groups = [(length, language) for length in Length for language in ("en", "de")]
        for _ in range(2):
            jobs = (press.print("summit", *group) for group in groups * 20)
            printed = await asyncio.gather(*jobs)
            assert len({one.name for one in printed}) == len(groups)
        assert sorted(place.scribe.wrote) == sorted(length for length, _ in groups)
        place.dossier = dossier(version="v2")
        again = await press.print("summit", SHORT, "en")
        assert again.writing.version == again.dossier.version == "v2"
        assert len(place.scribe.wrote) == len(groups) + 1


@simulated
async def test_groups_dont_wait_for_each_other(sqlite_url: str) -> None:
    async with office(sqlite_url) as place:
        place.scribe.takes = 10
        press, begun = place.press(), place.time.now()
        await asyncio.gather(*(press.print("summit", length, "en") for length in Length))
        assert (place.time.now() - begun).total_seconds() == 10


@simulated
async def test_what_is_written_is_kept_for_those_who_come_after_a_restart(database_url: str) -> None:
    async with office(database_url) as place:
        first = await place.press().print("summit", SHORT, "en")
        second = await place.press().print("summit", SHORT, "en")
        assert len(place.scribe.wrote) == 1
        assert (second.name, second.writing) == (first.name, first.writing)


@simulated
async def test_two_that_write_at_once_print_the_same(database_url: str) -> None:
    async with office(database_url) as place:
        scribes = [Scribe(says=[f"The bridge opens in {month}."], takes=9) for month in ("May", "June")]

        def press(scribe: Scribe) -> Press:
            async def open_(_: str) -> tuple[Dossier, Engine]:
                return place.dossier, scribe

            return Press(place.store, open_)

        one, other = await asyncio.gather(*(press(scribe).print("summit", SHORT, "en") for scribe in scribes))
        assert [len(scribe.wrote) for scribe in scribes] == [1, 1]
        assert one.writing == other.writing


@simulated
async def test_what_fails_is_written_anew_by_the_next_who_asks(sqlite_url: str) -> None:
    async with office(sqlite_url) as place:
        press = place.press()
        place.scribe.trouble = RuntimeError("the model is away")
        with pytest.raises(RuntimeError, match="away"):
            await press.print("summit", SHORT, "en")
        place.trouble = UnusableDossier("There are no documents.")
        with pytest.raises(UnusableDossier):
            await press.print("summit", SHORT, "en")
        place.scribe.trouble = place.trouble = None
        assert (await press.print("summit", SHORT, "en")).writing.briefing.points


@pytest.mark.parametrize("kept", ["", "not JSON", '{"version": 0}'])
@simulated
async def test_a_kept_writing_that_cant_be_read_is_written_anew_once(sqlite_url: str, kept: str) -> None:
    async with office(sqlite_url) as place:
        await place.store.keep_writing(name_of("v1", SHORT, "en", "scribe"), kept)
        press = place.press()
        for _ in range(3):
            assert (await press.print("summit", SHORT, "en")).writing.briefing.title == "Bridge talks"
        assert len(place.scribe.wrote) == 1


@simulated
async def test_one_of_another_version_that_comes_in_between_costs_no_second_writing(sqlite_url: str) -> None:
    async with office(sqlite_url) as place:

        async def another(name: str, when: str) -> None:
            if (name, when) == ("keep_writing", "before"):
                await place.store.keep_writing(name_of("v1", SHORT, "en", "scribe"), '{"version": 0}')

        press = place.press(_as_store(Line(place.bare, another, is_outside=True)))
        assert (await press.print("summit", SHORT, "en")).writing.briefing.points
        assert len(place.scribe.wrote) == 1


@simulated
async def test_many_versions_leave_only_the_newest_at_hand(sqlite_url: str) -> None:
    async with office(sqlite_url) as place:
        reads: list[str] = []

        def count(name: str, when: str) -> None:
            if (name, when) == ("writing", "before"):
                reads.append(name)

        line = Line(place.bare, count, is_outside=True)
        press = place.press(_as_store(line))
        for number in range(70):
            place.dossier = dossier(version=f"v{number}")
            await press.print("summit", SHORT, "en")
        for number, looked_up in ((69, 0), (6, 0), (5, 1), (0, 2)):
            place.dossier = dossier(version=f"v{number}")
            await press.print("summit", SHORT, "en")
            assert len(reads) - 70 == looked_up
        assert len(place.scribe.wrote) == 70


@simulated
async def test_a_database_that_is_away_is_said_and_costs_no_writing_later(sqlite_url: str) -> None:
    async with office(sqlite_url) as place:
        calls: list[str] = []

        def away(name: str, _: str) -> None:
            calls.append(name)
            if len(calls) == 1:
                raise StoreUnavailable("The database is locked.")

        press = place.press(_as_store(Line(place.bare, away, is_outside=True)))
        with pytest.raises(StoreUnavailable):
            await press.print("summit", SHORT, "en")
        await press.print("summit", SHORT, "en")
        assert len(place.scribe.wrote) == 1


def _as_store(line: object) -> Store:
    from typing import cast

    return cast("Store", line)


@simulated
async def test_what_was_written_without_the_model_is_written_anew_after_a_while(sqlite_url: str) -> None:
    async with office(sqlite_url) as place:
        press, place.scribe.note = place.press(), "The model is away."
        first = await press.print("summit", SHORT, "en")
        assert first is await press.print("summit", SHORT, "en")
        place.scribe.note = None
        await asyncio.sleep(AGAIN - 1)
        assert first is await press.print("summit", SHORT, "en")
        await asyncio.sleep(1)
        second = await press.print("summit", SHORT, "en")
        assert (second.writing.briefing.note, len(place.scribe.wrote)) == (None, 2)
        assert second.name != first.name
        assert second is await press.print("summit", SHORT, "en")
        assert (await place.press().print("summit", SHORT, "en")).name == second.name
        assert len(place.scribe.wrote) == 2
