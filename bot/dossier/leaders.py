"""Who is who: where a text speaks of a leader, and whom a person means by what they typed."""

import re
from collections.abc import Container, Sequence
from dataclasses import dataclass

from bot.dossier import names, versus, words
from bot.dossier.model import Leader
from bot.errors import UnknownName
from bot.wording import one_of, say

_TOKEN = re.compile(r"[^\W_]+(?:['-][^\W_]+)*")
_BEFORE = re.compile(r"(?:(\S+)\s+)?(?<![^\s\"'(\[*_-])([^\W\d_][\w'.-]*)\s+\Z")
_CAPITAL_NEXT = re.compile(r"\s+([A-Z][\w-]+)")
_OF_NEXT = re.compile(r"\s+of\b")
_JUNIOR = re.compile(r",?\s+(?:Jr|Sr|Junior|Senior)\b")
_BEFORE_MONTH = re.compile(
    r"(?:\d(?:st|nd|rd|th)?|\b(?:in|until|till|early|late|mid|last|next|this))[\s-]+\Z", re.IGNORECASE
)
_MONTH_NEXT = re.compile(r"\s+\d{1,2}(?!\d)|,?\s+\d{4}")
_LOOK_BACK = 60  # characters: two words, as long as words get

_NO_MORE = frozenset("former ex vice deputy late future".split())
_PLACED = frozenset("in on at by since until around near across".split())
_OPENERS = frozenset(
    "yesterday today tomorrow tonight meanwhile nevertheless nonetheless instead unlike like despite"
    " afterwards later earlier whereas besides still even only then perhaps last next compare".split()
)


@dataclass(frozen=True, slots=True)
class Mention:
    """`text[start:end]` names the leader with that number; a possessive ending is left out."""

    leader: int
    start: int
    end: int


