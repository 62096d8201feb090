"""Whatever goes wrong: its kind, a sentence for the person, a remedy for the operator, and no secret anywhere."""

import asyncio
import socket
import ssl
import traceback
from collections.abc import Mapping
from pathlib import Path

import httpx2
import openai
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from structlog.testing import capture_logs

from bot import telemetry
from bot.engines.generative.openai_errors import REMEDIES, told, translated
from bot.engines.generative.openai_model import open_model
from bot.engines.generative.troubles import SENTENCES
from bot.errors import Trouble
from bot.wording import LANGUAGES, words_for
from tests.bot.engines.generative.models import KEY, REPLY, REQUEST, ask, ask_once, settings_of
from tests.servers.openai_script import Fails, Kind, Says
from tests.servers.openai_server import open_server

BOTH = ["chat", "responses"]

PLAIN: list[tuple[Kind, Trouble, str]] = [
    ("key", Trouble.KEY, "OPENAI_API_KEY"),
    ("permission", Trouble.KEY, "permission"),
    ("quota", Trouble.QUOTA, "credit"),
    ("model", Trouble.MODEL, "OPENAI_MODEL"),
    ("path", Trouble.NOT_AN_API, "OPENAI_BASE_URL"),
    ("html", Trouble.NOT_AN_API, "OPENAI_BASE_URL"),
    ("refusal", Trouble.REFUSED, "OPENAI_MODEL"),
    ("content_filter", Trouble.REFUSED, "filter"),
    ("length", Trouble.CUT_OFF, "limit"),
    ("malformed", Trouble.MALFORMED, "proxy"),
    ("garbage", Trouble.MALFORMED, "proxy"),
    ("empty", Trouble.EMPTY, "OPENAI_MODEL"),
    ("error_inside", Trouble.DOWN, "log"),
    ("cut", Trouble.CONNECTION, "log"),
    ("unended", Trouble.CONNECTION, "log"),
    ("too_long", Trouble.TOO_LONG, "context"),
    ("bad_request", Trouble.UNSUPPORTED, "OPENAI_API"),
]


@pytest.mark.parametrize("api", BOTH)
@pytest.mark.parametrize(("kind", "trouble", "named"), PLAIN)
async def test_a_failure_has_its_kind_its_sentence_and_its_remedy(
    kind: Kind, trouble: Trouble, named: str, api: str
) -> None:
    async with open_server(Fails(kind)) as server:
        asked = await ask_once(settings_of(server, openai_api=api))
    assert asked.failed.trouble is trouble
    assert str(asked.failed) == SENTENCES[trouble]
    assert named in asked.failed.remedy


@pytest.mark.parametrize("api", BOTH)
@pytest.mark.parametrize("kind", ["500", "502", "503", "rate", "hang_up"])
async def test_what_may_pass_is_tried_twice_again_and_then_told(kind: Kind, api: str) -> None:
    async with open_server(Fails(kind, retry_after="0")) as server:
        asked = await ask_once(settings_of(server, openai_api=api))
    assert len(server.received) == 3
    assert asked.failed.trouble is {"rate": Trouble.BUSY, "hang_up": Trouble.CONNECTION}.get(
        kind, Trouble.DOWN
    )
    assert str(asked.failed) == SENTENCES[asked.failed.trouble]


@pytest.mark.parametrize("kind", [kind for kind, *_ in PLAIN])
async def test_what_does_not_pass_by_itself_is_not_asked_for_again(kind: Kind) -> None:
    async with open_server(Fails(kind)) as server:
        asked = await ask_once(settings_of(server))
    # A bad request is asked again in plainer forms; a stream that broke off gave something out already.
    assert len(server.received) == {"bad_request": 4}.get(kind, 1)
    assert asked.trouble


@pytest.mark.parametrize(
    ("kind", "calls"),
    [
        ("key", 0),
        ("quota", 0),
        ("model", 0),
        ("too_long", 0),
        ("refusal", 1),
        ("length", 1),
        ("cut", 1),
        ("empty", 1),
    ],
)
async def test_only_what_reached_a_model_is_counted(kind: Kind, calls: int) -> None:
    async with open_server(Fails(kind)) as server:
        asked = await ask_once(settings_of(server))
    assert [usage.calls for usage in asked.spent] == [1] * calls


@pytest.mark.parametrize("api", BOTH)
async def test_a_trickle_ends_at_the_deadline(api: str) -> None:
    async with open_server(Fails("trickle")) as server:
        started = asyncio.get_running_loop().time()
        asked = await ask_once(settings_of(server, openai_api=api, openai_deadline=0.3))
        took = asyncio.get_running_loop().time() - started
        await asyncio.wait_for(server.until_gone(), 10)
    assert asked.failed.trouble is Trouble.SLOW
    assert "OPENAI_DEADLINE" in asked.failed.remedy
    assert len(asked.spent) == 1
    assert took < 5


