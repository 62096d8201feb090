import datetime
import time
from contextlib import suppress
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.answers import Length
from bot.errors import UnknownName, UnusableInput
from bot.subscriptions import EVERY_DAY, UNTIL_EVENT, WEEKDAYS, Schedule
from bot.times import LONGEST_TEXT, Parts, Read, read_parts, read_schedule
from bot.times.zones import names

NOW = datetime.datetime(2026, 11, 20, 9, tzinfo=datetime.UTC)
BERLIN = "Europe/Berlin"


def read(text: str, zone: str | None = None) -> Read:
    return read_schedule(text, zone, now=NOW)


def at(text: str, zone: str | None = BERLIN) -> str:
    return read(text, zone).schedule.at.isoformat("minutes")


def days(text: str) -> str:
    return "".join(map(str, sorted(read(f"{text} 8:00 {BERLIN}").schedule.days)))


@pytest.mark.parametrize(
    ("text", "time_of_day"),
    [
        ("8", "08:00"),
        ("at 8", "08:00"),
        ("8am", "08:00"),
        ("8 AM", "08:00"),
        ("8 a.m.", "08:00"),
        ("8pm", "20:00"),
        ("8 p.m.", "20:00"),
        ("8:15pm", "20:15"),
        ("08:00 PM", "20:00"),
        ("7.30", "07:30"),
        ("20:15", "20:15"),
        ("08:00:00", "08:00"),
        ("0830", "08:30"),
        ("at 2015", "20:15"),
        ("1830 hrs", "18:30"),
        ("20h", "20:00"),
        ("8h30", "08:30"),
        ("８：３０", "08:30"),
        ("noon", "12:00"),
        ("12 noon", "12:00"),
        ("midnight", "00:00"),
        ("12am", "00:00"),
        ("12:30 am", "00:30"),
        ("12pm", "12:00"),
        ("00:30", "00:30"),
        ("half past 8", "08:30"),
        ("half past eight in the evening", "20:30"),
        ("quarter to nine", "08:45"),
        ("a quarter past 9 pm", "21:15"),
        ("quarter to 12 am", "23:45"),
        ("at eight thirty", "08:30"),
        ("eight o'clock", "08:00"),
        ("at eight", "08:00"),
        ("every morning at 8", "08:00"),
        ("every evening at 8", "20:00"),
        ("9 at night", "21:00"),
        ("2 at night", "02:00"),
        ("12 at night", "00:00"),
        ("3 in the afternoon", "15:00"),
        ("20:15 in the evening", "20:15"),
    ],
)
def test_times_are_read_as_people_write_them(text: str, time_of_day: str) -> None:
    assert at(text) == time_of_day


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        ("Europe/Berlin", "Europe/Berlin"),
        ("america/new york", "America/New_York"),
        ("America/Argentina/Buenos_Aires", "America/Argentina/Buenos_Aires"),
        ("Etc/GMT-2", "Etc/GMT-2"),
        ("EST5EDT", "EST5EDT"),
        ("in Berlin", "Europe/Berlin"),
        ("Berlin time", "Europe/Berlin"),
        ("New York", "America/New_York"),
        ("new-york", "America/New_York"),
        ("Kyiv", "Europe/Kyiv"),
        ("Kiev", "Europe/Kyiv"),
        ("Port-au-Prince", "America/Port-au-Prince"),
        ("São Paulo", "America/Sao_Paulo"),
        ("Zürich", "Europe/Zurich"),
        ("Washington, D.C.", "America/New_York"),
        ("San Francisco", "America/Los_Angeles"),
        ("München", "Europe/Berlin"),
        ("CET", "Europe/Brussels"),
        ("cest", "Europe/Brussels"),
        ("Berlin CET", "Europe/Berlin"),
        ("UTC", "UTC"),
        ("gmt", "GMT"),
        ("ET", "America/New_York"),
        ("Pacific time", "America/Los_Angeles"),
        ("MSK", "Europe/Moscow"),
        ("Germany", "Europe/Berlin"),
        ("Japan", "Asia/Tokyo"),
        ("Birmingham, England", "Europe/London"),
        ("Georgia, USA", "America/New_York"),
        ("Hyderabad, India", "Asia/Kolkata"),
    ],
)
def test_zones_are_read_by_name_city_country_and_letters(text: str, zone: str) -> None:
    assert read(f"08:00 {text}").schedule.zone == zone
    assert read(f"{text}, at 8").schedule.zone == zone


