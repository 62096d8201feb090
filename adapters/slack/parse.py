"""Slack's events to what happened: past this file nobody sees their dictionaries. Pure."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from adapters.slack.address import Place
from adapters.slack.safe import unescaped

Body = Mapping[str, Any]


class Way(StrEnum):
    """How a question came."""

    MESSAGE = "message"
    COMMAND = "command"
    PRESS = "press"
    OPEN = "open"
    """To be shown in a modal, to whoever pressed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Somebody wants something. `event` is the same when Slack delivers it again; `place.thread` is where it is answered.

    A message's `event` is the message and what it was last edited to: Slack tells an edited mention twice, as a change
    and as a mention, each with an event id of its own. `ts` is the message that asks, `written` when it was written or
    edited (a ts, too), `is_unbidden` whether it doesn't name the bot, `is_again` whether it was edited.
    """

    event: str
    place: Place
    user: str
    text: str
    way: Way = Way.MESSAGE
    is_direct: bool = False
    ts: str = ""
    written: str = ""
    response_url: str = ""
    trigger: str = ""
    view: str = ""
    """The form that was sent, in which the answer is shown."""
    is_unbidden: bool = False
    is_again: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Deleted:
    """A message is gone."""

    event: str
    place: Place
    ts: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """The bot was added to a channel by `inviter`, if that is known."""

    event: str
    place: Place
    inviter: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeOpened:
    """Somebody opened the Home, or, if `is_chat`, the conversation with the agent."""

    event: str
    place: Place
    user: str
    is_chat: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Stopped:
    """Somebody pressed the stop button of a session, `at` (a ts of Slack's)."""

    event: str
    place: Place
    at: str


Event = Asked | Deleted | Joined | HomeOpened | Stopped

_MENTION = re.compile(r"<@([UW][A-Z0-9]+)(?:\|([^>]*))?>")
_MARKED = re.compile(r"<(?:(#)[CG][A-Z0-9]+\|([^>]*)|(!)([^>|]*)(?:\|([^>]*))?|([^>|]+)(?:\|([^>]*))?)>")


def event(body: Body, bot: str) -> Event | None:
    """What an Events API request tells; `bot` is our own user. None for what isn't meant for us."""
    told = body.get("event") or {}
    id = str(body.get("event_id") or "")
    place = _place(body, str(told.get("channel") or ""))
    match told.get("type"):
        case "app_mention":
            return _message(place, told, bot, is_mention=True)
        case "message":
            return _said(id, place, told, bot)
        case "member_joined_channel" if told.get("user") == bot:
            return Joined(event=id, place=place, inviter=str(told.get("inviter") or ""))
        case "app_home_opened":
            user, tab = str(told.get("user") or ""), told.get("tab")
            return HomeOpened(event=id, place=place, user=user, is_chat=tab == "messages") if user else None
        case "agent_session_stopped":
            thread = str(told.get("thread_ts") or "")
            at = str(told.get("event_ts") or "")
            return Stopped(event=id, place=replace(place, thread=thread), at=at)
        case _:
            return None


def _place(body: Body, channel: str) -> Place:
    return Place(
        team=str(body.get("team_id") or ""), enterprise=str(body.get("enterprise_id") or ""), channel=channel
    )


def _said(id: str, place: Place, told: Body, bot: str) -> Event | None:
    match told.get("subtype"):
        case "message_deleted":
            return Deleted(event=id, place=place, ts=str(told.get("deleted_ts") or ""))
        case "message_changed":
            new, old = told.get("message") or {}, told.get("previous_message") or {}
            if new.get("text") == old.get("text") or new.get("subtype") not in (None, "thread_broadcast"):
                return (
                    None  # An unfurled link, a new reply's count, or a message that was deleted with replies.
                )
            asked = _message(
                place, {**new, "channel_type": told.get("channel_type")}, bot, is_mention=bot in _named(new)
            )
            return replace(asked, is_again=True) if asked else None
        case None | "thread_broadcast" | "file_share":
            is_direct = told.get("channel_type") == "im"
            if not is_direct and (bot in _named(told) or not told.get("thread_ts")):
                return None  # Slack tells a mention a second time as app_mention.
            return _message(place, told, bot, is_mention=False)
        case _:
            return None


def _named(message: Body) -> set[str]:
    return {found[1] for found in _MENTION.finditer(str(message.get("text") or ""))}


def _message(place: Place, told: Body, bot: str, *, is_mention: bool) -> Asked | None:
    user, ts = str(told.get("user") or ""), str(told.get("ts") or "")
    if not user or user == bot or told.get("bot_id") or told.get("hidden") or not ts:
        return None
    raw = str(told.get("text") or "").strip()
    is_direct = told.get("channel_type") == "im"
    first = _MENTION.match(raw)
    is_unbidden = not is_mention and not is_direct
    if is_unbidden and first and first[1] != bot:
        return None  # Said to someone else.
    text = typed(raw, bot)
    if is_unbidden and not text:
        return None  # A picture, for the others.
    edited = (told.get("edited") or {}).get("ts")
    return Asked(
        event=f"{place.channel}:{ts}" + (f":{edited}:{_hash(raw)}" if edited else ""),
        place=replace(place, thread=str(told.get("thread_ts") or ts)),
        user=user,
        text=text or "/help",
        is_direct=is_direct,
        ts=ts,
        written=str(edited or ts),
        # What is said below a message of ours is said to us.
        is_unbidden=is_unbidden and told.get("parent_user_id") != bot,
        is_again=bool(edited),
    )


def _hash(text: str) -> str:
    """Two edits may come within the second that Slack's time of an edit tells."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:8]


def typed(text: str, bot: str = "") -> str:
    """Slack's markup as the person typed it, without mentions of the bot."""
    text = _MENTION.sub(lambda found: "" if found[1] == bot else f"@{found[2] or found[1]}", text)

    def shown(found: re.Match[str]) -> str:
        if found[1]:
            return f"#{found[2]}"
        if found[3]:
            return found[5] or f"@{found[4]}"
        return found[7] or found[6]

    return unescaped(_MARKED.sub(shown, text)).strip()


def command(body: Body) -> Asked:
    """A slash command."""
    channel = str(body.get("channel_id") or "")
    name, text = str(body.get("command") or ""), str(body.get("text") or "").strip()
    return Asked(
        event=str(body.get("trigger_id") or ""),
        place=_place(body, channel),
        user=str(body.get("user_id") or ""),
        text=f"{name} {text}".strip(),
        way=Way.COMMAND,
        is_direct=channel.startswith("D"),
        response_url=str(body.get("response_url") or ""),
        trigger=str(body.get("trigger_id") or ""),
    )


def press(body: Body) -> Asked | None:
    """A button in a message; None for one in a view or without a value of ours."""
    (action, *_) = body.get("actions") or [{}]
    channel = str((body.get("channel") or {}).get("id") or "")
    value, kind = str(action.get("value") or ""), str(action.get("action_id") or "")
    if not channel or not value:
        return None
    message = body.get("message") or {}
    thread = message.get("thread_ts") or (body.get("container") or {}).get("thread_ts") or message.get("ts")
    is_ephemeral = bool((body.get("container") or {}).get("is_ephemeral"))
    return Asked(
        event=str(body.get("trigger_id") or ""),
        # An ephemeral message is no thread's root.
        place=replace(
            _place(body, channel),
            thread="" if is_ephemeral and not message.get("thread_ts") else str(thread or ""),
        ),
        user=str((body.get("user") or {}).get("id") or ""),
        text=value,
        way=Way.OPEN if kind.startswith("open:") else Way.PRESS,
        is_direct=channel.startswith("D"),
        response_url=str(body.get("response_url") or ""),
        trigger=str(body.get("trigger_id") or ""),
    )


def shortcut(body: Body, bot: str) -> Asked:
    """The message shortcut: the message held against the documents."""
    message = body.get("message") or {}
    channel = str((body.get("channel") or {}).get("id") or "")
    return Asked(
        event=str(body.get("trigger_id") or ""),
        place=replace(_place(body, channel), thread=str(message.get("thread_ts") or message.get("ts") or "")),
        user=str((body.get("user") or {}).get("id") or ""),
        text=f"/verify {typed(str(message.get('text') or ''), bot)}".strip(),
        way=Way.OPEN,
        is_direct=channel.startswith("D"),
        response_url=str(body.get("response_url") or ""),
        trigger=str(body.get("trigger_id") or ""),
    )
