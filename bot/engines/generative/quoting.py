"""Finding what a model quotes: it stands verbatim in the documents, whatever the model has put around it."""

import re
from collections.abc import Iterator

from bot.answers import Citation
from bot.dossier.model import Dossier
from bot.engines.generative.written import WrittenClaim
from bot.engines.verification import locate

LONGEST = 600
"""Characters of a quote at most whose middle the model left out."""

_NUMBER = re.compile(r"^\s*\d{1,6}\s*\|\s*")
_AROUND = "“”‘’\"'«»„‟‹›` …"
_DOTS = re.compile(r"\s*[\[(]?\s*(?:…|\.\s?\.\s?\.)\s*[\])]?\s*")


def cited(written: WrittenClaim, dossier: Dossier) -> tuple[Citation, ...]:
    """The quotes that stand in the documents, each once; the passage that the model names is tried first."""
    found = (find(quote.quote, dossier, quote.passage) for quote in written.quotes)
    return tuple(dict.fromkeys(citation for citation in found if citation))


def find(quote: str, dossier: Dossier, passage: int | None = None) -> Citation | None:
    """Where a quote stands, in the document's own characters.

    The model may have put the passage's number before it, quotation marks or dots around it, a capital at its start or
    another sign at its end. What it left out of the middle is put in again: the citation is the whole stretch.
    """
    forms = tuple(dict.fromkeys(_forms(quote)))
    for number in dict.fromkeys((passage, None)):
        for words in forms:
            if citation := locate(words, dossier, passage=number):
                return citation
    return _stretch(quote, dossier, passage)


def _forms(quote: str) -> Iterator[str]:
    bare = _NUMBER.sub("", quote)
    inner = bare.strip(_AROUND + ".,;:")
    for words in (bare.strip(), bare.strip(_AROUND), inner):
        if words:
            yield words
            yield words[0].swapcase() + words[1:]


def _stretch(quote: str, dossier: Dossier, passage: int | None) -> Citation | None:
    """From the first to the last part of a quote with dots in its middle, if these stand in one passage in order."""
    parts = [part for part in _DOTS.split(quote) if any(sign.isalnum() for sign in part)]
    if not 1 < len(parts) <= 4:
        return None
    first = find(parts[0], dossier, passage)
    if first is None:
        return None
    last = first
    for part in parts[1:]:
        found = find(part, dossier, first.passage)
        if found is None or found.passage != first.passage or found.start < last.end:
            return None
        last = found
    document = dossier.document(first.document)
    if document is None or last.end - first.start > LONGEST:
        return None
    whole = document.text[first.start : last.end]
    return Citation(
        document=first.document, passage=first.passage, quote=whole, start=first.start, end=last.end
    )
