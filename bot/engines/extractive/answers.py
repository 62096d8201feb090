"""From a question to the few sentences that answer it, or to why there are none."""

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from bot.answers import Answer, Claim, NotStated, Question, Why
from bot.conversation import dangling, standalone
from bot.dossier import words
from bot.dossier.model import Leader, Sentence
from bot.dossier.names import COURTESIES, OFFICES
from bot.dossier.reading import Reading
from bot.engines.extractive import question as questions
from bot.engines.extractive.certainty import certainty
from bot.engines.extractive.claims import claim_of
from bot.engines.extractive.intent import intent
from bot.engines.extractive.lacks import is_ruled_out
from bot.engines.extractive.language import foreign_language
from bot.engines.extractive.occasion import is_afterwards, is_occasion, told
from bot.engines.extractive.office_holder import named_by_office
from bot.engines.extractive.open_points import asks_what_is_open, left_open
from bot.engines.extractive.question import Kind, Query
from bot.engines.extractive.ranking import Ranked, Ranking, rank
from bot.engines.extractive.stance import aspect_of, is_plain, stated
from bot.engines.extractive.statements import claim_from, statements
from bot.engines.verification import cite, verify_claims
from bot.engines.verification.markup import cleaned
from bot.followups import InLanguage, Shorter, asked_before, follow_up

NAME = "extractive"

SURE = 0.48
"""Confidence from which a sentence is shown as the answer."""

MOST = 3
"""Sentences of an answer at most; a question about a group takes one for each leader."""

_NEAREST = 3

_LOOKED_AT = 2_000
"""Characters of a question that are looked at; nobody asks with more, and some steps grow with its square."""

_ONE_IS_ENOUGH = (Kind.WHO, Kind.WHEN, Kind.WHERE, Kind.HOW_MANY, Kind.YES_NO)

_RESTATES = 0.9
"""Share of a question's weight from which a sentence without a reason may say no more than the question."""

_FRESH = 2
"""Words beyond the question's that such a sentence has at most."""


_GROUP = re.compile(
    r"\b(?:(?:both|each|either)(?: of (?:the|these|those|them))?(?: (?:two|three|four))?"
    r"|all (?:of )?(?:the )?(?:two|three|four|five)|all(?: of)?(?: the)?(?= (?:leaders|sides|parties|presidents))"
    r"|the (?:two|three|four|five)|the(?= (?:leaders|sides|parties|presidents)\b))"
    r"(?P<noun> (?:leaders?|sides?|part(?:y|ies)|presidents?|heads of state))?(?=\b)",
    re.I,
)
_DOES = re.compile(
    r"\b(?:does|did|do|has|have|had|is|was|will|would|can|could|should|may|might)(?:n['’]t)?\s+$", re.I
)
_QUOTES = 3
_TITLE = re.compile(rf"\b(?:(?:the|that|this|{'|'.join(sorted(OFFICES | COURTESIES))})\.?\s+)+$", re.I)
_JOINED = re.compile(r"\s*(?:,|and|or|&|as well as|,\s*and)\s*", re.I)
_PRONOUN = re.compile(r"^(?:he|she|his|her|they|their|it|its|this|that|these|those|both|such)\b", re.I)


def answer(question: Question, reading: Reading) -> Answer | NotStated:
    """The claims that answer `question`, best first, each the documents' own sentence.

    "In one sentence" is the first of those that the question before it got.
    """
    form = follow_up(question.text) if question.turns else None
    before = asked_before(question.turns)
    if before is None or not isinstance(form, Shorter | InLanguage):
        return _answer(question, reading)
    text, turns = before
    result = _answer(replace(question, text=text, turns=turns), reading)
    if isinstance(form, Shorter):
        return replace(result, claims=result.claims[:1]) if isinstance(result, Answer) else result
    if form.name == "English":
        return result
    told = result.claims if isinstance(result, Answer) else ()
    nearest = tuple(dict.fromkeys(citation for claim in told for citation in claim.citations))
    return replace(_not_stated(Why.TRANSLATION, reading), nearest=nearest[:_QUOTES])


