"""Slack: the desk in a workspace, over Socket Mode or signed HTTP. See docs/slack.md."""
