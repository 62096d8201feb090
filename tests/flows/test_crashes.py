"""A thousand seeded runs in which the courier is stopped between claim, send, answer and commit.

The platform's own log is the judge: it knows what truly arrived.
"""

import asyncio
import datetime
import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import aiosqlite
import pytest

from bot.errors import Throttled, Unknown
from bot.platform import Address
from bot.subscriptions import FINAL, Stage
from tests.bot.couriers import Office, Process, office
from tests.bot.store.stores import subscription
from tests.fakes import FakePlatform, Turn, refused
from tests.simulated import START, loop, simulated

RUNS = 1000
GROUPS = 4

MINUTE = datetime.timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What one run has: channels, parts to a briefing, whether the platform can be looked at, kills.

    `every` is how many seconds lie between two ticks of its couriers.
    """

    seed: int
    channels: int
    parts: int
    can_tell: bool
    kills: int
    every: float

    @classmethod
    def of(cls, seed: int) -> "Run":
        chance = random.Random(seed)
        return cls(
            seed=seed,
            channels=chance.choice([1, 1, 1, 1, 1, 2]),
            parts=chance.choice([1, 1, 1, 1, 2, 3]),
            can_tell=chance.random() < 0.75,
            kills=chance.choice([1, 1, 1, 2, 3]),
            every=chance.choice([20, 150, 150, 150, 150, 150]),
        )


def behaviour(chance: random.Random, settling: float) -> Turn:
    """What a request may come to, within the promise: what arrives does so within the settling time."""
    late = chance.uniform(0, settling - 1)
    return chance.choice(
        [
            Turn(),
            Turn(),
            Turn(),
            Turn(answers=chance.uniform(0, 3)),
            Turn(answers=chance.uniform(0, 29)),
            Turn(lands=late, answers=late),
            Turn(lands=late, answers=None),
            Turn(lands=None, answers=None),
            Turn(lands=late, error=Unknown("the connection broke")),
            Turn(lands=None, error=Unknown("the connection broke")),
            Turn(lands=late, error=ConnectionResetError("reset by peer")),
            refused(Throttled(chance.uniform(0.1, 90))),
        ]
    )


async def live(
    office: Office, platform: FakePlatform, process: Process, channels: list[str], every: float
) -> bool:
    """Runs a courier until it dies (False) or all is settled, as far as it can be (True)."""
    courier = office.courier(platform, process=process, press=office.shared, seed=process.dies_at or 0)
    for _ in range(400):
        del office.log[:]
        ticking = asyncio.ensure_future(courier.tick(office.time.now()))
        await asyncio.wait([ticking])
        await courier.settled()
        if process.is_dead:
            return False
        ticking.result()
        stages = [entry["outcome"] for entry in office.log if entry["event"] == "delivery_settled"]
        if len(stages) < len(channels):
            stages = [await office.stage(channel) for channel in channels]
        if all(is_settled(stage, platform) for stage in stages):
            return True
        await office.time.go_on(every)
    raise AssertionError("it goes on for ever")


def is_settled(stage: Stage, platform: FakePlatform) -> bool:
    return stage in FINAL or (stage is Stage.UNKNOWN and not platform.can_tell)


async def carry_out(office: Office, run: Run) -> None:
    office.time.set_by(START - office.time.now())  # Otherwise it would be tomorrow after some dozens of runs.
    chance = random.Random(run.seed)
    settling = office.rules.settling.total_seconds()
    platform = FakePlatform(
        f"fake{run.seed}",
        office.time.now,
        script=lambda _, __: behaviour(chance, settling),
        can_tell=run.can_tell,
        parts=run.parts,
    )
    channels = [f"{run.seed}-{number}" for number in range(run.channels)]
    for id in channels:
        address = Address(f"{platform.name}:1:{id}")
        await office.store.add(subscription(id, address=address, next_due_at=office.time.now()))
    for _ in range(run.kills):
        if chance.random() < 0.8:
            process = Process(dies_at=chance.randint(1, 12))
        else:
            process = Process()
            loop().call_later(chance.uniform(0, 40), process.kill)
        if await live(office, platform, process, channels, run.every):
            break
        await office.time.go_on(chance.choice([0, 30, 121, 200]))
    await live(office, platform, Process(), channels, run.every)
    await office.time.go_on(2 * MINUTE)  # What is still on its way arrives.
    judge(run, platform, channels)


def judge(run: Run, platform: FakePlatform, channels: list[str]) -> None:
    assert platform.doubled() == [], run
    for id in channels:
        arrived = [one.payload.part for one in platform.at(f"{platform.name}:1:{id}")]
        assert arrived == sorted(set(arrived)), run
        if run.can_tell:
            assert arrived == list(range(1, run.parts + 1)), run


@pytest.fixture
def without_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    """SQLite's driver works where it is called: a third quicker, and each seed always gives the same run."""

    async def execute(connection: Any, function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        return function(*args, **kwargs)

    monkeypatch.setattr(aiosqlite.Connection, "_execute", execute)


@pytest.mark.usefixtures("without_threads")
@pytest.mark.parametrize("group", range(GROUPS))
def test_no_edition_is_ever_posted_twice_wherever_the_courier_stops(group: int, sqlite_url: str) -> None:
    @simulated
    async def runs() -> None:
        async with office(sqlite_url) as place:
            place.rules = replace(place.rules, grace=datetime.timedelta(hours=20))
            for seed in range(group, RUNS, GROUPS):
                await carry_out(place, Run.of(seed))

    runs()
