"""Slack's dictionaries become what happened; whatever they hold, nothing breaks."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.slack import parse
from adapters.slack.address import Place, person_id, place_of, user_of
from adapters.slack.parse import Asked, typed

BOT = "UBOT"

ids = st.text("ABCDU0123456789", max_size=12)


@settings(deadline=None)
@given(ids, ids, ids, st.sampled_from(["", "1700000000.000001"]), ids)
def test_an_address_says_what_it_was_made_of(
    team: str, enterprise: str, channel: str, thread: str, person: str
) -> None:
    place = Place(team=team, enterprise=enterprise, channel=channel, thread=thread, person=person)
    assert place_of(place.address) == (place if channel or person else None)


@pytest.mark.parametrize(
    "address", ["", "slack", "slack:2:E:T:C::", "terminal:1:local", "slack:1:E:T:C:", "slack:1::T:::"]
)
def test_another_address_is_none_of_ours(address: str) -> None:
    assert place_of(address) is None


def test_a_person_has_a_workspace() -> None:
    assert user_of(person_id("T1", "U1")) == ("T1", "U1")
    assert user_of("U1") is None


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("<@UBOT> who?", "who?"),
        ("<@UBOT|rapporteur>, who &amp; &lt;what&gt;?", ", who & <what>?"),
        ("ask <@U2|ann> and <@U3>", "ask @ann and @U3"),
        ("see <#C1|general> <!here> <!subteam^S1|@team>", "see #general @here @team"),
        ("<https://a.b/c?d=1&amp;e=2>", "https://a.b/c?d=1&e=2"),
        ("<https://a.b|A &amp; B> <mailto:x@y.z|x@y.z>", "A & B x@y.z"),
        ("<!date^1|{date}|today>", "{date}|today"),
    ],
)
def test_markup_is_read_as_it_was_typed(raw: str, text: str) -> None:
    assert typed(raw, BOT) == text


json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
known = st.sampled_from(
    ["app_mention", "message", "member_joined_channel", "app_home_opened", "agent_session_stopped"]
)
texts = st.text(max_size=60) | st.sampled_from(["<@UBOT>", "<@UBOT> hi", "<@U2> hi", "/help", ""])


@settings(max_examples=300, deadline=None)
@given(
    st.fixed_dictionaries(
        {"type": known},
        optional={
            "user": ids,
            "bot_id": ids,
            "text": texts,
            "ts": st.just("1.0"),
            "thread_ts": st.just("0.5"),
            "channel": ids,
            "channel_type": st.sampled_from(["im", "channel", "mpim"]),
            "subtype": st.sampled_from(["message_changed", "message_deleted", "bot_message", "channel_join"]),
            "message": st.dictionaries(st.sampled_from(["text", "user", "ts"]), texts),
            "previous_message": st.dictionaries(st.sampled_from(["text", "user"]), texts),
            "tab": st.sampled_from(["home", "messages"]),
            "hidden": st.booleans(),
            "other": json,
        },
    )
)
def test_any_event_is_something_or_nothing(event: dict[str, Any]) -> None:
    found = parse.event({"event": event, "event_id": "Ev1", "team_id": "T1"}, BOT)
    if isinstance(found, Asked):
        assert found.text
        assert found.user not in ("", BOT)
        assert event.get("subtype") == "message_changed" or not event.get("bot_id")
        assert found.place.thread


def test_a_mention_without_a_word_asks_for_help() -> None:
    event = {"type": "app_mention", "user": "U1", "text": "<@UBOT>", "ts": "1.0", "channel": "C1"}
    found = parse.event({"event": event, "event_id": "Ev1", "team_id": "T1", "enterprise_id": "E1"}, BOT)
    assert isinstance(found, Asked)
    assert found.text == "/help"
    assert found.place == Place(team="T1", enterprise="E1", channel="C1", thread="1.0")
