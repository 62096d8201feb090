"""Evidence has the numbers of its reply, and each quote stands in its passage, whatever an engine found."""

from pathlib import Path

import pytest

from bot import present
from bot.answers import Answer, Citation, Claim, Length, NotStated, Question
from bot.clipping import Clipping, Shape
from bot.dossier import reader
from bot.dossier.model import Dossier, Passage
from bot.dossier.reading import Reading
from bot.engines.extractive import Extractive
from bot.engines.verification import statements
from bot.evidence import AROUND, evidence_of, page, with_buttons
from bot.platform import Address
from bot.reply import Footnote, Paragraph, Quote, Reply, Sources
from tests.bot.engines.extractive.made import reading
from tests.bot.engines.extractive.test_briefing import NOTES


def numbered(reply: Reply) -> dict[int, str]:
    """Where each number of a reply points."""
    return {item.number: item.where for b in reply.blocks if isinstance(b, Sources) for item in b.items}


def clipping(reply: Reply, **given: object) -> Clipping:
    kept = {"evidence": (), "shape": Shape.ANSWER} | given
    return Clipping(
        id="0" * 12,
        space="",
        address=Address("here"),
        person="p",
        dossier="v1",
        engine="e",
        prompt=None,
        reply=reply,
        **kept,  # pyright: ignore[reportArgumentType]
    )


@pytest.fixture(scope="module")
def read() -> Reading:
    return reading(*NOTES)


async def test_the_numbers_of_the_evidence_are_those_of_the_reply(read: Reading) -> None:
    engine, dossier = Extractive(read), read.dossier
    compared = await engine.compare(dossier.leaders)
    briefed = [await engine.brief(length) for length in Length]
    asked = [await engine.answer(Question(text=text)) for text in (*engine.questions(), "Who sang?")]
    checked = statements("Morgan wants the quota doubled. It rained.", read.index)
    shown = [
        (compared, present.comparison(compared, dossier)),
        *((one, present.briefing(one, dossier)) for one in briefed),
        *((one, present.answer(one, dossier)) for one in asked),
        (checked, present.verdicts(checked, dossier, "e")),
    ]
    assert {type(one) for one in asked} == {Answer, NotStated}
    for result, reply in shown:
        evidence = evidence_of(result, dossier)
        opened = page(clipping(reply, evidence=evidence))
        assert numbered(opened) == numbered(reply)
        quotes = [block.text for block in opened.blocks if isinstance(block, Quote)]
        assert len(quotes) == sum(len(one.exhibits) for one in evidence)


async def test_a_quote_and_what_stands_around_it_make_up_its_passage(read: Reading) -> None:
    briefing = await Extractive(read).brief(Length.FULL)
    exhibits = [one for evidence in evidence_of(briefing, read.dossier) for one in evidence.exhibits]
    assert exhibits
    for exhibit in exhibits:
        passage = read.dossier.passage(exhibit.source.passage)
        assert isinstance(passage, Passage)
        parts = (exhibit.before, exhibit.source.quote or "", exhibit.after)
        assert " ".join(filter(None, parts)) == " ".join(passage.text.split())


def long_dossier(folder: Path) -> Dossier:
    sentence = "The toll is four crowns."
    filler = " ".join(f"Word{n} stands here." for n in range(500))
    path = folder / "long.txt"
    path.write_text(f"{filler} {sentence} {filler}\n", encoding="utf-8")
    return reader.open_dossier(path)


def test_of_a_very_long_passage_what_is_near_is_kept(tmp_path: Path) -> None:
    dossier = long_dossier(tmp_path)
    document = dossier.documents[0]
    quote = "The toll is four crowns."
    start = document.text.index(quote)
    number = next(p.number for p in dossier.passages if p.start <= start < p.end)
    citation = Citation(
        document=document.id, passage=number, quote=quote, start=start, end=start + len(quote)
    )
    answer = Answer(claims=(Claim(text=quote, citations=(citation,)),), engine="e", dossier="d", as_of=None)
    ((exhibit,),) = [one.exhibits for one in evidence_of(answer, dossier)]
    passage = dossier.passage(number)
    assert passage is not None
    for part, full in ((exhibit.before, start - passage.start), (exhibit.after, passage.end - citation.end)):
        assert len(part) <= min(AROUND, full) + 2
        assert ("…" in part) == (full > AROUND)


def test_a_quote_whose_document_is_gone_is_shown_by_itself(read: Reading) -> None:
    citation = Citation(document="gone.md", passage=999, quote="They met.", start=0, end=9)
    answer = Answer(
        claims=(Claim(text="They met.", citations=(citation,)),), engine="e", dossier="d", as_of=None
    )
    opened = page(clipping(Reply(()), evidence=evidence_of(answer, read.dossier)))
    assert Quote("They met.", "gone.md, passage 999") in opened.blocks


def test_buttons_stand_before_the_small_print_or_at_the_end() -> None:
    line, small = Paragraph("Both met."), Footnote("engine")
    first, buttons, last = with_buttons(Reply((line, small)), "0" * 12).blocks
    assert (first, last) == (line, small)
    assert with_buttons(Reply((line,)), "0" * 12).blocks == (line, buttons)
    assert len(with_buttons(Reply(()), "0" * 12, has_evidence=False).blocks) == 1
