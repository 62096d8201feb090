"""What a good model says in words of its own stands; only what is certain drops a claim, the rest gives way."""

from collections.abc import Callable

import pytest

from bot.answers import Claim
from bot.dossier.model import Dossier
from bot.engines.verification import Severity, check, cite, verify_claims

Build = Callable[..., Dossier]


def _fate(build: Build, document: str, text: str, *passages: str) -> str:
    """What becomes of a claim that quotes all of a document's first passage: it stands, is weak or wrong."""
    dossier = build(document, *passages)
    quoted = [sentence for sentence in dossier.sentences if sentence.passage == 1]
    found = check(Claim(text=text, citations=tuple(cite(s, dossier) for s in quoted)), dossier)
    return "stands" if not found else "wrong" if found[0].severity is Severity.WRONG else "weak"


@pytest.mark.parametrize(
    ("document", "fair", "twisted"),
    [
        (
            "Lind will double the fee of the port.",
            "Lind will raise the port's fee to twice as much.",
            "thrice",
        ),
        ("Lind has sworn to halve the visas.", "Lind has vowed to cut the visas by half.", "a quarter"),
        (
            "The camp has room for a third of its guests.",
            "The camp has three times the guests it has room for.",
            "four",
        ),
        (
            "The talks broke up after ninety minutes.",
            "The talks broke up after an hour and a half.",
            "two hours",
        ),
        (
            "Lind suspended the tolls for 90 days.",
            "Lind suspended the tolls for three months.",
            "five months",
        ),
        ("About a fifth has been written off.", "About a fifth has been written off.", "a tenth"),
        ("Staff were expelled on the eleventh of July.", "Staff were expelled on 11 July.", "12 July"),
        ("The talks open at half past two.", "The talks open at 2:30 p.m.", "3:30 p.m."),
        (
            "Aba shut the port on April 8. Bor answered on April 11 by stopping freight.",
            "Aba shut the port on 8 April, and Bor answered three days later by stopping freight.",
            "four days",
        ),
    ],
)
def test_a_number_in_other_words_stands_and_another_number_does_not(
    build: Build, document: str, fair: str, twisted: str
) -> None:
    assert _fate(build, document, fair) == "stands"
    said = {
        "thrice": "twice", "a quarter": "half", "four": "three", "two hours": "an hour and a half",
        "five months": "three months", "a tenth": "a fifth", "12 July": "11 July", "3:30 p.m.": "2:30 p.m.",
        "four days": "three days",
    }[twisted]  # fmt: skip
    assert said in fair
    assert _fate(build, document, fair.replace(said, twisted)) != "stands"


@pytest.mark.parametrize(
    ("document", "fair", "twisted"),
    [
        (
            "Lind will stop paying for the bridge unless Aba gets the keys.",
            "Lind will stop paying for the bridge if Aba does not get the keys.",
            "Lind will stop paying for the bridge even if Aba gets the keys.",
        ),
        (
            "Lind has dropped the demand for a trial.",
            "Lind no longer demands a trial.",
            "Lind does not demand a dropped trial.",
        ),
        (
            "The trawlers could fish north of the line without a licence.",
            "The trawlers could have licence-free fishing north of the line.",
            "The trawlers could fish north of the line with a licence.",
        ),
        (
            "The turbines will be tested whether or not there is a deal.",
            "The turbines will be tested with or without a deal.",
            "The turbines will be tested without a deal.",
        ),
        (
            "The school would have to close without the fees.",
            "The school could not stay open without the fees.",
            "The school would have to close with the fees.",
        ),
        (
            "Lind recalled the envoy and has yet to send her back.",
            "Lind recalled the envoy and has not yet sent her back.",
            "Lind recalled the envoy and has sent her back.",
        ),
        (
            "Lind wants the league to leave the project altogether.",
            "Lind wants the league to leave the project entirely.",
            "Lind does not want the league to leave the project entirely.",
        ),
        (
            "The clerks sold letters at 900 marks a time and filled their pockets.",
            "The clerks sold letters at 900 marks each and filled their pockets.",
            "All clerks sold letters at 900 marks and filled their pockets.",
        ),
        (
            "Lind will walk out if a single village is written off.",
            "Lind will walk out if even one village is written off.",
            "Lind will walk out even if a single village is written off.",
        ),
        (
            "Lind rejects the offer on herring as an insult.",
            "Lind regards the offer on herring as an insult and turns it down.",
            "Lind regards the offer on herring as an honour and takes it.",
        ),
        (
            "Lind spoke to Miró once by telephone.",
            "Lind spoke to Miró only once by telephone.",
            "Lind always spoke to Miró by telephone.",
        ),
        (
            "Lind threatens to leave the talks over the fee.",
            "Lind has threatened to leave the talks over the fee.",
            "Lind is going to leave the talks over the fee.",
        ),
        (
            "Lind blocked the port because, he said, it lets tobacco through.",
            "Lind blocked the port, citing tobacco that it lets through.",
            "Miró blocked the port, citing tobacco that it lets through.",
        ),
    ],
)
def test_a_small_word_of_its_own_stands_and_one_that_turns_the_claim_does_not(
    build: Build, document: str, fair: str, twisted: str
) -> None:
    assert _fate(build, document, fair) == "stands"
    assert _fate(build, document, twisted) != "stands"


