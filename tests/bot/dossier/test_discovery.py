import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.dossier import people, themes
from bot.dossier.discovery import readable
from bot.dossier.model import Dossier, Leader
from bot.dossier.reader import open_dossier

SUMMIT = """Two ministers and a mountain

German Chancellor Ann Baker and French President Luc d'Orsay will meet in Basel next week. Baker wants a
tunnel through the mountain by 2030. D'Orsay doubts that the tunnel can be paid for, and he hopes for a
railway along the river instead.

The tunnel would cost nine billion euros, said Senator Kit Lowe, who opposes it. Baker said that the cost of
a railway would be higher still. Her party has promised the tunnel to voters in the south. Swiss President
Vera Moll, the host, has asked both sides to keep the talks short.

On Monday d'Orsay flew over the river and spoke of "a railway for the century". Baker's office called the
railway a toy. Environmental groups fear for the river; the Basel police fear for the streets.
"""


def dossier(tmp_path: Path, text: str, name: str = "a.txt") -> Dossier:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return open_dossier(path)


def test_title_leaders_and_topics_are_found_in_a_text_alone(tmp_path: Path) -> None:
    found = dossier(tmp_path, SUMMIT)
    assert found.title == "Two ministers and a mountain"
    assert found.leaders == (
        Leader(name="Ann Baker", office="German Chancellor"),
        Leader(name="Luc d'Orsay", office="French President"),
    )
    assert {"Tunnel", "Railway", "River"} <= {topic.name for topic in found.topics} <= {
        "Tunnel", "Railway", "River", "Basel", "Cost", "Costs", "Mountain", "Talks",
    }  # fmt: skip


def test_every_guess_is_told_with_what_to_do(tmp_path: Path) -> None:
    doubts = dossier(tmp_path, "Premier Ann Baker met the press.", "my_notes.txt").doubts
    assert "The title “My notes” is a guess; put a dossier.toml beside the documents." in doubts
    assert any(doubt.startswith("Leaders were guessed: Ann Baker (Premier); if") for doubt in doubts)
    assert any(doubt.startswith("Topics were guessed: ") for doubt in doubts)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Prime Minister Casper van Reest of Veldria came. He wants water. King Otto of Ostland came.",
            [("Casper van Reest", "Prime Minister of Veldria"), ("Otto", "King of Ostland")],
        ),
        (
            "Ann Baker, the premier of Utland, met John Adams, Ostland's president. Adams left. Baker slept.",
            [("Ann Baker", "Premier of Utland"), ("John Adams", "President of Ostland")],
        ),
        (
            "President Xi Lao met Chancellor Kim Park. Xi said no. Xi left. Park stayed.",
            [("Xi Lao", "President"), ("Kim Park", "Chancellor")],
        ),
        (
            "Adams said no. Baker wants the dam. In Veldria it rains. Adams hopes for rain. Baker fears it.",
            [("Adams", None), ("Baker", None)],
        ),
        (
            "Former President Al Gray met Vice President Bo Lind, President Cy Moll and Premier Di Ness.",
            [("Cy Moll", "President"), ("Di Ness", "Premier")],
        ),
        (
            "Presidents Al Gray and Di Ness met. Mr Gray sat. Ms Ness met Bo Lind, Uta's leader. Lind ate.",
            [("Al Gray", "President"), ("Di Ness", "President"), ("Bo Lind", "Leader of Uta")],
        ),
        (
            "The host is prime minister Jo Wells. Foreign minister Al Gray met Bo Lind, king of Utland.",
            [("Jo Wells", "Prime Minister"), ("Bo Lind", "King of Utland")],
        ),
        (
            "Utland's premier, Ann Baker, met Ostland's president John Adams. Baker ate. Adams sat.",
            [("Ann Baker", "Premier of Utland"), ("John Adams", "President of Ostland")],
        ),
        (
            "Host: Chancellor Ann Baker (Utland). Guest: John Adams (President of Ostland).",
            [("Ann Baker", "Chancellor of Utland"), ("John Adams", "President of Ostland")],
        ),
        (
            "Ann Baker (President of Utland) met PM John Adams of Ostland.",
            [("Ann Baker", "President of Utland"), ("John Adams", "Prime Minister of Ostland")],
        ),
        (
            "Present: H.E. Ann Baker, President of Utland; H.E. John Adams, Prime Minister of Ostland.",
            [("Ann Baker", "President of Utland"), ("John Adams", "Prime Minister of Ostland")],
        ),
        (
            "President Al Tuan of Amara, Premier Di Ness of Corrin and king Bo Lind met. Amara is an island.",
            [("Al Tuan", "President of Amara"), ("Di Ness", "Premier of Corrin"), ("Bo Lind", "King")],
        ),
        (
            "Presidents Ana Ruiz Vega of Costa Sol and Eva Paz-Gil of San Juan met. Ruiz Vega ate. Ruiz Vega sat.",
            [("Ana Ruiz Vega", "President of Costa Sol"), ("Eva Paz-Gil", "President of San Juan")],
        ),
        (
            "The king of Frosta and the president of Lund meet. King Otto eats. President Eva Moll sits.",
            [("Otto", "King of Frosta"), ("Eva Moll", "President of Lund")],
        ),
        (
            "King Otto met President Eva Moll. His prime minister, Al Gray, came. Gray sat. Moll ate. Gray ate.",
            [("Otto", "King"), ("Eva Moll", "President")],
        ),
        (
            "Former president Al Gray met Utland's Ann Baker, the prime minister, and Premier Di Ness.",
            [("Ann Baker", "Prime Minister of Utland"), ("Di Ness", "Premier")],
        ),
        (
            "Ann Baker wants cod. John Adams wants wind. Baker told Adams so. Utland wants peace. Utland says no.",
            [("Ann Baker", None), ("John Adams", None)],
        ),
        ("The river is long. The dam is high. The Customs House is old.", []),
        ("no capitals here, and nobody to name.", []),
    ],
)
def test_leaders_are_those_with_a_high_office_or_most_spoken_of(
    text: str, expected: list[tuple[str, str | None]]
) -> None:
    sentences = [f"{sentence}." for sentence in text.removesuffix(".").split(". ")]
    assert [(leader.name, leader.office) for leader in people.guess(sentences).leaders] == expected


