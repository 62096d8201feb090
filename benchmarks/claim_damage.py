"""Correct claims made false by rule, in the ways in which a model that writes gets things wrong.

The word lists are this benchmark's own, as those of `damage.py`: none is read by the checker.
"""

import re
from collections.abc import Iterator
from itertools import islice
from zlib import crc32

from benchmarks import damage
from benchmarks.damage import Rule
from bot.dossier.model import Dossier
from bot.engines.verification import facts, names

_SYMMETRIC = re.compile(r"\b(?:meets?|met|talks?|spoke[n]?|encounter)\b")
_MAY = re.compile(r"\bmay\b")
_DIRECTIONS = (
    ("with", "without"), ("without", "with"), ("before", "after"), ("after", "before"), ("from", "to"), ("to", "from"),
    ("for", "against"), ("against", "for"), ("over", "under"), ("under", "over"), ("near", "far from"), ("until", "after"),
    ("since", "until"), ("close to", "far from"), ("far from", "close to"), ("up to", "more than"), ("out of", "into"),
    ("into", "out of"), ("inside", "outside"), ("within", "only after"), ("by", "from"), ("below", "above"),
    (r"to (?=\$?\d)", "by "), (r"by (?=\$?\d)", "to "), ("at least", "at most"), ("more than", "less than"),
    ("less than", "more than"), ("in return for", "regardless of"), ("because of", "despite"), ("because", "although"),
    ("if", "even if"), ("only if", "even if"), ("unless", "if"), ("rather than", "as well as"),
)  # fmt: skip
_ANTONYMS = (
    "freed jailed", "free jail", "lift tighten", "lifted tightened", "block back", "refuses agrees", "refused agreed",
    "banned allowed", "bars allows", "forbids allows", "opposes backs", "rejects accepts", "objects agrees", "denies admits",
    "raised lowered", "risen fallen", "dropped risen", "gained lost", "gained shed", "grew shrank", "tripled halved",
    "closed reopened", "closed opened", "open shut", "opens ends", "start end", "starts ends", "began ended", "begin cease",
    "stopped started", "stop start", "expires begins", "lowered raised", "reduced increased", "cut raised",
    "shallower deeper", "only also", "earlier later", "early late", "north south", "northern southern", "south north",
    "buys sells", "buy sell", "imports exports", "exports imports", "withdraw deploy", "withdrew sent", "left joined",
    "leave join", "resigned stayed", "promoted demoted", "survived died", "accused praised", "accuses praises",
    "promised refused", "warned assured", "warns assures", "hopes fears", "fears hopes", "confident doubtful",
    "warning promise", "unlikely likely", "unrealistic realistic", "illegal legal", "temporary permanent", "private public",
    "publicly privately", "unarmed armed", "neutral hostile", "largest smallest", "best worst", "hard soft", "majority minority",
    "opposition government", "supports opposes", "support oppose", "favour oppose", "favours opposes", "favoured opposed",
    "accept reject", "accepted rejected", "keep surrender", "destroyed spared", "lost gained", "remained left",
    "collapsed succeeded", "failed succeeded", "broke held", "missing present", "wounded unhurt", "hired sacked", "borrowed lent",
    "extend shorten", "suspended imposed", "imposed suspended", "pays receives", "pay receive", "paid received", "above below",
    "first last", "last first", "easily hardly", "good bad", "same opposite", "peacemaker warmonger", "critical supportive",
)  # fmt: skip
_SCOPES = (
    ("some", "all"), ("some of", "all of"), ("most", "all"), ("most of", "all of"), ("many", "all"), ("half", "all"),
    ("half of", "all of"), ("a third of", "all of"), ("a third", "all"), ("a fifth", "all"), ("about half", "all"),
    ("nearly", "more than"), ("almost", "completely"), ("about", "exactly"), ("around", "exactly"), ("all", "some"),
    ("all of", "some of"), ("each", "no"), ("every", "no"), ("both", "neither of the"), ("neither", "each"),
    ("nobody", "everybody"),
    ("no", "every"), ("only", "not only"), ("any", "not every"), ("two of", "all of"), ("partly", "wholly"), ("often", "always"),
    ("sometimes", "always"), ("usually", "always"), ("one of", "all of"), ("two", "all"), ("three", "all"),
)  # fmt: skip
_ADDED = (
    " after a long telephone call with the pope", " and has informed the parliament of it in writing",
    ", which experts regard as a serious mistake", " in order to please the voters at home",
    " because the army had asked for it", " and will resign if it fails", ", according to a leaked letter",
    ", for the first time in a decade", " under pressure from the United States", ", despite protests from the church",
    " and received applause for it", ", and the markets reacted nervously", ", as the secret service had predicted",
    " on the advice of the central bank", ", in a breach of international law",
)  # fmt: skip


