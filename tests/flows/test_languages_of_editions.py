"""An edition in the language of its subscription: ours changes, the documents' words don't; and errors about times."""

import datetime
import re

import pytest
from rich.cells import cell_len

from adapters.terminal.render import Look, render
from bot import bulletin
from bot.answers import Length
from bot.dossier import reader
from bot.dossier.model import Dossier
from bot.dossier.reading import Reading, read
from bot.editions import Edition, compose
from bot.engines.extractive import Extractive
from bot.errors import UnusableInput
from bot.reply import Actions, Heading, Paragraph, Reply, plain_text
from bot.subscriptions import UNTIL_EVENT
from bot.times import EXAMPLE, read_schedule
from bot.wording import LANGUAGES, Said, words_for
from bot.writing import Writing, from_json, to_json, write
from tests.flows.replies import of_documents, of_ours

MONDAY = datetime.date(2025, 8, 11)
NOW = datetime.datetime(2025, 8, 11, 6, tzinfo=datetime.UTC)
OTHERS = [code for code in LANGUAGES if code != "en"]


@pytest.fixture(scope="module")
def known() -> Reading:
    return read(reader.open_dossier(reader.default_path()))


async def written(known: Reading, language: str, length: Length = Length.SHORT) -> Writing:
    fresh = await write(Extractive(known), known.dossier, length, language)
    return from_json(to_json(fresh))  # As another process gets it.


def editions(writing: Writing, known: Reading, days: int) -> list[Edition]:
    told: frozenset[str] = frozenset()
    made: list[Edition] = []
    for number in range(days):
        made.append(compose(writing, told, MONDAY + datetime.timedelta(number), known.dossier.event))
        told = made[-1].cited
    return made


def posted(edition: Edition, dossier: Dossier, language: str) -> Reply:
    words = words_for(language)
    note = bulletin.not_sent(MONDAY, "it never arrived, and its grace is over", words)
    return bulletin.edition(edition, dossier, [note], words=words)


def names(dossier: Dossier) -> set[str]:
    assert dossier.event
    topics = {topic.name for topic in dossier.topics}
    return {"", dossier.event.name, *topics, *(leader.name for leader in dossier.leaders)}


@pytest.mark.parametrize("length", [Length.HEADLINE, Length.SHORT])
@pytest.mark.parametrize("language", OTHERS)
async def test_every_edition_is_in_its_language_with_the_documents_words_unchanged(
    known: Reading, language: str, length: Length
) -> None:
    english, foreign = [editions(await written(known, code, length), known, 8) for code in ("en", language)]
    same = names(known.dossier)
    for one, other in zip(english, foreign, strict=True):
        before, now = posted(one, known.dossier, "en"), posted(other, known.dossier, language)
        assert of_documents(now) == of_documents(before)
        left = {text for text in of_ours(now) if text in of_ours(before)} - same
        assert not {text for text in left if not re.fullmatch(r"passage [0-9]+", text)}  # French as well.
        drawn = "".join(render(now, Look(width=80))).split("\n")
        assert max(map(cell_len, drawn)) <= 80


@pytest.mark.parametrize("language", OTHERS)
async def test_buttons_are_labelled_in_the_language_and_say_what_the_desk_reads(
    known: Reading, language: str
) -> None:
    (first,) = editions(await written(known, language), known, 1)
    labels: list[dict[str, str]] = []
    for code in ("en", language):
        reply = bulletin.edition(first, known.dossier, subscription="ab12", words=words_for(code))
        (actions,) = [block for block in reply.blocks if isinstance(block, Actions)]
        labels.append({action.text: action.label for action in actions.items})
    assert labels[0].keys() == labels[1].keys()
    assert not set(labels[0].values()) & set(labels[1].values())


