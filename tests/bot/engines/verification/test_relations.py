from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.answers import Standing
from bot.dossier.index import Index
from bot.dossier.model import Dossier, Leader
from bot.engines.verification import facts, relations, statements

Build = Callable[..., Dossier]
ANA = Leader(name="Ana Miró", aliases=("Miró",), office="President of Utland")
BO = Leader(name="Bo Lind", aliases=("Lind",), office="Premier of Vestria")
LEADERS = (ANA, BO)


def _standing(build: Build, text: str, *passages: str) -> Standing:
    (checked,) = statements(text, Index(build(*passages, leaders=LEADERS)))
    return checked.standing


@pytest.mark.parametrize(
    ("stated", "false"),
    [
        ("Kesh lies close to Utland and far from Vestria.", "Kesh lies far from Utland and close to Vestria."),
        ("Miró wants Utland's control over the ports of Vestria.", "Miró wants Vestria's control over the ports of Utland."),
        ("Miró wants Utland's control over the ports of Vestria.", "Vestria wants Miró's control over the ports of Utland."),
        ("Lind came with an escort.", "Lind came without an escort."),
        ("Lind came without an escort.", "Lind came with an escort."),
        ("Miró possibly hopes for a prize.", "Miró hopes for a prize."),
        ("Miró may visit Kesh.", "Miró visits Kesh."),
        ("Miró might send ships to Kesh in May.", "Miró will send ships to Kesh in May."),
        ("Miró is expected to land in Kesh.", "Miró landed in Kesh."),
        ("Miró wants to sign the treaty.", "Miró signs the treaty."),
        ("Miró did not sign, apparently because of the tolls.", "Miró did not sign because of the tolls."),
        ("The toll rose to 5 crowns.", "The toll rose by 5 crowns."),
        ("The toll rose from 5 to 9 crowns.", "The toll rose from 9 to 5 crowns."),
        ("Lind did not sign the treaty.", "Lind signed the treaty."),
        ("Lind signed the treaty.", "Lind did not sign the treaty."),
        ("No treaty was signed in Kesh.", "A treaty was signed in Kesh."),
        ("Miró will not cede land to an army.", "Miró will not cede land."),
        ("Miró has accused Lind of a breach.", "Lind has accused Miró of a breach."),
        ("The guild sued the port.", "The port sued the guild."),
        ("The guild was sued by the port.", "The guild sued the port."),
        ("Utland sold more ships than Vestria.", "Utland sold fewer ships than Vestria."),
        ("Utland sold more ships than Vestria.", "Vestria sold more ships than Utland."),
        ("Miró accepted the plan.", "Miró rejected the plan."),
        ("Miró spoke before the dinner.", "Miró spoke after the dinner."),
        ("Miró has increased the tolls.", "Miró has reduced the tolls."),
        ("Some farmers in Utland support the plan.", "All farmers in Utland support the plan."),
        ("All farmers in Utland support the plan.", "Some farmers in Utland support the plan."),
        ("All farmers in Utland support the plan.", "Only farmers in Utland support the plan."),
        ("Some farmers in Utland support the plan.", "Farmers in Utland support the plan."),
        ("Miró said that the dam leaks.", "Lind said that the dam leaks."),
        ("Miró said that the dam leaks.", "The dam leaks."),
        ("The dam leaks.", "Miró said that the dam leaks."),
        ("The dam leaks, Miró says.", "The dam leaks."),
        ("According to Miró, the dam leaks.", "According to Lind, the dam leaks."),
        ("The critics of Miró left Kesh.", "Miró left Kesh."),
        ("Miró met Lind, who resigned.", "Miró resigned."),
        ("If Lind agrees, Miró will sign.", "Miró will sign."),
        ("Miró will sign if Lind agrees.", "Miró will sign."),
        ("Miró has offered to sign, provided that Lind does the same.", "Miró has offered to sign."),
        ("All leaders have accepted the fund in principle.", "All leaders have accepted the fund."),
        ("The tolls end before 30 September.", "The tolls end on 30 September."),
        ("Up to 20 ships sail a year.", "20 ships sail a year."),
    ],
)  # fmt: skip
def test_what_is_related_otherwise_is_not_supported(build: Build, stated: str, false: str) -> None:
    assert _standing(build, stated, stated) is Standing.SUPPORTED
    assert _standing(build, false, stated) is not Standing.SUPPORTED


