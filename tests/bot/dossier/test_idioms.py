import pytest

from bot.dossier.idioms import meant


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("They will not give up the land.", ["surrender"]),
        ("She TURNED  down the offer.", ["reject"]),
        ("Nobody moved.", []),
        ("", []),
        ("He stepped down and gave up.", ["resign", "surrender"]),
    ],
)
def test_a_phrase_means_its_word(text: str, words: list[str]) -> None:
    assert meant(text) == words
