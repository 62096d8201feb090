import datetime
import os
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.dossier import files
from bot.dossier.model import Dossier
from bot.dossier.reader import LONGEST_PASSAGE, default_path, fingerprint, open_dossier
from bot.errors import UnusableDossier

TOML = """
title = "The lake summit"
[event]
name = "Lake summit"
date = 2026-05-04
source = "Joint announcement"
[[leaders]]
name = "Ann Baker"
[[leaders]]
name = "John Adams"
[[topics]]
name = "Water"
"""
PREVIEW = """---
title: A preview
date: 2026-04-30
source: https://example.org
---

## The meeting

Ann Baker meets John Adams. They talk about water.

- Baker wants a dam.
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A dossier without a doubt."""
    root = tmp_path / "lake"
    (root / "documents").mkdir(parents=True)
    (root / "dossier.toml").write_text(TOML, encoding="utf-8")
    (root / "documents" / "preview.md").write_text(PREVIEW, encoding="utf-8")
    return root


def check_offsets(dossier: Dossier) -> None:
    number = sentence_number = 0
    for document in dossier.documents:
        at = 0
        for passage in document.passages:
            number += 1
            assert (passage.number, passage.document) == (number, document.id)
            assert at <= passage.start < passage.end
            assert document.text[passage.start : passage.end] == passage.text
            at = passage.start
            for sentence in passage.sentences:
                assert (sentence.id, sentence.passage) == (sentence_number, number)
                assert at <= sentence.start < sentence.end <= passage.end
                assert document.text[sentence.start : sentence.end] == sentence.text
                assert all(sign.isspace() or sign == ">" for sign in document.text[at : sentence.start])
                at, sentence_number = sentence.end, sentence_number + 1
            assert at == passage.end


def test_a_folder_is_read_as_its_files_say(folder: Path) -> None:
    dossier = open_dossier(folder)
    check_offsets(dossier)
    assert (dossier.name, dossier.title, dossier.path) == ("lake", "The lake summit", folder)
    assert [leader.name for leader in dossier.leaders] == ["Ann Baker", "John Adams"]
    assert dossier.as_of == datetime.date(2026, 4, 30)
    (document,) = dossier.documents
    assert (document.id, document.title, document.source) == (
        "preview.md",
        "A preview",
        "https://example.org",
    )
    assert [passage.heading for passage in dossier.passages] == ["The meeting", "The meeting"]
    assert [sentence.text for sentence in dossier.sentences] == [
        "Ann Baker meets John Adams.",
        "They talk about water.",
        "Baker wants a dam.",
    ]
    assert dossier.doubts == ()


def test_its_toml_names_the_folder_too(folder: Path) -> None:
    assert open_dossier(folder / "dossier.toml").version == open_dossier(folder).version


def test_a_folder_of_documents_needs_no_toml(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "b.txt").write_text("Premier Ann Baker wants a dam.")
    (tmp_path / "deep" / "a.markdown").write_text("# Tolls\n\nPresident John Adams wants tolls.")
    dossier = open_dossier(tmp_path)
    check_offsets(dossier)
    assert [(document.id, document.title) for document in dossier.documents] == [
        ("b.txt", "B"),
        ("deep/a.markdown", "Tolls"),
    ]
    assert {leader.name for leader in dossier.leaders} == {"Ann Baker", "John Adams"}


def test_a_single_file_of_any_name_is_a_dossier(tmp_path: Path) -> None:
    path = tmp_path / "my-notes"
    path.write_text("Premier Ann Baker met President John Adams.")
    dossier = open_dossier(path)
    assert (dossier.name, dossier.title, dossier.documents[0].id) == ("my-notes", "My notes", "my-notes")


