"""Slack: 200 commands at once, ours beside a Bolt app that only acknowledges; and connections renewed under load.

    python -m benchmarks.slack [--rounds N]

Both run in processes of their own against one local Slack each, over Socket Mode. "Cold" is the first burst after the
start, without any warm-up; "warm" are the bursts after it. Seconds are from an envelope's sending to its
acknowledgement, as Slack would count them.
"""

import argparse
import asyncio
import os
import sys
from pathlib import Path

from tests.servers.slack_server import Envelope, SlackServer

COMMANDS = 200
EVENTS = 600
ROOT = Path(__file__).parents[1]


async def minimal(api: str) -> None:
    """A Bolt app that acknowledges and does nothing else."""
    from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
    from slack_bolt.app.async_app import AsyncApp
    from slack_sdk.web.async_client import AsyncWebClient

    app = AsyncApp(client=AsyncWebClient(token="xoxb-local", base_url=api), signing_secret="x")

    @app.command("/ask")
    async def ask(ack) -> None:
        await ack()

    await AsyncSocketModeHandler(app, "xapp-local").start_async()


async def ours(api: str, database: str) -> None:
    """Rapporteur with the default dossier and a database."""
    from pydantic import SecretStr

    from adapters.slack.app import Slack
    from adapters.slack.settings import SlackSettings
    from bot.app import keep_loaded, open_desk
    from bot.clock import utc_now
    from bot.settings import Settings
    from bot.store import open_store

    settings = SlackSettings(
        _env_file=None,
        slack_bot_token=SecretStr("xoxb-local"),
        slack_app_token=SecretStr("xapp-local"),
        slack_api_url=api,
        slack_port=None,
    )
    async with (
        open_desk(Settings(_env_file=None)) as desk,
        open_store(f"sqlite:///{database}", now=utc_now) as store,
    ):
        keep_loaded()  # As `rapporteur run` does.
        await Slack(settings, ping=0.5).serve(desk, store.state())


async def started(slack: SlackServer, *args: str) -> asyncio.subprocess.Process:
    """A process of this module, connected to `slack`."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "benchmarks.slack", *args),
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    async with asyncio.timeout(60):
        await slack._linked.wait()
    return process


async def burst(slack: SlackServer) -> list[float]:
    """200 commands at once from 200 channels: the seconds until each acknowledgement, sorted."""
    sent: list[Envelope] = []
    for number in range(COMMANDS):
        channel = f"C{number + 100}"
        if channel not in slack.space.channels:
            slack.space.add_channel(channel, members={slack.space.bot, "U1"})
        sent.append(slack.person().command("/ask", "Who meets whom, and where?", channel))
    async with asyncio.timeout(30):
        for envelope in sent:
            await envelope.done.wait()
    return sorted((envelope.acked or 0) - envelope.sent for envelope in sent)


async def answered(slack: SlackServer, count: int) -> None:
    """Wait until so many commands are answered."""
    await slack.space.until(
        lambda: (
            sum("engine:" in m["text"] for c in slack.space.channels.values() for m in c.messages.values())
            >= count
        ),
        300,
    )


def at95(seconds: list[float]) -> float:
    """Milliseconds at 95 %."""
    return seconds[int(len(seconds) * 0.95) - 1] * 1_000


async def side_by_side(rounds: int, folder: Path) -> None:
    """Cold and warm bursts of both, in turn, so that the machine's moods meet both."""
    async with SlackServer(retry=60) as one, SlackServer(retry=60) as other:
        bolt = await started(one, "--minimal", one.url)
        bolt_cold = await burst(one)
        us = await started(other, "--ours", other.url, str(folder / "bench.db"))
        cold = await burst(other)
        await answered(other, COMMANDS)
        ratios: list[float] = []
        print(
            f"cold, at 95 %: minimal {at95(bolt_cold):.0f} ms, ours {at95(cold):.0f} ms; last {cold[-1] * 1_000:.0f} ms"
        )
        for number in range(rounds):
            theirs, warm = at95(await burst(one)), at95(await burst(other))
            ratios.append(warm / theirs)
            print(
                f"warm {number + 1}, at 95 %: minimal {theirs:.0f} ms, ours {warm:.0f} ms, {warm / theirs:.2f} : 1"
            )
            await answered(other, COMMANDS * (number + 2))
        print(f"median of the ratios: {sorted(ratios)[len(ratios) // 2]:.2f} : 1")
        for process in (bolt, us):
            process.kill()
            await process.wait()


