"""What looks odd in a dossier: sentences for people, each with what to do about it."""

import datetime
import re
from collections.abc import Iterator, Sequence

from bot.dossier import names, words
from bot.dossier.header import KEYS, Header
from bot.dossier.manifest import Manifest, nearest
from bot.dossier.model import Document, Event, Leader

LONG_AFTER = 60
"""Days that documents may follow the event before that looks like a slip in a date."""

_UNSEEN = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""Control characters, terminal escapes among them, and those that turn the direction of writing."""


def about_header(name: str, head: Header) -> Iterator[str]:
    """Keys of a document's header that look like misspellings."""
    for key in head.unknown:
        meant = nearest(key, KEYS)
        if meant:
            yield f"The header of {name} has '{key}', which isn't read; did you mean '{meant}'?"


def about(table: Manifest, documents: Sequence[Document]) -> Iterator[str]:
    """What looks odd in a manifest and its documents."""
    for document in documents:
        yield from _about_document(document)
    if table.event:
        yield from _about_event(table.event, documents)
    if not (table.leaders or table.topics):
        return
    folded = [words.fold(document.text) for document in documents]
    yield from _about_leaders(table.leaders, folded)
    for topic in table.topics:
        if not any(_occurs(term, folded) for term in (topic.name, *topic.terms)):
            yield f"No term of the topic “{topic.name}” stands in the documents; give it terms that do."


def _about_document(document: Document) -> Iterator[str]:
    missing = [name for name, value in (("date", document.date), ("source", document.source)) if not value]
    if missing:
        both = " and no ".join(missing)
        yield f"{document.id} has no {both}; say so in a header above the text (--- / {missing[0]}: … / ---)."
    unseen = _UNSEEN.findall(document.text)
    if unseen:
        kinds = ", ".join(f"U+{ord(char):04X}" for char in sorted(set(unseen))[:5])
        times = "once" if len(unseen) == 1 else f"{len(unseen)} times"
        yield f"{document.id} holds control characters ({kinds}, {times}), never shown; take them out."


def _about_event(event: Event, documents: Sequence[Document]) -> Iterator[str]:
    if event.date is None:
        yield "The event has no date, so no countdown is shown; add date to [event] in dossier.toml."
        return
    if event.source is None:
        yield "The event's date has no source; add source to [event] in dossier.toml."
    newest = max((document.date for document in documents if document.date), default=None)
    if newest and newest - event.date > datetime.timedelta(days=LONG_AFTER):
        days = (newest - event.date).days
        yield f"The newest document is from {days} days after the event; check both dates."


def _about_leaders(leaders: Sequence[Leader], folded: Sequence[str]) -> Iterator[str]:
    if len(leaders) == 1:
        yield "Only one leader is named, so there is nothing to compare; add [[leaders]] to dossier.toml."
    for key, bearers in names.ambiguous(leaders).items():
        if not all(form.office for form in bearers):
            both = " or ".join(leaders[form.leader].name for form in bearers)
            yield f"“{key}” can be {both}, so it is read as neither; write the full name in the documents."
    own = {form.leader: [] for form in names.forms(leaders)}
    for form in names.forms(leaders):
        own[form.leader].append(form.key)
    for number, leader in enumerate(leaders):
        if not any(key in text for key in own.get(number, []) for text in folded):
            yield f"{leader.name} isn't named in the documents; check the spelling, or add aliases."


def _occurs(term: str, folded: Sequence[str]) -> bool:
    """Whether something like the term stands in the texts; its end may differ ("licence", "licensed")."""
    start = words.fold(term)
    start = start[: max(4, len(start) - 3)]
    return any(start in text for text in folded)
