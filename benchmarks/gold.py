"""How good this is on the dossiers with gold files: questions, comparisons and briefings.

    python -m benchmarks.gold [--split tune|held] [--only NAME] [--part PART] [--failures]

- Questions: right of answerable and of unanswerable, as `rapporteur eval` counts them; below the four dossiers
  with gold for everything those of `training/`, which were fitted on, and of `unseen/`, which weren't.
- Comparison cells: a cell is right if its first quote holds one of the accepted texts (or is the part of a
  sentence that does), or if it is empty where silence is right; `wrong leader` counts cells with a text that
  must never stand there. Topics are asked for one by one; the topic rows of the overview are checked for
  texts that must not stand there.
- Briefings: weighted share of key facts in any quote; beside it the same of the dossier's first sentences,
  as many words as the briefing has. The headline must say who, where and when.
"""

import argparse
import asyncio
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.answers import Briefing, Citation, Claim, Length, Question
from bot.dossier import words
from bot.dossier.model import Dossier
from bot.dossier.reader import open_dossier
from bot.dossier.reading import Reading, read
from bot.engines.extractive import Extractive
from bot.evaluation import Scored, read_known, score

ROOT = Path(__file__).parent.parent
GOLD = ROOT / "benchmarks" / "gold"
PARTS = ("questions", "comparison", "briefing")
DOSSIERS = (ROOT / "bot" / "dossier" / "library", ROOT / "benchmarks" / "dossiers")


@dataclass(slots=True)
class Count:
    """Right of all, and what went wrong, a line each."""

    right: float = 0
    of: float = 0
    failures: list[str] = field(default_factory=lambda: [])

    def add(self, right: bool, failure: str, weight: float = 1) -> None:
        """Counts one."""
        self.of += weight
        self.right += weight * right
        if not right:
            self.failures.append(failure)

    def __str__(self) -> str:
        return f"{100 * self.right / self.of:5.1f} % of {self.of:g}" if self.of else "      –"


@dataclass(slots=True)
class Result:
    """The figures of one dossier."""

    name: str
    questions: dict[str, Count] = field(default_factory=lambda: {})
    aspects: Count = field(default_factory=Count)
    topics: Count = field(default_factory=Count)
    wrong_leader: list[str] = field(default_factory=lambda: [])
    facts: dict[Length, Count] = field(default_factory=lambda: {})
    lead: dict[Length, Count] = field(default_factory=lambda: {})
    headline: Count = field(default_factory=Count)
    balance: dict[Length, float] = field(default_factory=lambda: {})


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--split", choices=("tune", "held"), help="only these questions")
    parser.add_argument("--only", action="append", help="only this dossier; may be given again")
    parser.add_argument(
        "--part", choices=PARTS, action="append", help="only this; may be given more than once"
    )
    parser.add_argument("--failures", action="store_true", help="show what went wrong")
    given = parser.parse_args()
    names = [
        path.name
        for path in sorted(GOLD.iterdir())
        if path.is_dir() and path.name in (given.only or [path.name])
    ]
    results = [measure(name, given.split, given.part or PARTS) for name in names]
    print("\n".join(table(results)))
    if not given.only and not given.split and "questions" in (given.part or PARTS):
        print("\n".join(others()))
    if given.failures:
        print("\n".join(failures(results)))


def measure(name: str, split: str | None = None, parts: Sequence[str] = PARTS) -> Result:
    """The figures of the dossier `name`, only those of `parts`."""
    reading = read(open_dossier(next(path / name for path in DOSSIERS if (path / name).is_dir())))
    engine = Extractive(reading)
    result = Result(name)
    if "questions" in parts:
        _measure_questions(result, engine, GOLD / name / "questions.jsonl", split)
    if "comparison" in parts:
        _measure_comparison(result, engine, reading)
    if "briefing" in parts:
        _measure_briefings(result, engine, reading)
    return result


