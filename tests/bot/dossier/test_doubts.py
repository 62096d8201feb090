from pathlib import Path

import pytest

from bot.dossier.reader import open_dossier

TOML = """
title = "The lake summit"
event = {{ name = "Lake summit"{event} }}
leaders = [ {{ name = "Ann Baker", aliases = [{baker}] }}, {{ name = "{adams}", aliases = [{alias}] }} ]
topics = [ {{ name = "{topic}", terms = ["dam"] }} ]
"""
GOOD = {
    "event": ', date = 2026-05-04, source = "x"',
    "baker": "",
    "adams": "John Adams",
    "alias": "",
    "topic": "Water",
}
TEXT = "---\ndate: 2026-04-30\nsource: x\n---\nAnn Baker met Adams about the dams."


def doubts(tmp_path: Path, text: str = TEXT, **changed: str) -> str:
    (tmp_path / "documents").mkdir()
    (tmp_path / "dossier.toml").write_text(TOML.format(**{**GOOD, **changed}), encoding="utf-8")
    (tmp_path / "documents" / "a.md").write_text(text, encoding="utf-8")
    return "\n".join(open_dossier(tmp_path).doubts)


def test_a_good_dossier_has_none(tmp_path: Path) -> None:
    assert doubts(tmp_path) == ""


@pytest.mark.parametrize(
    ("changed", "doubt"),
    [
        (
            {"event": ""},
            "The event has no date, so no countdown is shown; add date to [event] in dossier.toml.",
        ),
        (
            {"event": ", date = 2026-05-04"},
            "The event's date has no source; add source to [event] in dossier.toml.",
        ),
        (
            {"event": ', date = 2026-01-04, source = "x"'},
            "The newest document is from 116 days after the event; check both dates.",
        ),
        (
            {"adams": "John Carter"},
            "John Carter isn't named in the documents; check the spelling, or add aliases.",
        ),
        (
            {"topic": "Forests", "text": TEXT.replace("dams", "sea")},
            "No term of the topic “Forests” stands in",
        ),
        (
            {"baker": '"the boss"', "alias": '"The Boss"'},
            "“the boss” can be Ann Baker or John Adams, so it is read as neither; write the full name in",
        ),
        (
            {"adams": "Jo Baker", "text": TEXT.replace("Adams", "Jo Baker")},
            "“baker” can be Ann Baker or Jo Baker, so it is read as neither",
        ),
        (
            {"text": "Ann Baker met Adams at the dam."},
            "a.md has no date and no source; say so in a header above",
        ),
        (
            {"text": TEXT.replace("source", "sorce")},
            "The header of a.md has 'sorce', which isn't read; did you mean 'source'?",
        ),
        (
            {"text": TEXT + "\x1b[2J"},
            "a.md holds control characters (U+001B, once), never shown; take them out.",
        ),
    ],
)
def test_what_looks_odd_is_told_with_what_to_do(tmp_path: Path, changed: dict[str, str], doubt: str) -> None:
    assert doubt in doubts(tmp_path, **changed)


def test_a_single_leader_leaves_nothing_to_compare(tmp_path: Path) -> None:
    (tmp_path / "documents").mkdir()
    (tmp_path / "dossier.toml").write_text("[[leaders]]\nname = 'Ann Baker'\n")
    (tmp_path / "documents" / "a.md").write_text(TEXT)
    assert "Only one leader is named, so there is nothing to compare" in "\n".join(
        open_dossier(tmp_path).doubts
    )
