"""The offices that the words around a name give it: "Utland's premier, Ann Baker", "John Adams (Ostland)"."""

import re
from collections.abc import Iterator, Sequence

from bot.dossier import names, words
from bot.dossier.runs import Run

_TOP = frozenset(
    "president premier chancellor king queen emperor empress pope taoiseach secretary-general".split()
)
_PLACED = frozenset("in at into near".split())

_CAPITAL = r"[A-ZÀ-ÖØ-Þ][\w-]+"
_PLACE = rf"{_CAPITAL}(?:\s+{_CAPITAL})?"
_NOUN = "|".join(sorted(map(re.escape, names.OFFICES), key=len, reverse=True))
_TITLE = rf"(?:(?i:prime)\s+(?i:minister)|PM\b|(?i:{_NOUN})\b)"
_RANKED = rf"(?:(?!prime\b)(?P<rank>[a-z]+)[\s-]+)?(?P<title>{_TITLE})"

_OF = re.compile(rf"\s+of\s+(?:the\s+)?({_PLACE})")
_IN_BRACKETS = re.compile(rf"\s+\(({_CAPITAL}(?:\s+{_CAPITAL})*)\)")
_OWNED = re.compile(rf"({_PLACE})['’]s\s+\Z")
_BEFORE = re.compile(
    rf"(?:(?P<owner>{_PLACE})['’]s\s+|(?P<theirs>\b(?i:his|her|their|its|whose|my|our)\s+)"
    rf"|(?P<people>{_CAPITAL})\s+)?"
    rf"\b{_RANKED}(?:\s+of\s+(?:the\s+)?(?P<place>{_PLACE}))?(?:,\s+|\s+)\Z"
)
_BEHIND = re.compile(
    rf"(?:,\s+|\s+\(|\s+[-–—]\s+)(?:the\s+)?(?:(?P<owner>{_PLACE})['’]s\s+|(?P<people>{_CAPITAL})\s+)??"
    rf"{_RANKED}(?:\s+of\s+(?:the\s+)?(?P<place>{_PLACE}))?(?!\w|\s+[A-ZÀ-ÖØ-Þ])"
)
_UNNAMED = re.compile(rf"\b[Tt]he\s+({_TITLE})\s+of\s+(?:the\s+)?({_PLACE})")
_LESSER = frozenset("vice deputy former ex late future club bank company university".split())


def is_title(word: str) -> bool:
    """Whether a word stands before a name without being part of it."""
    folded = words.fold(word).removesuffix(".")
    return names.is_office(word) or bool(singular(word)) or folded in names.COURTESIES - {"us", "american"}


def spelt_out(title: Sequence[str]) -> tuple[str, ...]:
    """The words of a name or an office with "Prime Minister" for "PM"."""
    return tuple(part for word in title for part in (("Prime", "Minister") if word == "PM" else (word,)))


def singular(word: str) -> str:
    """ "President" for "Presidents"; nothing for any other word."""
    return word[:-1] if word.endswith("s") and names.is_office(word[:-1]) else ""


def offices(office: Sequence[str], run: Run, plural: str = "") -> Iterator[str]:
    """The offices that a name has: `office` are the capital words before it, `plural` the one it shares.

    An office that is somebody's ("his prime minister") begins with a small letter, as does a lesser one.
    """
    owner = _OWNED.search(run.lead)
    if title := (singular(office[-1]) if office else "") or plural:
        yield _with_place(title, run, None)
    elif any(map(names.is_office, office)):
        placed = words.fold(run.before) in _PLACED and not is_title(office[0])
        yield _with_place(" ".join(office[1:] if placed else office), run, owner)
    elif not office and (before := _BEFORE.search(run.lead)):
        yield _shown(before, run)
    if (behind := _BEHIND.match(run.rest)) and words.fold(run.before) != "of":
        yield _shown(behind, run)


def land(run: Run) -> str:
    """ "Utland" for "Utland's Ann Baker"; "" where nothing like it stands before a name."""
    owner = _OWNED.search(run.lead)
    return owner[1] if owner else ""


def unnamed(text: str) -> Iterator[tuple[str, str]]:
    """Offices that stand for whoever holds them ("the king of Utland"): the title, and with its place."""
    for found in _UNNAMED.finditer(text):
        title = _capitals(found[1])
        yield title, f"{title} of {found[2]}"


def is_top(title: str) -> bool:
    """Whether an office is that of a leader of a country or its like."""
    folded = words.fold(title)
    head = folded.partition(" of ")[0]
    if title[:1].islower() or re.search(r"\b(?:vice|deputy|former|ex)\b", folded):
        return False
    return "prime minister" in head or "leader of " in folded or bool(set(head.split()) & _TOP)


def has_place(office: str) -> bool:
    """Whether an office says of what: "King of Utland", "German Chancellor"; "Prime Minister" doesn't."""
    return " of " in office or any(
        not names.is_office(word) and words.fold(word) != "prime" for word in office.split()
    )


def _with_place(title: str, run: Run, owner: re.Match[str] | None) -> str:
    if len(title.split()) > 2:
        return title
    if place := _OF.match(run.rest):
        return f"{title} of {place[1]}"
    if has_place(title):
        return title
    if owner:
        return f"{title} of {owner[1]}"
    bracketed = _IN_BRACKETS.match(run.rest)
    return f"{title} of {bracketed[1]}" if bracketed else title


def _shown(found: re.Match[str], run: Run) -> str:
    """The office of an apposition as it is shown; somebody's own stays small, and so is none of a leader."""
    groups = found.groupdict()
    if groups.get("theirs") or groups["rank"] in _LESSER:
        return groups["title"].lower()
    title = _capitals(groups["title"])
    own = groups["rank"] not in words.STOP  # "Utland and premier Ann Baker" doesn't say of what.
    place = groups["place"] or (own and groups["owner"])
    if place:
        return f"{title} of {place}"
    people = groups["people"]
    if (
        own
        and people
        and words.fold(people) not in words.STOP | names.CALENDAR
        and not names.is_office(people)
    ):
        return f"{people} {title}"
    return _with_place(title, run, None)


def _capitals(title: str) -> str:
    return " ".join(word[:1].upper() + word[1:] for word in spelt_out(title.split()))
