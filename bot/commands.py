"""Text to command: pure, the same words on every platform."""

import re
from dataclasses import dataclass

from rapidfuzz import process

from bot.answers import Length
from bot.errors import UnknownName, UnusableInput
from bot.wording import say


@dataclass(frozen=True, slots=True)
class Ask:
    """A question in plain words."""

    text: str


@dataclass(frozen=True, slots=True)
class Brief:
    """A briefing of that length."""

    length: Length


@dataclass(frozen=True, slots=True)
class Compare:
    """Leaders side by side; `about` is what was typed: names, a topic, or nothing for all."""

    about: str


@dataclass(frozen=True, slots=True)
class Verify:
    """A text to be held against the documents."""

    text: str


@dataclass(frozen=True, slots=True)
class Leaders:
    """Who is who."""


@dataclass(frozen=True, slots=True)
class Sources:
    """The list of documents, or one passage in full."""

    passage: int | None = None


@dataclass(frozen=True, slots=True)
class Help:
    """What can be typed; with `rules`, what the bot holds itself to."""

    rules: bool = False


@dataclass(frozen=True, slots=True)
class Briefings:
    """Something to do with subscriptions: one of `BRIEFINGS`, and what was typed behind it."""

    verb: str
    text: str


@dataclass(frozen=True, slots=True)
class Dossiers:
    """The list of dossiers, or one to be used here."""

    use: str | None = None


@dataclass(frozen=True, slots=True)
class ShowEvidence:
    """The quotes of what was shown under `id`, in their passages."""

    id: str


@dataclass(frozen=True, slots=True)
class Copy:
    """What was shown under `id`, as plain text."""

    id: str


@dataclass(frozen=True, slots=True)
class PressButton:
    """The action number `number` (from 1) of what was shown under `id`."""

    id: str
    number: int


@dataclass(frozen=True, slots=True)
class Rate:
    """What a person thinks of what was shown under `id`."""

    id: str
    is_good: bool


@dataclass(frozen=True, slots=True)
class Forget:
    """What was said in this thread is to be forgotten."""


Command = (
    Ask
    | Brief
    | Compare
    | Verify
    | Leaders
    | Sources
    | Briefings
    | Dossiers
    | Help
    | ShowEvidence
    | Copy
    | PressButton
    | Rate
    | Forget
)

BRIEFINGS = ("subscribe", "list", "pause", "resume", "change", "preview", "now", "remove")
"""What can be done with subscriptions."""


@dataclass(frozen=True, slots=True)
class Usage:
    """A command as it stands in the help: `arguments` and `summary` are marked for `Words.said`."""

    name: str
    arguments: str
    summary: str

    def __str__(self) -> str:
        return f"/{self.name} {self.arguments}".rstrip()


USAGES = (
    Usage("ask", say("QUESTION"), say("answer from the documents, with quotes; plain text does the same")),
    Usage(
        "brief",
        "[headline|short|full]",
        say("the briefing: a line, about five points, or all that matters"),
    ),
    Usage("compare", say("[A B [TOPIC]]"), say("leaders side by side; nothing compares all of them")),
    Usage(
        "verify",
        say("TEXT"),
        say("which statements of a text the documents support, contradict or don't mention"),
    ),
    Usage("leaders", "", say("who is who")),
    Usage("sources", say("[PASSAGE]"), say("the documents, or one passage in full")),
    Usage(
        "briefings",
        "[subscribe 08:00 Europe/Berlin]",
        say("a briefing at an hour you choose; also list, change, pause, resume, preview, now, remove"),
    ),
    Usage("dossier", "[use NAME]", say("the dossiers that there are; use another one here")),
    Usage("forget", "", say("forget what was said here so far; the next question stands on its own")),
    Usage("help", "[rules]", say("this list, or the rules that the bot is held to")),
)

_NAMES = {usage.name: usage for usage in USAGES}
_VERSUS = re.compile(r"^(?:compare\b|comparison\b|\S+(?:\s+\S+){0,3}\s+(?:vs\.?|versus)\s+\S)", re.I)
_BRIEFING = re.compile(
    r"^(?:brief(?: me)?|(?:give me |show me |send me )?(?:the |a |an? )?"
    r"(?P<length>headline|short|full)? ?(?:briefing|brief))[.!?]*$",
    re.I,
)


def parse(text: str) -> Command:
    """The command in `text`; anything that isn't one is a question.

    Raises UnknownName for a command or length that doesn't exist, UnusableInput for a missing argument.
    """
    text = text.strip()
    if text.startswith("/"):
        word, rest = [*text[1:].split(None, 1), "", ""][:2]
        return _command(word.casefold(), rest)
    if found := _BRIEFING.match(text):
        return Brief(Length((found["length"] or Length.SHORT).lower()))
    if _VERSUS.match(text):
        return Compare(re.sub(r"^(?:compare|comparison)\b(?:\s+of\b)?", "", text, flags=re.I).strip(" .?!"))
    if text.casefold().strip(" ?!.") == "help":
        return Help()
    return Ask(text)


