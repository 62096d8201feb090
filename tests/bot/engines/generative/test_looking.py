"""`rapporteur check` tries the model, and says what is wrong and what to do."""

import re

import pytest
from structlog.testing import capture_logs

from bot.doctor import examine
from bot.engines.generative.looking import PATIENCE, look
from bot.platform import Finding, Level
from bot.settings import read_settings
from tests.bot.engines.generative.models import KEY, hurried, settings_of
from tests.servers.openai_script import Fails, Kind, Refused, Says
from tests.servers.openai_server import open_server

RIGHT = Says('{"works": true}')


async def test_a_model_that_works_is_said_to() -> None:
    async with open_server(RIGHT, key=KEY, models=["gpt-5-mini", "tiny"]) as server:
        (found,) = await look(settings_of(server))
        both = await look(settings_of(server, openai_small_model="tiny"))
    assert (found.level, found.subject) == (Level.OK, "model")
    assert found.text.startswith("gpt-5-mini answers in ")
    assert [(f.level, f.subject) for f in both] == [(Level.OK, "model"), (Level.OK, "small model")]
    assert both[1].text.startswith("tiny answers in ")
    assert [body["model"] for body in server.bodies].count("tiny") == 1


@pytest.mark.parametrize(
    ("kind", "remedy"),
    [
        ("key", "OPENAI_API_KEY"),
        ("permission", "permission"),
        ("quota", "credit"),
        ("html", "OPENAI_BASE_URL"),
        ("path", "OPENAI_BASE_URL"),
        ("refusal", "OPENAI_MODEL"),
        ("cut", "log"),
        ("500", "log"),
    ],
)
async def test_what_is_wrong_comes_with_its_remedy(kind: Kind, remedy: str) -> None:
    async with open_server(Fails(kind)) as server:
        (found,) = await look(settings_of(server))
    assert found.level is Level.ERROR
    assert remedy in (found.remedy or "")
    assert KEY not in str(found)


async def test_an_unknown_model_comes_with_those_that_there_are() -> None:
    async with open_server(RIGHT, models=["llama3.2:3b", "qwen3:8b"]) as server:
        (found,) = await look(settings_of(server, openai_model="llama3.2"))
        (other,) = await look(settings_of(server, openai_model="zzz"))
    assert (found.remedy or "").endswith("it has llama3.2:3b")
    assert (other.remedy or "").endswith("it has llama3.2:3b, qwen3:8b")


@pytest.mark.parametrize("refuses", [["json_schema"], ["json_schema", "json_object"]])
async def test_a_server_without_strict_schemas_is_a_warning(refuses: list[Refused]) -> None:
    async with open_server(RIGHT, refuses=refuses) as server:
        (found,) = await look(settings_of(server))
    assert (found.level, "strict" in found.text) == (Level.WARNING, True)


@pytest.mark.parametrize("text", ["It works!", '```json\n{"works": true}\n```', '{"works": "yes"}'])
async def test_a_server_that_ignores_the_schema_is_a_warning(text: str) -> None:
    async with open_server(Says(text)) as server:
        (found,) = await look(settings_of(server))
    assert (found.level, "schema" in found.text) == (Level.WARNING, True)


async def test_a_server_that_tells_no_tokens_may_be_used() -> None:
    async with open_server(RIGHT, refuses=["stream_options"]) as server:
        (found,) = await look(settings_of(server))
    assert (found.level, "estimated" in found.text) == (Level.OK, True)


@hurried
async def test_a_server_that_says_nothing_is_looked_at_for_fifteen_seconds_at_most() -> None:
    async with open_server(Says("", hold=True)) as server:
        (found,) = await look(settings_of(server, openai_deadline=600.0))
    assert (found.level, "too long" in found.text) == (Level.ERROR, True)
    seconds = re.search(r"within ([\d.]+) s", found.remedy or "")
    assert seconds
    assert float(seconds[1]) < PATIENCE


async def test_what_the_table_shows_is_not_logged_as_well() -> None:
    async with open_server(Fails("key")) as server:
        with capture_logs() as lines:
            await look(settings_of(server))
    assert lines == []


async def test_the_doctor_looks_at_the_model_if_it_is_used() -> None:
    async with open_server(RIGHT) as server:
        found = {f.subject: f for f in await examine(settings_of(server))}
        without = await examine(settings_of(server, engine="extractive"))
    assert found["engine"].text == "generative"
    assert found["model"].level is Level.OK
    assert "model" not in {f.subject for f in without}
    assert len(server.received) == 1


async def test_the_generative_engine_without_key_or_address_is_told_what_it_needs() -> None:
    (found,) = [f for f in await examine(read_settings(engine="generative")) if f.subject == "model"]
    assert isinstance(found, Finding)
    assert (found.level, "OPENAI_API_KEY" in found.text) == (Level.ERROR, True)
