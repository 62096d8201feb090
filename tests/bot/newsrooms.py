"""What the tests of `/briefings` and `/dossier` begin with: a desk, a store, a courier and a channel to post to."""

import datetime
import itertools
import shutil
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

from bot.circulation import Circulation
from bot.courier import Courier
from bot.desk import Desk
from bot.dossier.model import Dossier
from bot.engines import Engine
from bot.engines.extractive import Extractive
from bot.holdings import Holdings
from bot.platform import DIRECT, Address, Final, Inbound, Platform
from bot.press import Press
from bot.reply import Reply, plain_text
from bot.store import open_store
from bot.store.store import Store
from bot.subscriptions import Subscription
from tests.fakes import FakePlatform

MONDAY = datetime.datetime(2030, 4, 29, 6, 30, tzinfo=datetime.UTC)
"""Half past eight in Berlin, four days before the talks."""

HOUR = datetime.timedelta(hours=1)
DAY = datetime.timedelta(days=1)

CHANNEL, SPACE = "fake:1:lake", "fake:1"

_MANIFEST = """
title = "{title}"
[event]
name = "{title}"
place = "Varna"
date = 2030-05-03
[[leaders]]
name = "Anna Grey"
[[leaders]]
name = "Boris Holm"
[[topics]]
name = "{topic}"
terms = ["{topic}"]
"""
_NOTES = """---
title: Notes on the {topic}
date: 2030-04-28
---

Anna Grey and Boris Holm meet for a summit in Varna on Friday.

Anna Grey wants a {topic} across the strait. She says that the toll must stay below four crowns.

Boris Holm refuses to pay for the {topic} before the vote in June.
"""

_events = itertools.count(1)


def write_dossier(folder: Path, topic: str = "bridge") -> Path:
    """A small dossier with two leaders and an event on 3 May 2030, in a new folder."""
    (folder / "documents").mkdir(parents=True)
    title = f"The {topic} talks"
    (folder / "dossier.toml").write_text(_MANIFEST.format(title=title, topic=topic), encoding="utf-8")
    (folder / "documents" / "notes.md").write_text(_NOTES.format(topic=topic), encoding="utf-8")
    return folder


@dataclass(eq=False)
class Newsroom:
    """All but the platform is real; the clock shows `at` until a test sets it."""

    store: Store
    holdings: Holdings
    at: datetime.datetime = MONDAY
    fake: FakePlatform = field(init=False)

    def __post_init__(self) -> None:
        self.fake = FakePlatform("fake", self.now)
        self.serve(self.fake.prepare)
        press = Press(self.store, self.read)
        self.courier = Courier(self.store, press, {"fake": cast("Platform", self.fake)}, self.now)

    def serve(self, prepare: Callable[[Address, str], Awaitable[Address]]) -> None:
        """A desk whose platform prepares addresses so."""
        press = Press(self.store, self.read)
        self.circulation = Circulation(self.store, self.holdings, press, self.now, prepare=prepare)
        self.desk = Desk(
            self.holdings, lambda: self.at.date(), store=self.store, circulation=self.circulation
        )

    def now(self) -> datetime.datetime:
        return self.at

    async def read(self, name: str) -> tuple[Dossier, Engine]:
        holding = await self.holdings.get(name)
        await holding.refresh()
        return holding.dossier, holding.engine

    async def reply(
        self,
        text: str,
        *,
        address: str = CHANNEL,
        space: str = SPACE,
        roles: frozenset[str] = frozenset({DIRECT}),
        zone: str | None = "Europe/Berlin",
        locale: str | None = None,
    ) -> Reply:
        """What the desk answers a person in a channel."""
        inbound = Inbound(
            event=f"event-{next(_events)}",
            address=Address(address),
            person="ann",
            text=text,
            space=space,
            roles=roles,
            zone=zone,
            locale=locale,
        )
        *_, last = [shown async for shown in self.desk.handle(inbound)]
        assert isinstance(last, Final)
        return last.reply

    async def say(self, text: str, **given: object) -> str:
        """The same as plain text."""
        return plain_text(await self.reply(text, **given))  # pyright: ignore[reportArgumentType]

    async def only(self) -> Subscription:
        """The one subscription that there is."""
        (one,) = await self.store.find()
        return one

    async def deliver(self) -> list[str]:
        """What arrives now."""
        before = len(self.fake.posted)
        await self.courier.tick(self.at)
        await self.courier.settled()
        return [posted.payload.text for posted in self.fake.posted[before:]]


@asynccontextmanager
async def newsroom(
    database: Path | str, dossier: Path, folder: Path | None = None, *, patience: float = 5.0
) -> AsyncGenerator[Newsroom]:
    """A newsroom over an SQLite file or the database at a URL, whose clock stands at MONDAY."""
    url = database if isinstance(database, str) else f"sqlite:///{database}"
    async with open_store(url, now=lambda: MONDAY, patience=patience) as store:
        yield Newsroom(store, Holdings(dossier, Extractive, folder=folder))


def copied(prepared: Path, folder: Path) -> Path:
    """A database of a test's own: a copy of one whose schema is up to date."""
    return Path(shutil.copy(prepared, folder / "rapporteur.db"))


async def subscribed(room: Newsroom, schedule: str = "9:00 Europe/Berlin") -> str:
    """The id of a new subscription, half an hour before its first edition."""
    known = {one.id for one in await room.store.find()}
    text = await room.say(f"/briefings subscribe {schedule}")
    new = [one.id for one in await room.store.find() if one.id not in known]
    assert len(new) == 1, text
    return new[0]


def set_event(folder: Path, date: datetime.date | None) -> None:
    """The event of a dossier that `write_dossier` made is on another day, or on none that is known."""
    path = folder / "dossier.toml"
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("date =")]
    if date is not None:
        lines.insert(lines.index("[event]") + 1, f"date = {date.isoformat()}")
    path.write_text("\n".join(lines), encoding="utf-8")
