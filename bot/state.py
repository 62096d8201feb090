"""What platforms must remember, in memory: enough for one process that is never restarted."""

import time
from collections.abc import Callable


class Memory:
    """A `bot.platform.State` that forgets everything when the process ends."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        """`now` tells the time in seconds."""
        self._now = now
        self._values: dict[str, str] = {}
        self._claims: dict[str, float] = {}

    async def get(self, key: str) -> str | None:
        """See `State.get`."""
        return self._values.get(key)

    async def put(self, key: str, value: str) -> None:
        """See `State.put`."""
        self._values[key] = value

    async def claim(self, key: str, ttl: float) -> bool:
        """See `State.claim`."""
        now = self._now()
        self._claims = {held: until for held, until in self._claims.items() if until > now}
        if key in self._claims:
            return False
        self._claims[key] = now + ttl
        return True