def test_a_paragraph_of_many_sentences_becomes_several_passages(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("The river flows. " * (LONGEST_PASSAGE * 2 + 1))
    dossier = open_dossier(path)
    check_offsets(dossier)
    counts = [len(passage.sentences) for passage in dossier.passages]
    assert len(counts) == 3
    assert max(counts) <= LONGEST_PASSAGE
    assert max(counts) - min(counts) <= 1


def test_the_version_changes_with_any_byte_and_name_and_with_nothing_else(folder: Path) -> None:
    before = open_dossier(folder).version
    assert before == open_dossier(folder).version
    assert len(before) == 12
    (folder / "unrelated.pdf").write_bytes(b"%PDF")
    assert open_dossier(folder).version == before
    preview = folder / "documents" / "preview.md"
    preview.rename(preview.with_name("renamed.md"))
    renamed = open_dossier(folder).version
    (folder / "dossier.toml").write_text(TOML + "# x", encoding="utf-8")
    assert len({before, renamed, open_dossier(folder).version}) == 3


def test_a_fingerprint_notices_an_edit_a_new_file_and_a_lost_one(folder: Path) -> None:
    seen = [fingerprint(folder)]
    assert fingerprint(folder) == seen[0]
    preview = folder / "documents" / "preview.md"
    preview.write_text(PREVIEW + "More.", encoding="utf-8")
    seen.append(fingerprint(folder))
    os.utime(preview, ns=(1, 1))
    seen.append(fingerprint(folder))
    (folder / "documents" / "new.txt").write_text("New.")
    seen.append(fingerprint(folder))
    preview.unlink()
    seen.append(fingerprint(folder))
    (folder / "documents" / "new.txt").unlink()
    seen.append(fingerprint(folder))
    assert len(set(seen)) == len(seen)


def test_the_default_dossier_is_there() -> None:
    assert (default_path() / "dossier.toml").is_file()


def test_progress_rises_to_one(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Ann Baker met John Adams.\n\n" * 3_000)
    (tmp_path / "b.txt").write_text("Ann Baker met Adams.\n\n" * 3_000)
    told: list[float] = []
    open_dossier(tmp_path, told.append)
    assert told == sorted(told)
    assert len(told) > 5
    assert 0 <= told[0] < 0.5
    assert told[-1] == 1.0


@settings(max_examples=60, deadline=None)
@given(st.text(st.one_of(st.sampled_from(list("\n\r .>#-*_|1A\x1b\u202e")), st.characters()), max_size=300))
def test_any_text_is_read_at_exact_offsets_or_refused(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    path = tmp_path_factory.getbasetemp() / "wild.md"
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    try:
        dossier = open_dossier(path)
    except UnusableDossier:
        halves = any("\ud800" <= char <= "\udfff" for char in text)  # They make a text look binary.
        assert (
            not any(char.isalnum() for char in text) or halves or "#" in text or "-" in text or "\0" in text
        )
    else:
        check_offsets(dossier)


def test_the_text_is_the_files_own_whatever_stands_in_it(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    text = "One\x1b[31m red.\r\nTwo \u202eturned. Three\u0007."
    path.write_bytes(text.encode())
    dossier = open_dossier(path)
    assert dossier.documents[0].text == text
    assert any("control characters (U+0007, U+001B, U+202E, 3 times)" in doubt for doubt in dossier.doubts)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_byte_order_mark_tells_the_encoding_and_is_no_part_of_the_text(
    tmp_path: Path, encoding: str
) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes("Šedivák called.".encode(encoding))
    dossier = open_dossier(path)
    assert dossier.documents[0].text == "Šedivák called."
    assert not any("read as" in doubt for doubt in dossier.doubts)


def test_another_encoding_is_guessed_and_the_guess_is_told(tmp_path: Path) -> None:
    text = (
        "“Über den Fluß”, said the Premier – für alle Länder, natürlich. Größe zählt nicht für Flüsse. " * 5
    )
    path = tmp_path / "a.txt"
    path.write_bytes(text.encode("cp1252"))
    dossier = open_dossier(path)
    assert dossier.documents[0].text == text
    assert "a.txt was read as cp1252 (guessed); save it as UTF-8 if letters look wrong." in dossier.doubts


def test_one_bad_byte_in_utf8_costs_one_letter(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes("Šedivák spoke to Ágnes für längere Zeit, Łukasz wrote.".encode() + b" \xff.")
    dossier = open_dossier(path)
    assert dossier.documents[0].text.startswith("Šedivák")
    assert any("one unreadable place" in doubt for doubt in dossier.doubts)


@pytest.mark.parametrize(
    ("name", "raw", "message"),
    [
        ("a.txt", b"%PDF-1.7\nx", "a.txt is a PDF, not text: copy its text"),
        (
            "a.md",
            b"PK\x03\x04rest",
            "a.md is a Word, OpenDocument or zip file, not text: save it as plain text",
        ),
        ("a.txt", b"some\0thing", "a.txt is binary, or UTF-16 without its mark: save it as UTF-8 text."),
        ("a.txt", bytes(range(1, 256)) * 4, "a.txt is binary, not text"),
        ("a.txt", b"", "a.txt is empty: there is no text to read."),
        ("a.txt", b" \n\r\n\t ", "a.txt is empty"),
        ("a.md", b"---\ntitle: x\n---\n", "a.md is empty"),
        ("a.md", b"---\ntitle: x\ndate: soon\n---\nText.", "a.md, line 3"),
    ],
)
def test_a_file_without_text_is_refused_in_one_line_that_says_what_to_do(
    tmp_path: Path, name: str, raw: bytes, message: str
) -> None:
    path = tmp_path / name
    path.write_bytes(raw)
    with pytest.raises(UnusableDossier) as caught:
        open_dossier(path)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_missing_path_an_empty_folder_and_a_folder_without_documents_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UnusableDossier, match=r"There is no .*nowhere; name a folder"):
        open_dossier(tmp_path / "nowhere")
    with pytest.raises(UnusableDossier, match=r"holds no documents; put \.md or \.txt files there"):
        open_dossier(tmp_path)
    (tmp_path / "a.pdf").write_bytes(b"%PDF")
    with pytest.raises(UnusableDossier, match=r"holds no documents \(a\.pdf can't be read\)"):
        open_dossier(tmp_path)
    (tmp_path / "dossier.toml").write_text("")
    with pytest.raises(UnusableDossier, match="has no documents/; put the texts into that folder"):
        open_dossier(tmp_path)
    with pytest.raises(UnusableDossier):
        open_dossier(Path("a\0b"))
    with pytest.raises(UnusableDossier):
        open_dossier(tmp_path / ("x" * 5_000))


def test_a_special_file_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    with pytest.raises(UnusableDossier, match="neither a folder nor a file"):
        open_dossier(tmp_path / "pipe.txt")


def test_what_is_not_read_is_named(folder: Path) -> None:
    documents = folder / "documents"
    (documents / ".hidden.md").write_text("Hidden.")
    (documents / "scan.pdf").write_bytes(b"%PDF")
    (documents / "folder.md").mkdir()
    (documents / "loop").symlink_to(documents, target_is_directory=True)
    (documents / "lost.md").symlink_to(folder / "nowhere")
    (documents / "blank.md").write_text("  \n")
    (documents / "copy.md").write_text(PREVIEW.replace("A preview", "A copy"))
    dossier = open_dossier(folder)
    assert [document.id for document in dossier.documents] == ["copy.md", "preview.md"]
    assert (
        "Not read: .hidden.md, loop, lost.md, scan.pdf; only .md, .markdown and .txt files are"
        in " ".join(dossier.doubts)
    )
    assert "blank.md holds no text and was left out; fill it or take it away." in dossier.doubts
    assert "preview.md says the same as copy.md; take one of them out." in dossier.doubts


@pytest.mark.skipif(os.name == "posix" and os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission_is_refused(folder: Path) -> None:
    (folder / "documents" / "preview.md").chmod(0)
    with pytest.raises(UnusableDossier, match=r"preview\.md can't be read: Permission denied"):
        open_dossier(folder)


def test_documents_up_to_the_limit_are_read_and_not_one_byte_more(tmp_path: Path) -> None:
    with (tmp_path / "a.txt").open("wb") as file:
        file.truncate(files.LIMIT)
    with pytest.raises(UnusableDossier, match="binary"):
        open_dossier(tmp_path)
    (tmp_path / "b.txt").write_text("x")
    with pytest.raises(
        UnusableDossier, match=r"With b\.txt the documents pass 64 MB, the limit of a dossier"
    ):
        open_dossier(tmp_path)


def test_names_of_files_that_cannot_be_shown_are_replaced(tmp_path: Path) -> None:
    os.close(os.open(os.fsencode(tmp_path) + b"/b\xff\x1b[2J.pdf", os.O_CREAT))
    (tmp_path / "a.md").write_text("Text.")
    shown = " ".join(open_dossier(tmp_path).doubts)
    assert "b\ufffd\ufffd[2J.pdf" in shown
    shown.encode()


def test_text_without_any_space_is_read_in_no_time(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("x" * 1_000_000)
    started = time.process_time()
    check_offsets(open_dossier(tmp_path))
    assert time.process_time() - started < 2
