"""The names of a claim in another language than its quotes: leaders, whom the documents name, and the rest."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise

from bot.dossier.model import Dossier, Leader
from bot.dossier.names import CALENDAR, COURTESIES, OFFICES, surnames
from bot.engines.verification import names as english
from bot.engines.verification.foreign import letters, lists

_INSIDE = re.compile(r"(?:(?<=[^\W_]\s)|(?<=[^\W_][,;:]\s))[^\W\d_a-zа-яё]\w+(?:-\w+)*")
_ANY_CAPITAL = frozenset({"de"})
"""Languages in which a capital is no sign of a name."""
_OPENING = frozenset('.!?:…"“„«»‘—–(')
_SHORTEST = 3


@dataclass(frozen=True, slots=True)
class Token:
    """A word at its place, flat; `opens` where its capital may mean nothing, `elided` behind a French "l'"."""

    word: str
    start: int
    end: int
    capital: bool
    opens: bool
    elided: bool = False


@lru_cache(maxsize=4096)
def tokens(text: str) -> tuple[Token, ...]:
    """The words of a text."""
    found: list[Token] = []
    for match in lists.WORD.finditer(lists.flat(text)):
        start = match.start()
        elided = re.match(r"(?:[cdjlmnst]|qu)'(?=\w)", match[0])
        start += elided.end() if elided else 0
        before = text[:start].rstrip(" \u00a0'’")[-1:]
        opens = not before or before in _OPENING
        found.append(
            Token(match.string[start : match.end()], start, match.end(), text[start].isupper(), opens)
        )
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Mention:
    """A leader at a place of the claim."""

    leader: int
    start: int
    end: int


@lru_cache(maxsize=4096)
def mentions(text: str, language: str, leaders: tuple[Leader, ...]) -> tuple[Mention, ...]:
    """The leaders that a text in that language names, in order: as the dossier calls them there, declined or not."""
    if language == "en":
        return tuple(Mention(m.leader, m.start, m.end) for m in english.mentions(text, leaders))
    words = tokens(text)
    found: list[Mention] = []
    for number, leader in enumerate(leaders):
        forms = [*leader.called(language), *surnames(leader.name), leader.name]
        for form in forms:
            parts = lists.WORD.findall(lists.flat(form))
            size = len(parts)
            for at in range(len(words) - size + 1 if parts else 0):
                run = words[at : at + size]
                if all(map(_is_form, run, parts, [language] * size)) and (
                    size > 1 or run[0].capital or form[:1].islower()
                ):
                    found.append(Mention(number, run[0].start, run[-1].end))
    return tuple(sorted(found, key=lambda mention: mention.start))


def _is_form(said: Token, part: str, language: str) -> bool:
    if letters.is_cyrillic(said.word) != letters.is_cyrillic(part):
        return said.capital and letters.same(said.word, part, language)
    if not letters.is_cyrillic(part):
        return said.word.removesuffix("s") == part.removesuffix("s") or (
            len(part) > 5 and not said.capital and letters.same(said.word, part, language)
        )
    return letters.same(said.word, part, language)


def strangers(
    text: str,
    language: str,
    quotes: Sequence[tuple[str, str]],
    dossier: Dossier,
    passed: Sequence[tuple[int, int]],
) -> Iterator[Token]:
    """The names of a claim that stand in none of `quotes` (text, language), leaders and other `passed` spans aside.

    A name that another place of the documents has is a stranger for sure. One that no document has is a stranger
    unless the quotes have a name that the claim lacks: it may be its translation ("Salt Road").
    """
    stated = [token for quote, _ in quotes for token in tokens(quote)]
    capitals = [token.word for token in stated if token.capital]
    plain = {token.word for token in stated}
    elsewhere = [name for name in _known(_Same(dossier)) if name not in plain]
    words = [token for token in tokens(text) if not any(a <= token.start < b for a, b in passed)]
    free: bool | None = None
    pairs = _pairs(quotes)
    for at, token in enumerate(words):
        before = words[at - 1] if at else None
        if not token.capital or len(token.word) < _SHORTEST or _stands(token.word, language, capitals, plain):
            continue
        known = (name for name in elsewhere if _is_surely(token, name, language))
        if any(not _has_form(name, capitals) for name in known) or _is_another(
            token, before, pairs, language
        ):
            yield token
            continue
        if not _looks_like_a_name(token, words[max(0, at - 2) : at], language):
            continue
        free = _has_free(text, language, quotes, dossier) if free is None else free
        if not free:
            yield token


def _pairs(quotes: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """The names of two words in the quotes, as a given name and a surname make one."""
    found: list[tuple[str, str]] = []
    for quote, _ in quotes:
        words = tokens(quote)
        for one, other in pairwise(words):
            if (
                one.capital
                and other.capital
                and other.start == one.end + 1
                and one.word not in OFFICES | COURTESIES
            ):
                found.append((one.word, other.word))
    return found


def _is_another(token: Token, before: Token | None, pairs: Sequence[tuple[str, str]], language: str) -> bool:
    """Whether a surname stands behind a given name that has another surname in the quotes."""
    if before is None or not before.capital or token.start != before.end + 1:
        return False
    known = [second for first, second in pairs if letters.same(before.word, first, language)]
    return bool(known) and not any(
        letters.same(token.word, second, language) or letters.begins_alike(token.word, second, language)
        for second in known
    )


def _stands(word: str, language: str, capitals: Sequence[str], plain: set[str]) -> bool:
    names = capitals if letters.is_cyrillic(word) else plain  # "Finanzas" may be "finance"
    if word in plain or any(letters.same(word, name, language) for name in names):
        return True
    short = lists.looked_up(language, "short", word)
    if short and (short in {name.replace(".", "") for name in capitals} or _spelt_out(short, plain)):
        return True
    return any(
        part in plain or any(letters.same(part, name, "en") for name in capitals)
        for part in _places(word, language)
    )


def _spelt_out(short: str, plain: set[str]) -> bool:
    long = {"un": ("united", "nations"), "usa": ("us",), "eu": ("european",), "nato": ("nato",)}.get(
        short, ()
    )
    apart = {"un": {"u", "n"}, "usa": {"u", "s"}, "eu": {"e", "u"}}.get(short, {short})
    american = short == "usa" and any(word.startswith("america") for word in plain)
    return american or plain.issuperset(long) or plain.issuperset(apart)


def _is_surely(token: Token, name: str, language: str) -> bool:
    """Whether a word is that name and not another that looks like it: Latin letters must be the same."""
    if letters.is_cyrillic(token.word) != letters.is_cyrillic(name):
        return letters.same(token.word, name, language, closely=token.opens)
    return token.word.removesuffix("'s").removesuffix("s") == name.removesuffix("s")


def _has_form(name: str, capitals: Sequence[str]) -> bool:
    """Whether the quotes have what belongs to a place: Tamorran for Tamorra."""
    return any(letters.same(name, other, "en") or english.same(name, other) for other in capitals)


def _looks_like_a_name(token: Token, before: Sequence[Token], language: str) -> bool:
    if token.word in OFFICES or token.opens:
        return False
    titles, place = lists.text(language, "titles").split(), bool(_places(token.word, language))
    if language not in _ANY_CAPITAL:  # "ministro de Exteriores" and "el Parlamento" have a capital too.
        articles = lists.text(language, "articles").split()
        return place or not (
            token.elided
            or any(w.word in titles for w in before)
            or any(w.word in articles for w in before[-1:])
        )
    return place or any(word.word in titles for word in before[-1:])


def _has_free(text: str, language: str, quotes: Sequence[tuple[str, str]], dossier: Dossier) -> bool:
    """Whether the quotes have a name that the claim has in no form; a leader's isn't translated and doesn't count."""
    said = [token.word for token in tokens(text) if token.capital]
    for quote, spoken in quotes:
        leaders = mentions(quote, spoken, dossier.leaders)
        for token in tokens(quote):
            if not token.capital or token.opens or token.word in CALENDAR:
                continue
            if any(m.start <= token.start < m.end for m in leaders):
                continue
            if not any(letters.same(word, token.word, language) for word in said):
                return True
    return False


