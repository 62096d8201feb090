"""The model writes in pieces, in the best form that its server takes, and says what it used."""

import asyncio
import json
from contextlib import aclosing

import pytest

from bot.engines.generative.model import Usage
from bot.engines.generative.openai_model import open_model
from bot.errors import BadSettings, ModelTrouble, Trouble
from bot.settings import read_settings
from tests.bot.engines.generative.models import (
    KEY,
    REPLY,
    REQUEST,
    SCHEMA,
    SMALL,
    ask,
    ask_once,
    settings_of,
)
from tests.servers import openai_frames
from tests.servers.openai_script import Refused, Says
from tests.servers.openai_server import open_server

TOLD = Usage(read=100, cached=64, written=10, calls=1)


@pytest.mark.parametrize("api", ["chat", "responses"])
async def test_a_reply_comes_in_its_pieces_with_what_it_cost(api: str) -> None:
    async with open_server(Says(REPLY, pieces=4), key=KEY) as server:
        asked = await ask_once(settings_of(server, openai_api=api))
    assert (asked.text, asked.trouble) == (REPLY, None)
    assert len(asked.pieces) == 4
    assert asked.spent == [TOLD]


async def test_chat_completions_are_asked_with_a_strict_schema_and_no_temperature() -> None:
    async with open_server(Says(REPLY)) as server:
        await ask_once(settings_of(server))
    (body,) = server.bodies
    assert body["response_format"] == {
        "type": "json_schema",
        "json_schema": {"name": "Reply_to_a_question", "strict": True, "schema": SCHEMA},
    }
    assert [(m["role"], m["content"]) for m in body["messages"]] == [
        ("system", "Answer from the documents."),
        ("user", "Where do they meet?"),
        ("assistant", '{"a": 0}'),
        ("user", "Why in Arkville?"),
    ]
    assert body["stream_options"] == {"include_usage": True}
    assert set(body) == {"model", "stream", "messages", "response_format", "stream_options"}


async def test_responses_are_asked_with_a_strict_schema_and_not_to_be_kept() -> None:
    async with open_server(Says(REPLY)) as server:
        await ask_once(settings_of(server, openai_api="responses"))
    (body,) = server.bodies
    assert body["text"]["format"] == {
        "type": "json_schema",
        "name": "Reply_to_a_question",
        "strict": True,
        "schema": SCHEMA,
    }
    assert body["instructions"] == "Answer from the documents."
    assert [m["role"] for m in body["input"]] == ["user", "assistant", "user"]
    assert body["store"] is False
    assert set(body) == {"model", "stream", "instructions", "input", "store", "text"}


async def test_small_jobs_go_to_the_small_model_if_there_is_one() -> None:
    async with open_server(Says(REPLY), models=["gpt-5-mini", "tiny"]) as server:
        await ask_once(settings_of(server, openai_small_model="tiny"), SMALL)
        await ask_once(settings_of(server, openai_small_model="tiny"))
        await ask_once(settings_of(server), SMALL)
    assert [body["model"] for body in server.bodies] == ["tiny", "gpt-5-mini", "gpt-5-mini"]


async def test_the_key_goes_to_the_server_and_local_servers_get_a_placeholder() -> None:
    async with open_server(Says(REPLY)) as server:
        await ask_once(settings_of(server))
        await ask_once(read_settings(openai_base_url=server.url))
    assert [r.headers["authorization"] for r in server.received] == [f"Bearer {KEY}", "Bearer none"]


@pytest.mark.parametrize(
    ("refuses", "shape", "usage", "tries"),
    [
        (["json_schema"], "json_object", True, 2),
        (["json_schema", "json_object"], None, True, 3),
        (["stream_options"], "json_schema", False, 2),
        (["json_schema", "json_object", "stream_options"], None, False, 4),
    ],
)
async def test_a_server_that_refuses_a_form_gets_a_plainer_one_and_it_is_remembered(
    refuses: list[Refused], shape: str | None, usage: bool, tries: int
) -> None:
    async with open_server(Says(REPLY), refuses=refuses) as server, open_model(settings_of(server)) as model:
        first, second = await ask(model), await ask(model)
    assert (first.text, second.text) == (REPLY, REPLY)
    assert len(server.received) == tries + 1
    for body in server.bodies[-2:]:
        assert body.get("response_format", {}).get("type") == shape
        assert ("stream_options" in body) == usage
        told = body["messages"][0]["content"]
        assert (json.dumps(SCHEMA, separators=(",", ":")) in told) == (shape != "json_schema")
        assert told.startswith("Answer from the documents.")
    assert len(first.spent) == 1, "a refused form reaches no model"


