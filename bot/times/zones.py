"""Time zones by the names that people give them: IANA's, a city, a country, letters. Asked back where several fit."""

import datetime
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.times.folding import key

AREAS = frozenset(
    "africa america antarctica arctic asia atlantic australia brazil canada chile etc europe indian mexico pacific us".split()
)
"""What an IANA name begins with, where it has a slash."""

_LOCALES = ("de", "fr", "es", "uk", "ru")
LONGEST = 5
"""Words of a place's name, at most."""

Place = tuple[str, ...]
Clock = tuple[datetime.timedelta | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """`zones`: the zones that a place's folded words may mean, the likeliest first; `capitals`: words that mean one
    in capital letters only; `spelt`: how those words are written."""

    zones: dict[Place, tuple[str, ...]]
    capitals: frozenset[str]
    spelt: dict[Place, str]


@cache
def names() -> dict[str, str]:
    """All zones of the IANA database by their name without capitals: as written there."""
    listed = (files("tzdata") / "zones").read_text(encoding="utf-8").split()
    return {name.casefold(): name for name in listed if name != "Factory"}


def current(name: str) -> str:
    """The name that a zone goes by today: Europe/Kyiv for Europe/Kiev; a name that a country still uses stays."""
    links, used = _links(), _countries_of()
    while name not in used and name in links and name != "UTC":
        name = links[name]
    return name


def places() -> Places:
    """Places by their English names, and letters."""
    return _places()


def find(words: Place, written: str) -> tuple[str, ...]:
    """The zones that these folded words may mean, the likeliest first; none where they mean no place.

    `written` are the same words as they were typed: some mean a zone in capital letters only.
    """
    known = _places()
    if (
        not words
        or len(words) > LONGEST
        or (len(words) == 1 and words[0] in known.capitals and not written.isupper())
    ):
        return ()
    return known.zones.get(words) or foreign().get(words, ())


@lru_cache(maxsize=1000)
def clock(name: str, year: int) -> Clock:
    """What tells a zone's clock from another's: its offset from UTC on each day of `year` and the next."""
    zone = ZoneInfo(name)
    start = datetime.datetime(year, 1, 1, tzinfo=datetime.UTC)
    return tuple((start + datetime.timedelta(days=day)).astimezone(zone).utcoffset() for day in range(731))


@cache
def _places() -> Places:
    table = tomllib.loads(Path(__file__).with_name("zones.toml").read_text(encoding="utf-8"))
    spelt: dict[Place, str] = {}
    zones: dict[Place, tuple[str, ...]] = {}
    kept_out = {key(word) for word in table["not_places"]["words"]}

    def put(place: str, found: Iterable[str]) -> None:
        words = key(place)
        if words and words not in kept_out and not any(word.isdigit() for word in words):
            zones[words] = tuple(dict.fromkeys((*zones.get(words, ()), *found)))
            spelt.setdefault(words, place)

    for name in names().values():
        area, _, rest = name.partition("/")
        if not rest or area.casefold() not in {"etc", "us", "canada", "brazil", "chile", "mexico"}:
            put(name.rsplit("/", 1)[-1].replace("_", " "), [current(name)])
    for country, found in _zones_of_countries().items():
        if key(country) not in zones:
            put(country, found)
    for part in ("letters", "places"):  # what we say ourselves overrules
        for place, found in table[part].items():
            zones.pop(key(place), None)
            put(place, found)
    capitals = frozenset(words[0] for words in map(key, table["capitals"]["words"]))
    return Places(zones=zones, capitals=capitals, spelt=spelt)


@cache
def foreign() -> dict[Place, tuple[str, ...]]:
    """Cities as German, French, Spanish, Ukrainian and Russian name them, from Unicode's locale data."""
    from babel import Locale  # takes as long as all the rest: only for words that aren't known otherwise

    found: dict[Place, tuple[str, ...]] = {}
    for code in _LOCALES:
        for name, told in Locale(code).time_zones.items():
            city = told.get("city")
            if city and name.casefold() in names():
                words = key(city)
                found[words] = tuple(dict.fromkeys((*found.get(words, ()), current(name))))
    return found


@cache
def _links() -> dict[str, str]:
    lines = (files("tzdata") / "zoneinfo" / "tzdata.zi").read_text(encoding="utf-8").splitlines()
    return {name: target for _, target, name in (line.split() for line in lines if line.startswith("L "))}


def _table(name: str) -> list[list[str]]:
    lines = (files("tzdata") / "zoneinfo" / name).read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if line and not line.startswith("#")]


@cache
def _countries_of() -> dict[str, str]:
    return {row[2]: row[0] for row in _table("zone.tab")}


def _zones_of_countries() -> dict[str, list[str]]:
    countries = dict(_table("iso3166.tab"))
    found: dict[str, list[str]] = {}
    for zone, code in _countries_of().items():
        found.setdefault(countries[code], []).append(zone)
    return found
