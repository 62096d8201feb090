import asyncio

from bot.answers import OPERATOR, Asker
from bot.engines.generative.books import Books
from bot.engines.generative.model import Usage
from tests.bot.engines.generative.playing import Counting

ANN, BEN = Asker(space="s", person="ann"), Asker(space="s", person="ben")
ALONE = Asker(space="", person="cid")
ONE = Usage(read=10, cached=4, written=2, calls=1)


class Slow(Counting):
    """A ledger that writes when it is let."""

    def __init__(self) -> None:
        super().__init__()
        self.is_let = asyncio.Event()
        self.has_begun = asyncio.Event()

    async def record(self, asker: Asker, model: str, usage: Usage) -> None:
        self.has_begun.set()
        await self.is_let.wait()
        await super().record(asker, model, usage)


async def test_a_reply_does_not_wait_for_what_it_used_to_be_written_down() -> None:
    ledger = Slow()
    async with Books(ledger) as books:
        await books.record(ANN, "m", ONE)
        assert ledger.used == []
        ledger.is_let.set()
    assert [(asker.space, model, usage) for asker, model, usage in ledger.used] == [("s", "m", ONE)]


async def test_replies_of_a_space_are_written_down_as_one_sum_and_nothing_is_lost() -> None:
    ledger = Slow()
    async with Books(ledger) as books:
        await books.record(ANN, "m", ONE)
        await ledger.has_begun.wait()
        for asker, model in ((ANN, "m"), (BEN, "m"), (ALONE, "m"), (OPERATOR, "m"), (ANN, "small")):
            await books.record(asker, model, ONE)
        ledger.is_let.set()
    sums = {(asker.space, asker == OPERATOR, model): usage for asker, model, usage in ledger.used[1:]}
    assert len(ledger.used) == 5
    assert ledger.used[0][2] == ONE
    assert sums == {
        ("s", False, "m"): ONE + ONE,
        ("", False, "m"): ONE,
        ("", True, "m"): ONE,
        ("s", False, "small"): ONE,
    }


async def test_what_is_used_is_written_down_without_anybody_closing_the_books() -> None:
    ledger = Slow()
    books = Books(ledger)
    await books.record(ANN, "m", ONE)
    await ledger.has_begun.wait()
    ledger.is_let.set()
    await books.aclose()
    await books.record(BEN, "m", ONE)
    await books.aclose()
    assert len(ledger.used) == 2
