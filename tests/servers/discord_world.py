"""What there is on the local Discord: servers, channels, messages, people, and who may do what."""

import datetime
import itertools
import time
from dataclasses import dataclass, field
from typing import Any

BOT, OWNER = 900_000_000_000_000_001, 900_000_000_000_000_002
TEXT, DM, THREAD, FORUM = 0, 1, 11, 15
VIEW, SEND, MANAGE_CHANNELS = 1 << 10, 1 << 11, 1 << 4
ATTACH, HISTORY, CREATE_THREADS, SEND_IN_THREADS = 1 << 15, 1 << 16, 1 << 35, 1 << 38
ALL = VIEW | SEND | ATTACH | HISTORY | CREATE_THREADS | SEND_IN_THREADS

_EPOCH_MS = 1_420_070_400_000
_numbers = itertools.count(1)


def snowflake(at: float | None = None) -> int:
    """A new id, made at `at` (seconds of the epoch)."""
    return (int((at or time.time()) * 1000) - _EPOCH_MS) << 22 | (next(_numbers) & 0x3FFFFF)


class Refused(Exception):
    """An error as Discord answers it."""

    def __init__(self, status: int, code: int, message: str) -> None:
        super().__init__(f"{status} {code} {message}")
        self.status, self.code, self.message = status, code, message


@dataclass
class Someone:
    """A person, or a bot."""

    id: int
    name: str
    bot: bool = False

    def data(self) -> dict[str, Any]:
        """As Discord sends it."""
        return {
            "id": str(self.id),
            "username": self.name,
            "discriminator": "0",
            "global_name": self.name,
            "avatar": None,
            "bot": self.bot,
        }


@dataclass
class Room:
    """A channel, thread, forum or the direct messages with a person; `allowed` is what the bot may do there."""

    id: int
    kind: int
    name: str = ""
    guild: "Server | None" = None
    parent: "Room | None" = None
    person: Someone | None = None
    allowed: int = ALL
    exists: bool = True
    requires_tag: bool = False
    everyone_manages: int | None = None
    """What people may do here, where that differs from what their roles say."""
    messages: list[dict[str, Any]] = field(default_factory=lambda: [])

    def data(self) -> dict[str, Any]:
        """As Discord sends it."""
        base: dict[str, Any] = {"id": str(self.id), "type": self.kind, "name": self.name, "flags": 0}
        if self.kind == DM:
            assert self.person
            return base | {"recipients": [self.person.data()], "last_message_id": None}
        assert self.guild
        if self.kind == FORUM:
            tags = [
                {"id": "5", "name": "staff", "moderated": True},
                {"id": "6", "name": "news", "moderated": False},
            ]
            base |= {"flags": 16 * self.requires_tag, "available_tags": tags}
        base |= {
            "guild_id": str(self.guild.id),
            "parent_id": None,
            "position": 0,
            "nsfw": False,
            "topic": None,
        }
        base["permission_overwrites"] = [
            {"id": str(BOT), "type": 1, "allow": str(self.allowed), "deny": str(ALL & ~self.allowed)}
        ]
        if self.parent:
            now = datetime.datetime.now(datetime.UTC).isoformat()
            meta = {
                "archived": False,
                "auto_archive_duration": 1440,
                "archive_timestamp": now,
                "locked": False,
            }
            base |= {
                "parent_id": str(self.parent.id), "owner_id": str(BOT), "thread_metadata": meta,
                "message_count": 0, "member_count": 1, "permission_overwrites": [],
            }  # fmt: skip
        return base

    @property
    def may(self) -> int:
        """What the bot may do here; a thread's permissions are its channel's."""
        return self.parent.allowed if self.parent else self.allowed