def test_the_z_of_iso_is_utc() -> None:
    assert read("08:00Z").schedule.zone == "UTC"


@pytest.mark.parametrize("spell", [str, str.lower, str.upper])
def test_every_zone_of_the_database_is_read_by_its_full_name(spell: type[str]) -> None:
    for name in names().values():
        if "/" in name:
            assert read(f"08:00 {spell(name)} weekdays").schedule.zone == name


@pytest.mark.parametrize(
    ("text", "candidates"),
    [
        ("CST", ("America/Chicago", "Asia/Shanghai")),
        ("est", ("America/New_York", "America/Panama")),
        ("BST", ("Europe/London", "Asia/Dhaka")),
        ("IST", ("Asia/Kolkata", "Asia/Jerusalem")),
        ("Portland", ("America/Los_Angeles", "America/New_York")),
        ("Portland, USA", ("America/Los_Angeles", "America/New_York")),
        ("St. Petersburg", ("Europe/Moscow", "America/New_York")),
        ("Washington", ("America/New_York", "America/Los_Angeles")),
        ("Georgia", ("Asia/Tbilisi", "America/New_York")),
        ("Australia", ("Australia/Sydney",)),
    ],
)
def test_a_zone_that_may_be_several_is_asked_back(text: str, candidates: tuple[str, ...]) -> None:
    with pytest.raises(UnknownName, match="several time zones") as caught:
        read(f"8:00 {text}")
    assert set(candidates) <= set(caught.value.suggestions) or text == "Australia"
    for candidate in caught.value.suggestions:
        assert read(f"8:00 {candidate}").schedule.zone == candidate


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("8:00 Berln", "Berlin"),
        ("8:00 Europe/Berln", "Europe/Berlin"),
        ("8:00 Amsterdan", "Amsterdam"),
        ("8:00 Reykjavic", "Reykjavik"),
        ("weekdais at 8 in Berlin", "weekdays"),
        ("every tusday at 8 in Berlin", "tuesday"),
        ("8 Berlin ukranian", "ukrainian"),
        ("8 Berlin hedline", "headline"),
    ],
)
def test_a_misspelt_word_names_the_one_that_was_meant(text: str, meant: str) -> None:
    with pytest.raises(UnknownName, match=f"did you mean {meant}\\b") as caught:
        read(text)
    assert caught.value.suggestions[0] == meant


@pytest.mark.parametrize(
    ("text", "chosen"),
    [
        ("every day", "0123456"),
        ("daily", "0123456"),
        ("weekdays", "01234"),
        ("every weekday", "01234"),
        ("weekends", "56"),
        ("mon,wed", "02"),
        ("mon/wed/fri", "024"),
        ("Mondays and Thursdays", "03"),
        ("on Tuesday", "1"),
        ("mon-fri", "01234"),
        ("Monday to Friday", "01234"),
        ("tue through thu", "123"),
        ("from Tuesday to Thursday", "123"),
        ("weekly on Monday", "0"),
        ("only on Mondays", "0"),
        ("fri–mon", "0456"),
        ("weekdays and Saturday", "012345"),
        ("every day except Sunday", "012345"),
        ("every day but not on weekends", "01234"),
        ("except Sat, Sun", "01234"),
    ],
)
def test_days_are_read_as_people_write_them(text: str, chosen: str) -> None:
    assert days(text) == chosen


