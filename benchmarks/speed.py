"""How fast: whole processes, questions and reading, beside LlamaIndex's and Haystack's BM25 in the same run.

    make bench-speed

CPU seconds of whole processes are the operating system's own figures; times of a question are wall-clock in
a warm process. Peers that aren't installed are named and left out. Machines are noisy: quote the ratios.
"""

import argparse
import asyncio
import os
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from bot.answers import Length, Question
from bot.dossier.model import Dossier
from bot.dossier.reader import default_path, open_dossier
from bot.dossier.reading import Reading, read
from bot.engines.extractive import Extractive

QUESTIONS = (
    "What does Putin want?",
    "Why was Alaska chosen?",
    "Which regions does Putin want to control?",
    "Who is kept out of the talks?",
    "When do Trump and Putin meet?",
    "Where did Trump go to school?",
)
PASSAGES = 10_000
MEGABYTES = 10

Peer = Callable[[Sequence[str]], Callable[[str], object]]
"""Takes passages, gives a function from a question to whatever it retrieves."""


def llama_index(passages: Sequence[str]) -> Callable[[str], object]:
    """LlamaIndex's BM25 retriever, as its documentation sets it up."""
    import Stemmer
    from llama_index.core.schema import TextNode
    from llama_index.retrievers.bm25 import BM25Retriever

    nodes = [TextNode(text=text) for text in passages]
    top = min(5, len(nodes))
    stemmer = Stemmer.Stemmer("english")
    retriever = BM25Retriever.from_defaults(
        nodes=nodes, similarity_top_k=top, stemmer=stemmer, language="english"
    )
    return retriever.retrieve


def haystack(passages: Sequence[str]) -> Callable[[str], object]:
    """Haystack's in-memory BM25 retriever in a query pipeline."""
    from haystack import Document, Pipeline
    from haystack.components.retrievers.in_memory import InMemoryBM25Retriever
    from haystack.document_stores.in_memory import InMemoryDocumentStore

    store = InMemoryDocumentStore()
    store.write_documents([Document(content=f"{text} ", id=str(n)) for n, text in enumerate(passages)])
    pipeline = Pipeline()
    pipeline.add_component("retriever", InMemoryBM25Retriever(store, top_k=5))
    return lambda question: pipeline.run({"retriever": {"query": question}})


def ours(reading: Reading) -> Callable[[str], object]:
    """The whole answer of the extractive engine: search, choice, verification."""
    engine = Extractive(reading)
    return lambda question: asyncio.run(engine.answer(Question(text=question)))


PEERS: dict[str, Peer] = {"LlamaIndex BM25 retriever": llama_index, "Haystack BM25 pipeline": haystack}


def milliseconds(ask: Callable[[str], object], questions: Sequence[str]) -> list[float]:
    """Wall-clock milliseconds of each question, after one round that isn't counted."""
    for question in questions[:20]:
        ask(question)
    times: list[float] = []
    for question in questions:
        start = time.perf_counter()
        ask(question)
        times.append((time.perf_counter() - start) * 1000)
    return times


def cpu_seconds(command: Sequence[str], runs: int = 5) -> float:
    """Median user and system seconds of whole processes, after one that isn't counted."""
    figures: list[float] = []
    for _ in range(runs + 1):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(command, check=True, capture_output=True, env={**os.environ, "NO_COLOR": "1"})
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        figures.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return statistics.median(figures[1:])


def wide_text(sentences: int, seed: int = 1) -> str:
    """A text of paragraphs of two sentences, from the vocabulary of the gold dossiers, with rare words between."""
    chance = random.Random(seed)
    dossiers = [open_dossier(path) for path in sorted((Path(__file__).parent / "dossiers").iterdir())]
    words = [w for d in dossiers for s in d.sentences for w in s.text.rstrip(".").split() if w.isalpha()]
    lines: list[str] = []
    for n in range(sentences):
        chosen = [chance.choice(words) for _ in range(chance.randint(8, 24))]
        chosen[chance.randrange(len(chosen))] = f"Name{chance.randrange(sentences // 3 + 1)}"
        lines.append(" ".join(chosen).capitalize() + (".\n\n" if n % 2 else ". "))
    return "".join(lines)


def questions_for(dossier: Dossier, count: int, seed: int = 2) -> list[str]:
    """Questions made of words of a sentence, as hard for search as people's are."""
    chance = random.Random(seed)
    made: list[str] = []
    for sentence in chance.sample(dossier.sentences, count):
        found = [w for w in sentence.text.rstrip(".").split() if len(w) > 3]
        made.append(f"What did {' '.join(chance.sample(found, min(5, len(found))))} mean?")
    return made