@pytest.mark.parametrize(
    ("language", "title"),
    [("en", "A, B and C"), ("de", "A, B und C"), ("uk", "A, B та C"), ("es", "A, B y C")],
)
async def test_a_title_of_ours_outlives_the_store_in_its_language(
    known: Reading, language: str, title: str
) -> None:
    from dataclasses import replace

    from bot.wording import all_of

    class Titled(Extractive):
        async def brief(self, length: Length):  # pyright: ignore[reportIncompatibleMethodOverride]
            return replace(await super().brief(length), title=all_of(["A", "B", "C"]))

    fresh = await write(Titled(known), known.dossier, Length.HEADLINE, language)
    assert from_json(to_json(fresh)).briefing.title == title


def test_what_was_not_sent_is_said_with_its_kept_cause_or_with_any_other_as_it_is() -> None:
    words = words_for("de")
    said = bulletin.not_sent(MONDAY, "its grace was over before it could be posted", words)
    assert said == (
        "Die Ausgabe vom 11. August 2025 wurde nicht verschickt – "
        "ihre Frist war abgelaufen, bevor sie zugestellt werden konnte."
    )
    assert "{odd} cause" in bulletin.not_sent(MONDAY, "{odd} cause", words)
    assert bulletin.not_sent(MONDAY, "", words) == bulletin.not_sent(MONDAY, None, words)


def test_who_made_a_subscription_is_told_in_its_language_that_the_channel_is_gone() -> None:
    text = plain_text(bulletin.gone("alaska", datetime.time(8), words_for("es")))
    assert text.startswith("Su resumen de las 8:00 sobre alaska ya no se puede publicar")


async def test_a_quiet_day_reads_well(known: Reading) -> None:
    quiet = editions(await written(known, "ru"), known, 6)[-1]
    reply = bulletin.edition(quiet, known.dossier, words=words_for("ru"))
    texts = [block.text for block in reply.blocks if isinstance(block, Paragraph | Heading)]
    assert any("1-й день после события (пятница, 15 августа 2025" in text for text in texts)
    assert any(
        "Уже сообщалось: 12 пунктов, без изменений (О чём речь, Donald Trump" in text for text in texts
    )


WRONG = [
    "Berlin",
    "8am",
    "25:00 Berlin",
    "24:30 Berlin",
    "in the morning Berlin",
    "8 and 9 in Berlin",
    "8 Berlin until yesterdayish",
    "8 Berlin until 2024-01-01",
    "8 Berlin until 31 February",
    "8 Berlin until 3/4/2027",
    "8 Berlin Tokyo",
    "8 Springfeld",
    "8 UTC+2",
    "x" * 501,
    "weekly at 8 in Berlin",
    "8 in Berlin fr",
    "8 pm in the morning Berlin",
]


@pytest.mark.parametrize("text", WRONG)
def test_what_is_wrong_with_a_schedule_is_told_in_every_language(text: str) -> None:
    with pytest.raises(UnusableInput) as raised:
        read_schedule(text, None, now=NOW)
    assert isinstance(raised.value.args[0], Said)
    told = {code: words_for(code).error(raised.value) for code in LANGUAGES}
    assert told["en"] == str(raised.value)
    assert len(set(told.values())) == len(LANGUAGES)


@pytest.mark.parametrize("language", OTHERS)
def test_an_example_in_a_language_is_a_schedule_that_is_understood(language: str) -> None:
    words = words_for(language)
    assert read_schedule(words.said(EXAMPLE), None, now=NOW) == read_schedule(EXAMPLE, None, now=NOW)
    with pytest.raises(UnusableInput) as raised:
        read_schedule("weekly at 8 in Berlin", None, now=NOW)
    weekly = words.error(raised.value).rsplit(": ", 1)[1].rstrip(".")
    assert read_schedule(weekly, None, now=NOW).schedule.days == {0}
    with pytest.raises(UnusableInput) as raised:
        read_schedule("8 Berlin until whenever", None, now=NOW)
    told = words.error(raised.value).replace("\xa0", " ").split(": ", 1)[1].rstrip(".")
    dated, event = re.split(r",? (?:o )?\w+ ?: ", told)
    assert read_schedule(f"8:00 Berlin {dated}", None, now=NOW).until == datetime.date(2026, 5, 3)
    assert read_schedule(f"8:00 Berlin {event}", None, now=NOW).until == UNTIL_EVENT
