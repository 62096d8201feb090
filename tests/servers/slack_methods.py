"""The Web API methods of a local Slack: each takes the workspace and the arguments, and gives the answer's fields."""

import json
from collections.abc import Callable

from tests.servers import slack_blocks, slack_views
from tests.servers.slack_views import Refused
from tests.servers.slack_workspace import Channel, Json, Workspace

TEXT = 40_000
"""Characters of `text` in chat.postMessage, and 4,000 in chat.update."""


def _channel(space: Workspace, given: Json, *, posting: bool = False) -> Channel:
    id = given.get("channel") or given.get("channel_id") or ""
    if id in space.users and posting:
        return space.direct(id)
    channel = space.channels.get(id)
    is_hidden = channel and channel.private and space.bot not in channel.members
    if channel is None or is_hidden:
        raise Refused("channel_not_found")
    if posting and channel.archived:
        raise Refused("is_archived")
    if posting and space.bot not in channel.members:
        raise Refused("not_in_channel")
    return channel


def _checked_blocks(given: Json) -> None:
    if given.get("blocks") and (found := slack_blocks.problem(given["blocks"])):
        raise Refused("invalid_blocks", response_metadata={"messages": [f"[ERROR] {found}"]})


def _message(space: Workspace, given: Json, text: int) -> Json:
    if not given.get("text") and not given.get("blocks"):
        raise Refused("no_text")
    if slack_blocks.size(given.get("text", "")) > text:
        raise Refused("msg_too_long")
    _checked_blocks(given)
    return {
        "type": "message",
        "user": space.bot,
        "bot_id": space.bot_id,
        "app_id": space.app,
        "text": given.get("text", ""),
        **{key: given[key] for key in ("blocks", "metadata", "parse", "mrkdwn") if key in given},
    }


def auth_test(space: Workspace, given: Json) -> Json:
    """auth.test."""
    return {
        "url": "https://local.slack.com/",
        "team": "Local",
        "user": "rapporteur",
        "team_id": space.team,
        "user_id": space.bot,
        "bot_id": space.bot_id,
        "is_enterprise_install": False,
        **({"enterprise_id": space.enterprise} if space.enterprise else {}),
    }


def post_message(space: Workspace, given: Json) -> Json:
    """chat.postMessage."""
    channel = _channel(space, given, posting=True)
    message = _message(space, given, TEXT)
    ts = space.ts()
    message["ts"] = ts
    if thread := given.get("thread_ts"):
        if thread not in channel.messages:
            raise Refused("thread_not_found")
        message["thread_ts"] = thread
    channel.messages[ts] = message
    return {"channel": channel.id, "ts": ts, "message": message}


def update(space: Workspace, given: Json) -> Json:
    """chat.update."""
    channel = _channel(space, given, posting=True)
    old = channel.messages.get(given.get("ts", ""))
    if old is None:
        raise Refused("message_not_found")
    if old.get("bot_id") != space.bot_id or space.streams.get(old["ts"]):
        raise Refused("cant_update_message")
    new = _message(space, given, 4_000)
    kept = {key: old[key] for key in ("thread_ts", "metadata") if key in old}
    channel.messages[old["ts"]] = {**kept, **new, "ts": old["ts"], "edited": {"user": space.bot}}
    return {"channel": channel.id, "ts": old["ts"], "text": new["text"]}


def delete(space: Workspace, given: Json) -> Json:
    """chat.delete."""
    channel = _channel(space, given, posting=True)
    if channel.messages.pop(given.get("ts", ""), None) is None:
        raise Refused("message_not_found")
    return {"channel": channel.id, "ts": given["ts"]}


def post_ephemeral(space: Workspace, given: Json) -> Json:
    """chat.postEphemeral."""
    channel = _channel(space, given, posting=True)
    if given.get("user") not in channel.members:
        raise Refused("user_not_in_channel")
    message = _message(space, given, TEXT)
    extra = {"thread_ts": given["thread_ts"]} if given.get("thread_ts") else {}
    space.ephemerals.append({**message, **extra, "channel": channel.id, "to": given["user"]})
    return {"message_ts": space.ts()}


def start_stream(space: Workspace, given: Json) -> Json:
    """chat.startStream."""
    channel = _channel(space, given, posting=True)
    if not space.agent:
        raise Refused("not_an_agent")
    if not given.get("thread_ts"):
        raise Refused("invalid_arguments")
    if channel.person is None and not (given.get("recipient_user_id") and given.get("recipient_team_id")):
        raise Refused("missing_recipient_user_id")
    ts = space.ts()
    blocks = _chunks(given)
    channel.messages[ts] = {
        "type": "message",
        "user": space.bot,
        "bot_id": space.bot_id,
        "text": "",
        "ts": ts,
        "thread_ts": given["thread_ts"],
        "blocks": blocks,
    }
    space.streams[ts] = True
    return {"channel": channel.id, "ts": ts}


