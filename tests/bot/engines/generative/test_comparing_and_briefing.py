import json
from typing import Any

import pytest

from bot.answers import OPERATOR, Length
from bot.engines.extractive import Extractive
from bot.engines.fallback import Fallback
from bot.engines.generative.model import Request
from bot.errors import ModelTrouble, Trouble
from bot.writing import LeftOpen, write
from tests.bot.engines.generative.lake import (
    ADAMS,
    BAKER,
    DAM,
    INVENTED,
    MENDED,
    TREATY,
    WATER,
    WRONG,
    answer,
    claim,
    lake,
    repair,
)
from tests.bot.engines.generative.playing import Playing, engine

LAKE = lake()
BOTH = (ADAMS, BAKER)
ASPECTS = ("Goals", "Position", "Constraints", "Moves", "Expectations", "Water")
TREATED = (1, "Adams wants a binding treaty on water.")


def cells(*filled: tuple[str, str, dict[str, Any] | None]) -> str:
    return json.dumps(
        {"cells": [{"aspect": aspect, "leader": leader, "claim": one} for aspect, leader, one in filled]}
    )


def points(*filled: tuple[str, dict[str, Any]]) -> str:
    return json.dumps({"points": [{"heading": heading, "claim": one} for heading, one in filled]})


async def test_a_comparison_has_the_same_rows_as_without_a_model_and_the_models_cells() -> None:
    model = Playing([cells(("Goals", "John Adams", TREATY), ("goals", "Ann Baker ", DAM))])
    compared = await engine(model, LAKE).compare(BOTH)
    goals = next(row for row in compared.rows if row.aspect == "Goals")
    assert [cell and cell.text for cell in goals.cells] == [TREATY["text"], DAM["text"]]
    plain = await Extractive(LAKE).compare(BOTH)
    assert [row.aspect for row in compared.rows] == [row.aspect for row in plain.rows]
    assert compared.engine == "generative (player)"


async def test_a_cell_that_the_model_says_is_empty_stays_so() -> None:
    every = [(row, "Ann Baker", None) for row in ASPECTS if row != "Goals"]
    model = Playing(
        [
            cells(
                ("Goals", "John Adams", TREATY),
                ("Goals", "Ann Baker", DAM),
                ("Shoes", "Ann Baker", DAM),
                *every,
            )
        ]
    )
    compared = await engine(model, LAKE).compare(BOTH)
    assert [row.aspect for row in compared.rows if row.cells[1]] == ["Goals"]


async def test_a_leader_whom_the_model_passes_over_gets_the_documents_own_sentences() -> None:
    plain = await Extractive(LAKE).compare(BOTH)
    own = [row.cells[1] for row in plain.rows]
    assert any(own)
    silent = [(row, "Ann Baker", None) for row in ASPECTS]
    for passed_over in ((), silent):
        model = Playing([cells(("Goals", "John Adams", TREATY), *passed_over)])
        compared = await engine(model, LAKE).compare(BOTH)
        assert [row.cells[1] for row in compared.rows] == own


async def test_the_same_statement_stands_in_one_cell_of_a_leader_only() -> None:
    model = Playing([cells(*((row, "John Adams", TREATY) for row in ASPECTS), ("Goals", "Ann Baker", DAM))])
    compared = await engine(model, LAKE).compare(BOTH)
    told = [row.cells[0].text for row in compared.rows if row.cells[0]]
    assert told.count(TREATY["text"]) == 1


async def test_a_cell_in_the_wrong_column_is_not_shown_there() -> None:
    model = Playing([cells(("Goals", "John Adams", DAM), ("Goals", "Ann Baker", DAM)), repair(n1=DAM)])
    compared = await engine(model, LAKE).compare(BOTH)
    goals = next(row for row in compared.rows if row.aspect == "Goals")
    assert goals.cells[0] is None or "Baker" not in goals.cells[0].text
    assert goals.cells[1] is not None
    assert goals.cells[1].text == DAM["text"]


async def test_a_cell_that_fails_gives_way_to_the_documents_own_sentence() -> None:
    model = Playing([cells(("Goals", "John Adams", INVENTED), ("Goals", "Ann Baker", DAM)), repair(n1=None)])
    compared = await engine(model, LAKE).compare(BOTH)
    goals = next(row for row in compared.rows if row.aspect == "Goals")
    assert goals.cells[0] is not None
    assert goals.cells[0].text == "Adams wants a binding treaty on water."
    assert len(compared.dropped) == 1


