"""From a reading and a question to what a model is asked: templates filled in, data fenced as data."""

import json
from collections.abc import Iterable, Sequence
from functools import cache

from pydantic import BaseModel

from bot.answers import Question
from bot.conversation import shorten
from bot.dossier.model import Passage
from bot.dossier.reading import Reading
from bot.engines.generative.model import Message, Request
from bot.engines.generative.written import schema_of
from prompts import Prompt, load

TOLD = 600
"""Characters of an earlier question or reply that a follow-up brings along."""


@cache
def prompt(name: str) -> Prompt:
    """The template of that name, loaded once."""
    return load(name)


def versions() -> str:
    """All prompts with their versions: part of the engine's."""
    names = ("grounding", "answer", "comparison", "briefing", "repair", "search", "form")
    return " ".join(f"{name}.{prompt(name).version}" for name in names)


def request(
    name: str, kind: type[BaseModel], system: str, *, small: bool = False, **values: object
) -> Request:
    """What a model is asked for, with the template `name` filled in with `values`."""
    used = prompt(name)
    return Request(
        prompt=f"{name} {used.version}.{prompt('grounding').version}",
        system=system,
        messages=(Message(used.render(**values).strip()),),
        schema=schema_of(kind),
        small=small,
    )


def grounded(reading: Reading, passages: Sequence[Passage]) -> str:
    """The rules and the passages: the same for the same passages, so that a server's prompt cache holds."""
    dossier = reading.dossier
    leaders = ", ".join(
        f"{leader.name} ({leader.office})" if leader.office else leader.name for leader in dossier.leaders
    )
    return (
        prompt("grounding")
        .render(
            title=quoted(dossier.title),
            as_of=dossier.as_of.isoformat() if dossier.as_of else "an unknown day",
            leaders=quoted(leaders or "none is named"),
            passages="\n".join(_lines(reading, passages)),
        )
        .strip()
    )


def _lines(reading: Reading, passages: Iterable[Passage]) -> Iterable[str]:
    last = None
    for passage in passages:
        if passage.document != last:
            last = passage.document
            document = reading.dossier.document(last)
            if document:
                day = f", {document.date.isoformat()}" if document.date else ""
                yield f"Document {quoted(document.title)}{day}"
        yield f"{passage.number}| {' '.join(passage.text.split())}"


def quoted(text: str) -> str:
    """Somebody's words as a JSON string: nothing in it can end it."""
    return json.dumps(text, ensure_ascii=False)


def conversation(question: Question) -> str:
    """The earlier turns, a line each; nothing where there are none."""
    lines: list[str] = []
    for turn in question.turns:
        if turn.question:
            lines.append(f"person: {quoted(shorten(turn.question, TOLD))}")
        if turn.reply:
            lines.append(f"reply: {quoted(shorten(turn.reply, TOLD))}")
    return "\n".join(lines)
