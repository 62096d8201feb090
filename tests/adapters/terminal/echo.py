"""Runs the terminal with the echo desk: a process for tests. On SIGUSR1 it posts what a courier would."""

import asyncio
import signal

from adapters.terminal.app import open_platform
from adapters.terminal.parse import HERE
from bot.state import Memory
from tests.adapters.desks import EchoDesk, said


async def serve() -> None:
    """Serve until the person leaves."""
    terminal = open_platform()
    (payload,) = terminal.render(said("A briefing arrives"))
    posts: list[asyncio.Task[object]] = []

    def post() -> None:
        posts.append(asyncio.create_task(terminal.post(HERE, payload, "edition-1")))

    asyncio.get_running_loop().add_signal_handler(signal.SIGUSR1, post)
    await terminal.serve(EchoDesk(), Memory())


if __name__ == "__main__":
    asyncio.run(serve())
