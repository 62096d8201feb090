"""The wiring: what is opened for whom, what goes on while it serves, and how it ends."""

import asyncio
import datetime
import sqlite3
from collections.abc import AsyncGenerator, Generator, MutableMapping
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import cast

import pytest
import structlog

import adapters
from bot.app import App, Delivery, open_app, platforms_of
from bot.clock import utc_now
from bot.courier import Courier
from bot.errors import BadSettings, Unknown
from bot.platform import DIRECT, Address, Final, Inbound, Platform, Receipt
from bot.press import Press
from bot.reply import plain_text
from bot.rules import Rules
from bot.settings import Settings
from bot.store.tables import metadata
from bot.subscriptions import Schedule, Stage
from tests.bot.newsrooms import Newsroom, copied, newsroom, write_dossier
from tests.bot.store.stores import subscription
from tests.fakes import WELL, Drawn, FakePlatform, Turn

RULES = Rules()


class Connected(FakePlatform):
    """Posts through a connection that lives as long as it serves, as clients of chats do."""

    is_open = True

    async def serve(self, desk: object, state: object) -> None:
        try:
            await asyncio.get_running_loop().create_future()
        finally:
            self.is_open = False

    async def post(self, address: Address, payload: Drawn, key: str) -> Receipt:
        receipt = await super().post(address, payload, key)
        if not self.is_open:
            raise Unknown("the connection was closed before the answer came")
        return receipt


@asynccontextmanager
async def serving(
    database: Path, dossier: Path, turn: Turn, is_connected: bool = False
) -> AsyncGenerator[tuple[Newsroom, "asyncio.Task[None]", FakePlatform]]:
    """An app that serves, one edition due since a minute, once its post is under way."""
    under_way = asyncio.Event()

    def script(_: object, __: str) -> Turn:
        under_way.set()
        return turn

    due = (utc_now() - datetime.timedelta(minutes=1)).replace(microsecond=0)
    schedule = Schedule(at=due.time(), zone="UTC")
    async with newsroom(database, dossier) as room:
        fake = (Connected if is_connected else FakePlatform)("fake", utc_now, script)
        press = Press(room.store, room.read)
        courier = Courier(room.store, press, {"fake": cast("Platform", fake)}, utc_now)
        await room.store.add(subscription(schedule=schedule, dossier="bridge", next_due_at=due))
        app = App(room.desk, (cast("Platform", fake),), Delivery(room.store, courier, room.circulation))
        task = asyncio.create_task(app.serve())
        async with asyncio.timeout(10):
            await under_way.wait()
        yield room, task, fake


async def test_what_is_due_is_delivered_while_it_serves_and_a_post_under_way_is_finished_at_the_end(
    prepared_sqlite: Path, tmp_path: Path
) -> None:
    dossier = write_dossier(tmp_path / "bridge")
    late = Turn(lands=0.2, answers=0.2)
    async with serving(copied(prepared_sqlite, tmp_path), dossier, late) as (room, task, fake):
        assert fake.posted == []
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert len(fake.posted) == 1
        (delivery,) = await room.store.deliveries("a", 9)
        assert delivery.stage is Stage.SENT


async def test_a_platform_serves_until_its_posts_under_way_are_finished(
    prepared_sqlite: Path, tmp_path: Path
) -> None:
    dossier = write_dossier(tmp_path / "bridge")
    late = Turn(lands=0.2, answers=0.2)
    async with serving(copied(prepared_sqlite, tmp_path), dossier, late, is_connected=True) as (
        room,
        task,
        fake,
    ):
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert len(fake.posted) == 1
        (delivery,) = await room.store.deliveries("a", 9)
        assert delivery.stage is Stage.SENT


async def test_the_failure_of_a_platform_ends_it_but_cuts_no_post(
    prepared_sqlite: Path, tmp_path: Path
) -> None:
    class Failing(FakePlatform):
        async def serve(self, desk: object, state: object) -> None:
            raise ConnectionError("refused")

    dossier = write_dossier(tmp_path / "bridge")
    async with newsroom(copied(prepared_sqlite, tmp_path), dossier) as room:
        failing = Failing("fake", utc_now, lambda _, __: WELL)
        app = App(
            room.desk, (cast("Platform", failing),), Delivery(room.store, room.courier, room.circulation)
        )
        with pytest.raises(ConnectionError):
            await app.serve()
        assert await room.courier.tick(utc_now()) == 0  # It has drained: nothing is begun any more.


_LOFT = """
from tests.fakes import FakePlatform


class Loft(FakePlatform):
    async def prepare(self, address, title):
        return f"{address}:{title}"


def open_platform():
    loft = Loft("loft", None)
    loft.receives = True
    return loft
"""


