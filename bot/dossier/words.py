"""Words as search sees them: folded, stemmed, and freed of the words that carry no subject.

Proper names go through the same rules as any word; `Index` keeps a dossier's own names from being
stemmed, so that no name fares better than another by its spelling.
"""

import re
import unicodedata
from collections.abc import Callable
from functools import cache, lru_cache
from pathlib import Path

import Stemmer

_FORMS = Path(__file__).with_name("forms.txt")

_PLAIN = str.maketrans(
    {
        "‘": "'", "’": "'", "‚": "'", "‛": "'", "′": "'", "`": "'", "´": "'",
        "“": '"', "”": '"', "„": '"', "‟": '"', "″": '"', "«": '"', "»": '"',
        "‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "-", "―": "-", "−": "-",
        "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ı": "i",
        "æ": "ae", "Æ": "Ae", "œ": "oe", "Œ": "Oe", "\u00ad": None,
    }
)  # fmt: skip

_SIGNS = r"\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"  # scripts without spaces: a sign is a word
_MARKS = (
    r"\u0591-\u05bd\u064b-\u065f\u0900-\u0963\u0971-\u0dff\u0e31-\u0e3a\u0e47-\u0e4e"  # \w lacks vowel signs
)
_TOKEN = re.compile(
    r"(?:[^\W\d_]\.){2,}"  # U.S., a.m.
    r"|\d+(?:[.,]\d+)*(?:[^\W\d_]+)?"  # 1,500 and 3.5 and 10th
    rf"|[{_SIGNS}]"
    rf"|(?:[^\W_{_SIGNS}]|[{_MARKS}])+(?:'[^\W_]+)*"
)
_ACCENTS = re.compile(r"[\u0300-\u036f]+")

STOP: frozenset[str] = frozenset(
    """
    a about above after again against ago all almost also although am among an and another any anybody
    anyone anything are around as at be became because become been before behind being below between both
    but by can cannot could did do does doing done down during each either else etc even ever every
    everything few for from further get gets getting give given gives go goes going gone got had has have
    having he her here hers herself him himself his how however i if in indeed instead into is it its itself
    just kind let like made make makes making many may maybe me might mine more most much must my myself
    neither no nobody none nor not nothing now of off often on once one only onto or other others our ours
    ourselves out over own per perhaps please quite rather really s same say shall she should since so some
    somebody someone something sort still such t tell than that the their theirs them themselves then there
    therefore these they thing things this those though through thus to together too toward towards type
    under until unto up upon us very via was way we were what whatever when where whether which while who
    whoever whole whom whose why will with within without would yet you your yours yourself yourselves
    eg ie mr mrs ms dr aren't can't couldn't didn't doesn't don't hadn't hasn't haven't he'd he'll i'd i'll
    i'm i've isn't it'd it'll let's mustn't shan't she'd she'll shouldn't they'd they'll they're they've
    wasn't we'd we'll we're we've weren't won't wouldn't you'd you'll you're you've
    """.split()
)
"""Folded words that say nothing of the subject."""

ALSO_NAMES = frozenset({"down", "like", "may", "more", "will"})
"""Stop words that people are called."""

_BRITISH = re.compile(r"(?<=[a-z]{3})(?<!v)(?<!prec)(?<!conc)is(?=(?:e[drs]?|ing|ations?)$)")


def plain(text: str) -> str:
    """`text` without diacritics and with straight quotes and hyphens; case is kept."""
    if text.isascii():
        return text
    return _ACCENTS.sub("", unicodedata.normalize("NFKD", text.translate(_PLAIN)))


def fold(text: str) -> str:
    """`text` as it is compared: case folded, no diacritics, straight quotes and hyphens."""
    return plain(text).casefold()


def split(text: str) -> list[str]:
    """The words of `text` as written, case kept, through `plain`."""
    return _TOKEN.findall(plain(text))


def token(word: str) -> str:
    """The token for one word of `split`: folded, no possessive, "1,500" as 1500, "U.S." as usa."""
    if word[0].isdigit():
        return word.replace(",", "").casefold()
    if "." in word or word == "US":
        letters = word.replace(".", "").casefold()
        return "usa" if letters == "us" else letters
    folded = word.casefold()
    if "'" in folded:
        folded = folded.removesuffix("'s").removesuffix("s'") if folded != "'s" else folded
    return folded


def tokens(text: str) -> list[str]:
    """The tokens of `text` in order, stop words among them."""
    return [token(word) for word in split(text)]


@lru_cache(maxsize=65536)
def stem(token: str) -> str:
    """The stem of a token: forms of a word share it ("began" and "beginning"); numbers stay as they are."""
    if not token.isalpha():
        return token
    base = _forms().get(token) or _BRITISH.sub("iz", token)
    return _stemmer()(base)


def terms(text: str) -> list[str]:
    """The stems of the content words of `text` in order, with repetitions."""
    return [stem(token) for token in tokens(text) if token not in STOP]


@cache
def _stemmer() -> Callable[[str], str]:
    return Stemmer.Stemmer("english").stemWord


@cache
def _forms() -> dict[str, str]:
    """Irregular forms and other spellings, each to the word that is stemmed for it."""
    forms: dict[str, str] = {}
    for line in _FORMS.read_text(encoding="utf-8").splitlines():
        base, *others = line.partition("#")[0].split() or [""]
        forms.update(dict.fromkeys(others, base))
    return forms