def name(text: str, dossier: Dossier) -> Iterator[str]:
    """A leader for another, or another name of the dossier in the place of one that is no leader's."""
    yield from damage.misnamed(text, dossier)
    known = _names_of(dossier)
    leaders = [(m.start, m.end) for m in names.mentions(text, dossier.leaders)]
    for start, end in damage.called(text, dossier):
        if any(first <= start < last for first, last in leaders) or text[start:end] not in known:
            continue
        others = [other for other in known if other not in text and text[start:end] not in other]
        if others:
            yield text[:start] + others[crc32(text.encode()) % len(others)] + text[end:]


def swapped(text: str, dossier: Dossier) -> Iterator[str]:
    """Two names in each other's place, where it matters who comes first."""
    if not _SYMMETRIC.search(text):
        yield from damage.swapped(text, dossier)


def antonym(text: str, dossier: Dossier) -> Iterator[str]:
    """A word's opposite in its place."""
    for pair in _ANTONYMS:
        yield from damage.replaced(text, *pair.split())
    yield from damage.antonym(text, dossier)


def direction(text: str, _: Dossier) -> Iterator[str]:
    """A preposition or a condition turned round."""
    for old, new in _DIRECTIONS:
        yield from damage.replaced(text, old, new)


def scope(text: str, _: Dossier) -> Iterator[str]:
    """All for some, exactly for about."""
    for old, new in _SCOPES:
        yield from damage.replaced(text, old, new)


def date(text: str, dossier: Dossier) -> Iterator[str]:
    """Another day or month; the verb "may" is none."""
    lower = len(_MAY.findall(text))
    yield from (other for other in damage.date(text, dossier) if len(_MAY.findall(other)) == lower)


def addition(text: str, _: Dossier) -> Iterator[str]:
    """A fact that no document has, behind what is true."""
    first = crc32(text.encode())
    for number in (first, first // 7):
        yield text.rstrip(".") + _ADDED[number % len(_ADDED)] + "."


DAMAGES: dict[str, Rule] = {
    "number": damage.number,
    "date": date,
    "name": name,
    "swapped": swapped,
    "negation": damage.negation,
    "antonym": antonym,
    "hedge": damage.hedge,
    "direction": direction,
    "scope": scope,
    "addition": addition,
    "attribution": damage.attribution,
}


def damaged(text: str, dossier: Dossier, most: int) -> Iterator[tuple[str, str]]:
    """Each kind with at most so many damaged forms of a claim; a form that two kinds give counts for the first."""
    seen = {text}
    for kind, rule in DAMAGES.items():
        fresh = (form for form in dict.fromkeys(rule(text, dossier)) if form not in seen)
        for form in list(islice(fresh, most)):
            seen.add(form)
            yield kind, form


def _names_of(dossier: Dossier) -> list[str]:
    found: dict[str, None] = {}
    for sentence in dossier.sentences:
        read = facts.read(sentence.text)
        leaders = [(m.start, m.end) for m in names.mentions(sentence.text, dossier.leaders)]
        taken = [*leaders, *((when.start, when.end) for when in read.whens)]
        for run in names.runs(read):
            if not any(start <= word.start < end for word in run for start, end in taken):
                found[names.name_of(run, read)] = None
    return [called for called in found if len(called) > 3]