def list_of(folder: Path) -> list[Path]:
    """What lies in a folder that may not be there."""
    return list(folder.rglob("*"))


async def test_a_pipe_opens_no_database(data_home: Path, tmp_path: Path) -> None:
    settings = Settings(dossier=write_dossier(tmp_path / "bridge"))
    async with open_app(settings) as app:
        assert app.delivery is None
    assert not list_of(data_home)


async def test_a_subscription_goes_where_its_platform_says(
    data_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    more = tmp_path / "more" / "loft"
    more.mkdir(parents=True)
    (more / "__init__.py").touch()
    (more / "app.py").write_text(_LOFT, encoding="utf-8")
    monkeypatch.setattr(adapters, "__path__", [*adapters.__path__, str(more.parent)])
    settings = Settings(dossier=write_dossier(tmp_path / "bridge"), platforms=("loft",), conversation_days=0)
    inbound = Inbound(
        event="1",
        address=Address("loft:1:forum"),
        person="ann",
        text="/briefings subscribe 9:00 Europe/Berlin",
        roles=frozenset({DIRECT}),
    )
    async with open_app(settings) as app:
        assert app.delivery is not None
        assert app.delivery.conversation_days == 0
        *_, last = [shown async for shown in app.desk.handle(inbound)]
        assert "Subscribed" in plain_text(cast("Final", last).reply)
        (one,) = await app.delivery.store.find()
        assert one.address == "loft:1:forum:The bridge talks"


@contextmanager
def logged(**wanted: str) -> Generator[asyncio.Future[dict[str, object]]]:
    """The first line of the log that has these fields, as soon as it is said."""
    line: asyncio.Future[dict[str, object]] = asyncio.get_running_loop().create_future()

    def look(_: object, __: str, said: MutableMapping[str, object]) -> MutableMapping[str, object]:
        if wanted.items() <= said.items() and not line.done():
            line.set_result(dict(said))
        raise structlog.DropEvent

    processors = structlog.get_config()["processors"]
    before = list(processors)
    processors[:] = [look]
    try:
        yield line
    finally:
        processors[:] = before


async def test_what_was_settled_a_month_ago_is_forgotten_while_it_serves(
    prepared_sqlite: Path, tmp_path: Path
) -> None:
    path = copied(prepared_sqlite, tmp_path)
    now = utc_now()
    days = {"kept": 29, "forgotten": 31}
    async with newsroom(path, write_dossier(tmp_path / "bridge")) as room:
        for id, ago in days.items():
            await room.store.add(subscription(id, next_due_at=now + datetime.timedelta(days=9)))
            ordered = await room.store.order_now(id, now - datetime.timedelta(days=ago))
            (claimed,) = await room.store.claim(ordered.due_at, 9, "one", RULES.lease, RULES.grace, ["fake"])
            await room.store.record(claimed.delivery.id, "one", Stage.SENT, ordered.due_at)
        app = App(
            room.desk,
            (cast("Platform", room.fake),),
            Delivery(room.store, room.courier, room.circulation),
        )
        task = asyncio.create_task(app.serve())
        async with asyncio.timeout(10):
            while await room.store.deliveries("forgotten", 9):
                await room.store.ping()
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        (kept,) = await room.store.deliveries("kept", 9)
        assert kept.stage is Stage.SENT
        assert len(await room.store.history(kept.id)) == 3


async def test_a_database_that_is_away_is_found_out_by_the_health_job_and_logged(
    prepared_sqlite: Path, tmp_path: Path
) -> None:
    path = copied(prepared_sqlite, tmp_path)
    async with newsroom(path, write_dossier(tmp_path / "bridge")) as room:
        with sqlite3.connect(path) as other:
            other.execute(f"DROP TABLE {metadata.sorted_tables[0].name}")
        delivery = Delivery(room.store, room.courier, room.circulation)
        with logged(event="job_failed", job="health") as line:
            task = asyncio.create_task(App(room.desk, (cast("Platform", room.fake),), delivery).serve())
            async with asyncio.timeout(10):
                said = await line
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
        assert "StoreUnavailable" in str(said["error"])
        assert str(path) in str(said["error"])


def test_the_platforms_are_those_that_have_their_tokens_and_the_terminal_without_any(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert platforms_of(Settings()) == ("terminal",)
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-1")
    assert platforms_of(Settings()) == ("slack",)
    monkeypatch.setenv("DISCORD_BOT_TOKEN", "t")
    assert platforms_of(Settings()) == ("discord", "slack")
    assert platforms_of(Settings(platforms=("terminal",))) == ("terminal",)


def test_a_token_that_cannot_be_one_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", "nonsense")
    with pytest.raises(BadSettings, match="SLACK_BOT_TOKEN"):
        platforms_of(Settings())
