import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.dossier.leaders import WhoIsWho
from bot.dossier.model import Leader
from bot.errors import UnknownName

ADAMS = Leader(name="John Adams", aliases=("the old man",), office="President of Ostland")
SEDIVAK = Leader(name="Jarmil Šedivák", office="Chancellor of Karsania")
REEST = Leader(name="Casper van Reest", aliases=("CvR",), office="Prime Minister of the Low Isles")
WHO = WhoIsWho((ADAMS, SEDIVAK, REEST))
KIMS = WhoIsWho(
    (Leader(name="Ann Kim", office="President of A"), Leader(name="Bo Kim", office="President of B"))
)


def mentions(text: str, who: WhoIsWho = WHO) -> list[tuple[str, str]]:
    return [(who.leaders[m.leader].name.split()[0], text[m.start : m.end]) for m in who.mentions(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("John Adams spoke.", [("John", "John Adams")]),
        ("Adams's plan and Adams’ dam", [("John", "Adams"), ("John", "Adams")]),
        ("John Q. Adams signed.", [("John", "John Q. Adams")]),
        ("ADAMS MEETS VAN REEST", [("John", "ADAMS"), ("Casper", "VAN REEST")]),
        ("Sedivak said… Šedivák’s aide", [("Jarmil", "Sedivak"), ("Jarmil", "Šedivák")]),
        (
            "Van Reest and Reest and van Reest",
            [("Casper", "Van Reest"), ("Casper", "Reest"), ("Casper", "van Reest")],
        ),
        ("the Adams-Šedivák talks", [("John", "Adams"), ("Jarmil", "Šedivák")]),
        ("President John Adams", [("John", "John Adams")]),
        (
            "The chancellor and the Prime Minister",
            [("Jarmil", "The chancellor"), ("Casper", "the Prime Minister")],
        ),
        ("Ostland's president", [("John", "Ostland's president")]),
        ("the President of Ostland", [("John", "the President of Ostland")]),
        ("the Prime Minister of the Low Isles", [("Casper", "the Prime Minister of the Low Isles")]),
        ("John\nAdams", [("John", "John\nAdams")]),
        ("CvR and the old man", [("Casper", "CvR"), ("John", "the old man")]),
        ("In Quillon Adams met him; on Monday Adams left.", [("John", "Adams"), ("John", "Adams")]),
        ("Meanwhile Adams left. Apparently Adams slept.", [("John", "Adams"), ("John", "Adams")]),
        ("Mr. Adams, Dr. Adams and J. Adams", [("John", "Adams")] * 3),
    ],
)
def test_a_leader_is_known_by_name_surname_alias_and_office(
    text: str, expected: list[tuple[str, str]]
) -> None:
    assert mentions(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Adamson and McAdams and adams",
        "Abigail Adams spoke, and so did a friend of Abigail Adams.",
        "John Adams Jr. and B. Adams",
        "the president of the Senate, the chancellor of Utland",
        "President Baker, Chancellor Carter, the chancellor Ann Carter",
        "the former chancellor",
        "vice president",
        "the presidents",
        "cvr",
    ],
)
def test_nobody_is_taken_for_a_leader(text: str) -> None:
    assert mentions(text) == []


def test_a_name_that_two_leaders_share_means_neither() -> None:
    assert mentions("Kim met the president.", KIMS) == []
    assert mentions("Ann Kim met the President of B.", KIMS) == [
        ("Ann", "Ann Kim"),
        ("Bo", "the President of B"),
    ]
    with pytest.raises(UnknownName, match="“Kim” can be Ann Kim or Bo Kim; give the full name"):
        KIMS.find("Kim")


def test_an_ordinary_word_is_no_surname() -> None:
    who = WhoIsWho((Leader(name="Theresa May"), Leader(name="Ann Will", aliases=("Will",))))
    assert mentions("In May they will meet. May they!", who) == []
    assert mentions("Theresa May and Will", who) == [("Theresa", "Theresa May"), ("Ann", "Will")]
    assert who.named("what may happen, and who will pay?") == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("what does adams want", [ADAMS]),
        ("Sedivak or adams?", [SEDIVAK, ADAMS]),
        ("adasm", [ADAMS]),
        ("Addams, adms and Šedvák", [ADAMS, SEDIVAK]),
        ("johns goals and jarmil", [ADAMS, SEDIVAK]),
        ("the chancellor of karsania", [SEDIVAK]),
        ("jarmil sedivak's train", [SEDIVAK]),
        ("the dams, madams, adamant; put in reeds", []),
        ("does Abigail Adams agree?", []),
        ("John Carter", []),
        ("Compare Adams", [ADAMS]),
        ("", []),
    ],
)
def test_a_person_may_write_small_or_misspell(text: str, expected: list[Leader]) -> None:
    assert WHO.named(text) == expected


def test_a_word_of_the_documents_is_no_misspelling() -> None:
    assert WhoIsWho((Leader(name="Ann Carter"),)).named("the charter")
    assert not WhoIsWho((Leader(name="Ann Carter"),), ordinary={"charter"}).named("the charter")


@pytest.mark.parametrize(
    "name", ["Adams", "john adams", "Mr. Adams", "president adams", "Adasm", "the old man", "J. Adams"]
)
def test_a_leader_is_found(name: str) -> None:
    assert WHO.find(name) == ADAMS


