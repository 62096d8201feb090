"""A typed line to what it asks for: the desk, or the terminal itself."""

from dataclasses import dataclass

from bot.platform import DIRECT, MANAGES, Address, Inbound

HERE = Address("terminal:1:local")
"""The one address of a terminal: the process's own screen."""

SPACE = "terminal"
"""The one space of it."""

PERSON = "local"
"""The one person at it."""


@dataclass(frozen=True, slots=True)
class Quit:
    """Leave."""


@dataclass(frozen=True, slots=True)
class Copy:
    """Show the last answer with its citations as plain text."""


@dataclass(frozen=True, slots=True)
class Nothing:
    """An empty line."""


LOCAL = {"/copy": Copy(), "/quit": Quit(), "/exit": Quit()}


def parse(
    line: str, event: str, locale: str | None = None, zone: str | None = None
) -> Inbound | Quit | Copy | Nothing:
    """What a line asks for; `zone` is the machine's.

    Lone surrogates (bytes that weren't UTF-8) become �; line ends become spaces.
    """
    text = " ".join(line.encode("utf-16", "surrogatepass").decode("utf-16", "replace").split())
    if not text:
        return Nothing()
    return LOCAL.get(text.casefold()) or Inbound(
        event=event,
        address=HERE,
        person=PERSON,
        text=text,
        space=SPACE,
        locale=locale,
        zone=zone,
        roles=frozenset({DIRECT, MANAGES}),
    )