async def test_a_silent_server_ends_at_the_deadline() -> None:
    async with open_server(Says("", lag=60)) as server:
        asked = await ask_once(settings_of(server, openai_deadline=0.3))
    assert asked.failed.trouble is Trouble.SLOW


async def test_a_server_that_is_not_there_and_a_name_that_is_not_known() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # Bound and not listening: nobody else can.
        nobody = f"http://127.0.0.1:{taken.getsockname()[1]}/v1"
        gone = await ask_once(settings_of(nobody, openai_deadline=0.4))
    unknown = await ask_once(settings_of("http://nowhere.invalid/v1", openai_deadline=0.4))
    assert {gone.failed.trouble, unknown.failed.trouble} == {Trouble.CONNECTION}
    assert "no connection comes about" in gone.failed.remedy
    assert "name can't be resolved" in unknown.failed.remedy
    assert gone.spent == unknown.spent == []


async def test_encryption_where_there_is_none() -> None:
    async with open_server(Says(REPLY)) as server:
        asked = await ask_once(settings_of(server.url.replace("http:", "https:"), openai_deadline=0.4))
    assert asked.failed.trouble is Trouble.CONNECTION
    assert "http://" in asked.failed.remedy


TOO_LONG = {
    "OpenAI": "This model's maximum context length is 8192 tokens. However, your messages resulted in 9000 tokens.",
    "vLLM": "This model's maximum context length is 4096 tokens. However, you requested 5000 tokens (4000 in the messages).",
    "vLLM, newer": "The decoder prompt (length 5000) is longer than the maximum model length of 4096.",
    "Ollama": "prompt too long; exceeded max context length by 17 tokens",
    "Ollama, older": "the input length exceeds the context length",
    "llama.cpp": "request (4390 tokens) exceeds the available context size (4096 tokens), try increasing it",
    "llama.cpp, older": "the request exceeds the available context size. try increasing the context size",
    "llama-cpp-python": "Requested tokens (2285) exceed context window of 2048",
    "TGI": "Input validation error: `inputs` tokens + `max_new_tokens` must be <= 4096. Given: 5000",
    "per minute, for ever": "Request too large for gpt-5 on tokens per min (TPM): Limit 30000, Requested 50000.",
}


@pytest.mark.parametrize("words", TOO_LONG.values(), ids=TOO_LONG)
@pytest.mark.parametrize("kind", ["bad_request", "500"])
async def test_too_long_is_understood_in_every_servers_words(words: str, kind: Kind) -> None:
    async with open_server(Fails(kind, words=words)) as server:
        asked = await ask_once(settings_of(server))
    assert asked.failed.trouble is Trouble.TOO_LONG
    assert len(server.received) == 1


CLIENT = openai.AsyncOpenAI(api_key="none", base_url="http://x")


def answer(status: int, body: object, headers: Mapping[str, str] | None = None) -> openai.APIStatusError:
    """What the client raises for a status and a body."""
    request = httpx2.Request("POST", "http://x/v1")
    response = httpx2.Response(status, json=body, request=request, headers=headers)
    return CLIENT._make_status_error_from_response(response)  # pyright: ignore[reportPrivateUsage]


@pytest.mark.parametrize(
    ("status", "body", "trouble"),
    [
        (404, {"error": "model 'x' not found, try pulling it first"}, Trouble.MODEL),
        (404, {"error": {"message": 'model "x" not found, try pulling it first', "type": "api_error"}}, Trouble.MODEL),
        (404, {"object": "error", "message": "The model `x` does not exist.", "code": 404}, Trouble.MODEL),
        (400, {"error": {"message": "No models loaded. Please load a model.", "code": None}}, Trouble.MODEL),
        (404, {"detail": "Not Found"}, Trouble.NOT_AN_API),
        (404, {"error": {"code": 404, "message": "File Not Found", "type": "not_found_error"}}, Trouble.NOT_AN_API),
        (405, {"detail": "Method Not Allowed"}, Trouble.NOT_AN_API),
        (402, {"error": {"message": "Payment required"}}, Trouble.QUOTA),
        (402, {"error": {"message": "Insufficient Balance"}}, Trouble.QUOTA),
        (403, {"error": {"message": "Country, region, or territory not supported"}}, Trouble.KEY),
        (408, {}, Trouble.SLOW),
        (413, {}, Trouble.TOO_LONG),
        (400, {"error": {"code": "content_filter", "message": "filtered"}}, Trouble.REFUSED),
        (503, {"error": {"code": 503, "message": "Loading model", "type": "unavailable_error"}}, Trouble.DOWN),
        (500, {"error": "model requires more system memory than is available"}, Trouble.DOWN),
        (529, {"error": {"message": "overloaded"}}, Trouble.DOWN),
        (418, {}, Trouble.UNSUPPORTED),
    ],
)  # fmt: skip
def test_what_servers_answer_is_told_apart(status: int, body: object, trouble: Trouble) -> None:
    assert translated(answer(status, body)).trouble is trouble


