"""What can be put into a field, from memory; pure."""

from collections.abc import Sequence

from bot import commands
from bot.answers import Length
from bot.dossier.model import Dossier
from bot.platform import Choice


def completing(field: str, prefix: str, dossier: Dossier, names: Sequence[str]) -> list[Choice]:
    """Suggestions for `field` of which a word begins with `prefix`; `names` are the dossiers that there are."""
    match field:
        case "command":
            choices = [f"/{usage.name}" for usage in commands.USAGES]
        case "leader":
            choices = [leader.name for leader in dossier.leaders]
        case "topic":
            choices = [topic.name for topic in dossier.topics]
        case "length":
            choices = list(Length)
        case "passage":
            choices = [str(passage.number) for passage in dossier.passages]
        case "dossier":
            choices = list(names)
        case "briefings":
            choices = list(commands.BRIEFINGS)
        case _:
            choices = []
    return [Choice(choice, choice) for choice in choices if _completes(prefix.casefold(), choice.casefold())]


def _completes(prefix: str, choice: str) -> bool:
    return any(word.startswith(prefix) for word in (choice, *choice.split()))
