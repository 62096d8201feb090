"""What a message of ours said, read back from what Discord shows: pure."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import discord

from adapters.discord.text import SMALL, safe
from bot.platform import Earlier

_ESCAPED = re.compile(r"\\([^0-9A-Za-z\s])")
_MARKS = re.compile(r"^(?:#{1,3} |> )", re.M)
_NUMBERS = re.compile(r"\s*\[\d{1,3}\]")


def earlier(components: Sequence[Mapping[str, Any]]) -> Earlier | None:
    """What was asked, where that stands on top, and what was answered, without sources and small print."""
    question = ""
    first = components[0] if len(components) > 1 else {}
    if first.get("type") == 10 and re.fullmatch(r"> [^\n]*", str(first.get("content"))):
        question, components = _plain(str(first["content"])), components[1:]
    reply = safe("\n".join(filter(None, map(_plain, texts(components)))))
    return Earlier(question, reply) if reply else None


def earlier_in(message: discord.Message | None, me: int) -> Earlier | None:
    """The same of a message that discord.py holds; None for one that isn't ours."""
    if message is None or message.author.id != me:
        return None
    return earlier([one.to_dict() for one in message.components])


def texts(components: Iterable[Mapping[str, Any]]) -> Iterable[str]:
    """All texts of components as they were sent, and the descriptions of pictures, in their order."""
    for component in components:
        if component.get("type") == 10:
            yield str(component.get("content") or "")
        for item in component.get("items") or ():
            yield str(item.get("description") or "")
        yield from texts(component.get("components") or ())


def _plain(markdown: str) -> str:
    lines = "\n".join(line for line in markdown.splitlines() if not line.startswith(SMALL))
    text = re.sub(r"(?<!\\)\*\*", "", _MARKS.sub("", lines))
    return _NUMBERS.sub("", _ESCAPED.sub(r"\1", text).replace("@\u200b", "@")).strip()
