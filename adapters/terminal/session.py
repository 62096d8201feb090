"""The conversation with a person at a keyboard."""

import os
from typing import TextIO

from prompt_toolkit import PromptSession
from prompt_toolkit.input import create_input
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.layout.processors import Processor, Transformation, TransformationInput
from prompt_toolkit.output import create_output
from prompt_toolkit.styles import Style

from adapters.terminal.answering import Answering
from adapters.terminal.completion import DeskCompleter
from adapters.terminal.history import open_history
from adapters.terminal.interrupt import answer
from adapters.terminal.parse import SPACE
from adapters.terminal.safe import safe_in_place
from adapters.terminal.screen import Screen
from bot.platform import Desk
from bot.wording import say

KEYS = say("Tab completes · ↑ recalls · Ctrl-C stops · /copy the last answer · Ctrl-D leaves")
LEAVING = say("Ctrl-D or /quit leaves.")

_TYPED = Style([("", "bold")])


async def converse(desk: Desk, answering: Answering, screen: Screen, stdin: TextIO) -> None:
    """Welcome, then question and answer until the person leaves."""
    answering.welcome(answering.words.said(KEYS))
    prompt = _prompt(desk, screen, stdin)
    going = True
    while going:
        try:
            line = await prompt.prompt_async("> ")
        except EOFError:
            return
        except KeyboardInterrupt:
            screen.write(answering.words.said(LEAVING) + "\n")
            continue
        if line.strip():
            screen.write("\n")
        going = await answer(answering, line, screen)


def _prompt(desk: Desk, screen: Screen, stdin: TextIO) -> PromptSession[str]:
    return PromptSession[str](
        history=open_history(os.environ),
        completer=DeskCompleter(desk, SPACE),
        complete_while_typing=False,
        enable_history_search=True,
        input_processors=[_SafeEcho()],
        key_bindings=_keys(),
        input=create_input(stdin),
        output=create_output(screen.stream),
        style=_TYPED if screen.look.colour else None,
    )


def _keys() -> KeyBindings:
    keys = KeyBindings()

    @keys.add("c-c")
    def _interrupt(event: KeyPressEvent) -> None:  # pyright: ignore[reportUnusedFunction]
        if event.current_buffer.text:
            event.current_buffer.reset()
        else:
            event.app.exit(exception=KeyboardInterrupt)

    return keys


class _SafeEcho(Processor):
    """Pasted text is as foreign as a document's: its invisible signs are shown, not obeyed."""

    def apply_transformation(self, transformation_input: TransformationInput) -> Transformation:
        fragments = [(part[0], safe_in_place(part[1])) for part in transformation_input.fragments]
        return Transformation(list(fragments))
