"""A platform in the small, over a real TCP socket: it is slow, loses answers, and keeps a log of what truly arrived.

Each connection brings one request, a line of JSON, and gets one line back, or is closed without one:

    {"do": "post", "address": …, "key": …, "payload": …, "sent": …}  ->  {"id": …} or {"retry_after": …}
    {"do": "find", "address": …, "key": …}                           ->  {"id": …} or {}

It doesn't mind a key that it has had before: who posts twice is seen twice, in the log and in the channel. An address
is "board:1:WORKSPACE:CHANNEL".
"""

import asyncio
import datetime
import json
import random
from collections import Counter
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Manners:
    """How a board treats posts: shares of them from 0 to 1, the rest is answered at once; times in seconds.

    `answered_late`: it arrives at once, the answer comes within `settling`; `unanswered`: it arrives at once and the
    connection is closed; `lands_late`: the connection is closed, and it arrives later, within `settling` after it was
    sent; `lost`: the connection is closed, and it never arrives. Of the workspaces in `throttled` every third post is
    refused for `retry_after`.
    """

    answered_late: float = 0.04
    unanswered: float = 0.04
    lands_late: float = 0.04
    lost: float = 0.02
    settling: float = 0.4
    throttled: frozenset[str] = frozenset({"w1", "w4"})
    retry_after: float = 0.05


@dataclass(frozen=True, slots=True)
class Arrival:
    """A post that stands in a channel."""

    address: str
    key: str
    payload: Any


class Board:
    """A board that listens: `port` on 127.0.0.1. `log` is all that arrived, in order; `asked` counts "received",
    "landed", "answered", "looked", "found", "throttled" and what became of posts.
    """

    def __init__(self, manners: Manners, chance: random.Random) -> None:
        self.log: list[Arrival] = []
        self.asked: Counter[str] = Counter()
        self.port = 0
        self._manners = manners
        self._chance = chance
        self._arrived: dict[tuple[str, str], int] = {}
        self._watchers: list[tuple[str, int, asyncio.Event]] = []
        self._later: set[asyncio.Task[None]] = set()
        self._throttles: Counter[str] = Counter()

    async def until(self, what: str, count: int) -> None:
        """Returns as soon as `asked[what]` has come to `count`."""
        if self.asked[what] < count:
            event = asyncio.Event()
            self._watchers.append((what, count, event))
            await event.wait()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Deals with one connection."""
        try:
            line = await reader.readline()
            if line.endswith(b"\n"):  # otherwise the sender was killed over it
                request = json.loads(line)
                answer = await (self._post(request) if request["do"] == "post" else self._find(request))
                if answer is not None:
                    writer.write(json.dumps(answer).encode() + b"\n")
                    await writer.drain()
                    self._note("answered")
        except OSError:
            pass  # The sender is gone.
        finally:
            writer.close()
            with suppress(OSError):
                await writer.wait_closed()

    async def settled(self) -> None:
        """Returns when nothing lands any more."""
        while self._later:
            await asyncio.wait(self._later)

    async def _post(self, request: dict[str, Any]) -> dict[str, Any] | None:
        self._note("received")
        if self._is_throttled(request["address"].split(":")[2]):
            self._note("throttled")
            return {"retry_after": self._manners.retry_after}
        if (fate := self._fate()) == "lost":
            return None
        if fate == "lands late":
            task = asyncio.create_task(self._land_late(request))
            self._later.add(task)
            task.add_done_callback(self._later.discard)
            return None
        number = self._land(request)
        if number is None or fate == "unanswered":
            return None
        if fate == "answered late":
            await asyncio.sleep(self._manners.settling * self._chance.random())
        return {"id": str(number)}

    async def _find(self, request: dict[str, Any]) -> dict[str, Any]:
        self._note("looked")
        number = self._arrived.get((request["address"], request["key"]))
        if number is None:
            return {}
        self._note("found")
        return {"id": str(number)}

    def _fate(self) -> str:
        manners, roll = self._manners, self._chance.random()
        for name in ("answered_late", "unanswered", "lands_late", "lost"):
            roll -= getattr(manners, name)
            if roll < 0:
                self._note(fate := name.replace("_", " "))
                return fate
        return "answered"

    def _is_throttled(self, workspace: str) -> bool:
        if workspace not in self._manners.throttled:
            return False
        self._throttles[workspace] += 1
        return self._throttles[workspace] % 3 == 0

    async def _land_late(self, request: dict[str, Any]) -> None:
        await asyncio.sleep(self._manners.settling * 0.9 * self._chance.random())
        self._land(request)

    def _land(self, request: dict[str, Any]) -> int | None:
        # What the courier may rely on: a request lands within the settling time or never. On a machine that is so busy
        # that we come to it later, it is never.
        if _now() - request["sent"] > self._manners.settling:
            self._note("stale")
            return None
        self.log.append(Arrival(request["address"], request["key"], request["payload"]))
        self._arrived[request["address"], request["key"]] = len(self.log)
        self._note("landed")
        return len(self.log)

    def _note(self, what: str) -> None:
        self.asked[what] += 1
        for watcher in self._watchers:
            name, count, event = watcher
            if name == what and self.asked[what] >= count:
                event.set()
        self._watchers = [watcher for watcher in self._watchers if not watcher[2].is_set()]


@asynccontextmanager
async def open_board(manners: Manners | None = None, *, seed: int = 0) -> AsyncGenerator[Board]:
    """A board that listens while the block runs."""
    board = Board(manners or Manners(), random.Random(seed))
    server = await asyncio.start_server(board.serve, "127.0.0.1", 0, backlog=1000)
    board.port = server.sockets[0].getsockname()[1]
    async with server:
        yield board
        await board.settled()


def _now() -> float:
    return datetime.datetime.now(datetime.UTC).timestamp()
