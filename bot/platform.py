"""THE SEAM: what a platform must do, and what it may call. See docs/writing-a-platform.md.

The errors that decide what happens to a post (`Throttled`, `Gone`, `Rejected`, `Unknown`) are in
`bot.errors`; what is shown is a `bot.reply.Reply`.
"""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NewType, Protocol

from bot.reply import Block, Reply

Address = NewType("Address", str)
"""Where something is shown: opaque and versioned to all but its adapter ("terminal:1:local")."""


def platform_of(address: Address) -> str:
    """The platform that an address belongs to: what stands before its first colon."""
    return address.partition(":")[0]


KEY_LENGTH = 24
"""Characters of an idempotency key at most: Discord's nonce, the shortest of them, takes 25."""


DIRECT = "direct"
"""The role of a person who is alone with the bot: everyone decides for themselves."""

MANAGES = "manages"
"""The role of a person who may decide for the channel and its space, by the platform's own permissions."""


@dataclass(frozen=True, slots=True)
class Earlier:
    """What the bot said before, as it stands on the platform: its `reply`, and the `question` that it answered, ""
    where that isn't told. `begins`: a thread hangs on it, and all that was said there comes behind it.
    """

    question: str
    reply: str
    begins: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Inbound:
    """Something a person did. `text` is what was typed or the pressed action's text, `locale` the language they
    read, as the platform names it ("de", "es-419", "de_AT.UTF-8"); `bot.wording` understands each.

    `event` is unique for each event and the same when the platform delivers it again. `space` is the server or
    workspace, `zone` the person's IANA zone where the platform knows it, `roles` are `DIRECT` and `MANAGES`.
    `earlier` is what this replies to, or was pressed below, where the platform shows it.
    """

    event: str
    address: Address
    person: str
    text: str
    space: str = ""
    locale: str | None = None
    zone: str | None = None
    roles: frozenset[str] = frozenset()
    earlier: Earlier | None = None


@dataclass(frozen=True, slots=True)
class Status:
    """A word on what is going on; replaced by whatever comes next."""

    text: str


@dataclass(frozen=True, slots=True)
class Part:
    """A block of the reply, ahead of the whole; parts are only ever appended."""

    block: Block


@dataclass(frozen=True, slots=True)
class Final:
    """The whole reply; replaces statuses and parts where the platform can edit."""

    reply: Reply


Shown = Status | Part | Final


@dataclass(frozen=True, slots=True)
class Choice:
    """A suggestion for a field: what is shown and what is put in."""

    label: str
    value: str


class Desk(Protocol):
    """What platforms call: the one door to the core."""

    def handle(self, inbound: Inbound) -> AsyncIterator[Shown]:
        """What to show for an event, ending with exactly one `Final`; closing it cancels the work.

        Never raises for what a person typed: bad input is answered by a `Final` that says so.
        """
        ...

    def suggest(self, field: str, prefix: str, space: str) -> list[Choice]:
        """Suggestions for `field` ("command", "leader", "topic", "length", "passage") from memory."""
        ...

    def home(self, person: str, space: str, locale: str | None = None) -> Reply:
        """What a person who reads `locale` sees first: welcome, dossier, engine and questions worth asking."""
        ...

    def hello(self, space: str, locale: str | None = None) -> Reply:
        """What is said once where the bot was added: what it does, three questions, a daily briefing to press."""
        ...


class State(Protocol):
    """What a platform must remember across a restart or share with its replicas."""

    async def get(self, key: str) -> str | None:
        """The value under `key`, or None."""
        ...

    async def put(self, key: str, value: str) -> None:
        """Keep `value` under `key`."""
        ...

    async def claim(self, key: str, ttl: float) -> bool:
        """True for exactly one caller within `ttl` seconds: this event is theirs."""
        ...


@dataclass(frozen=True, slots=True)
class Receipt:
    """The platform's own name for a post."""

    id: str


@dataclass(frozen=True, slots=True)
class Found:
    """The post is there."""

    receipt: Receipt


@dataclass(frozen=True, slots=True)
class Absent:
    """The post is certainly not there."""


@dataclass(frozen=True, slots=True)
class CannotTell:
    """The platform can't be looked at."""

    reason: str


class Level(StrEnum):
    """How bad a finding is."""

    OK = "ok"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Finding:
    """A result of a check: what was looked at, how it is, and what to do about it."""

    level: Level
    subject: str
    text: str
    remedy: str | None = None


Payload = Any
"""What a platform's client sends: known to its adapter only."""


class Platform(Protocol):
    """A place where people talk to the bot."""

    name: str

    async def serve(self, desk: Desk, state: State) -> None:
        """Receive events until stopped or cancelled; acknowledge at once; show what the desk yields."""
        ...

    def render(self, reply: Reply) -> Sequence[Payload]:
        """Payloads for a reply, at least one: pure, within the platform's limits, no text lost."""
        ...

    async def post(self, address: Address, payload: Payload, key: str) -> Receipt:
        """Send once. Posting again with the same `key` (`KEY_LENGTH` characters at most) shows nothing twice.

        Raises Throttled, Gone, Rejected or Unknown (it may have arrived).
        """
        ...

    async def find(self, address: Address, key: str) -> Found | Absent | CannotTell:
        """Whether the post with `key` is there."""
        ...

    async def prepare(self, address: Address, title: str) -> Address:
        """Make ready what a subscription is to be posted to: join a channel, open a forum's thread called `title`.

        Gives where posts will go, mostly `address` itself. Raises UnusableInput (made with `say`) where nothing can be
        posted, naming the permission that is missing and what to do.
        """
        ...

    @property
    def receives(self) -> bool:
        """Whether briefings may be posted now: not to a terminal that is a pipe."""
        ...

    def direct(self, person: str) -> Address | None:
        """Where `person` alone can be told something, or None if there is no such place."""
        ...

    async def check(self) -> list[Finding]:
        """What the doctor should know of this platform."""
        ...
