"""What Tab offers."""

import pytest
from prompt_toolkit.completion import CompleteEvent
from prompt_toolkit.document import Document

from adapters.terminal.completion import DeskCompleter
from tests.adapters.desks import EchoDesk


@pytest.mark.parametrize(
    ("typed", "completed"),
    [
        ("/", ["/compare", "/brief", "/copy", "/quit", "/exit"]),
        ("/co", ["/compare", "/copy"]),
        ("/brief ", ["/brief headline", "/brief short", "/brief full"]),
        ("/brief f", ["/brief full"]),
        ("/sources 1", ["/sources 1", "/sources 13"]),
        ("/compare Anna Grey Bo", ["/compare Anna Grey Boris Holm"]),
        ("/compare anna gr", ["/compare Anna Grey"]),
        ("/compare Anna Grey vs Boris Holm on br", ["/compare Anna Grey vs Boris Holm on Bridges"]),
        ("What does Bor", ["What does Boris Holm"]),
        ("/copy x", []),
        ("/leaders A", []),
        ("nothing like that", []),
    ],
)
def test_a_line_is_completed(typed: str, completed: list[str]) -> None:
    completer = DeskCompleter(EchoDesk(), "terminal:1:local")
    found = completer.get_completions(Document(typed), CompleteEvent())
    assert [typed[: len(typed) + c.start_position] + c.text for c in found] == completed