async def test_a_comparison_on_a_topic_has_its_row_only() -> None:
    model = Playing([cells(("Water", "John Adams", TREATY), ("Water", "Ann Baker", DAM))])
    compared = await engine(model, LAKE).compare(BOTH, WATER)
    assert [row.aspect for row in compared.rows] == ["Water"]


async def test_a_comparison_of_which_nothing_stands_is_trouble() -> None:
    model = Playing([cells(("Goals", "John Adams", INVENTED)), repair(n1=None)])
    with pytest.raises(ModelTrouble) as caught:
        await engine(model, LAKE).compare(BOTH)
    assert caught.value.trouble is Trouble.UNSUPPORTED


async def test_no_cell_is_longer_than_others_may_be() -> None:
    long = claim(
        TREATY["text"] + " and water" * 60,
        (1, "Adams wants a binding treaty on water."),
    )
    model = Playing([cells(("Goals", "John Adams", long), ("Goals", "Ann Baker", DAM)), repair(n1=TREATY)])
    compared = await engine(model, LAKE).compare(BOTH)
    goals = next(row for row in compared.rows if row.aspect == "Goals")
    assert goals.cells[0] is not None
    assert goals.cells[0].text == TREATY["text"]


OF_ANOTHER = claim(
    "Ann Baker may accept a smaller deal.", (1, "He may accept a smaller deal, officials say.")
)


async def test_bare_quotes_that_speak_of_another_do_not_stand_in_a_leaders_column() -> None:
    model = Playing(
        [cells(("Goals", "John Adams", TREATY), ("Goals", "Ann Baker", OF_ANOTHER)), repair(n1=None)]
    )
    compared = await engine(model, LAKE).compare(BOTH)
    assert "smaller deal" not in " ".join(row.cells[1].text for row in compared.rows if row.cells[1])


async def test_a_translated_cell_that_names_nobody_quotes_the_leader_of_its_column() -> None:
    will = claim("Er will einen Vertrag, der das Wasser regelt.", (1, TREATY["quotes"][0]["quote"]))
    model = Playing([cells(("Goals", "John Adams", will), ("Goals", "Ann Baker", will)), repair(n1=None)])
    compared = await engine(model, LAKE).on_account_of(OPERATOR, "de").compare(BOTH)
    goals = next(row for row in compared.rows if row.aspect == "Goals")
    assert goals.cells[0] is not None
    assert goals.cells[0].text == will["text"]
    assert goals.cells[1] is None or goals.cells[1].text != will["text"]


@pytest.mark.parametrize("wrong", [TREATY, OF_ANOTHER])
async def test_a_point_under_a_leaders_name_speaks_of_that_leader(wrong: dict[str, Any]) -> None:
    model = Playing([points(("Ann Baker", wrong), ("John Adams", MENDED)), repair(n1=None, n2=TREATY)])
    briefing = await engine(model, LAKE).brief(Length.SHORT)
    under = {p.heading: p.claim.text for p in briefing.points}
    assert under["John Adams"] == TREATY["text"]
    assert "Baker" in under["Ann Baker"]


async def test_a_leader_with_the_documents_own_sentences_gets_no_more_of_them_than_others_have_points() -> (
    None
):
    model = Playing([points(("John Adams", TREATY))])
    briefing = await engine(model, LAKE).brief(Length.SHORT)
    (baker,) = [p.claim for p in briefing.points if p.heading == "Ann Baker"]
    assert len(baker.citations) == 1


async def test_a_briefing_stands_under_the_same_headings_as_without_a_model() -> None:
    plain = await Extractive(LAKE).brief(Length.SHORT)
    model = Playing(
        [points(("John Adams", TREATY), ("Ann Baker", DAM), ("Ann Baker", MENDED), ("Gossip", DAM))]
    )
    briefing = await engine(model, LAKE).brief(Length.SHORT)
    assert list(dict.fromkeys(p.heading for p in briefing.points)) == list(
        dict.fromkeys(p.heading for p in plain.points)
    )
    assert [p.claim.text for p in briefing.points if p.heading == "Ann Baker"] == [DAM["text"]]
    assert briefing.title == plain.title


async def test_a_points_quotes_are_whole_sentences_so_that_a_channel_is_not_told_twice() -> None:
    model = Playing([points(("Ann Baker", MENDED))])
    briefing = await engine(model, LAKE).brief(Length.FULL)
    (point,) = [p for p in briefing.points if p.claim.text == MENDED["text"]]
    assert [c.quote for c in point.claim.citations] == [
        "Baker said that the dam brings power to four million homes."
    ]


