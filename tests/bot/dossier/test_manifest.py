import datetime

import pytest

from bot.dossier.manifest import Manifest, read
from bot.dossier.model import Event, Leader, Topic
from bot.errors import UnusableDossier

WHOLE = """
title = "The lake summit"
[event]
name = "Lake summit"
place = "Geneva"
date = 2026-05-04
source = "Joint announcement"
[[leaders]]
name = "Ann Baker"
aliases = ["Baker", "Baker"]
office = "Premier of Utland"
[[leaders]]
name = "John Adams"
[[topics]]
name = "Water"
terms = ["dam", "flow"]
"""


def test_all_that_a_manifest_may_say_is_read() -> None:
    assert read(WHOLE.encode()) == Manifest(
        title="The lake summit",
        event=Event(
            name="Lake summit", place="Geneva", date=datetime.date(2026, 5, 4), source="Joint announcement"
        ),
        leaders=(
            Leader(name="Ann Baker", aliases=("Baker",), office="Premier of Utland"),
            Leader(name="John Adams"),
        ),
        topics=(Topic(name="Water", terms=("dam", "flow")),),
    )


def test_what_other_languages_call_a_leader_is_read_by_language() -> None:
    text = (
        "[[leaders]]\nname = 'Ann Baker'\n[leaders.names]\nuk = ['Енн Бейкер', 'Бейкер']\nde = ['Frau Baker']"
    )
    (leader,) = read(text.encode()).leaders
    assert leader == Leader(
        name="Ann Baker", names=(("uk", ("Енн Бейкер", "Бейкер")), ("de", ("Frau Baker",)))
    )
    assert leader.called("uk") == ("Енн Бейкер", "Бейкер")
    assert leader.called("fr") == leader.called(None) == ()
    assert hash(leader)


def test_an_empty_manifest_says_nothing() -> None:
    assert read(b"") == read(b"\xef\xbb\xbf") == Manifest()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("leadres = []", "unknown key 'leadres' in dossier.toml; did you mean 'leaders'?"),
        (
            "[event]\nname='x'\ndat=2026-01-01",
            "unknown key 'dat' in [event] of dossier.toml; did you mean 'date'?",
        ),
        (
            "[[leaders]]\nqqq=1",
            "unknown key 'qqq' in [[leaders]] of dossier.toml; it may hold name, aliases, office, names.",
        ),
        ("title = 1", "'title' in dossier.toml must be a text in quotes"),
        ("title = ' '", "'title' in dossier.toml must be a text in quotes"),
        ("[leaders]\nname='x'", "'leaders' in dossier.toml must be a list of tables: write [[leaders]]"),
        ("event = 'x'", "'event' in dossier.toml must be a table: write [event]"),
        ("[event]\nplace='x'", "'name' is missing in [event] of dossier.toml; add name"),
        (
            "[event]\nname='x'\ndate='2026-05-04'",
            "'date' in [event] of dossier.toml must be a date without quotes",
        ),
        (
            "[[leaders]]\nname='x'\naliases='y'",
            "'aliases' in [[leaders]] of dossier.toml must be a list of texts",
        ),
        (
            "[[leaders]]\nname='x'\naliases=['']",
            "'aliases' in [[leaders]] of dossier.toml must be a list of texts",
        ),
        ("[[leaders]]\nname='Ann'\n[[leaders]]\nname='ANN'", "dossier.toml has the leader “ANN” twice"),
        (
            "[[leaders]]\nname='Ann'\n[[leaders]]\nname='Bo'\naliases=['Ann']",
            "has “Ann” twice: as a leader and as an alias of Bo",
        ),
        ("[[leaders]]\nname='Ann'\nnames='Анна'", "'names' in [[leaders]] of dossier.toml must be a table"),
        (
            "[[leaders]]\nname='Ann'\nnames={uk='Анна'}",
            "'uk' in [leaders.names] of dossier.toml must be a list",
        ),
        (
            "[[leaders]]\nname='Ann'\nnames={ua=['Анна']}",
            "unknown key 'ua' in [leaders.names] of dossier.toml",
        ),
        (
            "[[leaders]]\nname='Ann'\nnames={uk=['Анна']}\n[[leaders]]\nname='Bo'\nnames={uk=['АННА']}",
            "has “АННА” twice in [leaders.names]",
        ),
        ("[[leaders]]\nname='Ann'\nnames={uk=['…']}", "calls a leader “…”; write a name with letters"),
        ("[[topics]]\nname='Dam'\n[[topics]]\nname='dam'", "dossier.toml has the topic “dam” twice"),
        ("title =", "dossier.toml can't be read: Invalid value (at end of document)"),
        ("title = '\x00'", "dossier.toml can't be read"),
    ],
)
def test_what_cannot_be_meant_is_an_error_of_one_line_that_says_where(text: str, message: str) -> None:
    with pytest.raises(UnusableDossier) as caught:
        read(text.encode())
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_manifest_in_another_encoding_is_an_error() -> None:
    with pytest.raises(UnusableDossier, match="isn't UTF-8"):
        read("title = 'é'".encode("latin-1"))


@pytest.mark.parametrize("name", ["*", "((", "…", "."])
def test_a_leader_whose_name_has_no_letter_is_refused(name: str) -> None:
    for table in (f'name = "{name}"', f'name = "Ann Baker"\naliases = ["{name}"]'):
        with pytest.raises(UnusableDossier, match="write a name with letters"):
            read(f"[[leaders]]\n{table}".encode())
