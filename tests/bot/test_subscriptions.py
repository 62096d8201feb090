import datetime
from collections.abc import Iterator
from functools import lru_cache
from importlib.resources import files
from itertools import islice, takewhile
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.answers import Length
from bot.platform import Address
from bot.subscriptions import EVERY_DAY, UNTIL_EVENT, WEEKDAYS, Schedule, Subscription

DAY = datetime.timedelta(days=1)
QUARTER = datetime.timedelta(minutes=15)
HALF_HOURS = tuple(datetime.time(hour, minute) for hour in range(24) for minute in (0, 30))
ZONES = tuple((files("tzdata") / "zones").read_text(encoding="utf-8").split())


def utc(text: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(text).replace(tzinfo=datetime.UTC)


def schedule(at: str, zone: str, days: frozenset[int] = EVERY_DAY) -> Schedule:
    return Schedule(at=datetime.time.fromisoformat(at), zone=zone, days=days)


def locally(due: datetime.datetime | None, zone: str) -> str:
    assert due is not None
    return due.astimezone(ZoneInfo(zone)).isoformat(timespec="minutes")


@pytest.mark.parametrize(
    ("zone", "day", "at", "expected"),
    [
        # Berlin puts the clock forward at 02:00 and back at 03:00.
        ("Europe/Berlin", "2026-03-29", "00:00", "2026-03-29T00:00+01:00"),
        ("Europe/Berlin", "2026-03-29", "00:30", "2026-03-29T00:30+01:00"),
        ("Europe/Berlin", "2026-03-29", "02:30", "2026-03-29T03:30+02:00"),
        ("Europe/Berlin", "2026-10-25", "00:00", "2026-10-25T00:00+02:00"),
        ("Europe/Berlin", "2026-10-25", "00:30", "2026-10-25T00:30+02:00"),
        ("Europe/Berlin", "2026-10-25", "02:30", "2026-10-25T02:30+02:00"),
        # New York: forward at 02:00, back at 02:00, so that 01:30 comes twice.
        ("America/New_York", "2026-03-08", "00:00", "2026-03-08T00:00-05:00"),
        ("America/New_York", "2026-03-08", "00:30", "2026-03-08T00:30-05:00"),
        ("America/New_York", "2026-03-08", "02:30", "2026-03-08T03:30-04:00"),
        ("America/New_York", "2026-11-01", "00:00", "2026-11-01T00:00-04:00"),
        ("America/New_York", "2026-11-01", "00:30", "2026-11-01T00:30-04:00"),
        ("America/New_York", "2026-11-01", "01:30", "2026-11-01T01:30-04:00"),
        ("America/New_York", "2026-11-01", "02:30", "2026-11-01T02:30-05:00"),
        # Santiago: midnight is skipped in spring; in autumn the hour before midnight comes twice.
        ("America/Santiago", "2026-09-06", "00:00", "2026-09-06T01:00-03:00"),
        ("America/Santiago", "2026-09-06", "00:30", "2026-09-06T01:30-03:00"),
        ("America/Santiago", "2026-09-06", "02:30", "2026-09-06T02:30-03:00"),
        ("America/Santiago", "2026-04-04", "23:30", "2026-04-04T23:30-03:00"),
        ("America/Santiago", "2026-04-05", "00:00", "2026-04-05T00:00-04:00"),
        ("America/Santiago", "2026-04-05", "00:30", "2026-04-05T00:30-04:00"),
        ("America/Santiago", "2026-04-05", "02:30", "2026-04-05T02:30-04:00"),
        # Cairo: as Santiago, on a Friday and a Thursday.
        ("Africa/Cairo", "2026-04-24", "00:00", "2026-04-24T01:00+03:00"),
        ("Africa/Cairo", "2026-04-24", "00:30", "2026-04-24T01:30+03:00"),
        ("Africa/Cairo", "2026-04-24", "02:30", "2026-04-24T02:30+03:00"),
        ("Africa/Cairo", "2026-10-29", "23:30", "2026-10-29T23:30+03:00"),
        ("Africa/Cairo", "2026-10-30", "00:00", "2026-10-30T00:00+02:00"),
        ("Africa/Cairo", "2026-10-30", "00:30", "2026-10-30T00:30+02:00"),
        ("Africa/Cairo", "2026-10-30", "02:30", "2026-10-30T02:30+02:00"),
        # Lord Howe moves by half an hour, at 02:00.
        ("Australia/Lord_Howe", "2026-10-04", "00:00", "2026-10-04T00:00+10:30"),
        ("Australia/Lord_Howe", "2026-10-04", "00:30", "2026-10-04T00:30+10:30"),
        ("Australia/Lord_Howe", "2026-10-04", "02:00", "2026-10-04T02:30+11:00"),
        ("Australia/Lord_Howe", "2026-10-04", "02:30", "2026-10-04T02:30+11:00"),
        ("Australia/Lord_Howe", "2026-04-05", "00:00", "2026-04-05T00:00+11:00"),
        ("Australia/Lord_Howe", "2026-04-05", "00:30", "2026-04-05T00:30+11:00"),
        ("Australia/Lord_Howe", "2026-04-05", "01:30", "2026-04-05T01:30+11:00"),
        ("Australia/Lord_Howe", "2026-04-05", "02:30", "2026-04-05T02:30+10:30"),
        # Nuuk skips the last hour of a Saturday: its edition comes, late, on Sunday.
        ("America/Nuuk", "2026-03-28", "23:30", "2026-03-29T00:30-01:00"),
        ("America/Nuuk", "2026-03-29", "23:30", "2026-03-29T23:30-01:00"),
    ],
)
def test_at_a_change_of_the_clock_the_edition_comes_once_and_not_early(
    zone: str, day: str, at: str, expected: str
) -> None:
    date = datetime.date.fromisoformat(day)
    daily = schedule(at, zone)
    assert locally(daily.due(date), zone) == expected
    two_days_before = daily.due(date - 2 * DAY)
    assert two_days_before is not None
    assert [edition for edition, _ in islice(daily.coming(two_days_before), 4)] == [
        date - DAY,
        date,
        date + DAY,
        date + 2 * DAY,
    ]


@pytest.mark.parametrize(
    ("zone", "gone"),
    [
        ("Pacific/Apia", "2011-12-30"),
        ("Pacific/Kwajalein", "1993-08-21"),
        ("Pacific/Kiritimati", "1994-12-31"),
        ("Asia/Manila", "1844-12-31"),
    ],
)
@pytest.mark.parametrize("at", ["00:00", "00:30", "08:00", "12:00", "23:30"])
def test_a_date_that_a_zone_skips_has_no_edition(zone: str, gone: str, at: str) -> None:
    missing = datetime.date.fromisoformat(gone)
    daily = schedule(at, zone)
    assert daily.due(missing) is None
    before = daily.due(missing - DAY)
    after = daily.due(missing + DAY)
    assert before is not None
    assert after is not None
    assert after - before == DAY
    assert daily.next_after(before) == (missing + DAY, after)
    assert daily.edition(after - QUARTER) == (missing - DAY, before)


def test_a_weekly_edition_whose_day_is_skipped_comes_a_week_later() -> None:
    fridays = schedule("08:00", "Pacific/Apia", frozenset({4}))
    edition, due = fridays.next_after(utc("2011-12-24"))
    assert (edition.isoformat(), locally(due, "Pacific/Apia")) == ("2012-01-06", "2012-01-06T08:00+14:00")
    assert fridays.edition(utc("2012-01-05"))[0].isoformat() == "2011-12-23"


def test_a_date_that_comes_twice_has_one_edition() -> None:
    """Kwajalein lived through 30 September 1969 twice."""
    daily = schedule("08:00", "Pacific/Kwajalein")
    first = daily.due(datetime.date(1969, 9, 30))
    second = daily.due(datetime.date(1969, 10, 1))
    assert first is not None
    assert second is not None
    assert second - first == 2 * DAY - datetime.timedelta(hours=1)
    assert daily.next_after(first + DAY) == (datetime.date(1969, 10, 1), second)
    assert daily.edition(second - QUARTER) == (datetime.date(1969, 9, 30), first)


def test_the_29th_of_february_has_an_edition_in_leap_years_only() -> None:
    daily = schedule("08:00", "Europe/Berlin")
    assert daily.next_after(utc("2028-02-28T12:00"))[0].isoformat() == "2028-02-29"
    assert daily.next_after(utc("2028-02-29T12:00"))[0].isoformat() == "2028-03-01"
    assert daily.next_after(utc("2027-02-28T12:00"))[0].isoformat() == "2027-03-01"
    assert daily.next_after(utc("2100-02-28T12:00"))[0].isoformat() == "2100-03-01"


def test_a_zone_whose_rules_changed_keeps_the_local_time() -> None:
    """Moscow gave up summer time in 2011 and moved to another hour for good in 2014."""
    daily = schedule("08:00", "Europe/Moscow")
    offsets = {
        year: locally(daily.due(datetime.date(year, 7, 1)), "Europe/Moscow") for year in (2010, 2012, 2015)
    }
    assert {text[11:16] for text in offsets.values()} == {"08:00"}
    assert [text[16:] for text in offsets.values()] == ["+04:00", "+04:00", "+03:00"]


def test_a_run_late_by_hours_or_days_finds_the_newest_edition_only() -> None:
    daily = schedule("08:00", "Europe/Berlin", WEEKDAYS)
    assert daily.edition(utc("2026-05-04T10:00"))[0].isoformat() == "2026-05-04"
    assert daily.edition(utc("2026-05-04T05:59"))[0].isoformat() == "2026-05-01"
    assert daily.edition(utc("2026-06-30T23:00"))[0].isoformat() == "2026-06-30"


def test_a_clock_set_back_asks_for_an_edition_that_was_there_before() -> None:
    """So that the outbox, unique on the edition, holds it: no name is new at an earlier time."""
    daily = schedule("08:00", "Europe/Berlin")
    now = utc("2026-05-04T06:00:01")
    edition, _ = daily.edition(now)
    for back in (QUARTER, 3 * DAY, 400 * DAY):
        earlier, due = daily.edition(now - back)
        assert earlier <= edition
        assert due <= now - back
        assert daily.next_after(now - back)[0] <= edition + DAY


def test_after_todays_edition_a_changed_time_starts_tomorrow() -> None:
    now = utc("2026-05-04T10:00")
    evening = schedule("20:00", "Europe/Berlin")
    today = datetime.date(2026, 5, 4)
    assert evening.next_after(now)[0] == today
    assert next(evening.coming(now, done=today))[0] == today + DAY
    assert next(evening.coming(now, done=today - DAY))[0] == today


def test_no_time_is_early_because_it_says_that_it_is_the_second() -> None:
    second = Schedule(at=datetime.time(2, 30, fold=1), zone="Europe/Berlin")
    assert locally(second.due(datetime.date(2026, 3, 29)), "Europe/Berlin") == "2026-03-29T03:30+02:00"
    assert locally(second.due(datetime.date(2026, 10, 25)), "Europe/Berlin") == "2026-10-25T02:30+02:00"


@pytest.mark.parametrize("days", [frozenset[int](), frozenset({7}), frozenset({-1, 2})])
def test_a_schedule_has_days_of_the_week(days: frozenset[int]) -> None:
    with pytest.raises(ValueError, match="0 \\(Monday\\) to 6"):
        schedule("08:00", "Europe/Berlin", days)


def test_a_schedules_time_is_naive() -> None:
    with pytest.raises(ValueError, match="naive"):
        Schedule(at=datetime.time(8, tzinfo=datetime.UTC), zone="Europe/Berlin")


@pytest.mark.parametrize("zone", ["Europe/Berln", "America", "../etc/passwd", "", "/", "x" * 5000, "a\0b"])
def test_a_zone_that_is_none_is_said_to_be_none(zone: str) -> None:
    with pytest.raises(ZoneInfoNotFoundError):
        schedule("08:00", zone).next_after(utc("2026-05-04"))


def subscribed(until: datetime.date | str | None) -> Subscription:
    return Subscription(
        id="s1",
        address=Address("fake:1"),
        space="fake",
        dossier="summit",
        schedule=schedule("23:00", "Europe/Berlin"),
        length=Length.SHORT,
        language="en",
        person="p",
        until=until,
    )


def test_until_names_the_last_edition() -> None:
    last = datetime.date(2026, 5, 3)
    subscription = subscribed(last)
    now = utc("2026-05-01T12:00")
    assert [edition.day for edition, _ in subscription.coming(now)] == [1, 2, 3]
    assert [edition.day for edition, _ in subscription.coming(now, done=datetime.date(2026, 5, 2))] == [3]
    assert list(subscription.coming(utc("2026-05-03T21:00"))) == []
    assert subscription.edition(utc("2026-05-03T23:30"))[0] == last
    assert subscription.edition(utc("2026-05-20T12:00"))[0] == last


def test_until_the_event_is_until_the_day_of_the_event() -> None:
    subscription = subscribed(UNTIL_EVENT)
    event = datetime.date(2026, 5, 2)
    now = utc("2026-05-01T12:00")
    assert [edition.day for edition, _ in subscription.coming(now, event=event)] == [1, 2]
    assert subscription.edition(utc("2026-05-20T12:00"), event=event)[0] == event


@pytest.mark.parametrize("until", [None, UNTIL_EVENT])
def test_without_a_known_end_editions_go_on(until: str | None) -> None:
    subscription = subscribed(until)
    now = utc("2026-05-01T12:00")
    assert len(list(islice(subscription.coming(now), 500))) == 500
    assert subscription.edition(now) == subscription.schedule.edition(now)


@lru_cache(maxsize=50)
def days_of(zone: str, year: int) -> dict[datetime.date, list[tuple[datetime.datetime, datetime.datetime]]]:
    """The oracle: a clock on the wall, read each quarter of an hour: for each local date what it showed, and when."""
    shown: dict[datetime.date, list[tuple[datetime.datetime, datetime.datetime]]] = {}
    moment, place = utc(f"{year}-01-01") - 2 * DAY, ZoneInfo(zone)
    for _ in range(370 * 96):
        local = moment.astimezone(place).replace(tzinfo=None)
        shown.setdefault(local.date(), []).append((local, moment))
        moment += QUARTER
    return {date: shown[date] for date in list(shown)[1:-1]}


def changes(
    zone: str, year: int
) -> Iterator[tuple[datetime.datetime, datetime.timedelta, datetime.timedelta]]:
    """When the clock of `zone` changes in `year`, to the second, and its offset from UTC before and after."""
    place = ZoneInfo(zone)

    def offset(moment: datetime.datetime) -> datetime.timedelta:
        return moment.astimezone(place).utcoffset() or datetime.timedelta(0)

    start, end = utc(f"{year}-01-01"), utc(f"{year + 1}-01-01")
    while start < end:
        before, after = start, start + 7 * DAY
        start = after
        if offset(before) == offset(after):
            continue
        old = offset(before)
        while after - before > datetime.timedelta(seconds=1):
            middle = before + (after - before) // 2
            before, after = (middle, after) if offset(middle) == old else (before, middle)
        yield after.replace(microsecond=0), old, offset(after)


def hold_the_promise(planned: Schedule, dates: list[datetime.date], start: datetime.datetime) -> None:
    """One edition for each of `dates`, in order, none early; `start` is earlier than the first one's, later than others'."""
    zone = ZoneInfo(planned.zone)
    found = list(takewhile(lambda found: found[0] <= dates[-1], planned.coming(start)))
    assert [edition for edition, _ in found] == dates
    now = start
    for edition, due in found:
        assert due > now
        assert planned.next_after(now) == (edition, due)
        assert planned.edition(due) == (edition, due)
        assert planned.edition(now)[0] < edition
        assert due.astimezone(zone).replace(tzinfo=None) >= datetime.datetime.combine(edition, planned.at)
        now = due


@settings(deadline=None, max_examples=40)  # the oracle takes its time
@given(
    st.sampled_from(ZONES),
    st.integers(1980, 2060),
    st.sampled_from(HALF_HOURS),
    st.frozensets(st.integers(0, 6), min_size=1),
)
def test_in_every_zone_and_year_each_chosen_date_that_exists_has_one_edition_at_its_time(
    zone: str, year: int, at: datetime.time, days: frozenset[int]
) -> None:
    wall = days_of(zone, year)
    planned = Schedule(at=at, zone=zone, days=days)
    dates = [date for date in wall if date.weekday() in days]
    first = planned.due(dates[0])
    assert first is not None
    hold_the_promise(planned, dates, first - QUARTER)
    for date in dates:
        showing = [moment for local, moment in wall[date] if local.time() == at]
        if showing:
            assert planned.due(date) == showing[0]


@given(
    st.sampled_from(ZONES),
    st.integers(-(5 * 10**9), 13 * 10**9),  # seconds: from 1811 to 2381
    st.times(),
)
def test_the_last_edition_and_the_next_are_neighbours_at_any_moment(
    zone: str, seconds: int, at: datetime.time
) -> None:
    now = utc("1970-01-01") + datetime.timedelta(seconds=seconds)
    daily = Schedule(at=at, zone=zone)
    last, was_due = daily.edition(now)
    following, due = daily.next_after(now)
    assert was_due <= now < due
    assert daily.next_after(was_due) == (following, due)
    assert daily.edition(due) == (following, due)
    assert all(daily.due(last + n * DAY) is None for n in range(1, (following - last).days))


@pytest.mark.parametrize("year", [2026, 2027])
def test_around_every_change_of_every_clock_each_half_hour_has_one_edition_a_day(year: int) -> None:
    one_of_each = {change: zone for zone in ZONES for change in changes(zone, year)}
    assert len(one_of_each) > 30
    for (moment, _, _), zone in one_of_each.items():
        day = moment.astimezone(ZoneInfo(zone)).date()
        dates = [day + n * DAY for n in range(-2, 3)]
        for at in HALF_HOURS:
            planned = Schedule(at=at, zone=zone)
            due = planned.due(dates[0])
            assert due is not None
            hold_the_promise(planned, dates, due - QUARTER)
