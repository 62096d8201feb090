"""What a local Slack remembers: people, channels, messages, views, and how its methods shall fail."""

import asyncio
import itertools
import time
from collections import defaultdict, deque
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]

SCOPES = (
    "app_mentions:read,assistant:write,channels:history,channels:join,channels:read,chat:write,commands,"
    "groups:history,groups:read,im:history,im:write,mpim:history,mpim:read,users:read"
)


@dataclass
class Channel:
    """A channel, or a direct message if `person` is set; messages by their ts, thread replies among them."""

    id: str
    name: str = ""
    person: str | None = None
    private: bool = False
    archived: bool = False
    creator: str = "UADMIN"
    members: set[str] = field(default_factory=set[str])
    messages: dict[str, Json] = field(default_factory=dict[str, Json])


@dataclass
class Fault:
    """How a method fails next: with `error`, or HTTP `status`, after `hang` seconds, before or after its `effect`."""

    error: str | None = None
    status: int = 200
    retry_after: int | None = None
    hang: float = 0
    effect: bool = False


@dataclass
class Workspace:
    """One workspace with one installed app."""

    bot_token: str = "xoxb-local"
    app_token: str = "xapp-local"
    signing_secret: str = "local-secret"
    team: str = "T1"
    enterprise: str | None = None
    bot: str = "UBOT"
    bot_id: str = "B1"
    app: str = "A1"
    scopes: str = SCOPES
    agent: bool = True
    """Whether the app is an agent: sessions, streams, prompts."""
    users: dict[str, Json] = field(default_factory=dict[str, Json])
    channels: dict[str, Channel] = field(default_factory=dict[str, Channel])
    ephemerals: list[Json] = field(default_factory=list[Json])
    responses: list[Json] = field(default_factory=list[Json])
    views: dict[str, Json] = field(default_factory=dict[str, Json])
    homes: dict[str, Json] = field(default_factory=dict[str, Json])
    prompts: list[Json] = field(default_factory=list[Json])
    sessions: list[Json] = field(default_factory=list[Json])
    statuses: list[Json] = field(default_factory=list[Json])
    streams: dict[str, bool] = field(default_factory=dict[str, bool])
    triggers: dict[str, float] = field(default_factory=dict[str, float])
    faults: dict[str, deque[Fault]] = field(default_factory=lambda: defaultdict(deque))
    calls: list[tuple[str, Json]] = field(default_factory=list[tuple[str, Json]])
    changed: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self._numbers = itertools.count(1)
        self._last_ts = 0.0
        self.add_user("UADMIN", is_admin=True)
        self.add_user("U1")
        self.add_channel("C1", "general", members={self.bot, "U1", "UADMIN"})

    def add_user(self, id: str, **more: Any) -> None:
        """A person; `more` overrides what users.info tells."""
        self.users[id] = {
            "id": id,
            "team_id": self.team,
            "name": id.lower(),
            "real_name": f"Person {id}",
            "profile": {"display_name": f"person {id.lower()}"},
            "tz": "Europe/Berlin",
            "locale": "en-US",
            "is_bot": False,
            **more,
        }

    def add_channel(self, id: str, name: str = "", **more: Any) -> Channel:
        """A channel that is there from now on."""
        self.channels[id] = Channel(id, name, **more)
        return self.channels[id]

    def direct(self, person: str) -> Channel:
        """The direct message of a person with the app."""
        id = f"D{person}"
        return self.channels.get(id) or self.add_channel(id, person=person, members={person, self.bot})

    def ts(self) -> str:
        """A new timestamp, later than any other."""
        self._last_ts = max(time.time(), self._last_ts + 0.000002)
        return f"{self._last_ts:.6f}"

    def number(self) -> int:
        """A number that was not used yet."""
        return next(self._numbers)

    def trigger(self) -> str:
        """A trigger that opens one view within three seconds."""
        id = f"trigger.{self.number()}"
        self.triggers[id] = time.monotonic() + 3
        return id

    def fail(self, method: str, *faults: Fault) -> None:
        """How the next calls of `method` go wrong, in this order."""
        self.faults[method].extend(faults)

    def told(self) -> None:
        """Something changed that a test may wait for."""
        self.changed.set()
        self.changed = asyncio.Event()

    async def until(self, condition: Any, seconds: float = 8) -> Any:
        """Wait until `condition()` holds, and give what it gave."""
        async with asyncio.timeout(seconds):
            while not (found := condition()):
                await self.changed.wait()
            return found

    def messages(self, channel: str = "C1", *, ours: bool = True) -> list[Json]:
        """Messages in a channel from old to new, the app's own or all."""
        found = self.channels[channel].messages.values() if channel in self.channels else ()
        return [m for m in found if not ours or m.get("bot_id") == self.bot_id]
