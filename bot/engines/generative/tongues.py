"""The language that a reply is to have, and of what it is written from."""

import re
from collections import Counter
from dataclasses import replace

from bot.answers import Claim, Question
from bot.dossier.reading import Reading
from bot.engines.generative.checking import Examined
from bot.followups import InLanguage, follow_up
from bot.language import NAMES, language_of

# Somebody may ask in one language for a reply in another; then only the model knows which.
_ASKS = re.compile(
    r"\b(?:translat\w*|übersetz\w*|tradui\w*|traduc\w*|перекла[дс]\w*|перевед\w*|перевод\w*"
    r"|(?:in|into|to|auf|ins|en|al?) (?:the )?(?:englis\w+|anglais|ingl[eé]s|german|deutsche?|allemand|alem[aá]n|french"
    r"|franz[oö]sische?|fran[cç]ais|franc[eé]s|spanish|spanische?|espagnol|español|ukrain(?:ian|ische?|ien|iano)"
    r"|russian|russische?|russe|ruso|"
    + "|".join(NAMES.values())
    + r")|(?:англійськ|німецьк|французьк|іспанськ|українськ|російськ)ою|по-\w+ски"
    r"|на (?:англий|немец|француз|испан|украин|рус)\w*ком)\b",
    re.I,
)
_OWN = 0.6
"""Share of a claim's words from which it is what a person said."""

_SMALL = 3
"""Letters of words that say little by themselves: "ist", "nie"."""

_LOOKED_AT = 40
"""Passages of a dossier that tell its language."""


def wanted(question: Question) -> str | None:
    """The code of the language that claims must have; None where the question doesn't show it, or names another."""
    if question.reply_in:
        return question.reply_in
    if isinstance(asked := follow_up(question.text), InLanguage):
        return next((code for code, name in NAMES.items() if name == asked.name), None)
    return None if _ASKS.search(question.text) else language_of(question.text)


def of_documents(reading: Reading) -> str:
    """The code of the language that most of a dossier's passages are in."""
    passages = reading.dossier.passages
    looked = passages[:: max(len(passages) // _LOOKED_AT, 1)]
    codes = Counter(code for passage in looked if (code := language_of(passage.text)) in NAMES)
    return str(codes.most_common(1)[0][0]) if codes else "en"


def told_back(one: Examined, question: Question) -> Examined:
    """What a person states isn't agreed with: where the words of a claim can't be checked, as it is in another language
    than its quotes, and are the person's own, only the quotes may be shown.
    """
    claim = one.claim
    if claim is None or not claim.is_translation or "?" in question.text:
        return one
    said, words = _content(question.text), _content(claim.text)
    if not words or len(words & said) < _OWN * len(words):
        return one
    quotes = Claim(text=" ".join(c.quote for c in claim.citations), citations=claim.citations)
    return replace(
        one, claim=None, bare=quotes, reasons=("It says what the person says, not what its quotes say.",)
    )


def _content(text: str) -> frozenset[str]:
    return frozenset(word for word in re.findall(r"\w+", text.casefold()) if len(word) > _SMALL)


def held_to(one: Examined, language: str | None) -> Examined:
    """What is right but in another language than it should be goes back once; if that doesn't help, it stands."""
    if one.claim is None or language is None or language_of(one.claim.text) in (None, language):
        return one
    reason = (
        f"It is right, but not in {NAMES.get(language, language)}: say it in that language; the quotes stay."
    )
    return replace(one, claim=None, bare=one.claim, reasons=(reason,))
