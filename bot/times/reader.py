"""A schedule's text, read from left to right: what each phrase says, and what can't be read."""

import datetime
import re

from bot.errors import UnusableInput
from bot.subscriptions import EVERY_DAY, UNTIL_EVENT, WEEKDAYS
from bot.times import zones
from bot.times.cursor import SHORT_DAYS
from bot.times.dates import read_date
from bot.times.hours import PARTS, Hours
from bot.times.notes import Notes
from bot.times.words import LANGUAGES, Word, table
from bot.wording import say

_PATH = re.compile(r"[a-z]+(?:/[a-z0-9_+-]+)+", re.I)
_PATH_ON = re.compile(r" [a-z]+", re.I)  # "America/New York", as people write it
_MIXED = re.compile(r"[a-z]{3}\d[a-z]{3}(?![^\W_])", re.I)  # EST5EDT
_OFFSET = re.compile(r"(?:utc|gmt)\s?[+−–-]\s?\d{1,2}(?::?\d\d)?(?!\d)", re.I)
_RANGE = re.compile(r"\s*[-–—−]\s*")
_LENGTHS = ("headline", "short", "full")
_SIMPLE = (
    "filler", "at", "every_day", "weekdays", "weekends", "except", "noon", "midnight", *PARTS,
    "endless", "only_new", "always", "weekly", *_LENGTHS, "languages",
)  # fmt: skip
_NAMES_LANGUAGE = frozenset(
    {"language", "lang", "sprache", "langue", "idioma", "мова", "мовою", "язык", "языке"}
)
_UNTIL_ONLY = frozenset({"until", "till", "til", "bis", "hasta", "jusqu'a", "jusqu'au"})