class WhoIsWho:
    """The leaders of a dossier by all their names.

    `ordinary` holds folded words that are never taken for a misspelt name: best, those of the documents.
    """

    def __init__(self, leaders: Sequence[Leader], ordinary: Container[str] = frozenset()) -> None:
        self.leaders = tuple(leaders)
        self._ordinary = ordinary
        self._forms = names.in_order(names.forms(self.leaders))
        self._pattern = names.pattern(self._forms, self.leaders)
        self._own = [names.own_words(leader) for leader in self.leaders]
        self._loose = names.loose(self.leaders, self._forms)
        self._longest = max(map(len, self._loose), default=0)
        self._single = {
            key[0]: n for key, n in self._loose.items() if len(key) == 1 and not names.is_office(key[0])
        }

    def mentions(self, text: str) -> list[Mention]:
        """Where `text` names a leader beyond doubt, in order, not overlapping.

        Names, aliases, unique surnames and offices, diacritics and kinds of quotes aside; no misspellings.
        A surname behind another given name is another person's, an office before another name too.
        """
        if self._pattern is None:
            return []
        plain, places = _plain(text)
        return [_placed(mention, places) for mention in self._exact(plain)]

    def named(self, text: str) -> list[Leader]:
        """The leaders that a person names in `text`, in order: small letters, given names, slips and all."""
        return [self.leaders[number] for number in dict.fromkeys(m.leader for m in self.meant(text))]

    def meant(self, text: str) -> list[Mention]:
        """Where a person who types `text` means a leader: `mentions`, and also small letters and slips."""
        plain, places = _plain(text)
        return [_placed(mention, places) for mention in self._meant(plain)]

    def find(self, name: str) -> Leader:
        """The leader called `name`. Raises UnknownName, with those that may have been meant."""
        plain, _ = _plain(name)
        found = self._meant(plain)
        if len({mention.leader for mention in found}) == 1 and not versus.words_left(plain, found):
            return self.leaders[found[0].leader]
        raise self._unknown(name)

    def split(self, text: str) -> tuple[list[Leader], str]:
        """The leaders to compare and what about: "Adams vs Baker on water" is both and "water".

        "both", "all" and "the leaders" are all of them; no name is none of them. Raises UnknownName if
        something that should be a leader's name ("Adams vs Nobody") isn't.
        """
        found = self.meant(text)
        request = versus.read(text, found)
        if request.unknown:
            raise self._unknown(request.unknown)
        numbers = range(len(self.leaders)) if request.all else dict.fromkeys(m.leader for m in found)
        return [self.leaders[number] for number in numbers], request.topic

    def _unknown(self, name: str) -> UnknownName:
        shown = " ".join(name.split())[:40]
        if not self.leaders:
            return UnknownName(say("There is no leader “{name}”: this dossier names none.", name=shown))
        bearers = names.ambiguous(self.leaders).get(words.fold(shown))
        if bearers:
            both = tuple(self.leaders[form.leader].name for form in bearers)
            message = say("“{name}” can be {names}; give the full name.", name=shown, names=one_of(both))
            return UnknownName(message, suggestions=both)
        near = names.nearest(shown, self.leaders)
        everyone = tuple(leader.name for leader in self.leaders)
        hint = say("did you mean {name}?", name=near[0]) if near else say("it has {names}.", names=everyone)
        message = say("There is no leader “{name}” in this dossier; {hint}", name=shown, hint=hint)
        return UnknownName(message, suggestions=near)

    def _exact(self, plain: str, *, asked: bool = False) -> list[Mention]:
        assert self._pattern
        found: list[Mention] = []
        at = 0
        while match := self._pattern.search(plain, at):
            assert match.lastindex
            form = self._forms[match.lastindex - 1]
            start, at = match.span()
            if start == at:  # Names are anybody's: none that matches nothing may keep us here for ever.
                at += 1
                continue
            if not self._is_meant(form, plain, start, at, asked):
                at = start + 1
                continue
            if found and found[-1].leader == form.leader and plain[found[-1].end : start].isspace():
                start = found.pop().start
            found.append(Mention(form.leader, start, at))
        return found

    def _is_meant(self, form: names.Form, plain: str, start: int, end: int, asked: bool) -> bool:
        """Whether the words around a form leave it to its leader."""
        if form.key in names.CALENDAR and _is_month(plain, start, end):
            return False
        before = _BEFORE.search(plain, max(0, start - _LOOK_BACK), start) if start else None
        if form.office:
            following = _CAPITAL_NEXT.match(plain, end)
            if following and self._is_other(form.leader, words.fold(following[1])):
                return False
            named = following is not None
            return not _OF_NEXT.match(plain, end) and (
                named or not before or words.fold(before[2]).strip("-") not in _NO_MORE
            )
        if _JUNIOR.match(plain, end):
            return False
        return len(form.words) > 1 or before is None or not self._is_namesake(form.leader, before, asked)

    def _is_other(self, leader: int, word: str) -> bool:
        return word not in self._own[leader] and word not in names.CALENDAR and word not in words.STOP

    def _is_namesake(self, leader: int, before: re.Match[str], asked: bool) -> bool:
        """Whether the word before a surname is a given name, so that it is someone else's surname."""
        written = before[2]
        word = words.fold(written).removesuffix(".")
        if not written[0].isupper() or written.endswith("'s") or not self._is_other(leader, word):
            return False
        if len(word) == 1:
            return all(own[0] != word for own in self._own[leader])
        if written.isupper() or word in names.OFFICES | names.COURTESIES:
            return False
        first = before.start(2) == 0 or (before[1] or "x")[-1] in '.?!:;"*'
        if first:
            return not (asked or word in _OPENERS or word.endswith(("ly", "ing", "ed")))
        return words.fold(before[1] or "") not in _PLACED

    def _meant(self, plain: str) -> list[Mention]:
        """Mentions as people type them, in order."""
        if self._pattern is None:
            return []
        found = self._exact(plain, asked=True)
        tokens = list(_TOKEN.finditer(plain))
        exact = list(found)
        at = 0
        while at < len(tokens):
            token = tokens[at]
            while exact and exact[0].end <= token.start():
                del exact[0]
            known = bool(exact) and exact[0].start < token.end()
            taken = 1
            if not known:
                taken, leader = self._read(plain, tokens, at)
                if leader is not None:
                    found.append(Mention(leader, token.start(), tokens[at + taken - 1].end()))
            at += taken
        return _merged(sorted(found, key=lambda mention: mention.start), plain)

    def _read(self, plain: str, tokens: list[re.Match[str]], at: int) -> tuple[int, int | None]:
        """How many tokens from `at` on are a leader's name, and whose."""
        for count in range(min(self._longest, len(tokens) - at), 0, -1):
            key = tuple(_bare(match[0]) for match in tokens[at : at + count])
            leader = self._loose.get(key)
            if leader is not None and (count > 1 or self._is_name(key[0], plain, tokens, at, leader)):
                return count, leader
        return 1, self._slip(tokens[at][0])

    def _is_name(self, word: str, plain: str, tokens: list[re.Match[str]], at: int, leader: int) -> bool:
        """Whether a word that can be a name is one here: not "will" or "may", nor a stranger's first name."""
        if word in words.STOP or word in names.CALENDAR:
            return False
        start = tokens[at].start()
        before = _BEFORE.search(plain, max(0, start - _LOOK_BACK), start) if plain[start].isupper() else None
        if before and self._is_namesake(leader, before, asked=True):
            return False
        following = _CAPITAL_NEXT.match(plain, tokens[at].end())
        is_given = words.fold(self.leaders[leader].name).split()[0] == word and word not in names.only_names(
            self.leaders[leader]
        )
        return not (is_given and following and self._is_other(leader, words.fold(following[1])))

    def _slip(self, written: str) -> int | None:
        """Whose name `written` misspells, if it is one leader's only and no word of its own."""
        token = _bare(written)
        if token in words.STOP or token in self._ordinary or names.is_office(token):
            return None
        whose = {leader for name, leader in self._single.items() if names.is_slip(token, name)}
        if not whose and token.endswith("s") and token[:-1] in self._single:
            return self._single[token[:-1]]
        return whose.pop() if len(whose) == 1 else None


