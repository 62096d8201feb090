"""A platform that works, and fails in every way: it keeps its own log of what truly arrived."""

import asyncio
import datetime
from collections import Counter, deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NoReturn

from bot.errors import DeliveryError, Throttled, Unknown
from bot.platform import Absent, Address, CannotTell, Desk, Finding, Found, Receipt, State
from bot.reply import Paragraph, Reply, plain_text


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """What becomes of one request, in seconds after it was sent.

    `lands`: when it arrives, None for never; who sent it may have given up by then, that doesn't stop it. `answers`:
    when the sender is told, None for never. `error`: what it is told instead of a receipt.
    """

    lands: float | None = 0.0
    answers: float | None = 0.0
    error: Exception | None = None


WELL = Turn()
HANGS = Turn(lands=None, answers=None)


def lost(cause: str = "the connection broke") -> Turn:
    """It never arrived, and nobody can know."""
    return Turn(lands=None, error=Unknown(cause))


def unanswered(lands: float = 0.0) -> Turn:
    """It arrives, at once or after `lands` seconds, and nobody is told."""
    return Turn(lands=lands, error=Unknown("the connection broke"))


def refused(error: Exception) -> Turn:
    """It is answered at once with `error`, and nothing arrives."""
    return Turn(lands=None, error=error)


Answer = Found | Absent | CannotTell | Exception | Turn
"""What `find` says instead of the truth: that, an error, or (a `Turn`) the truth, late or never."""

Step = Turn | DeliveryError | Exception
Script = Mapping[Address, Step | Sequence[Step]] | Callable[[Address, str], Turn]
"""What becomes of the posts to an address: always the same, or one after another and then well."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A payload: the piece `part` (from 1) of `of`; `is_plain` if the reply was one paragraph."""

    text: str
    part: int = 1
    of: int = 1
    is_plain: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """What truly arrived, and when."""

    address: Address
    key: str
    payload: Drawn
    at: datetime.datetime


