"""A dossier's files to a `Dossier`: `files` knows encodings, `blocks` Markdown, `discovery` guesses."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.dossier import blocks, discovery, doubts, files, header, manifest, sentences
from bot.dossier.manifest import Manifest
from bot.dossier.model import Document, Dossier, Passage, Sentence
from bot.errors import UnusableDossier
from bot.wording import say

Progress = Callable[[float], None]
"""Called with the fraction done, 0 to 1."""

LONGEST_PASSAGE = 12
"""Sentences of a passage at most; a longer paragraph becomes several passages of about the same length."""

_LIBRARY = Path(__file__).parent / "library"
_REPORT_EVERY = 1_000  # passages


def default_path() -> Path:
    """The dossier that is read when none is named: the first of the library."""
    return min(path.parent for path in _LIBRARY.glob(f"*/{files.MANIFEST}"))


def fingerprint(path: Path) -> str:
    """Changes when a file of the dossier is edited, added or removed; stat calls only. Never raises."""
    return files.fingerprint(path)


def open_dossier(path: Path, progress: Progress | None = None) -> Dossier:
    """The dossier at `path`: a folder with or without dossier.toml, or a single text file.

    10 MB take about two seconds; `progress` is told the fraction done now and then. Raises UnusableDossier
    with what is wrong and what to do; what is only odd or guessed ends up in `Dossier.doubts`.
    """
    found = files.find(path)
    table = manifest.read(files.read(files.MANIFEST, found.manifest)) if found.manifest else Manifest()
    raw = _read(found)
    reader = _Reader(sum(map(len, raw.values())), progress)
    documents = tuple(document for name, data in raw.items() if (document := reader.document(name, data)))
    if not documents:
        names = tuple(list(raw)[:5])
        if len(raw) == 1:
            raise UnusableDossier(say("{names} is empty: there is no text to read.", names=names))
        raise UnusableDossier(say("{names} are all empty: there is no text to read.", names=names))
    guessed = discovery.complete(table, documents, found.name)
    if progress:
        progress(1.0)
    return Dossier(
        name=found.name,
        path=path,
        title=guessed.title,
        version=_version(found, raw),
        event=guessed.event,
        leaders=guessed.leaders,
        topics=guessed.topics,
        documents=documents,
        doubts=tuple(
            doubt
            for doubt in (
                *guessed.doubts,
                files.skipped_doubt(found.skipped),
                *reader.doubts,
                *doubts.about(table, documents),
            )
            if doubt
        ),
    )


def _read(found: files.Files) -> dict[str, bytes]:
    raw: dict[str, bytes] = {}
    size = 0
    for name, file in found.documents:
        raw[name] = files.read(name, file)
        size += len(raw[name])
        if size > files.LIMIT:
            raise files.too_large(name)
    return raw


def _version(found: files.Files, raw: dict[str, bytes]) -> str:
    digest = hashlib.sha256()
    for name, file in found.all:
        data = raw[name] if name in raw else files.read(name, file)
        digest.update(f"{name}\0{len(data)}\0".encode())
        digest.update(data)
    return digest.hexdigest()[:12]


@dataclass(frozen=True, slots=True)
class _Part:
    """A passage to be: its block, and which sentences of it."""

    heading: str | None
    spans: list[tuple[int, int]]


class _Reader:
    """Reads documents one after the other, numbering passages and sentences through all of them."""

    def __init__(self, size: int, progress: Progress | None) -> None:
        self._size = max(size, 1)
        self._done = 0
        self._progress = progress
        self._passages = 0
        self._sentences = 0
        self.doubts: list[str] = []
        self._seen: dict[bytes, str] = {}

    def document(self, name: str, raw: bytes) -> Document | None:
        """The document, or None, with a doubt, if there is no text in it."""
        text, doubt = files.decode(name, raw)
        if doubt:
            self.doubts.append(doubt)
        head = header.read(name, text)
        layout = blocks.lay_out(text, head.end, titled=head.title is not None)
        passages = tuple(self._read(name, text, layout, len(raw)))
        self._done += len(raw)
        if not passages:
            self.doubts.append(f"{name} holds no text and was left out; fill it or take it away.")
            return None
        same = self._seen.setdefault(
            hashlib.sha256(text[head.end :].strip().encode(errors="replace")).digest(), name
        )
        if same != name:
            self.doubts.append(f"{name} says the same as {same}; take one of them out.")
        self.doubts.extend(doubts.about_header(name, head))
        date, line = (head.date, "") if head.date else discovery.date_line(text)
        if line:
            self.doubts.append(
                f"The date of {name} was read from its line “{line}”; a header can say another."
            )
        return Document(
            id=name,
            title=head.title or layout.title or discovery.readable(name),
            date=date,
            source=head.source,
            text=text,
            passages=passages,
        )

    def _read(self, name: str, text: str, layout: blocks.Layout, size: int) -> Iterator[Passage]:
        for part in _parts(text, layout):
            self._passages += 1
            if self._progress and self._passages % _REPORT_EVERY == 0:
                share = part.spans[-1][1] / max(len(text), 1)
                self._progress((self._done + share * size) / self._size)
            start, end = part.spans[0][0], part.spans[-1][1]
            yield Passage(
                number=self._passages,
                document=name,
                heading=part.heading,
                start=start,
                end=end,
                text=text[start:end],
                sentences=tuple(self._sentence(text, *span) for span in part.spans),
            )

    def _sentence(self, text: str, start: int, end: int) -> Sentence:
        sentence = Sentence(
            id=self._sentences, passage=self._passages, start=start, end=end, text=text[start:end]
        )
        self._sentences += 1
        return sentence


def _parts(text: str, layout: blocks.Layout) -> Iterator[_Part]:
    for block in layout.blocks:
        spans = [blocks.unquoted(text, *span) for span in sentences.split(text, block.start, block.end)]
        count = -(-len(spans) // LONGEST_PASSAGE)
        for n in range(count):
            yield _Part(block.heading, spans[n * len(spans) // count : (n + 1) * len(spans) // count])