@pytest.mark.parametrize(
    ("name", "message", "suggestions"),
    [
        (
            "Adamsen",
            "There is no leader “Adamsen” in this dossier; did you mean John Adams?",
            ("John Adams",),
        ),
        (
            "Zorro",
            "There is no leader “Zorro” in this dossier; it has John Adams, Jarmil Šedivák, Casper",
            (),
        ),
        ("Adams Zorro", "There is no leader “Adams Zorro” in this dossier", ("John Adams",)),
        ("", "There is no leader “”", ()),
    ],
)
def test_a_leader_who_is_not_there_is_told_with_the_nearest(
    name: str, message: str, suggestions: tuple[str, ...]
) -> None:
    with pytest.raises(UnknownName) as caught:
        WHO.find(name)
    assert message in str(caught.value)
    assert caught.value.suggestions == suggestions


@pytest.mark.parametrize(
    ("text", "leaders", "topic"),
    [
        ("Adams vs Sedivak on water", [ADAMS, SEDIVAK], "water"),
        ("Adams vs. Šedivák: tolls and dams", [ADAMS, SEDIVAK], "tolls and dams"),
        ("John Adams Jarmil Šedivák", [ADAMS, SEDIVAK], ""),
        ("sedivak and adams", [SEDIVAK, ADAMS], ""),
        ("between Adams and van Reest about war and peace?", [ADAMS, REEST], "war and peace"),
        ("Adams, Sedivak & Reest regarding the fund", [ADAMS, SEDIVAK, REEST], "the fund"),
        ("Adams/Reest", [ADAMS, REEST], ""),
        ("adasm versus reest water", [ADAMS, REEST], "water"),
        ("compare president adams with chancellor sedivak", [ADAMS, SEDIVAK], ""),
        ("Adams's and Šedivák’s", [ADAMS, SEDIVAK], ""),
        ("on water: Adams or Reest", [ADAMS, REEST], "water"),
        ("Adams on water", [ADAMS], "water"),
        ("water", [], "water"),
        ("war and peace", [], "war and peace"),
        ("both on water", [ADAMS, SEDIVAK, REEST], "water"),
        ("all leaders", [ADAMS, SEDIVAK, REEST], ""),
        ("leaders", [ADAMS, SEDIVAK, REEST], ""),
        ("", [], ""),
        ("  \n ", [], ""),
    ],
)
def test_what_to_compare_is_read_from_what_people_type(text: str, leaders: list[Leader], topic: str) -> None:
    assert WHO.split(text) == (leaders, topic)


@pytest.mark.parametrize(
    "text", ["Adams vs Zorro", "Zorro vs Adams on water", "Adams and Zorro", "Zorro versus Batman"]
)
def test_a_stranger_in_a_comparison_is_told(text: str) -> None:
    with pytest.raises(UnknownName, match="There is no leader “Zorro”"):
        WHO.split(text)


def test_a_dossier_without_leaders_knows_nobody() -> None:
    who = WhoIsWho(())
    assert who.mentions("John Adams") == []
    assert who.named("John Adams") == []
    assert who.split("war on water") == ([], "war water")
    with pytest.raises(UnknownName, match="this dossier names none"):
        who.find("John Adams")


WILD = st.text(
    st.one_of(st.sampled_from(list("John Adams vs Šedivák…'’ﬁ½ß\0.,:&/\n")), st.characters()), max_size=80
)


@given(
    st.lists(st.one_of(WILD, st.sampled_from(["John Adams", "van Reest", "the chancellor", " vs ", " on "])))
)
def test_mentions_are_in_order_and_any_text_can_be_asked(parts: list[str]) -> None:
    text = "".join(parts)
    at = 0
    for mention in WHO.mentions(text):
        assert at <= mention.start < mention.end <= len(text)
        at = mention.end
    WHO.named(text)
    try:
        leaders, _ = WHO.split(text)
    except UnknownName:
        return
    assert len(set(leaders)) == len(leaders)


NAMES = st.text(st.one_of(st.sampled_from("AbÉz .'-"), st.characters()), min_size=1, max_size=12)


@given(
    st.lists(st.builds(Leader, name=NAMES, aliases=st.tuples(NAMES), office=st.none() | NAMES), max_size=4),
    WILD,
)
def test_any_names_can_be_a_dossiers(leaders: list[Leader], text: str) -> None:
    who = WhoIsWho(leaders)
    who.mentions(text)
    who.named(text)


@pytest.mark.parametrize("name", ["\u0301", "Ada \u0301", "\u0301\u0302", "*", "Ada *", "*\u0301"])
def test_a_name_of_nothing_but_accents_or_a_mark_of_ours_is_never_found(name: str) -> None:
    who = WhoIsWho([Leader(name=name, aliases=("\u0301",), office="\u0301 of \u0301")])
    assert who.mentions("Ada met no one.") == []
    assert who.named("Ada met no one.") == []


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Pensions were late in May.", 0),
        ("They met on 5 May.", 0),
        ("It was May 5 by then.", 0),
        ("It is May 2026.", 0),
        ("May, 61, wants peace.", 1),
        ("Critics say May wants peace.", 1),
    ],
)
def test_a_leader_called_may_is_not_the_month(text: str, count: int) -> None:
    assert len(mentions(text, WhoIsWho((Leader(name="Theresa May", aliases=("May",)),)))) == count


def test_a_leader_whose_surname_is_the_word_for_an_office_is_a_person() -> None:
    who = WhoIsWho([Leader(name="Bob King", office="Premier of Corvane"), Leader(name="Ann Baker")])
    (mention,) = who.mentions("Premier Bob King of Corvane spoke.")
    assert mention.leader == 0
