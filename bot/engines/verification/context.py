"""What stands around a quote: the whole sentences that it is cut from, and of whom its pronouns speak."""

import re
from collections.abc import Sequence

from bot.answers import Citation
from bot.dossier.model import Dossier, Leader
from bot.engines.verification import facts, gender, names
from bot.engines.verification.facts import Word

LEAST_WORDS, LEAST_SIGNS = 4, 20
"""A quote has at least so many words or characters, or is a whole sentence.

Measured over the 24 dossiers of the project and its benchmarks: of the runs of one, two, three and four words in a
dossier 64, 12, 1.1 and 0.1 % stand in more than one place of it. What stands in many places shows nothing.
"""
_BACK = 3
"""Passages before its own in which it is looked up whom a pronoun means."""
_PERSONAL = {
    "he": frozenset({"he", "him", "his"}),
    "she": frozenset({"she", "her", "hers"}),
}
_TOGETHER = re.compile(r"\b(?P<both>both|(?:the|these|all) (?P<number>two|three|four|five))\b", re.IGNORECASE)
_NUMBERS = {"two": 2, "three": 3, "four": 4, "five": 5}


def sentences(citation: Citation, dossier: Dossier) -> tuple[str, str, str]:
    """A quote in the whole sentences that it is cut from: before, quote, behind. No "not" is cut off so."""
    passage, document = dossier.passage(citation.passage), dossier.document(citation.document)
    touched = (
        [s for s in passage.sentences if s.start < citation.end and citation.start < s.end] if passage else []
    )
    if not touched or document is None:
        return "", citation.quote, ""
    first, last = min(touched[0].start, citation.start), max(touched[-1].end, citation.end)
    return document.text[first : citation.start], citation.quote, document.text[citation.end : last]


def says_enough(citation: Citation, dossier: Dossier) -> bool:
    """Whether a quote is long enough to mean something, or a whole sentence."""
    quote = citation.quote.strip()
    if len(quote) >= LEAST_SIGNS or len(quote.split()) >= LEAST_WORDS:
        return True
    before, _, behind = sentences(citation, dossier)
    return not any(sign.isalnum() for sign in before + behind)


def meant(citation: Citation, dossier: Dossier) -> frozenset[int]:
    """The leaders of whom a quote speaks without a name: by pronouns, an office, or as "both" or "the two leaders".

    A pronoun means the only leader of its gender in the nearest sentence before it that names one, in its passage,
    its heading or the passages before. Nobody, where that names two.
    """
    leaders = dossier.leaders
    before, quote, behind = sentences(citation, dossier)
    whole = before + quote + behind
    if any(_is_all(match, leaders) for match in _TOGETHER.finditer(whole)):
        return frozenset(range(len(leaders)))
    found = set(gender.holders(whole, leaders))
    passage, document = dossier.passage(citation.passage), dossier.document(citation.document)
    if passage is None or document is None:
        return frozenset(found)
    start = citation.start - len(before)
    earlier = [s.text for s in passage.sentences if s.end <= start]
    further = [p for p in document.passages if p.number < passage.number]
    texts = [*reversed(earlier), passage.heading or ""]
    texts += [s.text for p in reversed(further[-_BACK:]) for s in reversed(p.sentences)]
    for kind, forms in _PERSONAL.items():
        pronoun = next((w for w in facts.read(whole).words if w.token in forms), None)
        if pronoun and not _is_taken(whole, pronoun, leaders):
            known = gender.of(leaders, document.text)
            found |= _antecedent(kind, [whole[: pronoun.start], *texts], known, leaders)
    return frozenset(found)


def _antecedent(
    kind: str, texts: Sequence[str], known: Sequence[str | None], leaders: tuple[Leader, ...]
) -> frozenset[int]:
    """The only leader whom a pronoun of that kind can mean in the first text that names one; empty if there are two."""
    for text in texts:
        named = {m.leader for m in names.mentions(text, leaders)}
        fitting = {number for number in named if known[number] in {None, kind}}
        if fitting:
            return frozenset(fitting) if len(fitting) == 1 else frozenset()
        if gender.names_other(text, kind):
            return frozenset()
    return frozenset()


def _is_taken(whole: str, pronoun: Word, leaders: tuple[Leader, ...]) -> bool:
    """Whether someone else who is named before the pronoun, in the same sentences, may be meant by it."""
    read = facts.read(whole)
    spans = [(m.start, m.end) for m in names.mentions(whole, leaders)]
    people = [run for run in names.runs(read) if len(run) > 1 and run[-1].end <= pronoun.start]
    last = max((end for _, end in spans if end <= pronoun.start), default=-1)
    return any(run[0].start > last and not any(a <= run[0].start < b for a, b in spans) for run in people)


def _is_all(match: re.Match[str], leaders: Sequence[Leader]) -> bool:
    number = _NUMBERS.get((match["number"] or "two").casefold())
    return number == len(leaders)
