"""The use of models as a reply in English, which is the operator's, and as JSON; pure."""

import datetime
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass

from bot.cli.output import Json
from bot.limits import limits_of
from bot.reply import Block, Bullets, Footnote, Heading, Paragraph, Reply, Table
from bot.settings import Settings
from bot.store.spent import Limits, Spent
from bot.wording import ENGLISH

OPERATOR = "operator"
"""What the operator's own space is called where people read and write it."""

_NUMBERS = ("Calls", "Read", "Cached", "Written")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """So many days, the last of them `today` (UTC), of one space or of all."""

    days: int
    space: str | None
    today: datetime.date

    @property
    def since(self) -> datetime.date:
        """The first day."""
        return self.today - datetime.timedelta(days=self.days - 1)

    def of(self, everywhere: Iterable[Spent]) -> list[Spent]:
        """What is asked for."""
        return [one for one in everywhere if self.space in (None, shown(one.space))]


def shown(space: str) -> str:
    """A space's name as people read it."""
    return space or OPERATOR


def report(everywhere: Sequence[Spent], wanted: Wanted, settings: Settings) -> Reply:
    """What was used `wanted.since` or later, `everywhere`, as a table with its sums; what the limits leave of today."""
    found = wanted.of(everywhere)
    span = "today" if wanted.days == 1 else f"the last {wanted.days} days"
    where = f" · {wanted.space}" if wanted.space else ""
    blocks: list[Block] = [Heading(f"Use of models, {span} (UTC){where}")]
    blocks += _tables(found) if found else _nothing(everywhere, wanted, settings)
    blocks += _limits(found, wanted, limits_of(settings))
    if found:
        blocks.append(Footnote(_on_prices(found)))
    return Reply(tuple(blocks))


def as_json(everywhere: Sequence[Spent], wanted: Wanted, settings: Settings) -> Json:
    """The same for programs, each model apart; costs in the unit of the prices."""
    found = wanted.of(everywhere)
    limits = limits_of(settings)
    return {
        "from": wanted.since.isoformat(),
        "to": wanted.today.isoformat(),
        "usage": [
            {"day": one.day.isoformat(), "space": shown(one.space), "model": one.model, **_figures(one)}
            for one in found
        ],
        "total": _figures(_sum(found)),
        "limits": {
            "questions_per_person_an_hour": limits.person,
            "questions_per_space_an_hour": limits.space,
            "tokens_per_space_a_day": limits.tokens,
        },
        "today": [
            {"space": shown(one.space), "tokens": one.tokens, "percent_of_budget": _percent(one, limits)}
            for one in _of_today(found, wanted)
        ],
    }


def _figures(one: Spent) -> Json:
    figures = asdict(one)
    numbers = {name: figures[name] for name in ("calls", "read", "cached", "written")}
    return {**numbers, "cost": None if one.cost is None else one.cost / 1e6}


def _tables(found: Sequence[Spent]) -> Iterator[Block]:
    rows = [(f"{one.day}", shown(one.space), one) for one in _merged(found)]
    yield _table(("Day", "Space"), [*rows, ("Sum", "", _sum(found))])
    models = sorted({one.model for one in found})
    if len(models) > 1:
        by_model = [(model, _sum(one for one in found if one.model == model)) for model in models]
        yield _table(("Model",), by_model)


def _table(names: tuple[str, ...], rows: Sequence[tuple[*tuple[str, ...], Spent]]) -> Table:
    is_priced = any(row[-1].cost is not None for row in rows)
    header = [*_NUMBERS, *(["Cost"] if is_priced else [])]
    cells = [[*map(str, row[:-1]), *_cells(row[-1], is_priced)] for row in rows]
    columns = range(len(names), len(names) + len(header))
    widths = {n: max(len(header[n - len(names)]), *(len(row[n]) for row in cells)) for n in columns}
    return Table(
        (*names, *(header[n - len(names)].rjust(widths[n]) for n in columns)),
        tuple(tuple(Paragraph(cell.rjust(widths.get(n, 0))) for n, cell in enumerate(row)) for row in cells),
    )


