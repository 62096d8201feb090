"""How well `verify` judges statements: over the dossiers, by hand-written verdicts and by damage.

    python -m benchmarks.statements [--all]

Of the gold files' `statements.jsonl` ({"text", "verdict"} on each line) it prints the share judged right, how
many were wrongly called supported (the error that matters), and the time for a statement in ms. Then every
true statement (the documents' sentences, the gold files' supported ones, `rewordings.txt`) is damaged by the
rules of `damage.py`: by kind, how many of the false ones were called supported. Last, how many true ones in
other words were lost, by hand and by rule.
"""

import json
import sys
import time
from pathlib import Path

from benchmarks import damage
from bot.dossier import reader
from bot.dossier.index import Index
from bot.engines.verification import statements

_HERE = Path(__file__).parent
_DOSSIERS = ("alaska-summit", "salt-road", "silicon-strait", "three-rivers")
_ALL = "--all" in sys.argv


def main() -> None:
    """Print the tables; with `--all`, every statement that was judged otherwise than it should be."""
    kinds = f"{'supported':>12}{'contradicted':>14}{'not mentioned':>15}"
    print(f"{'dossier':<16}{'right':>10}{kinds}{'falsely':>9}{'ms':>7}")
    indexes = {name: _open(name) for name in _DOSSIERS}
    for name, index in indexes.items():
        gold = _HERE / "gold" / name / "statements.jsonl"
        if gold.exists():
            _row(name, gold, index)
    _damaged(indexes)
    _reworded(indexes)


def _open(name: str) -> Index:
    path = _HERE / "dossiers" / name
    return Index(reader.open_dossier(path if path.exists() else reader.default_path()))


def _row(name: str, gold: Path, index: Index) -> None:
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
    if _ALL:
        print("\n".join(wrong))


def _damaged(indexes: dict[str, Index]) -> None:
    print(f"\n{'damaged':<16}{'statements':>12}{'called supported':>18}{'contradicted':>14}")
    total, falsely = 0, 0
    for kind, rule in damage.DAMAGES.items():
        false = {
            (text, name)
            for name, index in indexes.items()
            for true in _true(name, index)
            for text in rule(true, index.dossier)
            if text not in _true(name, index)
        }
        found = [(text, _standing(text, indexes[name])) for text, name in sorted(false)]
        passed = [text for text, standing in found if standing == "supported"]
        against = sum(standing == "contradicted" for _, standing in found)
        total, falsely = total + len(found), falsely + len(passed)
        print(f"{kind:<16}{len(found):>12}{_share(len(passed), len(found)):>18}{against:>14}")
        if _ALL:
            print("\n".join(f"    {text}" for text in passed))
    print(f"{'together':<16}{total:>12}{_share(falsely, total):>18}")


def _reworded(indexes: dict[str, Index]) -> None:
    print(f"\n{'reworded':<16}{'statements':>12}{'not supported':>18}{'contradicted':>14}")
    rows = {"by hand": list[tuple[str, str]](), "by rule": list[tuple[str, str]]()}
    for name, index in indexes.items():
        rows["by hand"] += [(text, name) for text in _by_hand(name)]
        rows["by rule"] += [
            (text, name) for true in _true(name, index) for text in damage.reworded(true, index.dossier)
        ]
    for kind, texts in rows.items():
        found = [(text, _standing(text, indexes[name])) for text, name in texts]
        lost = [f"    {standing}: {text}" for text, standing in found if standing != "supported"]
        against = sum(standing == "contradicted" for _, standing in found)
        print(f"{kind:<16}{len(found):>12}{_share(len(lost), len(found)):>18}{against:>14}")
        if _ALL:
            print("\n".join(lost))


def _share(part: int, whole: int) -> str:
    return f"{part} ({100 * part / whole:.1f} %)"


def _standing(text: str, index: Index) -> str:
    """The worst standing of a text: supported only if each of its statements is."""
    found = {checked.standing.value for checked in statements(text, index)}
    return next(s for s in ("contradicted", "not_mentioned", "supported") if s in found)


def _by_hand(name: str) -> list[str]:
    return (_HERE / "gold" / name / "rewordings.txt").read_text(encoding="utf-8").splitlines()


def _true(name: str, index: Index) -> list[str]:
    gold = _HERE / "gold" / name / "statements.jsonl"
    lines = [json.loads(line) for line in gold.read_text("utf-8").splitlines()] if gold.exists() else []
    stated = [" ".join(sentence.text.split()) for sentence in index.dossier.sentences]
    said = [sentence for sentence in stated if len(sentence.split()) > 4 and not sentence.endswith("?")]
    return [*said, *(line["text"] for line in lines if line["verdict"] == "supported"), *_by_hand(name)]


if __name__ == "__main__":
    main()
