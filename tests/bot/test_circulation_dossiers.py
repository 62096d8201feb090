"""Subscriptions where there are several dossiers."""

from pathlib import Path

from tests.bot.newsrooms import copied, newsroom, subscribed, write_dossier


async def test_where_there_are_several_dossiers_each_subscription_says_which_is_its_own(
    prepared_sqlite: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "dossiers"
    first = write_dossier(folder / "bridge")
    write_dossier(folder / "tunnel", "tunnel")
    async with newsroom(copied(prepared_sqlite, tmp_path), first, folder) as room:
        await subscribed(room)
        await room.say("/dossier use tunnel")
        text = await room.say("/briefings subscribe 9:00 Europe/Berlin")
        assert "Subscribed: 09:00 Europe/Berlin, every day, short, English, tunnel." in text
        lines = (await room.say("/briefings list")).splitlines()
        assert sum("English, bridge" in line for line in lines) == 1
        assert sum("English, tunnel" in line for line in lines) == 1
        ids = {one.dossier: one.id for one in await room.store.find()}
        assert "English, bridge" in await room.say(f"/briefings remove {ids['bridge']}")


async def test_a_subscription_says_which_dossier_it_waits_for_where_that_is_gone(
    prepared_sqlite: Path, tmp_path: Path
) -> None:
    database = copied(prepared_sqlite, tmp_path)
    async with newsroom(database, write_dossier(tmp_path / "bridge")) as room:
        await subscribed(room)
        assert "bridge" not in await room.say("/briefings list")
    async with newsroom(database, write_dossier(tmp_path / "tunnel", "tunnel")) as room:
        assert "English, bridge" in await room.say("/briefings list")
