"""Claims in another language than their quotes, and claims on documents that aren't in English."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.answers import Claim
from bot.dossier import reader
from bot.dossier.model import Dossier, Leader
from bot.engines.verification import Check, Severity, check, cite, verify_claims

Build = Callable[..., Dossier]
LEADERS = (
    Leader(
        name="Ana Miró",
        aliases=("Miró", "the chancellor"),
        office="Chancellor of Veldria",
        names=(("uk", ("Ана Міро", "канцлерка")), ("de", ("Kanzlerin",))),
    ),
    Leader(name="Bo Lind", aliases=("Lind",), office="President of Norrland"),
)
QUOTE = "Ana Miró will not sign before 30 June, since the dam costs 4.7 billion dollars."


def claim_on(dossier: Dossier, text: str) -> Claim:
    return Claim(text=text, citations=tuple(cite(sentence, dossier) for sentence in dossier.sentences))


def wrong(build: Build, quote: str, text: str) -> list[Check]:
    dossier = build(quote, leaders=LEADERS)
    return [v.check for v in check(claim_on(dossier, text), dossier) if v.severity is Severity.WRONG]


@pytest.mark.parametrize(
    "text",
    [
        "Ana Miró unterschreibt nicht vor dem 30. Juni, weil der Damm 4,7 Milliarden Dollar kostet.",
        "Ana Miró ne signera pas avant le 30 juin, car le barrage coûte 4,7 milliards de dollars.",
        "Ana Miró no firmará antes del 30 de junio, porque la presa cuesta 4.700 millones de dólares.",
        "Ана Міро не підпише до 30 червня, бо гребля коштує 4,7 мільярда доларів.",
        "Ана Миро не подпишет до 30 июня, потому что плотина стоит 4,7 миллиарда долларов.",
    ],
)
def test_a_good_translation_stands_and_is_marked_as_one(build: Build, text: str) -> None:
    dossier = build(QUOTE, leaders=LEADERS)
    (standing,), dropped = verify_claims([claim_on(dossier, text)], dossier)
    assert (standing.text, standing.is_translation, dropped) == (text, True, [])


@pytest.mark.parametrize(
    ("text", "what"),
    [
        (
            "Ana Miró unterschreibt nicht vor dem 30. Juni, der Damm kostet 4,8 Milliarden Dollar.",
            Check.NUMBER,
        ),
        ("Ana Miró ne signera pas avant le 30 juin, le barrage coûte 4,7 milliards d'euros.", Check.NUMBER),
        ("Ana Miró no firmará antes del 30 de julio.", Check.DATE),
        ("Ана Міро не підпише після 30 червня.", Check.DATE),
        ("Бо Линд не подпишет до 30 июня.", Check.NAME),
        ("Bo Lind unterschreibt nicht vor dem 30. Juni.", Check.NAME),
        (
            "Ana Miró unterschreibt vor dem 30. Juni, weil der Damm 4,7 Milliarden Dollar kostet.",
            Check.NEGATION,
        ),
        ("Ана Миро подпишет до 30 июня, потому что плотина стоит 4,7 миллиарда долларов.", Check.NEGATION),
    ],
)
def test_a_translation_that_says_something_else_is_dropped(build: Build, text: str, what: Check) -> None:
    assert wrong(build, QUOTE, text) == [what]


def test_a_denial_that_the_quotes_do_not_have_is_dropped(build: Build) -> None:
    quote = "Ana Miró wants a treaty on the dam."
    assert wrong(build, quote, "Ana Miró will einen Vertrag über den Damm.") == []
    assert wrong(build, quote, "Ana Miró will keinen Vertrag über den Damm.") == [Check.NEGATION]
    assert wrong(build, quote, "Ана Міро не хоче договору про греблю.") == [Check.NEGATION]


def test_a_refusal_may_be_told_as_a_denial(build: Build) -> None:
    assert (
        wrong(build, "Ana Miró refused to sign the treaty.", "Ana Miró hat den Vertrag nicht unterschrieben.")
        == []
    )


def test_a_leader_is_known_by_what_the_dossier_says_that_language_calls_them(build: Build) -> None:
    assert wrong(build, "Bo Lind signed the treaty in Geneva.", "Договір у Женеві підписала канцлерка.") == [
        Check.NAME
    ]
    assert (
        wrong(build, "Ana Miró signed the treaty in Geneva.", "Договір у Женеві підписала канцлерка.") == []
    )


def test_a_name_from_nowhere_is_dropped_but_a_translated_one_is_not(build: Build) -> None:
    quote = "Ana Miró spoke of the treaty."
    assert wrong(build, quote, "Ана Міро говорила про договір у Києві.") == [Check.NAME]
    assert wrong(build, "Ana Miró spoke of the Salt Road.", "Ана Міро говорила про Соляний шлях.") == []


def test_a_possibility_told_as_a_fact_is_weak_and_stands(build: Build) -> None:
    dossier = build("Ana Miró may sign the treaty.", leaders=LEADERS)
    open_claim = claim_on(dossier, "Ana Miró wird den Vertrag unterschreiben.")
    assert [(v.check, v.severity) for v in check(open_claim, dossier)] == [(Check.HEDGE, Severity.WEAK)]
    assert verify_claims([open_claim], dossier)[0][0].is_translation


GERMAN = "Ana Miró will den Vertrag nicht vor dem 30. Juni unterschreiben, weil der Damm 4,7 Milliarden Dollar kostet."


def test_a_claim_in_the_language_of_a_german_document_is_checked_by_its_words_too(build: Build) -> None:
    dossier = build(GERMAN, leaders=LEADERS)
    good = "Ana Miró will den Vertrag nicht vor dem 30. Juni unterschreiben."
    (standing,), _ = verify_claims([claim_on(dossier, good)], dossier)
    assert (standing.text, standing.is_translation) == (good, False)
    assert wrong(build, GERMAN, "Ana Miró will den Vertrag nicht vor dem 30. Juli unterschreiben.") == [
        Check.DATE
    ]
    assert wrong(build, GERMAN, "Die Bauern fürchten eine lange Dürre und höhere Preise.") == [Check.WORDS]


def test_weak_words_in_the_language_of_the_document_give_way_to_the_quote(build: Build) -> None:
    quote = "Ана Міро хоче підписати договір про греблю."
    dossier = build(quote, leaders=LEADERS)
    (standing,), _ = verify_claims(
        [claim_on(dossier, "Ана Міро хоче договір, гарний канал і довгу дорогу.")], dossier
    )
    assert (standing.text, standing.is_translation) == (quote, False)


def test_an_english_claim_on_a_ukrainian_document_is_a_translation(build: Build) -> None:
    dossier = build("Ана Міро не підпише договір до 30 червня.", leaders=LEADERS)
    (standing,), _ = verify_claims(
        [claim_on(dossier, "Ana Miró will not sign the treaty before 30 June.")], dossier
    )
    assert standing.is_translation
    assert verify_claims([claim_on(dossier, "Ana Miró will not sign the treaty before 3 June.")], dossier)[1]


def test_a_copied_sentence_is_no_translation(dossiers: tuple[Dossier, ...]) -> None:
    for dossier in dossiers:
        for sentence in dossier.sentences:
            claim = Claim(text=sentence.text, citations=(cite(sentence, dossier),))
            assert verify_claims([claim], dossier) == ([claim], [])


ALASKA = reader.open_dossier(reader.default_path())


@settings(deadline=None)
@given(
    st.text(),
    st.sampled_from(["Der Gipfel ist nicht ", "Le sommet n'est pas ", "Саміт не є ", "Саммит это не "]),
)
def test_any_claim_is_judged_without_an_error_and_in_its_own_bounds(text: str, before: str) -> None:
    claim = Claim(text=before + text, citations=(cite(ALASKA.sentences[0], ALASKA),))
    for verdict in check(claim, ALASKA):
        assert 0 <= verdict.start <= verdict.end <= len(claim.text)
