"""The tables: no word with two meanings that the reader doesn't tell apart, no place without a zone."""

from bot.times.words import LANGUAGES, table
from bot.times.zones import clock, names, places

_TOLD_APART = [
    {"filler", "at"},  # nothing is lost
    {"filler", "at", "to"},
    {"filler", "to"},
    {"filler", "to", "until"},
    {"to", "until"},
    {"filler", "oclock"},
    {"filler", "oclock", "hours"},
    {"days", "languages"},  # "fr": asked back
]


def test_no_phrase_has_two_meanings() -> None:
    for phrase, meanings in table().phrases.items():
        kinds = {word.kind for word in meanings}
        assert len(kinds) == 1 or kinds in _TOLD_APART, phrase
        for kind in kinds & {"days", "hours", "minutes", "languages"}:
            assert len({word.value for word in meanings if word.kind == kind}) == 1, phrase


def test_no_phrase_is_a_place() -> None:
    assert set(table().phrases) & set(places().zones) == {("et",)}


def test_every_place_has_zones_that_exist() -> None:
    for found in places().zones.values():
        for name in found:
            assert names()[name.casefold()] == name
            assert clock(name, 2026)


def test_every_language_has_its_words_for_the_days_and_the_hours() -> None:
    for language in LANGUAGES:
        words = [
            word for meanings in table().phrases.values() for word in meanings if word.language == language
        ]
        assert {word.value for word in words if word.kind == "days"} == set(range(7))
        assert {word.value for word in words if word.kind == "hours"} == set(range(1, 13))
        kinds = {word.kind for word in words}
        assert {
            "noon",
            "midnight",
            "weekdays",
            "every_day",
            "at",
            "filler",
            "until",
            "event",
            "only_new",
        } <= kinds
        assert {word.value for word in words if word.kind == "languages"} == set(LANGUAGES)