async def renewing(folder: Path, every: float) -> None:
    """Events while connections are renewed, or cut, every few seconds: each is to be answered once."""
    async with SlackServer(retry=3) as slack:
        us = await started(slack, "--ours", slack.url, str(folder / "renew.db"))
        stop = asyncio.Event()

        async def disturb() -> int:
            count = 0
            while not stop.is_set():
                try:
                    await asyncio.wait_for(stop.wait(), every)
                except TimeoutError:
                    await (slack.cut() if count % 3 == 2 else slack.refresh())
                    count += 1
            return count

        disturbing = asyncio.ensure_future(disturb())
        sent: list[Envelope] = []
        for number in range(EVENTS):
            channel = f"C{number % 100 + 100}"
            if channel not in slack.space.channels:
                slack.space.add_channel(channel, members={slack.space.bot, "U1"})
            slack.person().mention(f"Who meets whom in {number}?", channel)
            sent.append(slack.envelopes[-1])
            await asyncio.sleep(0.05)
        await answered(slack, EVENTS)
        stop.set()
        renewed = await disturbing
        threads = [
            m["thread_ts"]
            for c in slack.space.channels.values()
            for m in c.messages.values()
            if "thread_ts" in m and m.get("bot_id")
        ]
        again = sum(envelope.attempts > 1 for envelope in sent)
        lost, twice = EVENTS - len(set(threads)), len(threads) - len(set(threads))
        print(
            f"{EVENTS} mentions, connection renewed or cut {renewed} times: {again} sent again by Slack, "
            f"{lost} lost, {twice} answered twice"
        )
        us.kill()
        await us.wait()


async def gap(folder: Path) -> None:
    """The gap between acknowledgement and row: what a crash may lose."""
    import time

    from adapters.slack.address import Place
    from adapters.slack.inbox import Inbox
    from adapters.slack.parse import Asked
    from bot.clock import utc_now
    from bot.store import open_store

    async with open_store(f"sqlite:///{folder / 'gap.db'}", now=utc_now) as store:
        inbox = Inbox(store.state())
        await inbox.open()
        place = Place(team="T1", channel="C1", thread="1.0")
        gaps: list[float] = []

        async def one(number: int) -> None:
            came = time.monotonic()
            entry = await inbox.accept(
                Asked(event=f"g{number}", place=place, user="U1", text="x" * 200), came
            )
            assert entry is not None
            gaps.append(entry.gap)

        for number in range(50):
            await one(number)
        single = sorted(gaps)[47] * 1_000
        gaps.clear()
        await asyncio.gather(*(one(1_000 + number) for number in range(COMMANDS)))
        print(
            f"from taken to row, at 95 %: one at a time {single:.1f} ms, {COMMANDS} at once {at95(sorted(gaps)):.0f} ms"
        )


def main() -> None:
    """Print all figures, or be one of the processes."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--every", type=float, default=3.0, help="seconds between two renewals")
    parser.add_argument("--minimal")
    parser.add_argument("--ours", nargs=2)
    given = parser.parse_args()
    if given.minimal:
        asyncio.run(minimal(given.minimal))
    elif given.ours:
        asyncio.run(ours(*given.ours))
    else:
        import tempfile

        with tempfile.TemporaryDirectory() as folder:
            asyncio.run(side_by_side(given.rounds, Path(folder)))
            asyncio.run(gap(Path(folder)))
            asyncio.run(renewing(Path(folder), given.every))


if __name__ == "__main__":
    main()
