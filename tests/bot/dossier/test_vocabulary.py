import pytest

from tests.bot.engines.extractive.made import reading

KNOWN = reading(
    "The ministers of Corvane negotiated about lithography. The Corvani delegation distrusted Meridor.\n\n"
    "The administration of the harbour was colonial. Morgan spoke in Alaska."
).index.vocabulary


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("alsaka", ["alaska"]),
        ("lithografy", ["lithographi"]),
        ("meridro", ["meridor"]),
        ("school", []),
        ("sea", []),
        ("2024", []),
    ],
)
def test_a_misspelt_word_means_the_one_that_is_a_slip_away(written: str, meant: list[str]) -> None:
    assert KNOWN.misspelt(written) == meant


def test_words_of_one_family_are_kin() -> None:
    assert KNOWN.kin("administ") == ["administr"]
    assert KNOWN.kin("school") == []


def test_names_are_nobodys_kin() -> None:
    assert KNOWN.kin("corvan") == []


@pytest.mark.parametrize(
    ("written", "meant"), [("meridorian", ["meridor"]), ("alaskan", ["alaska"]), ("usa", [])]
)
def test_a_people_is_found_by_its_place(written: str, meant: list[str]) -> None:
    assert KNOWN.people(written) == meant
