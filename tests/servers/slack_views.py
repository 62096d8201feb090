"""The methods of a local Slack for views and for agents, and how a method refuses."""

import time
from typing import Any

from tests.servers import slack_blocks
from tests.servers.slack_workspace import Json, Workspace


class Refused(Exception):
    """`{"ok": false, "error": …}`."""

    def __init__(self, error: str, **more: Any) -> None:
        super().__init__(error)
        self.error = error
        self.more = more


def _view(given: Json) -> Json:
    view = given["view"]
    if found := slack_blocks.view_problem(view):
        raise Refused("invalid_arguments", response_metadata={"messages": [f"[ERROR] {found}"]})
    return view


def views_open(space: Workspace, given: Json) -> Json:
    """views.open: a trigger opens one view, within three seconds."""
    view = _view(given)
    until = space.triggers.pop(given.get("trigger_id", ""), None)
    if until is None:
        raise Refused("invalid_trigger_id")
    if until < time.monotonic():
        raise Refused("expired_trigger_id")
    id = f"V{space.number()}"
    space.views[id] = {**view, "id": id}
    return {"view": space.views[id]}


def views_update(space: Workspace, given: Json) -> Json:
    """views.update."""
    if given.get("view_id") not in space.views:
        raise Refused("not_found")
    space.views[given["view_id"]] = {**_view(given), "id": given["view_id"]}
    return {"view": space.views[given["view_id"]]}


def views_publish(space: Workspace, given: Json) -> Json:
    """views.publish."""
    space.homes[given["user_id"]] = _view(given)
    return {"view": {"id": f"H{given['user_id']}"}}


def set_session(space: Workspace, given: Json) -> Json:
    """agents.sessions.setStatus."""
    if not space.agent:
        raise Refused("not_an_agent")
    if given.get("status") not in {"active", "processing", "suspended", "closed"}:
        raise Refused("invalid_arguments")
    if slack_blocks.size(given.get("title") or "") > 200:
        raise Refused("invalid_arguments")
    space.sessions.append(given)
    return {"status": given["status"]}


def set_status(space: Workspace, given: Json) -> Json:
    """assistant.threads.setStatus."""
    if not space.agent:
        raise Refused("not_an_agent")
    space.statuses.append(given)
    return {}


def set_prompts(space: Workspace, given: Json) -> Json:
    """assistant.threads.setSuggestedPrompts: at most four."""
    if not space.agent:
        raise Refused("not_an_agent")
    if not 1 <= len(given.get("prompts", [])) <= 4:
        raise Refused("invalid_arguments")
    space.prompts.append(given)
    return {}
