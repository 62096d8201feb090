"""Ctrl-C stops an answer, not the conversation."""

import asyncio
import contextlib
import signal
from collections.abc import Generator

from adapters.terminal.answering import Answering
from adapters.terminal.screen import Screen


async def answer(answering: Answering, line: str, screen: Screen) -> bool:
    """Answer `line`, until Ctrl-C stops it; False to leave."""
    task = asyncio.create_task(answering.answer(line))
    with _on_interrupt(task):
        try:
            await asyncio.wait([task])
        except asyncio.CancelledError:
            task.cancel()
            await asyncio.wait([task])
            raise
    if task.cancelled():
        screen.write(answering.words.text("Stopped.") + "\n\n")
        return True
    return task.result()


@contextlib.contextmanager
def _on_interrupt(task: asyncio.Task[bool]) -> Generator[None]:
    """Ctrl-C cancels `task` while this lasts, where the platform can tell an event loop of signals."""
    loop = asyncio.get_running_loop()
    before = signal.getsignal(signal.SIGINT)
    try:
        loop.add_signal_handler(signal.SIGINT, task.cancel)
    except (NotImplementedError, RuntimeError, ValueError):
        yield
        return
    try:
        yield
    finally:
        loop.remove_signal_handler(signal.SIGINT)
        signal.signal(signal.SIGINT, before)
