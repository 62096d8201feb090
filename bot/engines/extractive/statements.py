"""What the documents state, attributed, and how a statement is shown and cited."""

import re
from functools import lru_cache
from itertools import islice

from bot.answers import Citation, Claim
from bot.dossier.model import Passage
from bot.dossier.reading import Reading
from bot.engines.extractive.aspects import cues, meeting
from bot.engines.extractive.attribution import Statement, attribute
from bot.engines.extractive.claims import shown
from bot.engines.verification import cite

_WHOLE = 2_000
"""Sentences up to which a dossier is read as a whole; of a larger one, the passages that matter most."""

_HITS_OF_LEADER, _HITS_OF_TOPIC, _LEADING_PASSAGES = 250, 40, 60


@lru_cache(maxsize=4)
def statements(reading: Reading) -> tuple[Statement, ...]:
    """The statements of a dossier in its order: of all of it, or of what is likely to matter."""
    whole = len(reading.dossier.sentences) <= _WHOLE
    return tuple(attribute(reading.dossier.passages if whole else _likely(reading), reading))


def _likely(reading: Reading) -> list[Passage]:
    """Passages on leaders, the meeting or topics, each with the one before; and the first of documents."""
    dossier, index = reading.dossier, reading.index
    found: set[int] = {
        d.passages[0].number for d in islice(dossier.documents, _LEADING_PASSAGES) if d.passages
    }

    def look(text: str, k: int) -> None:
        terms = [word.term for word in index.read(text) if word.term]
        for hit in index.search(terms, k):
            found.update((hit.sentence.passage, max(1, hit.sentence.passage - 1)))

    for leader in dossier.leaders:
        look(" ".join((leader.name, *leader.aliases)), _HITS_OF_LEADER)
    for topic in dossier.topics:
        look(" ".join(topic.terms or (topic.name,)), _HITS_OF_TOPIC)
    look(" ".join((dossier.title, *sorted(meeting()))), _HITS_OF_TOPIC)
    look(" ".join(sorted(cues("open").words | cues("ahead").words)), _HITS_OF_TOPIC)
    return [dossier.passages[number - 1] for number in sorted(found)]


def claim_from(statement: Statement, reading: Reading) -> Claim:
    """The statement in the documents' words, with the exact place of what is quoted.

    Where a pronoun stands for the holder, the sentence that has the name is cited too, so that a reader can
    see whom it means.
    """
    citations = [_cite(statement, reading)]
    if statement.antecedent is not None:
        citations.append(cite(statement.antecedent, reading.dossier))
    text = shown(statement.text)
    if statement.is_clause:
        text = text[:1].upper() + text[1:]
        text += "" if re.search(r"[.!?…][\"”’)]*$", text) else "."
    return Claim(text=text, citations=tuple(citations))


def _cite(statement: Statement, reading: Reading) -> Citation:
    if not statement.is_clause:
        return cite(statement.sentence, reading.dossier)
    document = statement.passage.document
    found = reading.dossier.document(document)
    quote = found.text[statement.start : statement.end] if found else statement.text
    return Citation(
        document=document,
        passage=statement.passage.number,
        quote=quote,
        start=statement.start,
        end=statement.end,
    )
