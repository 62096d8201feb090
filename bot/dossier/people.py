"""Guessing the leaders of a text: the people with a high office, or the people, that it speaks of most."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest

from bot.dossier import names, words
from bot.dossier.model import Leader

MOST = 3
"""Leaders that are guessed at most; a summit with more is one for dossier.toml."""

_SHARE, _SHARE_WITHOUT_OFFICE = 0.25, 0.4
"""A leader is named at least this often for each time that the first one is."""

_TOP = frozenset(
    "president premier chancellor king queen emperor empress pope taoiseach secretary-general".split()
)
_NEVER_PEOPLE = frozenset(
    """
    summit peace prize house street union nations states kingdom republic bank fund party council committee
    court congress parliament senate ministry university institute agency commission conference agreement
    treaty north south east west river sea dam act times post journal news air force war day week treasury
    """.split()
)
_TOKEN = re.compile(r"[^\W\d_](?:\.(?=\s)|(?:[\w'’-]*\w)?)")
_SAYS = frozenset(
    """
    said says told tells wants wanted hopes hoped believes believed argues argued warned warns insists
    insisted thinks thought fears feared who whose wrote arrived met meets promised promises refused
    refuses accused denied denies rejects rejected seeks sees expects faces flew signed himself herself
    offered offers called calls asked asks backs hosts talked spoke agreed agrees proposed proposes
    suggested pledged hailed plans planned expected
    """.split()
)
_PLACED = frozenset("in at into near".split())
_COURTESIES = frozenset(("mr", "mrs", "ms", "mx", "miss"))
_NO_MORE = frozenset(("former", "ex", "late"))
_PRONOUN = re.compile(r"\b(?:he|she|his|her|him)\b", re.I)
_PRONOUN_FIRST = re.compile(r"[\"'“‘]?(?:he|she|his|her)\b", re.I)
_OF = re.compile(r"\s+of\s+(?:the\s+)?([A-Z][\w-]+(?:\s+[A-Z][\w-]+)?)")
_APPOSITION = re.compile(
    r",\s+(?:the\s+)?((?:[A-Z][\w-]+(?:['’]s)?\s+)?(?:prime\s+minister|[a-zA-Z-]+)"
    r"(?:\s+of\s+(?:the\s+)?[A-Z][\w-]+(?:\s+[A-Z][\w-]+)?)?)"
)


@dataclass(slots=True)
class _Person:
    first: int
    full: Counter[str] = field(default_factory=Counter[str])
    offices: Counter[str] = field(default_factory=Counter[str])
    count: int = 0
    personal: int = 0
    placed: int = 0
    articled: int = 0
    alone: int = 0
    minor: int = 0


@dataclass(frozen=True, slots=True)
class Guess:
    """The leaders in the order in which a text comes to them, and folded names of other people in it."""

    leaders: tuple[Leader, ...]
    others: frozenset[str]


def guess(texts: Sequence[str]) -> Guess:
    """Whom the sentences `texts` are about: no leaders, or up to `MOST`, and who else is in them."""
    people = {key: person for key, person in _people(texts).items() if _is_person(key, person)}
    high = [key for key, person in people.items() if person.offices]
    pool = high if len(high) > 1 else [key for key, person in people.items() if not person.minor]
    ranked = sorted(pool, key=lambda key: (-people[key].count, key))
    share = _SHARE if len(high) > 1 else _SHARE_WITHOUT_OFFICE
    least = max(people[ranked[0]].count * share, min(2, people[ranked[1]].count)) if len(ranked) > 1 else 0
    chosen = [key for key in ranked if people[key].count >= least][:MOST]
    others = {words.fold(part) for key in people if key not in chosen for part in (key, *people[key].full)}
    return Guess(
        tuple(_leader(key, people[key]) for key in sorted(chosen, key=lambda key: people[key].first)),
        frozenset(word for name in others for word in name.split()),
    )


def _is_person(key: str, person: _Person) -> bool:
    if person.offices:
        return True
    if max(person.placed, person.articled) * 4 > person.count or set(words.fold(key).split()) & _NEVER_PEOPLE:
        return False
    if person.full and person.alone:
        return True
    return person.personal * 5 >= person.count and (person.count > 1 or bool(person.full))


def _leader(key: str, person: _Person) -> Leader:
    name = max(person.full, key=lambda full: (person.full[full], len(full)), default=key)
    office = max(
        person.offices,
        key=lambda office: (" of " in office, len(office.split()), person.offices[office]),
        default=None,
    )
    known = {name, *names.surnames(name)}
    return Leader(name=name, aliases=() if key in known else (key,), office=office)


@dataclass(frozen=True, slots=True)
class _Run:
    """Words with capitals that follow each other, what precedes and what follows them in the sentence."""

    words: tuple[str, ...]
    before: str
    rest: str
    personal: bool


def _people(texts: Sequence[str]) -> dict[str, _Person]:
    """Who is spoken of, under the name by which a text calls them when they are known."""
    runs = [
        (office, name, run)
        for text, following in zip_longest(texts, texts[1:], fillvalue="")
        for run in _runs(text, following)
        for office, name in (_parted(run),)
        if name
    ]
    alone = Counter(" ".join(name) for _, name, _ in runs if len(name) == 1)
    keys = {name: _key(name, alone) for _, name, _ in runs}
    bare = {key.split()[-1]: key for name, key in keys.items() if len(name) > 1}
    people: dict[str, _Person] = {}
    plural = ""
    for place, (office, name, run) in enumerate(runs):
        key = bare.get(" ".join(name), keys[name])
        person = people.setdefault(key, _Person(place))
        person.count += 1
        person.placed += words.fold(run.before) in _PLACED
        person.articled += not office and run.before.casefold() in ("the", "a", "an")
        person.personal += run.personal or any(words.fold(word).strip(".") in _COURTESIES for word in office)
        person.alone += len(name) == 1
        if (full := " ".join(name)) != key and not _leads(full.split()[0]):
            person.full[full] += 1
        together = run.before == "and" and plural and not office
        for title in (plural,) if together else _offices(office, run):
            if _is_top(title) and words.fold(run.before) not in _NO_MORE:
                person.offices[title] += 1
            else:
                person.minor += 1
        plural = _singular(office[-1]) if office and _singular(office[-1]) else ""
    return people


def _key(name: tuple[str, ...], alone: Counter[str]) -> str:
    """The surname: the last word with its particles, or the first where that is what stands alone."""
    first, last = 0, len(name) - 1
    if len(name[first]) > 1 and alone[name[first]] > alone[name[last]]:
        return name[first]
    first = last
    while first > 1 and _is_particle(name[first - 1]):
        first -= 1
    first -= first == 1 and _leads(name[0])
    return " ".join([*(word.lower() for word in name[first:last]), name[last]])


def _is_particle(word: str) -> bool:
    return words.fold(word) in names.PARTICLES


def _leads(word: str) -> bool:
    """Whether a particle may stand first in a name: "Van Reest" is a surname, "Al Gray" a full name."""
    return _is_particle(word) and (word.islower() or words.fold(word) in ("van", "von", "de"))


def _is_capital(word: str) -> bool:
    """Whether a word is written as a name, "d'Orsay" and "al-Amin" too."""
    return word[0].isupper() or bool(re.match(r"[a-z]{1,2}['’-][A-Z]", word))


def _runs(text: str, following: str) -> Iterator[_Run]:
    run: list[re.Match[str]] = []
    before = ""
    last = ""
    for token in _TOKEN.finditer(text):
        written = token[0]
        gap = text[run[-1].end() : token.start()] if run else ""
        joins = bool(run) and gap.isspace() and not run[-1][0].endswith(("'s", "’s"))
        capital = _is_capital(written)
        if joins and (capital or (_is_particle(written) and _capital_after(text, token.end()))):
            run.append(token)
        else:
            if run:
                yield _run(text, run, before, following)
            run = [token] if capital else []
            before = last
        last = f"{last} {written}" if f"{last} {written}".casefold() == "prime minister" else written
    if run:
        yield _run(text, run, before, following)


def _capital_after(text: str, at: int) -> bool:
    return text[at : at + 1].isspace() and text[at + 1 : at + 2].isupper()


def _run(text: str, run: Sequence[re.Match[str]], before: str, following: str) -> _Run:
    parts = [re.sub(r"['’]s?$", "", token[0]) for token in run]
    while parts and words.fold(parts[0]) in words.STOP | names.CALENDAR and parts[0] != "US":
        before = parts.pop(0)
    if _is_particle(before) and before.islower():
        parts.insert(0, before)
    rest = text[run[-1].end() :]
    says = rest.lstrip(" ,").split(None, 1)[:1]
    personal = bool(says and says[0].strip(",.") in _SAYS) or bool(_PRONOUN.search(rest))
    return _Run(tuple(parts), before, rest, personal or bool(_PRONOUN_FIRST.match(following)))


def _parted(run: _Run) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The office and the name in a run: ("US", "President") and ("Ann", "Baker")."""
    split = max((n + 1 for n, word in enumerate(run.words) if _titled(word)), default=0)
    office, name = run.words[:split], run.words[split:]
    if len(name) > 4 or (name and words.fold(name[-1]) in _NEVER_PEOPLE):
        return office, ()
    return office, name