@pytest.mark.parametrize(
    ("text", "until"),
    [
        ("until 3 May", "2027-05-03"),
        ("until 3 May 2028", "2028-05-03"),
        ("until May 3rd, 2027", "2027-05-03"),
        ("till the 3rd of May", "2027-05-03"),
        ("until 24 December", "2026-12-24"),
        ("until 20 Nov", "2026-11-20"),
        ("until 2027-05-03", "2027-05-03"),
        ("until 3.5.2027", "2027-05-03"),
        ("bis 3.5.", "2027-05-03"),
        ("until 31/12", "2026-12-31"),
        ("until 12/31/2026", "2026-12-31"),
        ("until 29 Feb", "2028-02-29"),
        ("bis 3. Mai", "2027-05-03"),
        ("jusqu'au 3 mai", "2027-05-03"),
        ("hasta el 3 de mayo de 2027", "2027-05-03"),
        ("до 3 травня", "2027-05-03"),
        ("до 3 мая", "2027-05-03"),
        ("until the event", UNTIL_EVENT),
        ("until the summit is over", UNTIL_EVENT),
        ("bis zum Gipfel", UNTIL_EVENT),
        ("jusqu'au sommet", UNTIL_EVENT),
        ("hasta la cumbre", UNTIL_EVENT),
    ],
)
def test_an_end_is_a_date_or_the_event(text: str, until: str) -> None:
    assert str(read(f"8:30 {BERLIN} {text}").until) == until
    assert str(read(f"{text} 08:30 {BERLIN}").until) == until


