"""Words as schedules compare them."""

import re
import unicodedata

WORD = re.compile(r"(?:[^\W\d_]\.){1,4}[^\W\d_](?![^\W\d_])|[^\W\d_]+(?:['’ʼ][^\W\d_]+)*|\d+|@")
"""A word, letters with dots between them, or a number; signs between words don't count."""

_APOSTROPHES = str.maketrans({"’": "'", "ʼ": "'", "`": "'"})


def fold(word: str) -> str:
    """Without capitals and accents, one kind of apostrophe, no dots."""
    plain = unicodedata.normalize("NFKD", word.casefold().translate(_APOSTROPHES))
    return "".join(sign for sign in plain if not unicodedata.combining(sign)).replace(".", "")


def key(text: str) -> tuple[str, ...]:
    """A phrase as its folded words; what stands between words doesn't count."""
    return tuple(fold(word) for word in WORD.findall(unicodedata.normalize("NFKC", text)))
