import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.dossier.model import Topic
from bot.dossier.topics import TopicFinder
from bot.errors import UnknownName

WATER = Topic(name="Water", terms=("dam", "minimum flow"))
FUND = Topic(name="Drought fund", terms=("fund",))
TOLLS = Topic(name="Barge tolls", terms=("toll",))
TOPICS = TopicFinder((WATER, FUND, TOLLS))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Who pays for the dams?", [WATER]),
        ("tolls on barges", [TOLLS]),
        ("The fund and the minimum flow of water", [WATER, FUND]),
        ("a flow of minimum size", []),
        ("Drought funds, and a dam", [FUND, WATER]),
        ("Nothing of that", []),
        ("", []),
    ],
)
def test_topics_are_named_by_any_form_of_their_terms_the_strongest_first(
    text: str, expected: list[Topic]
) -> None:
    assert TOPICS.named(text) == expected


@pytest.mark.parametrize("name", ["water", "  WATER ", "the dam", "minimum flows", "watr", "Waters"])
def test_a_topic_is_found_by_name_term_and_near_miss(name: str) -> None:
    assert TOPICS.find(name) == WATER


@pytest.mark.parametrize(
    ("topics", "name", "message"),
    [
        (
            TOPICS,
            "Geneva",
            "There is no topic “Geneva” in this dossier; it has Water, Drought fund, Barge tolls.",
        ),
        (TOPICS, "bargeing toller", "did you mean Barge tolls?"),
        (TopicFinder(()), "water", "There is no topic “water” in this dossier; its dossier.toml names none."),
    ],
)
def test_a_topic_that_is_not_there_is_told_with_the_nearest(
    topics: TopicFinder, name: str, message: str
) -> None:
    with pytest.raises(UnknownName) as caught:
        topics.find(name)
    assert message in str(caught.value)


@given(
    st.text(max_size=50),
    st.lists(st.builds(Topic, name=st.text(max_size=10), terms=st.tuples(st.text(max_size=8)))),
)
def test_any_text_and_topics_will_do(text: str, topics: list[Topic]) -> None:
    finder = TopicFinder(topics)
    assert set(finder.named(text)) <= set(topics)
