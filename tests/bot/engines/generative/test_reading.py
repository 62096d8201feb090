"""What a model sends is wild: nothing of it may break the reading, and nothing be told before it is whole."""

import json
from itertools import pairwise
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.engines.generative.arriving import Arriving
from bot.engines.generative.written import WrittenAnswer, WrittenRepair, read, schema_of
from bot.errors import ModelTrouble
from tests.bot.engines.generative.lake import answer, claim

plain = settings(deadline=None, max_examples=200)
texts = st.text(max_size=40)
claims = st.lists(st.builds(claim, texts, st.tuples(st.integers(0, 99), texts)), max_size=5)


def pieces(text: str, cuts: list[int]) -> list[str]:
    places = sorted({cut % (len(text) + 1) for cut in cuts} | {0, len(text)})
    return [text[a:b] for a, b in pairwise(places)]


@plain
@given(claims, st.lists(st.integers(0, 10_000), max_size=30), st.booleans())
def test_every_object_arrives_once_and_in_order_however_the_text_is_cut(
    said: list[dict[str, Any]], cuts: list[int], indented: bool
) -> None:
    text = answer(*said)
    if indented:
        text = (
            "Here you are:\n```json\n" + json.dumps(json.loads(text), indent=2, ensure_ascii=False) + "\n```"
        )
    arriving = Arriving("claims")
    assert [item for piece in pieces(text, cuts) for item in arriving.feed(piece)] == said
    assert arriving.flag("stated") is True


@plain
@given(st.text(max_size=300), st.lists(st.integers(0, 300), max_size=5))
def test_any_text_can_arrive(text: str, cuts: list[int]) -> None:
    arriving = Arriving("claims")
    for piece in pieces('{"claims": [' + text, cuts):
        for item in arriving.feed(piece):
            assert isinstance(item, dict)


def test_an_object_arrives_with_its_last_character() -> None:
    text = answer(claim("One.", (1, "One.")), claim("Two.", (2, "Two.")))
    arriving = Arriving("claims")
    end = text.index("}, {")
    assert list(arriving.feed(text[:end])) == []
    assert [item["text"] for item in arriving.feed(text[end : end + 1])] == ["One."]


@plain
@given(st.text(max_size=400))
def test_any_text_is_read_or_is_trouble(text: str) -> None:
    for kind in (WrittenAnswer, WrittenRepair):
        try:
            read(text, kind)
        except ModelTrouble:
            continue


def test_deeply_nested_json_is_trouble_and_not_a_crash() -> None:
    try:
        read('{"claims": ' + "[" * 100_000, WrittenAnswer)
    except ModelTrouble:
        return
    raise AssertionError("it was read")


def test_every_schema_is_strict() -> None:
    def strict(part: Any) -> None:
        if isinstance(part, dict):
            if part.get("type") == "object":
                assert part["additionalProperties"] is False
                assert part["required"] == list(part["properties"])
            assert "default" not in part
            for each in part.values():
                strict(each)
        elif isinstance(part, list):
            for each in part:
                strict(each)

    from bot.engines.generative import written

    for kind in (
        written.WrittenAnswer,
        written.WrittenComparison,
        written.WrittenBriefing,
        written.WrittenRepair,
    ):
        strict(schema_of(kind))
