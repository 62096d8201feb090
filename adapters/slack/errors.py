"""Slack's failures in the terms that the courier acts on."""

import asyncio
from collections.abc import Mapping

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError

from bot.errors import DeliveryError, Gone, Rejected, Throttled, Unknown

GONE = frozenset(
    {
        "account_inactive",
        "cannot_dm_bot",
        "channel_not_found",
        "is_archived",
        "messages_tab_disabled",
        "not_in_channel",
        "restricted_action_read_only_channel",
        "team_access_not_granted",
        "token_revoked",
        "user_disabled",
        "user_not_found",
    }
)
"""Nothing can be posted there again until somebody changes something."""

_UNSURE = frozenset({"fatal_error", "internal_error", "request_timeout", "service_unavailable"})
"""Slack's own trouble: "it is possible some aspect of the operation succeeded"."""

_THROTTLED = frozenset({"ratelimited", "rate_limited", "message_limit_exceeded"})

_WAIT = 30.0
"""Seconds to wait where Slack doesn't say."""


class Refused(Rejected):
    """Slack answered `code`: nothing was done."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code} ({detail})" if detail else code)
        self.code = code


class Closed(Gone):
    """A `Gone` that knows Slack's `code`."""

    def __init__(self, address: str, code: str) -> None:
        super().__init__(address)
        self.code = code


def translated(error: Exception, address: str) -> DeliveryError:
    """What `error` of the client means for a call that concerned `address`."""
    match error:
        case SlackApiError():
            return _answered(error, address)
        case TimeoutError() | asyncio.TimeoutError():
            return Unknown(f"Slack didn't answer: {type(error).__name__}.")
        case aiohttp.ClientError() | SlackClientError() | OSError() | ValueError():
            return Unknown(f"The call to Slack broke off: {type(error).__name__}.")
        case _:
            raise error


def _answered(error: SlackApiError, address: str) -> DeliveryError:
    response = error.response
    status = getattr(response, "status_code", 200)
    data = getattr(response, "data", None)
    code = str(data.get("error", "")) if isinstance(data, dict) else ""
    if status == 429 or code in _THROTTLED:
        return Throttled(_seconds(getattr(response, "headers", {})))
    if status >= 500 or not code or code in _UNSURE:
        return Unknown(f"Slack had trouble of its own (status {status}{f', {code}' if code else ''}).")
    if code in GONE:
        return Closed(address, code)
    return Refused(code, _detail(data))


def _seconds(headers: object) -> float:
    found = headers.items() if isinstance(headers, Mapping) else []
    value = next((value for name, value in found if str(name).casefold() == "retry-after"), None)
    try:
        return max(float(str(value)), 0.0)
    except ValueError:
        return _WAIT


def _detail(data: object) -> str:
    """What Slack adds: which block is wrong, which scope is missing."""
    if not isinstance(data, dict):
        return ""
    if needed := data.get("needed"):
        return f"the scope {needed} is missing"
    messages = (data.get("response_metadata") or {}).get("messages") or []
    return "; ".join(map(str, messages))[:300]
