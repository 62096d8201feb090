"""Our own time around a model: what a question takes less the model's time, beside peers in the same run.

    python -m benchmarks.model [--questions N] [--only NAME]

The model is a local server of fixed latency in a process of its own (`model_server.py`). Everybody asks the same
questions in turn and gets the same replies; none is asked twice. Machines are noisy: quote what is over the bare client.
"""

import argparse
import asyncio
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Generator
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.model_peers import BARE, MODEL, NAIVE, Contender, contenders, document_of, question
from benchmarks.model_server import SECONDS, replies
from bot.answers import Question
from bot.app import keep_loaded, open_desk
from bot.dossier.reader import default_path, open_dossier
from bot.dossier.reading import Reading, read
from bot.engines.generative import answering, prompting
from bot.engines.generative.written import WrittenAnswer
from bot.settings import Settings, read_settings

AT_ONCE = 100
WARM = 8
"""Questions before anything is measured."""

PAUSE = 0.15
"""Seconds between two: what is written down behind a reply is counted with none."""

TICK = 0.001
"""Seconds between two looks whether the event loop is held."""


@contextmanager
def served() -> Generator[tuple[str, int]]:
    """The address of a running server, and how many replies it has."""
    command = [sys.executable, "-m", "benchmarks.model_server"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin
        assert process.stdout
        try:
            port, count = process.stdout.readline().split()
            yield f"http://127.0.0.1:{port}/v1", int(count)
        finally:
            process.stdin.close()


@dataclass(slots=True)
class Times:
    """Of each question, in milliseconds: over the model's time, until the first is shown, CPU of this process."""

    over: list[float] = field(default_factory=list)
    first: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)


async def one_by_one(found: dict[str, Contender], numbers: range) -> dict[str, Times]:
    """The times of each contender; they take turns, so that what else the machine does hits all alike."""
    times = {name: Times() for name in found}
    names = list(found)
    for number in numbers:
        for name in names[number % len(names) :] + names[: number % len(names)]:
            cpu, started = time.process_time(), time.perf_counter()
            first = await found[name](number)
            ended = time.perf_counter()
            if number >= numbers.start + WARM:
                times[name].over.append((ended - started - SECONDS) * 1000)
                times[name].first.append((first - started) * 1000)
                times[name].cpu.append((time.process_time() - cpu) * 1000)
            await asyncio.sleep(PAUSE)
    return times


async def held(ask: Contender, numbers: range) -> tuple[float, float, float]:
    """Milliseconds for which the event loop was held at the longest while all are asked at once; the most CPU that the
    loop's thread used at a stretch; for all of it.
    """
    longest = most = 0.0

    async def tick() -> None:
        nonlocal longest, most
        while True:
            before, cpu = time.perf_counter(), time.thread_time()
            await asyncio.sleep(TICK)
            longest = max(longest, time.perf_counter() - before - TICK)
            most = max(most, time.thread_time() - cpu)

    keep_loaded()  # As `rapporteur run` does.
    ticker = asyncio.create_task(tick())
    started = time.perf_counter()
    await asyncio.gather(*(ask(number) for number in numbers))
    took = time.perf_counter() - started
    ticker.cancel()
    return longest * 1000, most * 1000, took * 1000


def counter() -> tuple[str, Callable[[str], int]]:
    """What counts tokens, and its name: GPT's own encoding where LlamaIndex brings it along, else a guess."""
    try:
        from llama_index.core.utils import get_tokenizer
    except ImportError:
        return "characters / 4", lambda text: -(-len(text) // 4)
    encode = get_tokenizer()
    return "tiktoken, cl100k_base", lambda text: len(encode(text))


def tokens(reading: Reading, reply: str) -> None:
    """Tokens of an answer: ours, and those of the same claims in free text after the whole document."""
    name, count = counter()
    asked = Question(text=question(1))
    request = prompting.request(
        "answer",
        WrittenAnswer,
        prompting.grounded(reading, reading.dossier.passages),
        most=answering.MOST,
        reply_in=None,
        language="English",
        conversation="",
        question=prompting.quoted(asked.text),
    )
    schema = json.dumps(dict(request.schema), separators=(",", ":"))
    free = " ".join(claim["text"] for claim in json.loads(reply)["claims"])
    print(f"\nTokens of an answer of {answering.MOST - 2} claims ({name})")
    print("| | prompt, the same each time (cached) | prompt, each question's own | reply |")
    print("|---|---|---|---|")
    print(
        f"| rapporteur | {count(request.system) + count(schema)}, of it the schema {count(schema)} "
        f"| {count(request.messages[0].text)} | {count(reply)} |"
    )
    naive = NAIVE.format(document=document_of(reading))
    print(f"| whole document, free text | {count(naive)} | {count(asked.text)} | {count(free)} |")


def settings_for(url: str, database: Path, limit: int) -> Settings:
    """The bot's settings; with a `limit` of 0 no question is counted before it is put."""
    return read_settings(
        engine="generative",
        openai_base_url=url,
        openai_api_key="none",
        openai_model=MODEL,
        questions_per_person=limit,
        questions_per_space=limit,
        tokens_per_space=limit,
        database_url=f"sqlite:///{database}",
    )


def show_one_by_one(times: dict[str, Times], questions: int) -> None:
    """Print the table of the questions that were put one by one."""
    print(f"Milliseconds over the model's {SECONDS * 1000:.0f}, {questions} questions one by one")
    print("| | median | 95 % | over the bare client | CPU | first shown, share of the whole |")
    print("|---|---|---|---|---|---|")
    base = times[BARE]
    for name, one in times.items():
        middle, late = statistics.median(one.over), statistics.quantiles(one.over, n=20)[-1]
        # Of pairs that were asked next to each other: the noise of the machine is in both.
        more = statistics.median(mine - its for mine, its in zip(one.over, base.over, strict=True))
        share = statistics.median(one.first) / (middle + SECONDS * 1000)
        cpu = statistics.median(one.cpu)
        print(f"| {name} | {middle:.1f} | {late:.1f} | {more:+.1f} | {cpu:.1f} | {share:.0%} |")


async def run(questions: int, only: str | None) -> None:
    """Print all tables."""
    reading = read(open_dossier(default_path()))
    with served() as (url, count), tempfile.TemporaryDirectory() as folder:
        needed = WARM + questions + AT_ONCE
        if needed > count:
            raise SystemExit(f"--questions is {count - WARM - AT_ONCE} at most: there are {count} replies.")
        async with AsyncExitStack() as stack:
            desks = [
                await stack.enter_async_context(open_desk(settings_for(url, Path(folder) / name, limit)))
                for name, limit in (("counted.db", 10**9), ("free.db", 0))
            ]
            found = contenders(url, desks, reading)
            if only:
                found = {name: ask for name, ask in found.items() if only in name or name == BARE}
            show_one_by_one(await one_by_one(found, range(WARM + questions)), questions)
            print(f"\n{AT_ONCE} questions at once: milliseconds")
            print("| | the event loop was held, at the longest | … CPU at a stretch | for all |")
            print("|---|---|---|---|")
            for name, ask in found.items():
                longest, most, took = await held(ask, range(needed - AT_ONCE, needed))
                print(f"| {name} | {longest:.0f} | {most:.0f} | {took:.0f} |")
    tokens(reading, (await replies())[0])


def main() -> None:
    """Read the arguments."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--questions", type=int, default=100)
    parser.add_argument("--only", help="with the bare client, who has this in the name")
    given = parser.parse_args()
    asyncio.run(run(given.questions, given.only))


if __name__ == "__main__":
    main()