@dataclass
class Server:
    """A server (guild)."""

    id: int
    name: str
    locale: str = "en-US"
    rooms: list[Room] = field(default_factory=lambda: list[Room]())
    has_bot: bool = True
    joined_at: str = "2026-01-01T00:00:00+00:00"
    members: dict[int, int] = field(default_factory=lambda: dict[int, int]())
    """What each person may do: those who aren't here may what everyone may."""

    def data(self) -> dict[str, Any]:
        """As the gateway sends it in GUILD_CREATE."""
        return {
            "id": str(self.id), "name": self.name, "icon": None, "splash": None, "discovery_splash": None,
            "owner_id": str(OWNER), "afk_channel_id": None, "afk_timeout": 60, "verification_level": 0,
            "default_message_notifications": 0, "explicit_content_filter": 0, "emojis": [], "features": [],
            "roles": [role(self.id, "@everyone", 0), *self.roles()], "mfa_level": 0, "system_channel_id": None,
            "system_channel_flags": 0, "rules_channel_id": None, "vanity_url_code": None, "description": None,
            "banner": None, "premium_tier": 0, "preferred_locale": self.locale, "nsfw_level": 0,
            "public_updates_channel_id": None, "stickers": [], "premium_progress_bar_enabled": False,
            "joined_at": "2026-01-01T00:00:00+00:00", "large": False, "unavailable": False, "member_count": 3,
            "voice_states": [], "presences": [], "stage_instances": [], "guild_scheduled_events": [],
            "soundboard_sounds": [],
            "members": [member(Someone(BOT, "Rapporteur", True)) | {"joined_at": self.joined_at}],
            "channels": [room.data() for room in self.rooms if room.exists and not room.parent],
            "threads": [room.data() for room in self.rooms if room.exists and room.parent],
        }  # fmt: skip

    def roles(self) -> list[dict[str, Any]]:
        """A role for each person who may more than others."""
        return [role(person + 1, f"of {person}", allowed) for person, allowed in self.members.items()]

    def roles_of(self, person: int) -> list[str]:
        """The roles of a person."""
        return [str(person + 1)] if person in self.members else []


def role(id: int, name: str, allowed: int) -> dict[str, Any]:
    """A role as Discord sends it."""
    return {
        "id": str(id), "name": name, "color": 0, "colors": {"primary_color": 0}, "hoist": False, "position": 0,
        "permissions": str(allowed), "managed": False, "mentionable": False, "flags": 0,
    }  # fmt: skip


def member(someone: Someone, roles: list[str] | None = None) -> dict[str, Any]:
    """A member as Discord sends it."""
    return {
        "user": someone.data(), "nick": None, "roles": roles or [], "joined_at": "2026-01-01T00:00:00+00:00",
        "deaf": False, "mute": False, "flags": 0, "pending": False,
    }  # fmt: skip


def message(room: Room, author: Someone, **more: Any) -> dict[str, Any]:
    """A message as Discord sends it."""
    now = datetime.datetime.now(datetime.UTC).isoformat()
    return {
        "id": str(snowflake()), "channel_id": str(room.id), "author": author.data(), "content": "",
        "timestamp": now, "edited_timestamp": None, "tts": False, "mention_everyone": False, "mentions": [],
        "mention_roles": [], "attachments": [], "embeds": [], "components": [], "pinned": False, "type": 0,
        "flags": 0,
    } | more  # fmt: skip


class World:
    """All servers and direct messages."""

    def __init__(self) -> None:
        self.bot = Someone(BOT, "Rapporteur", True)
        self.servers: list[Server] = []
        self.rooms: dict[int, Room] = {}

    def server(self, name: str = "Newsroom", *, locale: str = "en-US") -> Server:
        """A new server with a text channel called "general"."""
        # A server's shard hangs on the millisecond of its id.
        made = Server(snowflake(time.time() + len(self.servers) / 1000), name, locale)
        self.servers.append(made)
        self.room(made, "general")
        return made

    def room(
        self,
        server: Server,
        name: str,
        kind: int = TEXT,
        *,
        parent: Room | None = None,
        id: int | None = None,
    ) -> Room:
        """A new channel of a server."""
        room = Room(id or snowflake(), kind, name, server, parent)
        server.rooms.append(room)
        self.rooms[room.id] = room
        return room

    def direct(self, person: Someone) -> Room:
        """The direct messages of the bot with a person; always the same."""
        for room in self.rooms.values():
            if room.person and room.person.id == person.id:
                return room
        room = Room(snowflake(), DM, "", None, None, person)
        self.rooms[room.id] = room
        return room

    def open(self, id: int, *needed: int) -> Room:
        """The room with that id, where the bot may what is needed. Raises Refused as Discord does."""
        room = self.rooms.get(id)
        if room is None or not room.exists:
            raise Refused(404, 10003, "Unknown Channel")
        if (room.guild and not room.guild.has_bot) or not room.may & VIEW:
            raise Refused(403, 50001, "Missing Access")
        if any(not room.may & one for one in needed):
            raise Refused(403, 50013, "Missing Permissions")
        return room
