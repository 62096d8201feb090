"""Text freed of what is not its words: Markdown, tags, control and invisible characters."""

import re
import unicodedata
from functools import lru_cache

_LINK = re.compile(r"!?\[([^\]\n]{0,500})\]\([^)\s]{0,2000}\)")
_TAG = re.compile(r"</?[A-Za-z][^<>\n]{0,200}>")
_ESCAPE = re.compile(r"\x1b(?:\[[0-9;?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[@-_])")
_LINE_MARK = re.compile(r"^[ \t]*(?:#{1,6}[ \t]+|>[ \t]?|[-*+•][ \t]+|\d{1,3}[.)][ \t]+|\|)", re.MULTILINE)
_EMPHASIS = re.compile(r"(?<!\w)(\*\*|__|\*|_|`)(?=\S)([^*_`]{1,2000}?)(?<=\S)\1(?!\w)")
_INVISIBLE = re.compile(
    r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)
_PLAIN = str.maketrans(dict.fromkeys('“”„‟«»‹›′″`´‘’‚‛"', "'") | dict.fromkeys("‐‑‒–—―−", "-"))


def cleaned(text: str) -> str:
    """`text` without markup, terminal escapes, control and invisible characters; line ends stay."""
    bare = _INVISIBLE.sub("", _ESCAPE.sub("", text))
    bare = _TAG.sub(" ", _LINK.sub(r"\1", bare))
    return _EMPHASIS.sub(r"\2", _LINE_MARK.sub("\n\n", bare)).replace("|", " ")


@lru_cache(maxsize=4096)
def comparable(text: str) -> str:
    """`text` as it is compared with a whole sentence: no markup, plain quote marks and dashes."""
    bare = _EMPHASIS.sub(r"\2", _LINK.sub(r"\1", text)).translate(_PLAIN)
    return " ".join(unicodedata.normalize("NFC", bare).split()).rstrip(".")
