"""The command line: `rapporteur` and `python -m bot`."""

import sys
from collections.abc import Sequence


def main() -> None:
    """Run the command of this process and leave with its exit code."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:
    """Run a command. 0: done, also where the documents honestly don't say; 2: wrong usage or input.

    Every failure is one line on stderr that says what to do; `python -X dev` shows the traceback as well.
    """
    import typer

    from bot.cli import options, showing, tree
    from bot.errors import RapporteurError

    try:
        code = tree.app(arguments, standalone_mode=False, prog_name="rapporteur")
    except RapporteurError as error:
        return showing.complain(options.words_here().error(error))
    except typer.TyperException as error:
        return showing.complain(_usage(error.format_message(), error))
    except (KeyboardInterrupt, typer.Abort):
        return 130
    except OSError as error:
        return showing.complain(
            f"The system refused: {error.strerror or error}. Make room, or check the paths."
        )
    except Exception as error:
        if sys.flags.dev_mode:
            raise
        fault = f"{type(error).__name__}: {error}"
        showing.complain(f"This is a fault of the program ({fault}). Please report it with what you typed.")
        return 1
    return code if isinstance(code, int) else 0


def _usage(message: str, error: Exception) -> str:
    """Typer's complaint as a sentence, and where to read on."""
    context = getattr(error, "ctx", None)
    command = context.command_path if context else "rapporteur"
    sentence = message if message.endswith((".", "?", "!")) else f"{message}."
    return f"{sentence} Examples: {command} --help"