async def test_a_leader_for_whom_nothing_stands_gets_the_documents_own_sentences() -> None:
    model = Playing([points(("John Adams", TREATY), ("Ann Baker", WRONG)), repair(n1=WRONG)])
    briefing = await engine(model, LAKE).brief(Length.SHORT)
    baker = [p.claim.text for p in briefing.points if p.heading == "Ann Baker"]
    assert baker
    assert "nine million" not in " ".join(baker)


async def test_no_leader_gets_many_more_points_than_another() -> None:
    survey = claim(
        "John Adams has ordered a survey of the reservoir.",
        (3, "Adams has ordered a survey of the reservoir."),
    )
    meets = claim(
        "John Adams and Ann Baker will meet in Geneva.",
        (1, "John Adams and Ann Baker will meet in Geneva on Monday."),
    )
    model = Playing(
        [points(("John Adams", TREATY), ("John Adams", survey), ("John Adams", meets), ("Ann Baker", DAM))]
    )
    briefing = await engine(model, LAKE).brief(Length.FULL)
    assert [p.heading for p in briefing.points].count("John Adams") == 2


async def test_the_same_briefing_is_written_once_for_each_language() -> None:
    german = claim("John Adams will einen Vertrag über das Wasser.", (1, TREATY["quotes"][0]["quote"]))
    model = Playing(
        lambda asked: points(("John Adams", german if "is German" in asked.messages[0].text else TREATY))
    )
    generative = engine(model, LAKE)
    await generative.brief(Length.SHORT)
    await generative.brief(Length.SHORT)
    assert len(model.requests) == 1
    await generative.on_account_of(OPERATOR, "de").brief(Length.SHORT)
    assert len(model.requests) == 2
    assert "The language of the claims is German," in model.requests[1].messages[0].text


async def test_cells_and_points_in_another_language_than_the_readers_go_back() -> None:
    german = claim("John Adams will einen Vertrag über das Wasser.", (1, TREATY["quotes"][0]["quote"]))
    for written in (cells(("Goals", "John Adams", TREATY)), points(("John Adams", TREATY))):
        model = Playing([written, repair(n1=german)])
        generative = engine(model, LAKE).on_account_of(OPERATOR, "de")
        if "cells" in written:
            compared = await generative.compare(BOTH)
            told = [cell.text for row in compared.rows for cell in row.cells if cell]
        else:
            told = [p.claim.text for p in (await generative.brief(Length.SHORT)).points]
        assert german["text"] in told
        assert TREATY["text"] not in told


async def test_all_that_editions_in_a_language_are_made_of_is_asked_for_in_it() -> None:
    german = claim(
        "Es ist nicht klar, wer die Untersuchung bezahlt.",
        (3, "It is not clear who will pay for the survey."),
    )

    def script(request: Request) -> str:
        match request.schema["title"]:
            case "WrittenAnswer":
                return answer(german)
            case "WrittenBriefing":
                return points(
                    ("John Adams", claim("John Adams will einen Vertrag über das Wasser.", TREATED))
                )
            case _:
                return cells(
                    ("Water", "John Adams", claim("John Adams will einen Vertrag über das Wasser.", TREATED))
                )

    model = Playing(script)
    written = await write(engine(model, LAKE).on_account_of(OPERATOR, "de"), LAKE.dossier, Length.SHORT, "de")
    assert all("is German" in request.messages[0].text for request in model.requests)
    assert [item.claim.text for item in written.pool if isinstance(item, LeftOpen)] == [german["text"]]
    # The briefing, what is open, and for each topic what is said of it and by whom.
    assert len(model.requests) == 2 + 2 * len(LAKE.dossier.topics)


@pytest.mark.parametrize("failing", ["WrittenBriefing", "WrittenComparison", "WrittenAnswer"])
async def test_editions_of_which_something_was_written_without_the_model_are_makeshift(failing: str) -> None:
    def script(request: Request) -> str | Exception:
        title = request.schema["title"]
        if title == failing:
            return ModelTrouble(Trouble.DOWN, "down")
        if title == "WrittenAnswer":
            return answer(TREATY)
        return (
            points(("John Adams", TREATY))
            if title == "WrittenBriefing"
            else cells(("Water", "John Adams", TREATY))
        )

    either = Fallback(engine(Playing(script), LAKE), Extractive(LAKE))
    written = await write(either, LAKE.dossier, Length.SHORT, "en")
    assert written.is_makeshift
    failing = ""
    either = Fallback(engine(Playing(script), LAKE), Extractive(LAKE))
    assert not (await write(either, LAKE.dossier, Length.SHORT, "en")).is_makeshift
