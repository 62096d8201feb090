"""A model of fixed latency, in a process of its own: python -m benchmarks.model_server

It speaks chat completions. Whoever asks on "point N" gets the reply of that number: claims that stand in the default
dossier, as a model writes them for us; no two replies are the same. A piece goes out when its time has come, counted
from the request, so that what the server itself does takes no time of its own.
"""

import asyncio
import itertools
import json
import random
import re
import sys
import threading
from pathlib import Path
from typing import Any

from aiohttp import web

from bot.answers import Answer, Question
from bot.dossier.reader import default_path, open_dossier
from bot.dossier.reading import Reading, read
from bot.engines.extractive import Extractive
from bot.engines.generative.checking import examine
from bot.engines.generative.written import WrittenClaim
from tests.servers.openai_frames import Chat, Usage

LAG, PIECES, DELAY = 0.1, 40, 0.005
"""Seconds before the first piece, pieces, seconds between two."""

SECONDS = LAG + PIECES * DELAY
"""The model's time for a reply."""

CLAIMS, QUESTIONS = 4, 2
"""Of each reply."""

POINT = re.compile(r"\bpoint (\d+)\b")


def _claims(reading: Reading) -> list[dict[str, Any]]:
    """Two sentences of the dossier in one claim, with both quoted, where that stands."""
    claims: list[dict[str, Any]] = []
    for one, other in itertools.permutations(reading.dossier.sentences, 2):
        quotes = [{"passage": s.passage, "quote": s.text} for s in (one, other)]
        claim = {"text": f"{one.text.rstrip('.')}; {other.text}", "quotes": quotes}
        if examine(WrittenClaim.model_validate(claim), reading).claim:
            claims.append(claim)
    random.Random(1).shuffle(claims)
    return claims


async def _questions(reading: Reading) -> list[dict[str, Any]]:
    """The gold questions that the dossier answers, each with what answers it."""
    lines = (Path(__file__).parent / "gold/alaska-summit/questions.jsonl").read_text(encoding="utf-8")
    questions: list[dict[str, Any]] = []
    for line in lines.splitlines():
        text = json.loads(line)["question"]
        answer = await Extractive(reading).answer(Question(text=text))
        if isinstance(answer, Answer):
            citation = answer.claims[0].citations[0]
            questions.append({"text": text, "passage": citation.passage, "quote": citation.quote})
    return questions


async def replies() -> list[str]:
    """All replies there are, in pieces of the same size."""
    reading = read(open_dossier(default_path()))
    claims, questions = _claims(reading), await _questions(reading)
    found: list[str] = []
    for start in range(0, len(claims) - CLAIMS + 1, CLAIMS):
        asked = [questions[(start + step) % len(questions)] for step in range(QUESTIONS)]
        reply = {
            "asked": "",
            "stated": True,
            "claims": claims[start : start + CLAIMS],
            "questions": asked,
        }
        found.append(json.dumps(reply, ensure_ascii=False))
    return found


async def serve() -> None:
    """Say the port and how many replies there are on the standard output; serve until the standard input ends."""
    said = await replies()

    async def write(request: web.Request) -> web.StreamResponse:
        loop = asyncio.get_running_loop()
        started = loop.time()
        body = await request.json()
        point = POINT.search(json.dumps(body["messages"]))
        text = said[int(point[1]) % len(said)] if point else ""
        chat, size = Chat(), -(-len(text) // PIECES)
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream; charset=utf-8"})
        await response.prepare(request)
        await response.write("".join(chat.begins()).encode())
        for number in range(PIECES):
            await asyncio.sleep(started + LAG + (number + 1) * DELAY - loop.time())
            piece = text[number * size : (number + 1) * size]
            await response.write("".join(chat.says(piece)).encode())
        await response.write("".join(chat.ends("stop", Usage())).encode())
        await response.write_eof()
        return response

    app = web.Application(client_max_size=2**24)
    app.router.add_post("/v1/chat/completions", write)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0, backlog=1024).start()
    print(runner.addresses[0][1], len(said), flush=True)
    over = asyncio.Event()
    loop = asyncio.get_running_loop()
    threading.Thread(
        target=lambda: (sys.stdin.read(), loop.call_soon_threadsafe(over.set)), daemon=True
    ).start()
    await over.wait()
    await runner.cleanup()


if __name__ == "__main__":
    asyncio.run(serve())
