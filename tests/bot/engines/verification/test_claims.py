import re
from collections.abc import Callable
from dataclasses import replace

import pytest

from bot.answers import Citation, Claim
from bot.dossier.model import Dossier, Leader
from bot.engines.verification import Check, Severity, check, cite, locate, verify_claims
from bot.engines.verification import numbers as written

Build = Callable[..., Dossier]


def _verdicts(build: Build, quote: str, claim: str) -> list[Check]:
    dossier = build(quote)
    citations = tuple(cite(sentence, dossier) for sentence in dossier.sentences)
    return [
        v.check
        for v in check(Claim(text=claim, citations=citations), dossier)
        if v.severity is Severity.WRONG
    ]


def test_a_claim_copied_from_a_sentence_always_passes(dossiers: tuple[Dossier, ...]) -> None:
    for dossier in dossiers:
        for sentence in dossier.sentences:
            for text in (sentence.text, sentence.text.upper(), " ".join(sentence.text.split()).rstrip(".")):
                claim = Claim(text=text, citations=(cite(sentence, dossier),))
                if text.isupper() and text != sentence.text:
                    continue
                assert verify_claims([claim], dossier) == ([claim], []), text


def test_changing_any_number_of_a_copied_sentence_drops_it(dossiers: tuple[Dossier, ...]) -> None:
    changed = 0
    for dossier in dossiers:
        for sentence in dossier.sentences:
            for number in written.read(sentence.text):
                if number.soft:
                    continue
                digits = re.sub(r"\d+", "9871", number.text, count=1)
                new = digits if digits != number.text else "ninety-eight"
                text = sentence.text[: number.start] + new + sentence.text[number.end :]
                _, dropped = verify_claims([Claim(text=text, citations=(cite(sentence, dossier),))], dossier)
                assert dropped, text
                changed += 1
    assert changed > 60


def test_a_quote_that_is_not_in_its_passage_drops_the_claim(build: Build) -> None:
    dossier = build("Ana Miró wants a treaty.", "Bo Lind wants peace.")
    good = cite(dossier.sentences[0], dossier)
    for bad in (
        replace(good, quote="Ana Miró wants a war."),
        replace(good, passage=2),
        replace(good, passage=9),
        replace(good, document="e.md"),
        replace(good, quote=" "),
    ):
        claim = Claim(text="Ana Miró wants a treaty.", citations=(good, bad))
        standing, dropped = verify_claims([claim], dossier)
        assert not standing
        assert "quote" in dropped[0].reason
    assert verify_claims([Claim(text="Ana Miró wants a treaty.", citations=())], dossier)[1]


def test_what_stands_cites_the_documents_own_span(build: Build) -> None:
    dossier = build("Ana  Miró wants\na “fair” treaty.")
    loose = Citation(document="d.md", passage=1, quote='Miró wants a "fair" treaty', start=0, end=5)
    (claim,), _ = verify_claims([Claim(text="Miró wants a fair treaty.", citations=(loose,))], dossier)
    assert claim.citations == (locate("Miró wants\na “fair” treaty", dossier),)


def test_the_second_of_two_equal_quotes_stays_where_it_is(build: Build) -> None:
    dossier = build("It rains. It rains.")
    claim = Claim(text="It rains.", citations=(cite(dossier.sentences[1], dossier),))
    assert verify_claims([claim], dossier) == ([claim], [])


@pytest.mark.parametrize(
    ("quote", "claim"),
    [
        (
            "Lind offered 1,200 men and $3.5 million.",
            "President Lind offered 1200 men and 3.5 million dollars.",
        ),
        ("Miró wants Aba, Bor and Cuz back.", "Ana Miró wants three regions back."),
        ("Miró and Lind will speak on 4 May 2026.", "Both leaders will speak on May 4, 2026."),
        ("Lind arrives on Friday, 15 August 2025.", "Bo Lind arrives on Friday."),
        ("Lind said that Norrland's army is ready.", "Norrland's army is ready, Lind said."),
        ("Miró praised the people of Veldria.", "Miró praised the Veldrian people."),
        ("Miró went to the U.N. in May.", "In May Miró went to the United Nations."),
        ("Lind will not sign the treaty.", "Lind won't sign the treaty."),
        ("Lind refused to sign the treaty.", "Lind did not sign the treaty."),
        ("Lind may sign the treaty.", "Lind might sign the treaty."),
        ("Zoë Müller chairs the talks.", "The talks chaired by Zoe Muller."),
        ("It shares the water: 30 per cent for Ardesh, 25 for Bor.", "Ardesh has 30 percent of the water."),
    ],
)
def test_normal_forms_aliases_and_counts_stand(build: Build, quote: str, claim: str) -> None:
    dossier = build(quote)
    verdicts = check(Claim(text=claim, citations=(cite(dossier.sentences[0], dossier),)), dossier)
    assert [v for v in verdicts if v.check is not Check.WORDS] == []


