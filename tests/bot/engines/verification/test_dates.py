import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.engines.verification import dates

_DATES = st.dates(datetime.date(1900, 1, 1), datetime.date(2099, 12, 31))


@given(_DATES)
def test_all_ways_to_write_a_date_say_the_same(date: datetime.date) -> None:
    month = f"{date:%B}"
    forms = [
        date.isoformat(),
        f"{date.day} {month} {date.year}",
        f"{month} {date.day}, {date.year}",
        f"the {date.day}th of {month} {date.year}",
        f"{date:%A}, {month} {date.day}, {date.year}",
        f"{month[:3]}. {date.day} {date.year}" if month != "May" else f"May {date.day} {date.year}",
    ]
    found = [dates.read(f"They met on {form} in town.") for form in forms]
    for (one,) in found:
        for (other,) in found:
            assert dates.same(one, other), (one, other)
        day_before = date - datetime.timedelta(days=1)
        (wrong,) = dates.read(f"They met on {day_before.day} {day_before:%B} {day_before.year}.")
        assert not dates.same(wrong, one)


@pytest.mark.parametrize(
    ("claimed", "stated"),
    [
        ("in August", "on 15 August 2025"),
        ("on August 15", "on 15 August 2025"),
        ("on Friday", "on 15 August 2025"),
        ("on Friday", "this Friday"),
        ("on 15/08/2025", "on August 15th, 2025"),
        ("at 11 a.m.", "at 11:00"),
        ("at noon", "at 12 p.m."),
        ("on 15 August", "from 14 to 15 August"),
        ("on 22 May", "May 21-22, 2026"),
    ],
)
def test_a_part_of_a_date_stands_where_the_whole_does(claimed: str, stated: str) -> None:
    (claim,) = dates.read(claimed)
    assert any(dates.same(claim, other) for other in dates.read(stated))


@pytest.mark.parametrize(
    ("claimed", "stated"),
    [
        ("on 15 August 2025", "on 15 August"),
        ("on 15 August 2025", "this Friday"),
        ("on 16 August", "on 15 August"),
        ("on Thursday", "on 15 August 2025"),
        ("before 30 September", "after 30 September"),
        ("at 11 a.m.", "at 11 p.m."),
        ("tomorrow", "today"),
        ("in May", "in March"),
    ],
)
def test_what_a_date_does_not_say_is_not_taken_from_it(claimed: str, stated: str) -> None:
    (claim,) = dates.read(claimed)
    assert not any(dates.same(claim, other) for other in dates.read(stated))


@pytest.mark.parametrize(
    "text", ["It may rain.", "They march on.", "May they go.", "an august assembly", "the sun, 3"]
)
def test_may_and_march_are_mostly_words(text: str) -> None:
    assert dates.read(text) == ()


@given(st.text(max_size=300))
def test_any_text_can_be_read(text: str) -> None:
    assert all(0 <= when.start < when.end <= len(text) for when in dates.read(text))
