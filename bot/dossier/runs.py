"""Words with capitals that follow each other in a sentence: most names, and the offices before them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.dossier import names, words

_TOKEN = re.compile(r"(?:[^\W\d_]\.){2,}|[^\W\d_](?:\.(?=\s)|(?:[\w'’-]*\w)?)")
_SAYS = frozenset(
    """
    said says told tells wants wanted hopes hoped believes believed argues argued warned warns insists
    insisted thinks thought fears feared who whose wrote arrived met meets promised promises refused
    refuses accused denied denies rejects rejected seeks sees expects faces flew signed himself herself
    offered offers called calls asked asks backs hosts talked spoke agreed agrees proposed proposes
    suggested pledged hailed plans planned expected
    """.split()
)
_LOOK_BACK = 120  # characters: an office with its place, as long as they get
_PRONOUN = re.compile(r"\b(?:he|she|his|her|him)\b", re.I)
_PRONOUN_FIRST = re.compile(r"[\"'“‘]?(?:he|she|his|her)\b", re.I)


@dataclass(frozen=True, slots=True)
class Run:
    """Words with capitals in a row, the word before them, and what stands before and behind."""

    words: tuple[str, ...]
    before: str
    lead: str
    rest: str
    personal: bool


def is_particle(word: str) -> bool:
    """Whether a word can stand inside a name without a capital."""
    return words.fold(word) in names.PARTICLES


def runs(text: str, following: str) -> Iterator[Run]:
    """The runs of a sentence; `following` is the sentence behind it, which may go on with "She"."""
    run: list[re.Match[str]] = []
    before = ""
    last = ""
    for token in _TOKEN.finditer(text):
        written = token[0]
        gap = text[run[-1].end() : token.start()] if run else ""
        joins = bool(run) and gap.isspace() and not run[-1][0].endswith(("'s", "’s"))
        capital = _is_capital(written)
        if joins and (capital or (is_particle(written) and _capital_after(text, token.end()))):
            run.append(token)
        else:
            if run:
                yield _run(text, run, before, following)
            run = [token] if capital else []
            before = last
        last = f"{last} {written}" if f"{last} {written}".casefold() == "prime minister" else written
    if run:
        yield _run(text, run, before, following)


def _is_capital(word: str) -> bool:
    """Whether a word is written as a name, "d'Orsay" and "al-Amin" too."""
    return word[0].isupper() or bool(re.match(r"[a-z]{1,2}['’-][A-Z]", word))


def _capital_after(text: str, at: int) -> bool:
    return text[at : at + 1].isspace() and text[at + 1 : at + 2].isupper()


def _run(text: str, run: Sequence[re.Match[str]], before: str, following: str) -> Run:
    parts = [re.sub(r"['’]s?$", "", token[0]) for token in run]
    start = run[0].start()
    while parts and words.fold(parts[0]) in words.STOP | names.CALENDAR and parts[0] != "US":
        before = parts.pop(0)
        start = run[len(run) - len(parts)].start() if parts else run[-1].end()
    if is_particle(before) and before.islower():
        parts.insert(0, before)
    rest = text[run[-1].end() :]
    says = rest.lstrip(" ,").split(None, 1)[:1]
    personal = bool(says and says[0].strip(",.") in _SAYS) or bool(_PRONOUN.search(rest))
    personal = personal or bool(_PRONOUN_FIRST.match(following))
    return Run(tuple(parts), before, text[max(0, start - _LOOK_BACK) : start], rest, personal)
