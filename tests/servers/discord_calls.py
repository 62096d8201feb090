"""Interactions on the local Discord: three seconds to respond, one response, a token good for fifteen minutes."""

import asyncio
import secrets
import time
from dataclasses import dataclass, field
from typing import Any

from tests.servers.discord_checks import EPHEMERAL, V2, check_choices, check_message, check_modal, hold
from tests.servers.discord_world import Refused, Room, Someone, World, message, snowflake

RESPONSE, TOKEN = 3.0, 900.0


@dataclass
class Call:
    """An interaction: what it was answered with."""

    kind: int
    person: Someone
    room: Room
    id: int = field(default_factory=snowflake)
    token: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    born: float = field(default_factory=time.monotonic)
    acknowledged: asyncio.Event = field(default_factory=asyncio.Event)
    after: float | None = None
    """Seconds from sending it to its acknowledgement."""
    response: dict[str, Any] | None = None
    shown: list[dict[str, Any]] = field(default_factory=lambda: [])
    """Messages that stand, the response first."""
    edits: list[float] = field(default_factory=lambda: list[float]())
    is_private: bool = False
    has_original: bool = False
    by_user_only: bool = False
    follow_ups: int = 0

    def expire(self) -> None:
        """Its token is of no use from now on."""
        self.born -= TOKEN + 1

    def come_late(self) -> None:
        """Its three seconds are over."""
        self.born -= RESPONSE + 1


class Calls:
    """All interactions by their tokens."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.by_token: dict[str, Call] = {}

    def respond(self, id: int, token: str, body: dict[str, Any]) -> dict[str, Any]:
        """The callback."""
        call = self.by_token.get(token)
        if call is None or call.id != id or time.monotonic() - call.born > RESPONSE:
            raise Refused(404, 10062, "Unknown interaction")
        if call.acknowledged.is_set():
            raise Refused(400, 40060, "Interaction has already been acknowledged.")
        data = body.get("data") or {}
        made: dict[str, Any] | None = None
        match body["type"]:
            case 4:
                check_message(data, [])
                made = self._make(call, data, int(data.get("flags") or 0))
            case 5:
                call.is_private = bool(int(data.get("flags") or 0) & EPHEMERAL)
                call.has_original = True
            case 8:
                hold("type", call.kind == 4, "only autocompletion takes choices")
                check_choices(data)
            case 9:
                hold("type", call.kind != 5, "a form opens no form")
                check_modal(data)
            case _:
                raise Refused(400, 50035, "Invalid Form Body")
        call.response = body
        call.after = time.monotonic() - call.born
        call.acknowledged.set()
        return {
            "interaction": {
                "id": str(call.id), "type": call.kind, "response_message_id": made["id"] if made else None,
                "response_message_loading": body["type"] == 5, "response_message_ephemeral": call.is_private,
            },
            "resource": {"type": body["type"], "message": made},
        }  # fmt: skip

    def _live(self, token: str) -> Call:
        call = self.by_token.get(token)
        if call is None or not call.acknowledged.is_set():
            raise Refused(404, 10015, "Unknown Webhook")
        if time.monotonic() - call.born > TOKEN:
            raise Refused(401, 50027, "Invalid Webhook Token")
        return call

    def follow_up(self, token: str, body: dict[str, Any], files: list[str]) -> dict[str, Any]:
        """One more message; the first takes the place of a deferred response."""
        call = self._live(token)
        check_message(body, files)
        if call.by_user_only and call.follow_ups >= 5:
            raise Refused(400, 40094, "This interaction has reached the maximum number of follow up messages")
        call.follow_ups += 1
        return self._make(call, body, int(body.get("flags") or 0))

    def edit(self, token: str, body: dict[str, Any], files: list[str]) -> dict[str, Any]:
        """The response, edited; a deferred one is filled."""
        call = self._live(token)
        if not call.has_original:
            raise Refused(404, 10008, "Unknown Message")
        known = call.shown[0] if call.shown else None
        flags = int(body.get("flags") or (known or {}).get("flags") or 0)
        hold("flags", not (known and known["flags"] & V2 and not flags & V2), "V2 can't be undone")
        check_message(body, files, flags)
        call.edits.append(time.monotonic())
        if known is None:
            return self._make(call, body, flags)
        known.update(components=body.get("components", known["components"]), flags=flags)
        return known

    def delete(self, token: str) -> None:
        """The response is taken away."""
        call = self._live(token)
        if not call.has_original:
            raise Refused(404, 10008, "Unknown Message")
        call.has_original = False
        if call.shown:
            call.room.messages.remove(call.shown.pop(0))

    def _make(self, call: Call, body: dict[str, Any], flags: int) -> dict[str, Any]:
        is_first = not call.shown and call.has_original
        alone = call.is_private if is_first else bool(flags & EPHEMERAL)
        flags = flags | EPHEMERAL if alone else flags & ~EPHEMERAL
        made = message(
            call.room, self._world.bot, components=body.get("components", []), flags=flags,
            content=body.get("content") or "", interaction_metadata={
                "id": str(call.id), "type": call.kind, "user": call.person.data(), "authorizing_integration_owners": {},
            },
        )  # fmt: skip
        made["allowed_mentions"] = body.get("allowed_mentions")
        call.shown.append(made)
        if not alone:
            call.room.messages.append(made)
        return made
