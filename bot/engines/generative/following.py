"""Follow-up questions that a model suggests: offered only where the dossier answers them."""

import json
import re
from collections.abc import Sequence

from bot.answers import Answer, Question
from bot.engines.generative.job import Job
from bot.engines.generative.quoting import find
from bot.engines.generative.written import WrittenQuestion
from bot.language import language_of

QUESTIONS = 3
"""Follow-up questions of an answer at most."""

LENGTH = 140
"""Characters of one at most."""

_MARKUP = re.compile(r"://|www\.|[<>@`\[\]|]")
_LIST = re.compile(r'"questions"\s*:\s*\[')
_TEXT = re.compile(r'"text"\s*:\s*("(?:[^"\\]|\\.)*")')


class FollowUps:
    """The follow-up questions of one reply. Whether they are answered is found out while the reply still arrives."""

    def __init__(self, question: Question, job: Job) -> None:
        self._question = question
        self._job = job
        self._at: int | None = None
        self._answered: dict[str, bool] = {}

    async def hear(self, reply: str) -> None:
        """Look at the questions that are whole in what has arrived of a reply: their quotes come behind them."""
        if self._at is None and (found := _LIST.search(reply)):
            self._at = found.end()
        while self._at is not None and (found := _TEXT.search(reply, self._at)):
            self._at = found.end()
            try:
                text = _plain(json.loads(found[1], strict=False))
            except ValueError:
                continue
            if len(self._answered) < QUESTIONS and self._is_fit(text):
                await self._is_answered(text)

    async def kept(self, written: Sequence[WrittenQuestion]) -> tuple[str, ...]:
        """Those that can be offered: what answers each stands there, and, where the key-less engine reads the
        language, it finds an answer too."""
        kept: list[str] = []
        for one in written[:QUESTIONS]:
            text = _plain(one.text)
            if (
                self._is_fit(text)
                and text not in kept
                and find(one.quote, self._job.reading.dossier, one.passage)
                and await self._is_answered(text)
            ):
                kept.append(text)
        return tuple(kept)

    def _is_fit(self, text: str) -> bool:
        is_plain = 0 < len(text) <= LENGTH and not _MARKUP.search(text) and text.isprintable()
        return is_plain and text != self._question.text

    async def _is_answered(self, text: str) -> bool:
        if text not in self._answered:
            is_read = language_of(text) in (None, "en")
            if is_read:
                await self._job.turns.take()
            self._answered[text] = not is_read or isinstance(
                await self._job.extractive.answer(Question(text=text)), Answer
            )
        return self._answered[text]


def _plain(text: str) -> str:
    return " ".join(text.split())
