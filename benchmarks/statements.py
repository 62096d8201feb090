"""How well `verify` judges statements: a table over the dossiers that have a `statements.jsonl`.

    python benchmarks/statements.py [--all]

A line of the file is {"text", "verdict"}. Prints, for each dossier, the share judged right, how many
statements were wrongly called supported (the error that matters), and the time for a statement in ms.
"""

import json
import sys
import time
from pathlib import Path

from bot.dossier import reader
from bot.dossier.index import Index
from bot.engines.verification import statements

_HERE = Path(__file__).parent


def main() -> None:
    """Print the table; with `--all`, every statement that was judged otherwise than the file says."""
    kinds = f"{'supported':>12}{'contradicted':>14}{'not mentioned':>15}"
    print(f"{'dossier':<16}{'right':>10}{kinds}{'falsely':>9}{'ms':>7}")
    for gold in sorted(_HERE.glob("gold/*/statements.jsonl")):
        _row(gold)


def _row(gold: Path) -> None:
    name = gold.parent.name
    path = _HERE / "dossiers" / name
    index = Index(reader.open_dossier(path if path.exists() else reader.default_path()))
    lines = [json.loads(line) for line in gold.read_text(encoding="utf-8").splitlines()]
    right, falsely, wrong = (
        {"supported": [0, 0], "contradicted": [0, 0], "not_mentioned": [0, 0]},
        0,
        list[str](),
    )
    began = time.perf_counter()
    for line in lines:
        found = statements(line["text"], index)[0]
        tally = right[line["verdict"]]
        tally[0] += found.standing == line["verdict"]
        tally[1] += 1
        falsely += found.standing == "supported" != line["verdict"]
        if found.standing != line["verdict"]:
            wrong.append(f"    {line['verdict']} -> {found.standing}: {line['text']}\n      {found.reason}")
    took = (time.perf_counter() - began) / len(lines) * 1000
    good = sum(tally[0] for tally in right.values())
    cells = "".join(
        f"{f'{a}/{b}':>{width}}" for (a, b), width in zip(right.values(), (12, 14, 15), strict=True)
    )
    print(f"{name:<16}{f'{good}/{len(lines)}':>10}{cells}{falsely:>9}{took:>7.1f}")
    if "--all" in sys.argv:
        print("\n".join(wrong))


if __name__ == "__main__":
    main()
