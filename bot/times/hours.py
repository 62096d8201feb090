"""Where a time of day stands in a text, in figures or in letters."""

import re

from bot.errors import UnusableInput
from bot.times.clock import Hour
from bot.times.cursor import Cursor
from bot.times.notes import Notes
from bot.times.words import table
from bot.wording import say

PARTS = ("morning", "afternoon", "evening", "night")
"""The kinds of words that name a part of the day."""

_NUMBER = re.compile(r"\d+(?:[:.,/h-]\d+)*", re.I)
_TIME = re.compile(r"(?P<hour>\d{1,2})(?:[:.h](?P<minute>\d{2})(?::00)?)?", re.I)
_MILITARY = re.compile(r"(?P<hour>\d{2})(?P<minute>\d{2})")
_COUNTED = frozenset("every each in dans chaque les cada en alle за".split())
"""Words before a number of hours that is a length of time: "every 8 hours"."""
_ON_THE_CLOCK = frozenset({"o'clock", "oclock", "uhr", "en"})


class Hours(Cursor):
    """A text that is read up to the word `at`; each step notes what it reads, and says whether it could."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.notes = Notes()
        self.at = 0
        self.after_at = False  # the word before is one that an hour follows
        self.excepting = False  # days that follow are taken out
        self.last_unread = -1

    def past(self, end: int) -> bool:
        """Go on at the first word that begins at `end` or later."""
        while self.at < len(self.spans) and self.spans[self.at][0] < end:
            self.at += 1
        return True

    def leave_unread(self, end: int) -> None:
        start = self.spans[self.at][0]
        if self.notes.unread and self.last_unread == self.at:
            self.notes.unread[-1] += " " + self.text[start:end]
        else:
            self.notes.unread.append(self.text[start:end])
        self.past(end)
        self.last_unread = self.at
        self.excepting = False

    def fraction(self) -> bool:
        found = self.find(self.at, "half_past", "half_to", "half_unclear", "quarter_past", "quarter_to")
        if not found:
            return False
        word, count = found
        then = self.at + count
        hour = self._hour_at(then)
        if hour is None:
            return False
        written = self.written_at(self.at, count + 1)
        if word.kind == "half_unclear":
            before, after = (hour - 1) % 24, hour
            raise UnusableInput(
                say(
                    "“{word}” is {one} to some and {other} to others; write one of the two.",
                    word=written,
                    one=f"{before}:30",
                    other=f"{after}:30",
                )
            )
        minute = {"half_past": 30, "half_to": -30, "quarter_past": 15, "quarter_to": -15}[word.kind]
        return self._put_hour(hour, minute, written, then + 1)

    def _hour_at(self, at: int) -> int | None:
        if at >= len(self.keys):
            return None
        if self.keys[at].isdecimal() and len(self.keys[at]) <= 2:
            number = _NUMBER.match(self.text, self.spans[at][0])
            return int(self.keys[at]) if number and number.end() == self.spans[at][1] else None
        word = table().of((self.keys[at],), "hours")
        return int(word.value) if word else None

    def number(self) -> bool:
        found = _NUMBER.match(self.text, self.spans[self.at][0])
        if not found:
            return False
        then = self.at
        while then < len(self.spans) and self.spans[then][0] < found.end():
            then += 1
        time = _TIME.fullmatch(found[0])
        if not time and (found[0].startswith("0") or self.after_at or self.find(then, "oclock")):
            time = _MILITARY.fullmatch(found[0])
        if not time or self._counts(self.at, then):
            self.leave_unread(found.end())
            return True
        return self._put_hour(int(time["hour"]), int(time["minute"] or -60), found[0], then)

    def hour_in_letters(self) -> bool:
        word = table().of((self.keys[self.at],), "hours")
        if not word:
            return False
        then = self.at + 1
        told = self.find(then, "oclock", "minutes", *PARTS) or self.keys[then : then + 1] in (["am"], ["pm"])
        if not (self.after_at or told) or self._counts(self.at, then):
            return False
        return self._put_hour(int(word.value), -60, self.written_at(self.at, 1), then)

    def _counts(self, at: int, then: int) -> bool:
        """Whether a number says how many, not when: "every 8 hours", "2 briefings a day"."""
        if self.phrase(then, 1) in (("briefing",), ("briefings",)):
            return True
        hours = self.find(then, "oclock")
        return (
            at > 0 and self.keys[at - 1] in _COUNTED and bool(hours) and self.keys[then] not in _ON_THE_CLOCK
        )

    def _put_hour(self, hour: int, minute: int, written: str, then: int) -> bool:
        """Note an hour, and what behind it belongs to it; `minute` is -60 where none stands there yet."""
        if oclock := self.find(then, "oclock"):
            then += oclock[1]
        if minute == -60:
            minute = 0
            if oclock and then < len(self.keys) and re.fullmatch(r"[0-5][0-9]", self.keys[then]):
                minute, then = int(self.keys[then]), then + 1
            elif more := self.find(then, "minutes"):
                minute, then = int(more[0].value), then + more[1]
                oclock = self.find(then, "oclock")
                then += oclock[1] if oclock else 0
        half, count = self._meridiem(then)
        if half:
            self.notes.parts.add(half)
            written = f"{written} {half}"
        self.notes.hours.append(Hour(hour=hour, minute=minute, written=written))
        self.at = then + count
        self.excepting = False
        return True

    def _meridiem(self, at: int) -> tuple[str, int]:
        for count in (1, 2):
            half = "".join(self.phrase(at, count))
            if half not in ("am", "pm"):
                continue
            day = table().of((self.keys[at + count],), "days") if at + count < len(self.keys) else None
            if half == "am" and day and day.language == "de" and self.text[self.spans[at][0] - 1].isspace():
                break  # "um 12 am Montag" is noon
            return half, count
        return "", 0
