"""Signs in a sentence that it holds a person, a time, a place, a number or a reason."""

from bot.dossier.index import Word
from bot.engines.extractive.question import Kind

PRONOUNS = frozenset("he she it they this these those that such his her their its".split())
BE = frozenset("is are was were be been means refers called known".split())

_MONTHS = frozenset(
    "january february march april may june july august september october november december".split()
)
_SHORT_MONTHS = frozenset(month[:3] for month in _MONTHS)
_MONTH_WORDS = _MONTHS | _SHORT_MONTHS | {"sept"}
_HALVES = frozenset("am pm a.m p.m a.m. p.m. o'clock o’clock hours".split())
_AT = frozenset("at by until till before after around about from".split())
_HOURS = frozenset("one two three four five six seven eight nine ten eleven twelve".split())
_UNITS = frozenset("percent per million billion years months weeks days hours minutes people of in".split())
_TIME = frozenset(
    """monday tuesday wednesday thursday friday saturday sunday century centuries decade decades today
    yesterday tomorrow tonight spring summer autumn winter morning evening noon midnight era year years
    months weeks days day week month ago season eve early late""".split()
)
NUMBERS = frozenset(
    """one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
    seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred hundreds
    thousand thousands million millions billion billions trillion dozen dozens half third quarter percent
    twice double triple several""".split()
)
_PLACE = frozenset("in at near from to of on outside inside across throughout around through into".split())
_PLACES = frozenset(
    """abroad airport barracks base border bridge building camp capital castle centre center chapel church city club
    coast college customs embassy factory farm ferry field fort garden ground hall harbour harbor hospital hotel house
    island lake library market mine monastery mountain museum north south east west palace park plant pier port prison
    quay residence river room school ship square stables station street tent theatre town university valley villa village
    warehouse""".split()
)
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
        and (
            _year(word.token)
            or (
                word.token[:3] in _SHORT_MONTHS
                and word.token.removesuffix(".") in _MONTH_WORDS
                and word.capital
            )
            or word.token in _TIME
            or _is_clock(read, i)
        )
    ]


def _year(token: str) -> bool:
    digits = token.removesuffix("s")
    return digits.isdigit() and (len(digits) == 4 or len(digits) == 3) and 100 <= int(digits) <= 2200


def _is_clock(read: tuple[Word, ...], at: int) -> bool:
    """Whether a word is a time of day: "2 p.m.", "10.30" or "12:40", "at nine"."""
    token, behind = read[at].token, read[at + 1].token if at + 1 < len(read) else ""
    hour, _, minute = token.replace(":", ".").partition(".")
    timed = hour.isdigit() and len(minute) == 2 and minute.isdigit() and int(hour) < 24 and int(minute) < 60
    return (
        timed
        or (token.isdigit() and behind in (*_HALVES, "a", "p"))
        or (token in _HOURS and at > 0 and read[at - 1].token in _AT and behind not in _UNITS)
    )


def _where(read: tuple[Word, ...], matched: set[int]) -> list[int]:
    return [
        i
        for i, word in enumerate(read)
        if i not in matched
        and i > 0
        and word.term
        and (word.capital or word.token in _PLACES)
        and any(before.token in _PLACE for before in read[max(0, i - (2 if word.capital else 4)) : i])
        and word.token not in _MONTHS
    ]


def _how_many(read: tuple[Word, ...], matched: set[int]) -> list[int]:
    return [
        i
        for i, word in enumerate(read)
        if i not in matched and (word.token[0].isdigit() or word.token in NUMBERS) and not _is_date(read, i)
    ]


def _is_date(read: tuple[Word, ...], at: int) -> bool:
    """Whether a number is a year, but for "since 2014", or the day of a month."""
    before = read[at - 1] if at else None
    if before and before.token == "since":
        return False
    beside = (before, read[at + 1] if at + 1 < len(read) else None)
    is_day = any(word and word.capital and word.token in _MONTHS for word in beside)
    return read[at].token.isdigit() and (is_day or 1900 <= int(read[at].token[:6]) <= 2100)


def _why(read: tuple[Word, ...], matched: set[int]) -> list[int]:
    return [i for i, word in enumerate(read) if word.token in _REASON]


SIGNS = {
    Kind.WHO: _who,
    Kind.WHEN: _when,
    Kind.WHERE: _where,
    Kind.HOW_MANY: _how_many,
    Kind.WHY: _why,
}
