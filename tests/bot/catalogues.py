"""The gettext catalogues: what the code says, and what is translated. `make locale` renews them.

`python -m tests.bot.catalogues` writes each `.po` anew, with new messages empty and those that went dropped, and
compiles it to the `.mo` beside it. Translations are kept and made in the `.po` files.
"""

import ast
import datetime
import functools
import io
import sys
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from bot.wording import DOMAIN, LANGUAGES, LOCALE

ROOT = Path(__file__).parents[2]
TRANSLATED = tuple(code for code in LANGUAGES if code != "en")

_DATE = datetime.datetime(
    2026, 1, 1, tzinfo=datetime.UTC
)  # One for all, so that renewing changes nothing else.
_WIDTH = 110


@functools.cache
def extracted() -> Catalog:
    """All messages that stand in the code: what `say`, and `text` and `plural` of `words`, are called with.

    Raises AssertionError where `say` or one of them gets anything but plain text in quotes: an f-string is no key.
    """
    found = Catalog(project=DOMAIN)
    for path in sorted(path for package in ("bot", "adapters") for path in (ROOT / package).rglob("*.py")):
        place = path.relative_to(ROOT).as_posix()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and (count := _messages(node.func)):
                forms = tuple(_literal(argument, f"{place}:{node.lineno}") for argument in node.args[:count])
                found.add(forms if count > 1 else forms[0], None, [(place, 0)])
    return found


def _messages(function: ast.expr) -> int:
    """How many of the arguments of a call of `function` are messages."""
    match function:
        case ast.Name(id="say"):
            return 1
        case ast.Attribute(
            value=ast.Name(id="words")
            | ast.Attribute(attr="words" | "_words")
            | ast.Call(func=ast.Name(id="words_for" | "words_here")),
            attr=name,
        ):
            return {"text": 1, "plural": 2}.get(name, 0)
        case _:
            return 0


def _literal(argument: ast.expr, place: str) -> str:
    assert isinstance(argument, ast.Constant), f"{place}: a message must be plain text in quotes"
    return str(argument.value)


def path_of(language: str, ending: str) -> Path:
    """Where a language's catalogue lies: `ending` is "po" or "mo"."""
    return LOCALE / language / "LC_MESSAGES" / f"{DOMAIN}.{ending}"


def translated(language: str) -> Catalog:
    """A language's catalogue as its `.po` has it; an empty one where there is none yet."""
    path = path_of(language, "po")
    if not path.exists():
        return Catalog(locale=language)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def compiled(catalogue: Catalog) -> bytes:
    """The catalogue as a `.mo`."""
    out = io.BytesIO()
    write_mo(out, catalogue)
    return out.getvalue()


def texts_of(message: Message) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The English forms of a message and the translated ones."""
    english = message.id if isinstance(message.id, (tuple, list)) else (message.id,)
    foreign = message.string if isinstance(message.string, (tuple, list)) else (message.string,)
    return tuple(map(str, english)), tuple(text or "" for text in foreign)


def renew(language: str) -> list[str]:
    """Write a language's `.po` and `.mo`; returns the messages that still need a translation."""
    before, now = translated(language), _new(language)
    missing: list[str] = []
    for message in extracted():
        if not message.id:
            continue
        known = before.get(message.id)
        is_same = known and not known.fuzzy and known.pluralizable == message.pluralizable
        string = known.string if known and is_same else None
        now.add(message.id, string, message.locations)
        if not string or not all(texts_of(Message(message.id, string))[1]):
            missing.append(texts_of(message)[0][0])
    path_of(language, "po").parent.mkdir(parents=True, exist_ok=True)
    with path_of(language, "po").open("wb") as file:
        write_po(file, now, width=_WIDTH, sort_output=True, include_lineno=False)
    path_of(language, "mo").write_bytes(compiled(translated(language)))
    return missing


def _new(language: str) -> Catalog:
    return Catalog(
        locale=language,
        domain=DOMAIN,
        project=DOMAIN,
        version="1",
        header_comment=f"# Rapporteur's own words in {LANGUAGES[language]}; quotes are never translated.",
        creation_date=_DATE,
        revision_date=_DATE,
        last_translator="Rapporteur",
        language_team=LANGUAGES[language],
        msgid_bugs_address="the issues of this project",
        fuzzy=False,
    )


if __name__ == "__main__":
    lacking = {language: missing for language in TRANSLATED if (missing := renew(language))}
    for language, missing in lacking.items():
        print(f"{path_of(language, 'po')} lacks a translation of:", *missing, sep="\n  ")
    sys.exit(bool(lacking))