@pytest.mark.parametrize(
    ("error", "trouble"),
    [
        ({"code": "rate_limit_exceeded", "message": "wait"}, Trouble.BUSY),
        ({"code": "insufficient_quota", "message": "pay"}, Trouble.QUOTA),
        ({"code": 400, "message": "This model's maximum context length is 1 token"}, Trouble.TOO_LONG),
        ({"code": 500, "message": "boom"}, Trouble.DOWN),
        ({"code": None, "message": ""}, Trouble.DOWN),
        ({"message": "what?"}, Trouble.DOWN),
    ],
)
def test_an_error_inside_a_stream_is_told_apart(error: dict[str, object], trouble: Trouble) -> None:
    assert told(error).trouble is trouble


FIELDS = st.sampled_from(["error", "code", "type", "message", "detail", "param"])
BODIES = st.recursive(
    st.none() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(FIELDS, inner),
    max_leaves=8,
)


@settings(deadline=None)
@given(st.integers(400, 599), BODIES)
def test_whatever_a_server_answers_is_a_trouble_and_is_not_repeated(status: int, body: object) -> None:
    marked = {"error": {"message": f"Where do they meet? {KEY}", "code": KEY, "param": body}}
    for said in (body, marked):
        trouble = translated(answer(status, said))
        assert str(trouble) in SENTENCES.values()
        assert trouble.remedy
        assert KEY not in trouble.remedy
        assert "they meet" not in trouble.remedy


async def test_a_trouble_is_one_line_in_the_log_with_its_remedy_and_time() -> None:
    async with open_server(Fails("key")) as server:
        with capture_logs() as lines:
            asked = await ask_once(settings_of(server))
    (line,) = lines
    assert line.pop("seconds") >= 0
    assert line == {
        "event": "model_trouble",
        "log_level": "warning",
        "trouble": "key",
        "remedy": asked.failed.remedy,
        "model": "gpt-5-mini",
        "prompt": "answer 1",
    }


@pytest.mark.parametrize("kind", [kind for kind, *_ in PLAIN])
async def test_neither_key_nor_question_gets_into_the_log(kind: Kind, tmp_path: Path) -> None:
    words = f"You asked: {REQUEST.messages[0].text} with {KEY}"
    file = tmp_path / "rapporteur.log"
    async with open_server(Fails(kind, words=words)) as server:
        with telemetry.logging_to(file):
            asked = await ask_once(settings_of(server))
    text = file.read_text(encoding="utf-8")
    assert "model_trouble" in text
    traced = "".join(traceback.format_exception(asked.failed))
    for told_to in (text, str(asked.failed), asked.failed.remedy, traced):
        assert KEY not in told_to
        assert "they meet" not in told_to


async def test_a_reply_that_is_whole_logs_nothing() -> None:
    async with open_server(Says(REPLY)) as server:
        with capture_logs() as lines:
            async with open_model(settings_of(server)) as model:
                await ask(model)
    assert lines == []


def test_every_trouble_of_a_model_has_a_sentence_in_every_language() -> None:
    assert set(SENTENCES) == set(Trouble) - {Trouble.LIMIT}
    assert set(REMEDIES) == set(SENTENCES) - {Trouble.RESTING}
    for sentence in SENTENCES.values():
        said = {words_for(language).said(sentence) for language in LANGUAGES}
        assert len(said) == len(LANGUAGES)


def test_the_documentation_has_a_line_for_every_trouble() -> None:
    text = (Path(__file__).parents[4] / "docs" / "models.md").read_text(encoding="utf-8")
    for kind in Trouble:
        assert f"\n| `{kind.value}`" in text
    for kind, sentence in SENTENCES.items():
        assert f"| {sentence} |" in text, kind


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Retry-After": "20"}, 20),
        ({"Retry-After": "1.5"}, 1.5),
        ({"Retry-After-Ms": "250", "Retry-After": "1"}, 0.25),
        ({"Retry-After": "Wed, 21 Oct 2026 07:28:30 GMT", "Date": "Wed, 21 Oct 2026 07:28:00 GMT"}, 30),
        ({"Retry-After": "Wed, 21 Oct 2026 07:28:00 GMT", "Date": "Wed, 21 Oct 2026 07:29:00 GMT"}, 0),
        ({"Retry-After": "Wed, 21 Oct 2026 07:28:30 GMT"}, None),
        ({"Retry-After": "-5"}, None),
        ({"Retry-After": "nan"}, None),
        ({"Retry-After": "soon"}, None),
        ({}, None),
    ],
)
def test_how_long_to_wait_is_read_in_every_form(headers: dict[str, str], seconds: float | None) -> None:
    assert translated(answer(429, {}, headers)).retry_after == seconds


def test_a_certificate_that_is_not_trusted_is_said_to_be_the_reason() -> None:
    error = openai.APIConnectionError(request=httpx2.Request("POST", "https://x"))
    error.__cause__ = httpx2.ConnectError("no")
    error.__cause__.__cause__ = ssl.SSLCertVerificationError(1, "self-signed certificate")
    assert "certificate" in translated(error).remedy
