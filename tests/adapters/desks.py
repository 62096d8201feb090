"""A small working desk for platforms: what it shows is decided by what is said to it."""

import asyncio
from collections.abc import AsyncIterator, Sequence

from bot.platform import Choice, Final, Inbound, Part, Shown, Status
from bot.reply import (
    Action,
    Actions,
    Bullets,
    Footnote,
    Heading,
    Paragraph,
    Reply,
    Source,
    Sources,
    Table,
)

LEADERS = ("Anna Grey", "Boris Holm")
SOURCE = Source(number=1, quote="The two meet on Friday.", title="Notes", passage=3, date="1 May 2030")


def said(text: str) -> Reply:
    """An answer with one source."""
    return Reply((Paragraph(text, (1,)), Sources((SOURCE,)), Footnote("Test dossier · engine: echo")))


TABLE = Reply(
    (
        Heading(" / ".join(LEADERS)),
        Table(
            ("", *LEADERS),
            (
                (
                    Paragraph("Goals"),
                    Paragraph("wants the bridge to be built before winter", (1,)),
                    Paragraph("not stated"),
                ),
                (
                    Paragraph("Limits"),
                    Paragraph("not stated"),
                    Paragraph("has no money for it until the vote", (1,)),
                ),
            ),
        ),
        Sources((SOURCE,)),
    )
)


class EchoDesk:
    """Answers "You said …"; "compare" with a table, "fail" with a fault, "parts" in parts, "change" other
    than its parts, and "wait" never: it works until it is closed.

    `inbounds` are what it got, `closed` the texts whose work was cancelled.
    """

    def __init__(self) -> None:
        self.inbounds: list[Inbound] = []
        self.closed: list[str] = []
        self.busy = asyncio.Event()

    async def handle(self, inbound: Inbound) -> AsyncIterator[Shown]:
        """See `bot.platform.Desk.handle`."""
        self.inbounds.append(inbound)
        yield Status("Looking …")
        text = inbound.text.removeprefix("/")
        match text:
            case "compare":
                yield Final(TABLE)
            case "fail":
                raise LookupError("a fault on purpose")
            case "parts" | "change":
                whole = said("You said parts")
                for block in whole.blocks[:2]:
                    yield Part(block)
                yield Final(whole if text == "parts" else said("It is otherwise"))
            case "wait":
                self.busy.set()
                try:
                    await asyncio.Event().wait()
                finally:
                    self.closed.append(text)
            case _:
                yield Final(said(f"You said {inbound.text}"))

    def suggest(self, field: str, prefix: str, space: str) -> list[Choice]:
        """See `bot.platform.Desk.suggest`."""
        known: dict[str, Sequence[str]] = {
            "command": ("/compare", "/brief"),
            "leader": LEADERS,
            "topic": ("Bridges",),
            "length": ("headline", "short", "full"),
            "passage": ("1", "2", "13"),
        }
        prefix = prefix.casefold()
        return [Choice(v, v) for v in known.get(field, ()) if v.casefold().startswith(prefix)]

    def home(self, person: str, space: str, locale: str | None = None) -> Reply:
        """See `bot.platform.Desk.home`."""
        questions = tuple(map(Paragraph, ("Who meets?", "When do they meet?", "What is open?")))
        return Reply((Heading("Welcome"), Bullets(questions), Actions(())))

    def hello(self, space: str, locale: str | None = None) -> Reply:
        """See `bot.platform.Desk.hello`."""
        daily = Action("Brief this channel daily?", "/briefings subscribe 08:00")
        actions = Actions((Action("Who meets?", "Who meets?"), daily))
        return Reply((Heading("Echo"), Paragraph("Hello, I am an echo."), actions))
