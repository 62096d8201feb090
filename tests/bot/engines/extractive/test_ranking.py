import pytest
from hypothesis import given
from hypothesis import settings as limits
from hypothesis import strategies as st

from bot.dossier.model import Leader
from bot.engines.extractive import question
from bot.engines.extractive.ranking import Ranking, rank
from tests.bot.engines.extractive.made import reading

TEXT = """Ada Morgan and Bo Lindqvist meet at Skerry on Monday. The talks are about fish and tolls.

Morgan wants a lower quota. Her ministers fear that trawlers will empty the sound by 2030.

Lindqvist opposes any quota because fishing feeds 40,000 families. In March Lindqvist closed the lock.

The bridge cost $3 billion. It was opened in 1974 by a king."""
INDEX = reading(TEXT).index


def ranked(text: str, k: int = 10) -> Ranking:
    return rank(question.read(text), INDEX, k)


@pytest.mark.parametrize(
    ("asked", "answer"),
    [
        ("What does Morgan want?", "Morgan wants a lower quota."),
        ("what is morgan's aim", "Morgan wants a lower quota."),
        ("Where do the leaders meet?", "Ada Morgan and Bo Lindqvist meet at Skerry on Monday."),
        (
            "Why is Lindqvist against a quota?",
            "Lindqvist opposes any quota because fishing feeds 40,000 families.",
        ),
        ("What was the price of the bridge?", "The bridge cost $3 billion."),
        ("When did Lindqvist shut the lock?", "In March Lindqvist closed the lock."),
        ("Who is afraid of the trawlers?", "Her ministers fear that trawlers will empty the sound by 2030."),
        (
            "How many familys live from fishing?",
            "Lindqvist opposes any quota because fishing feeds 40,000 families.",
        ),
    ],
)
def test_the_first_sentence_answers(asked: str, answer: str) -> None:
    assert ranked(asked).hits[0].sentence.text == answer


def test_confidence_tells_what_is_answered_from_what_is_not() -> None:
    answered = ["What does Morgan want?", "When was the bridge opened?", "What did the bridge cost?"]
    open_ = [
        "Where did Morgan go to school?",
        "Who paid for Lindqvist's yacht?",
        "Why was the meeting moved to Geneva?",
    ]
    assert min(ranked(q).confidence for q in answered) > max(ranked(q).confidence for q in open_)


def test_terms_that_the_dossier_never_uses_are_named() -> None:
    ranking = ranked("Did Morgan meet Obrador in Geneva about gallium in 1999?")
    assert [term.word for term in ranking.unknown] == ["Obrador", "Geneva", "gallium", "1999"]
    assert [term.word for term in ranking.unknown if term.name] == ["Obrador", "Geneva"]


def test_a_hit_knows_what_it_lacks_and_whether_it_fits_the_kind() -> None:
    (first, *_) = ranked("When was the bridge opened?").hits
    assert first.fits
    assert [term.stem for term in first.missing] == ["bridg"]
    assert 0 < first.covered < 1
    assert ranked("What was opened?").hits[0].fits is None


def test_scores_are_shares_of_one_best_first() -> None:
    scores = [hit.score for hit in ranked("What does Morgan want of the quota?", k=100).hits]
    assert scores == sorted(scores, reverse=True)
    assert sum(scores) == pytest.approx(1.0)


@pytest.mark.parametrize("text", ["", "the of and", "?!", "\x00\x1b[2J", "gallium", "Чего хочет?"])
def test_a_question_without_a_word_of_the_dossier_has_no_hit(text: str) -> None:
    ranking = ranked(text)
    assert ranking.hits == ()
    assert ranking.confidence == 0.0


def test_an_empty_dossier_answers_nothing() -> None:
    assert rank(question.read("What does Morgan want?"), reading("").index).hits == ()


@limits(max_examples=60, deadline=None)
@given(st.text(alphabet='abemnortuwMW "*():^-AND\x00\u202e’1', max_size=120))
def test_any_question_gets_a_ranking(text: str) -> None:
    ranking = ranked(f"{text} Morgan {text}")
    assert 0.0 <= ranking.confidence <= 1.0
    assert all(0.0 <= hit.covered <= 1.0 + 1e-9 for hit in ranking.hits)


def test_a_question_of_ten_thousand_characters_is_ranked() -> None:
    assert ranked("What does Morgan want of the quota? " * 280).hits


@pytest.mark.parametrize(
    "names", [("Woods", "Zhang"), ("Rice", "Running"), ("May", "Will"), ("Peace", "Wars")]
)
def test_a_leaders_name_makes_no_difference_by_its_spelling(names: tuple[str, str]) -> None:
    def renamed(text: str) -> str:
        return text.replace("Morgan", names[0]).replace("Lindqvist", names[1])

    leaders = tuple(
        Leader(name=f"{first} {last}", aliases=(last,))
        for first, last in zip(("Ada", "Bo"), names, strict=True)
    )
    index = reading(renamed(TEXT), leaders=leaders).index
    for asked in ("What does Morgan want?", "Why is Lindqvist against a quota?", "What did Lindqvist close?"):
        own, other = ranked(asked), rank(question.read(renamed(asked)), index)
        assert [hit.sentence.id for hit in other.hits] == [hit.sentence.id for hit in own.hits]
        assert other.confidence == pytest.approx(own.confidence)
