"""Our own words in the language of whoever reads them; quotes, names and topics stay as the documents have them.

Messages are written in English where they are used, with `{names}` for what is filled in, and are the keys of the
gettext catalogues in `locale/`; `make locale` renews those. A file that is too deep in the house to know the
reader marks its message with `say`: it is English text there, and `Words.said` says it again in another language.
"""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gettext import NullTranslations

LANGUAGES = {
    "en": "English",
    "de": "German",
    "fr": "French",
    "es": "Spanish",
    "uk": "Ukrainian",
    "ru": "Russian",
}
"""The languages that we speak: code and English name."""

LOCALE = Path(__file__).with_name("locale")
DOMAIN = "rapporteur"

_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()


class Said(str):
    """English text of ours that remembers what it was made of; see `say`."""

    __slots__ = ("message", "values")

    message: str
    values: Mapping[str, object]

    def renamed(self, old: str, new: str) -> "Said":
        """The same with `new` for each `old` in the values."""
        values = {k: v.replace(old, new) if isinstance(v, str) else v for k, v in self.values.items()}
        said = Said(ENGLISH.text(self.message, **values))
        said.message, said.values = self.message, values
        return said


def say(message: str, /, **values: object) -> Said:
    """`message` filled in, in English, to be said in another language by `Words.said`.

    Values are what `Words.text` takes. Joining or cutting the text makes it plain English for good.
    """
    said = Said(ENGLISH.text(message, **values))
    said.message = message
    said.values = values
    return said


def all_of(names: Sequence[str]) -> str:
    """Names as a list ("A, B and C") to be said in another language; nothing for none."""
    *before, last = names or ("",)
    return say("{one} and {other}", one=tuple(before), other=last) if before else last


def one_of(names: Sequence[str]) -> str:
    """Names as a choice ("A, B or C") to be said in another language; nothing for none."""
    *before, last = names or ("",)
    return say("{one} or {other}", one=tuple(before), other=last) if before else last


class Words:
    """English, and what every language can do. Get one from `words_for`."""

    language = "en"

    def text(self, message: str, /, **values: object) -> str:
        """`message` in this language with `values` filled in.

        An int is a count and written as such ("10,000"), a date in full, a tuple with commas between; what was
        marked with `say` is said in this language; anything else stands as `str` gives it.
        """
        return self._filled(message, values)

    def plural(self, one: str, many: str, number: int, /, **values: object) -> str:
        """The form that goes with `number`, which fills in `{number}`."""
        return self._filled(one if number == 1 else many, {"number": number, **values})

    def said(self, text: str) -> str:
        """What was marked with `say`, in this language; any other text as it is."""
        return self.text(text.message, **text.values) if isinstance(text, Said) else text

    def kept(self, text: str) -> str:
        """A message without values that was kept somewhere as plain English text, in this language."""
        return text

    def error(self, error: Exception) -> str:
        """An error's message in this language, if it was marked with `say`."""
        return self.said(error.args[0]) if error.args and isinstance(error.args[0], str) else str(error)

    def day(self, date: datetime.date) -> str:
        """A date as people write it: 14 August 2025."""
        return f"{date.day} {date:%B %Y}"

    def long_day(self, date: datetime.date) -> str:
        """The same with its weekday: Thursday, 14 August 2025."""
        return f"{date:%A}, {self.day(date)}"

    def weekday(self, number: int) -> str:
        """A day of the week, 0 to 6: Monday is 0."""
        return _DAYS[number]

    def time(self, at: datetime.time | datetime.datetime) -> str:
        """A time of day as its clock shows it, without its zone: 08:00."""
        return f"{at:%H:%M}"

    def number(self, number: int) -> str:
        """A count: 10,000."""
        return f"{number:,}"

    def list_of(self, items: Iterable[str]) -> str:
        """A list in a sentence: "A, B and C"."""
        *before, last = [*items] or [""]
        return f"{', '.join(before)} and {last}" if before else last

    def language_name(self, name: str) -> str:
        """What this language calls the language with that English name; the name itself where it is unknown."""
        return name

    def _filled(self, message: str, values: Mapping[str, object]) -> str:
        return message.format(**{name: self._value(value) for name, value in values.items()})

    def _value(self, value: object) -> str:
        match value:
            case str():
                return self.said(value)
            case int():
                return self.number(value)
            case datetime.date():
                return self.day(value)
            case tuple():
                return ", ".join(map(self._value, value))
            case _:
                return str(value)