def _command(word: str, rest: str) -> Command:
    match word:
        case "ask":
            return Ask(_needed(rest, "ask", "What does the summit aim at?"))
        case "verify":
            return Verify(_needed(rest, "verify", "The leaders meet on Friday."))
        case "compare":
            return Compare(rest)
        case "brief":
            return Brief(parse_length(rest))
        case "leaders":
            return Leaders()
        case "sources":
            return Sources(_passage(rest))
        case "briefings":
            verb, _, text = rest.strip().partition(" ")
            return _briefings(verb.casefold() or "list", text.strip())
        case "dossier" | "dossiers":
            return _dossiers(rest.split())
        case "forget":
            return Forget()
        case "evidence" | "copy" | "press" | "feedback":
            return _pressed(word, rest.casefold().split())
        case "help":
            return Help(rules=rest.casefold() == "rules")
        case _:
            near = _nearest(word, list(_NAMES))
            typed = tuple(f"/{name}" for name in near)
            hint = say("did you mean {name}?", name=typed[0]) if typed else say("/help lists the commands.")
            message = say("There is no command /{word}; {hint}", word=word[:40], hint=hint)
            raise UnknownName(message, suggestions=typed)


def _briefings(verb: str, text: str) -> Briefings:
    if verb not in BRIEFINGS:
        near = _nearest(verb, list(BRIEFINGS))
        typed = tuple(f"/briefings {name}" for name in near)
        known = say("there are: {names}.", names=tuple(BRIEFINGS))
        hint = say("did you mean {name}?", name=typed[0]) if typed else known
        message = say("There is no command /{word}; {hint}", word=f"briefings {verb[:40]}", hint=hint)
        raise UnknownName(message, suggestions=typed)
    return Briefings(verb, text)


def _dossiers(said: list[str]) -> Dossiers:
    match [word for word in said if word.casefold() != "list"]:
        case []:
            return Dossiers()
        case ["use", name]:
            return Dossiers(name)
        case _:
            raise UnusableInput(
                say("/dossier list names the dossiers, /dossier use NAME uses one of them here.")
            )


_ID = re.compile(r"[0-9a-f]{12}")
_PLACE = re.compile(r"[0-9]{1,3}")

NOT_KEPT = say("That reply isn't kept any more, so its buttons do nothing; ask again, and use the new one's.")
"""What is said where a reply is unknown."""


def _pressed(word: str, said: list[str]) -> Command:
    """What the buttons of replies send; nobody types it, and no help lists it."""
    match word, said:
        case _, [id, *_] if not _ID.fullmatch(id):
            raise UnusableInput(NOT_KEPT)
        case "evidence", [id]:
            return ShowEvidence(id)
        case "copy", [id]:
            return Copy(id)
        case "press", [id, place] if _PLACE.fullmatch(place):
            return PressButton(id, int(place))
        case "feedback", [id, ("good" | "bad") as rating]:
            return Rate(id, is_good=rating == "good")
        case _:
            raise UnusableInput(
                say("{command} is what a button of a reply sends: press it there.", command=f"/{word}")
            )


def _needed(rest: str, name: str, example: str) -> str:
    if not rest:
        raise UnusableInput(
            say(
                "{command} needs a text behind it, for example: {example}",
                command=f"/{name}",
                example=f"/{name} {example}",
            )
        )
    return rest


def parse_length(text: str) -> Length:
    """A length as people type it; nothing is short. Raises UnknownName."""
    if not text:
        return Length.SHORT
    try:
        return Length(text.casefold())
    except ValueError:
        near = _nearest(text, list(Length))
        hint = say("did you mean {name}?", name=near[0]) if near else say("choose headline, short or full.")
        message = say("There is no briefing length “{word}”; {hint}", word=text[:40], hint=hint)
        raise UnknownName(message, suggestions=tuple(f"/brief {name}" for name in near)) from None


def _passage(text: str) -> int | None:
    if not text:
        return None
    if not re.fullmatch(r"#?[0-9]{1,9}", text):
        raise UnusableInput(say("/sources takes the number of a passage, for example: /sources 3"))
    return int(text.lstrip("#"))


def _nearest(word: str, choices: list[str]) -> tuple[str, ...]:
    found = process.extract(word.casefold()[:40], choices, limit=2, score_cutoff=60)
    return tuple(name for name, _, _ in found)