async def test_responses_get_a_plainer_form_too() -> None:
    async with open_server(Says(REPLY), refuses=["json_schema"]) as server:
        asked = await ask_once(settings_of(server, openai_api="responses"))
    assert asked.text == REPLY
    assert server.bodies[-1]["text"] == {"format": {"type": "json_object"}}


async def test_what_one_model_refuses_another_is_still_asked() -> None:
    async with (
        open_server(Says(REPLY), models=["gpt-5-mini", "tiny"], refuses=["json_schema"]) as server,
        open_model(settings_of(server, openai_small_model="tiny")) as model,
    ):
        await ask(model)
        await ask(model, SMALL)
    assert [b["response_format"]["type"] for b in server.bodies] == ["json_schema", "json_object"] * 2


async def test_a_server_that_does_not_stream_is_read_all_the_same() -> None:
    async with open_server(Says(REPLY), refuses=["stream"]) as server:
        asked = await ask_once(settings_of(server))
    assert (asked.pieces, asked.spent) == ([REPLY], [Usage(read=100, written=10, calls=1)])


async def test_without_the_servers_word_tokens_are_four_characters_each() -> None:
    async with open_server(Says("x" * 40, usage=None)) as server:
        asked = await ask_once(settings_of(server))
    sent = len("".join([REQUEST.system, *(m.text for m in REQUEST.messages), json.dumps(SCHEMA)]))
    assert asked.spent == [Usage(read=-(-sent // 4), written=10, calls=1)]


async def test_usage_of_nothing_cached_is_understood() -> None:
    async with open_server(Says(REPLY, usage=openai_frames.Usage(5, 0, 2))) as server:
        asked = await ask_once(settings_of(server))
    assert asked.spent == [Usage(read=5, written=2, calls=1)]


@pytest.mark.parametrize("api", ["chat", "responses"])
async def test_closing_the_reply_closes_the_connection_and_counts_what_was_written(api: str) -> None:
    spent: list[Usage] = []
    async with (
        open_server(Says("0123456789abcdef", pieces=2, hold=True)) as server,
        open_model(settings_of(server, openai_api=api)) as model,
    ):
        async with aclosing(model.write(REQUEST, spent.append)) as pieces:
            assert await anext(pieces) == "01234567"
        await asyncio.wait_for(server.until_gone(), 10)
    (usage,) = spent
    assert (usage.calls, usage.written) == (1, 2)
    assert usage.read > 0


async def test_cancelling_who_waits_for_the_first_word_closes_the_connection() -> None:
    spent: list[Usage] = []
    async with open_server(Says("", hold=True)) as server, open_model(settings_of(server)) as model:
        waiting = asyncio.ensure_future(anext(model.write(REQUEST, spent.append)))
        await server.until(1)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        await asyncio.wait_for(server.until_gone(), 10)
    assert [usage.calls for usage in spent] == [1]


async def test_a_hundred_at_once_each_get_their_own() -> None:
    def echo(body: dict[str, object]) -> Says:
        return Says(json.dumps(body["model"]), pieces=3)

    async with open_server(echo) as server, open_model(settings_of(server)) as model:
        replies = await asyncio.gather(*(ask(model) for _ in range(100)))
    assert {reply.text for reply in replies} == {'"gpt-5-mini"'}
    assert len(server.received) == 100


async def test_the_models_of_a_server_are_listed() -> None:
    async with open_server(models=["a", "b"], key=KEY) as server:
        async with open_model(settings_of(server)) as model:
            assert (model.name, await model.models()) == ("gpt-5-mini", ["a", "b"])
        async with open_model(settings_of(server, openai_api_key="sk-other")) as model:
            with pytest.raises(ModelTrouble) as caught:
                await model.models()
    assert caught.value.trouble is Trouble.KEY


@pytest.mark.parametrize(
    ("name", "chosen"),
    [
        ("OPENAI_API_KEY", {}),
        ("OPENAI_API_KEY", {"openai_api_key": "sk-1 sk-2"}),
        ("OPENAI_API_KEY", {"openai_api_key": "sk-ключ"}),
        ("OPENAI_BASE_URL", {"openai_base_url": "localhost:11434/v1"}),
        ("OPENAI_BASE_URL", {"openai_base_url": "http://"}),
        ("OPENAI_BASE_URL", {"openai_base_url": "http://a:b:c/v1"}),
    ],
)
def test_settings_that_can_never_work_are_refused_before_anything_is_sent(
    name: str, chosen: dict[str, str]
) -> None:
    with pytest.raises(BadSettings, match=name) as caught:
        open_model(read_settings(**chosen))
    assert "sk-" not in str(caught.value)
