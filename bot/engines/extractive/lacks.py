"""What no answer can lack: sentences without it are ruled out, however many of the question's words they hold."""

import re
from functools import lru_cache

from bot.dossier import words
from bot.dossier.names import CALENDAR
from bot.dossier.reading import Reading
from bot.engines.extractive.question import Kind, Query
from bot.engines.extractive.ranking import Ranked
from bot.engines.extractive.wanted import Wanted

_WHO_IS = re.compile(
    r"^\W*(?i:who(?:['’]s| is| was| are| were)|what(?:['’]s| is| was| are| were) the names? of)\s+"
    r"((?:(?i:the|an?|his|her|their)\b|[^\W\d_a-z]).*?)"
    r"(?i:\s+(?:of|in|for|at|on|from|with|that|who)\b.*)?[?\s]*$"
)
_PRONOUN = re.compile(r"\b(?:he|she|it|they|his|her|its|their|neither|there|this|that|these)\b", re.I)
_EVERYONE = re.compile(r"\b(?:both|each|all (?:two|three|four|of them))\b", re.I)
_ROOT = 5
"""Letters by which a name and its adjective are alike."""

_PRONOUN_REACH = 4
"""Sentences back in which stands whom a pronoun means; without one a sentence leans on the last alone."""

_TYPED = (Kind.WHO, Kind.WHEN, Kind.WHERE, Kind.HOW_MANY)
_PLACED = re.compile(r"\b(?:in|at|on|to|from) (?:which|what)\b", re.I)
_AMOUNT = re.compile(r"\bhow (?:many|much)\b", re.I)
_SUBJECT = re.compile(
    r"\b(?:did|does|do|has|have|had|is|was|were|will|would|can|could)(?:n['’]t)? "
    r"((?:[^\W\d_a-z][\w'’-]*)(?: [^\W\d_a-z][\w'’-]*)*)"
)
_OPEN = re.compile(r"^\W*(?:whether|if|will|would|can|could)\b", re.I)


def is_ruled_out(query: Query, hit: Ranked, reading: Reading) -> bool:
    """Whether the hit lacks what no answer can lack.

    That is a thing of the kind asked for ("when": a time; "how long": a span), the names that the question is
    about, who did it, the office in "who is the minister?" and a name beside it, the deed or a reason in "why did
    they?", and some word besides a leader's name. "Whether they agree" answers no "did they?", and what is denied
    throughout nothing.
    """
    wanted = _wanted(query)
    return (
        (query.kind in _TYPED and hit.fits is False and _must_fit(query))
        or hit.frame["measured"] < 0
        or hit.frame["clock"] < 0
        or hit.frame["negated"] == 1
        or (query.kind is Kind.WHY and hit.frame["verb"] < 0 and hit.frame["reason"] < 0)
        or (wanted.happened and bool(_OPEN.search(hit.sentence.text)))
        or _shares_only_leaders(query, hit, reading)
        or _lacks_role(query, hit)
        or _lacks_names(query, hit, reading)
        or _has_another_subject(query, hit, reading)
    )


@lru_cache(maxsize=16)
def _wanted(query: Query) -> Wanted:
    return Wanted(query)


def _must_fit(query: Query) -> bool:
    """Whether the sign of the kind must stand: not in "which country gave most?", where the name may be anything."""
    return not query.focus or bool(_PLACED.search(query.text) or _AMOUNT.search(query.text))


def _shares_only_leaders(query: Query, hit: Ranked, reading: Reading) -> bool:
    """Whether it holds none of the question's words but names of leaders, nor the age or calling it asks for."""
    wanted = _wanted(query)
    if wanted.measure is not None or (wanted.calling and wanted.calling.search(hit.sentence.text)):
        return False
    content = [term for term in query.terms if not reading.index.is_name(term.token)]
    return bool(content) and all(term in hit.missing for term in content)


def _lacks_role(query: Query, hit: Ranked) -> bool:
    """Whether "who is the transport minister?" finds no transport minister, or nobody beside the word."""
    found = _WHO_IS.match(query.text)
    if not found:
        return False
    said = words.split(found[1])
    behind = max((n + 1 for n, word in enumerate(said) if re.search(r"['’]s?$", word)), default=0)
    role = {words.token(word) for word in said[behind:] if word[0].islower()}
    if role and hit.frame["role_named"] < 0:
        return True
    return any(term.token in role and not term.name and term in hit.missing for term in query.terms)


def _lacks_names(query: Query, hit: Ranked, reading: Reading) -> bool:
    """Whether a name in the question is one that the sentence has nothing to do with.

    A country's name and its adjective are one; leaders are no matter here, nor are days and months.
    """
    around = {token[:_ROOT] for token in _names_around(hit, reading)}
    known = CALENDAR | {term.token for term in query.terms if reading.index.is_name(term.token)}
    strangers = [t for t in query.terms if t.name and t in hit.missing and t.token not in known]
    return any(t.token[:_ROOT] not in around for t in strangers) and not _EVERYONE.search(hit.sentence.text)


def _names_around(hit: Ranked, reading: Reading) -> set[str]:
    """Tokens of the sentence, of those it leans on, the heading, the title, and of the leaders they speak of."""
    passage = reading.dossier.passages[hit.sentence.passage - 1]
    around = [hit.sentence.text, passage.heading or "", reading.dossier.title]
    reach = _PRONOUN_REACH if _PRONOUN.search(hit.sentence.text) else 1
    first = max(passage.sentences[0].id, hit.sentence.id - reach)
    around += [sentence.text for sentence in reading.dossier.sentences[first : hit.sentence.id]]
    leaders = {mention.leader for text in around for mention in reading.who.mentions(text)}
    meant = {word.token for word in reading.index.words(hit.sentence)}
    for number, leader in enumerate(reading.dossier.leaders):
        if number in leaders or meant.issuperset(words.tokens(leader.name)):
            around.append(f"{leader.name} {leader.office or ''}")
    return {token for text in around for token in words.tokens(text)}


def _has_another_subject(query: Query, hit: Ranked, reading: Reading) -> bool:
    """Whether "did X recall its envoy?" finds that Y recalled its envoy, and no X; leaders are looked at elsewhere."""
    found = None if query.kind is Kind.WHO else _SUBJECT.search(query.text)
    if not found or re.search(r"['’]s?$", found[1]):
        return False
    subject = {words.token(word) for word in words.split(found[1])}
    if any(reading.index.is_name(token) for token in subject) or subject <= words.STOP:
        return False
    read = reading.index.words(hit.sentence)
    missing = {term.stem for term in hit.missing}
    asked = {term.stem for term in query.terms if not term.name} - missing
    before = read[: next((n for n, word in enumerate(read) if word.term in asked), 0)]
    leaders = [m.leader for m in reading.who.mentions(hit.sentence.text)]
    offices = " ".join(reading.dossier.leaders[leader].office or "" for leader in leaders)
    said = {word.token[:_ROOT] for word in read} | {token[:_ROOT] for token in words.tokens(offices)}
    return (
        said.isdisjoint(token[:_ROOT] for token in subject)
        and any(word.capital and word.term for word in before)
        and not any(_PRONOUN.fullmatch(word.token) for word in before)
    )
