"""Addresses of Discord: a channel or thread, or the direct messages of a person."""

import re
from dataclasses import dataclass

from bot.platform import Address

_FORM = re.compile(r"discord:1:(c|u):(\d{1,20})(?::(\d{1,20}))?")


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel or thread by its id, and its server's; `guild` is None where it isn't known."""

    id: int
    guild: int | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """The direct messages of a person by their id."""

    id: int


Place = Channel | Person


def address_of(place: Place) -> Address:
    """A place as an address: "discord:1:c:CHANNEL:SERVER", "discord:1:u:PERSON"."""
    match place:
        case Channel(id, None):
            return Address(f"discord:1:c:{id}")
        case Channel(id, guild):
            return Address(f"discord:1:c:{id}:{guild}")
        case Person(id):
            return Address(f"discord:1:u:{id}")


def place_of(address: str) -> Place | None:
    """The place of an address; None for one that isn't Discord's."""
    found = _FORM.fullmatch(address)
    if found is None:
        return None
    kind, id, guild = found.groups()
    return Channel(int(id), int(guild) if guild else None) if kind == "c" else Person(int(id))


def space_of(guild: int | None, person: int) -> str:
    """The space of an event: its server, or the person's own."""
    return f"discord:{guild}" if guild else f"discord:u:{person}"