@pytest.mark.parametrize(
    ("stated", "same"),
    [
        ("Kesh lies close to Utland and far from Vestria.", "Kesh is far from Vestria and close to Utland."),
        ("Miró and Lind are ready for talks in Kesh this Friday.", "Lind and Miró are ready for talks on Friday in Kesh."),
        ("Miró met Lind in Kesh on Friday.", "On Friday, Ana Miró met Bo Lind in Kesh."),
        ("Miró, who took office in May, has lowered the tolls.", "Miró has lowered the tolls."),
        ("Miró did not sign the treaty.", "Miró didn't sign the treaty."),
        ("Miró failed to persuade Lind.", "Miró did not persuade Lind."),
        ("Miró said that the dam leaks.", "According to Miró, the dam leaks."),
        ("The dam was built by Utland in 2019.", "Utland built the dam in 2019."),
        ("Utland built the dam in 2019.", "The dam was built by Utland in 2019."),
        ("Miró left early. She has proposed a joint fund.", "Miró has proposed a joint fund."),
        ("Miró may possibly visit Kesh.", "Miró might visit Kesh."),
    ],
)  # fmt: skip
def test_a_harmless_rewording_stays_supported(build: Build, stated: str, same: str) -> None:
    assert _standing(build, same, stated) is Standing.SUPPORTED


@pytest.mark.parametrize(
    ("text", "passage"),
    [
        ("The meeting is on Friday in Kesh.", "The meeting gives Lind a stage to assert Vestrian influence."),
        ("Miró became more critical of Lind later.", "Later, Miró became more critical of Lind: of Lind's tolls."),
        ("In April Lind recalled the envoy.", "Lind was blunt. He accused Miró of theft, and in April he recalled the envoy."),
    ],
)  # fmt: skip
def test_a_harmless_rewording_is_not_contradicted(build: Build, text: str, passage: str) -> None:
    assert _standing(build, text, passage) is not Standing.CONTRADICTED


def test_a_pronoun_stands_for_a_leader_only_if_no_one_else_can_be_meant(build: Build) -> None:
    assert _standing(
        build, "Lind said nothing.", "Asked if she would see Lind, she left. She said nothing."
    ) is (Standing.NOT_MENTIONED)


_WORDS = st.lists(
    st.sampled_from(
        "Miró Lind Kesh signed not may the with without to from before and all some 5 by said".split()
    ),
    min_size=1,
    max_size=12,
).map(" ".join)


@settings(max_examples=150)
@given(_WORDS, _WORDS)
def test_leaders_are_treated_alike(claim: str, quote: str) -> None:
    """Exchange both names in both texts: the same is said, so the same holds."""

    def exchanged(text: str) -> str:
        return " ".join({"Miró": "Lind", "Lind": "Miró"}.get(word, word) for word in text.split())

    one = relations.hold(facts.read(claim), [facts.read(quote)], LEADERS)
    assert one == relations.hold(facts.read(exchanged(claim)), [facts.read(exchanged(quote))], LEADERS)


@settings(max_examples=150)
@given(_WORDS, _WORDS)
def test_no_word_is_supported_that_the_quote_does_not_have(claim: str, quote: str) -> None:
    assert not relations.hold(facts.read(f"{claim} sings"), [facts.read(quote)], LEADERS)


@settings(max_examples=100)
@given(_WORDS)
def test_a_negation_more_than_the_quote_has_is_never_supported(text: str) -> None:
    assert not relations.hold(facts.read(f"{text} never"), [facts.read(text)], LEADERS)


def test_a_text_of_one_endless_sentence_takes_no_time(build: Build) -> None:
    endless = "Miró and Lind signed and " * 1_500
    index = Index(build("Miró and Lind signed the treaty.", leaders=LEADERS))
    assert all(checked.standing is not Standing.SUPPORTED for checked in statements(endless, index))
