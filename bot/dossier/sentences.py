"""Text to sentences, as spans: fast enough for tens of megabytes, and linear whatever the text.

A full stop ends a sentence unless what stands before it is an abbreviation, an initial or a list number,
or what follows goes on in small letters. A quotation or a bracket is not broken up, so that a quote keeps
the words that say whose it is.
"""

import re
from collections.abc import Iterator

LONGEST = 1_500
"""Characters of a sentence at most: longer ones are no prose, and no platform could show their quote."""

TOGETHER = 400
"""Characters of a quotation or bracket that is kept in one sentence; a longer one was never closed."""

_CLOSING = r"\"'”’»)\]*_」』）"
_NOTE = r"\[[^\[\]\n]{1,40}+\]"  # [3] or [citation needed], as encyclopedias put behind a full stop
_END = re.compile(
    rf"(?<![.!?…؟।])([.!?…؟।]++)((?:[{_CLOSING}]|{_NOTE})*+(?::\d[\d:–-]*+)?)(?=\s|\Z)"
    rf"|([。！？]++)([{_CLOSING}]*+)"
)
_BEFORE_NEXT = re.compile(r"[\s\"'“‘„«(\[*_>#–—-]*+")
_WORD = re.compile(r"[^\W_]++(?:['’.-][^\W_]++)*+")
_SPACE = re.compile(r"\s*+")
_CLOSED = re.compile(
    rf"“[^“”]{{1,{TOGETHER}}}+”"
    rf"|(?<![\w.,;:!?…%)\]\"])\"(?=\S)[^\"]{{1,{TOGETHER}}}+\"|\([^()]{{1,{TOGETHER}}}+\)"
)
_ACRONYM = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]\Z|Ph\.D\Z")
_ROMAN = re.compile(r"[IVXLC]{1,5}\Z")
_SPEAKS = re.compile(
    r"(?:[^\W\d_][\w.’'-]*\s+){1,4}?(?:said|says|asked|asks|told|tells|added|adds|replied|replies|wrote|writes"
    r"|warned|warns|joked|argued|argues|insisted|insists|shouted|wondered|answered|demanded|quipped)\b"
)

_TITLES = frozenset(
    "mr mrs ms mx dr prof gen sen rep gov lt col sgt capt maj rev hon pres amb adm cmdr cpl messrs mme mlle"
    " supt insp fr br".split()
)
_ALWAYS = frozenset("e.g i.e eg ie cf vs v viz approx ca resp incl".split())
_BEFORE_NUMBERS = frozenset(
    "no nos art arts fig figs p pp vol vols ch sec sect para paras pt eq par c nr".split()
)
_SOMETIMES = frozenset(
    "st jr sr inc ltd co corp bros etc al ave blvd rd dept est univ mt ft sq ed eds".split()
)
_SHORT_DATES = frozenset(
    "jan feb mar apr jun jul aug sep sept oct nov dec mon tue tues wed thu thurs fri sat sun".split()
)
_DATES = _SHORT_DATES | frozenset(
    "january february march april may june july august september october november december"
    " monday tuesday wednesday thursday friday saturday sunday".split()
)
_STARTERS = frozenset(
    """
    The A An This That These Those He She It They We You I His Her Its Their Our My In On At By For From
    With Without After Before Since Until Till When While Where Whether As If But And Or Nor Yet So Then
    There Here What Who Whose Why How Which Not No Yes Nobody Nothing Both Each Every All Some Many Most
    More Few Several Any Neither Either One Two Three Another Other Others Such However Meanwhile
    Instead Still Also Even Once Although Though Because Despite During According Asked To Under Over
    Between Among Nevertheless Nonetheless Moreover Furthermore Therefore Thus Finally Today Yesterday
    Tomorrow Only Just Perhaps Later Earlier Is Are Was Were Do Does Did Has Have Had Can Could Would
    Should Last Next
    """.split()
)


