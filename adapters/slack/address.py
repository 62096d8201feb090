"""Addresses in Slack: opaque to everyone else, versioned, and with room for more than one workspace."""

from dataclasses import dataclass, replace

from bot.platform import Address

_VERSION = "slack:1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Somewhere in Slack: `thread` is the ts of its first message; with `person` and no channel, their direct message."""

    team: str
    enterprise: str = ""
    channel: str = ""
    thread: str = ""
    person: str = ""

    @property
    def address(self) -> Address:
        """The place as an address."""
        parts = (self.enterprise, self.team, self.channel, self.thread, self.person)
        return Address(":".join((_VERSION, *parts)))

    @property
    def top(self) -> "Place":
        """The channel itself."""
        return replace(self, thread="")


def place_of(address: str) -> Place | None:
    """The place that an address of ours names; None for any other."""
    match address.split(":"):
        case ["slack", "1", enterprise, team, channel, thread, person] if channel or person:
            return Place(team=team, enterprise=enterprise, channel=channel, thread=thread, person=person)
        case _:
            return None


def person_id(team: str, user: str) -> str:
    """A person as the core knows them: unique among workspaces."""
    return f"{team}/{user}"


def user_of(person: str) -> tuple[str, str] | None:
    """The workspace and the user behind a `person_id`."""
    team, slash, user = person.partition("/")
    return (team, user) if slash and team and user else None
