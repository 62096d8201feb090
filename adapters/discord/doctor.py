"""What `rapporteur check` says of Discord."""

from typing import Any

from adapters.discord import commands
from adapters.discord.errors import NETWORK
from adapters.discord.permissions import INVITED
from adapters.discord.rest import Refusal, Rest
from bot.platform import Finding, Level

_INVITE = "https://discord.com/oauth2/authorize?client_id={id}&permissions={permissions}&scope=bot+applications.commands"
_PORTAL = "the Developer Portal (see docs/discord.md)"


def no_token() -> Finding:
    """What is said where there is no token."""
    return Finding(
        Level.ERROR,
        "token",
        "DISCORD_BOT_TOKEN isn't set",
        f"make a bot in {_PORTAL} and put its token into .env",
    )


def invite(application: str) -> str:
    """The link by which the bot is invited, with exactly the permissions that it needs."""
    return _INVITE.format(id=application, permissions=INVITED)


async def examine(rest: Rest) -> list[Finding]:
    """Token, commands, intents and the invite link. Never raises for what a person can mend."""
    try:
        me = await rest.call("GET", "/users/@me")
        application = await rest.call("GET", "/oauth2/applications/@me")
        registered = await rest.call(
            "GET", f"/applications/{application['id']}/commands?with_localizations=true"
        )
    except Refusal as error:
        if error.status == 401:
            text = "Discord doesn't take the token in DISCORD_BOT_TOKEN"
            return [Finding(Level.ERROR, "token", text, f"reset it in {_PORTAL}, on the page Bot")]
        return [Finding(Level.ERROR, "connection", f"Discord answered {error}", "try again in a minute")]
    except NETWORK as error:
        text = f"Discord can't be reached ({type(error).__name__})"
        return [Finding(Level.ERROR, "connection", text, "look at the network, a proxy, DISCORD_API_URL")]
    finally:
        await rest.close()
    return [
        Finding(Level.OK, "token", f"the bot is {me['username']}"),
        Finding(Level.OK, "intents", "no privileged intent is needed"),
        _registered(registered),
        _public(application),
        Finding(Level.OK, "invite", invite(str(application["id"]))),
    ]


def _registered(found: list[dict[str, Any]]) -> Finding:
    known, wanted = {one["name"] for one in found}, {one["name"] for one in commands.payloads()}
    if wanted <= known:
        return Finding(Level.OK, "commands", f"{len(wanted)} are registered")
    text = f"{len(wanted - known)} of {len(wanted)} are not registered yet"
    return Finding(Level.WARNING, "commands", text, "start the bot once: rapporteur run registers them")


def _public(application: dict[str, Any]) -> Finding:
    if application.get("bot_require_code_grant"):
        text = "“Requires OAuth2 Code Grant” is on: the invite link won't work"
        return Finding(Level.ERROR, "application", text, f"switch it off in {_PORTAL}, on the page Bot")
    return Finding(Level.OK, "application", "it can be invited by the link below")
