"""Names across scripts: whether a word in Cyrillic or Latin letters is a form of a name in the other or the same."""

import re
from functools import lru_cache

_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
_COMMON = {
    "а": "a", "б": "b", "в": "v", "г": "h", "ґ": "g", "д": "d", "е": "e", "є": "ie", "э": "e", "ж": "zh", "з": "z",
    "и": "i", "і": "i", "ы": "i", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s",
    "т": "t", "у": "u", "ф": "f", "х": "h", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ь": "", "ъ": "",
    "ю": "iu", "я": "ia",
}  # fmt: skip
_RUSSIAN = {**_COMMON, "г": "g"}
_SOUNDS = (
    ("tch", "ch"), ("sch", "sh"), ("tsch", "ch"), ("ck", "k"), ("ph", "f"), ("th", "t"), ("kh", "h"), ("qu", "kv"),
    ("q", "k"), ("x", "ks"), ("w", "v"), ("y", "i"), ("j", "i"), ("oo", "u"), ("ee", "i"), ("ou", "u"), ("ya", "ia"),
)  # fmt: skip
_SOFT_C = re.compile(r"c(?=[eiy])")
_DOUBLE = re.compile(r"(.)\1+")
_SILENT = re.compile(r"[aeiouhv]|'")
_ADJECTIVE = re.compile(r"(?:(?:о|е|і|и)?[сзц]ь?к|[жш]ск)[а-яіє]{1,3}\Z")
"""What makes an adjective of a place's name in Cyrillic: Запорізькою, Луганская."""
_SHORTEST = 3
_ENDING = 3
"""Letters that a case may add to a name."""
_NEAR, _CLOSE, _NEAR_BONES = 0.75, 0.85, 0.85
"""Shares of letters, and of consonants, in which a name and its transliteration agree at least."""


def is_cyrillic(word: str) -> bool:
    """Whether a word is in Cyrillic letters."""
    return bool(_CYRILLIC.search(word))


@lru_cache(maxsize=65536)
def same(said: str, stated: str, language: str, *, closely: bool = False) -> bool:
    """Whether flat `said`, in the claim's `language`, is a form of the flat name `stated`.

    `closely`: a likeness that may be chance doesn't count.
    """
    said, stated = said.removesuffix("'s"), stated.removesuffix("'s")
    if said == stated:
        return True
    if min(len(said), len(stated)) < _SHORTEST:
        return False
    if is_cyrillic(said) == is_cyrillic(stated):
        return _declined(said, stated)
    if is_cyrillic(stated):
        said, stated = stated, said
    return _transliterated(said, stated, language, _CLOSE if closely else _NEAR)


def begins_alike(said: str, stated: str, language: str) -> bool:
    """Whether two flat names may be one as they begin with one sound: Quaye is written in many ways."""
    if is_cyrillic(said) == is_cyrillic(stated):
        return said[:2] == stated[:2]
    cyrillic, latin = (said, stated) if is_cyrillic(said) else (stated, said)
    sounds = _romanised(cyrillic, "ru" if language == "ru" else "uk"), _sounds(latin)
    return any(sounds[0][:1] == sound for sound in (sounds[1][:1], latin[:1]))


def _declined(one: str, other: str) -> bool:
    """Whether two words of one script share all but an ending: Путина and Путин, Putins, Orrénienne and Orrenian."""
    shared = next((at for at, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1]), None)
    shared = min(len(one), len(other)) if shared is None else shared
    rest = max(len(one), len(other)) - shared
    return shared >= max(_SHORTEST, 0.6 * max(len(one), len(other))) and rest <= _ENDING + (shared > 4)


def _transliterated(cyrillic: str, latin: str, language: str, near: float) -> bool:
    from rapidfuzz.distance import Levenshtein

    name = _sounds(latin)
    spelt = _romanised(cyrillic, "ru" if language == "ru" else "uk")
    for cut in range(_ENDING + 1):
        form = spelt[: len(spelt) - cut]
        if len(form) < _SHORTEST:
            break
        if Levenshtein.normalized_similarity(form, name) >= near:
            return True
        bones, others = _SILENT.sub("", form), _SILENT.sub("", name)
        if near > _NEAR:
            if len(bones) > 3 and bones == others:
                return True
            continue
        alike = len(bones) > 2 and Levenshtein.normalized_similarity(bones, others) >= _NEAR_BONES
        short = len(bones) == 2 and bones == others and form[0] == name[0]
        if (alike or short) and abs(len(form) - len(name)) < 4:
            return True
    stem = _romanised(_ADJECTIVE.sub("", cyrillic), "ru" if language == "ru" else "uk")
    return len(name) > 4 and (spelt.startswith(name[:-1]) or (len(stem) > 3 and name.startswith(stem)))


@lru_cache(maxsize=16384)
def _romanised(word: str, language: str) -> str:
    letters = _RUSSIAN if language == "ru" else _COMMON
    return _sounds("".join(letters.get(letter, letter) for letter in word))


@lru_cache(maxsize=16384)
def _sounds(word: str) -> str:
    """Latin letters brought near to sounds, so that spellings of one name meet."""
    for written, heard in _SOUNDS:
        word = word.replace(written, heard)
    word = _SOFT_C.sub("s", word.replace("ch", "č")).replace("c", "k").replace("č", "k")
    return _DOUBLE.sub(r"\1", word)
