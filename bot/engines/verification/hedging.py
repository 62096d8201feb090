"""Reservations that a claim must not lose: what a document calls possible, wanted, offered or only said."""

import re
from collections.abc import Iterator, Sequence
from itertools import takewhile

from bot.dossier.model import Leader
from bot.engines.verification import alike, english, names, wording
from bot.engines.verification.facts import Facts, Word

_REACH = 3
"""Content words behind a reservation that it bears on for certain."""
_TAKEN = 2
"""Of these words so many that a claim must have for what is reserved to be in it."""
_QUOTED = re.compile(r"[\"“”„«»]")
_CERTAIN = frozenset(
    "will know knows decided decides definitely certainly undoubtedly surely guarantee guarantees guaranteed"
    " confirmed confirms proved proves proven".split()
)
"""Words by which a claim is surer than what it quotes may be."""
_BE = frozenset("is are was were be been being".split())
_POSSIBLE = frozenset({"may", "might", "could", "can"})
_NEXT = 5
"""Characters at most between a name and the verb whose subject it is."""
_FUTURE = frozenset("will shall due plan plans next tomorrow soon going".split())
_ATTITUDES = frozenset({"want", "offer", "would", "maybe"})
_TIED = frozenset("once until after when only without unless depend depends provided condition long".split())
_REASONED = frozenset("citing cites cited ground grounds blames blaming blamed".split())
"""Words by which a claim leaves a reason to whoever gives it."""
_JOINTS = frozenset({"and", "but", "or", "while", "though", "although", "whereas"})
_SPEECH = frozenset({"say", "want", "offer"})
_PERSONAL = frozenset({"he", "she", "his", "her", "they", "their", "i", "we"})
_SELF = frozenset("he she it they i we".split())


def hardened(claim: Facts, sentences: Sequence[Facts]) -> str | None:
    """A reservation of the sentences whose words the claim takes without it; None if it keeps them all."""
    parts = list(wording.clauses(claim))
    for sentence in sentences:
        for clause in wording.clauses(sentence):
            known = {word.start for word in sentence.content}
            for kind, word, bears_on in _reservations(clause, known):
                if not bears_on or not _takes(claim, bears_on):
                    continue
                home = max(parts, key=lambda part: _shared(part, bears_on))
                if kind in _ATTITUDES and _has_attitude(home, bears_on):
                    continue
                if kind == "want" and "if" in sentence.tokens:
                    home = [w for w in home if w.token != "if"]
                if not _keeps(kind, _whole(home, parts) if kind != "say" else claim.words, claim):
                    return word.text
    return _will(claim, sentences)


def _has_attitude(home: Sequence[Word], bears_on: Sequence[Word]) -> bool:
    """Whether a clause says what someone wants, and not by the very word that is reserved ("may accept")."""
    return any(w.token in english.listed("attitudes") and not _has(bears_on, w) for w in home)


def _whole(home: Sequence[Word], parts: Sequence[Sequence[Word]]) -> Sequence[Word]:
    """A clause with the one before it if it has no subject of its own: "would hold fire but keep rifles"."""
    place = next((n for n, part in enumerate(parts) if home and home[0] in part), 0)
    if not home:
        return home
    opens = next((w for w in home if w.token not in _JOINTS), home[0])
    is_elliptic = place and not opens.capital and opens.stem is not None
    return [*parts[place - 1], *home] if is_elliptic else home


def _will(claim: Facts, sentences: Sequence[Facts]) -> str | None:
    """The "may" or "could" of the sentences for which the claim has "will"."""
    for place, word in enumerate(claim.words):
        verb = next((w for w in claim.words[place + 1 : place + 4] if w.stem), None)
        if word.token != "will" or verb is None:
            continue
        modals = [modal for sentence in sentences for modal in _modals(sentence, verb)]
        only = modals and all(modal in _POSSIBLE for modal in modals)
        if only or (
            modals and set(modals) <= _POSSIBLE | {"would"} and _hangs(sentences) and not _hangs([claim])
        ):
            return modals[0]
        if not modals and (open_ := _only_possible(sentences)):
            return open_
    return None


def _only_possible(sentences: Sequence[Facts]) -> str | None:
    """The "may", "could" or unreported "would" of sentences that say nothing of what will be."""
    tokens = frozenset(token for sentence in sentences for token in sentence.tokens)
    reported = english.reservations()["say"] | english.listed("voices")
    if tokens & (_FUTURE | reported):
        return None
    return next((w.token for s in sentences for w in s.words if w.token in _POSSIBLE | {"would"}), None)


def _hangs(sentences: Sequence[Facts]) -> bool:
    """Whether a "would" of the sentences hangs on something, and is no "will" in reported speech."""
    return any(
        english.reservation(w.token) in {"if", "maybe"}
        for s in sentences
        for place, w in enumerate(s.words)
        if not _is_idle(s.words, place)
    )


def _modals(sentence: Facts, verb: Word) -> Iterator[str]:
    for place, word in enumerate(sentence.words):
        if word.stem and verb.stem and alike.same(word.stem, verb.stem):
            near = [w.token for w in sentence.words[max(0, place - 4) : place]]
            yield next((t for t in reversed(near) if t in _POSSIBLE | {"will", "would"}), "")


