"""Text of others made safe for Discord: it is shown as it stands, and does nothing."""

import re
from collections.abc import Iterator

from adapters.discord import limits

SMALL = "-# "
"""What begins a line of small print."""

_DROPPED = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\U000e0000-\U000e007f]"
)
_BREAK = re.compile("\r\n?|[\u2028\u2029\u0085\x0b\x0c]")

# A backslash before any of them shows the sign itself; ":" of "://" keeps an address from becoming a link, and that
# of ":fire:" a word from becoming an emoji.
_SIGNS = re.compile(r"[\\*_~`|<\[\]]|:(?=//|[\w+-]+:)")
_LINE_START = re.compile(r"^(\s*)(#|-|\+|>|\d+(?=[.)]))", re.M)
_EVERYONE = re.compile(r"@(?=everyone|here)", re.I)
_TOKEN = re.compile(r"\s*\S+|\s+$")


def safe(text: str) -> str:
    """`text` without control, zero-width and text-direction characters; line feeds stay, each a plain one."""
    text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return _DROPPED.sub("", _BREAK.sub("\n", text).replace("\t", " ")).strip()


def escaped(text: str) -> str:
    """`text` as Discord shows it unchanged: no markup, no mention, no link. Not longer than `cost` says."""
    text = _SIGNS.sub(lambda found: "\\" + found[0], safe(text))
    text = _EVERYONE.sub("@\u200b", text)
    return _LINE_START.sub(_unmarked, text)


def _unmarked(found: re.Match[str]) -> str:
    space, mark = found.groups()
    return f"{space}{mark}\\" if mark.isdigit() else f"{space}\\{mark}"


def one_line(text: str) -> str:
    """`text` safe and in one line, without markup: for labels and pictures."""
    return " ".join(safe(text).split())


def shortened(text: str, room: int) -> str:
    """`text` in at most `room` characters, its end an ellipsis if it had to be cut."""
    if limits.length(text) <= room:
        return text
    kept, used = [], 1
    for character in text:
        used += limits.length(character)
        if used > room:
            break
        kept.append(character)
    return "".join(kept).rstrip() + "…"


def pieces(text: str, room: int) -> Iterator[str]:
    """`text`, safe, cut at white space into pieces whose escaped form has at most `room` characters.

    A longer word is cut. Nothing for a text that has nothing to show.
    """
    begun, used = "", 0
    for token in _TOKEN.findall(safe(text)):
        for part in _broken(token, room):
            cost = _cost(part)
            if begun and used + cost > room:
                yield begun.strip()
                begun, used = "", 0
            begun, used = begun + part, used + cost
    if begun.strip():
        yield begun.strip()


def _broken(token: str, room: int) -> Iterator[str]:
    if _cost(token) <= room:
        yield token
        return
    part, used = "", 0
    for character in token:
        # Each character may cost itself and a sign before it, and the piece's start one more.
        cost = limits.length(character) + 1
        if part and used + cost > room - 2:
            yield part
            part, used = "", 0
        part, used = part + character, used + cost
    yield part


def _cost(token: str) -> int:
    """Characters of the escaped token at most, wherever it stands."""
    extra = len(_SIGNS.findall(token)) + len(_EVERYONE.findall(token)) + token.count("\n") + 1
    return limits.length(token) + extra


def link(title: str, url: str) -> str | None:
    """A masked link, or None for what isn't a plain address of the web."""
    url = url.strip()
    if not re.fullmatch(r"https?://[^\s<>()\[\]\\`\"|*_~\x00-\x1f\x7f-\x9f]+[^\s]*", url) or re.search(
        r"[\s<>\[\]\\`\"|\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u206f]", url
    ):
        return None
    address = url.replace("(", "%28").replace(")", "%29")
    return f"[{escaped(title)}](<{address}>)"
