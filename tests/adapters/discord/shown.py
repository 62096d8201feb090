"""Payloads and messages as people read them, and as Discord takes them."""

import re
from typing import Any

from adapters.discord import limits
from adapters.discord.render import count, keyed
from tests.servers.discord_checks import check_message
from tests.servers.discord_server import parts
from tests.servers.discord_world import Refused

_ESCAPED = re.compile(r"\\([^0-9A-Za-z\s])")
_MARKS = re.compile(r"^(?:-# |#{1,3} |> )", re.M)


def words_of(message: dict[str, Any]) -> str:
    """All that people read of a message: its text without our markup, labels of buttons, words of pictures."""
    texts: list[str] = []
    for part in parts(message):
        match part["type"]:
            case 10:
                texts.append(plain(part["content"]))
            case 2:
                texts.append(_unparsed(part.get("label", "")))
            case 12:
                texts += [_unparsed(item.get("description", "")) for item in part["items"]]
            case _:
                pass
    return "\n".join(texts).replace("\u00a0", " ")


def _unparsed(text: str) -> str:
    """Labels and words of pictures: Discord finds no mention and no markup in them."""
    return text.replace("@", "@\u200a")


def plain(markdown: str) -> str:
    """Our Markdown as it is read; the addresses of links stay."""
    text = _MARKS.sub("", _MARKS.sub("", markdown))
    text = re.sub(r"(?<!\\)\*\*", "", text)
    return _ESCAPED.sub(r"\1", text).replace("@\u200b", "@\u200a")


def is_valid(payload: dict[str, Any]) -> bool:
    """Whether Discord takes the payload, also with a key and with what was asked on top."""
    for one in (payload, keyed(payload, "k" * 24)):
        try:
            check_message(one, [file["filename"] for file in one.get("attachments", ())])
        except Refused:
            return False
    return count(payload) <= limits.COMPONENTS
