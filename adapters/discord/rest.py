"""Discord's REST interface for what the courier and the doctor need: one request, one answer, nothing tried again.

Answers to people go through discord.py, which waits out limits by itself; a courier must be told of them at once.
"""

import asyncio
import json
import time
from typing import Any

import aiohttp

from adapters.discord.files import Parcel

API = "https://discord.com/api/v10"
_AGENT = "DiscordBot (rapporteur, 1)"
ACKNOWLEDGED = 40060
"""The code of an interaction that was responded to before."""

_RESPONSE = aiohttp.ClientTimeout(total=2.0)
"""For a response to an interaction: what hangs longer leaves time for one more try within its three seconds."""

_DEADLINE = 20.0
"""Seconds for a request: less than a courier waits for a post."""


class Refusal(Exception):
    """An answer that isn't 2xx: `status`, Discord's own `code` (0 if none), and `retry_after` seconds for a 429."""

    def __init__(self, status: int, code: int, message: str, retry_after: float | None = None) -> None:
        super().__init__(f"{status} {code}: {message}")
        self.status = status
        self.code = code
        self.message = message
        self.retry_after = retry_after


class Rest:
    """Requests with a bot's token. `base` ends in /api/v10."""

    def __init__(self, token: str, base: str = API) -> None:
        self._token = token
        self._base = base
        self._session: aiohttp.ClientSession | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._free_at: dict[str, float] = {}

    async def call(
        self,
        method: str,
        path: str,
        parcel: Parcel | None = None,
        *,
        body: Any = None,
        query: dict[str, str] | None = None,
    ) -> Any:
        """What Discord answers, parsed. Raises Refusal, and for a broken connection what aiohttp raises.

        A route that is known to be closed for now is refused with 429 without asking.
        """
        self._hold_to_limits(route := f"{method} {path}")
        session = self._open()
        data, headers = _encoded(parcel, body)
        headers |= {"Authorization": f"Bot {self._token}", "User-Agent": _AGENT}
        async with session.request(
            method, self._base + path, data=data, headers=headers, params=query
        ) as response:
            raw = await response.read()
            self._note_limits(route, response.headers)
            answer = _decoded(raw)
            if response.status < 300:
                return answer
            known: dict[str, Any] = answer if isinstance(answer, dict) else {}
            retry = self._retry_after(route, response, known) if response.status == 429 else None
            raise Refusal(
                response.status, int(known.get("code") or 0), str(known.get("message") or ""), retry
            )

    async def respond(self, id: int, token: str, response: dict[str, Any]) -> None:
        """The first response to an interaction, which has three seconds. Raises as `call`.

        Such requests are exempt from the limits of others; a broken connection or a server's error is tried once more.
        """
        path = f"{self._base}/interactions/{id}/{token}/callback"
        data = json.dumps(response).encode()
        headers = {"Content-Type": "application/json", "User-Agent": _AGENT}
        may_be_there = False
        for is_last in (False, True):
            try:
                async with self._open().post(path, data=data, headers=headers, timeout=_RESPONSE) as answer:
                    if answer.status < 300:
                        return
                    raw = _decoded(await answer.read())
            except (aiohttp.ClientError, TimeoutError):
                if is_last:
                    raise
                may_be_there = True
                continue
            known: dict[str, Any] = raw if isinstance(raw, dict) else {}
            code = int(known.get("code") or 0)
            if may_be_there and code == ACKNOWLEDGED:
                return  # By the first try, whose answer was lost.
            wait = float(known.get("retry_after") or 0) if answer.status == 429 else 0.0
            if is_last or not (answer.status >= 500 or 0 < wait < 1):
                raise Refusal(answer.status, code, str(known.get("message") or ""))
            may_be_there = answer.status >= 500
            await asyncio.sleep(wait)

    async def close(self) -> None:
        """Let go of connections; the next call opens new ones."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    def _open(self) -> aiohttp.ClientSession:
        loop = asyncio.get_running_loop()
        if self._session is None or self._loop is not loop or self._session.closed:
            self._loop = loop
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=0),  # A crowd's responses must not queue.
                cookie_jar=aiohttp.DummyCookieJar(),
                timeout=aiohttp.ClientTimeout(total=_DEADLINE),
            )
        return self._session

    def _hold_to_limits(self, route: str) -> None:
        now = time.monotonic()
        self._free_at = {key: at for key, at in self._free_at.items() if at > now}
        until = max(self._free_at.get(route, 0), self._free_at.get("", 0))
        if until > now:
            raise Refusal(429, 0, "known to be limited", until - now)

    def _note_limits(self, route: str, headers: Any) -> None:
        if headers.get("X-RateLimit-Remaining") == "0":
            self._free_at[route] = time.monotonic() + float(headers.get("X-RateLimit-Reset-After", 0))

    def _retry_after(self, route: str, response: aiohttp.ClientResponse, known: dict[str, Any]) -> float:
        seconds = float(known.get("retry_after") or response.headers.get("Retry-After") or 60)
        self._free_at["" if known.get("global") else route] = time.monotonic() + seconds
        return seconds


def _encoded(parcel: Parcel | None, body: Any) -> tuple[Any, dict[str, str]]:
    if parcel is not None and parcel.files:
        form = aiohttp.FormData(quote_fields=False)
        form.add_field("payload_json", json.dumps(parcel.message), content_type="application/json")
        for n, (name, content) in enumerate(parcel.files):
            form.add_field(f"files[{n}]", content, filename=name)
        return form, {}
    given = parcel.message if parcel is not None else body
    if given is None:
        return None, {}
    return json.dumps(given).encode(), {"Content-Type": "application/json"}


def _decoded(raw: bytes) -> Any:
    try:
        return json.loads(raw) if raw else None
    except ValueError:
        return None