ENGLISH = Words()


class Translated(Words):
    """A language with a catalogue. Babel is imported by what needs it: dates, numbers, lists."""

    def __init__(self, language: str, catalogue: "NullTranslations") -> None:
        self.language = language
        self._catalogue = catalogue

    def text(self, message: str, /, **values: object) -> str:
        """See `Words.text`."""
        return self._filled(self._catalogue.gettext(message), values)

    def plural(self, one: str, many: str, number: int, /, **values: object) -> str:
        """See `Words.plural`; a language has as many forms as it has."""
        return self._filled(self._catalogue.ngettext(one, many, number), {"number": number, **values})

    def kept(self, text: str) -> str:
        """See `Words.kept`."""
        return self._catalogue.gettext(text) if text else text

    def day(self, date: datetime.date) -> str:
        """See `Words.day`: 14. August 2025, 14 août 2025, 14 августа 2025 г."""
        from babel.dates import format_date

        return format_date(date, "long", locale=self.language)

    def long_day(self, date: datetime.date) -> str:
        """See `Words.long_day`."""
        from babel.dates import format_date

        return format_date(date, "full", locale=self.language)

    def weekday(self, number: int) -> str:
        """See `Words.weekday`: the form that stands alone."""
        from babel.dates import get_day_names

        return get_day_names("wide", context="stand-alone", locale=self.language)[number]

    def time(self, at: datetime.time | datetime.datetime) -> str:
        """See `Words.time`."""
        from babel.dates import format_time

        return format_time(datetime.time(at.hour, at.minute), "short", locale=self.language)

    def number(self, number: int) -> str:
        """See `Words.number`."""
        from babel.numbers import format_decimal

        return format_decimal(number, locale=self.language)

    def list_of(self, items: Iterable[str]) -> str:
        """See `Words.list_of`."""
        from babel.lists import format_list

        return format_list([*items], locale=self.language)

    def language_name(self, name: str) -> str:
        """See `Words.language_name`."""
        from babel import Locale

        names = Locale(self.language).languages
        return next((names.get(code, name) for code, n in Locale("en").languages.items() if n == name), name)


@lru_cache(maxsize=256)
def words_for(code: str | None) -> Words:
    """The words for a language's code as platforms and systems write it: "de", "de-AT", "de_AT.UTF-8".

    None and a language that we don't speak give English. A catalogue is read once, when it is first asked for.
    """
    language = (code or "").replace("_", "-").split("-")[0].split(".")[0].split("@")[0].casefold()
    return _translated(language) if language in LANGUAGES and language != "en" else ENGLISH


@cache
def _translated(language: str) -> Words:
    from gettext import translation

    return Translated(language, translation(DOMAIN, LOCALE, [language]))


def words_in(name: str | None) -> Words | None:
    """The words for a language by its English name ("German"); None for one that we don't speak."""
    return next((words_for(code) for code, known in LANGUAGES.items() if known == name), None)


def locale_of(environ: Mapping[str, str]) -> str | None:
    """The locale in which a system's messages are wished: LC_ALL before LC_MESSAGES before LANG, as POSIX has it."""
    wished = next((value for key in ("LC_ALL", "LC_MESSAGES", "LANG") if (value := environ.get(key))), None)
    return None if wished is None or wished.split(".")[0] in {"C", "POSIX"} else wished
