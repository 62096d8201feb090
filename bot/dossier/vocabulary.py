"""The words of a dossier as someone may have meant them: misspelt, or another word of the same family."""

import re
from collections.abc import Iterable

from rapidfuzz import process
from rapidfuzz.distance import OSA

MISSPELT, KIN = 0.8, 0.5
"""How nearly a misspelt word, or one of the same family, stands for the word itself, 0 to 1."""

_SHORTEST = 5
"""Letters from which a word is taken for misspelt; from 8 on two slips are allowed."""

_DEMONYM = re.compile(r"(?:(?:ian|an|n|ese|ish|er|i|ic|e|a|ia|y)s?|s)$")


class Vocabulary:
    """Tokens and their terms; `plain` are the terms that the dossier also writes without a capital."""

    def __init__(self, tokens: Iterable[tuple[str, str]], plain: frozenset[str]) -> None:
        self._terms = dict(tokens)
        self._by_letter: dict[str, list[str]] = {}
        for token in self._terms:
            if len(token) >= _SHORTEST - 1 and token.isalpha():
                self._by_letter.setdefault(token[0], []).append(token)
        self._families: dict[str, list[str]] = {}
        for term in sorted(plain):
            if len(term) >= _SHORTEST:
                self._families.setdefault(term[:_SHORTEST], []).append(term)

    def misspelt(self, token: str) -> list[str]:
        """Terms whose word differs from `token` by a slip of the fingers, the likeliest first."""
        if len(token) < _SHORTEST or not token.isalpha():
            return []
        slips = 2 if len(token) >= 8 else 1
        near = process.extract(
            token, self._by_letter.get(token[0], ()), scorer=OSA.distance, score_cutoff=slips, limit=3
        )
        best = min((distance for _, distance, _ in near), default=0)
        return list(dict.fromkeys(self._terms[found] for found, distance, _ in near if distance == best))

    def people(self, token: str) -> list[str]:
        """Terms for the people of a place, or the place of a people: the same name but for such an ending."""
        base = _DEMONYM.sub("", token)
        if len(base) < 4:
            return []
        near = (other for other in self._by_letter.get(token[0], ()) if other.startswith(base))
        return list(dict.fromkeys(self._terms[t] for t in near if _DEMONYM.sub("", t) == base and t != token))

    def kin(self, stem: str) -> list[str]:
        """Terms that share their first letters with `stem` and differ from it only by an ending or two."""
        family = self._families.get(stem[:_SHORTEST], ())
        return [term for term in family if term != stem and _is_kin(stem, term)]


def _is_kin(a: str, b: str) -> bool:
    shared = next((n for n, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    return (
        len(a) - shared <= 3 and len(b) - shared <= 3 and shared >= max(_SHORTEST, 0.65 * max(len(a), len(b)))
    )
