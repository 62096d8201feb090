from collections.abc import Callable

import pytest

from bot.answers import Claim
from bot.dossier.index import Index
from bot.dossier.model import Dossier, Leader
from bot.engines.verification import check, cite, statements

Build = Callable[..., Dossier]
ANA = Leader(name="Ana Miró", office="President of Utland")
BO = Leader(name="Bo Lind", office="Premier of Vestria")


@pytest.mark.parametrize(
    ("quote", "twisted", "fair"),
    [
        ("Ana failed to persuade Bo.", "Ana persuaded Bo.", "Ana did not persuade Bo."),
        ("Experts denied that Ana lied.", "Experts said that Ana lied.", "Experts denied that Ana lied."),
        (
            "Ana Miró accused Bo Lind of a breach.",
            "Ana Miró was accused by Bo Lind of a breach.",
            "Bo Lind was accused by Ana Miró of a breach.",
        ),
        (
            "Bo Lind was defeated by Ana Miró in a race.",
            "Bo Lind defeated Ana Miró in a race.",
            "Ana Miró defeated Bo Lind in a race.",
        ),
        (
            "The treaty was signed by Ana Miró before the war.",
            "The treaty was signed by Ana Miró after the war.",
            "Before the war the treaty was signed by Ana Miró.",
        ),
        ("Bo Lind voted against the plan.", "Bo Lind voted for the plan.", "Bo Lind voted against the plan."),
        ("Ana Miró sent ships to Kesh.", "Ana Miró sent ships from Kesh.", "Ana Miró sent ships to Kesh."),
        (
            "40 percent of Utland agree, and 55 percent of Vestria agree.",
            "55 percent of Utland agree.",
            "55 percent of Vestria agree.",
        ),
        (
            "Ana Miró arrived on Tuesday, while Bo Lind arrived on Wednesday.",
            "Ana Miró arrived on Wednesday.",
            "Bo Lind arrived on Wednesday.",
        ),
        (
            "Voters in Kesh support the deal.",
            "All voters in Kesh support the deal.",
            "Voters in Kesh do support the deal.",
        ),
        ("The army of Utland invaded Kesh.", "Kesh invaded Utland.", "The army of Utland has invaded Kesh."),
    ],
)
def test_a_twisted_statement_is_not_supported_and_a_fair_one_is(
    build: Build, quote: str, twisted: str, fair: str
) -> None:
    dossier = build(quote, leaders=(ANA, BO))
    index = Index(dossier)
    citations = tuple(cite(sentence, dossier) for sentence in dossier.sentences)
    assert statements(twisted, index)[0].standing != "supported"
    assert check(Claim(text=twisted, citations=citations), dossier)
    assert statements(fair, index)[0].standing == "supported"
    assert not check(Claim(text=fair, citations=citations), dossier)


def test_a_number_of_other_things_gives_way_to_the_bare_quote(build: Build) -> None:
    dossier = build("Ana Miró said that she would send 300 soldiers to Kesh.", leaders=(ANA, BO))
    quote = cite(dossier.sentences[0], dossier)
    assert check(
        Claim(text="Ana Miró said that she would send 300 tanks to Kesh.", citations=(quote,)), dossier
    )
    assert not check(
        Claim(text="300 soldiers are to go to Kesh, Ana Miró said.", citations=(quote,)), dossier
    )
