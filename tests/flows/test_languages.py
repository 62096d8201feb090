"""From an event with a locale to the rendered reply: our words change with the language, the documents' never."""

import datetime
import gettext
import re
from collections.abc import AsyncIterator, Iterator

import pytest
from rich.cells import cell_len

from adapters.terminal import pipe, session
from adapters.terminal.render import Look, render
from bot import pages, present
from bot.answers import Length, Question
from bot.desk import Desk
from bot.dossier import reader
from bot.engines.extractive import Extractive
from bot.holdings import Holdings
from bot.platform import Address, Final, Inbound, Status
from bot.reply import Heading, Reply, Table
from bot.wording import LANGUAGES, Translated, words_for
from tests.flows.replies import of_documents, of_ours

TODAY = datetime.date(2025, 8, 13)
OTHERS = [code for code in LANGUAGES if code != "en"]
ASKED = {
    "answer": "What does each side want?",
    "refusal": "Who won the cup in Geneva?",
    "unclear": "Why does he want it?",
    "small talk": "Hello!",
    "comparison": "/compare",
    "comparison on a topic": "/compare on expectations",
    "headline": "/brief headline",
    "briefing": "/brief",
    "full briefing": "/brief full",
    "verdicts": "/verify The two leaders meet in Vienna on Friday. Is it so? Nobody won 17 prizes. It is great.",
    "help": "/help",
    "leaders": "/leaders",
    "sources": "/sources",
    "passage": "/sources 2",
    "wrong command": "/comapre",
    "wrong leader": "/compare Nobody Zzyzx vs Zzyzx",
    "wrong passage": "/sources 9999",
    "nothing behind it": "/verify",
    "too long": "word " * 3000,
}


@pytest.fixture(scope="module")
def desk() -> Desk:
    return Desk(Holdings(reader.default_path(), Extractive), lambda: TODAY)


_events: Iterator[int] = iter(range(10**9))


async def shown(desk: Desk, text: str, locale: str | None) -> AsyncIterator[Status | Final]:
    number = str(next(_events))
    inbound = Inbound(event=number, address=Address(number), person="p", text=text, locale=locale)
    async for item in desk.handle(inbound):
        assert isinstance(item, Status | Final)
        yield item


async def reply(desk: Desk, text: str, locale: str | None) -> Reply:
    return [item.reply async for item in shown(desk, text, locale) if isinstance(item, Final)][-1]


async def of_dossier(desk: Desk) -> set[str]:
    """What stays as it is: names of the dossier, the statements that someone handed in, and nothing."""
    known = desk.dossier
    names = {known.title, *(leader.name for leader in known.leaders), *(topic.name for topic in known.topics)}
    names |= {known.event.name} if known.event else set()
    checked = await reply(desk, ASKED["verdicts"], None)
    rows = [row for block in checked.blocks if isinstance(block, Table) for row in block.rows]
    headline = " / ".join(leader.name for leader in known.leaders)
    return {"", headline, *names, *(row[0].text for row in rows)}


@pytest.mark.parametrize("asked", ASKED)
@pytest.mark.parametrize("locale", ["de-AT", "fr", "es-419", "uk_UA.UTF-8", "ru"])
async def test_our_words_are_the_readers_and_the_documents_words_their_own(
    desk: Desk, locale: str, asked: str
) -> None:
    english, foreign = [await reply(desk, ASKED[asked], code) for code in (None, locale)]
    assert of_documents(foreign) == of_documents(english)
    same = await of_dossier(desk) | {"Position", "Contradicted", "Verdict", "Documents"}  # Also French words.
    if "passage" in words_for(locale).text("passage {number}", number=""):  # French as well.
        same |= {text for text in of_ours(english) if re.search(r"\bpassage [0-9]+", text)}
    left = [text for text in of_ours(foreign) if text in of_ours(english)]
    assert [text for text in left if text not in same] == []


