"""What the tests of the courier begin with: a store, a dossier, an engine that counts, couriers that can be killed."""

import asyncio
import datetime
import inspect
import random
from collections.abc import AsyncGenerator, Awaitable, Callable, MutableMapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from structlog.testing import capture_logs

from bot import answers
from bot.answers import Asker, Briefing, Citation, Claim, Comparison, Length, NotStated, Point, Question, Why
from bot.courier import Courier
from bot.dossier.model import Dossier, Event, Leader, Topic
from bot.engines import Engine
from bot.platform import Address, Platform
from bot.press import Press
from bot.rules import Rules
from bot.store import open_store
from bot.store.store import Store
from bot.subscriptions import Delivery, Schedule, Stage
from tests.bot.store.stores import subscription
from tests.fakes import Answer, FakePlatform, Step
from tests.simulated import Time, loop

Hook = Callable[[str, str], Awaitable[None] | None]
"""Called with a method's name and "before" or "after"; what it raises, the caller gets."""


class Line:
    """The way to `target`: what goes over it can be held up and cut. A call that went out is carried out."""

    def __init__(self, target: object, hook: Hook, *, is_outside: bool) -> None:
        self._target = target
        self._hook = hook
        self._is_outside = is_outside

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._target, name)
        if not inspect.iscoroutinefunction(found):
            return found

        async def call(*args: Any, **kwargs: Any) -> Any:
            await self._say(name, "before")
            if self._is_outside:
                task = asyncio.ensure_future(found(*args, **kwargs))
                loop().until_done(task)
                result = await asyncio.shield(task)
            else:
                result = await found(*args, **kwargs)
            await self._say(name, "after")
            return result

        return call

    async def _say(self, name: str, when: str) -> None:
        said = self._hook(name, when)
        if said is not None:
            await said


@dataclass(eq=False)
class Process:
    """What a courier runs in. Killed, at once or at its step number `dies_at`, it does nothing any more.

    A step is the moment before a call to the store or a platform, or after its answer.
    """

    dies_at: int | None = None
    steps: int = 0
    is_dead: bool = False
    inside: set["asyncio.Task[Any]"] = field(default_factory=lambda: set())

    def over(self, target: object, *, is_outside: bool) -> Any:
        """The process's line to `target`."""
        return Line(target, self._step, is_outside=is_outside)

    def kill(self) -> None:
        """As `kill -9` would: nobody is told, nothing is tidied up."""
        self.is_dead = True
        for task in self.inside:
            task.cancel()

    def _step(self, _: str, when: str) -> None:
        task = asyncio.current_task()
        assert task is not None
        if when == "before":
            self.inside.add(task)
        else:
            self.inside.discard(task)
        self.steps += 1
        if self.steps == self.dies_at:
            self.inside.discard(task)
            self.kill()
        if self.is_dead:
            raise asyncio.CancelledError


@dataclass(eq=False)
class Scribe:
    """An engine: it counts, takes its time (in seconds), and fails while it has `trouble`."""

    says: Sequence[str] = ("Both sides want the bridge open.",)
    name: str = "scribe"
    doing: str = "Writing …"
    takes: float = 0.0
    trouble: Exception | None = None
    note: str | None = None
    wrote: list[Length] = field(default_factory=lambda: list[Length]())

    @property
    def version(self) -> str:
        return self.name

    def on_account_of(self, asker: Asker, language: str) -> "Scribe":
        return self

    async def stream(self, question: Question) -> AsyncGenerator[Claim | answers.Answer | NotStated]:
        yield await self.answer(question)

    async def answer(self, question: Question) -> answers.Answer | NotStated:
        return NotStated(why=Why.NOT_FOUND, nearest=(), engine=self.name, dossier="v1", as_of=None)

    async def compare(self, leaders: Sequence[Leader], topic: Topic | None = None) -> Comparison:
        return Comparison(leaders=(), rows=(), engine=self.name, dossier="v1", as_of=None)

    async def brief(self, length: Length) -> Briefing:
        self.wrote.append(length)
        await asyncio.sleep(self.takes)
        if self.trouble is not None:
            raise self.trouble
        points = tuple(
            Point(heading="What it is", claim=Claim(text=text, citations=(_citation(text),)))
            for text in self.says
        )
        return Briefing(
            title="Bridge talks",
            length=length,
            points=points,
            engine=self.name,
            dossier="v1",
            as_of=None,
            note=self.note,
        )

    def questions(self) -> tuple[str, ...]:
        return ()


def _citation(text: str) -> Citation:
    return Citation(document="notes.md", passage=1, quote=text, start=0, end=len(text))


