"""What a button carries, so that it works after a restart: its custom_id is all that there is.

"t:TEXT" says TEXT to the desk for everyone to see, "o:TEXT" for whoever pressed; "p:ID:N" and "q:ID:N" say the same of
"/press ID N", where the text is too long. "w:ID" opens the words of a picture in the row ID, "h:" a thread. "k:KEY"
marks a post, and opens a form for a question when it is pressed; "m:COMMAND" is what a form carries, for what stands
behind COMMAND.
"""

import re
from dataclasses import dataclass

from adapters.discord import limits
from adapters.discord.text import one_line
from bot.reply import Action, Kind

_FORM = "m:"

_HOURS = re.compile(r"(/briefings (?:subscribe|change(?: \S+)?))(?: (\d\S*))?")
"""What is said of a schedule that lacks at least the zone: no button knows where people live."""

_PRIVATE = ("/briefings", "/evidence", "/copy", "/feedback", "/forget")
"""Commands whose replies are for whoever asked: what they show, others needn't read."""


@dataclass(frozen=True, slots=True)
class Said:
    """The desk is to get `text`; `is_private`: only whoever pressed sees the reply."""

    text: str
    is_private: bool


@dataclass(frozen=True, slots=True)
class Form:
    """A form is to be opened for what stands behind `command`, or for a question where that is empty.

    `begun` is what its field holds already.
    """

    command: str = ""
    begun: str = ""

    @property
    def custom_id(self) -> str:
        """What the form carries, and its field."""
        return f"{_FORM}{self.command}"


@dataclass(frozen=True, slots=True)
class Thread:
    """A thread is to be opened below the message."""


THREAD = "h:"
"""What the button carries that opens a thread."""


def is_private(text: str) -> bool:
    """Whether the reply to what is said is for whoever said it."""
    return text.startswith(_PRIVATE)


def custom_id(action: Action, reply: str | None, place: int) -> str | None:
    """What a button for the action carries; None where its text is too long and the reply has no row.

    `reply` is the row's id, `place` the action's among all actions of the reply, from 1.
    """
    text = one_line(action.text)
    alone = action.kind is not Kind.ASK or is_private(text)
    whole = f"{'o' if alone else 't'}:{text}"
    if limits.length(whole) <= limits.CUSTOM_ID:
        return whole
    short = f"{'q' if alone else 'p'}:{reply}:{place}"
    return short if reply and limits.length(short) <= limits.CUSTOM_ID else None


def key_id(key: str) -> str:
    """What the button carries that marks the post with `key`."""
    return f"k:{key}"


def words_id(reply: str | None) -> str | None:
    """What the button carries that opens the words of a picture; None where there is no row to read them from."""
    return id if reply and limits.length(id := f"w:{reply}") <= limits.CUSTOM_ID else None


def read(custom_id: str) -> Said | Form | Thread | None:
    """What a press asks for; None for a button that isn't ours, or was made by another version."""
    kind, _, rest = custom_id.partition(":")
    match kind:
        case "t" | "o" if found := _HOURS.fullmatch(rest):
            return Form(found[1], found[2] or "")
        case "t" | "o" if rest:
            return Said(rest, kind == "o")
        case "p" | "q" if found := re.fullmatch(r"([^:\s]+):(\d+)", rest):
            return Said(f"/press {found[1]} {found[2]}", kind == "q")
        case "w" if re.fullmatch(r"\S+", rest):
            return Said(f"/copy {rest}", is_private=True)
        case "h" if not rest:
            return Thread()
        case "k" if rest:
            return Form()
        case _:
            return None


def filled(custom_id: str, text: str) -> str:
    """What is said by a form that was filled in with `text`."""
    return f"{custom_id.removeprefix(_FORM)} {text}".strip()
