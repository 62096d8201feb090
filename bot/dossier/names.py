"""The forms under which a leader goes: full name, aliases, surname, office; and whose alone each is."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.dossier import words
from bot.dossier.model import Leader

OFFICES = frozenset(
    """
    president premier chancellor minister king queen emperor empress emir sultan sheikh prince princess pope
    secretary secretary-general chairman chairwoman chairperson chair leader chief taoiseach governor senator
    mayor ambassador commissioner marshal ayatollah general head ruler envoy speaker deputy director
    """.split()
)
"""Folded nouns of offices. Written small or large they mean the same, and a name may follow them."""

COURTESIES = frozenset(
    "mr mrs ms mx miss dr sir dame lord lady prof professor prime vice us american h.e hon".split()
)
"""Folded words that stand before a name without being part of it, next to `OFFICES`."""

CALENDAR = frozenset(
    """
    monday tuesday wednesday thursday friday saturday sunday january february march april may june july august
    september october november december
    """.split()
)

PARTICLES = frozenset(
    "van von der den de di da do dos das del della la le du bin ibn ben al el ter ten zu zur af av".split()
)


_ENDING = "*"
"""Ends a word of a form that may have any ending: a country's name as an adjective."""

_ROOT = 4
"""Letters of a country's name from which what follows is taken for an ending."""


@dataclass(frozen=True, slots=True)
class Form:
    """A form of a name: its words as written, whose it is, and whether it names an office, not a person."""

    words: tuple[str, ...]
    leader: int
    office: bool

    @property
    def key(self) -> str:
        """The form as it is looked up."""
        return " ".join(map(words.fold, self.words))


def forms(leaders: Sequence[Leader]) -> list[Form]:
    """All forms that mean one leader only. A full name is its bearer's whoever else goes by it."""
    full = {words.fold(" ".join(leader.name.split())): n for n, leader in enumerate(leaders)}
    owners: dict[str, dict[int, Form]] = {}
    for n, leader in enumerate(leaders):
        for form in _forms(leader, n):
            owners.setdefault(form.key, {}).setdefault(n, form)
    unique: list[Form] = []
    for key, by_leader in owners.items():
        owner = full.get(key) if key in full else next(iter(by_leader)) if len(by_leader) == 1 else None
        if owner is not None and owner in by_leader:
            unique.append(by_leader[owner])
    return unique


def ambiguous(leaders: Sequence[Leader]) -> dict[str, list[Form]]:
    """Forms that two or more leaders share, as they are looked up, each with the form of every bearer."""
    owners: dict[str, dict[int, Form]] = {}
    for n, leader in enumerate(leaders):
        for form in _forms(leader, n):
            owners.setdefault(form.key, {}).setdefault(n, form)
    return {key: list(by_leader.values()) for key, by_leader in owners.items() if len(by_leader) > 1}


def _forms(leader: Leader, number: int) -> Iterator[Form]:
    """The forms that can be looked up: a word of nothing but accents, or but `_ENDING`, would be found everywhere."""
    return (
        form
        for form in _written(leader, number)
        if all(words.plain(word).removesuffix(_ENDING) for word in form.words)
    )


def _written(leader: Leader, number: int) -> Iterator[Form]:
    for name in (leader.name, *leader.aliases):
        parts = tuple(name.split())
        if parts:
            is_title = is_office(parts[-1]) or (is_office(parts[0]) and " of " in name)
            yield Form(parts, number, is_title and name != leader.name)
    for short in surnames(leader.name):
        yield Form(tuple(short.split()), number, False)
    for office in office_forms(leader.office or ""):
        yield Form(tuple(office.split()), number, True)


def is_office(word: str) -> bool:
    """Whether a word is the noun of an office."""
    return words.fold(word) in OFFICES


def surnames(name: str) -> Iterator[str]:
    """The surname with its particles and without; none that is an ordinary word or a month."""
    parts = name.split()
    first = len(parts) - 1
    while first > 1 and words.fold(parts[first - 1]) in PARTICLES:
        first -= 1
    for at in {first, len(parts) - 1} if len(parts) > 1 else ():
        short = " ".join(parts[at:])
        if len(short) > 1 and words.fold(short) not in words.STOP | CALENDAR:
            yield short


def office_forms(office: str) -> Iterator[str]:
    """ "Chancellor of Utland": that, "the chancellor of Utland", "the chancellor", "Utland's chancellor".

    Further "Utland* chancellor" and "Utland* leader", which stand for "Utlandic leader" and the like.
    """
    for title in re.split(r"[;/]", office):
        title = title.strip()
        if not title:
            continue
        head, of, place = title.partition(" of ")
        lower = " ".join(
            word.lower() if is_office(word) or (of and word.istitle()) else word for word in head.split()
        )
        if of or not is_office(head) or " " in head:
            yield title
            yield f"the {title}"
        if is_office(head.split()[-1]):
            nouns = [
                word for word in lower.split() if words.fold(word) in OFFICES | {"prime", "vice", "general"}
            ]
            yield f"the {' '.join(nouns)}"
        if of:
            yield f"{place.removeprefix('the ')}'s {lower}"
            root = place.rpartition(" of ")[2].rstrip("aeiouy")
            if len(root) >= _ROOT and root.isalpha():
                yield f"{root}{_ENDING} {lower}"
                if lower != "leader":
                    yield f"{root}{_ENDING} leader"