@dataclass(eq=False)
class FakePlatform:
    """`script` says what goes wrong, by address or by a function; `findings` what `find` says, in turn, then the truth.

    `honours_keys`: a key is shown once, whatever comes; most platforms don't, and a second post is seen as one.
    `per_second`: how many posts it takes within a second before it throttles. `parts`: payloads for each reply,
    more where one would have more than `longest` characters.
    Times are those of `now`; all waiting is the event loop's.
    """

    name: str
    now: Callable[[], datetime.datetime]
    script: Script = field(default_factory=lambda: dict[Address, Step]())
    findings: Iterable[Answer] = ()
    can_tell: bool = True
    honours_keys: bool = False
    per_second: int | None = None
    parts: int = 1
    longest: int = 100_000
    takes: float = 0.0
    has_direct: bool = True
    drawn: int = 0
    posted: list[Posted] = field(default_factory=lambda: list[Posted]())
    tried: list[tuple[datetime.datetime, Address, str]] = field(default_factory=lambda: [])
    looked: list[tuple[datetime.datetime, Address, str]] = field(default_factory=lambda: [])
    under_way: Counter[str] = field(default_factory=lambda: Counter[str]())
    most: Counter[str] = field(default_factory=lambda: Counter[str]())

    def __post_init__(self) -> None:
        self._tries: Counter[Address] = Counter()
        self._findings = iter(self.findings)
        self._taken: deque[datetime.datetime] = deque()

    async def serve(self, desk: Desk, state: State) -> None:
        """Nobody says anything here."""
        await asyncio.get_running_loop().create_future()

    def render(self, reply: Reply) -> Sequence[Drawn]:
        """The plain text in pieces of one size."""
        self.drawn += 1
        text = plain_text(reply)
        is_plain = len(reply.blocks) == 1 and isinstance(reply.blocks[0], Paragraph)
        parts = max(self.parts, -(-len(text) // self.longest))
        size = -(-len(text) // parts)
        return [
            Drawn(text=text[at * size : (at + 1) * size], part=at + 1, of=parts, is_plain=is_plain)
            for at in range(parts)
        ]

    async def post(self, address: Address, payload: Drawn, key: str) -> Receipt:
        """Does what the script says of this try."""
        self.tried.append((self.now(), address, key))
        turn = self._turn(address, key)
        if turn.lands is not None or turn.answers is None:
            self._take_one()
        space = address.rpartition(":")[0]
        for counted in (space, self.name):
            self.under_way[counted] += 1
            self.most[counted] = max(self.most[counted], self.under_way[counted])
        try:
            return await self._answer(turn, address, payload, key)
        finally:
            self.under_way[space] -= 1
            self.under_way[self.name] -= 1

    async def _answer(self, turn: Turn, address: Address, payload: Drawn, key: str) -> Receipt:
        loop = asyncio.get_running_loop()
        if turn.lands is not None:
            # A request on its way arrives, whatever becomes of its sender.
            if turn.lands + self.takes > 0:
                loop.call_later(turn.lands + self.takes, self._land, address, payload, key)
            else:
                self._land(address, payload, key)
        if turn.answers is None:
            await _for_ever()
        if turn.answers + self.takes > 0:
            await asyncio.sleep(turn.answers + self.takes)
        if turn.error is not None:
            raise turn.error
        return Receipt(f"{self.name}-{len(self.posted)}")

    async def prepare(self, address: Address, title: str) -> Address:
        """See `Platform.prepare`."""
        return address

    async def find(self, address: Address, key: str) -> Found | Absent | CannotTell:
        """What has landed by now, or what `findings` say."""
        self.looked.append((self.now(), address, key))
        said = next(self._findings, None)
        match said:
            case Exception():
                raise said
            case Turn(answers=None):
                await _for_ever()
            case Turn(answers=float(seconds)):
                await asyncio.sleep(seconds)
            case Found() | Absent() | CannotTell():
                return said
            case _:
                pass
        if not self.can_tell:
            return CannotTell("this platform has no search")
        return Found(Receipt(key)) if self._is_there(address, key) else Absent()

    def direct(self, person: str) -> Address | None:
        """A channel of the person's own."""
        return Address(f"{self.name}:dm:{person}") if self.has_direct else None

    async def check(self) -> list[Finding]:
        """All is well."""
        return []

    def at(self, address: str) -> list[Posted]:
        """What arrived at an address, in the order of its arrival."""
        return [one for one in self.posted if one.address == address]

    def doubled(self) -> list[tuple[Address, Drawn]]:
        """What somebody saw twice."""
        seen = Counter((one.address, one.payload) for one in self.posted)
        keys = Counter((one.address, one.key) for one in self.posted)
        twice = [(one.address, one.payload) for one in self.posted if keys[one.address, one.key] > 1]
        return [what for what, times in seen.items() if times > 1] + twice

    def _turn(self, address: Address, key: str) -> Turn:
        if callable(self.script):
            return self.script(address, key)
        steps = self.script.get(address, WELL)
        step = steps
        if isinstance(steps, Sequence):
            tries = self._tries[address]
            step = steps[tries] if tries < len(steps) else WELL
        self._tries[address] += 1
        assert not isinstance(step, Sequence)
        return step if isinstance(step, Turn) else refused(step)

    def _take_one(self) -> None:
        if self.per_second is None:
            return
        now = self.now()
        while self._taken and self._taken[0] <= now - datetime.timedelta(seconds=1):
            self._taken.popleft()
        if len(self._taken) >= self.per_second:
            free = self._taken[0] + datetime.timedelta(seconds=1)
            raise Throttled((free - now).total_seconds())
        self._taken.append(now)

    def _is_there(self, address: Address, key: str) -> bool:
        return any(one.address == address and one.key == key for one in self.posted)

    def _land(self, address: Address, payload: Drawn, key: str) -> None:
        if self.honours_keys and self._is_there(address, key):
            return
        self.posted.append(Posted(address=address, key=key, payload=payload, at=self.now()))


async def _for_ever() -> NoReturn:
    await asyncio.get_running_loop().create_future()
    raise AssertionError("nothing ends this")