def _cells(one: Spent, is_priced: bool) -> list[str]:
    numbers = [ENGLISH.number(number) for number in (one.calls, one.read, one.cached, one.written)]
    return [*numbers, *([_cost(one.cost)] if is_priced else [])]


def _cost(cost: int | None) -> str:
    return "-" if cost is None else f"{cost / 1e6:,.4f}"


def _merged(found: Sequence[Spent]) -> list[Spent]:
    """By day and space, the models together; the newest day first."""
    keys = sorted({(-one.day.toordinal(), one.space) for one in found})
    return [_sum(one for one in found if (-one.day.toordinal(), one.space) == key) for key in keys]


def _sum(some: Iterable[Spent]) -> Spent:
    """All of them as one, on the day and in the space of the first; the cost of those that have one."""
    all_of_them = [*some]
    costs = [one.cost for one in all_of_them if one.cost is not None]
    first = all_of_them[0] if all_of_them else None
    return Spent(
        day=first.day if first else datetime.date.min,
        space=first.space if first else "",
        model="",
        calls=sum(one.calls for one in all_of_them),
        read=sum(one.read for one in all_of_them),
        cached=sum(one.cached for one in all_of_them),
        written=sum(one.written for one in all_of_them),
        cost=sum(costs) if costs else None,
    )


def _of_today(found: Sequence[Spent], wanted: Wanted) -> list[Spent]:
    """What each space has used today, but for the operator: nothing limits them."""
    return [one for one in _merged([one for one in found if one.day == wanted.today]) if one.space]


def _percent(one: Spent, limits: Limits) -> float | None:
    return round(100 * one.tokens / limits.tokens, 1) if limits.tokens else None


def _limits(found: Sequence[Spent], wanted: Wanted, limits: Limits) -> Iterator[Block]:
    yield Heading("Limits", 2)
    yield Bullets(
        (
            Paragraph(f"questions of a person in an hour: {_most(limits.person)} (QUESTIONS_PER_PERSON)"),
            Paragraph(f"questions of a space in an hour: {_most(limits.space)} (QUESTIONS_PER_SPACE)"),
            Paragraph(f"tokens of a space in a day: {_most(limits.tokens)} (TOKENS_PER_SPACE)"),
        )
    )
    today = _of_today(found, wanted)
    if limits.tokens and today:
        yield Heading("Used of today's budget", 2)
        yield Bullets(
            tuple(
                Paragraph(
                    f"{shown(one.space)}: {_percent(one, limits):.1f} % ({ENGLISH.number(one.tokens)} tokens)"
                )
                for one in sorted(today, key=lambda one: -one.tokens)
            )
        )
    yield Paragraph(
        "Beyond a limit the extractive engine answers and says why. Hours and days are those of UTC; "
        "briefings, which all channels share, are never held up."
    )


def _most(limit: int) -> str:
    return ENGLISH.number(limit) if limit else "no limit"


def _on_prices(found: Sequence[Spent]) -> str:
    if any(one.cost is not None for one in found):
        text = (
            "Costs are in the unit of OPENAI_PRICE_…, by the prices that were set when the tokens were used"
        )
        is_partial = any(one.cost is None for one in found)
        return f"{text}; what was used while none were set counts as nothing." if is_partial else f"{text}."
    return "Set OPENAI_PRICE_IN and OPENAI_PRICE_OUT (for a million tokens) to see what the next ones cost."


def _nothing(everywhere: Sequence[Spent], wanted: Wanted, settings: Settings) -> Iterator[Block]:
    if everywhere:
        there = sorted({shown(one.space) for one in everywhere})
        yield Paragraph(f"Nothing was used by “{wanted.space}”; there is something of: {', '.join(there)}.")
        return
    yield Paragraph("Nothing was used.")
    if settings.engine_used == "extractive":
        yield Paragraph(
            "The extractive engine answers here, which needs no model and costs nothing. This table fills when a "
            "model writes: set OPENAI_API_KEY, or OPENAI_BASE_URL for a server of your own, and start the bot."
        )
    else:
        yield Paragraph(
            f"This table fills when {settings.openai_model} has written for a running bot: start it with "
            "`rapporteur run` and ask it something. Single commands and pipes keep no account."
        )
