"""What the Tab key offers: commands, and behind them leaders, topics, lengths and passages."""

import itertools
from collections.abc import Iterable, Iterator

from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document

from adapters.terminal import limits
from adapters.terminal.parse import LOCAL
from adapters.terminal.safe import safe
from bot.platform import Choice, Desk

_FIELDS = {
    "/brief": ("length",),
    "/sources": ("passage",),
    "/help": (),
    "/leaders": (),
    "/copy": (),
    "/quit": (),
}
_NAMES = ("leader", "topic")

_WORDS = 4
"""Words of a name that may be typed already and still be completed."""


class DeskCompleter(Completer):
    """Asks the desk; `space` is the one that the desk is asked about."""

    def __init__(self, desk: Desk, space: str) -> None:
        self._desk = desk
        self._space = space

    def get_completions(self, document: Document, complete_event: CompleteEvent) -> Iterator[Completion]:
        """Completions for what stands before the cursor."""
        text = document.text_before_cursor.lstrip()
        for choice, typed in itertools.islice(self._choices(text), limits.COMPLETIONS):
            yield Completion(safe(choice.value), start_position=-typed, display=safe(choice.label))

    def _choices(self, text: str) -> Iterable[tuple[Choice, int]]:
        command, space, rest = text.partition(" ")
        if not command.startswith("/"):
            return self._named(text, _NAMES)
        if space:
            return self._named(rest, _FIELDS.get(command.casefold(), _NAMES))
        known = self._desk.suggest("command", command, self._space)
        own = [Choice(name, name) for name in LOCAL if name.startswith(command.casefold())]
        return [(choice, len(command)) for choice in (*known, *own)]

    def _named(self, text: str, fields: Iterable[str]) -> list[tuple[Choice, int]]:
        """What completes the last words of `text`; the longest run of words that fits counts."""
        for prefix in _endings(text):
            found = [
                (choice, len(prefix))
                for field in fields
                for choice in self._desk.suggest(field, prefix, self._space)
            ]
            if found:
                return found
        return []


def _endings(text: str) -> Iterator[str]:
    """ "a b c" -> "a b c", "b c", "c"; after a space only "", that is everything."""
    if not text or text.endswith(" "):
        yield ""
        return
    words = text.split(" ")
    for n in range(max(0, len(words) - _WORDS), len(words)):
        if words[n]:
            yield " ".join(words[n:])