def split(text: str, start: int = 0, end: int | None = None) -> list[tuple[int, int]]:
    """The sentences of `text[start:end]` as (start, end) in `text`, in order.

    They don't overlap and together hold every character that isn't white space.
    """
    end = len(text) if end is None else end
    spans: list[tuple[int, int]] = []
    at = _skip(text, start, end)
    for stop in _stops(text, at, end):
        if stop > at:
            _add(spans, text, at, stop)
            at = _skip(text, stop, end)
    if at < end:
        _add(spans, text, at, end)
    return spans


def _skip(text: str, at: int, end: int) -> int:
    found = _SPACE.match(text, at, end)
    return found.end() if found else at


def _add(spans: list[tuple[int, int]], text: str, start: int, end: int) -> None:
    """Add the span without white space at its end, in pieces if it is too long."""
    while end - start > LONGEST:
        cut = max(text.rfind("; ", start, start + LONGEST) + 1, text.rfind(" ", start, start + LONGEST))
        cut = cut if cut > start else start + LONGEST
        spans.append((start, start + len(text[start:cut].rstrip())))
        start = _skip(text, cut, end)
    end = start + len(text[start:end].rstrip())
    if end > start:
        spans.append((start, end))


def _stops(text: str, start: int, end: int) -> Iterator[int]:
    """Where sentences end."""
    closed = _closed(text, start, end)
    opened, closing = next(closed, (end, end))
    first = start
    for found in _END.finditer(text, start, end):
        while closing <= found.start():
            opened, closing = next(closed, (end, end))
        if opened < found.start() and found.end() < closing:
            continue
        if found[3] or _ends(text, first, found, end):
            yield found.end()
            first = _skip(text, found.end(), end)


def _closed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Quotations and brackets that are opened and closed."""
    if any(text.find(mark, start, end) >= 0 for mark in '"“('):
        for found in _CLOSED.finditer(text, start, end):
            yield found.span()


def _ends(text: str, first: int, found: re.Match[str], end: int) -> bool:
    """Whether the marks end a sentence that began at `first`."""
    before_next = _BEFORE_NEXT.match(text, found.end(), end)
    next_at = before_next.end() if before_next else found.end()
    if next_at >= end:
        return True
    if text[next_at].islower():
        return False
    marks, closing = found[1], found[2]
    if marks != ".":
        asked = marks[-1] in "?!…" and any(mark in "\"”’'»" for mark in closing)
        return not (asked and _SPEAKS.match(text, next_at, min(end, next_at + 80)))
    word_at = max(first, _word_start(text, first, found.start()))
    word = text[word_at : found.start()].lstrip("\"'“‘„«([*_")
    following = _WORD.match(text, next_at, end)
    return _word_ends(word, word_at - first, following.group() if following else "")


def _word_start(text: str, first: int, dot: int) -> int:
    """Where the word before `dot` begins: a long word is no abbreviation, so few characters are looked at."""
    low = max(first, dot - 24)
    return 1 + max(text.rfind(space, low, dot) for space in " \n\t\r\xa0") or low


def _word_ends(word: str, before: int, following: str) -> bool:
    """Whether a full stop after `word` ends the sentence when `following` comes next.

    `before` counts the characters of the sentence before `word`. Without any, a number or letter is that of
    a list; with few, a time of day ("At 10 a.m.") has still to be told what happened then.
    """
    lower = word.casefold()
    starts = following in _STARTERS
    if before <= 0 and (word.isdigit() or len(word) == 1 or _ROMAN.match(word)):
        return False
    if len(word) == 1 and word.isalpha():
        return starts or word == "I" or (word in _BEFORE_NUMBERS and not following[:1].isdigit())
    if lower in _ALWAYS or (lower in _TITLES and word[0].isupper()):
        return False
    if lower in _BEFORE_NUMBERS:
        return not following[:1].isdigit()
    if lower in ("a.m", "p.m"):
        is_zone = following.isupper() and len(following) in (2, 3, 4)
        return before > 12 and not (is_zone or following.casefold() in _DATES)
    if lower in _SOMETIMES or _ACRONYM.match(word) or (lower in _SHORT_DATES and word[0].isupper()):
        return starts
    return True
