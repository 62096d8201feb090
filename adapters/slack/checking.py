"""`rapporteur check` for Slack: tokens, scopes, Socket Mode or HTTP, and what only a person can see."""

from collections.abc import AsyncIterator

from pydantic import SecretStr
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.errors import translated
from adapters.slack.granted import SCOPES
from adapters.slack.settings import SlackSettings
from bot.errors import DeliveryError
from bot.platform import Finding, Level

_GUIDE = "see docs/slack.md"


async def findings(settings: SlackSettings, client: AsyncWebClient) -> list[Finding]:
    """What the doctor should know, each with what to do."""
    return [found async for found in _findings(settings, client)]


async def _findings(settings: SlackSettings, client: AsyncWebClient) -> AsyncIterator[Finding]:
    if settings.slack_bot_token is None:
        remedy = f"install the app and set SLACK_BOT_TOKEN; {_GUIDE}"
        yield Finding(Level.ERROR, "bot token", "SLACK_BOT_TOKEN is not set", remedy)
    else:
        async for found in _bot(client):
            yield found
    if settings.slack_port is not None:
        yield _http(settings)
    else:
        yield await _socket(settings.slack_app_token, client)
    yield Finding(
        Level.OK,
        "messages tab",
        "the manifest switches it on; if people read that sending messages to this app is turned off, "
        "switch it on under App Home",
    )


async def _bot(client: AsyncWebClient) -> AsyncIterator[Finding]:
    try:
        told = await client.auth_test()
    except Exception as error:
        yield _failed(
            "bot token", error, f"copy the token of the installed app into SLACK_BOT_TOKEN; {_GUIDE}"
        )
        return
    yield Finding(Level.OK, "bot token", f"{told.get('user')} in the workspace {told.get('team')}")
    headers = {str(name).casefold(): str(value) for name, value in told.headers.items()}
    granted = {scope.strip() for scope in headers.get("x-oauth-scopes", "").split(",")}
    missing = [scope for scope in SCOPES if scope not in granted]
    if missing:
        remedy = "update the app from `rapporteur slack manifest` and reinstall it to the workspace"
        yield Finding(Level.ERROR, "scopes", f"missing: {', '.join(missing)}", remedy)
    else:
        yield Finding(Level.OK, "scopes", f"all {len(SCOPES)} are granted")


async def _socket(token: SecretStr | None, client: AsyncWebClient) -> Finding:
    remedy = (
        "make an app-level token with connections:write, set SLACK_APP_TOKEN, and switch Socket Mode on; "
        f"or set SLACK_PORT for HTTP; {_GUIDE}"
    )
    if token is None:
        return Finding(Level.ERROR, "socket mode", "SLACK_APP_TOKEN is not set", remedy)
    try:
        await client.apps_connections_open(app_token=token.get_secret_value())
    except Exception as error:
        return _failed("socket mode", error, remedy)
    return Finding(Level.OK, "socket mode", "a connection can be opened")


def _http(settings: SlackSettings) -> Finding:
    if settings.slack_signing_secret is None:
        remedy = f"copy the signing secret from Basic Information into SLACK_SIGNING_SECRET; {_GUIDE}"
        return Finding(Level.ERROR, "http", "SLACK_SIGNING_SECRET is not set", remedy)
    return Finding(Level.OK, "http", f"requests are taken on port {settings.slack_port} at /slack/events")


def _failed(subject: str, error: Exception, remedy: str) -> Finding:
    if isinstance(error, SlackApiError) and error.response.get("error"):
        return Finding(Level.ERROR, subject, f"Slack says {error.response['error']}", remedy)
    found: DeliveryError = translated(error, "Slack")
    return Finding(Level.ERROR, subject, str(found), "look whether SLACK_API_URL can be reached from here")
