"""Discord: commands, conversation and briefings in servers, threads and direct messages."""
