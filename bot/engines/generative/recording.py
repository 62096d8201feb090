"""Keeping what was asked of a model and what it said, to be looked at: `eval --record FOLDER`."""

import json
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import asdict
from pathlib import Path

from bot.engines.generative.model import Model, Request, Spent, Usage


class Recording:
    """A `Model` that writes each call into `folder`: 0001.json, 0002.json, …, next to those that are there.

    A file holds the request, the reply as it came (`error` says how it broke off) and the tokens; no key.
    Raises OSError if the folder can't be written to.
    """

    def __init__(self, model: Model, folder: Path) -> None:
        self._model = model
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self._number = max((int(p.stem) for p in folder.glob("*.json") if p.stem.isdecimal()), default=0)

    @property
    def name(self) -> str:
        """The recorded model's."""
        return self._model.name

    def name_for(self, request: Request) -> str:
        """The recorded model's."""
        return self._model.name_for(request)

    async def write(self, request: Request, spent: Spent) -> AsyncGenerator[str]:
        """See `Model.write`."""
        self._number += 1
        path = self._folder / f"{self._number:04}.json"
        reply: list[str] = []
        used: list[Usage] = []
        error: str | None = None
        try:
            async with aclosing(self._model.write(request, used.append)) as pieces:
                async for piece in pieces:
                    reply.append(piece)
                    yield piece
        except BaseException as caught:
            error = f"{type(caught).__name__}: {caught}"
            raise
        finally:
            for usage in used:
                spent(usage)
            record = {
                "model": self.name_for(request),
                "request": asdict(request),
                "reply": "".join(reply),
                "error": error,
                "usage": asdict(sum(used, Usage())),
            }
            path.write_text(json.dumps(record, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
