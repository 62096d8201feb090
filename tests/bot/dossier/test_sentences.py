import time
import warnings

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.dossier.sentences import LONGEST, split

WILD = st.text(
    alphabet=st.one_of(
        st.sampled_from(list(" \n\t\r.!?…\"“”'()[]*_>#-:;,。1234aAbBzZÉß€U S")), st.characters()
    ),
    max_size=300,
)


def sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in split(text)]


@pytest.mark.parametrize(
    "text",
    [
        "Dr. Anansi met Mr. Ruan. | They talked.",
        "The talks open at 10 a.m. on Jan. 4. | Nobody is late.",
        "The talks begin at 10 a.m. Monday. | Doors open at 9 a.m. GMT.",
        "At 10 a.m. Kalembe came. | She left at once.",
        "The ferry with the delegation docked at 9.40 a.m. | Calloway walked up from the quay.",
        "The U.S. President spoke to the U.N. committee. | It listened.",
        "He flew to the U.S. | The talks went on.",
        "J. R. Smith and A. Jones signed. | B. Krol did not.",
        "See No. 4 and sect. 9 of the act, approx. 70 per cent of it. | No. | He said no.",
        "They sell chips, gallium, etc. | The rest stays.",
        "Use a rule (e.g. this one). | Or another, i.e. that one.",
        "The dam cost $4.7 billion. | It rose 3.5 percent.",
        "Prices rose in 2024. | 12 plants closed.",
        "He waited… | Nobody came... she went on.",
        "He said so... and went. | Why?! | Nobody knows.",
        '"Nobody owns the rain." | She left.',
        '"Nobody owns the rain. Somebody pays for it," she said. | Then she left.',
        '"Who owns the rain?" Kalembe asked. | "Nobody!" | The room was still.',
        "“Wer? Wir.” | He laughed. | ‘Never!’ | He meant it.",
        "The fund (see p. 5. It is long.) is open. | (It was closed before.) | Good.",
        "1. The dam is built. | 2. The toll goes.",
        "IV. The question of tolls. | It is old.",
        "**He won.** | _She lost._ | Both smiled.",
        "It is old.[3] | It is bold.[citation needed] | It is cold.:12–14 | That is all.",
        "In May. | In June. | Kalembe left in July.",
        "He lives on St. James St. | The house is small.",
        "World War I. | Versailles followed.",
        "It holds three things: a dam, a toll; a fund. | No stop at the end",
        "First line\nsecond line. | Next\r\nsentence.",
        "El río es largo. | ¿Quién paga? | Él.",
        "日本です。|中国です！",
        "Yes. no, not that. | Last",
    ],
)
def test_sentences_end_where_people_end_them(text: str) -> None:
    assert sentences(text.replace("|", "")) == [part.strip() for part in text.split("|")]


@given(WILD)
def test_sentences_are_in_order_and_leave_out_only_white_space(text: str) -> None:
    at = 0
    for start, end in split(text):
        assert start < end
        assert not text[at:start].strip()
        assert text[start:end] == text[start:end].strip()
        at = end
    assert not text[at:].strip()


@given(WILD, WILD, WILD)
def test_a_part_of_a_text_is_split_as_if_it_stood_alone(before: str, text: str, after: str) -> None:
    moved = [(start + len(before), end + len(before)) for start, end in split(text)]
    assert split(before + text + after, len(before), len(before) + len(text)) == moved


@pytest.mark.parametrize("words", ["word ", "long;word; ", "x"])
def test_no_sentence_is_longer_than_a_quote_may_be(words: str) -> None:
    spans = split(words * 2_000)
    assert len(spans) > 1
    assert all(end - start <= LONGEST for start, end in spans)


@pytest.mark.parametrize(
    "text",
    [
        "1. " * 20_000, "." * 60_000 + "a", "( " * 30_000, '"a. ' * 20_000, '."' * 30_000, "a. " * 20_000,
        "*" * 60_000, "“" * 60_000, ".[1" * 20_000, "A" * 60_000 + ". ", ". [" * 20_000, '?" Aa ' * 10_000,
    ],
)  # fmt: skip
def test_time_grows_with_the_text_and_not_faster(text: str) -> None:
    started = time.process_time()
    split(text)
    assert time.process_time() - started < 0.5


@pytest.mark.parametrize(
    "text",
    [
        "Mr. Jones came at 10 a.m. on Monday. He stayed until 4 p.m. that day.",
        "The U.S. Senate met. Sen. Prost spoke first.",
        "Prices rose by 3.5 percent in Jan. 2024. Nobody knew why.",
        'He said: "We are ready." Then he left.',
        "Did she sign? She did! The room was still.",
        "J. R. Smith wrote to Dr. Brandt. She answered.",
        "Halberd Motors Inc. sent 6,400 workers home. The plant is closed.",
        "The mayor, Prof. A. Lind, gave a dinner (see No. 7). Both came.",
    ],
)
def test_the_slow_splitter_that_others_use_agrees(text: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # its regular expressions are written in an old style
        pysbd = pytest.importorskip("pysbd")
        theirs = pysbd.Segmenter(language="en", clean=False).segment(text)
    assert sentences(text) == [sentence.strip() for sentence in theirs]
