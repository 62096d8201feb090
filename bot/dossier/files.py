"""The files of a dossier: which there are, what bytes they hold, and how those read as text."""

import codecs
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.errors import UnusableDossier
from bot.wording import say

LIMIT = 64 * 1024 * 1024
"""Bytes of all documents of a dossier at most: what is read and indexed stays in memory, about tenfold."""

MOST_FILES = 10_000
"""Files below a folder at most: more than that is a home directory named by mistake."""

MANIFEST = "dossier.toml"
SUFFIXES = (".md", ".markdown", ".txt")

_FORMATS = (
    (b"%PDF", "a PDF", "copy its text into a .txt or .md file"),
    (b"PK\x03\x04", "a Word, OpenDocument or zip file", "save it as plain text or Markdown"),
    (b"\xd0\xcf\x11\xe0", "an old Word file", "save it as plain text or Markdown"),
    (b"{\\rtf", "a rich text file", "save it as plain text or Markdown"),
    (b"\x1f\x8b", "a gzip file", "unpack it"),
    (b"\x89PNG", "a picture", "type out its text into a .txt file"),
    (b"\xff\xd8\xff", "a picture", "type out its text into a .txt file"),
)
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SAMPLE = 100_000
_CONTROLS = frozenset(range(32)) - frozenset(b"\t\n\v\f\r\x1b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Files:
    """What was found at a path. `documents` are (name, path) by name; `skipped` are other files' names."""

    name: str
    manifest: Path | None
    documents: tuple[tuple[str, Path], ...]
    skipped: tuple[str, ...]

    @property
    def all(self) -> Iterator[tuple[str, Path]]:
        """The files that make up the dossier, dossier.toml first, with the names that its version knows."""
        if self.manifest:
            yield MANIFEST, self.manifest
        yield from self.documents


def find(path: Path) -> Files:
    """The files of the dossier at `path`: a folder, its dossier.toml, or a single text.

    Raises UnusableDossier if there is nothing to read.
    """
    if path.name == MANIFEST:
        path = path.parent
    try:
        if path.is_dir():
            return _folder(path)
        if path.is_file():
            return Files(
                name=path.stem, manifest=None, documents=((_printable(path.name), path),), skipped=()
            )
        there = path.exists() or path.is_symlink()
    except (OSError, ValueError) as error:
        raise UnusableDossier(f"{_printable(str(path))} can't be read: {error}; check the path.") from error
    if there:
        raise UnusableDossier(f"{_printable(str(path))} is neither a folder nor a file; name one of these.")
    raise UnusableDossier(
        f"There is no {_printable(str(path))}; name a folder with documents or a text file."
    )


def _folder(folder: Path) -> Files:
    manifest = folder / MANIFEST
    has_manifest = manifest.is_file()
    below = folder / "documents"
    if has_manifest and not below.is_dir():
        raise UnusableDossier(
            say("{path} has no documents/; put the texts into that folder.", path=_printable(str(folder)))
        )
    root = below if below.is_dir() else folder
    documents: list[tuple[str, Path]] = []
    skipped: list[str] = []
    for name, file in _walk(root):
        wanted = file.suffix.lower() in SUFFIXES and not file.name.startswith(".") and file.is_file()
        if wanted:
            documents.append((name, file))
        else:
            skipped.append(name)
    if not documents:
        path = _printable(str(root))
        if not skipped:
            raise UnusableDossier(say("{path} holds no documents; put .md or .txt files there.", path=path))
        raise UnusableDossier(
            say(
                "{path} holds no documents ({names} can't be read); put .md or .txt files there.",
                path=path,
                names=_listed(skipped),
            )
        )
    return Files(
        name=_printable(folder.resolve().name),
        manifest=manifest if has_manifest else None,
        documents=tuple(sorted(documents)),
        skipped=tuple(sorted(skipped)),
    )


def _walk(root: Path) -> Iterator[tuple[str, Path]]:
    """All files below `root` but those in hidden folders; a linked folder isn't entered: it may lead back."""
    seen = 0
    for folder, folders, names in os.walk(root, onerror=_refuse):
        links = [name for name in folders if Path(folder, name).is_symlink()]
        folders[:] = sorted(name for name in folders if not name.startswith(".") and name not in links)
        for name in sorted([*names, *links]):
            seen += 1
            if seen > MOST_FILES:
                many = f"{_printable(str(root))} holds more than {MOST_FILES:,} files"
                raise UnusableDossier(f"{many}; name the folder of one dossier.")
            file = Path(folder, name)
            yield _printable(file.relative_to(root).as_posix()), file


def _refuse(error: OSError) -> None:
    raise UnusableDossier(f"{_printable(str(error.filename))} can't be read: {error.strerror}.") from error


def read(name: str, path: Path) -> bytes:
    """The bytes of a file. Raises UnusableDossier if it can't be read or is over `LIMIT`."""
    try:
        with path.open("rb") as file:
            raw = file.read(LIMIT + 1)
    except OSError as error:
        raise UnusableDossier(
            f"{name} can't be read: {error.strerror or error}; check its permissions."
        ) from error
    if len(raw) > LIMIT:
        raise too_large(name)
    return raw


def too_large(name: str) -> UnusableDossier:
    """The error for documents over `LIMIT`, `name` being the one that is too much."""
    return UnusableDossier(
        f"With {name} the documents pass {LIMIT // 2**20} MB, the limit of a dossier; split it into several."
    )


def decode(name: str, raw: bytes) -> tuple[str, str | None]:
    """The text of a document without its byte order mark, and a doubt if the encoding was guessed.

    Raises UnusableDossier for bytes that are no text.
    """
    for magic, what, remedy in _FORMATS:
        if raw.startswith(magic):
            raise UnusableDossier(f"{name} is {what}, not text: {remedy}.")
    for mark, encoding in _MARKS:
        if raw.startswith(mark):
            text = raw[len(mark) :].decode(encoding, errors="replace")
            return text, _broken(name, text, encoding) if "\ufffd" in text else None
    if b"\0" in raw:
        raise UnusableDossier(f"{name} is binary, or UTF-16 without its mark: save it as UTF-8 text.")
    try:
        return raw.decode("utf-8"), None
    except UnicodeDecodeError as error:
        return _guessed(name, raw, error.start)


def _guessed(name: str, raw: bytes, bad: int) -> tuple[str, str]:
    text = raw.decode("utf-8", errors="replace")
    if text.count("\ufffd") <= sum(len(run) for run in re.findall(r"[^\x00-\x7f\ufffd]+", text)):
        return text, _broken(name, text, "UTF-8")
    sample = raw if len(raw) <= _SAMPLE else raw[: _SAMPLE // 2] + raw[bad : bad + _SAMPLE // 2]
    if sum(byte in _CONTROLS for byte in sample) * 50 > len(sample):
        raise UnusableDossier(f"{name} is binary, not text: save it as UTF-8 text.")
    from charset_normalizer import from_bytes  # costs 50 ms, and hardly any file needs it

    best = from_bytes(sample).best()
    likely = best.could_be_from_charset if best else []
    encoding = "cp1252" if "cp1252" in likely or not best or best.encoding == "utf_8" else best.encoding
    text = raw.decode(encoding, errors="replace")
    return text, f"{name} was read as {encoding} (guessed); save it as UTF-8 if letters look wrong."


def _broken(name: str, text: str, encoding: str) -> str:
    count = text.count("\ufffd")
    places = "one unreadable place" if count == 1 else f"{count} unreadable places"
    return f"{name} is {encoding} with {places}, shown as \ufffd; save it anew."


def _printable(name: str) -> str:
    """A name that can be shown: no control characters, no bytes that aren't UTF-8."""
    name = name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return "".join(char if char.isprintable() else "\ufffd" for char in name)


def _listed(names: list[str]) -> str:
    more = f" and {len(names) - 5} more" if len(names) > 5 else ""
    return ", ".join(names[:5]) + more


def skipped_doubt(names: tuple[str, ...]) -> str | None:
    """The doubt that names the files that were not read; None if there are none."""
    if not names:
        return None
    return (
        f"Not read: {_listed(list(names))}; only .md, .markdown and .txt files are, and none that are hidden."
    )


def fingerprint(path: Path) -> str:
    """What shows that a file was edited, added or removed: names, sizes and times. Never raises."""
    if path.name == MANIFEST:
        path = path.parent
    try:
        files = list(find(path).all)
    except UnusableDossier as error:
        return str(error)
    return "\n".join(f"{name} {_stamp(file)}" for name, file in files)


def _stamp(file: Path) -> str:
    try:
        found = file.stat()
    except OSError:
        return "gone"
    return f"{found.st_size} {found.st_mtime_ns} {found.st_ino}"
