"""Follow-up questions that a model suggests: offered only where the dossier answers them."""

import json
import re
from collections.abc import Sequence

from bot.answers import Answer, Claim, Question
from bot.dossier.reading import Reading
from bot.engines.generative.job import Job
from bot.engines.generative.quoting import find
from bot.engines.generative.written import WrittenQuestion
from bot.engines.verification import Check, Severity, check, links
from bot.language import language_of

QUESTIONS = 3
"""Follow-up questions of an answer at most."""

LENGTH = 140
"""Characters of one at most."""

_MARKUP = re.compile(r"://|www\.|[<>@`\[\]|]")
_FACTS = frozenset({Check.NUMBER, Check.DATE, Check.NAME, Check.LINK})
"""What a question in another language may not bring in; what it asks about, its quote needn't have."""

_ENDS = re.compile(r"[?？؟;]\s*[\"”»]?$")
# More than the one sentence of a question, or words before it that state something: "He resigned on Tuesday, why?"
_STATES = re.compile(r"[.!…:;](?:\s|$)(?=.*\w)|,\s*[\w'’-]+(?:\s[\w'’-]+)?\s*\?$")
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
                and self._is_carried(text, one)
                and await self._is_answered(text)
            ):
                kept.append(text)
        return tuple(kept)

    def _is_fit(self, text: str) -> bool:
        is_plain = 0 < len(text) <= LENGTH and not _MARKUP.search(text) and text.isprintable()
        return (
            is_plain
            and bool(_ENDS.search(text))
            and text != self._question.text
            and not links.strange(text, self._job.reading.dossier)
        )

    def _is_carried(self, text: str, one: WrittenQuestion) -> bool:
        """Whether what answers it stands there. Where no engine reads the question, it takes nothing for granted, and
        its numbers, dates and names stand in that quote.
        """
        dossier = self._job.reading.dossier
        citation = find(one.quote, dossier, one.passage)
        if citation is None:
            return False
        if language_of(text) in (None, "en"):
            return True
        if _STATES.search(text):
            return False
        verdicts = check(Claim(text=text, citations=(citation,)), dossier)
        return not any(verdict.check in _FACTS and verdict.severity is Severity.WRONG for verdict in verdicts)

    async def _is_answered(self, text: str) -> bool:
        if text not in self._answered:
            is_read = language_of(text) in (None, "en")
            if is_read:
                await self._job.turns.take()
            self._answered[text] = not is_read or isinstance(
                await self._job.extractive.answer(Question(text=text)), Answer
            )
        return self._answered[text]


def understood(asked: str, question: Question, reading: Reading) -> str | None:
    """How a model has understood a question of a thread, where that says no more than the thread does: each word of it was
    said there, or is a leader's name. None where there is nothing to tell, or where a model puts something in.
    """
    text = _plain(asked)
    if not question.turns or text == _plain(question.text) or len(text) > 2 * LENGTH:
        return None
    if not text.isprintable() or not _ENDS.search(text) or links.strange(text, reading.dossier):
        return None
    said = [question.text, *(f"{turn.question} {turn.reply}" for turn in question.turns)]
    names = [f"{leader.name} {' '.join(leader.aliases)}" for leader in reading.dossier.leaders]
    return text if _terms([text], reading) <= _terms([*said, *names], reading) else None


def _terms(texts: Sequence[str], reading: Reading) -> frozenset[str]:
    return frozenset(word.term for text in texts for word in reading.index.read(text) if word.term)


def _plain(text: str) -> str:
    return " ".join(text.split())
