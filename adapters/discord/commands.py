"""The application commands: what is registered with Discord, and what a call of one says to the desk. Pure."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from adapters.discord import limits
from bot.wording import LANGUAGES, say, words_for

CHECK = say("Check against the documents")
"""The command of a message's context menu."""

WHEN = say("For example: 08:00 Europe/Berlin, weekdays")
"""How a schedule is written."""

_LOCALES = {"de": ("de",), "fr": ("fr",), "es": ("es-ES", "es-419"), "uk": ("uk",), "ru": ("ru",)}
"""Discord's locales of our languages (reference, "Locales")."""

_EVERYWHERE = {"integration_types": [0, 1], "contexts": [0, 1, 2]}
_MANAGE_CHANNELS = str(1 << 4)

_TEXT, _INTEGER, _BOOLEAN, _CHANNEL, _SUB = 3, 4, 5, 7, 1

_POSTED_TO = (0, 2, 5, 10, 11, 12, 13, 15, 16)
"""Types of channels that a briefing can be posted to: all but categories and directories."""


def payloads() -> list[dict[str, Any]]:
    """All commands as the "Bulk Overwrite Global Application Commands" endpoint takes them."""
    private = _option(_BOOLEAN, say("private"), say("Only you see the answer"))
    length = _option(_TEXT, say("length"), say("How long the briefing is"), choices=_lengths())
    return [
        _command(
            say("ask"),
            say("Ask about the summit: an answer from the documents, with quotes"),
            _option(
                _TEXT, say("question"), say("Your question"), required=True, max_length=limits.OPTION_TEXT
            ),
            private,
        ),
        _command(
            say("brief"), say("The briefing: a line, about five points, or all that matters"), length, private
        ),
        _command(
            say("compare"),
            say("Leaders side by side; nothing compares all of them"),
            _option(_TEXT, say("left"), say("A leader"), autocomplete=True),
            _option(_TEXT, say("right"), say("Another leader"), autocomplete=True),
            _option(_TEXT, say("third"), say("One more leader"), autocomplete=True),
            _option(_TEXT, say("topic"), say("Only this topic"), autocomplete=True),
            private,
        ),
        _command(
            say("verify"),
            say("What of a text the documents support, contradict or don't mention"),
            _option(_TEXT, say("text"), say("The text"), required=True, max_length=limits.OPTION_TEXT),
            private,
        ),
        _command(say("leaders"), say("Who is who"), private),
        _command(
            say("sources"),
            say("The documents, or one passage in full"),
            _option(_INTEGER, say("passage"), say("The number of a passage"), min_value=1, autocomplete=True),
            private,
        ),
        _command(
            say("dossier"),
            say("The dossiers that there are; use another one here"),
            _sub(say("list"), say("The dossiers that there are")),
            _sub(
                say("use"),
                say("Use another dossier here"),
                _option(_TEXT, say("name"), say("The dossier"), required=True, autocomplete=True),
            ),
        ),
        _command(say("forget"), say("Forget what was said here; the next question stands on its own")),
        _briefings(),
        _command(
            say("help"),
            say("What you can ask, and the rules that the bot is held to"),
            _option(_BOOLEAN, say("rules"), say("The rules that the bot is held to")),
        ),
        {**_named(CHECK), "type": 3, **_EVERYWHERE},
    ]


def _briefings() -> dict[str, Any]:
    one = _option(_TEXT, say("id"), say("Which one, if there are several here"))
    return {
        **_command(
            say("briefings"),
            say("A briefing here at an hour you choose"),
            _sub(
                say("subscribe"),
                say("A briefing here at an hour you choose"),
                _option(_TEXT, say("when"), WHEN, required=True, max_length=500),
                _option(_TEXT, say("length"), say("How long the briefing is"), choices=_lengths()),
                _option(
                    _CHANNEL, say("channel"), say("Another channel or forum than this one"),
                    channel_types=[*_POSTED_TO],
                ),
            ),
            _sub(say("list"), say("What is subscribed here")),
            _sub(
                say("change"), say("Another hour, other days or another length"),
                _option(_TEXT, say("when"), WHEN, required=True, max_length=500), one,
            ),
            _sub(say("pause"), say("No briefings until you resume them"), one),
            _sub(say("resume"), say("Briefings again"), one),
            _sub(say("preview"), say("The next briefing, for you alone"), one),
            _sub(say("now"), say("A briefing at once, out of turn"), one),
            _sub(say("remove"), say("No briefings any more"), one),
        ),
        "contexts": [0, 1],
        "default_member_permissions": _MANAGE_CHANNELS,
    }  # fmt: skip


def _lengths() -> list[dict[str, Any]]:
    return [
        {"name": str(name), "name_localizations": _localised(name), "value": str(name)}
        for name in (say("headline"), say("short"), say("full"))
    ]


def _command(name: str, description: str, *options: dict[str, Any]) -> dict[str, Any]:
    return {"type": 1, **_named(name), **_described(description), "options": [*options], **_EVERYWHERE}


def _sub(name: str, description: str, *options: dict[str, Any]) -> dict[str, Any]:
    return {"type": _SUB, **_named(name), **_described(description), "options": [*options]}


def _option(kind: int, name: str, description: str, **more: Any) -> dict[str, Any]:
    return {"type": kind, **_named(name), **_described(description), **more}


def _named(name: str) -> dict[str, Any]:
    return {"name": str(name), "name_localizations": _localised(name)}


def _described(description: str) -> dict[str, Any]:
    return {"description": str(description), "description_localizations": _localised(description)}


def _localised(text: str) -> dict[str, str]:
    return {
        locale: words_for(language).said(text)
        for language in LANGUAGES
        for locale in _LOCALES.get(language, ())
    }


def fingerprint(commands: Sequence[Mapping[str, Any]]) -> str:
    """The same for the same commands, so that they are registered only when they changed."""
    return hashlib.sha256(json.dumps(commands, sort_keys=True).encode()).hexdigest()[:32]


def said(name: str, options: Mapping[str, object]) -> str:
    """What a call says to the desk, as if it had been typed: `name` with its subcommand ("briefings pause")."""

    def given(option: str) -> str:
        return " ".join(str(options.get(option) or "").split())

    match name.split():
        case ["ask"]:
            return f"/ask {given('question')}"
        case ["brief"]:
            return f"/brief {given('length')}".rstrip()
        case ["verify"]:
            return f"/verify {options.get('text') or ''}"
        case ["compare"]:
            names = " vs ".join(filter(None, map(given, ("left", "right", "third"))))
            topic = given("topic")
            return " ".join(filter(None, ("/compare", names, f"on {topic}" if topic else "")))
        case ["sources"]:
            return f"/sources {given('passage')}".rstrip()
        case ["help"]:
            return "/help rules" if options.get("rules") else "/help"
        case ["dossier", "use"]:
            return f"/dossier use {given('name')}"
        case ["briefings", verb]:
            return " ".join(filter(None, (f"/briefings {verb}", given("id"), given("when"), given("length"))))
        case _:
            return f"/{name}"


FIELDS = {
    "left": "leader",
    "right": "leader",
    "third": "leader",
    "topic": "topic",
    "passage": "passage",
    "name": "dossier",
}
"""What the desk calls the options that are completed."""
