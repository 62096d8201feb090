"""What a model that writes gets wrong: each is caught, and the fair rewording beside it stands."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.support import support
from bot.answers import Claim
from bot.dossier.model import Dossier
from bot.engines.verification import Check, check, cite, locate, verify_claims

Build = Callable[..., Dossier]


def _stands(build: Build, document: str, text: str) -> bool:
    dossier = build(document)
    citations = tuple(cite(sentence, dossier) for sentence in dossier.sentences)
    return not check(Claim(text=text, citations=citations), dossier)


@pytest.mark.parametrize(
    ("document", "fair", "twisted"),
    [
        ("Lind may pull his guns back.", "Lind might pull back his guns.", "Lind will pull his guns back."),
        ("Lind wants the port.", "Lind hopes for the port.", "Lind knows the port."),
        ("Lind threatened to leave.", "Lind has threatened to leave.", "Lind has decided to leave."),
        (
            "Engineers from Aba found cracks, a team from Bor called them harmless.",
            "Engineers from Aba found cracks, but a team from Bor called them harmless.",
            "Engineers from Bor found cracks, but a team from Aba called them harmless.",
        ),
        (
            "The fee rose to 12 florins.",
            "The fee has risen to 12 florins.",
            "The fee rose by 12 florins.",
        ),
        (
            "Some villages were flooded.",
            "Some of the villages were flooded.",
            "All villages were flooded.",
        ),
        (
            "The bridge was shut in May.",
            "In May the bridge was closed.",
            "The bridge was shut in May because the army had asked for it.",
        ),
        ("The mines stay open.", "The mines remain open.", "The mines stay open despite protests."),
        (
            "Nobody has signed the text.",
            "The text has been signed by nobody.",
            "Nobody has not signed the text.",
        ),
        ("Veldria lies close to Aba.", "Veldria is close to Aba.", "Veldria lies far from Aba."),
        ("The port was closed.", "The port was shut.", "Lind says that the port was closed."),
    ],
)
def test_a_twisted_claim_does_not_stand_and_a_fair_one_does(
    build: Build, document: str, fair: str, twisted: str
) -> None:
    assert _stands(build, document, fair)
    assert not _stands(build, document, twisted)


def test_a_quote_of_a_word_or_two_shows_nothing_unless_it_is_the_sentence(build: Build) -> None:
    dossier = build("Lind wants a treaty on mines.", "It rains.")
    short, whole = locate("a treaty", dossier), cite(dossier.sentences[1], dossier)
    assert short
    found = check(Claim(text="Lind wants a treaty.", citations=(short,)), dossier)
    assert [verdict.check for verdict in found] == [Check.LENGTH]
    assert not check(Claim(text="It rains.", citations=(whole,)), dossier)


@pytest.mark.parametrize(
    "extra",
    [
        "https://evil.example/?q=1", "![x](https://evil.example/a.png)", "[more](https://evil.example)", "evil.com/x",
        "<img src=x>", "@everyone", "<@U123>", "www.evil.example", "a@evil.example",
    ],
)  # fmt: skip
def test_a_strange_link_or_markup_drops_a_claim(build: Build, extra: str) -> None:
    dossier = build("Lind wants a treaty on mines.")
    claim = Claim(
        text=f"Lind wants a treaty on mines {extra}", citations=(cite(dossier.sentences[0], dossier),)
    )
    assert [verdict.check for verdict in check(claim, dossier)] == [Check.LINK]
    assert verify_claims([claim], dossier)[1]


def test_the_dossiers_own_source_may_stand_in_a_claim_and_no_longer_address(build: Build) -> None:
    bare = build("Lind wants a treaty on mines.")
    url = "https://paper.example/lind"
    dossier = replace(bare, documents=(replace(bare.documents[0], source=f"The Paper, {url}"),))
    citation = cite(dossier.sentences[0], dossier)

    def links(text: str) -> bool:
        found = check(Claim(text=text, citations=(citation,)), dossier)
        return any(verdict.check is Check.LINK for verdict in found)

    assert not links(f"Lind wants a treaty on mines ({url}).")
    assert links(f"Lind wants a treaty on mines ({url}?q=secret).")


def test_support_grows_with_what_the_text_carries() -> None:
    source = "Lind opened the bridge in May. The guards left."
    told = [
        support(text, source)
        for text in ("Lind opened the bridge in May.", "Lind opened a bridge.", "Cows eat 40 lamps.")
    ]
    assert told[0] == pytest.approx(1.0)
    assert told[0] > told[1] > told[2]


@settings(deadline=None)
@given(st.text(), st.text())
def test_support_of_any_text_is_between_0_and_1(claim: str, source: str) -> None:
    assert 0.0 <= support(claim, source) <= 1.0
