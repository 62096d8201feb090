"""Good claims in a model's words must stand, and the same made false must not."""

from collections.abc import Callable

import pytest

from bot.answers import Claim
from bot.dossier import idioms
from bot.dossier.model import Dossier, Leader
from bot.engines.verification import cite, facts, gender, polarity, verify_claims

Build = Callable[..., Dossier]
_LEADERS = (
    Leader(name="Ana Miró", aliases=("Miró", "Ms Miró", "the premier"), office="Premier of Vale"),
    Leader(name="Bo Lind", aliases=("Lind", "Mr Lind", "the president"), office="President of Osk"),
)


def _stands(build: Build, quote: str, claim: str) -> bool:
    dossier = build(quote)
    citations = tuple(cite(sentence, dossier) for sentence in dossier.sentences)
    standing, _ = verify_claims([Claim(text=claim, citations=citations)], dossier)
    return [kept.text for kept in standing] == [claim]


@pytest.mark.parametrize(
    ("quote", "good", "damaged"),
    [
        (
            "Ana Miró wants no levy on salt at all.",
            "Ana Miró opposes any levy on salt.",
            "Ana Miró wants a levy on salt.",
        ),
        (
            "Mr Lind turned down the offer of minesweepers from Vale.",
            "Bo Lind rejected the offer of minesweepers from Vale.",
            "Bo Lind accepted the offer of minesweepers from Vale.",
        ),
        (
            "The lighthouse treaty between the towns runs out in 2033.",
            "The lighthouse treaty between the towns expires in 2033.",
            "The lighthouse treaty between the towns begins in 2033.",
        ),
        (
            "Bo Lind said the Council held 174 soldiers and was ready to let them walk home.",
            "Bo Lind said the Council was ready to free its 174 soldiers.",
            "Bo Lind said the Council was ready to jail its 175 soldiers.",
        ),
        (
            "Bo Lind fears that buyers who turn elsewhere this winter will not return.",
            "Bo Lind fears that buyers who turn elsewhere this winter won't come back.",
            "Bo Lind fears that buyers who turn elsewhere this winter will come back.",
        ),
        (
            "Three fields were burnt by the army, and copies exist of the old maps.",
            "Three fields were burnt by the army, though copies of the old maps exist.",
            "Three fields were burnt by the army, though no copies of the old maps exist.",
        ),
        (
            "Ana Miró wants the bridge back in use before the harvest, not merely repaired.",
            "Ana Miró wants the bridge not just repaired but back in use before the harvest.",
            "Ana Miró wants the bridge not just repaired but back in use after the harvest.",
        ),
        (
            "The fishing boats would hold their ground but keep their nets in the harbour.",
            "Under the plan the fishing boats would hold their ground but keep their nets in the harbour.",
            "Under the plan the fishing boats will lose their ground but keep their nets in the harbour.",
        ),
        (
            "Two earlier truces had lasted eleven days and five days respectively.",
            "Both earlier ceasefires were brief: one lasted eleven days, the other five.",
            "Both earlier ceasefires were long: one lasted eleven weeks, the other nine.",
        ),
        (
            "The harbour master said Vale would not let any tanker pass the narrow channel.",
            "Vale would not let any tanker pass the narrow channel, the harbour master said.",
            "Vale would let any tanker pass the narrow channel, the harbour master said.",
        ),
        (
            "Since the start of the war some 9,300 people had left the valley.",
            "About 9,300 people have left the valley since the war began.",
            "About 9,300 people have left the valley until the war.",
        ),
    ],
)
def test_a_fluent_claim_stands_and_its_damaged_form_does_not(
    build: Build, quote: str, good: str, damaged: str
) -> None:
    assert _stands(build, quote, good)
    assert not _stands(build, quote, damaged)


def test_a_second_negation_is_not_made_up_for_by_a_word_elsewhere(build: Build) -> None:
    quote = "The request to send an observer was refused. Osk stopped its ferries in May."
    assert _stands(build, quote, "The request to send an observer was turned down.")
    assert not _stands(build, quote, "The request to send an observer was not turned down.")


def test_asking_whether_reserves_nothing_but_a_lost_wish_does(build: Build) -> None:
    quote = "Asked whether the dam was safe, Bo Lind showed a report on the dam of Osk."
    assert _stands(build, quote, "Bo Lind showed a report on the dam of Osk.")
    assert not _stands(
        build, "Bo Lind wants to show a report on the dam.", "Bo Lind showed a report on the dam."
    )


def test_a_leader_is_he_or_she_by_title_or_by_the_document() -> None:
    untitled = (Leader(name="Cai Tong"), *_LEADERS)
    assert gender.of(untitled, "Cai Tong came by sea, for she hates to fly.") == ("she", "she", "he")
    assert gender.of(untitled, "Cai Tong came by sea.") == (None, "she", "he")


def test_an_office_means_whom_alone_it_can_mean() -> None:
    assert gender.holders("On salt, the president favours a levy.", _LEADERS) == {1}
    assert gender.holders("On salt, the president of the club favours a levy.", _LEADERS) == frozenset()
    both = (_LEADERS[1], Leader(name="Cai Tong", aliases=("President Tong",)))
    assert gender.holders("On salt, the president favours a levy.", both) == frozenset()


def test_what_he_says_is_not_hers(build: Build) -> None:
    leaders = (*_LEADERS, Leader(name="Cai Tong"))
    quote = "Mr Lind came early. Vale and Ana Miró came late. He will not sign any text on the gates."
    dossier = build(quote, leaders=leaders)
    citations = tuple(cite(sentence, dossier) for sentence in dossier.sentences)
    claims = [
        Claim(text=f"{name} will not sign any text on the gates.", citations=citations)
        for name in ("Bo Lind", "Ana Miró")
    ]
    standing, dropped = verify_claims(claims, dossier)
    assert [kept.text for kept in standing] == [claims[0].text, " ".join(c.quote for c in citations)]
    assert not dropped


@pytest.mark.parametrize(
    ("text", "stems"),
    [
        ("The offer was turned down.", ["reject"]),
        ("It is not only unclear but unlawful.", ["unclear", "unlaw"]),
        ("They won't sign without a map.", ["not", "without"]),
        ("They sign the map.", []),
    ],
)
def test_what_turns_a_statement_is_found_in_any_word_class(text: str, stems: list[str]) -> None:
    assert [turn.stem for turn in polarity.turns(facts.read(text))] == stems


def test_a_phrase_is_found_where_it_stands() -> None:
    text = "The treaty runs out in 2033."
    assert [(text[start:end], word) for start, end, word in idioms.places(text)] == [("runs out", "expire")]
