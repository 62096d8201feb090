"""What the bot must be allowed, and whether it is."""

from collections.abc import Iterable, Mapping
from typing import Any

from adapters.discord.rest import Rest
from bot.wording import say

VIEW = 1 << 10
SEND = 1 << 11
ATTACH = 1 << 15
HISTORY = 1 << 16
CREATE_THREADS = 1 << 35
SEND_IN_THREADS = 1 << 38
_ADMINISTRATOR = 1 << 3

NAMES = {
    VIEW: say("View Channel"),
    SEND: say("Send Messages"),
    ATTACH: say("Attach Files"),
    HISTORY: say("Read Message History"),
    CREATE_THREADS: say("Create Public Threads"),
    SEND_IN_THREADS: say("Send Messages in Threads"),
}
"""Everything that the bot may need (topics/permissions), in the words of Discord's settings."""

INVITED = sum(NAMES)
"""What the invite link asks for: this and nothing else."""

FORUMS = {15, 16}
"""Types of channels that hold nothing but threads: a forum, a media channel."""

_THREADS = {10, 11, 12}


def needed(kind: int) -> tuple[int, ...]:
    """What a briefing needs in a channel of that type: reading history is how a lost post is found again.

    Where no files may be attached, a picture's words are posted without it.
    """
    in_forum = (SEND, SEND_IN_THREADS) if kind in FORUMS else (SEND,)
    return (VIEW, *((SEND_IN_THREADS,) if kind in _THREADS else in_forum), HISTORY)


async def missing_in(rest: Rest, channel: Mapping[str, Any]) -> list[str]:
    """The names of what the bot lacks in a channel of a server, as `GET /channels/{id}` gives it. Raises as `call`.

    A thread has the permissions of the channel that it is in.
    """
    kind = int(channel["type"])
    if kind in _THREADS and channel.get("parent_id"):
        channel = await rest.call("GET", f"/channels/{channel['parent_id']}")
    guild = await rest.call("GET", f"/guilds/{channel['guild_id']}")
    me = await rest.call("GET", "/users/@me")
    member = await rest.call("GET", f"/guilds/{channel['guild_id']}/members/{me['id']}")
    allowed = computed(
        guild, {*map(str, member["roles"])}, str(me["id"]), channel.get("permission_overwrites") or ()
    )
    return [NAMES[one] for one in needed(kind) if not allowed & one]


def computed(
    guild: Mapping[str, Any], roles: set[str], me: str, overwrites: Iterable[Mapping[str, Any]]
) -> int:
    """The permissions of a member in a channel, as topics/permissions, "Permission Overwrites" has it."""
    everyone = str(guild["id"])
    if str(guild.get("owner_id")) == me:
        return ~0
    held = 0
    for role in guild["roles"]:
        if str(role["id"]) in {everyone, *roles}:
            held |= int(role["permissions"])
    if held & _ADMINISTRATOR:
        return ~0
    by_id = {str(one["id"]): (int(one["allow"]), int(one["deny"])) for one in overwrites}
    for group in ([everyone], sorted(roles & by_id.keys()), [me]):
        deny = allow = 0
        for id in group:
            more_allow, more_deny = by_id.get(id, (0, 0))
            allow |= more_allow
            deny |= more_deny
        held = held & ~deny | allow
    return held