def test_a_phrase_in_the_place_of_another_stands_and_one_more_does_not(build: Build) -> None:
    document = "Lind wants a fixed boundary first and a deal on quotas afterwards."
    assert _fate(build, document, "Lind insists on settling the boundary before any quotas.") == "stands"
    more = (
        "Lind wants a fixed boundary first, which experts regard as a serious mistake, and a deal on quotas."
    )
    assert _fate(build, document, more) == "weak"


def test_a_name_of_the_document_that_the_quote_leaves_out_gives_way_and_a_strange_one_drops(
    build: Build,
) -> None:
    document, later = "The licence obliges the state to pay the operator.", "Norvane has a licence."
    assert _fate(build, document, "The licence obliges Norvane to pay the operator.", later) == "weak"
    assert _fate(build, document, "The licence obliges Zembla to pay the operator.", later) == "wrong"

    beside = "The licence obliges the state to pay Corrigan Vale."
    assert _fate(build, beside, "The licence obliges Norvane to pay the operator.", later) == "wrong"
    often = "Norvane has a licence. Norvane has oil. The wells of Norvane are deep."
    assert _fate(build, beside, "The licence obliges Norvane to pay the operator.", often) == "weak"


def test_a_number_of_the_same_passage_gives_way_and_a_strange_one_drops(build: Build) -> None:
    dossier = build("The camp was set up for families. It holds 7,400 people in tents.")
    first = (cite(dossier.sentences[0], dossier),)
    for number, severity in (("7,400", Severity.WEAK), ("8,300", Severity.WRONG)):
        claim = Claim(text=f"The camp was set up for {number} families.", citations=first)
        assert check(claim, dossier)[0].severity is severity


def test_what_is_reckoned_from_two_numbers_gives_way(build: Build) -> None:
    document = "Eleven of the town's nineteen firms have stopped trading."
    assert _fate(build, document, "More than half of the town's firms have stopped trading.") == "weak"
    assert _fate(build, document, "Eight of the town's firms have gone on trading.") == "weak"
    assert _fate(build, document, "Seven firms of the town have stopped trading.") == "wrong"


def test_a_turned_word_drops_only_where_all_else_is_the_quote_s(build: Build) -> None:
    document = "Lind will open the northern port to the fishing boats in spring."
    assert _fate(build, document, "Lind will not open the northern port to the fishing boats.") == "wrong"
    assert _fate(build, document, "Lind will not open the harbour in the north to trawlers.") == "weak"


def test_a_claim_in_doubt_gives_way_to_its_quotes_and_hardly_a_word_in_common_drops_it(build: Build) -> None:
    dossier = build("Lind will open the northern port to the fishing boats in spring.")
    quotes = tuple(cite(sentence, dossier) for sentence in dossier.sentences)
    doubtful = Claim(text="Lind will open the port because the army had asked for it.", citations=quotes)
    strange = Claim(text="Teachers demanded smaller classes and better textbooks.", citations=quotes)
    standing, dropped = verify_claims([doubtful, strange], dossier)
    assert [claim.text for claim in standing] == [dossier.sentences[0].text]
    assert [drop.text for drop in dropped] == [strange.text]


def test_a_small_number_that_a_claim_may_have_counted_itself_gives_way(build: Build) -> None:
    document = "Lind wants the guns away from the pass. He wants the prisoners home before winter."
    assert (
        _fate(build, document, "Lind has two wishes: the guns away from the pass, the prisoners home.")
        == "weak"
    )
    assert (
        _fate(build, document, "Lind has 27 wishes: the guns away from the pass, the prisoners home.")
        == "wrong"
    )
