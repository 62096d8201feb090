"""A sentence of the documents as a claim: this engine never says it in other words."""

import re

from bot.answers import Claim
from bot.dossier.model import Dossier, Sentence
from bot.engines.verification import cite

_EMPHASIS = re.compile(r"(?<!\w)(\*\*|__|\*|_|`)(?=\S)(.+?)(?<=\S)\1(?!\w)")
_LINK = re.compile(r"!?\[([^\]]*)\]\([^)\s]*\)")


def shown(text: str) -> str:
    """A document's text for reading: on one line, without Markdown's emphasis and links."""
    return " ".join(_EMPHASIS.sub(r"\2", _LINK.sub(r"\1", text)).split())


def claim_of(sentence: Sentence, dossier: Dossier) -> Claim:
    """The sentence as a claim that cites itself."""
    return Claim(text=shown(sentence.text), citations=(cite(sentence, dossier),))
