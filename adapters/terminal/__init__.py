"""The terminal: a conversation on a screen, or one question a line in a pipe; no token needed."""