def _titled(word: str) -> bool:
    return (
        names.is_office(word)
        or bool(_singular(word))
        or words.fold(word).removesuffix(".")
        in names.COURTESIES
        - {
            "us",
            "american",
        }
    )


def _singular(word: str) -> str:
    """ "President" for "Presidents"; nothing for any other word."""
    return word[:-1] if word.endswith("s") and names.is_office(word[:-1]) else ""


def _offices(office: tuple[str, ...], run: _Run) -> Iterator[str]:
    """The offices that the words around a name give it."""
    if office and (title := _singular(office[-1])):
        yield title
    elif any(map(names.is_office, office)):
        title = " ".join(
            office[1:] if words.fold(run.before) in _PLACED and not _titled(office[0]) else office
        )
        place = _OF.match(run.rest)
        yield f"{title} of {place[1]}" if place and len(title.split()) <= 2 else title
    elif not office and run.before and names.is_office(run.before.split()[-1]):
        yield run.before.title()
    if behind := _APPOSITION.match(run.rest):
        title = re.sub(r"^(\S+?)['’]s\s+(.+)$", r"\2 of \1", behind[1])
        if names.is_office(title.partition(" of ")[0].split()[-1]):
            head, of, place = title.partition(" of ")
            yield " ".join(word[:1].upper() + word[1:] for word in head.split()) + of + place


def _is_top(title: str) -> bool:
    folded = words.fold(title)
    head = folded.partition(" of ")[0]
    if re.search(r"\b(?:vice|deputy|former|ex)\b", folded):
        return False
    return "prime minister" in head or "leader of " in folded or bool(set(head.split()) & _TOP)
