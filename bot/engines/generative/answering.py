"""Answering with a model: each claim is verified as soon as it has arrived, and shown only then."""

from collections.abc import AsyncGenerator, Iterable, Sequence
from contextlib import aclosing
from dataclasses import replace

import structlog
from pydantic import ValidationError

from bot.answers import Answer, Citation, Claim, Dropped, NotStated, Question, Why
from bot.conversation import standalone
from bot.engines.extractive.intent import intent
from bot.engines.generative import prompting, tongues
from bot.engines.generative.arriving import Arriving
from bot.engines.generative.checking import Examined, examine
from bot.engines.generative.following import FollowUps, understood
from bot.engines.generative.job import Job
from bot.engines.generative.repairing import settle
from bot.engines.generative.written import (
    WrittenAnswer,
    WrittenClaim,
    WrittenSearch,
    read,
)
from bot.errors import ModelTrouble, Trouble
from bot.language import NAMES, language_of
from bot.wording import say

log = structlog.get_logger()

MOST = 6
"""Claims of an answer at most."""

_NO_QUESTION = frozenset({Why.EMPTY, Why.SMALL_TALK, Why.ORDER, Why.OPINION})
_NEAREST = 3

Told = Claim | Answer | NotStated


async def answer(question: Question, job: Job) -> AsyncGenerator[Told]:
    """The claims of the answer as they are verified, then the whole. Raises ModelTrouble if nothing can be shown.

    Small talk, orders and requests for an opinion are answered as without a model: they cost nothing.
    """
    if intent(question.text) in _NO_QUESTION:
        yield await job.extractive.answer(question)
        return
    queries = () if job.is_small else await _queries(question, job)
    is_all = job.passages(*queries) == job.passages(*queries, wider=True)
    for is_last in (True,) if is_all else (False, True):
        try:
            async with aclosing(_written(question, job, queries, wider=is_last)) as told:
                async for item in told:
                    if not isinstance(item, NotStated) or is_last:
                        yield item
                    if isinstance(item, Answer):
                        return
        except ModelTrouble as trouble:
            if is_last or trouble.trouble is not Trouble.UNSUPPORTED:
                raise


async def _queries(question: Question, job: Job) -> tuple[str, ...]:
    """What to search for: the question as it stands alone, and a model's words for it where ours don't reach."""
    alone = standalone(question, job.reading.who)
    read = tongues.of_documents(job.reading)
    if not question.turns and language_of(question.text) in (None, read):
        return (alone,)
    request = prompting.request(
        "search",
        WrittenSearch,
        "You help to search in documents.",
        small=True,
        language=NAMES[read],
        conversation=prompting.conversation(question),
        question=prompting.quoted(question.text),
    )
    try:
        written, _ = await job.scribe.write(request, WrittenSearch)
    except ModelTrouble as trouble:
        log.info("search_without_model", trouble=trouble.trouble)
        return (alone,)
    return tuple(filter(str.strip, (alone, written.asked, " ".join(written.words))))


