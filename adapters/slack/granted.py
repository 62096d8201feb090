"""What the app asks Slack for: manifest.yaml says the same, and a test holds them together."""

SCOPES = (
    "app_mentions:read",
    "assistant:write",
    "channels:history",
    "channels:join",
    "channels:read",
    "chat:write",
    "commands",
    "groups:history",
    "groups:read",
    "im:history",
    "im:write",
    "mpim:history",
    "mpim:read",
    "users:read",
)

EVENTS = (
    "agent_session_stopped",
    "app_home_opened",
    "app_mention",
    "member_joined_channel",
    "message.channels",
    "message.groups",
    "message.im",
    "message.mpim",
)

COMMANDS = ("/ask", "/brief", "/briefings", "/compare", "/dossier", "/leaders", "/sources", "/verify")

SHORTCUT = "check_documents"
"""The message shortcut's callback id."""
