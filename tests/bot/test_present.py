import datetime
from pathlib import Path

import pytest

from bot import present, refusals
from bot.answers import Answer, Briefing, Citation, Claim, Comparison, Length, NotStated, Point, Row, Why
from bot.dossier.model import Document, Dossier, Event
from bot.reply import Paragraph, Sources, Table, plain_text

DAY = datetime.date(2026, 5, 4)
DOSSIER = Dossier(
    name="lake",
    path=Path("lake"),
    title="The lake summit",
    version="0",
    event=None,
    leaders=(),
    topics=(),
    documents=(
        Document(
            id="a.md", title="A preview", date=DAY, source="https://example.org/a", text="", passages=()
        ),
    ),
)


def citation(quote: str, passage: int = 1) -> Citation:
    return Citation(document="a.md", passage=passage, quote=quote, start=0, end=len(quote))


def answer(*claims: Claim) -> Answer:
    return Answer(claims=claims, engine="extractive", dossier="lake", as_of=DAY)


def test_citations_are_numbered_in_the_order_they_are_shown_and_shared_ones_once() -> None:
    one, two = citation("One."), citation("Two.", 2)
    reply = present.answer(
        answer(Claim(text="A", citations=(two,)), Claim(text="B", citations=(one, two))), DOSSIER
    )
    text = plain_text(reply)
    assert "- A [1]" in text
    assert "- B [2][1]" in text
    (sources,) = [block for block in reply.blocks if isinstance(block, Sources)]
    assert [(s.number, s.quote, s.passage) for s in sources.items] == [(1, "Two.", 2), (2, "One.", 1)]
    assert sources.items[0].link == "https://example.org/a"


def test_every_answer_says_as_of_when_its_documents_speak_and_which_engine_wrote_it() -> None:
    text = plain_text(present.answer(answer(Claim(text="A", citations=(citation("A"),))), DOSSIER))
    assert "as of 4 May 2026" in text
    assert "engine: extractive" in text


def test_a_translated_statement_is_marked_and_always_shown_with_its_quote() -> None:
    same = citation("Putin: Alaska.")
    claims = (
        Claim(text="Trump sagt: Putin: Alaska.", citations=(same,), is_translation=True),
        Claim(text="Putin: Alaska.", citations=(same,)),
    )
    points = tuple(Point(heading="Open", claim=claim) for claim in claims)
    told = Briefing(title="B", length=Length.SHORT, points=points, engine="g", dossier="lake", as_of=DAY)
    for reply in (present.answer(answer(*claims), DOSSIER), present.briefing(told, DOSSIER)):
        text = plain_text(reply)
        assert "Trump sagt: Putin: Alaska. (translated) [1]" in text
        assert "Putin: Alaska. [1]" in text
        (sources,) = [block for block in reply.blocks if isinstance(block, Sources)]
        assert sources.items[0].quote == "Putin: Alaska."
        assert text.count("were checked by numbers, names, dates and negation only") == 1


def test_without_a_translation_nothing_is_said_of_translations() -> None:
    assert "translated" not in plain_text(
        present.answer(answer(Claim(text="A", citations=(citation("A"),))), DOSSIER)
    )


def test_undated_documents_are_called_undated() -> None:
    assert present.as_of(None) == "documents undated"


@pytest.mark.parametrize("why", list(Why))
@pytest.mark.parametrize("detail", [None, "Geneva"])
def test_every_reason_not_to_answer_has_its_words(why: Why, detail: str | None) -> None:
    result = NotStated(why=why, nearest=(), engine="extractive", dossier="lake", as_of=DAY, detail=detail)
    assert refusals.line(result).endswith((".", "!"))


def test_silence_is_a_cell_that_says_so() -> None:
    row = Row(aspect="Goals", cells=(Claim(text="A", citations=(citation("A"),)), None))
    result = Comparison(leaders=("X", "Y"), rows=(row,), engine="extractive", dossier="lake", as_of=DAY)
    (table,) = [block for block in present.comparison(result, DOSSIER).blocks if isinstance(block, Table)]
    assert table.rows == ((Paragraph("Goals"), Paragraph("A", (1,)), Paragraph(present.NOT_STATED)),)


@pytest.mark.parametrize(
    ("today", "words"),
    [
        (datetime.date(2026, 5, 1), "in 3 days"),
        (datetime.date(2026, 5, 3), "tomorrow"),
        (datetime.date(2026, 5, 4), "today"),
        (datetime.date(2026, 5, 5), "yesterday"),
        (datetime.date(2027, 5, 4), "365 days ago"),
    ],
)
def test_the_countdown_says_how_far_off_or_how_long_ago(today: datetime.date, words: str) -> None:
    line = present.countdown(Event(name="Summit", place="Geneva", date=DAY), today)
    assert line == f"Date of the event: Monday, 4 May 2026, Geneva ({words})."


@pytest.mark.parametrize(("number", "words"), [(0, "0 passages"), (1, "1 passage"), (2, "2 passages")])
def test_a_number_and_what_it_counts_agree(number: int, words: str) -> None:
    assert present.count(number, "passage") == words


def test_without_a_date_there_is_no_countdown() -> None:
    assert present.countdown(Event(name="Summit"), DAY) is None
    assert present.countdown(None, DAY) is None
