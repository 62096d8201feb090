"""A person in a local Slack: what they type, press, open, edit and delete, each delivered as Slack would."""

from typing import TYPE_CHECKING, Any

from tests.servers.slack_workspace import Json

if TYPE_CHECKING:
    from tests.servers.slack_server import Envelope, SlackServer


class Person:
    """One person; each act gives the envelope that the app gets for it."""

    def __init__(self, slack: "SlackServer", id: str) -> None:
        self._slack = slack
        self._space = slack.space
        self.id = id

    def event(self, event: Json, *, event_id: str | None = None) -> "Envelope":
        """Any event."""
        space = self._space
        body: Json = {
            "token": "t",
            "team_id": space.team,
            "api_app_id": space.app,
            "event": {"event_ts": space.ts(), **event},
            "type": "event_callback",
            "event_id": event_id or f"Ev{space.number()}",
            "event_time": 1,
            "authorizations": [{"team_id": space.team, "user_id": space.bot, "is_bot": True}],
        }
        if space.enterprise:
            body["enterprise_id"] = space.enterprise
        return self._slack.deliver("events_api", body)

    def _write(self, channel: str, text: str, thread: str | None) -> Json:
        message: Json = {"type": "message", "user": self.id, "text": text, "ts": self._space.ts()}
        room = self._space.channels[channel]
        if thread:
            message |= {"thread_ts": thread, "parent_user_id": room.messages[thread].get("user", "")}
        room.messages[message["ts"]] = message
        return message

    def mention(self, text: str, channel: str = "C1", thread: str | None = None) -> Json:
        """Mention the bot in a channel; gives the message. Slack tells it twice: as a mention and as a message."""
        message = self._write(channel, f"<@{self._space.bot}> {text}", thread)
        self.event({**message, "channel": channel, "channel_type": "channel"})
        self.event({**message, "type": "app_mention", "channel": channel})
        return message

    def reply(self, text: str, thread: str, channel: str = "C1") -> Json:
        """Answer in a thread without a mention."""
        message = self._write(channel, text, thread)
        self.event({**message, "channel": channel, "channel_type": "channel"})
        return message

    def write(self, text: str, thread: str | None = None) -> Json:
        """A direct message to the bot."""
        channel = self._space.direct(self.id).id
        message = self._write(channel, text, thread)
        self.event({**message, "channel": channel, "channel_type": "im"})
        return message

    def edit(self, message: Json, text: str, channel: str = "C1") -> "Envelope":
        """Change the text of a message of one's own. Slack tells one that mentions the bot twice, with two event ids."""
        new = {**message, "text": text, "edited": {"user": self.id, "ts": self._space.ts()}}
        self._space.channels[channel].messages[message["ts"]] = new
        changed = {"subtype": "message_changed", "message": new, "previous_message": message}
        kind = "im" if channel.startswith("D") else "channel"
        ts = self._space.ts()
        if kind == "channel" and f"<@{self._space.bot}>" in text:
            self.event({**new, "type": "app_mention", "channel": channel})
        return self.event({"type": "message", "channel": channel, "channel_type": kind, "ts": ts, **changed})

    def delete(self, message: Json, channel: str = "C1") -> "Envelope":
        """Delete a message of one's own."""
        self._space.channels[channel].messages.pop(message["ts"], None)
        gone = {"subtype": "message_deleted", "deleted_ts": message["ts"], "previous_message": message}
        kind = "im" if channel.startswith("D") else "channel"
        ts = self._space.ts()
        return self.event({"type": "message", "channel": channel, "channel_type": kind, "ts": ts, **gone})

    def command(self, command: str, text: str = "", channel: str = "C1") -> "Envelope":
        """A slash command."""
        body: Json = {
            "token": "t",
            "team_id": self._space.team,
            "channel_id": channel,
            "channel_name": "directmessage" if channel.startswith("D") else "general",
            "user_id": self.id,
            "command": command,
            "text": text,
            "api_app_id": self._space.app,
            "response_url": self._slack.response_url(),
            "trigger_id": self._space.trigger(),
        }
        if self._space.enterprise:
            body["enterprise_id"] = self._space.enterprise
        return self._slack.deliver("slash_commands", body)

    def _interaction(self, kind: str, **more: Any) -> "Envelope":
        body: Json = {
            "type": kind,
            "user": {"id": self.id, "team_id": self._space.team},
            "team": {"id": self._space.team},
            "api_app_id": self._space.app,
            "trigger_id": self._space.trigger(),
            "enterprise": {"id": self._space.enterprise} if self._space.enterprise else None,
            **more,
        }
        return self._slack.deliver("interactive", body)

    def press(self, message: Json, label: str, channel: str = "C1") -> "Envelope":
        """Press the button of a message that is labelled so. Raises StopIteration if there is none."""
        more: Json = {"channel": {"id": channel}, "response_url": self._slack.response_url()}
        more["message"] = {key: value for key, value in message.items() if key != "metadata"}
        more["container"] = {"type": "message", "message_ts": message["ts"], "channel_id": channel}
        action = next(a for a in _buttons(message["blocks"]) if a["label"] == label)
        return self._interaction("block_actions", actions=[action["sent"]], **more)

    def press_view(self, view: Json, label: str, kind: str = "home") -> "Envelope":
        """Press a button in a Home or a modal."""
        action = next(a for a in _buttons(view["blocks"]) if a["label"] == label)
        shown = {**view, "type": kind}
        return self._interaction(
            "block_actions", actions=[action["sent"]], view=shown, container={"type": "view"}
        )

    def submit(self, view: Json, values: dict[str, Json]) -> "Envelope":
        """Submit a modal; `values` are what stands in the inputs, by action_id."""
        blocks = {b["element"]["action_id"]: b["block_id"] for b in view["blocks"] if b["type"] == "input"}
        state = {blocks[action]: {action: value} for action, value in values.items()}
        return self._interaction(
            "view_submission", view={**view, "type": "modal", "state": {"values": state}}
        )

    def shortcut(self, message: Json, channel: str = "C1", callback: str = "check_documents") -> "Envelope":
        """Use the message shortcut on a message."""
        more: Json = {
            "channel": {"id": channel, "name": "general"},
            "response_url": self._slack.response_url(),
        }
        return self._interaction("message_action", callback_id=callback, message=message, **more)

    def open_home(self, tab: str = "home") -> "Envelope":
        """Open the app's Home or its Messages tab."""
        channel = self._space.direct(self.id).id
        return self.event({"type": "app_home_opened", "user": self.id, "channel": channel, "tab": tab})

    def invite(self, channel: str = "C1") -> "Envelope":
        """Add the bot to a channel."""
        self._space.channels[channel].members.add(self._space.bot)
        joined = {"type": "member_joined_channel", "user": self._space.bot, "channel": channel}
        return self.event({**joined, "channel_type": "C", "team": self._space.team, "inviter": self.id})

    def stop(self, channel: str, thread: str) -> "Envelope":
        """Press the stop button of an agent's session."""
        event = {"type": "agent_session_stopped", "user": self.id, "channel": channel, "thread_ts": thread}
        return self.event({**event, "streaming_message_ts": []})


def _buttons(blocks: list[Json]) -> list[Json]:
    found: list[Json] = []
    for block in blocks:
        for element in [*block.get("elements", []), *filter(None, [block.get("accessory")])]:
            base = {"block_id": block.get("block_id", "b"), "action_id": element.get("action_id")}
            if element.get("type") == "button":
                sent = {**base, "type": "button", "value": element.get("value")}
                found.append({"label": element["text"]["text"], "sent": sent})
            elif element.get("type") == "feedback_buttons":
                for name in ("positive_button", "negative_button"):
                    sent = {**base, "type": "feedback_buttons", "value": element[name]["value"]}
                    found.append({"label": element[name]["text"]["text"], "sent": sent})
    return found