def in_order(found: Sequence[Form]) -> list[Form]:
    """The forms as `pattern` tries them: the longest first."""
    return sorted(found, key=lambda form: (-len(form.words), -len(form.key), form.key))


def pattern(ordered: Sequence[Form], leaders: Sequence[Leader]) -> re.Pattern[str] | None:
    """One pattern for `words.plain` text, with a group for each form; None without forms.

    Names must be written with their capitals, or all in capitals; offices as one likes.
    """
    if not ordered:
        return None
    return re.compile(rf"(?<!\w)(?:{'|'.join(_expression(form, leaders) for form in ordered)})(?!\w)")


def _expression(form: Form, leaders: Sequence[Leader]) -> str:
    gap = r"\s+"
    if len(form.words) == 2 and " ".join(form.words) == " ".join(leaders[form.leader].name.split()):
        gap = r"\s+(?:[A-Z]\.?\s+)?"  # a middle initial
    return f"({gap.join(map(_word, form.words))})"


def _word(word: str) -> str:
    plain = words.plain(word)
    if plain.endswith(_ENDING):
        return rf"(?i:{re.escape(plain.removesuffix(_ENDING))}\w{{0,4}})"
    if len(plain) == 2 and plain[1] == "." and plain[0].isupper():
        return rf"{plain[0]}\.?"
    if plain[:1].islower() or is_office(plain) or words.fold(plain) == "prime":
        return f"(?i:{re.escape(plain)})"
    if plain.upper() == plain:
        return re.escape(plain)
    return f"(?:{re.escape(plain)}|{re.escape(plain.upper())})"


def own_words(leader: Leader) -> frozenset[str]:
    """The folded words of a leader's names, those of no weight left out."""
    own = (words.fold(word) for name in (leader.name, *leader.aliases) for word in name.split())
    return frozenset(word for word in own if word not in words.STOP)


def only_names(leader: Leader) -> frozenset[str]:
    """The folded names of one word under which a leader goes by themselves."""
    names = (leader.name, *leader.aliases, *surnames(leader.name))
    return frozenset(words.fold(name) for name in names if " " not in name)


def loose(leaders: Sequence[Leader], found: Sequence[Form]) -> dict[tuple[str, ...], int]:
    """Forms as folded words to their leader, given names that only one leader has among them."""
    keys = {tuple(re.findall(r"[^\W_]+(?:['-][^\W_]+)*", form.key)): form.leader for form in found}
    keys.pop((), None)
    shared = ambiguous(leaders)
    given: dict[str, list[int]] = {}
    for number, leader in enumerate(leaders):
        first, *more = words.fold(leader.name).split() or [""]
        if more and len(first) > 2 and first not in words.STOP and first not in shared:
            given.setdefault(first, []).append(number)
    for name, bearers in given.items():
        if len(bearers) == 1:
            keys.setdefault((name,), bearers[0])
    return keys


def nearest(name: str, leaders: Sequence[Leader]) -> tuple[str, ...]:
    """The leaders whose names come near to `name`, best first."""
    from rapidfuzz import fuzz, process

    choices = {
        (n, words.fold(form)): n
        for n, leader in enumerate(leaders)
        for form in (leader.name, *only_names(leader))
    }
    scored = process.extract(
        words.fold(name), {key: key[1] for key in choices}, scorer=fuzz.ratio, limit=5, score_cutoff=60
    )
    return tuple(dict.fromkeys(leaders[choices[key]].name for _, _, key in scored))


def is_slip(token: str, name: str) -> bool:
    """Whether folded `token` is `name` mistyped: a letter doubled, left out, swapped or wrong; two in eight.

    Names under four letters have no misspellings: too many words are near them. A four-letter name allows
    only letters swapped or doubled.
    """
    if token == name or len(name) < 4 or abs(len(token) - len(name)) > 2 or not token.isalpha():
        return False
    if token[0] != name[0]:
        return token == name[1::-1] + name[2:]
    if _undoubled(token) == _undoubled(name):
        return True
    from rapidfuzz.distance import OSA

    if len(name) == 4:
        return sorted(token) == sorted(name) and OSA.distance(token, name) == 1
    return OSA.distance(token, name, score_cutoff=2) <= (2 if len(name) >= 8 else 1)


def _undoubled(word: str) -> str:
    return re.sub(r"(.)\1+", r"\1", word)
