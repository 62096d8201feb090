"""Results as JSON: the forms that scripts rely on, pure."""

import dataclasses
import json
import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from bot.answers import Answer, Briefing, Checked, Citation, Claim, Comparison, NotStated
from bot.dossier.model import Dossier
from bot.evaluation import Scored, Tally, by_kind, sides

Json = dict[str, Any]

_UNSAFE = re.compile(
    "[\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff]"
)


def dumps(value: Json, *, ascii_only: bool = False) -> str:
    """One JSON text for people and programs; what could steer a terminal is escaped, so no quote changes."""
    text = json.dumps(value, ensure_ascii=ascii_only, indent=2)
    return _UNSAFE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def ask(result: Answer | NotStated) -> Json:
    """An answer, or that the documents don't say and what comes nearest."""
    match result:
        case Answer():
            status, claims, nearest = "answered", result.claims, ()
        case NotStated():
            status, claims, nearest = "not_stated", (), result.nearest
    return {
        "status": status,
        "claims": [_claim(claim) for claim in claims],
        "nearest": _citations(nearest),
        **_origin(result),
    }


def compare(result: Comparison) -> Json:
    """A comparison; a cell without text is one on which the documents are silent."""
    silent: Json = {"text": None, "citations": []}
    rows = [
        {"aspect": row.aspect, "cells": [_claim(cell) if cell else silent for cell in row.cells]}
        for row in result.rows
    ]
    return {"leaders": list(result.leaders), "rows": rows, **_origin(result)}


def brief(result: Briefing) -> Json:
    """A briefing with its points in order."""
    points = [{"heading": point.heading, **_claim(point.claim)} for point in result.points]
    return {"title": result.title, "length": str(result.length), "points": points, **_origin(result)}


def verify(results: Iterable[Checked]) -> Json:
    """Each statement with how it stands to the documents."""
    return {
        "statements": [
            {
                "text": checked.text,
                "verdict": str(checked.standing),
                "citations": _citations(checked.citations),
                "reason": checked.reason,
            }
            for checked in results
        ]
    }


def dossier(known: Dossier) -> Json:
    """What was understood of a dossier, and what is doubtful."""
    return {
        "title": known.title,
        "version": known.version,
        "as_of": _date(known.as_of),
        "event": _event(known),
        "leaders": [dataclasses.asdict(leader) for leader in known.leaders],
        "topics": [dataclasses.asdict(topic) for topic in known.topics],
        "documents": [
            {
                "id": document.id,
                "title": document.title,
                "date": _date(document.date),
                "source": document.source,
                "passages": len(document.passages),
            }
            for document in known.documents
        ],
        "passages": len(known.passages),
        "sentences": len(known.sentences),
        "doubts": list(known.doubts),
    }


def evaluation(scored: Sequence[Scored], engine: str, known: Dossier) -> Json:
    """A score: how many are right on each side and by kind, and each failure."""
    answerable, unanswerable = sides(scored)
    return {
        "answerable": _tally(answerable),
        "unanswerable": _tally(unanswerable),
        "kinds": {
            kind: {"answerable": _tally(can), "unanswerable": _tally(cannot)}
            for kind, can, cannot in by_kind(scored)
        },
        "failures": [
            {
                "line": item.known.line,
                "question": item.known.question.text,
                "answerable": item.known.answerable,
                "said": item.reply,
                "accept": list(item.known.accept),
            }
            for item in scored
            if not item.right
        ],
        "engine": engine,
        "dossier": known.name,
    }


def _tally(tally: Tally) -> Json:
    return {"right": tally.right, "of": tally.of, "percent": tally.percent}


def _event(known: Dossier) -> Json | None:
    if known.event is None:
        return None
    return {**dataclasses.asdict(known.event), "date": _date(known.event.date)}


def _claim(claim: Claim) -> Json:
    translated: Json = {"translated": True} if claim.is_translation else {}
    return {"text": claim.text, "citations": _citations(claim.citations), **translated}


def _citations(citations: Sequence[Citation]) -> list[Json]:
    return [dataclasses.asdict(citation) for citation in citations]


def _origin(result: Answer | NotStated | Comparison | Briefing) -> Json:
    origin: Json = {"engine": result.engine, "dossier": result.dossier, "as_of": _date(result.as_of)}
    if result.note:
        origin["note"] = str(result.note)
    if result.prompt:
        origin["prompt"] = result.prompt
    return origin


def _date(day: date | None) -> str | None:
    return day.isoformat() if day else None