def others() -> Iterator[str]:
    """The questions of the dossiers in `training/` and `unseen/`, a line each."""
    for folder in ("training", "unseen"):
        result = Result(folder)
        dossiers = sorted((ROOT / "benchmarks" / folder).iterdir())
        for path in dossiers:
            _measure_questions(result, Extractive(read(open_dossier(path))), path / "questions.jsonl", None)
        sides = (f"{kind.strip()} {count}" for kind, count in sorted(result.questions.items()))
        yield f"questions, {len(dossiers)} dossiers in {folder}/: " + ", ".join(sides)


def _measure_questions(result: Result, engine: Extractive, file: Path, split: str | None) -> None:
    known = read_known(file.read_text(encoding="utf-8"), split)

    async def reply(question: Question) -> Any:
        return await engine.answer(question)

    scored: Iterable[Scored] = [score(k, asyncio.run(reply(k.question))) for k in known]
    for one in scored:
        side = "answerable" if one.known.answerable else "unanswerable"
        count = result.questions.setdefault(f"{one.known.split} {side}", Count())
        count.add(one.right, f"{one.known.kind}: {one.known.question.text} → {one.reply}")


def _measure_comparison(result: Result, engine: Extractive, reading: Reading) -> None:
    gold = json.loads((GOLD / result.name / "comparison.json").read_text(encoding="utf-8"))
    dossier = reading.dossier
    overview = asyncio.run(engine.compare(dossier.leaders))
    cells = {
        (row.aspect.casefold(), leader): cell
        for row in overview.rows
        for leader, cell in zip(overview.leaders, row.cells, strict=True)
    }
    for row in gold["rows"]:
        for known in row["cells"]:
            cell = cells.get((row["aspect"].casefold(), known["leader"]))
            _judge(result, result.aspects, row["aspect"], known, cell, dossier)
    for row in gold["topics"]:
        topic = next(topic for topic in dossier.topics if topic.name == row["aspect"])
        asked = asyncio.run(engine.compare(dossier.leaders, topic)).rows[0]
        for leader, cell in zip(overview.leaders, asked.cells, strict=True):
            known = next(k for k in row["cells"] if k["leader"] == leader)
            _judge(result, result.topics, row["aspect"], known, cell, dossier)
            shown = cells.get((row["aspect"].casefold(), leader))
            if shown and (text := _forbidden(known, shown)):
                result.wrong_leader.append(f"overview, {row['aspect']}, {leader}: {text}")


def _judge(
    result: Result, count: Count, aspect: str, known: dict[str, Any], cell: Claim | None, dossier: Dossier
) -> None:
    where = f"{aspect}, {known['leader']}"
    if cell is None:
        count.add(known["silent"] or known.get("or_silent", False), f"{where}: not stated")
        return
    text = _forbidden(known, cell)
    if text:
        result.wrong_leader.append(f"{where}: {text}")
    right = not text and not known["silent"] and _holds(_whole(cell.citations[0], dossier), known["accept"])
    count.add(right, f"{where}: {cell.text}")


def _forbidden(known: dict[str, Any], cell: Claim) -> str | None:
    quote = cell.citations[0].quote
    return quote if _holds(quote, known.get("never", ())) else None


def _whole(citation: Citation, dossier: Dossier) -> str:
    """The sentences that a quote is a part of."""
    passage = dossier.passage(citation.passage)
    parts = passage.sentences if passage else ()
    return " ".join(s.text for s in parts if s.start < citation.end and citation.start < s.end)


def _holds(text: str, wanted: Iterable[str]) -> bool:
    plain = " ".join(words.fold(text).split())
    return any(" ".join(words.fold(want).split()) in plain for want in wanted)


