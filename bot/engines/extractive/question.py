"""What a question asks for, read without knowing the dossier: its kind, its words, what each counts."""

import re
from dataclasses import dataclass
from enum import StrEnum

from bot.dossier import idioms, lexicon, words

MAX_WORDS = 60
"""Words of a question that are looked at; nobody asks with more, and time grows with each."""


class Kind(StrEnum):
    """What an answer must hold."""

    WHO = "who"
    WHEN = "when"
    WHERE = "where"
    HOW_MANY = "how_many"
    WHY = "why"
    HOW = "how"
    WHICH = "which"
    WHAT = "what"
    YES_NO = "yes_no"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A content word of the question.

    `weight` is what it says of the subject, 1 or less for ordinary words; `light`: questions use it without
    meaning much ("type", "name"); `variants` are stems of words for the same thing with how nearly they mean
    it, 0 to 1.
    """

    word: str
    token: str
    stem: str
    weight: float
    name: bool
    number: bool
    light: bool
    variants: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """A question as read. `focus` are the stems of X in "which X", "what X", "how many X"."""

    text: str
    kind: Kind
    terms: tuple[Term, ...]
    focus: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[Term, ...]:
        """The terms that are written as proper names."""
        return tuple(term for term in self.terms if term.name)

    @property
    def numbers(self) -> tuple[Term, ...]:
        """The terms that are numbers or years."""
        return tuple(term for term in self.terms if term.number)


def _which(nouns: str) -> str:
    """A pattern for "which X" and "what big X"."""
    return rf"(?:what|which) (?:\w+ )?(?:{'|'.join(nouns.split())})s?"


_PATTERNS = (
    (
        Kind.HOW_MANY,
        "how (?:many|much|often|long|old|far|large|big|high|tall|deep|wide|fast|quickly|soon|few)",
    ),
    (Kind.HOW_MANY, _which("number percentage percent amount share proportion fraction population")),
    (
        Kind.WHEN,
        "when|"
        + "how soon|"
        + _which("year date day month century decade time period era season week weekday hour"),
    ),
    (
        Kind.WHERE,
        "where|"
        + _which(
            "city country place location venue state region area town village continent river building hotel port island"
        ),
    ),
    (
        Kind.WHY,
        "why|what (?:is |was )?the reason|for what reason|how come|what caused?|what (?:led|leads) to",
    ),
    (
        Kind.WHO,
        "whom?|whose|what(?:s| is| are| was)?(?: the)? names? of|"
        + _which("person people leader president man woman king queen author"),
    ),
    (Kind.WHICH, "which"),
    (Kind.HOW, "how"),
    (Kind.WHAT, "what"),
)
_KINDS = tuple((kind, re.compile(rf"\b(?:{pattern})\b")) for kind, pattern in _PATTERNS)
_YES_NO = re.compile(
    r"(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|shall|should|may|might|must)(?:n't|nt)?\b"
)
_FOCUS = re.compile(r"\b(?:which|what|how many|how much)((?: [^\W_]+){1,4})")


def read(text: str) -> Query:
    """Read a question of any length in any script; an empty one gives no terms."""
    written = [*words.split(text), *idioms.meant(text)][:MAX_WORDS]
    folded = [words.token(word) for word in written]
    asked = " ".join(folded)
    return Query(text=text, kind=_kind(asked), terms=_terms(written, folded), focus=_focus(asked))


def _kind(asked: str) -> Kind:
    if _YES_NO.match(asked):
        return Kind.YES_NO
    found = ((kind, match.start()) for kind, pattern in _KINDS if (match := pattern.search(asked)))
    return min(found, key=lambda item: item[1], default=(Kind.OTHER, 0))[0]


def _terms(written: list[str], folded: list[str]) -> tuple[Term, ...]:
    terms: dict[str, Term] = {}
    telling = not any(_is_shouted(word, token) for word, token in zip(written[1:], folded[1:], strict=True))
    for place, (word, token) in enumerate(zip(written, folded, strict=True)):
        capital = telling and word[0].isupper() and place > 0
        if token in words.STOP and not (capital and token in words.ALSO_NAMES):
            continue
        stem = words.stem(token)
        terms.setdefault(
            stem,
            Term(
                word=word,
                token=token,
                stem=stem,
                weight=1.0 if capital else lexicon.weight(stem),
                name=capital,
                number=token[0].isdigit(),
                light=not capital and lexicon.is_light(stem),
                variants=lexicon.variants(stem),
            ),
        )
    return tuple(terms.values())


def _is_shouted(word: str, token: str) -> bool:
    """Whether the capital of a word shows that capitals mean nothing in this question: "WHO IS THE HOST"."""
    return word[0].isupper() and token in words.STOP and token != "i" and token not in words.ALSO_NAMES


def _focus(asked: str) -> tuple[str, ...]:
    match = _FOCUS.search(asked)
    if not match:
        return ()
    focus: list[str] = []
    for token in match[1].split():
        if token in words.STOP:
            break
        focus.append(words.stem(token))
    return tuple(focus)
