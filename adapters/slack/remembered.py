"""What is remembered of questions, threads and people: a database that is away holds no answer up."""

from collections import OrderedDict

import structlog

from bot.errors import StoreUnavailable
from bot.platform import State

log = structlog.get_logger()

_KEPT = 10_000
"""Keys that this process remembers by itself."""


class Remembered:
    """A `State` above `state`, which, while that is away, knows only what this process put into it."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._own: OrderedDict[str, str] = OrderedDict()

    async def get(self, key: str) -> str | None:
        """What is kept; what this process put there last if the database is away."""
        try:
            return await self._state.get(key)
        except StoreUnavailable as error:
            log.warning("state_unavailable", reason=str(error))
            return self._own.get(key)

    async def known(self, key: str) -> bool:
        """Whether something is kept. Raises StoreUnavailable where neither this process nor the database can tell."""
        return key in self._own or await self._state.get(key) is not None

    async def put(self, key: str, value: str) -> None:
        """Keep `value`, at least here."""
        self._own[key] = value
        self._own.move_to_end(key)
        while len(self._own) > _KEPT:
            self._own.popitem(last=False)
        try:
            await self._state.put(key, value)
        except StoreUnavailable as error:
            log.warning("state_unavailable", reason=str(error))

    async def claim(self, key: str, ttl: float) -> bool:
        """See `State.claim`. Raises StoreUnavailable."""
        return await self._state.claim(key, ttl)