def table(title: str, rows: Sequence[Sequence[str]]) -> None:
    """Prints a table for a README."""
    print(f"\n{title}\n")
    head, *body = rows
    print(f"| {' | '.join(head)} |\n|{'---|' * len(head)}")
    for row in body:
        print(f"| {' | '.join(row)} |")
    sys.stdout.flush()


def percentile(times: Sequence[float], share: float) -> float:
    """The value that `share` (0 to 1) of the times stay under."""
    return sorted(times)[min(len(times) - 1, int(len(times) * share))]


def whole_processes() -> None:
    """`rapporteur ask` as a process beside a script that imports a peer and asks it the same."""
    question = QUESTIONS[0]
    commands = {"rapporteur ask": [sys.executable, "-m", "bot", "ask", question]}
    for name in PEERS:
        code = (
            "import sys; from benchmarks.speed import PEERS, default_path, open_dossier; "
            "passages = [p.text for p in open_dossier(default_path()).passages]; "
            f"PEERS[{name!r}](passages)({question!r})"
        )
        commands[name] = [sys.executable, "-c", code]
    rows = [["whole process, one question, default dossier", "CPU seconds (median of 5)"]]
    for name, command in commands.items():
        try:
            rows.append([name, f"{cpu_seconds(command):.2f}"])
        except subprocess.CalledProcessError:
            rows.append([name, "not installed"])
    table("Process", rows)


def questions(dossier: Dossier, asked: Sequence[str], title: str) -> None:
    """Times of questions on one dossier, ours and the peers'."""
    start = time.perf_counter()
    reading = read(dossier)
    built = {"rapporteur, whole answer": (ours(reading), time.perf_counter() - start)}
    passages = [p.text for p in dossier.passages]
    for name, peer in PEERS.items():
        start = time.perf_counter()
        try:
            built[name] = (peer(passages), time.perf_counter() - start)
        except ImportError:
            print(f"{name}: not installed", file=sys.stderr)
    rows = [["engine", "median ms", "95 % ms", "indexing s"]]
    for name, (ask, seconds) in built.items():
        times = milliseconds(ask, asked)
        rows.append(
            [name, f"{statistics.median(times):.2f}", f"{percentile(times, 0.95):.2f}", f"{seconds:.2f}"]
        )
    table(title, rows)


def reading_time(folder: Path) -> None:
    """Reading and indexing a large text."""
    path = folder / "large.txt"
    sentence = wide_text(20_000)
    path.write_text(
        (sentence * (MEGABYTES * 1_000_000 // len(sentence) + 1))[: MEGABYTES * 1_000_000], encoding="utf-8"
    )
    start = time.perf_counter()
    dossier = open_dossier(path)
    opened = time.perf_counter()
    reading = read(dossier)
    done = time.perf_counter()
    rows = [
        ["step", "seconds"],
        ["read", f"{opened - start:.1f}"],
        ["index", f"{done - opened:.1f}"],
        ["both", f"{done - start:.1f}"],
    ]
    table(
        f"Reading {MEGABYTES} MB ({len(dossier.passages):,} passages, {len(dossier.sentences):,} sentences)",
        rows,
    )
    del reading


def other_work(dossier: Dossier) -> None:
    """Comparison and briefing on the default dossier, cold and warm."""
    rows = [["work", "first, ms", "again, ms"]]
    for name in ("compare", "brief full"):
        engine = Extractive(read(dossier))
        times: list[float] = []
        for _ in range(2):
            start = time.perf_counter()
            asyncio.run(engine.compare(dossier.leaders) if name == "compare" else engine.brief(Length.FULL))
            times.append((time.perf_counter() - start) * 1000)
        rows.append([name, *(f"{ms:.1f}" for ms in times)])
    table("Comparison and briefing, default dossier", rows)


def main() -> None:
    """Everything, or the parts that are named."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "parts", nargs="*", choices=["process", "small", "large", "reading", "work", []], default=[]
    )
    parts = parser.parse_args().parts or ["process", "small", "large", "reading", "work"]
    default = open_dossier(default_path())
    with tempfile.TemporaryDirectory() as folder:
        if "process" in parts:
            whole_processes()
        if "small" in parts:
            questions(
                default, QUESTIONS * 30, f"A question, default dossier ({len(default.passages)} passages)"
            )
        if "large" in parts:
            path = Path(folder) / "wide.txt"
            path.write_text(wide_text(PASSAGES * 2), encoding="utf-8")
            dossier = open_dossier(path)
            questions(dossier, questions_for(dossier, 200), f"A question, {len(dossier.passages):,} passages")
        if "reading" in parts:
            reading_time(Path(folder))
        if "work" in parts:
            other_work(default)


if __name__ == "__main__":
    main()