@pytest.mark.parametrize(
    ("quote", "claim", "wrong"),
    [
        ("Lind offered four ships.", "Lind offered five ships.", Check.NUMBER),
        ("Lind offered 4 ships and 9 trains.", "Lind offered 9 ships.", Check.NUMBER),
        ("Lind offered 41 percent of it.", "Lind offered 41 of it.", Check.NUMBER),
        ("Lind wants Aba, Bor and Cuz.", "Lind wants four regions, Aba, Bor and Cuz.", Check.NUMBER),
        ("Lind arrives on 4 May.", "Lind arrives on 5 May.", Check.DATE),
        ("Lind arrives this Friday.", "Lind arrives on Friday, 15 August 2025.", Check.DATE),
        ("Lind arrives on 4 May.", "Lind arrives on 4 May 2026.", Check.DATE),
        ("Lind arrives in Aba.", "Lind arrives in Bor.", Check.NAME),
        ("Lind arrives in Aba.", "Miró arrives in Aba.", Check.NAME),
        ("Lind arrives in Aba.", "Merkel arrives in Aba.", Check.NAME),
        ("He arrives in Aba.", "Lind arrives in Aba.", Check.NAME),
        ("Lind wants peace, while Miró wants gold.", "Miró wants peace, while Lind wants gold.", Check.NAME),
        ("Lind became more critical of Miró.", "Miró became more critical of Lind.", Check.NAME),
        ("Lind will not sign the treaty.", "Lind will sign the treaty.", Check.NEGATION),
        ("Lind will sign the treaty.", "Lind will never sign the treaty.", Check.NEGATION),
        ("Lind has lowered expectations.", "Lind has raised expectations.", Check.NEGATION),
        ("Lind likes to fish in the lakes.", "Lind plans reforms of hospitals and schools.", Check.WORDS),
    ],
)
def test_what_its_quotes_do_not_say_is_dropped(build: Build, quote: str, claim: str, wrong: Check) -> None:
    assert wrong in _verdicts(build, quote, claim)


def test_a_not_that_is_cut_off_its_quote_still_counts(build: Build) -> None:
    dossier = build("It is not true that Bo Lind will sign the treaty.")
    cut = locate("Bo Lind will sign the treaty", dossier)
    assert cut is not None
    _, dropped = verify_claims([Claim(text="Bo Lind will sign the treaty.", citations=(cut,))], dossier)
    assert dropped


def test_a_hardened_hedge_gives_way_to_the_bare_quote(build: Build) -> None:
    dossier = build("Bo Lind might sign the treaty in spring.")
    claim = Claim(
        text="Bo Lind signs the treaty in spring.", citations=(cite(dossier.sentences[0], dossier),)
    )
    (verdict,) = check(claim, dossier)
    assert (verdict.check, verdict.severity) == (Check.HEDGE, Severity.WEAK)
    (shown,), dropped = verify_claims([claim], dossier)
    assert shown.text == dossier.sentences[0].text
    assert not dropped


def test_the_verdict_tells_where_and_what_the_document_says(build: Build) -> None:
    dossier = build("Lind offered four ships.")
    claim = Claim(text="Lind offered five ships.", citations=(cite(dossier.sentences[0], dossier),))
    verdict = check(claim, dossier)[0]
    assert claim.text[verdict.start : verdict.end] == "five"
    assert verdict.stated == "four"
    assert verdict.reason == "The document says four, the text says five."


def test_exchanging_the_leaders_names_changes_no_verdict(build: Build) -> None:
    pairs = [
        ("{a} wants peace, while {b} is fond of {a}'s gold.", "{b} wants peace."),
        ("{a} wants peace, while {b} is fond of {a}'s gold.", "{a} wants peace."),
        ("{a} told {b} to wait.", "{b} told {a} to wait."),
        ("{a}'s hope is that {b} might come.", "{b} comes."),
    ]
    names = [("Trump", "Putin"), ("Xi", "Macron"), ("Šedivák", "van Reest")]
    for quote, claim in pairs:
        seen: set[tuple[tuple[Check, Severity], ...]] = set()
        for one, other in [*names, *((b, a) for a, b in names)]:
            leaders = (Leader(name=one), Leader(name=other))
            dossier = build(quote.format(a=one, b=other), leaders=leaders)
            text = claim.format(a=one, b=other)
            verdicts = check(Claim(text=text, citations=(cite(dossier.sentences[0], dossier),)), dossier)
            seen.add(tuple((v.check, v.severity) for v in verdicts))
        assert len(seen) == 1, (quote, claim, seen)