@pytest.mark.parametrize("code", OTHERS)
async def test_a_status_and_the_welcome_are_in_the_readers_language(desk: Desk, code: str) -> None:
    words = words_for(code)
    statuses = [item.text async for item in shown(desk, "/leaders", code) if isinstance(item, Status)]
    assert statuses == [words.text("Looking in the documents …")]
    said = of_ours(desk.home("p", "s", code))
    assert words.text("Worth asking:") in said
    assert any(words.long_day(datetime.date(2025, 8, 15)) in text for text in said)
    assert any(words.plural("in {number} day", "in {number} days", 2) in text for text in said)


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("Was will Putin wirklich?", "Das sieht nach Deutsch aus. Diese Engine liest nur Englisch."),
        ("Que veut le président ?", "autre langue (français)"),
        ("¿Qué quiere el presidente?", "otro idioma (español)"),
        ("Чого хоче президент України?", "мова запитання — українська"),
        ("Чего хочет президент?", "язык вопроса — русский"),
    ],
)
@pytest.mark.parametrize("locale", [None, "de", "ru"])
async def test_a_question_in_a_language_that_is_not_read_is_told_so_in_that_language(
    desk: Desk, question: str, told: str, locale: str | None
) -> None:
    assert told in of_ours(await reply(desk, question, locale))[0].replace("\xa0", " ")


async def test_a_language_that_we_do_not_speak_is_named_in_the_readers(desk: Desk) -> None:
    assert "Griechisch" in of_ours(await reply(desk, "Τι θέλει ο πρόεδρος;", "de"))[0]


async def test_rules_stay_in_english(desk: Desk) -> None:
    english, german = [await reply(desk, "/help rules", code) for code in (None, "de")]
    assert german.blocks[1:] == english.blocks[1:]
    assert german.blocks[0] == Heading("Woran dieser Bot gebunden ist")


def lines(answered: Reply, width: int = 80) -> list[str]:
    return "".join(render(answered, Look(width=width))).split("\n")


@pytest.mark.parametrize("asked", ASKED)
@pytest.mark.parametrize("code", OTHERS)
async def test_no_language_breaks_a_terminal_of_80_columns(desk: Desk, code: str, asked: str) -> None:
    drawn = lines(await reply(desk, ASKED[asked], code))
    assert max(map(cell_len, drawn)) <= 80


@pytest.mark.parametrize("code", OTHERS)
async def test_the_labels_of_a_comparison_stand_unbroken(desk: Desk, code: str) -> None:
    labels = [present.label(name, words_for(code)) for name in ("Goals", "Position", "Constraints", "Moves")]
    drawn = lines(await reply(desk, "/compare", code))
    assert all(any(re.match(rf"{label} {{2,}}\S", line) for line in drawn) for label in labels)


class Stretched(gettext.NullTranslations):
    """A language of very long words written from right to left, with all placeholders at their places."""

    def gettext(self, message: str) -> str:
        return re.sub(r"[^\W\d_]+(?![^{}]*\})", lambda word: "ושלום" * len(word[0]), message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self.gettext(msgid2)


@pytest.mark.parametrize("width", [40, 80])
async def test_words_of_any_length_and_direction_keep_within_the_window(desk: Desk, width: int) -> None:
    words, dossier = Translated("he", Stretched()), desk.dossier
    refused = await desk.ask(Question(text="Who won the cup in Geneva?"))
    for answered in (
        present.answer(refused, dossier, words),
        present.comparison(await desk.compare(""), dossier, words),
        present.briefing(await desk.brief(Length.SHORT, words), dossier, words),
        present.verdicts(desk.verify("Nobody won 17 prizes. It is great."), dossier, "e", words),
        pages.help_page(None, words),
        pages.sources(dossier, words),
        pages.leaders(dossier, words),
        pages.welcome(dossier, "e", ["What?"], TODAY, words),
    ):
        assert max(map(cell_len, lines(answered, width))) <= width


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("keys", [pipe.KEYS, session.KEYS, session.LEAVING])
def test_what_the_keys_do_is_one_line(code: str, keys: str) -> None:
    assert cell_len(words_for(code).said(keys)) <= 80
