"""True claims in German, French, Spanish, Ukrainian and Russian made false by rule.

The word lists are this benchmark's own: the checker must not be measured by the lists that it reads.
"""

import re
from collections.abc import Callable, Iterator
from itertools import pairwise

Rule = Callable[[str, str, str, str], Iterator[str]]
"""(claim, quote, language, dossier) to damaged claims."""

_NUMBERS = {
    "de": "zwei drei vier fünf sechs sieben acht neun zehn elf zwölf",
    "fr": "deux trois quatre cinq sept huit neuf dix onze douze",
    "es": "dos tres cuatro cinco seis siete ocho nueve diez once doce",
    "uk": "два три чотири п'ять шість сім вісім дев'ять десять одинадцять; двох трьох чотирьох п'яти; двома трьома чотирма",
    "ru": "два три четыре пять шесть семь восемь девять десять одиннадцать; двух трёх четырёх пяти; двумя тремя четырьмя",
}
_DAYS = {
    "de": "Montag Dienstag Mittwoch Donnerstag Freitag Samstag Sonntag",
    "fr": "lundi mardi mercredi jeudi vendredi samedi dimanche",
    "es": "lunes martes miércoles jueves viernes sábado domingo",
    "uk": "понеділок вівторок четвер; середу п'ятницю суботу неділю; п'ятниці суботи неділі",
    "ru": "понедельник вторник четверг; среду пятницу субботу",
}
_MONTHS = {
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "uk": "січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня; січні лютому березні "
    "квітні травні червні липні серпні вересні жовтні листопаді грудні",
    "ru": "января февраля марта апреля мая июня июля августа сентября октября ноября декабря; январе феврале марте "
    "апреле мае июне июле августе сентябре октябре ноябре декабре",
}
_PEOPLE = {
    "alaska-summit": ("Trump|Трамп|Трамп", "Putin/Poutine|Путін|Путин", "Zelensky|Зеленськ|Зеленск"),
    "salt-road": (
        "Vashlin|Вашлін|Вашлин", "Nystrom|Ністром|Нистром", "Amsel|Амсел|Амсел", "Torrance|Торренс|Торренс",
        "Castellane|Кастеллан|Кастеллан",
    ),
    "silicon-strait": (
        "Achterberg|Ахтерберг|Ахтерберг", "Calloway|Келловей|Кэллоуэй", "Brandt|Брандт|Брандт", "Holloway|Голловей|Холлоуэй",
        "Quaye|Квей|Куэй", "Finch|Фінч|Финч",
    ),
    "three-rivers": (
        "Kalembe|Калембе|Калембе", "van Reest|ван Реест|ван Рест", "Šedivák|Шедівак|Шедивак", "Lindoy|Ліндой|Линдой",
        "Farrow|Фарроу|Фарроу",
    ),
}  # fmt: skip
_OFFICES = {
    "Vashlin": ("chairman",), "Nystrom": ("first minister",), "Calloway": ("premier",), "Achterberg": ("president",),
    "Kalembe": ("president",), "van Reest": ("prime minister",), "Šedivák": ("chancellor",),
}  # fmt: skip
_STRANGERS = {"uk": ("Вестерлунд", "Оконкво"), "ru": ("Вестерлунд", "Оконкво")}
_VERBS = {
    "de": "ist sind hat haben will wird kann werden können steht hält führt lässt",
    "fr": "est sont a ont veut peut permet dirige tient dit aspire affronte dure",
    "es": "es son ha han quiere puede permite dirige tiene dijo afronta deja aspira firmó",
    "uk": "має мають хоче може можуть прагне заявив стверджував лежить дає очолює зустрічаються тримається втратив "
    "прибула підняв",
    "ru": "имеет имеют хочет может могут стремится заявил утверждал расположена даёт возглавляет встречаются держится потерял "
    "прибыла поднял",
}


def number(claim: str, quote: str, language: str, dossier: str) -> Iterator[str]:
    """Another number, in digits or words."""
    for match in re.finditer(r"(?<![\w.,:])\d[\d.,]*", claim):
        digits = match[0]
        yield claim[: match.start()] + str(int(digits[0]) % 9 + 1) + digits[1:] + claim[match.end() :]
    yield from _next_words(claim, _NUMBERS[language])


def date(claim: str, quote: str, language: str, dossier: str) -> Iterator[str]:
    """Another weekday or month."""
    yield from _next_words(claim, _DAYS[language])
    yield from _next_words(claim, _MONTHS[language], re.NOFLAG)  # "Марта" is a name


