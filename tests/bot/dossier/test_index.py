import itertools

from hypothesis import given
from hypothesis import strategies as st

from bot.dossier.index import Index
from tests.bot.engines.extractive.made import reading

TEXT = (
    "Morgan and Lindqvist meet at Skerry. The talks are about fish.\n\n"
    "Morgan wants a lower quota. Trawlers from Vessland take most of the fish.\n\n"
    "A bridge was built in 1974. Estmarkers pay a toll on the bridge."
)


def index(text: str = TEXT) -> Index:
    return reading(text).index


def found(text: str, *terms: str, k: int = 10) -> list[str]:
    return [hit.sentence.text for hit in index(text).search(terms, k)]


def test_search_finds_sentences_with_the_terms_best_first() -> None:
    assert found(TEXT, "bridg", "toll")[0] == "Estmarkers pay a toll on the bridge."
    assert len(found(TEXT, "bridg")) == 2


def test_search_gives_no_more_than_was_asked_for_and_nothing_for_unknown_terms() -> None:
    assert len(found(TEXT, "fish", k=1)) == 1
    assert found(TEXT, "school") == []
    assert found(TEXT) == []


def test_equal_sentences_stay_in_the_order_of_the_dossier() -> None:
    ids = [hit.sentence.id for hit in index("A dam.\n\nA dam.\n\nA dam.").search(["dam"], 3)]
    assert ids == [0, 1, 2]


def test_a_rare_term_weighs_more_than_a_common_one_and_an_unknown_one_most() -> None:
    made = index()
    assert made.idf("fish") < made.idf("quota") < made.idf("school") == made.rarest
    assert made.idf("fish") > 0


def test_a_leaders_name_is_kept_whole_where_a_common_word_is_stemmed() -> None:
    made = index()
    assert made.term("morgan") == "morgan"
    assert made.term("trawlers") == "trawler"


def test_frequency_counts_every_use() -> None:
    assert index("Fish eat fish. Fish swim.").frequency("fish") == 3


def test_progress_rises_to_one() -> None:
    made = reading(TEXT)
    told: list[float] = []
    Index(made.dossier, told.append)
    assert told == sorted(told)
    assert told[-1] == 1.0


@given(
    st.lists(st.text(alphabet=" abAB.'’-\"*()\n\x00\u202e東é1", max_size=40), max_size=5),
    st.lists(st.text(max_size=12), max_size=4),
)
def test_any_text_and_any_terms_can_be_searched(paragraphs: list[str], terms: list[str]) -> None:
    made = index("\n\n".join(paragraphs))
    hits = made.search([*terms, "a", "b"], 3)
    assert all(a.score >= b.score for a, b in itertools.pairwise(hits))
