"""The language that a person reads: interactions tell it, messages don't."""

from collections import OrderedDict

import structlog

from bot.errors import StoreUnavailable
from bot.platform import State

log = structlog.get_logger()

_KEPT = 10_000
"""People whose language is kept at hand."""


class Locales:
    """Remembers the locale of each person's last interaction, in `state` and at hand."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._known: OrderedDict[str, str | None] = OrderedDict()

    async def learn(self, person: str, locale: str | None) -> None:
        """What an interaction told."""
        if locale is not None and self._known.get(person) != locale:
            self._keep(person, locale)
            try:
                await self._state.put(_key(person), locale)
            except StoreUnavailable as error:
                log.info("locale_not_kept", reason=str(error))

    async def of(self, person: str) -> str | None:
        """The person's locale, or None if they never used a command or a button."""
        if person not in self._known:
            try:
                self._keep(person, await self._state.get(_key(person)))
            except StoreUnavailable:
                return None
        return self._known[person]

    def _keep(self, person: str, locale: str | None) -> None:
        self._known[person] = locale
        self._known.move_to_end(person)
        if len(self._known) > _KEPT:
            self._known.popitem(last=False)


def _key(person: str) -> str:
    return f"discord:locale:{person}"
