"""The files of a payload, made when it is sent: pictures are drawn on a thread of their own, and kept for a while."""

import asyncio
import base64
import json
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from adapters.discord.picture import draw

_KEPT = 32
"""Pictures kept at hand, of some tens of kilobytes each: a briefing's is the same in every channel."""


@dataclass(frozen=True, slots=True)
class Parcel:
    """What goes over the wire: the message, and its files by name."""

    message: dict[str, Any]
    files: tuple[tuple[str, bytes], ...]


class Packer:
    """Makes parcels of payloads; pictures in the colours of `theme`."""

    def __init__(self, theme: str) -> None:
        self._theme = theme
        self._drawn: OrderedDict[str, bytes] = OrderedDict()

    async def pack(self, payload: Mapping[str, Any], **more: Any) -> Parcel:
        """The payload with `more` fields, ready to be sent."""
        message = {name: value for name, value in payload.items() if name != "files"} | more
        names = [attachment["filename"] for attachment in payload.get("attachments", ())]
        made = [await self._made(spec) for spec in payload.get("files", ())]
        return Parcel(message, tuple(zip(names, made, strict=True)))

    async def _made(self, spec: Mapping[str, Any]) -> bytes:
        if "png" in spec:
            return base64.b64decode(spec["png"])
        if "text" in spec:
            return str(spec["text"]).encode()
        key = json.dumps(spec, sort_keys=True)
        if key not in self._drawn:
            self._drawn[key] = await asyncio.to_thread(draw, spec["header"], spec["rows"], self._theme)
            if len(self._drawn) > _KEPT:
                self._drawn.popitem(last=False)
        return self._drawn[key]
