"""Commands on Discord under a crowd, beside a minimal discord.py bot that only defers; same server, same run.

    python -m benchmarks.discord [--rounds N] [--minute]

Each bot is a process of its own, connected to the local Discord of `tests/servers`, which runs in this one. 200
commands come at once: how long until the last 5 % are deferred, in the first round of a fresh process (cold) and in
later ones (warm, the bots in turn). Ours answers them too, with a model that takes `MODEL` seconds. `--minute` sends ours 1,000
commands within a minute.
"""

import argparse
import asyncio
import statistics
import sys
import time
from collections.abc import AsyncIterator

import psutil

from tests.servers.discord_calls import Call
from tests.servers.discord_server import TOKEN, DiscordServer, open_discord, text_of

CROWD = 200
MODEL = 0.5
MINUTE, MANY = 60.0, 1_000


async def serve_minimal(api: str, gateway: str) -> None:
    """The least that a bot can do: defer."""
    import discord
    import yarl
    from discord.gateway import DiscordWebSocket
    from discord.http import Route

    Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = api, yarl.URL(gateway)

    class Minimal(discord.Client):
        async def on_interaction(self, event: discord.Interaction) -> None:
            await event.response.defer(thinking=True)

    await Minimal(intents=discord.Intents(guilds=True)).start(TOKEN)


async def serve_ours(api: str, gateway: str) -> None:
    """The platform with a desk that takes as long as a model does."""
    from adapters.discord.app import Discord
    from adapters.discord.settings import DiscordSettings
    from bot.platform import Final, Inbound, Shown, Status
    from bot.state import Memory
    from tests.adapters.desks import EchoDesk, said

    class SlowDesk(EchoDesk):
        async def handle(self, inbound: Inbound) -> AsyncIterator[Shown]:
            yield Status("Looking …")
            await asyncio.sleep(MODEL)
            yield Final(said(f"You said {inbound.text}"))

    given = {"discord_bot_token": TOKEN, "discord_api_url": api, "discord_gateway_url": gateway}
    await Discord(DiscordSettings(_env_file=None, **given)).serve(SlowDesk(), Memory())


class Bot:
    """A bot in a process of its own."""

    def __init__(self, name: str, process: asyncio.subprocess.Process, server: DiscordServer) -> None:
        self.name, self.process, self.server = name, process, server
        self.room = server.world.servers[0].rooms[0]
        self.person = server.person()

    async def crowd(self) -> list[Call]:
        """200 commands at once, until each is deferred."""
        calls = [await self.person.call("ask", self.room, question=f"What {n}?") for n in range(CROWD)]
        await asyncio.gather(*(call.acknowledged.wait() for call in calls))
        return calls

    async def answered(self, calls: list[Call]) -> None:
        """Until each is answered, where the bot answers."""
        if self.name == "ours":
            await self.server.until(lambda: all(is_answered(call) for call in calls), 60)

    async def stop(self) -> None:
        self.process.kill()
        await self.process.wait()


def is_answered(call: Call) -> bool:
    return bool(call.shown) and "You said" in text_of(call.shown[0])


async def start(name: str, server: DiscordServer) -> Bot:
    """A fresh bot, connected."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-W", "ignore", "-m", "benchmarks.discord", "--serve", name, server.api, server.gateway.url,
        stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    await server.until(lambda: server.gateway.is_connected, 30)
    return Bot(name, process, server)


def at(share: float, seconds: list[float]) -> float:
    """The quantile in milliseconds."""
    return sorted(seconds)[min(int(len(seconds) * share), len(seconds) - 1)] * 1000


async def side_by_side(rounds: int) -> None:
    """Cold and warm deferrals of both bots."""
    warm: dict[str, list[float]] = {"minimal": [], "ours": []}
    cold: dict[str, list[float]] = {"minimal": [], "ours": []}
    late = 0
    for _ in range(rounds):
        for name in warm:
            async with open_discord() as server:
                server.world.server()
                bot = await start(name, server)
                for number in range(4):
                    calls = await bot.crowd()
                    await bot.answered(calls)
                    after = [call.after or 0.0 for call in calls]
                    (warm if number else cold)[name].append(at(0.95, after))
                    late += sum(one > 3 for one in after)
                await bot.stop()
    for kind, found in (("cold", cold), ("warm", warm)):
        ours, minimal = (statistics.median(found[name]) for name in ("ours", "minimal"))
        print(
            f"{CROWD} at once, deferred at 95 %, {kind}: ours {ours:.0f} ms (worst {max(found['ours']):.0f}), "
            f"minimal {minimal:.0f} ms (worst {max(found['minimal']):.0f}); {ours / minimal:.2f} times"
        )
    print(f"deferred too late: {late}")


async def a_minute() -> None:
    """1,000 commands spread over a minute, answered."""
    async with open_discord() as server:
        server.world.server()
        bot = await start("ours", server)
        await bot.answered(await bot.crowd())
        process = psutil.Process(bot.process.pid)
        before = process.cpu_times()
        calls: list[Call] = []
        done: dict[int, float] = {}
        begun = time.monotonic()

        def look() -> bool:
            for call in calls:
                if call.id not in done and is_answered(call):
                    done[call.id] = time.monotonic() - call.born
            return len(done) == MANY

        async def send() -> None:
            for n in range(MANY):
                await asyncio.sleep(max(begun + n * MINUTE / MANY - time.monotonic(), 0))
                calls.append(await bot.person.call("ask", bot.room, question=f"What {n}?"))

        await asyncio.gather(send(), server.until(look, MINUTE + 60))
        after = process.cpu_times()
        cpu = (after.user + after.system - before.user - before.system) / MANY * 1000
        deferred = [call.after or 0.0 for call in calls]
        print(
            f"{MANY} in a minute, a model of {MODEL} s: deferred {at(0.5, deferred):.0f} ms at the median, "
            f"{at(0.99, deferred):.0f} at 99 %; answered {at(0.5, [*done.values()]):.0f} and "
            f"{at(0.99, [*done.values()]):.0f} ms; {cpu:.1f} ms of CPU each; "
            f"{process.memory_info().rss / 2**20:.0f} MB"
        )
        await bot.stop()


def main() -> None:
    """What the command line asks for."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--minute", action="store_true")
    parser.add_argument("--serve", nargs=3, metavar=("NAME", "API", "GATEWAY"))
    given = parser.parse_args()
    if given.serve:
        name, api, gateway = given.serve
        asyncio.run((serve_ours if name == "ours" else serve_minimal)(api, gateway))
    else:
        asyncio.run(a_minute() if given.minute else side_by_side(given.rounds))


if __name__ == "__main__":
    main()
