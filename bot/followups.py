"""What a follow-up asks for: the answer in another form, or that it be held against the documents again; pure.

English only: in other languages a model understands these, and the key-less engine reads English.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.answers import Turn

_SHORTER = re.compile(
    r"(?:(?:and|now|ok|okay|please|can you|could you|say (?:it|that)|tell me|put (?:it|that)|give (?:me )?(?:it|that)"
    r"|make it|sum (?:it|that) up|summari[sz]e(?: (?:it|that))?|(?:a )?bit|much|even|in (?:just |only )?(?:one|a single"
    r"|a|1) (?:short )?(?:sentence|line)|in (?:short|brief|a nutshell)|briefly|shorter|short|tl;?dr"
    r"|the short version)[\s,?.!]*)+",
    re.I,
)
_LANGUAGE = re.compile(
    r"(?:(?:and|now|ok|okay|please|say (?:it|that)|tell me|can you|could you|answer|translate(?: (?:it|that))?"
    r"|the same|again)[\s,]*)*(?:in|into|auf) (?P<language>english|german|french|spanish|ukrainian|russian|italian"
    r"|portuguese|polish|dutch|turkish|arabic|chinese|japanese|deutsch)(?:[\s,]*please)?[\s?.!]*",
    re.I,
)
_NO = (
    r"(?:no|nope|wrong|false|incorrect|not true|untrue|nonsense|(?:but )?(?:that|this|it)(?:'s|’s| is| was) (?:simply |just "
    r"|all )?(?:wrong|false|incorrect|untrue|a lie|nonsense|not (?:true|right|correct|so))|(?:that|this) isn['’]t (?:true"
    r"|right|correct)|you(?:'re|’re| are) (?:wrong|mistaken)|actually|i disagree|are you sure)"
)
_DISPUTE = re.compile(rf"(?:{_NO}[\s,.:;!?–—-]+)+(?:that |because |since )?(?P<statement>.*)", re.I | re.S)
_QUESTION = re.compile(
    r"^(?:who|whom|whose|what|which|when|where|why|how|is|are|was|were|do|does|did|will|would|can|could|has|have|had"
    r"|should|may|might|and|or)\b",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Shorter:
    """The last answer in one sentence."""


@dataclass(frozen=True, slots=True)
class InLanguage:
    """The last answer in another language, by its English name."""

    name: str


@dataclass(frozen=True, slots=True)
class Dispute:
    """Something is said to be wrong; `statement` is what is said to be right instead, "" where nothing is."""

    statement: str


FollowUp = Shorter | InLanguage | Dispute


def follow_up(text: str) -> FollowUp | None:
    """What a message in a thread asks of the answer before it; None for a question of its own."""
    text = " ".join(text.split())[:2_000]
    if not text:
        return None
    if found := _LANGUAGE.fullmatch(text):
        name = found["language"].capitalize()
        return InLanguage("German" if name == "Deutsch" else name)
    if _SHORTER.fullmatch(text) and re.search(r"short|brief|sentence|line|sum|tl;?dr|nutshell", text, re.I):
        return Shorter()
    if found := _DISPUTE.fullmatch(f"{text} "):
        statement = found["statement"].strip()
        if statement.endswith("?") or _QUESTION.match(statement):
            return None
        return Dispute(statement if len(statement.split()) > 2 else "")
    return None


def asked_before(turns: Sequence[Turn]) -> tuple[str, tuple[Turn, ...]] | None:
    """The last question that was one of its own, and the turns before it; None if there is none."""
    for place in range(len(turns) - 1, -1, -1):
        if turns[place].question and follow_up(turns[place].question) is None:
            return turns[place].question, tuple(turns[:place])
    return None