async def _written(
    question: Question, job: Job, queries: Sequence[str], *, wider: bool = False
) -> AsyncGenerator[Told]:
    await job.turns.take()
    request = prompting.request(
        "answer",
        WrittenAnswer,
        prompting.grounded(job.reading, job.passages(*queries, wider=wider)),
        most=MOST,
        language=NAMES.get(question.language, "English"),
        reply_in=NAMES.get(question.reply_in or ""),
        conversation=prompting.conversation(question),
        question=prompting.quoted(question.text),
    )
    arriving, follow_ups = Arriving("claims"), FollowUps(question, job)
    examined, shown = dict[WrittenClaim, Examined](), list[Claim]()
    try:
        async with aclosing(job.scribe.stream(request)) as pieces:
            async for piece in pieces:
                for raw in arriving.feed(piece):
                    await job.turns.take()  # A check takes milliseconds; others shall not wait for several.
                    one = _arrived(raw, question, job)
                    if one is None or arriving.flag("stated") is not True:
                        continue
                    examined[one.written] = one
                    if one.claim and one.claim not in shown and len(shown) < MOST:
                        shown.append(one.claim)
                        yield one.claim
                if shown:
                    await follow_ups.hear(arriving.text)
        written = read(arriving.text, WrittenAnswer)
    except ModelTrouble as trouble:
        if not shown:
            raise
        log.info("answer_broke_off", trouble=trouble.trouble)
        note = say("The model's reply broke off; what is shown was checked.")
        yield _answer(shown, (), job, request.prompt, note=note)
        return
    for claim in written.claims[:MOST]:
        if claim not in examined:
            await job.turns.take()
            examined[claim] = _examined(claim, question, job)
    if not written.stated and not shown:
        whole = await _not_stated(question, examined.values(), job, request.prompt)
        yield replace(whole, asked=understood(written.asked, question, job.reading))
        return
    dropped: list[Dropped] = []
    ends = await settle(
        list(examined.values()),
        request,
        arriving.text,
        job.scribe,
        lambda _, claim: _again(claim, question, job),
    )
    for end in ends:
        if end.dropped:
            dropped.append(end.dropped)
        elif end.claim and end.claim not in shown and len(shown) < MOST:
            shown.append(end.claim)
            yield end.claim
    if not shown:
        raise unsupported()
    questions = await follow_ups.kept(written.questions)
    whole = _answer(shown, dropped, job, request.prompt, questions=questions)
    yield replace(whole, asked=understood(written.asked, question, job.reading))


def unsupported() -> ModelTrouble:
    """Nothing that the model wrote stood up to verification."""
    return ModelTrouble(
        Trouble.UNSUPPORTED,
        say("Nothing that the model wrote stood up to verification."),
        remedy="Every claim of the model failed verification twice; a stronger model does better: set OPENAI_MODEL.",
    )


def _examined(claim: WrittenClaim, question: Question, job: Job) -> Examined:
    return tongues.held_to(_again(claim, question, job), tongues.wanted(question))


def _again(claim: WrittenClaim, question: Question, job: Job) -> Examined:
    """What a mended claim is held to: it isn't asked for twice in another language."""
    return tongues.told_back(examine(claim, job.reading), question)


def _arrived(raw: dict[str, object], question: Question, job: Job) -> Examined | None:
    try:
        return _examined(WrittenClaim.model_validate(raw), question, job)
    except ValidationError:
        return None


def _answer(
    claims: Sequence[Claim],
    dropped: Sequence[Dropped],
    job: Job,
    prompt: str,
    *,
    questions: tuple[str, ...] = (),
    note: str | None = None,
) -> Answer:
    return Answer(
        claims=tuple(claims),
        engine=job.engine,
        dossier=job.reading.dossier.name,
        as_of=job.reading.dossier.as_of,
        dropped=tuple(dropped),
        questions=questions,
        note=note,
        prompt=prompt,
    )


async def _not_stated(question: Question, examined: Iterable[Examined], job: Job, prompt: str) -> NotStated:
    """An honest "the documents don't say", with what the model found nearest, else what the search did."""
    near: dict[Citation, None] = {}
    for one in examined:
        claim = one.claim or one.bare
        near.update(dict.fromkeys(claim.citations if claim else ()))
    found = await job.extractive.answer(question)
    if not near:
        claims = found.claims if isinstance(found, Answer) else ()
        near.update(dict.fromkeys(c for claim in claims for c in claim.citations))
        near.update(dict.fromkeys(found.nearest if isinstance(found, NotStated) else ()))
    return NotStated(
        why=Why.NOT_FOUND,
        nearest=tuple(near)[:_NEAREST],
        engine=job.engine,
        dossier=job.reading.dossier.name,
        as_of=job.reading.dossier.as_of,
        questions=job.extractive.questions(),
        prompt=prompt,
    )
