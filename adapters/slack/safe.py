"""Text of others made safe to send: nothing in it steers, misleads or means something to Slack."""

import re

_BREAK = re.compile("\r\n?|[\u2028\u2029\u0085\x0b\x0c]")
# Controls, bidirectional marks and overrides, lone surrogates.
_VISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]"
)
# Zero width, but for the joiners that emoji and scripts need.
_DROPPED = re.compile(
    "[\u00ad\u180e\u200b\u2060-\u2065\u206a-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)
_LINK = re.compile(r"https?://[^\s<>|\"'`\\^{}\x00-\x20\x7f-\xa0]+", re.I)


def safe(text: str) -> str:
    """`text` without control characters but line feeds, and without what is invisible or turns a line around."""
    text = _BREAK.sub("\n", text).replace("\t", " ")
    return _DROPPED.sub("", _VISIBLE.sub("\ufffd", text))


def escaped(text: str) -> str:
    """`text` for a field that Slack parses: no mention, channel or link can stand in it."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def unescaped(text: str) -> str:
    """What Slack escaped, as it was typed."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def size(text: str) -> int:
    """Length in UTF-16 units."""
    return len(text) + sum(letter > "\uffff" for letter in text)


def weight(text: str) -> int:
    """Length in UTF-16 units once it is escaped."""
    return size(text) + 4 * text.count("&") + 3 * (text.count("<") + text.count(">"))


def is_link(text: str, most: int) -> bool:
    """Whether `text` is a web address that can stand as a link."""
    return size(text) <= most and bool(_LINK.fullmatch(text))


def split(text: str, most: int) -> list[str]:
    """`text` in pieces of at most `most` (`weight`), cut at white space where there is some; nothing for no text."""
    pieces: list[str] = []
    while weight(text) > most:
        end = _fitting(text, most)
        cut = max(text.rfind(" ", 0, end + 1), text.rfind("\n", 0, end + 1))
        end = cut if cut > end // 2 else end
        pieces.append(text[:end])
        text = text[end:].lstrip(" ")
    return [piece for piece in (*pieces, text) if piece.strip()]


def _fitting(text: str, most: int) -> int:
    """How many characters from the start weigh at most `most`; at least one."""
    total = 0
    for place, letter in enumerate(text):
        total += weight(letter)
        if total > most:
            return max(place, 1)
    return len(text)


def cut(text: str, most: int) -> str:
    """`text` in one line of at most `most` units, with "…" where something is missing."""
    line = " ".join(text.split())
    if size(line) <= most:
        return line
    kept = line[:most]
    while size(kept) > most - 1:
        kept = kept[:-1]
    return kept.rstrip() + "…"
