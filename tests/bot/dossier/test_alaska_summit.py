"""The default dossier holds every fact of its source and nothing else; alaska_facts.toml is the list."""

import tomllib
from pathlib import Path

import pytest

from bot.dossier.model import Dossier
from bot.dossier.reader import default_path, open_dossier

FACTS = tomllib.loads(Path(__file__).with_name("alaska_facts.toml").read_text(encoding="utf-8"))["facts"]


@pytest.fixture(scope="module")
def dossier() -> Dossier:
    return open_dossier(default_path())


@pytest.mark.parametrize("fact", FACTS, ids=[fact["fact"][:60] for fact in FACTS])
def test_every_fact_stands_in_the_documents(fact: dict[str, object], dossier: Dossier) -> None:
    evidence = fact["evidence"]
    assert isinstance(evidence, list)
    for quote in evidence:
        assert any(quote in " ".join(sentence.text.split()) for sentence in dossier.sentences), quote


def test_every_sentence_of_the_documents_carries_a_fact(dossier: Dossier) -> None:
    evidence = [quote for fact in FACTS for quote in fact["evidence"]]
    for sentence in dossier.sentences:
        assert any(quote in " ".join(sentence.text.split()) for quote in evidence), sentence.text


def test_it_is_read_without_a_doubt_and_knows_its_event(dossier: Dossier) -> None:
    assert dossier.doubts == ()
    assert dossier.event is not None
    assert dossier.event.date is not None
    assert dossier.event.source
    assert dossier.as_of is not None
    assert dossier.as_of < dossier.event.date
    assert len(dossier.leaders) == 2