def test_everything_may_stand_together_in_any_order() -> None:
    whole = Read(
        schedule=Schedule(at=datetime.time(20), zone="Europe/Kyiv", days=WEEKDAYS),
        length=Length.FULL,
        language="uk",
        until=datetime.date(2027, 5, 3),
        only_new=True,
    )
    assert (
        read("every weekday at 8pm in Kyiv, full, Ukrainian, until 3 May, only when something is new")
        == whole
    )
    assert read("only if new until 3 May 2027 in Ukrainian 20:00 Europe/Kyiv full mon-fri") == whole


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("täglich um 8 Uhr in Berlin auf Deutsch", ("08:00", BERLIN, EVERY_DAY, "de")),
        ("werktags um 8 Uhr 30 in Wien", ("08:30", "Europe/Vienna", WEEKDAYS, None)),
        ("um halb neun abends in Berlin", ("20:30", BERLIN, EVERY_DAY, None)),
        ("mittags in Zürich, mo, mi, fr", ("12:00", "Europe/Zurich", frozenset({0, 2, 4}), None)),
        ("um 12 am Montag in Berlin", ("12:00", BERLIN, frozenset({0}), None)),
        ("montags bis donnerstags um 7 Uhr in Kairo", ("07:00", "Africa/Cairo", frozenset(range(4)), None)),
        ("tous les jours à 8h30 à Paris en français", ("08:30", "Europe/Paris", EVERY_DAY, "fr")),
        ("du lundi au jeudi à 18 heures à Paris", ("18:00", "Europe/Paris", frozenset(range(4)), None)),
        ("à midi, heure de Paris", ("12:00", "Europe/Paris", EVERY_DAY, None)),
        ("LUNDI ET MARDI À 8H PARIS", ("08:00", "Europe/Paris", frozenset({0, 1}), None)),
        ("a las ocho y media de la tarde en Madrid en español", ("20:30", "Europe/Madrid", EVERY_DAY, "es")),
        ("todos los días al mediodía en Madrid", ("12:00", "Europe/Madrid", EVERY_DAY, None)),
        ("de lunes a jueves a las 8 en Madrid", ("08:00", "Europe/Madrid", frozenset(range(4)), None)),
        ("щодня о 8:00 у Києві", ("08:00", "Europe/Kyiv", EVERY_DAY, None)),
        ("у будні о восьмій ранку в Києві українською", ("08:00", "Europe/Kyiv", WEEKDAYS, "uk")),
        ("по будням в полдень в Москве", ("12:00", "Europe/Moscow", WEEKDAYS, None)),
        ("каждый день в 8 вечера по московскому времени", ("20:00", "Europe/Moscow", EVERY_DAY, None)),
        ("с понедельника по пятницу в 9 утра, Киев", ("09:00", "Europe/Kyiv", WEEKDAYS, None)),
        ("з понеділка до п’ятниці о 9 Київ", ("09:00", "Europe/Kyiv", WEEKDAYS, None)),
        ("с понедельника", None),
    ],
)
def test_other_languages_are_read(text: str, expected: tuple[object, ...] | None) -> None:
    if expected is None:
        with pytest.raises(UnusableInput, match="can't read"):
            read(text)
        return
    found = read(text)
    schedule = found.schedule
    assert (schedule.at.isoformat("minutes"), schedule.zone, schedule.days, found.language) == expected


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "At which time"),
        ("Berlin", "At which time"),
        ("8:00", "Which time zone"),
        ("evening Berlin", "At which time in the evening"),
        ("half 8 Berlin", "7:30 to some and 8:30 to others"),
        ("quarter to 1 Berlin", "00:45 or 12:45"),
        ("8am 9am Berlin", "Two times .* 08:00 and 09:00"),
        ("8am 8pm Berlin", "Two times .* 8 am and 8 pm"),
        ("8 am and 6 pm Berlin", "Two times .* 8 am and 6 pm"),
        ("8:00 in the morning and 6 in the evening Berlin", "Two times"),
        ("short full 8 Berlin", "Two lengths"),
        ("German French 8 Berlin", "Two languages"),
        ("8 Berlin Tokyo", "“Berlin” and “Tokyo” have different times"),
        ("every day and Monday 8 Berlin", "Every day, or only some"),
        ("every day except weekdays and weekends 8 Berlin", "No day"),
        ("8 Berlin except", "“except”"),
        ("24:00 Berlin", "midnight is 00:00"),
        ("25:00 Berlin", "isn't a time of day"),
        ("8:60 Berlin", "isn't a time of day"),
        ("20:00 in the morning Berlin", "doesn't go with morning"),
        ("5 at night Berlin", "doesn't go with night"),
        ("8:5 Berlin", "“8:5”"),
        ("2015 Berlin", "“2015”"),
        ("8-10 Berlin", "“8-10”"),
        ("8th Berlin", "“th”"),
        ("every other day at 8 in Berlin", "“other day”"),
        ("twice a day at 8 in Berlin", "“twice”"),
        ("every 8 hours Berlin", "“8 hours”"),
        ("every eight hours Berlin", "“eight hours” .* Write"),
        ("in 8 hours Berlin", "“8 hours”"),
        ("toutes les 8 heures à Paris", "“8 heures”"),
        ("2 briefings daily Berlin", "“2”"),
        ("after 8 Berlin", "“after”"),
        ("nach 8 Uhr in Berlin", "“nach”"),
        ("from Monday at 8 in Berlin", "“from”"),
        ("weekly at 8 in Berlin", "“weekly”: on which day"),
        ("not on Monday but at 8 in Berlin", "“but”"),
        ("wake me at 8 in Berlin", "“wake me”"),
        ("so at 8 in Berlin", "“so”"),
        ("fr 8 Berlin", "French or Friday"),
        ("8 uk", "Ukrainian or the United Kingdom"),
        ("8 en Madrid", "a language or “in”"),
        ("8 UTC+2", "distance from UTC"),
        ("until Friday 8 Berlin", "which day"),
        ("until 3/5 8 Berlin", "may be two days"),
        ("until 30 Feb 8:00 Berlin", "no day “30 Feb”"),
        ("until 3 May 2020 8:00 Berlin", "has passed"),
        ("until 3 May until the event 8:00 Berlin", "Two ends .* 2027-05-03 and the event"),
    ],
)
def test_what_is_missing_or_may_mean_two_things_is_named(text: str, said: str) -> None:
    with pytest.raises(UnusableInput, match=said) as caught:
        read(text)
    assert "\n" not in str(caught.value)


def test_the_persons_own_zone_stands_in_for_one_that_isnt_named() -> None:
    assert read("8am", "America/Indiana/Indianapolis").schedule.zone == "America/Indiana/Indianapolis"
    assert read("8am Tokyo", "America/Chicago").schedule.zone == "Asia/Tokyo"
    assert read("8am local time", "america/chicago").schedule.zone == "America/Chicago"
    with pytest.raises(UnusableInput, match="Which time zone"):
        read("8am", "Mars/Olympus")


def test_a_change_says_only_what_changes() -> None:
    assert read_parts("9am", now=NOW) == Parts(at=datetime.time(9))
    assert read_parts("weekends", now=NOW) == Parts(days=frozenset({5, 6}))
    assert read_parts("until further notice", now=NOW) == Parts(endless=True)
    assert read_parts("even without news", now=NOW) == Parts(only_new=False)
    assert read_parts("", now=NOW) == Parts()


