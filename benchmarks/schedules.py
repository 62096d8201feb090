"""Changes of the clock: which daily editions are missed or doubled by ours and by APScheduler's CronTrigger.

    python -m benchmarks.schedules [--year 2026]

Every zone of tzdata whose clock changes in the year, names that stand for another zone included; around each
change each half hour from 00:00 to 03:30. A case is one zone, change and half hour. Both are asked for one
run after the other from five days before the change to five days after. A local date without a run is missed,
each further run on a date that had one is doubled. The trigger's dates are those that its runs show on the wall; ours
are the editions' names, and a run that shows an earlier date or time than its edition is counted as early.
"""

import argparse
import datetime
import time
from collections import Counter
from collections.abc import Callable, Iterator
from importlib.resources import files
from itertools import takewhile
from zoneinfo import ZoneInfo

from apscheduler.triggers.cron import CronTrigger

from bot.subscriptions import Schedule

DAY = datetime.timedelta(days=1)
AROUND = 5 * DAY
HALF_HOURS = tuple(datetime.time(hour, minute) for hour in range(4) for minute in (0, 30))

Run = tuple[datetime.date, datetime.datetime]
"""The local date that a run is for, and when it comes."""


def changes(zone: ZoneInfo, year: int) -> Iterator[datetime.datetime]:
    """When the clock changes in `year`, in UTC, to the minute."""
    moment = datetime.datetime(year, 1, 1, tzinfo=datetime.UTC)
    end = datetime.datetime(year + 1, 1, 1, tzinfo=datetime.UTC)
    while moment < end:
        before, after = moment, min(moment + DAY, end)
        moment = after
        offset = before.astimezone(zone).utcoffset()
        if after.astimezone(zone).utcoffset() == offset:
            continue
        while after - before > datetime.timedelta(minutes=1):
            middle = before + (after - before) // 2
            same = middle.astimezone(zone).utcoffset() == offset
            before, after = (middle, after) if same else (before, middle)
        yield after.replace(second=0, microsecond=0)


def ours(at: datetime.time, zone: ZoneInfo, start: datetime.datetime, end: datetime.datetime) -> list[Run]:
    """The runs of `Schedule`."""
    return list(takewhile(lambda run: run[1] < end, Schedule(at=at, zone=zone.key).coming(start)))


def cron_trigger(
    at: datetime.time, zone: ZoneInfo, start: datetime.datetime, end: datetime.datetime
) -> list[Run]:
    """The runs of a daily CronTrigger, asked as the scheduler asks it."""
    trigger = CronTrigger(hour=at.hour, minute=at.minute, timezone=zone)
    runs: list[Run] = []
    fired = trigger.get_next_fire_time(None, start)
    while fired is not None and fired < end:
        runs.append((fired.date(), fired.astimezone(datetime.UTC)))
        # The scheduler's next look is after the run, with the run as the previous one.
        fired = trigger.get_next_fire_time(
            fired, fired.astimezone(datetime.UTC) + datetime.timedelta(seconds=1)
        )
    return runs


CONTENDERS: dict[
    str, Callable[[datetime.time, ZoneInfo, datetime.datetime, datetime.datetime], list[Run]]
] = {
    "rapporteur": ours,
    "APScheduler CronTrigger": cron_trigger,
}


def judged(runs: list[Run], at: datetime.time, zone: ZoneInfo, wanted: set[datetime.date]) -> Counter[str]:
    """How many of the `wanted` dates are missed or doubled, and how many runs come early."""
    dates = Counter(date for date, _ in runs)
    due = [(datetime.datetime.combine(date, at), moment.astimezone(zone)) for date, moment in runs]
    return Counter(
        missed=len(wanted - set(dates)),
        doubled=sum(count - 1 for date, count in dates.items() if date in wanted),
        early=sum(moment.replace(tzinfo=None) < wall for wall, moment in due),
    )


def main() -> None:
    """Sweep all zones and print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--year", type=int, default=2026)
    year = parser.parse_args().year
    found = [
        (zone, moment)
        for name in (files("tzdata") / "zones").read_text(encoding="utf-8").split()
        for zone in [ZoneInfo(name)]
        for moment in changes(zone, year)
    ]
    zones = len({zone.key for zone, _ in found})
    print(f"{year}: {zones} zones, {len(found)} changes, {len(found) * len(HALF_HOURS)} cases\n")
    print("| daily, 00:00 to 03:30 | missed | doubled | early | seconds |\n|---|---|---|---|---|")
    for name, runs_of in CONTENDERS.items():
        began, total = time.perf_counter(), Counter[str]()
        for zone, moment in found:
            day = moment.astimezone(zone).date()
            # The runs of a day more at each end are fetched, so that the ends of the window cost nobody a date.
            wanted = {day + n * DAY for n in range(-3, 4)}
            for at in HALF_HOURS:
                total += judged(runs_of(at, zone, moment - AROUND, moment + AROUND), at, zone, wanted)
        seconds = time.perf_counter() - began
        print(f"| {name} | {total['missed']} | {total['doubled']} | {total['early']} | {seconds:.1f} |")


if __name__ == "__main__":
    main()