def test_a_leader_called_by_the_first_name_keeps_it_as_an_alias() -> None:
    (leader, _) = people.guess(["President Xi Lao met Premier Ann Baker.", "Xi left.", "Xi said no."]).leaders
    assert leader == Leader(name="Xi Lao", aliases=("Xi",), office="President")


def test_a_leader_called_by_two_surnames_has_the_whole_name_and_is_there_once() -> None:
    texts = ["Premier Ana Holm Ruiz met President Bo Lind.", "Holm Ruiz sat.", "Holm Ruiz ate.", "Lind left."]
    (leader, _) = people.guess(texts).leaders
    assert leader == Leader(name="Ana Holm Ruiz", aliases=("Holm Ruiz",), office="Premier")


def test_topics_are_neither_leaders_nor_what_they_lead_nor_empty_words() -> None:
    leader = Leader(name="Ann Baker", office="Premier of Utland")
    texts = [
        "Baker wants the dam for Utland.",
        "The dam is a Utlandic dream.",
        "Baker met Lowe at the dam on Monday.",
    ]
    assert [topic.name for topic in themes.guess(texts, [leader], {"lowe"})] == ["Dam"]


@pytest.mark.parametrize(
    ("line", "date"),
    [
        ("12 May 2027", datetime.date(2027, 5, 12)),
        ("Published: Monday, May 12, 2027", datetime.date(2027, 5, 12)),
        ("2027-05-12", datetime.date(2027, 5, 12)),
        ("By Ann Roe, 12 May 2027", datetime.date(2027, 5, 12)),
        ("*Posted: 12 May 2027*", datetime.date(2027, 5, 12)),
        ("31 June 2027", None),
        ("May 2027", None),
        ("On 12 May 2027 they met.", None),
        ("2027-05-99", None),
    ],
)
def test_a_date_in_a_line_of_its_own_is_taken_and_told(
    tmp_path: Path, line: str, date: datetime.date | None
) -> None:
    found = dossier(tmp_path, f"The lake summit\nBy Jo Roe\n{line}\n\nThe two will meet.")
    assert found.as_of == date
    assert any(f"was read from its line “{line}”" in doubt for doubt in found.doubts) == bool(date)


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("01-my_notes.md", "My notes"),
        ("a/b/the-summit.txt", "The summit"),
        ("2026.md", "2026"),
        ("---", "---"),
    ],
)
def test_a_file_name_is_made_readable(name: str, title: str) -> None:
    assert readable(name) == title


@given(
    st.lists(
        st.text(st.one_of(st.sampled_from("President of Ann B's. van,"), st.characters()), max_size=60),
        max_size=5,
    )
)
def test_guessing_takes_any_text(texts: list[str]) -> None:
    leaders = people.guess(texts).leaders
    assert len(leaders) <= people.MOST
    assert len(themes.guess(texts, leaders)) <= themes.MOST


@pytest.mark.parametrize(
    ("text", "date", "place"),
    [
        (
            "Talks ahead\n\nThe two last met in Oslund on 2 May 2023. They will meet in the port city of Skar on"
            " 17 March 2027, officials said.",
            datetime.date(2027, 3, 17),
            "Skar",
        ),
        (
            "Notes - Lake Orrin, 9-10 June 2026\n\nThe summit is short.",
            datetime.date(2026, 6, 9),
            "Lake Orrin",
        ),
        (
            "MINUTES\nDate: 14 January 2027\nPlace: Port Sela\nSummit: 20 February 2027\n\nThe two agreed.",
            datetime.date(2027, 2, 20),
            "Port Sela",
        ),
        (
            "A deal\n\nSELA, 30 December 2026 - The leaders meet here on 4 January. It rains.",
            datetime.date(2027, 1, 4),
            "Sela",
        ),
        (
            "# Note\n\n**Date:** 2026-11-30\n**Venue:** Serena Hall, Sela\n\nThe rent is open.",
            datetime.date(2026, 11, 30),
            "Serena Hall, Sela",
        ),
        ("Soon\n\nThe two will meet in Sela on 4 January. It rains.", None, "Sela"),
    ],
)
def test_when_and_where_they_meet_is_found_and_told(
    tmp_path: Path, text: str, date: datetime.date | None, place: str
) -> None:
    found = dossier(tmp_path, text)
    assert found.event
    assert (found.event.date, found.event.place, found.event.guessed) == (date, place, True)
    assert any(
        doubt.startswith(f"The event was guessed: {date or 'date not found'}, {place}; if")
        for doubt in found.doubts
    )


def test_where_they_meet_and_a_leader_with_a_hyphen_are_no_topics(tmp_path: Path) -> None:
    found = dossier(
        tmp_path,
        "Canal\n\nPresident Ana Paz-Gil will meet President Bo Lind in Sela. Paz-Gil wants the canal. Sela has"
        " a canal. Lind, who lives in Sela, fears Paz-Gil. Paz-Gil left.",
    )
    assert [topic.name for topic in found.topics] == ["Canal"]
