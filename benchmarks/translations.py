"""How well claims in another language than their quotes are checked: good ones lost, damaged ones caught.

    python -m benchmarks.translations [--all]

The gold files' `translations.jsonl` hold a verbatim quote and what a person might say of it in German, French,
Spanish, Ukrainian and Russian. Failures of the lines called "tuning" were read while the check was written, those of
"held back" at its end, those of "last" never. `--all` prints every tuning claim that was lost and every damaged one
that stood; of the others nothing but the count is printed. Damage is done by the rules of `translated_damage.py`.
"""

import json
import sys
import time
from collections import Counter
from pathlib import Path

from benchmarks import translated_damage as damage
from bot.answers import Claim
from bot.dossier import reader
from bot.dossier.model import Dossier
from bot.engines.verification import locate, verify_claims

_HERE = Path(__file__).parent
_DOSSIERS = ("alaska-summit", "salt-road", "silicon-strait", "three-rivers")
_LANGUAGES = ("de", "fr", "es", "uk", "ru")
_ALL = "--all" in sys.argv


def main() -> None:
    """Print a table for each half."""
    rows = [(name, row) for name in _DOSSIERS for row in _rows(name)]
    dossiers = {name: _open(name) for name in _DOSSIERS}
    for part in ("tuning", "held back", "last"):
        _table(part, [(name, row) for name, row in rows if row["part"] == part], dossiers)


def _rows(name: str) -> list[dict[str, str]]:
    lines = (_HERE / "gold" / name / "translations.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def _open(name: str) -> Dossier:
    path = _HERE / "dossiers" / name
    return reader.open_dossier(path if path.exists() else reader.default_path())


def _table(title: str, rows: list[tuple[str, dict[str, str]]], dossiers: dict[str, Dossier]) -> None:
    shown = _ALL and title == "tuning"
    print(f"\n{title:<12}{'good lost':>12}" + "".join(f"{kind:>12}" for kind in damage.RULES) + f"{'ms':>8}")
    total = Counter[str]()
    for language in _LANGUAGES:
        tally = Counter[str]()
        began = time.perf_counter()
        for name, row in rows:
            claim, quote = row[language], row["quote"]
            tally["good"] += 1
            if not _stands(claim, quote, dossiers[name], shown):
                tally["lost"] += 1
            seen = {claim}
            for kind, rule in damage.RULES.items():
                for text in rule(claim, quote, language, name):
                    if text in seen:
                        continue
                    seen.add(text)
                    tally[kind] += 1
                    if _stands(text, quote, dossiers[name], False):
                        if shown and kind not in {"exchanged"}:
                            print(f"    {kind} stood: {text}\n        {quote}")
                    else:
                        tally[f"{kind} caught"] += 1
        checked = tally["good"] + sum(tally[kind] for kind in damage.RULES)
        _line(language, tally, (time.perf_counter() - began) * 1000 / checked)
        total += tally
    _line("together", total, None)


def _line(label: str, tally: Counter[str], took: float | None) -> None:
    lost = f"{tally['lost']}/{tally['good']}"
    caught = "".join(f"{tally[f'{kind} caught']}/{tally[kind]}".rjust(12) for kind in damage.RULES)
    print(f"{label:<12}{lost:>12}{caught}" + ("" if took is None else f"{took:>8.2f}"))


def _stands(text: str, quote: str, dossier: Dossier, shown: bool) -> bool:
    citation = locate(quote, dossier)
    assert citation, quote
    standing, dropped = verify_claims([Claim(text=text, citations=(citation,))], dossier)
    if shown and dropped:
        print(f"    lost: {text}\n        {quote}\n        {dropped[0].reason}")
    if standing and not standing[0].is_translation:
        raise SystemExit(f"not seen as a translation: {text}")
    return bool(standing)


if __name__ == "__main__":
    main()