def surer(claim: Facts, sentences: Sequence[Facts]) -> Word | None:
    """A word of the claim that is surer than anything the sentences have ("knows", "has decided")."""
    stated = {w.token for s in sentences for w in s.words} | {w.stem for s in sentences for w in s.words}
    reserved = {english.reservation(token) for token in stated if token}
    for place, word in enumerate(claim.words):
        is_meant = (
            word.token == "going"
            and claim.words[place + 1 : place + 2]
            and claim.words[place + 1].token == "to"
        )
        if is_meant and reserved & {"want", "offer", "maybe"} and not stated & _FUTURE:
            return word
        is_new = word.token in _CERTAIN and word.token not in stated
        if is_new and word.token != "will" and not alike.stands(word, sentences):
            return word
    return None


def attributed(claim: Facts, sentences: Sequence[Facts], leaders: tuple[Leader, ...]) -> Word | None:
    """The verb of saying by which a claim puts words into someone's mouth, though no sentence says that they speak.

    A sentence does so if it names them, or has a pronoun, and has a verb of saying or wanting or a quotation.
    """
    found = names.mentions(claim.text, leaders)
    others = [run for run in names.runs(claim) if not any(m.start <= run[0].start < m.end for m in found)]
    subjects = [(m.end, m.leader, ()) for m in found]
    subjects += [(run[-1].end, None, tuple(w.token for w in run)) for run in others]
    says = english.reservations()["say"]
    for word in claim.words:
        for end, leader, tokens in subjects:
            if word.token not in says or not 0 <= word.start - end <= _NEXT:
                continue
            if not any(_speaks(sentence, leader, tokens, leaders) for sentence in sentences):
                return word
    return None


def _speaks(sentence: Facts, leader: int | None, tokens: Sequence[str], leaders: tuple[Leader, ...]) -> bool:
    kinds = {english.reservation(w.token) for w in sentence.words}
    voices = english.listed("voices")
    if not kinds & _SPEECH and not sentence.tokens & voices and not _QUOTED.search(sentence.text):
        return False
    if sentence.tokens & _SELF:
        return True
    if leader is not None:
        return any(m.leader == leader for m in names.mentions(sentence.text, leaders))
    return any(names.same(one, other) for one in tokens for other in sentence.tokens)


def _reservations(clause: Sequence[Word], known: set[int]) -> Iterator[tuple[str, Word, list[Word]]]:
    for place, word in enumerate(clause):
        kind = english.reservation(word.token)
        if kind is None or (word.capital and not word.opens):
            continue
        rest = takewhile(lambda w: w.token not in {"and", "or"}, clause[place + 1 :])
        behind = [w for w in rest if w.start in known and english.reservation(w.token) is None]
        if _is_idle(clause, place):
            continue
        if kind == "say" and clause[place + 1 : place + 2] and clause[place + 1].token == "so":
            continue
        if kind == "say" and any(w.token in _SELF for w in clause[place + 1 : place + 5]):
            continue
        if place and clause[place - 1].token == "to" and kind in {"want", "say"}:
            continue
        yield kind, word, behind[:_REACH]


def _is_idle(clause: Sequence[Word], place: int) -> bool:
    """Whether a word that reserves elsewhere does not: "asked if", "whether or not", "her own urging"."""
    word = clause[place].token
    before = clause[place - 1].token if place else ""
    behind = [w.token for w in clause[place + 1 : place + 3]]
    if word == "asked" and (
        not place or before in _BE or behind[:1] in (["if"], ["whether"], ["about"], ["what"], ["by"])
    ):
        return True
    near = {w.token for w in (*clause[max(0, place - 4) : place], *clause[place + 1 : place + 2])}
    if word in {"may", "can"} and (near & english.listed("plain_negations") or behind[:1] == ["only"]):
        return True
    if word in {"expectations", "suggestions"}:
        return True
    if word == "whether" and (behind == ["or", "not"] or before in {"asked", "ask"}):
        return True
    if word == "if" and before in {"asked", "ask"}:
        return True
    if word in {"announced", "announces", "reported"} and before not in _BE:
        return True
    return word.endswith("ing") and before in {"own", "her", "his", "its", "their"}


def _takes(claim: Facts, bears_on: Sequence[Word]) -> bool:
    """Whether the claim takes what is reserved: its first content word and another."""
    head = next((word for word in bears_on if not word.token.endswith("ly")), bears_on[0])
    return _has(claim.words, head) and _shared(claim.words, bears_on) >= min(len(bears_on), _TAKEN)


def _shared(part: Sequence[Word], bears_on: Sequence[Word]) -> int:
    return sum(_has(part, word) for word in bears_on)


def _has(part: Sequence[Word], word: Word) -> bool:
    return any(w.stem and word.stem and alike.same(w.stem, word.stem) for w in part)


def _keeps(kind: str, home: Sequence[Word], claim: Facts) -> bool:
    """Whether a clause of the claim has a reservation as good as that of the document."""
    allowed = english.keeps()[kind]
    held = {english.reservation(word.token) for word in home}
    if kind == "say" and (_QUOTED.search(claim.text) or claim.tokens & _REASONED):
        return True
    if kind == "want" and any(word.token == "expected" for word in home):
        return True
    if kind == "if" and claim.tokens & _TIED:
        return True
    if kind == "would" and any(word.token == "will" for word in home):
        return True
    return bool(held & allowed)