def _answer(question: Question, reading: Reading) -> Answer | NotStated:
    asked_for = question.text
    turns = tuple(replace(turn, question=cleaned(turn.question[:_LOOKED_AT])) for turn in question.turns)
    question = replace(question, text=cleaned(question.text[:_LOOKED_AT]), turns=turns)
    why = intent(asked_for) or intent(question.text)  # Tags may be an order; the second has none.
    if why:
        return _not_stated(why, reading)
    if language := foreign_language(question.text):
        return _not_stated(Why.LANGUAGE, reading, detail=language)
    text = standalone(question, reading.who)
    if pronoun := dangling(text, reading.who):
        return _not_stated(Why.UNCLEAR, reading, detail=pronoun)
    asked = ask(in_document_words(text, reading), reading)
    claims, dropped = verify_claims(list(dict.fromkeys(_found(asked, reading))), reading.dossier)
    if not claims:
        return replace(_refusal(asked, reading), dropped=tuple(dropped))
    return Answer(
        claims=tuple(claims),
        engine=NAME,
        dossier=reading.dossier.name,
        as_of=reading.dossier.as_of,
        dropped=tuple(dropped),
    )


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that stands on its own, as read, and what the dossier has for it."""

    text: str
    query: Query
    ranking: Ranking


def ask(text: str, reading: Reading) -> Asked:
    """The ranking for `text`, without the sentences that can't be the answer.

    Those are about another leader than the one it names, or lack what any answer to it must hold.
    """
    query = questions.read(text)
    mentions = reading.who.mentions(text)
    named = {mention.leader for mention in mentions}
    does = len(named) == 1 and any(_DOES.search(text[: mention.start]) for mention in mentions)

    def may(hit: Ranked) -> bool:
        about = _leaders_of(hit.sentence, reading) if len(named) == 1 else named
        if about and about.isdisjoint(named):
            return False
        holders = _holders(reading).get(hit.sentence.id) if does else None
        return not (holders and holders.isdisjoint(named)) and not is_ruled_out(query, hit, reading)

    return Asked(text, query, rank(query, reading.index, may=may))


@lru_cache(maxsize=4)
def _holders(reading: Reading) -> dict[int, frozenset[int]]:
    """Whose each sentence is, by its id, as far as that is plain."""
    held: dict[int, frozenset[int]] = {}
    for statement in statements(reading):
        held[statement.sentence.id] = held.get(statement.sentence.id, frozenset()) | statement.holders
    return held


def _found(asked: Asked, reading: Reading) -> list[Claim]:
    """What answers, by the first way of reading the question that settles it."""
    settled = before_ranking(asked, reading)
    if settled is not None:
        return settled
    return _for_each(asked, reading) or _for_one(asked, reading)


def before_ranking(asked: Asked, reading: Reading) -> list[Claim] | None:
    """The answer to a question for the event itself, or for an aspect of a leader; None if it is neither."""
    if is_afterwards(asked.text, reading):
        return []
    if is_occasion(asked.query, asked.text, reading):
        return [claim_from(statement, reading) for statement in told(asked.query, reading)[:1]]
    if asks_what_is_open(asked.text, reading):
        return [claim_from(statement, reading) for statement in left_open(reading)]
    if holder := named_by_office(asked.text, reading):
        return [claim_from(holder, reading)]
    return _for_leader(asked.text, reading) or None


def _leaders_of(sentence: Sentence, reading: Reading) -> set[int]:
    """The leaders whom a sentence mentions; one that begins with a pronoun speaks of those before it."""
    found = {mention.leader for mention in reading.who.mentions(sentence.text)}
    if found or not _PRONOUN.match(sentence.text) or sentence.id == 0:
        return found
    before = reading.dossier.sentences[sentence.id - 1]
    return _leaders_of(before, reading) if before.passage == sentence.passage else found


def _for_one(asked: Asked, reading: Reading) -> list[Claim]:
    """The first sentence, and those behind it that answer about as well and add something."""
    if certainty(asked.query, asked.ranking) < SURE:
        return []
    first, *others = asked.ranking.hits
    if asked.query.kind is Kind.WHY and not first.fits and _restates(first, asked.query, reading):
        return [claim_of(s, reading.dossier) for s in [*_next(first.sentence, reading), first.sentence]]
    close = [hit for hit in others if hit.score >= first.score * 0.9 and hit.covered >= first.covered - 0.05]
    if asked.query.kind in _ONE_IS_ENOUGH:
        close = []
    return [claim_of(hit.sentence, reading.dossier) for hit in [first, *close][:MOST]]


def _restates(hit: Ranked, query: Query, reading: Reading) -> bool:
    """Whether a sentence says no more than the question that asks why."""
    said = {word.term for word in reading.index.read(hit.sentence.text) if word.term}
    return hit.covered > _RESTATES and len(said - {term.stem for term in query.terms}) <= _FRESH


def _next(sentence: Sentence, reading: Reading) -> list[Sentence]:
    """The sentence behind it in its passage: where one restates a "why", the reason stands there."""
    last = reading.dossier.passages[sentence.passage - 1].sentences[-1]
    return [] if sentence.id == last.id else [reading.dossier.sentences[sentence.id + 1]]


def _for_leader(text: str, reading: Reading) -> list[Claim]:
    """For "what does X want?" and its like: what is stated of that aspect of X, the most telling first."""
    named = {mention.leader for mention in reading.who.mentions(text)}
    aspect = aspect_of(text)
    if aspect is None or len(named) != 1 or not is_plain(text, reading):
        return []
    return [claim_from(statement, reading) for statement in stated(named.pop(), aspect, reading)[:MOST]]


def _for_each(asked: Asked, reading: Reading) -> list[Claim]:
    """For a question about a group: what fits the group, then a sentence for each leader; [] if it isn't one."""
    leaders, each = _group(asked.text, reading)
    if len(leaders) < 2:
        return []
    found: list[Claim] = []
    names = [_name_in_documents(reading.dossier.leaders[leader], reading) for leader in leaders]
    own = [each.format(leader=name) for name in names]
    by_aspect = [_for_leader(text, reading) for text in own]
    if not any(by_aspect):
        found = _for_one(asked, reading)[:1]
        if found and _leaders_of(asked.ranking.hits[0].sentence, reading) >= set(leaders):
            return found
    for text, claims in zip(own, by_aspect, strict=True):
        found += (claims or _for_one(ask(text, reading), reading))[:1]
    return found


