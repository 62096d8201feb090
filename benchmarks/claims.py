"""How well the check of a model's claims tells right from wrong: correct claims in other words, and damaged ones.

    python -m benchmarks.claims [tuning|held_back|second|last|third|unread] [--all] [--most N]

`claims/` has claims that were written by hand as a good model writes them, each with verbatim quotes, one file
for each dossier. The check was tuned on all but those under `unread`; how far they are held back is told in
`docs/verification.md`.
Each claim is damaged by the rules of `claim_damage.py`, at most `--most` (2) times in each way.
Caught is what `verify_claims` doesn't let through in its words: dropped, or given way to its bare quotes.
"""

import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from benchmarks import claim_damage
from bot.answers import Citation, Claim
from bot.dossier import reader
from bot.dossier.model import Dossier
from bot.engines.verification.claims import verify_claims
from bot.engines.verification.quotes import locate

_HERE = Path(__file__).parent
_PARTS = ("tuning", "held_back", "second", "last", "third", "unread")


def main() -> None:
    """Print the tables; with `--all`, every claim that was lost and every damaged one that passed."""
    most = int(sys.argv[sys.argv.index("--most") + 1]) if "--most" in sys.argv else 2
    for part in [part for part in _PARTS if part in sys.argv] or _PARTS:
        _report(part, list(_claims(part)), most, shows="--all" in sys.argv)


def _report(part: str, claims: list[tuple[Claim, Dossier]], most: int, *, shows: bool) -> None:
    good = Counter(_fate(claim, dossier, shows=shows and "good") for claim, dossier in claims)
    lost, weak = good["dropped"], good["quotes"]
    print(f"\n{part}: {len(claims)} correct claims, {_share(lost, len(claims))} dropped, ", end="")
    print(f"{_share(weak, len(claims))} given way to their quotes")
    print(f"{'damaged':<14}{'claims':>8}{'caught':>16}{'dropped':>10}{'quotes':>8}")
    fates: dict[str, Counter[str]] = {kind: Counter() for kind in claim_damage.DAMAGES}
    for claim, dossier in claims:
        for kind, text in claim_damage.damaged(claim.text, dossier, most):
            damaged = Claim(text=text, citations=claim.citations)
            fates[kind][_fate(damaged, dossier, shows=shows and kind)] += 1
    for kind, fate in [*fates.items(), ("together", sum(fates.values(), Counter[str]()))]:
        caught = _share(fate["dropped"] + fate["quotes"], fate.total())
        print(f"{kind:<14}{fate.total():>8}{caught:>16}{fate['dropped']:>10}{fate['quotes']:>8}")


def _fate(claim: Claim, dossier: Dossier, *, shows: str | bool = False) -> str:
    """What becomes of a claim: it "stands", gives way to its "quotes", or is "dropped"."""
    standing, dropped = verify_claims([claim], dossier)
    fate = "dropped" if dropped else "stands" if standing[0].text == claim.text else "quotes"
    if shows and (fate == "stands") != (shows == "good"):
        why = dropped[0].reason if dropped else ""
        print(f"  {shows}, {fate}: {claim.text}\n      {why}\n      {[c.quote for c in claim.citations]}")
    return fate


def _claims(part: str) -> Iterator[tuple[Claim, Dossier]]:
    for path in sorted((_HERE / "claims" / part).glob("*.jsonl")):
        dossier = _open(path.stem)
        for line in path.read_text(encoding="utf-8").splitlines():
            written = json.loads(line)
            citations = [locate(quote, dossier) for quote in written["quotes"]]
            if None in citations:
                raise ValueError(f"A quote of {written['text']!r} does not stand in {path.stem}.")
            yield Claim(text=written["text"], citations=tuple(_found(citations))), dossier


def _found(citations: list[Citation | None]) -> Iterator[Citation]:
    yield from (citation for citation in citations if citation)


def _open(name: str) -> Dossier:
    homes = [_HERE / folder / name for folder in ("dossiers", "training", "unseen")]
    return reader.open_dossier(next((home for home in homes if home.exists()), reader.default_path()))


def _share(part: int, whole: int) -> str:
    return f"{part} ({100 * part / max(whole, 1):.1f} %)"


if __name__ == "__main__":
    main()
