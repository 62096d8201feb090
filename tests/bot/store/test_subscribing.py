"""Subscriptions come back as they were kept."""

import datetime
from collections.abc import AsyncGenerator
from zoneinfo import available_timezones

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.answers import Length
from bot.errors import UnknownName, UnusableInput
from bot.store.store import Store
from bot.subscriptions import UNTIL_EVENT, Schedule, Subscription
from tests.bot.store.stores import NOW, opened, subscription

# PostgreSQL keeps no NUL in a text.
TEXT = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=40)
INSTANTS = st.datetimes(timezones=st.just(datetime.UTC))
SUBSCRIPTIONS = st.builds(
    Subscription,
    id=TEXT,
    address=TEXT,
    space=TEXT,
    dossier=TEXT,
    schedule=st.builds(
        Schedule,
        at=st.times(),
        zone=st.sampled_from(sorted(available_timezones())),
        days=st.frozensets(st.integers(0, 6), min_size=1),
    ),
    length=st.sampled_from(Length),
    language=TEXT,
    person=TEXT,
    until=st.none() | st.dates() | st.just(UNTIL_EVENT),
    only_new=st.booleans(),
    paused=st.none() | TEXT,
    next_due_at=st.none() | INSTANTS,
)


@pytest.fixture
async def store(database_url: str) -> AsyncGenerator[Store]:
    async with opened(database_url) as store:
        yield store


async def test_any_subscription_comes_back_as_it_was_kept(store: Store) -> None:
    kept: dict[str, Subscription] = {}

    @given(st.lists(SUBSCRIPTIONS, min_size=30, max_size=30, unique_by=lambda given: given.id))
    @settings(
        max_examples=1,
        database=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    def draw(some: list[Subscription]) -> None:
        kept.update((given.id, given) for given in some)

    draw()
    for given_one in kept.values():
        await store.add(given_one)
    for id, given_one in kept.items():
        assert await store.get(id) == given_one
        assert given_one in await store.find(address=given_one.address, person=given_one.person)


async def test_find_takes_what_has_all_that_is_given(store: Store) -> None:
    room = subscription("a", address="fake:1:room")
    hall = subscription("b", address="fake:1:hall", person="bob")
    far = subscription("c", address="fake:2:room", space="fake:2")
    for each in (room, hall, far):
        await store.add(each)
    assert await store.find() == [hall, room, far]
    assert await store.find(space="fake:1") == [hall, room]
    assert await store.find(space="fake:1", person="ann") == [room]
    assert await store.find(address="fake:2:room") == [far]
    assert await store.find(person="eve") == []


async def test_a_change_writes_the_whole_row_and_an_id_is_taken_once(store: Store) -> None:
    await store.add(subscription())
    changed = subscription(
        length=Length.FULL, address="other:1", next_due_at=None, paused="gone", space="other"
    )
    await store.change(changed)
    assert await store.get("a") == changed
    with pytest.raises(UnusableInput, match="a already"):
        await store.add(subscription())
    with pytest.raises(UnknownName, match="no subscription “b”"):
        await store.change(subscription("b"))


async def test_a_time_in_any_zone_is_kept_to_the_microsecond(store: Store) -> None:
    zone = datetime.timezone(datetime.timedelta(hours=5, minutes=45))
    exact = (NOW + datetime.timedelta(microseconds=123_457)).astimezone(zone)
    await store.add(subscription(next_due_at=exact))
    kept = await store.get("a")
    assert kept
    assert kept.next_due_at == exact
    assert kept.next_due_at
    assert kept.next_due_at.tzinfo is datetime.UTC
