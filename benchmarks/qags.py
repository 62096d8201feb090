"""How far the check agrees with people: summaries of news that people judged (QAGS), scored by `support`.

    python -m benchmarks.qags [FOLDER]

The folder (by default `../shared/data` beside the project, or RAPPORTEUR_DATA) has `qags_cnndm.json` and
`qags_xsum.json`, which are no part of the project. Each summary's score is the mean over its sentences; printed is
Pearson's correlation with the share of people who found it consistent, beside plain overlap of single words and of
pairs of words (the share of the summary's that stand in the article).
"""

import json
import os
import re
import statistics
import sys
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

from benchmarks.support import support

_DEFAULT = Path(__file__).parents[2] / "shared" / "data"
_SETS = ("qags_cnndm.json", "qags_xsum.json")
_SENTENCE = re.compile(r"(?<=[.!?])\s+")
_WORD = re.compile(r"\w+")

Score = Callable[[str, str], float]


def main() -> None:
    """Print a row for each set."""
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else os.environ.get("RAPPORTEUR_DATA", _DEFAULT))
    if not (folder / _SETS[0]).exists():
        raise SystemExit(f"No {_SETS[0]} in {folder}: name the folder that has it.")
    print(f"{'set':<18}{'summaries':>10}{'support':>10}{'words':>8}{'pairs':>8}{'ms':>8}")
    for name in _SETS:
        rows = json.loads((folder / name).read_text(encoding="utf-8"))
        people = [float(row["scores"]["consistency"]) for row in rows]
        began = time.perf_counter()
        ours = _pearson(rows, people, support)
        took = (time.perf_counter() - began) / len(rows) * 1000
        words, pairs = _pearson(rows, people, _words), _pearson(rows, people, _pairs)
        print(f"{name:<18}{len(rows):>10}{ours:>10.3f}{words:>8.3f}{pairs:>8.3f}{took:>8.1f}")


def _pearson(rows: list[dict[str, str]], people: list[float], score: Score) -> float:
    scores = [_summary(row["system_output"], row["source"], score) for row in rows]
    return statistics.correlation(scores, people)


def _summary(summary: str, source: str, score: Score) -> float:
    sentences = [sentence for sentence in _SENTENCE.split(summary) if _WORD.search(sentence)]
    return statistics.mean(score(sentence, source) for sentence in sentences)


def _words(sentence: str, source: str) -> float:
    stated = set(_WORD.findall(source.casefold()))
    words = _WORD.findall(sentence.casefold())
    return sum(word in stated for word in words) / len(words)


def _pairs(sentence: str, source: str) -> float:
    stated = set(pairwise(_WORD.findall(source.casefold())))
    pairs = list(pairwise(_WORD.findall(sentence.casefold())))
    return sum(pair in stated for pair in pairs) / max(len(pairs), 1)


if __name__ == "__main__":
    main()