class _Same:
    """A dossier as a key by what it is, not by what it holds."""

    def __init__(self, dossier: Dossier) -> None:
        self.dossier = dossier

    def __hash__(self) -> int:
        return id(self.dossier)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.dossier is self.dossier


@lru_cache(maxsize=8)
def _known(key: _Same) -> tuple[str, ...]:
    """The flat words that are names in the documents: with a capital inside a sentence; and the leaders' own."""
    from bot.language import language_of

    never = OFFICES | COURTESIES | CALENDAR
    found: dict[str, None] = {}
    for document in key.dossier.documents:
        if language_of(document.text) not in _ANY_CAPITAL:
            for match in _INSIDE.finditer(document.text):
                found.update(dict.fromkeys(lists.WORD.findall(lists.flat(match[0]))))
    for leader in key.dossier.leaders:
        found.update(dict.fromkeys(lists.WORD.findall(lists.flat(leader.name))))
    names = (word.removesuffix("'s") for word in found)
    return tuple(word for word in names if len(word) > _SHORTEST and word not in never)


@lru_cache(maxsize=8192)
def _places(word: str, language: str) -> frozenset[str]:
    """The flat English words for a country or city, by CLDR; none for any other word."""
    known = _places_of(language)
    if language not in {"uk", "ru"}:
        return known.get(word, frozenset())
    return next((known[word[:size]] for size in range(len(word), 3, -1) if word[:size] in known), frozenset())


@cache
def _places_of(language: str) -> dict[str, frozenset[str]]:
    """Countries and cities of one word; in Cyrillic without what a case changes."""
    from babel import Locale

    if language not in lists.known():
        return {}
    here, there = Locale(language), Locale("en")
    pairs = [(name, there.territories[code]) for code, name in here.territories.items() if not code.isdigit()]
    for zone, names in here.time_zones.items():
        if "city" in names:
            pairs.append((names["city"], zone.rpartition("/")[2].replace("_", " ")))
    found: dict[str, frozenset[str]] = {}
    for name, original in pairs:
        flat = lists.flat(name)
        if " " not in flat and "-" not in flat and len(flat) > _SHORTEST:
            stem = re.sub(r"[аяіиеьюо]{1,2}\Z", "", flat) if language in {"uk", "ru"} else flat
            found.setdefault(stem, frozenset(lists.WORD.findall(lists.flat(original))))
    return found