def name(claim: str, quote: str, language: str, dossier: str) -> Iterator[str]:
    """A person of the documents for another, whom the quote doesn't name."""
    people = [_forms(entry, language) for entry in _PEOPLE[dossier]]
    absent = [
        forms[-1]
        for forms, latin in people
        if not any(form in quote for form in (*latin, *_OFFICES.get(latin[0], ())))
    ]
    for forms, _ in people:
        for match in _places(claim, forms):
            for other in absent:
                yield claim[: match.start()] + other + claim[match.end() :]


def stranger(claim: str, quote: str, language: str, dossier: str) -> Iterator[str]:
    """A person of whom no document speaks, for one."""
    for forms, _ in (_forms(entry, language) for entry in _PEOPLE[dossier]):
        for match in _places(claim, forms):
            for other in _STRANGERS.get(language, ("Westerlund", "Okonkwo")):
                yield claim[: match.start()] + other + claim[match.end() :]


def exchanged(claim: str, quote: str, language: str, dossier: str) -> Iterator[str]:
    """Two persons in each other's place; both stand in the quote, so that only grammar could tell."""
    found = [
        (match, forms)
        for forms, _ in (_forms(e, language) for e in _PEOPLE[dossier])
        for match in _places(claim, forms)
    ]
    found.sort(key=lambda item: item[0].start())
    for (one, _), (other, _) in pairwise(found):
        if one[0] != other[0]:
            yield (
                claim[: one.start()]
                + other[0]
                + claim[one.end() : other.start()]
                + one[0]
                + claim[other.end() :]
            )


def negation(claim: str, quote: str, language: str, dossier: str) -> Iterator[str]:
    """One negation put in, or taken out."""
    for match in re.finditer(rf"(?<!\w)(?:{'|'.join(_VERBS[language].split())})(?!\w)", claim):
        before, verb, behind = claim[: match.start()], match[0], claim[match.end() :]
        if re.search(r"(?:\bne |\bn'|\bno |\bне )$", before) or re.match(r" (?:nicht|kein|pas)", behind):
            continue
        if language == "de":
            yield f"{before}{verb} nicht{behind}"
        elif language == "fr":
            yield f"{before}{chr(110) + chr(39) if verb[0] in 'aeo' else 'ne '}{verb} pas{behind}"
        else:
            yield f"{before}{'no' if language == 'es' else 'не'} {verb}{behind}"
    if re.search(r"(?<!\w)(?:ning[uú]n\w*|nadie|nada|жодн\w+|никак\w+|ні\w{1,3}о)(?!\w)", claim):
        return  # Without its "no" the claim would be bad grammar, not the contrary.
    taken = {
        "de": r"\bnicht |\b(?<=k)k(?=eine?\b)|\bk(?=ein)",
        "fr": r"\b(?:ne |n')(?P<verb>(?:(?:a|ont|est|sait|en a|été)\s+)?\w*) ?pas ",
        "es": r"\b[Nn]o ",
        "uk": r"\bне ",
        "ru": r"\bне ",
    }[language]
    for match in re.finditer(taken, claim):
        kept = (match.groupdict().get("verb") or "").strip()
        yield claim[: match.start()] + (kept + " " if kept else "") + claim[match.end() :]


RULES: dict[str, Rule] = {rule.__name__: rule for rule in (number, date, name, stranger, exchanged, negation)}


def _next_words(claim: str, groups: str, flags: re.RegexFlag = re.IGNORECASE) -> Iterator[str]:
    for group in groups.split(";"):
        words = group.split()
        for word, other in zip(words, (*words[1:], words[0]), strict=True):
            for match in re.finditer(rf"(?<!\w){word}(?!\w)", claim, flags):
                put = other.capitalize() if match[0][0].isupper() else other
                yield claim[: match.start()] + put + claim[match.end() :]


def _forms(entry: str, language: str) -> tuple[list[str], list[str]]:
    """What a language calls a person, the most usual last; and what the documents do."""
    latin, ukrainian, russian = entry.split("|")
    own = {"uk": [ukrainian], "ru": [russian]}.get(language, latin.split("/"))
    return (own if language == "fr" else own[::-1]), latin.split("/")


def _places(claim: str, forms: list[str]) -> Iterator[re.Match[str]]:
    cyrillic = r"[а-яіїє]{0,3}" if re.search(r"[а-яі]", forms[0]) else "s?"
    return re.finditer(rf"(?<!\w)(?:{'|'.join(forms)}){cyrillic}(?!\w)", claim)
