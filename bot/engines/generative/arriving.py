"""Reading JSON while it arrives: each object of a list as soon as it is whole."""

import json
import re
from collections.abc import Iterator
from typing import Any

from bot.engines.generative.written import thought

_NOTHING = re.compile(r"[\s,]*")


class Arriving:
    """The whole objects of the list under `key`, as pieces of text come in; lenient about what stands around.

    Only hints for showing early: what counts is read from the whole at the end.
    """

    def __init__(self, key: str) -> None:
        self._open = re.compile(rf'"{re.escape(key)}"\s*:\s*\[')
        self._decoder = json.JSONDecoder(strict=False)
        self._at: int | None = None
        self._is_over = False
        self.text = ""

    def feed(self, piece: str) -> Iterator[dict[str, Any]]:
        """The objects that are whole with this piece and weren't before."""
        self.text += piece
        if self._is_over or ("}" not in piece and self._at is not None):
            return
        if self._at is None:
            if "[" not in piece:
                return
            begin = thought(self.text)
            found = None if begin is None else self._open.search(self.text, begin)
            if found is None:
                return
            self._at = found.end()
        while True:
            behind = _NOTHING.match(self.text, self._at)
            start = behind.end() if behind else self._at
            if start >= len(self.text):
                return
            if self.text[start] != "{":
                self._is_over = True
                return
            try:
                item, self._at = self._decoder.raw_decode(self.text, start)
            except (ValueError, RecursionError):
                return
            yield item

    def flag(self, name: str) -> bool | None:
        """A true or false that has arrived under `name`, or None."""
        begin = thought(self.text)
        found = re.search(rf'"{re.escape(name)}"\s*:\s*"?(true|false)\b', self.text[begin:])
        return None if found is None else found[1] == "true"