CLOCKS = {
    datetime.time(7, 30): ("7.30", "07:30", "7:30 am", "half past 7", "at half past seven in the morning"),
    datetime.time(20): ("8pm", "20:00", "8 in the evening", "at eight pm", "20h"),
    datetime.time(0): ("midnight", "12am", "00:00"),
    datetime.time(12): ("noon", "12pm", "at 12"),
}
PLACES = {
    "Europe/Berlin": ("in Berlin", "Europe/Berlin", "Berlin time"),
    "America/New_York": ("NYC", "in New York"),
}
DAYS = {
    EVERY_DAY: ("daily", "every day", ""),
    WEEKDAYS: ("weekdays", "mon-fri"),
    frozenset({6}): ("every Sunday", "sun"),
}


@given(st.data())
def test_what_is_composed_of_its_parts_is_read_back(data: st.DataObject) -> None:
    clock, zone, chosen = (
        data.draw(st.sampled_from(list(CLOCKS))),
        data.draw(st.sampled_from(list(PLACES))),
        data.draw(st.sampled_from(list(DAYS))),
    )
    length, language, only_new = data.draw(
        st.tuples(st.sampled_from(Length), st.sampled_from(["German", "Spanish"]), st.booleans())
    )
    said = [
        *(data.draw(st.sampled_from(words)) for words in (CLOCKS[clock], PLACES[zone], DAYS[chosen])),
        length,
        language,
        "only if new" if only_new else "",
    ]
    text = ", ".join(data.draw(st.permutations(said)))
    assert read(text) == Read(
        schedule=Schedule(at=clock, zone=zone, days=chosen),
        length=length,
        language={"German": "de", "Spanish": "es"}[language],
        only_new=only_new,
    )


WORDS = (
    "8 8am 7.30 20:15 25:99 1/2/3 noon half quarter past to until till bis hasta до по 3 May 2027 the event mon fri - "
    "so fr uk de en es Berlin New York CST UTC+2 Europe/ Europe/Nowhere every day weekdays except short full in at et ET "
    "only if new à a las y media am pm p.m. o'clock uhr 30 halb d' ' . , ; / _ @ # ² ፩ ٣ İ ß ﬁ 　 \u0301 \x00 🕗"
).split(" ")


@settings(max_examples=300, deadline=None)
@given(
    st.text()
    | st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join)
    | st.lists(st.sampled_from(WORDS)).map("".join)
)
def test_any_text_is_a_schedule_or_an_error_of_one_line_that_says_why(text: str) -> None:
    with suppress(UnusableInput):
        found = read(text, BERLIN)
        assert found.schedule.next_after(NOW)[1] > NOW
    with suppress(UnusableInput):
        read_parts(text, now=NOW)


@pytest.mark.parametrize(
    "piece", ["8", "a", "8am ", "until ", "1:", "a/", "Europe/", "except mon ", "half ", "x. ", "-", "ﷺ"]
)
def test_ten_thousand_characters_are_refused_and_five_hundred_read_in_no_time(piece: str) -> None:
    with suppress(UnusableInput):
        read(piece * 5, BERLIN)  # what is loaded once
    for text in ((piece * 10_000)[:10_000], (piece * LONGEST_TEXT)[:LONGEST_TEXT]):
        spent: list[float] = []
        for _ in range(3):
            began = time.process_time()
            with suppress(UnusableInput):
                read(text, BERLIN)
            spent.append(time.process_time() - began)
        assert min(spent) < 0.05


def test_a_text_too_long_says_how_long_one_may_be() -> None:
    with pytest.raises(UnusableInput, match="at most 500 characters, this one 10,000"):
        read("8" * 10_000)


def test_no_hour_of_either_clock_is_read_as_another() -> None:
    for hour, minute in product(range(24), range(60)):
        expected = datetime.time(hour, minute)
        twelve = f"{(hour - 1) % 12 + 1}:{minute:02} {'am' if hour < 12 else 'pm'}"
        for text in (f"{hour}:{minute:02}", f"{hour:02}.{minute:02}", twelve, twelve.replace(" ", "")):
            assert read(text, BERLIN).schedule.at == expected