class Reader(Hours):
    """Reads one text; `today` is the first day that a date may name."""

    def __init__(self, text: str, today: datetime.date) -> None:
        super().__init__(text)
        self.today = today

    def read(self) -> Notes:
        """All of the text. Raises UnusableInput for what may mean two things."""
        steps = (self._name, self._named_language, self._until, self.fraction, self._long, self.number, self._day,
                 self.hour_in_letters, self._code, self._short)  # fmt: skip
        while self.at < len(self.keys):
            start = self.at
            if not any(step() for step in steps):
                self.leave_unread(self.spans[start][1])
            self.after_at = table().of(self.phrase(self.at - 1, 1), "at") is not None
        return self.notes

    # Zones by their full names

    def _name(self) -> bool:
        start = self.spans[self.at][0]
        if found := _OFFSET.match(self.text, start):
            raise UnusableInput(
                say(
                    "“{word}” is a distance from UTC, not a time zone: half the year it may be an hour off. "
                    "Name a city or a zone, for example Europe/Berlin.",
                    word=found[0],
                )
            )
        found = _MIXED.match(self.text, start)
        if found and found[0].casefold() in zones.names():
            return self._put_zone(found[0], found.end())
        found = _PATH.match(self.text, start)
        if not found or found[0].partition("/")[0].casefold() not in zones.AREAS:
            return False
        end = found.end()
        longer = [end]
        while len(longer) < 3 and (more := _PATH_ON.match(self.text, longer[-1])):
            longer.append(more.end())
        for stop in reversed(longer):
            name = self.text[start:stop].rstrip("-+_").replace(" ", "_")
            if name.casefold() in zones.names():
                return self._put_zone(name, stop)
        self.leave_unread(end)
        return True

    def _put_zone(self, name: str, end: int) -> bool:
        self.notes.zones.append((name, (zones.names()[name.casefold()],)))
        self.excepting = False
        return self.past(end)

    # Until when

    def _until(self) -> bool:
        for count in (3, 2, 1):
            if not table().of(self.phrase(self.at, count), "until") or self.at + count > len(self.keys):
                continue
            then = self.at + count
            while then < len(self.keys) and self.keys[then] in ("the", "le", "el", "dem", "den", "zum", "on"):
                if self.find(then, "event"):
                    break
                then += 1
            if then < len(self.keys):
                if event := self.find(then, "event"):
                    self.notes.until.append(UNTIL_EVENT)
                    self.at = then + event[1]
                    return True
                if date := read_date(self.text, self.spans[then][0], self.today):
                    self.notes.until.append(date[0])
                    return self.past(date[1])
            if self.keys[self.at] in _UNTIL_ONLY and not self.find(self.at, "endless"):
                raise UnusableInput(
                    say(
                        "“{word}” which day? For example: until 3 May, or: until the event.",
                        word=self.written_at(self.at, count),
                    )
                )
        return False

    # Days

    def _day(self) -> bool:
        after = table().of(self.phrase(self.at + 1, 1), "days")
        if self.keys[self.at] == "am" and after and after.language == "de":
            self.at += 1  # "am Montag"
            return True
        first = self.find(self.at, "from")
        if first and self._day_at(self.at + first[1]) is not None and self._range_to(self.at + first[1]):
            self.at += first[1]  # "from Monday to Friday"; "from Monday on" can't be said
        day = self._day_at(self.at)
        if day is None:
            return False
        to = self._range_to(self.at)
        last = self._day_at(to) if to else None
        if to is None or last is None:
            days, self.at = frozenset({day}), self.at + 1
        else:
            days, self.at = frozenset((day + n) % 7 for n in range((last - day) % 7 + 1)), to + 1
        self._put_days(days)
        return True

    def _day_at(self, at: int) -> int | None:
        word = table().of((self.keys[at],), "days") if at < len(self.keys) else None
        if not word:
            return None
        if self.keys[at] in SHORT_DAYS and "de" not in self.evidence:
            beside = [
                self.keys[near] for near in (at - 2, at - 1, at + 1, at + 2) if 0 <= near < len(self.keys)
            ]
            if not any(table().of((key,), "days") for key in beside):
                return None
        return int(word.value)

    def _range_to(self, at: int) -> int | None:
        """Where the last day of a range stands that begins at a word."""
        if at + 1 < len(self.keys) and _RANGE.fullmatch(self.text[self.spans[at][1] : self.spans[at + 1][0]]):
            return at + 1
        to = self.find(at + 1, "to")
        return at + 1 + to[1] if to else None

    def _put_days(self, days: frozenset[int]) -> None:
        if self.excepting:
            self.notes.without |= days
        else:
            self.notes.days.append(days)

    # Phrases

    def _long(self) -> bool:
        found, zone = self.find(self.at, *_SIMPLE, least=2), self.zone(self.at, least=2)
        return self._put_longer(found, zone)

    def _short(self) -> bool:
        found = self.find(self.at, *_SIMPLE)
        return self._put_longer(found, self.zone(self.at))

    def _put_longer(self, found: tuple[Word, int] | None, zone: tuple[tuple[str, ...], int] | None) -> bool:
        if zone and (not found or zone[1] >= found[1]):
            self.notes.zones.append((self.written_at(self.at, zone[1]), zone[0]))
            self.at += zone[1]
            self.excepting = False
            return True
        if not found:
            return False
        self._put(found[0], self.written_at(self.at, found[1]))
        self.at += found[1]
        return True

    def _put(self, word: Word, written: str) -> None:
        notes = self.notes
        match word.kind:
            case "filler" | "at":
                return
            case "except":
                self.excepting = True
                if self.at + 1 >= len(self.keys):
                    notes.unread.append(written)
                return
            case "every_day":
                notes.days.append(EVERY_DAY)
            case "weekdays":
                self._put_days(WEEKDAYS)
            case "weekends":
                self._put_days(EVERY_DAY - WEEKDAYS)
            case "noon":
                notes.hours.append(datetime.time(12))
            case "midnight":
                notes.hours.append(datetime.time(0))
            case "endless":
                notes.until.append(None)
            case "only_new" | "always":
                notes.said.setdefault("news", set()).add(word.kind)
            case "weekly":
                notes.said["weekly"] = {written}
            case "languages":
                notes.said.setdefault("language", set()).add(str(word.value))
            case kind if kind in _LENGTHS:
                notes.said.setdefault("length", set()).add(kind)
            case kind:
                notes.parts.add(kind)
        if word.kind not in ("weekdays", "weekends"):
            self.excepting = False

    # Languages by "lang" and the like, and their codes, which are words as well

    def _named_language(self) -> bool:
        named = self.keys[self.at] in _NAMES_LANGUAGE
        found = self.find(self.at + 1, "languages") if named and self.at + 1 < len(self.keys) else None
        # "lang Deutsch" is German for a long one in German.
        if not found or (self.keys[self.at] == "lang" and found[0].language not in ("code", "en")):
            return False
        self.notes.said.setdefault("language", set()).add(str(found[0].value))
        self.at += 1 + found[1]
        return True

    def _code(self) -> bool:
        code = self.keys[self.at]
        if code not in LANGUAGES:
            return False
        before = self.keys[self.at - 1] if self.at else ""
        named = before in ("in", "auf", "language", "sprache")
        then = self.at + 1
        followed = then < len(self.keys) and bool(self.zone(then) or self._day_at(then) is not None)
        if code in ("en", "de", "es"):
            if (
                then < len(self.keys)
                and (found := self.find(then, "languages"))
                and found[0].language != "code"
            ):
                self.at += 1  # "en español"
                return True
            if followed and not named:
                if not self.evidence & {"fr", "es"}:
                    raise UnusableInput(
                        say(
                            "“{word}” may be a language or “in”; write the language in full, or leave it out.",
                            word=code,
                        )
                    )
                self.at += 1
                return True
        if code == "fr" and not named:
            raise UnusableInput(say("“fr” may be French or Friday; write which."))
        elsewhere = bool(self.notes.zones) or any(self.zone(at) for at in range(then, len(self.keys)))
        if code == "uk" and before != "language" and not elsewhere:
            raise UnusableInput(
                say("“uk” may be Ukrainian or the United Kingdom; write Ukrainian or London.")
            )
        self.notes.said.setdefault("language", set()).add(code)
        self.at += 1
        return True
