"""The terminal as a platform."""

import os
import sys
from collections.abc import Mapping, Sequence
from typing import TextIO

from tzlocal import get_localzone_name

from adapters.terminal import limits
from adapters.terminal.answering import Answering
from adapters.terminal.parse import HERE
from adapters.terminal.pipe import answer_lines, converse_plainly
from adapters.terminal.render import render
from adapters.terminal.screen import Screen
from bot.errors import Gone, Rejected, Unknown, UnusableInput
from bot.platform import (
    KEY_LENGTH,
    Address,
    CannotTell,
    Desk,
    Finding,
    Found,
    Level,
    Payload,
    Receipt,
    State,
)
from bot.reply import Reply
from bot.wording import locale_of, say

_TYPOGRAPHY = "“é” · – │ ─ → ↑"


def open_platform() -> "Terminal":
    """The terminal of this process."""
    return Terminal(sys.stdin, sys.stdout, os.environ)


def _zone() -> str | None:
    """The machine's time zone by its IANA name, where the system tells."""
    try:
        return get_localzone_name()
    except (LookupError, OSError, ValueError):
        return None


class Terminal:
    """A `Platform` on two streams; a conversation if both are a terminal, otherwise one question a line."""

    name = "terminal"

    def __init__(self, stdin: TextIO | None, stdout: TextIO | None, environ: Mapping[str, str]) -> None:
        self._stdin = stdin
        self._screen = Screen(stdout or open(os.devnull, "w", encoding="utf-8"), environ)  # noqa: SIM115, PTH123
        self._locale = locale_of(environ)
        self._posted: set[str] = set()

    async def serve(self, desk: Desk, state: State) -> None:
        """Converse until the person leaves or the lines end. Raises BrokenPipeError if the screen is gone."""
        answering = Answering(desk, self._screen, self._locale, _zone())
        if self._stdin is None:
            return
        if not self._is_conversation:
            await answer_lines(self._stdin.fileno(), answering, self._screen)
        elif not self._screen.look.live:
            await converse_plainly(self._stdin.fileno(), answering, self._screen)
        else:
            from adapters.terminal.session import converse  # prompt_toolkit: only where it is needed.

            await converse(desk, answering, self._screen, self._stdin)

    @property
    def _is_conversation(self) -> bool:
        return self._stdin is not None and self._stdin.isatty() and self._screen.is_terminal

    def render(self, reply: Reply) -> Sequence[str]:
        """The reply as text for the window as wide as it is now."""
        return render(reply, self._screen.look)

    async def post(self, address: Address, payload: Payload, key: str) -> Receipt:
        """Print once per key. Raises Gone for another address or a closed screen, Rejected for a long key,
        Unknown where writing failed half-way."""
        if address != HERE:
            raise Gone(address)
        if not 0 < len(key) <= KEY_LENGTH:
            raise Rejected(f"a key has 1 to {KEY_LENGTH} characters, this one {len(key)}")
        if key not in self._posted:
            # Before the first await: two posts of one key may be under way at once.
            self._posted.add(key)
            try:
                await self._print(str(payload))
            except BrokenPipeError as error:
                self._posted.discard(key)
                raise Gone(address) from error
            except OSError as error:
                raise Unknown(f"The screen could not be written to ({error.strerror}).") from error
        return Receipt(key)

    async def _print(self, text: str) -> None:
        if prompt := sys.modules.get("prompt_toolkit.application"):
            await prompt.run_in_terminal(lambda: self._screen.write(text))
        else:
            self._screen.write(text)

    async def find(self, address: Address, key: str) -> Found | CannotTell:
        """What this process printed; an earlier process's screen can't be looked at."""
        if address == HERE and key in self._posted:
            return Found(Receipt(key))
        return CannotTell("a terminal sees its own screen only")

    async def prepare(self, address: Address, title: str) -> Address:
        """The terminal is always ready. Raises UnusableInput for any other address."""
        if address != HERE:
            raise UnusableInput(
                say(
                    "Nothing can be posted to {address}; a terminal has {here} alone.",
                    address=address,
                    here=HERE,
                )
            )
        return address

    @property
    def receives(self) -> bool:
        """Someone must sit there to be posted to: a pipe gets answers to what it asks."""
        return self._is_conversation

    def direct(self, person: str) -> Address | None:
        """Whoever sits here."""
        return HERE

    async def check(self) -> list[Finding]:
        """Whether someone sits before it, what it can show and how wide it is."""
        return [self._keyboard(), self._letters(), self._width()]

    def _keyboard(self) -> Finding:
        if self._is_conversation:
            return Finding(Level.OK, "keyboard", "a conversation: keyboard and screen are there")
        return Finding(Level.OK, "keyboard", "no conversation here: questions are read one a line")

    def _letters(self) -> Finding:
        encoding = self._screen.encoding
        try:
            _TYPOGRAPHY.encode(encoding)
        except UnicodeEncodeError:
            remedy = "set PYTHONUTF8=1, or a UTF-8 locale such as LANG=C.UTF-8"
            text = f"{encoding} can't show every letter; quotes and lines are drawn in ASCII"
            return Finding(Level.WARNING, "letters", text, remedy)
        return Finding(Level.OK, "letters", f"{encoding} shows every letter")

    def _width(self) -> Finding:
        width = self._screen.look.width
        if width < limits.TABLE:
            text = f"{width} columns: tables are shown row after row"
            remedy = f"a window of {limits.TABLE} columns or more shows them whole"
            return Finding(Level.WARNING, "width", text, remedy)
        return Finding(Level.OK, "width", f"{width} columns")
