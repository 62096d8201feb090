"""Signs in a sentence that it holds a person, a time, a place, a number or a reason."""

from bot.dossier.index import Word
from bot.engines.extractive.question import Kind

PRONOUNS = frozenset("he she it they this these those that such his her their its".split())
BE = frozenset("is are was were be been means refers called known".split())

_MONTHS = frozenset(
    "january february march april may june july august september october november december".split()
)
_TIME = frozenset(
    """monday tuesday wednesday thursday friday saturday sunday century centuries decade decades today
    yesterday tomorrow tonight spring summer autumn winter morning evening noon midnight era year years
    months weeks days day week month ago season eve early late""".split()
)
_NUMBERS = frozenset(
    """one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
    seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred hundreds
    thousand thousands million millions billion billions trillion dozen dozens half third quarter percent
    twice double triple both several""".split()
)
_PLACE = frozenset("in at near from to of on outside inside across throughout around through into".split())
_PEOPLE = frozenset(
    """king queen emperor president minister leader scientist author general duke bishop pope archbishop
    philosopher engineer inventor mathematician people group company government committee""".split()
)
_REASON = frozenset(
    """because since due as so cause caused causes reason reasons result resulted resulting led leading leads
    therefore thus owing for order means allow allows allowed help helps helping make makes making lets""".split()
)


def found(kind: Kind, read: tuple[Word, ...], matched: set[int]) -> list[int]:
    """Places of what `kind` asks for, apart from the question's own words at `matched`; [] if it asks for none."""
    look = SIGNS.get(kind)
    return look(read, matched) if look else []


def _who(read: tuple[Word, ...], matched: set[int]) -> list[int]:
    return [
        i for i, word in enumerate(read) if i not in matched and (_is_name(word) or word.token in _PEOPLE)
    ]


def _is_name(word: Word) -> bool:
    return bool(word.capital and word.term) and word.token not in _MONTHS


def _when(read: tuple[Word, ...], matched: set[int]) -> list[int]:
    return [
        i
        for i, word in enumerate(read)
        if i not in matched
        and (_year(word.token) or (word.token in _MONTHS and word.capital) or word.token in _TIME)
    ]


def _year(token: str) -> bool:
    digits = token.removesuffix("s")
    return digits.isdigit() and (len(digits) == 4 or len(digits) == 3) and 100 <= int(digits) <= 2200


def _where(read: tuple[Word, ...], matched: set[int]) -> list[int]:
    return [
        i
        for i, word in enumerate(read)
        if i not in matched
        and word.capital
        and word.term
        and i > 0
        and (read[i - 1].token in _PLACE or (i > 1 and read[i - 2].token in _PLACE))
        and word.token not in _MONTHS
    ]


def _how_many(read: tuple[Word, ...], matched: set[int]) -> list[int]:
    return [
        i
        for i, word in enumerate(read)
        if i not in matched and (word.token[0].isdigit() or word.token in _NUMBERS)
    ]


def _why(read: tuple[Word, ...], matched: set[int]) -> list[int]:
    return [i for i, word in enumerate(read) if word.token in _REASON]


SIGNS = {
    Kind.WHO: _who,
    Kind.WHEN: _when,
    Kind.WHERE: _where,
    Kind.HOW_MANY: _how_many,
    Kind.WHY: _why,
}
