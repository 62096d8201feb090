"""What discord.py knows of a place: where a newcomer speaks, and what the bot may do there."""

import discord

from adapters.discord.screens import May


def hall(guild: discord.Guild) -> discord.TextChannel | None:
    """Where a newcomer speaks: the channel for system messages, otherwise the first that it may write in."""
    first = [guild.system_channel] if guild.system_channel else []
    for channel in [*first, *guild.text_channels]:
        allowed = channel.permissions_for(guild.me)
        if allowed.view_channel and allowed.send_messages:
            return channel
    return None


def may_answer(event: discord.Interaction) -> May:
    """What the bot may do where an interaction is answered."""
    if event.guild_id is None:
        return May()
    return _may(event.app_permissions, event.channel)


def may_write(event: discord.Message) -> May:
    """What the bot may do where a message is answered."""
    if event.guild is None:
        return May()
    try:
        return _may(event.channel.permissions_for(event.guild.me), event.channel)
    except (
        discord.ClientException
    ):  # A thread whose channel isn't known: what isn't allowed is told by a 403.
        return May()


def _may(allowed: discord.Permissions, channel: object) -> May:
    return May(
        files=allowed.attach_files,
        threads=isinstance(channel, discord.TextChannel)
        and allowed.create_public_threads
        and allowed.send_messages_in_threads,
    )