def dossier(name: str = "summit", version: str = "v1", event: Event | None = None) -> Dossier:
    """One without a document: the scribe needs none."""
    return Dossier(
        name=name,
        path=Path(name),
        title="Summit",
        version=version,
        event=event,
        leaders=(),
        topics=(),
        documents=(),
    )


@dataclass(eq=False)
class Office:
    """A store with its time, an engine and a dossier: couriers come and go. `log` is what they say."""

    store: Store
    bare: Store
    time: Time
    log: list[MutableMapping[str, Any]]
    scribe: Scribe = field(default_factory=Scribe)
    dossier: Dossier = field(default_factory=dossier)
    rules: Rules = field(default_factory=Rules)
    trouble: Exception | None = None
    opened: int = 0
    couriers: list[Courier] = field(default_factory=lambda: list[Courier]())
    _number: int = 0

    def __post_init__(self) -> None:
        self.shared = self.press()

    async def open(self, name: str) -> tuple[Dossier, Engine]:
        """What the shelf does in earnest."""
        self.opened += 1
        if self.trouble is not None:
            raise self.trouble
        return self.dossier, self.scribe

    def press(self, store: Store | None = None) -> Press:
        return Press(store or self.store, self.open)

    def courier(
        self,
        *platforms: FakePlatform,
        process: Process | None = None,
        hook: Hook | None = None,
        now: Callable[[], datetime.datetime] | None = None,
        rules: Rules | None = None,
        press: Press | None = None,
        seed: int = 1,
    ) -> Courier:
        """A courier with a new holder and a press of its own; in `process`, or its calls to the store go by `hook`."""
        self._number += 1
        store, ways = self.store, {platform.name: cast("Platform", platform) for platform in platforms}
        if process is not None:
            store = cast("Store", process.over(self.bare, is_outside=True))
            ways = {name: process.over(platform, is_outside=False) for name, platform in ways.items()}
        elif hook is not None:
            store = cast("Store", Line(self.bare, hook, is_outside=True))
        courier = Courier(
            store,
            press or self.press(store),
            ways,
            now or self.time.now,
            rules=rules or self.rules,
            holder=f"holder-{self._number}",
            chance=random.Random(seed),
        )
        if process is None:
            self.couriers.append(courier)
        return courier

    async def tick(self, courier: Courier) -> int:
        """A tick, and all that came of it."""
        started = await courier.tick(self.time.now())
        await courier.settled()
        return started

    async def run(self, courier: Courier, length: datetime.timedelta, every: float = 5.0) -> None:
        """Ticks as the clock does, for so long; a tick doesn't wait for what the one before it has started."""
        until = self.time.now() + length
        while self.time.now() < until:
            await courier.tick(self.time.now())
            await self.time.go_on(every)

    async def newest(self, id: str = "a") -> Delivery:
        """The newest delivery of a subscription."""
        return (await self.store.deliveries(id, 1))[0]

    async def stage(self, id: str = "a") -> Stage:
        """How the newest delivery stands."""
        return (await self.newest(id)).stage

    async def story(self, id: str = "a") -> list[Stage]:
        """All stages that the newest delivery went through."""
        return [entry.stage for entry in await self.store.history((await self.newest(id)).id)]


async def subscribe(place: Office, count: int, space: str = "fake:1") -> list[str]:
    """So many channels of a space, due at `simulated.START`: their ids."""
    ids = [f"{space}-{number}" for number in range(count)]
    for id in ids:
        address = Address(f"{space}:{id.rpartition('-')[2]}")
        await place.store.add(subscription(id, address=address, space=space))
    return ids


HERE = Address("fake:1:a")


async def one(place: Office, *steps: Step, findings: Sequence[Answer] = (), **given: Any) -> FakePlatform:
    """A platform on which the first posts to `HERE` come to `steps`, and a subscription that is due there."""
    await place.store.add(subscription())
    return FakePlatform("fake", place.time.now, script={HERE: list(steps)}, findings=findings, **given)


def at(hour: int, minute: int = 0, second: int = 0) -> Schedule:
    """Every day at that time in UTC."""
    return Schedule(at=datetime.time(hour, minute, second), zone="UTC")


def _nothing(_: str, __: str) -> None:
    pass


@asynccontextmanager
async def office(url: str, **given: Any) -> AsyncGenerator[Office]:
    """An office whose clock stands at `simulated.START`."""
    time = Time()
    opening = open_store(url, now=time.now)
    with loop().outside():
        store = await opening.__aenter__()
    try:
        line = cast("Store", Line(store, _nothing, is_outside=True))
        with capture_logs() as log:
            made = Office(store=line, bare=store, time=time, log=log, **given)
            yield made
            for courier in made.couriers:  # What hangs shall not outlive its test.
                await courier.drain(0)
    finally:
        with loop().outside():
            await opening.__aexit__(None, None, None)