def _group(text: str, reading: Reading) -> tuple[list[int], str]:
    """The leaders that a question is about as a group, and the question with `{leader}` in their place."""
    escaped = text.replace("{", "").replace("}", "")
    mentions = reading.who.meant(escaped)
    if len(mentions) > 1:
        gaps = [escaped[a.end : b.start] for a, b in pairwise(mentions)]
        if all(_JOINED.fullmatch(gap) for gap in gaps):
            asked = f"{escaped[: mentions[0].start]}{{leader}}{escaped[mentions[-1].end :]}"
            return list(dict.fromkeys(m.leader for m in mentions)), asked
        return [], text
    if not mentions and (found := _GROUP.search(escaped)):
        return list(
            range(len(reading.dossier.leaders))
        ), f"{escaped[: found.start()]}{{leader}}{escaped[found.end() :]}"
    return [], text


def in_document_words(text: str, reading: Reading) -> str:
    """`text` with each leader under the name that the documents use most."""
    for mention in reversed(reading.who.meant(text)):
        name = _name_in_documents(reading.dossier.leaders[mention.leader], reading)
        before = _TITLE.sub("", text[: mention.start])
        text = before + name + text[mention.end :]
    return text


def _name_in_documents(leader: Leader, reading: Reading) -> str:
    """The form of a leader's name whose words the documents use most, the shortest of equals."""

    def use(name: str) -> tuple[int, int]:
        tokens = words.tokens(name)
        return min((reading.index.frequency(reading.index.term(t)) for t in tokens), default=0), -len(tokens)

    return max((leader.name, *leader.aliases), key=use)


def _refusal(asked: Asked, reading: Reading) -> NotStated:
    """Nothing answers: say which names or numbers the documents don't even mention, and what comes nearest."""
    strange = [term.word for term in asked.ranking.unknown if term.name or term.number]
    nearest = tuple(
        cite(hit.sentence, reading.dossier) for hit in asked.ranking.nearest[:_NEAREST] if hit.covered > 0
    )
    why = Why.PRESUMES if strange else Why.NOT_FOUND
    return replace(_not_stated(why, reading, detail=", ".join(strange) or None), nearest=nearest)


def _not_stated(why: Why, reading: Reading, detail: str | None = None) -> NotStated:
    return NotStated(
        why=why,
        nearest=(),
        engine=NAME,
        dossier=reading.dossier.name,
        as_of=reading.dossier.as_of,
        detail=detail,
        questions=(),
    )
