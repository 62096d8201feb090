"""Finding a quote in its passage: verbatim but for whitespace, quote marks and dashes."""

import re
import unicodedata
from functools import lru_cache

from bot.answers import Citation
from bot.dossier.model import Document, Dossier, Passage, Sentence

_QUOTE_MARKS = "\"'`´‘’‚‛“”„‟«»‹›′″"
_DASHES = "-‐‑‒–—―−"
_ANY_QUOTE_MARK = f"[{re.escape(_QUOTE_MARKS)}]"
_ANY_DASH = f"[{re.escape(_DASHES)}]"
_COMBINING = "\u0300-\u036f\u1ab0-\u1aff\u20d0-\u20ff"
_PART = re.compile(rf"(?P<space>\s+)|(?P<letter>.[{_COMBINING}]*)", re.DOTALL)


def locate(
    quote: str, dossier: Dossier, document: str | None = None, passage: int | None = None
) -> Citation | None:
    """The first place where `quote` stands verbatim, in the document's own characters; None if nowhere.

    Whitespace, quote marks, dashes and the composition of accented letters may differ; case, letters and
    invisible characters may not. `document` (an id) and `passage` (a number) narrow the search. A quote
    without a letter or a digit is nowhere. A quote never runs over the end of a passage.
    """
    wanted = quote.strip()
    if not any(sign.isalnum() for sign in wanted):
        return None
    for candidate in _candidates(dossier, document, passage):
        home = dossier.document(candidate.document)
        if home and (span := _span(wanted, home, candidate)):
            return _citation(home, candidate.number, *span)
    return None


def cite(sentence: Sentence, dossier: Dossier) -> Citation:
    """The citation that quotes a whole sentence of `dossier`.

    Raises ValueError for a sentence that isn't of this dossier.
    """
    passage = dossier.passage(sentence.passage)
    document = dossier.document(passage.document) if passage else None
    if document is None:
        raise ValueError(f"Sentence {sentence.id} is not of the dossier {dossier.name!r}.")
    return _citation(document, sentence.passage, sentence.start, sentence.end)


def anchor(citation: Citation, dossier: Dossier) -> Citation | None:
    """`citation` with the document's own span; None if its quote doesn't stand in its passage.

    A citation that gives the right offsets keeps them, so that the second of two equal quotes stays where
    it is.
    """
    passage, document = dossier.passage(citation.passage), dossier.document(citation.document)
    if passage is None or document is None or passage.document != document.id:
        return None
    inside = passage.start <= citation.start < citation.end <= passage.end
    if inside and document.text[citation.start : citation.end] == citation.quote and citation.quote.strip():
        return citation if any(sign.isalnum() for sign in citation.quote) else None
    return locate(citation.quote, dossier, citation.document, citation.passage)


def _candidates(dossier: Dossier, document: str | None, number: int | None) -> tuple[Passage, ...]:
    if number is None:
        return tuple(p for p in dossier.passages if document in (None, p.document))
    passage = dossier.passage(number)
    return (passage,) if passage and document in (None, passage.document) else ()


def _span(wanted: str, document: Document, passage: Passage) -> tuple[int, int] | None:
    start = document.text.find(wanted, passage.start, passage.end)
    end = start + len(wanted)
    if start >= 0 and not unicodedata.combining(document.text[end : end + 1] or " "):
        return start, end
    match = _pattern(wanted).search(document.text, passage.start, passage.end)
    return match.span() if match else None


@lru_cache(maxsize=256)
def _pattern(wanted: str) -> re.Pattern[str]:
    parts = (_part(match) for match in _PART.finditer(wanted))
    return re.compile("".join(parts) + f"(?![{_COMBINING}])")


def _part(match: re.Match[str]) -> str:
    if match["space"]:
        return r"\s+"
    letter = match["letter"]
    if letter in _QUOTE_MARKS:
        return _ANY_QUOTE_MARK
    if letter in _DASHES:
        return _ANY_DASH
    if letter.isascii():
        return re.escape(letter)
    forms = {letter, unicodedata.normalize("NFC", letter), unicodedata.normalize("NFD", letter)}
    return f"(?:{'|'.join(map(re.escape, sorted(forms)))})"


def _citation(document: Document, passage: int, start: int, end: int) -> Citation:
    return Citation(
        document=document.id, passage=passage, quote=document.text[start:end], start=start, end=end
    )