def _is_month(plain: str, start: int, end: int) -> bool:
    """Whether "May" is the month for once: "in May", "5 May", "May 5"."""
    return bool(_MONTH_NEXT.match(plain, end) or _BEFORE_MONTH.search(plain, max(0, start - 12), start))


def _bare(token: str) -> str:
    folded = token.casefold()
    return folded.removesuffix("'s") if len(folded) > 3 else folded


def _merged(found: list[Mention], plain: str) -> list[Mention]:
    merged: list[Mention] = []
    for mention in found:
        last = merged[-1] if merged else None
        if last and last.leader == mention.leader and plain[last.end : mention.start].isspace():
            mention = Mention(mention.leader, last.start, mention.end)
            merged.pop()
        merged.append(mention)
    return merged


def _placed(mention: Mention, places: list[int] | None) -> Mention:
    if places is None:
        return mention
    return Mention(mention.leader, places[mention.start], places[mention.end - 1] + 1)


class _Plain(dict[str, str]):
    """`words.plain` of single characters, kept."""

    def __missing__(self, char: str) -> str:
        plain = self[char] = words.plain(char)
        return plain


_PLAIN = _Plain()


def _plain(text: str) -> tuple[str, list[int] | None]:
    """`words.plain` of `text`, and the place in `text` of each of its characters, unless it is the same."""
    if text.isascii():
        return text, None
    pieces = [_PLAIN[char] for char in text]
    plain = "".join(pieces)
    if len(plain) == len(text) and all(len(piece) == 1 for piece in pieces):
        return plain, None
    return plain, [place for place, piece in enumerate(pieces) for _ in piece]
