"""What Discord answers, in our words: the one place where its errors are translated.

Codes: https://docs.discord.com/developers/topics/opcodes-and-status-codes, "JSON Error Codes".
"""

import aiohttp
import discord

from adapters.discord.rest import Refusal
from bot.errors import DeliveryError, Gone, Rejected, Throttled, Unknown

UNKNOWN_CHANNEL = 10003
UNKNOWN_MESSAGE = 10008
UNKNOWN_WEBHOOK = 10015
UNKNOWN_INTERACTION = 10062
THREAD_EXISTS = 160004
CANNOT_DIRECT = 50007
MISSING_PERMISSIONS = 50013
INVALID_WEBHOOK_TOKEN = 50027

_SLOWED = {20016: 60.0, 20028: 60.0, 40062: 60.0}
"""Slow mode and write limits that come without a figure: seconds to wait."""

_BLOCKED = {20009, 200000, 200001, 240000}
"""Contents that aren't taken: explicit, blocked by a server's AutoMod, harmful links."""

_NO_TOKEN = 300.0
"""Seconds to wait where the token isn't taken, or something on the way refuses: nothing was posted, and only the
operator can mend it."""

NETWORK = (aiohttp.ClientError, OSError, TimeoutError)
"""What a broken connection raises."""


def translated(error: Exception, address: str) -> DeliveryError:
    """What the courier can act on, for a `Refusal` or a broken connection at a post to `address`."""
    if not isinstance(error, Refusal):
        return Unknown(f"The connection to Discord broke ({type(error).__name__}).")
    if error.status == 429 or error.code in _SLOWED:
        return Throttled(error.retry_after or _SLOWED.get(error.code, 60.0))
    if error.status == 401:
        return Throttled(_NO_TOKEN)
    if error.status >= 500:
        return Unknown(f"Discord answered {error.status}; the message may be there all the same.")
    if error.code in _BLOCKED:
        return Rejected(f"{error.message or 'no reason given'} ({error.code})")
    if error.status in {403, 404} and not error.code:
        # Discord's own refusals have a code: this is something on the way to it, and says nothing of the channel.
        return Throttled(_NO_TOKEN)
    # Unknown channel, no access, no permission, no direct messages: all of them are 403 or 404.
    if error.status in {403, 404}:
        return Gone(address)
    return Rejected(f"{error.message or 'no reason given'} ({error.code})")


def is_expired(error: discord.HTTPException) -> bool:
    """Whether an interaction's token is of no use any more, so that a normal message must take its place."""
    return error.code in {UNKNOWN_WEBHOOK, UNKNOWN_INTERACTION, INVALID_WEBHOOK_TOKEN, UNKNOWN_MESSAGE}
