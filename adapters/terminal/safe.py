"""Text of others made safe to show: what could steer a terminal or reorder a line never reaches it."""

import re
import unicodedata

_VISIBLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]"
)
# Zero width: soft hyphen, joiners, word joiner and invisible operators, byte order mark, tags.
_DROPPED = re.compile(
    "[\u00ad\u180e\u200b-\u200d\u2060-\u2065\u206a-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)
_BREAK = re.compile("\r\n?|[\u2028\u2029\u0085]")

_ASCII = str.maketrans(
    {
        **dict.fromkeys("“”„‟«»", '"'),
        **dict.fromkeys("‘’‚‛", "'"),
        **dict.fromkeys("–—‒―‐‑─━═−", "-"),
        **dict.fromkeys("│┃", "|"),
        **dict.fromkeys("·•", "*"),
        "…": "...",
        "→": "->",
        "✓": "ok",
        "\u00a0": " ",
        "\ufffd": "?",
    }
)


def safe(text: str) -> str:
    """`text` with line feeds as its only control characters.

    Escape and other control characters become visible signs (␛), bidirectional overrides and lone
    surrogates �, a tab a space; zero-width characters are dropped. Nothing else is changed.
    """
    text = _BREAK.sub("\n", text).replace("\t", " ")
    return _DROPPED.sub("", _VISIBLE.sub(_sign, text))


def safe_in_place(text: str) -> str:
    """Like `safe`, with exactly one character for each, for a line that is being edited."""
    return _DROPPED.sub("\ufffd", _VISIBLE.sub(_sign, text.replace("\t", " ").replace("\u2028", " ")))


def _sign(found: re.Match[str]) -> str:
    code = ord(found[0])
    if code < 0x20:
        return chr(0x2400 + code)
    return "\u2421" if code == 0x7F else "\ufffd"


def encodable(text: str, encoding: str) -> str:
    """`text` with what `encoding` can't show replaced: quotes, dashes, lines by ASCII, é by e, else ?."""
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return "".join(_nearest(character, encoding) for character in text)
    return text


def _nearest(character: str, encoding: str) -> str:
    plain = unicodedata.normalize("NFKD", character).encode("ascii", "ignore").decode()
    for form in (character, character.translate(_ASCII), plain):
        try:
            form.encode(encoding)
        except UnicodeEncodeError:
            continue
        if form:
            return form
    return "" if unicodedata.combining(character) else "?"
