"""Guessing the leaders of a text: the people with a high office, or the people, that it speaks of most."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import zip_longest

from bot.dossier import names, offices, words
from bot.dossier.model import Leader
from bot.dossier.runs import Run, is_particle, runs

MOST = 3
"""Leaders that are guessed at most; a summit with more is one for dossier.toml."""

_SHARE, _SHARE_WITHOUT_OFFICE = 0.25, 0.4
"""A leader is named at least this often for each time that the first one is."""

_NEVER_PEOPLE = frozenset(
    """
    summit peace prize house street union nations states kingdom republic bank fund party council committee
    court congress parliament senate ministry university institute agency commission conference agreement
    treaty north south east west river sea dam act times post journal news air force war day week treasury
    """.split()
)
_PLACED = frozenset("in at into near".split())
_COURTESIES = frozenset(("mr", "mrs", "ms", "mx", "miss"))
_NO_MORE = frozenset(("former", "ex", "late"))


@dataclass(slots=True)
class _Person:
    first: int
    full: Counter[str] = field(default_factory=Counter[str])
    offices: Counter[str] = field(default_factory=Counter[str])
    lands: Counter[str] = field(default_factory=Counter[str])
    count: int = 0
    personal: int = 0
    placed: int = 0
    articled: int = 0
    alone: int = 0
    minor: int = 0


@dataclass(frozen=True, slots=True)
class Guess:
    """The leaders in the order in which a text comes to them; folded names of other people and of countries."""

    leaders: tuple[Leader, ...]
    others: frozenset[str]


def guess(texts: Sequence[str]) -> Guess:
    """Whom the sentences `texts` are about: no leaders, or up to `MOST`, and who else is in them."""
    people = {key: person for key, person in _people(texts).items() if _is_person(key, person)}
    chosen = _chosen(people)
    leaders = [_leader(key, people[key]) for key in sorted(chosen, key=lambda key: people[key].first)]
    others = {part for key in people if key not in chosen for part in _words_of(key, people[key])}
    lands = {land for person in people.values() for land in person.lands}
    return Guess(
        tuple(_with_places(leaders, texts)),
        frozenset(words.fold(word) for name in others | lands for word in name.split()),
    )


def _chosen(people: dict[str, _Person]) -> list[str]:
    high = [key for key, person in people.items() if person.offices]
    pool = high if len(high) > 1 else [key for key, person in people.items() if not person.minor]
    if len(pool) < 2:
        pool = list(people)
    if len(high) < 2 and sum(bool(people[key].full) for key in pool) > 1:
        pool = [key for key in pool if people[key].full or people[key].offices]  # The others are countries.
    ranked = sorted(pool, key=lambda key: (-people[key].count, people[key].first))
    share = _SHARE if len(high) > 1 else _SHARE_WITHOUT_OFFICE
    least = max(people[ranked[0]].count * share, min(2, people[ranked[1]].count)) if len(ranked) > 1 else 0
    return [key for key in ranked if people[key].count >= least][:MOST]


def _words_of(key: str, person: _Person) -> Iterator[str]:
    yield key
    yield from person.full
    yield from (word for office in person.offices for word in office.split() if not names.is_office(word))


def _is_person(key: str, person: _Person) -> bool:
    if person.offices:
        return True
    if max(person.placed, person.articled) * 4 > person.count or set(words.fold(key).split()) & _NEVER_PEOPLE:
        return False
    if person.full and person.alone:
        return True
    return person.personal * 5 >= person.count and (person.count > 1 or bool(person.full))


def _leader(key: str, person: _Person) -> Leader:
    usual = max(person.full, key=lambda full: (person.full[full], len(full)), default=key)
    longer = [full for full in person.full if full.endswith(f" {usual}")]
    name = max(longer, key=lambda full: (person.full[full], len(full)), default=usual)
    office = max(
        person.offices,
        key=lambda office: (" of " in office, len(office.split()), person.offices[office]),
        default=None,
    )
    if office and not offices.has_place(office) and person.lands:
        office = f"{office} of {person.lands.most_common(1)[0][0]}"
    known = {name, *names.surnames(name)}
    return Leader(
        name=name, aliases=tuple(alias for alias in (key, usual) if alias not in known), office=office
    )


def _with_places(leaders: Sequence[Leader], texts: Iterable[str]) -> Iterator[Leader]:
    """Leaders, "the king of Utland" being the only king among them, whose place isn't said by his name."""
    places: dict[str, set[str]] = {}
    for text in texts:
        for title, whole in offices.unnamed(text):
            places.setdefault(title, set()).add(whole)
    for leader in leaders:
        others = [other.office or "" for other in leaders if other is not leader]
        free = places.get(leader.office or "", set()) - set(others)
        alone = leader.office not in others
        yield replace(leader, office=free.pop()) if alone and len(free) == 1 else leader


def _people(texts: Sequence[str]) -> dict[str, _Person]:
    """Who is spoken of, under the name by which a text calls them when they are known."""
    found = [
        (office, name, run)
        for text, following in zip_longest(texts, texts[1:], fillvalue="")
        for run in runs(text, following)
        for office, name in (_parted(run),)
        if name
    ]
    alone = Counter(" ".join(name) for _, name, _ in found if len(name) == 1)
    keys = {name: _key(name, alone) for _, name, _ in found}
    bare = {key.split()[-1]: key for name, key in keys.items() if len(name) > 1}
    people: dict[str, _Person] = {}
    plural = ""
    for place, (office, name, run) in enumerate(found):
        key = bare.get(" ".join(name), keys[name])
        person = people.setdefault(key, _Person(place))
        person.count += 1
        person.placed += words.fold(run.before) in _PLACED
        person.articled += not office and run.before.casefold() in ("the", "a", "an")
        person.personal += run.personal or any(words.fold(word).strip(".") in _COURTESIES for word in office)
        person.alone += len(name) == 1
        if (full := " ".join(name)) != key and not _leads(full.split()[0]):
            person.full[full] += 1
        if len(name) > 1 and (land := offices.land(run)):
            person.lands[land] += 1
        together = run.before == "and" and plural and not office
        for title in offices.offices(office, run, plural if together else ""):
            if offices.is_top(title) and words.fold(run.before) not in _NO_MORE:
                person.offices[title] += 1
            else:
                person.minor += 1
        if run.before != "of":  # "Presidents Gray of Utland and Ness of Ostland"
            plural = offices.singular(office[-1]) if office else ""
    return people


def _key(name: tuple[str, ...], alone: Counter[str]) -> str:
    """The surname: the last word with its particles, or an earlier one where that is what stands alone."""
    first, last = 0, len(name) - 1
    called = max(range(len(name)), key=lambda at: (alone[name[at]], at))
    if len(name[called]) > 1 and alone[name[called]] > alone[name[last]]:
        return name[called]
    first = last
    while first > 1 and is_particle(name[first - 1]):
        first -= 1
    first -= first == 1 and _leads(name[0])
    return " ".join([*(word.lower() for word in name[first:last]), name[last]])


def _leads(word: str) -> bool:
    """Whether a particle may stand first in a name: "Van Reest" is a surname, "Al Gray" a full name."""
    return is_particle(word) and (word.islower() or words.fold(word) in ("van", "von", "de"))


def _parted(run: Run) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The office and the name in a run: ("US", "President") and ("Ann", "Baker")."""
    written = offices.spelt_out(run.words)
    split = max((n + 1 for n, word in enumerate(written) if offices.is_title(word)), default=0)
    office, name = written[:split], written[split:]
    if len(name) > 4 or (name and words.fold(name[-1]) in _NEVER_PEOPLE):
        return office, ()
    return office, name
