"""dossier.toml: title, event, leaders and topics, held to the letter so that no key is silently ignored."""

import datetime
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, cast

from bot.dossier.model import Event, Leader, Topic
from bot.dossier.words import fold
from bot.errors import UnusableDossier
from bot.language import NAMES
from bot.wording import say

FILE = "dossier.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What dossier.toml says; what it leaves out is None or empty."""

    title: str | None = None
    event: Event | None = None
    leaders: tuple[Leader, ...] = ()
    topics: tuple[Topic, ...] = ()


def read(raw: bytes) -> Manifest:
    """The manifest in the bytes of a dossier.toml.

    Raises UnusableDossier for what isn't TOML, a key that isn't known, a value of the wrong kind, and a
    leader or topic that is there twice.
    """
    try:
        table = tomllib.loads(raw.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise UnusableDossier(f"{FILE} isn't UTF-8: save it as UTF-8 text.") from error
    except tomllib.TOMLDecodeError as error:
        raise UnusableDossier(f"{FILE} can't be read: {error}.") from error
    top = _Table(table, "", ("title", "event", "leaders", "topics"))
    leaders = tuple(_leader(entry) for entry in top.tables("leaders", ("name", "aliases", "office", "names")))
    topics = tuple(_topic(entry) for entry in top.tables("topics", ("name", "terms")))
    _refuse_same_leaders(leaders)
    _refuse_same_topics(topics)
    return Manifest(title=top.text("title"), event=_event(top), leaders=leaders, topics=topics)


def _event(top: "_Table") -> Event | None:
    table = top.table("event", ("name", "place", "date", "source"))
    if table is None:
        return None
    return Event(
        name=table.needed("name"),
        place=table.text("place"),
        date=table.date("date"),
        source=table.text("source"),
    )


def _leader(table: "_Table") -> Leader:
    leader = Leader(
        name=table.needed("name"),
        aliases=table.texts("aliases"),
        office=table.text("office"),
        names=_foreign(table),
    )
    for name in (leader.name, *leader.aliases, *(form for _, forms in leader.names for form in forms)):
        if not any(sign.isalnum() for sign in name):
            raise UnusableDossier(f"{FILE} calls a leader “{name}”; write a name with letters.")
    return leader


def _foreign(leader: "_Table") -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The names by language, in the order of the file."""
    table = leader.table("names", tuple(NAMES), "[leaders.names]")
    return tuple((code, table.texts(code)) for code in table.given()) if table else ()


def _topic(table: "_Table") -> Topic:
    return Topic(name=table.needed("name"), terms=table.texts("terms"))


def _refuse_same_leaders(leaders: tuple[Leader, ...]) -> None:
    _refuse_same_foreign(leaders)
    names: dict[str, Leader] = {}
    for leader in leaders:
        if fold(leader.name) in names:
            raise UnusableDossier(f"{FILE} has the leader “{leader.name}” twice; take one of them out.")
        names[fold(leader.name)] = leader
    for leader in leaders:
        for alias in leader.aliases:
            other = names.get(fold(alias), leader)
            if other is not leader:
                raise UnusableDossier(
                    f"{FILE} has “{alias}” twice: as a leader and as an alias of {leader.name}; "
                    "take one of them out."
                )


def _refuse_same_foreign(leaders: tuple[Leader, ...]) -> None:
    owners: dict[tuple[str, str], Leader] = {}
    for leader in leaders:
        for code, forms in leader.names:
            for form in forms:
                if owners.setdefault((code, fold(form)), leader) is not leader:
                    raise UnusableDossier(
                        f"{FILE} has “{form}” twice in [leaders.names]; only one leader can be called that."
                    )


def _refuse_same_topics(topics: tuple[Topic, ...]) -> None:
    seen: set[str] = set()
    for topic in topics:
        if fold(topic.name) in seen:
            raise UnusableDossier(f"{FILE} has the topic “{topic.name}” twice; take one of them out.")
        seen.add(fold(topic.name))


def nearest(word: str, choices: Iterable[str]) -> str | None:
    """The choice that `word` may have meant, or None."""
    from difflib import get_close_matches

    return next(iter(get_close_matches(word.casefold(), list(choices), n=1, cutoff=0.6)), None)


class _Table:
    """A table of the file, under its name in messages, from which only values of the right kind come."""

    def __init__(self, values: dict[str, Any], name: str, keys: tuple[str, ...]) -> None:
        self._values = values
        self._name = name
        for key in values:
            if key not in keys:
                meant = nearest(key, keys)
                known = say("it may hold {keys}.", keys=keys)
                hint = say("did you mean {name}?", name=f"'{meant}'") if meant else known
                raise UnusableDossier(
                    say("unknown key '{key}' in {where}; {hint}", key=key, where=self._where(), hint=hint)
                )

    def _where(self) -> str:
        return say("{table} of {file}", table=self._name, file=FILE) if self._name else FILE

    def _wrong(self, key: str, should: str) -> UnusableDossier:
        return UnusableDossier(f"'{key}' in {self._where()} must be {should}.")

    def text(self, key: str) -> str | None:
        """The text under `key`; None if it isn't there."""
        value = self._values.get(key)
        if value is None:
            return None
        if not isinstance(value, str) or not value.strip():
            raise self._wrong(key, f'a text in quotes, like {key} = "…"')
        return " ".join(value.split())

    def needed(self, key: str) -> str:
        """The text under `key`, which must be there."""
        value = self.text(key)
        if value is None:
            raise UnusableDossier(f"'{key}' is missing in {self._where()}; add {key} = \"…\".")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """The list of texts under `key`, each once."""
        value = self._values.get(key, [])
        items = cast("list[object]", value) if isinstance(value, list) else [None]
        texts = [" ".join(item.split()) for item in items if isinstance(item, str)]
        if len(texts) < len(items) or not all(texts):
            raise self._wrong(key, f'a list of texts, like {key} = ["…", "…"]')
        return tuple(dict.fromkeys(texts))

    def date(self, key: str) -> datetime.date | None:
        """The date under `key`; the time of a date with one is left out."""
        value = self._values.get(key)
        if isinstance(value, datetime.datetime):
            return value.date()
        if value is None or isinstance(value, datetime.date):
            return value
        raise self._wrong(key, f"a date without quotes, like {key} = 2026-05-04")

    def given(self) -> tuple[str, ...]:
        """The keys that are there, in the order of the file."""
        return tuple(self._values)

    def table(self, key: str, keys: tuple[str, ...], name: str = "") -> "_Table | None":
        """The table under `key`, called `name` in messages if not "[key]"; None if it isn't there."""
        value = self._values.get(key)
        if value is None:
            return None
        header = name or f"[{key}]"
        if not isinstance(value, dict):
            raise self._wrong(key, f"a table: write {header} above its lines")
        return _Table(cast("dict[str, Any]", value), header, keys)

    def tables(self, key: str, keys: tuple[str, ...]) -> list["_Table"]:
        """The tables under `key`."""
        value = self._values.get(key, [])
        items = cast("list[object]", value) if isinstance(value, list) else [None]
        tables = [item for item in items if isinstance(item, dict)]
        if len(tables) < len(items):
            raise self._wrong(key, f"a list of tables: write [[{key}]] above each of them")
        return [_Table(cast("dict[str, Any]", item), f"[[{key}]]", keys) for item in tables]