def _chunks(given: Json) -> list[Json]:
    blocks: list[Json] = []
    for chunk in given.get("chunks") or []:
        if chunk.get("type") == "blocks":
            _checked_blocks(chunk)
            blocks += chunk["blocks"]
        elif chunk.get("type") == "markdown_text":
            blocks.append({"type": "markdown", "text": chunk["text"]})
    return blocks


def append_stream(space: Workspace, given: Json) -> Json:
    """chat.appendStream."""
    channel = _channel(space, given, posting=True)
    if not space.streams.get(given.get("ts", "")):
        raise Refused("message_not_in_streaming_state")
    channel.messages[given["ts"]]["blocks"] += _chunks(given)
    return {"channel": channel.id, "ts": given["ts"]}


def stop_stream(space: Workspace, given: Json) -> Json:
    """chat.stopStream."""
    answer = append_stream(space, given)
    if "session_status" in given:
        space.sessions.append({**given, "status": given["session_status"]})
    space.streams[given["ts"]] = False
    return answer


def _page(found: list[Json], given: Json) -> Json:
    with_metadata = str(given.get("include_all_metadata", "")).lower() in {"true", "1"}
    start, size = int(given.get("cursor") or 0), min(int(given.get("limit") or 100), 999)
    page = [
        message if with_metadata else {key: value for key, value in message.items() if key != "metadata"}
        for message in found[start : start + size]
    ]
    more = str(start + size) if start + size < len(found) else ""
    return {"messages": page, "has_more": bool(more), "response_metadata": {"next_cursor": more}}


def history(space: Workspace, given: Json) -> Json:
    """conversations.history: newest first, thread replies left out."""
    channel = _channel(space, given)
    if space.bot not in channel.members:
        raise Refused("not_in_channel")
    oldest = float(given.get("oldest") or 0)
    found = [m for m in channel.messages.values() if m.get("thread_ts", m["ts"]) == m["ts"]]
    return _page([m for m in reversed(found) if float(m["ts"]) >= oldest], given)


def replies(space: Workspace, given: Json) -> Json:
    """conversations.replies: the root, then its replies from old to new."""
    channel = _channel(space, given)
    root = given.get("ts", "")
    if root not in channel.messages:
        raise Refused("thread_not_found")
    return _page([m for m in channel.messages.values() if root in (m["ts"], m.get("thread_ts"))], given)


def info(space: Workspace, given: Json) -> Json:
    """conversations.info."""
    channel = _channel(space, given)
    return {
        "channel": {
            "id": channel.id,
            "name": channel.name,
            "is_im": channel.person is not None,
            "is_private": channel.private,
            "is_archived": channel.archived,
            "is_member": space.bot in channel.members,
            "creator": channel.creator,
        }
    }


def members(space: Workspace, given: Json) -> Json:
    """conversations.members."""
    channel = _channel(space, given)
    start, size = int(given.get("cursor") or 0), int(given.get("limit") or 100)
    found = sorted(channel.members)
    more = str(start + size) if start + size < len(found) else ""
    return {"members": found[start : start + size], "response_metadata": {"next_cursor": more}}


def join(space: Workspace, given: Json) -> Json:
    """conversations.join: public channels only."""
    channel = _channel(space, given)
    if channel.private or channel.person:
        raise Refused("method_not_supported_for_channel_type")
    if channel.archived:
        raise Refused("is_archived")
    channel.members.add(space.bot)
    return {"channel": {"id": channel.id}}


def open_(space: Workspace, given: Json) -> Json:
    """conversations.open."""
    if given.get("users") not in space.users:
        raise Refused("user_not_found")
    return {"channel": {"id": space.direct(given["users"]).id}}


def users_info(space: Workspace, given: Json) -> Json:
    """users.info: the locale only if asked for."""
    if given.get("user") not in space.users:
        raise Refused("user_not_found")
    user = dict(space.users[given["user"]])
    if str(given.get("include_locale", "")).lower() not in {"true", "1"}:
        user.pop("locale", None)
    return {"user": user}


METHODS: dict[str, Callable[[Workspace, Json], Json]] = {
    "auth.test": auth_test,
    "chat.postMessage": post_message,
    "chat.update": update,
    "chat.delete": delete,
    "chat.postEphemeral": post_ephemeral,
    "chat.startStream": start_stream,
    "chat.appendStream": append_stream,
    "chat.stopStream": stop_stream,
    "conversations.history": history,
    "conversations.replies": replies,
    "conversations.info": info,
    "conversations.join": join,
    "conversations.members": members,
    "conversations.open": open_,
    "users.info": users_info,
    "views.open": slack_views.views_open,
    "views.update": slack_views.views_update,
    "views.publish": slack_views.views_publish,
    "agents.sessions.setStatus": slack_views.set_session,
    "assistant.threads.setStatus": slack_views.set_status,
    "assistant.threads.setSuggestedPrompts": slack_views.set_prompts,
}


def read_arguments(given: Json) -> Json:
    """Form fields that hold JSON, read."""
    read = dict(given)
    for key in ("blocks", "metadata", "view", "prompts", "chunks"):
        if isinstance(read.get(key), str):
            read[key] = json.loads(read[key])
    return read
