"""Guessing the topics of a text: the nouns and phrases that it keeps coming back to."""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from bot.dossier import names, words
from bot.dossier.model import Leader, Topic

MOST, FEWEST = 8, 4
"""Topics that are guessed at most, and how many are looked for among words that stand only once."""

_GENERIC = frozenset(
    """
    summit meeting meet leader president prime minister country nation world year month week day time people
    person man woman side way part number lot kind case place point question answer official government
    report statement news article document source said say ask talk visit first second third two three four
    new old great large small high low big long short good bad major main key crucial important possible
    likely public early late recent current global international national personal own various certain several
    party parliament politics opposition coalition delegation idea office engineer veterinarian reporter
    newspaper journalist adviser minister ministry capital forum union last present city town thing half quarter third open host
    guest venue place date thursday friday monday tuesday wednesday saturday sunday million billion percent per cent page note
    """.split()
)
_BEFORE_NOUN = frozenset(
    """
    the a an of on in over for about his her their its our this that these those no any some more with from
    into against by between both each every or
    """.split()
)
_BEFORE_PLACE = frozenset("in at near to from into".split())
_BEFORE_VERB = frozenset(
    """
    to will would may might can could should must not he she they it we you who has have had is are was were
    be been being did does do also never
    """.split()
)
_NOMINAL = re.compile(r"(?:tion|sion|ment|ity|ness|ance|ence|ship|ism|ure|acy)s?$")
_PIECE = re.compile(r"[.,;:!?()\[\]\"“”—–]|[^\W_](?:[\w'’.-]*\w)?")


@dataclass(slots=True)
class _Theme:
    shown: Counter[str] = field(default_factory=Counter[str])
    sentences: int = 0
    noun: int = 0
    verb: int = 0
    head: int = 0
    placed: int = 0


def guess(
    texts: Iterable[str], leaders: Collection[Leader], people: Collection[str] = ()
) -> tuple[Topic, ...]:
    """Topics of the sentences `texts`, the weightiest first: four to eight, fewer only in a very short text.

    Neither the leaders, what they lead nor other `people` (folded names) are topics.
    """
    aside = _Aside(leaders, people)
    themes = _themes(texts, aside)
    nouns = [key for key, theme in themes.items() if _is_noun(theme)]
    ranked = sorted(nouns, key=lambda key: (-_weight(key, themes[key]), key))
    picked: list[_Key] = []
    for often in (True, False):
        for key in ranked:
            if len(picked) >= (MOST if often else FEWEST):
                break
            theme = themes[key]
            good = theme.sentences > 1 if often else len(key) == 1 and _nominal(_shown(theme))
            if good and not any(_akin(a, b) for other in picked for a in key for b in other):
                picked.append(key)
    return tuple(_topic(key, themes) for key in picked)


class _Aside:
    """Words that are no topics."""

    def __init__(self, leaders: Collection[Leader], people: Collection[str]) -> None:
        called = [
            word
            for leader in leaders
            for name in (leader.name, *leader.aliases)
            for word in (*words.split(name), *words.plain(name).split())
        ]
        self._stems = {words.stem(words.token(word)) for word in (*called, *people)}
        self._stems |= {words.stem(word) for word in _GENERIC | names.OFFICES}
        led = [word for leader in leaders for word in words.tokens(leader.office or "")]
        self._led = tuple(
            {word[: max(5, len(word) - 2)] for word in led if len(word) > 3 and not names.is_office(word)}
        )

    def holds(self, token: str, stem: str) -> bool:
        """Whether a word belongs to a leader's name or country, or says nothing here."""
        return stem in self._stems or token.startswith(self._led)


def _akin(a: str, b: str) -> bool:
    """Whether two stems are of one family: "recogn" and "recognit"."""
    length = max(4, min(len(a), len(b)) - 1)
    return a == b or a[:length] == b[:length]


_Key = tuple[str, ...]


def _themes(texts: Iterable[str], aside: "_Aside") -> dict[_Key, _Theme]:
    """Words and pairs of words by their stems."""
    themes: dict[_Key, _Theme] = defaultdict(_Theme)
    for text in texts:
        seen: set[_Key] = set()
        previous, before = "", None
        for written in _PIECE.findall(text):
            token = words.token(words.plain(written)) if written[0].isalnum() else ""
            stem = words.stem(token) if token else ""
            usable = _usable(token, stem, aside)
            if before and (not token or token in words.STOP or before.possessive):
                for key in before.keys:
                    themes[key].head += 1
            keys: list[_Key] = []
            if usable:
                goes_on = before and before.written[0].isupper() and written[0].isupper()
                keys.append(
                    _count(themes, (stem,), written, before.previous if before and goes_on else previous)
                )
                if before and not before.possessive:
                    keys.append(
                        _count(themes, (before.stem, stem), f"{before.written} {written}", before.previous)
                    )
                seen.update(keys)
            possessive = written.endswith(("'s", "’s"))
            before = _Before(written, stem, previous, keys, possessive) if usable else None
            previous = "'s" if possessive else token
        for key in before.keys if before else ():
            themes[key].head += 1
        for key in seen:
            themes[key].sentences += 1
    return themes


@dataclass(frozen=True, slots=True)
class _Before:
    """The word before, and the themes that end with it."""

    written: str
    stem: str
    previous: str
    keys: list[_Key]
    possessive: bool


def _usable(token: str, stem: str, aside: "_Aside") -> bool:
    return (
        len(token) > 2
        and not token[0].isdigit()
        and token not in words.STOP
        and token not in names.CALENDAR
        and not token.endswith(("ly", "ed"))
        and not aside.holds(token, stem)
    )


def _count(themes: dict[_Key, _Theme], key: _Key, written: str, previous: str) -> _Key:
    theme = themes[key]
    if not previous and written[1:].islower():
        written = written[0].lower() + written[1:]  # The capital is the sentence's.
    theme.placed += written[0].isupper() and previous in _BEFORE_PLACE
    theme.shown[re.sub(r"['’]s?$", "", written)] += 1
    theme.noun += previous in _BEFORE_NOUN or previous == "'s" or written[0].isupper()
    theme.verb += previous in _BEFORE_VERB
    return key


def _is_noun(theme: _Theme) -> bool:
    count = theme.shown.total()
    shown = _shown(theme)
    heads = theme.head * 2 >= count or (shown[0].isupper() and not shown.endswith(("an", "ish", "ese")))
    return theme.noun > theme.verb and theme.noun * 4 >= count and heads and theme.placed * 2 < count


def _nominal(written: str) -> bool:
    return written[0].isupper() or bool(_NOMINAL.search(written))


def _weight(key: _Key, theme: _Theme) -> float:
    return theme.sentences * (2.0 if len(key) > 1 else 1.0) * (0.5 + theme.noun / theme.shown.total())


def _topic(key: _Key, themes: dict[_Key, _Theme]) -> Topic:
    name = _shown(themes[key])
    akin = [
        _shown(theme)
        for other, theme in sorted(themes.items())
        if len(other) == 1 and _akin(other[0], key[-1])
    ]
    return Topic(name=name[:1].upper() + name[1:], terms=tuple(dict.fromkeys([name, *akin])))


def _shown(theme: _Theme) -> str:
    return max(
        theme.shown, key=lambda shown: (theme.shown[shown], bool(_NOMINAL.search(shown)), -len(shown), shown)
    )