def _measure_briefings(result: Result, engine: Extractive, reading: Reading) -> None:
    gold = json.loads((GOLD / result.name / "briefing.json").read_text(encoding="utf-8"))
    for length in (Length.SHORT, Length.FULL):
        briefing = asyncio.run(engine.brief(length))
        quotes = [citation.quote for point in briefing.points for citation in point.claim.citations]
        result.facts[length] = _facts(gold["facts"], quotes)
        spent = sum(len(point.claim.text.split()) for point in briefing.points)
        result.lead[length] = _facts(gold["facts"], list(_lead(reading.dossier, spent)))
        result.balance[length] = _balance(briefing, reading.dossier)
    headline = asyncio.run(engine.brief(Length.HEADLINE))
    shown = " ".join(
        (headline.title, *(point.claim.text for point in headline.points), _date(reading.dossier))
    )
    for question, known in gold["headline"].items():
        groups = known if known and isinstance(known[0], list) else [known]
        right = all(_holds(shown, group) for group in groups)
        result.headline.add(right, f"{question}: {shown}")


def _facts(facts: Sequence[dict[str, Any]], quotes: Sequence[str]) -> Count:
    count = Count()
    for fact in facts:
        found = any(_holds(quote, fact["accept"]) for quote in quotes)
        count.add(found, f"{fact['weight']} {fact['fact']}", fact["weight"])
    return count


def _lead(dossier: Dossier, spent: int) -> Iterator[str]:
    for sentence in dossier.sentences:
        spent -= len(sentence.text.split())
        if spent < 0:
            return
        yield sentence.text


def _balance(briefing: Briefing, dossier: Dossier) -> float:
    """Words under the leader with most by words under the one with least."""
    spent = [
        sum(len(point.claim.text.split()) for point in briefing.points if point.heading == leader.name)
        for leader in dossier.leaders
    ]
    return max(spent) / min(spent) if spent and min(spent) else float("inf")


def _date(dossier: Dossier) -> str:
    """The date as the desk's computed line says it beside every briefing."""
    date = dossier.event.date if dossier.event else None
    return f"{date.day} {date:%B %Y}" if date else ""


def table(results: Sequence[Result]) -> list[str]:
    """The figures as lines, dossiers side by side."""
    kinds = sorted({kind for result in results for kind in result.questions}, reverse=True)
    lines: list[tuple[str, ...]] = [("", *(result.name for result in results))]
    lines += [(f"questions, {k}", *(str(r.questions.get(k, Count())) for r in results)) for k in kinds]
    if any(result.aspects.of for result in results):
        lines += list(_comparison_lines(results))
    if any(result.facts for result in results):
        lines += list(_briefing_lines(results))
    return ["".join((f"{line[0]:28}", *(f"{cell:>22}" for cell in line[1:]))) for line in lines]


def _comparison_lines(results: Sequence[Result]) -> Iterator[tuple[str, ...]]:
    yield ("comparison, aspects", *(str(r.aspects) for r in results))
    yield ("comparison, topics", *(str(r.topics) for r in results))
    yield ("  wrong leader", *(f"{len(r.wrong_leader):5} cells" for r in results))


def _briefing_lines(results: Sequence[Result]) -> Iterator[tuple[str, ...]]:
    for length in (Length.SHORT, Length.FULL):
        yield (f"briefing, {length}", *(str(r.facts[length]) for r in results))
        yield ("  first sentences", *(str(r.lead[length]) for r in results))
        yield ("  words, most : least", *(f"{r.balance[length]:5.2f} : 1" for r in results))
    yield ("headline", *(str(r.headline) for r in results))


def failures(results: Sequence[Result]) -> Iterator[str]:
    """What went wrong, a line each."""
    for result in results:
        yield f"\n{result.name}"
        counts = {
            **result.questions,
            "aspects": result.aspects,
            "topics": result.topics,
            "headline": result.headline,
        }
        counts |= {f"briefing, {length}": count for length, count in result.facts.items()}
        for name, count in counts.items():
            yield from (f"  {name}: {failure}" for failure in count.failures)
        yield from (f"  WRONG LEADER: {failure}" for failure in result.wrong_leader)


if __name__ == "__main__":
    main()
